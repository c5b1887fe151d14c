package gallery

import (
	"fmt"
	"time"

	"aceso/internal/domain/trend"
	"aceso/internal/serve/web/view/chart"
	view "aceso/internal/serve/web/view/trend"
	"aceso/internal/serve/web/view/ui"
)

// counted are made-up days: so many weeks back, from those on which nobody counted.
func counted(weeks int, more int) []trend.Day {
	var days []trend.Day
	c := trend.Counts{Critical: 2, High: 7, Unknown: 3, Medium: 9, Low: 4, CannotTell: 6, Exploited: 1, Affected: 14, MayBe: 6, Clean: 101, NotCheckable: 88, Waiting: 5}
	for i := range weeks {
		d := trend.Day{On: now.AddDate(0, 0, -7*(weeks-1-i)-2).Format(time.DateOnly), Derived: i < 3 && weeks > 8}
		came, went := (i*7+more)%5, (i*5+2*more)%4
		c.High, c.Opened, c.Shut = max(c.High+came-went, 0), c.Opened+came, c.Shut+went
		if i == weeks-2 {
			c.Critical, c.CannotTell, c.Affected, c.MayBe, c.Clean, c.NotCheckable, c.Waiting = 3, 9, 19, 9, 142, 47, 0
		}
		d.Counts = c
		days = append(days, d)
	}
	return days
}

func series(weeks int) view.Series {
	p := trend.Periods[0]
	steps := p.Cut(counted(weeks, 0), now)
	view.Trim(&steps)
	return view.Series{Period: p, Steps: steps, Since: now.AddDate(0, 0, -7*(min(weeks, 8)-1)-2).Format(time.DateOnly), AsOf: now}
}

func trends(f ui.Frame) view.Page {
	p := view.New(f, "")
	p.Filters = []ui.Input{
		{Name: "product", Label: "Product", Kind: ui.Select, Choices: []ui.Choice{{Label: "all"}, {Value: "1", Label: "Aurelia IP-200"}}},
		{Name: "period", Label: "Period", Kind: ui.Select, Choices: []ui.Choice{{Value: "12w", Label: "12 weeks", Chosen: true}}},
	}
	s := series(11)
	aged := []trend.Aged{{Opened: "2026-03-02", Severity: "high", N: 3}, {Opened: "2026-08-03", Severity: "medium", N: 4}, {Opened: "2026-09-14", Severity: "critical", N: 1}, {Opened: "2026-10-12", Severity: "unknown", N: 5}, {Opened: "2026-11-02", Severity: "low", N: 9}, {Opened: "2026-11-20", Severity: "critical", N: 2}}
	p.Figures = []chart.Figure{
		s.Open(), s.Flow(), s.Age(aged, now), s.Unchecked(), s.First(points(60)),
		s.Where(view.BySupplier, []view.Share{{Name: "not stated", Unsaid: true, Parts: 11, Affected: 21, CannotTell: 4}, {Name: "OpenSSL Project", Parts: 1, Affected: 9}, {Name: "The BusyBox developers, all of them, wherever they may be", Parts: 2, Affected: 6, CannotTell: 2, URL: "/components"}, {Name: "SQLite", Parts: 1, Affected: 2}}, view.Share{Parts: 3, Affected: 3}, 7),
		s.Releases([]view.Release{
			{Name: "Aurelia IP-200 4.2.0", URL: "/releases/1", Steps: s.Steps},
			{Name: "Aurelia IP-200 4.3.0", URL: "/releases/2", Steps: s.Period.Cut(counted(5, 3), now)},
			{Name: "Aurelia IP-100 2.9.1", URL: "/releases/3", Steps: s.Period.Cut(counted(9, 2), now)},
			{Name: "Aurelia Library 1.4.0", URL: "/releases/4", Steps: s.Period.Cut(nil, now)},
		}, 2),
	}
	return p
}

// points are made-up weaknesses.
func points(n int) []chart.Point {
	var out []chart.Point
	for i := range n {
		p := chart.Point{N: 1, Name: fmt.Sprintf("CVE-2026-%04d", i), URL: fmt.Sprintf("/findings?weakness=CVE-2026-%04d", i)}
		if p.Scored = i%11 != 0; p.Scored {
			p.Score = 2 + float64(i*37%80)/10
		}
		if p.Rated = i%13 != 1; p.Rated {
			p.EPSS = 0.0004 * float64(1+i*i%90) * float64(1+i%7)
		}
		if i%29 == 3 {
			p.Exploited, p.EPSS, p.Score = true, 0.4+float64(i%5)/10, 9.1
		}
		out = append(out, p)
	}
	return out
}

// trendsBegun is the page on the day of the first parts list.
func trendsBegun(f ui.Frame) view.Page {
	p := view.New(f, "Aurelia IP-200 4.2.0")
	p.Chosen, p.Back = ", the newest release with a parts list", ui.Link{Label: "The release", URL: "/releases/1"}
	s := series(1)
	s.Since = now.Format(time.DateOnly)
	p.Figures = []chart.Figure{s.Open(), s.Flow(), s.Age(nil, now), s.Unchecked(), s.First(points(10_000)), s.Where(view.BySupport, nil, view.Share{}, 0), s.Releases(nil, 0)}
	return p
}

func trendsEmpty(f ui.Frame) view.Page {
	p := view.New(f, "")
	p.None = true
	return p
}
