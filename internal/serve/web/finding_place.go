package web

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"aceso/internal/domain/finding"
	"aceso/internal/serve/web/list"
	view "aceso/internal/serve/web/view/finding"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
)

// placeOf finds the open finding in its list: what stands before and behind
// it, where an act leads on to, and why it stands there.
func placeOf(p *view.Page, sort string) {
	one := p.Open
	one.Onward = one.Back
	i := -1
	for at, r := range p.Rows {
		if r.ID == one.ID {
			i = at
		}
	}
	if i < 0 {
		return
	}
	if i > 0 {
		one.Prev = view.List.Link(p.List.Query, p.Rows[i-1])
	}
	switch {
	case i+1 < len(p.Rows):
		one.Next, one.Beside = view.List.Link(p.List.Query, p.Rows[i+1]), true
	case p.List.Pager.Next != "":
		one.Next = p.List.Pager.Next + "&open=first"
	}
	if one.Next != "" {
		one.Onward = one.Next
	}
	one.Place = placeSaid(p.Rows, i, p.List.Pager.First, p.List.Pager.Total, sort)
}

// orderWords say what an order goes by: how a row stands in it, and how two
// rows differ in it, the first being the one that comes before.
var orderWords = map[string]struct {
	stands func(view.Row) string
	differ func(before, behind view.Row) string
}{
	"kev": {func(r view.Row) string {
		if r.Exploited {
			return "known to be exploited"
		}
		return "not known to be exploited"
	}, func(a, b view.Row) string {
		return either(a.Exploited != b.Exploited, map[bool]string{true: "is known to be exploited", false: "is not known to be exploited"}[a.Exploited])
	}},
	"severity_rank": {func(r view.Row) string {
		if r.Rating.Severity == ui.Unknown {
			return "scored by nobody, which counts as less than high and more than medium"
		}
		return string(r.Rating.Severity)
	}, func(a, b view.Row) string {
		return either(a.Rating.Severity != b.Rating.Severity, "is "+severityWord(a))
	}},
	"score": {func(r view.Row) string {
		return either(r.Rating.Scored, "with a score of "+strconv.FormatFloat(r.Rating.Score, 'f', 1, 64))
	}, func(a, b view.Row) string {
		return either(a.Rating.Scored && (!b.Rating.Scored || a.Rating.Score != b.Rating.Score), "has a score of "+strconv.FormatFloat(a.Rating.Score, 'f', 1, 64))
	}},
	"epss": {func(r view.Row) string {
		return either(r.Rated, "with an EPSS of "+strconv.FormatFloat(r.EPSS, 'f', 2, 64))
	}, func(a, b view.Row) string {
		return either(a.EPSS != b.EPSS || a.Rated != b.Rated, "has another EPSS")
	}},
}

func severityWord(r view.Row) string {
	if r.Rating.Severity == ui.Unknown {
		return "scored by nobody"
	}
	return string(r.Rating.Severity)
}

func either(is bool, word string) string {
	if is {
		return word
	}
	return ""
}

// placeSaid says in a sentence why a row stands where it stands. It goes by
// the same properties, in the same turn, as the list itself is sorted by.
func placeSaid(rows []view.Row, i, first, total int, sort string) string {
	out := "Place " + ui.Number(first+i) + " of " + ui.Number(total)
	order := store.FindingOrder(sort)
	var stands []string
	for _, column := range order {
		if w, ok := orderWords[column]; ok {
			if word := w.stands(rows[i]); word != "" {
				stands = append(stands, word)
			}
		}
	}
	if len(stands) == 0 {
		return out + ", " + view.List.Ordered(&list.Ask{Sort: sort}) + "."
	}
	out += ": " + strings.Join(stands, ", ") + "."
	if i > 0 {
		out += " The one before it " + why(rows[i-1], rows[i], order) + "."
	}
	if i+1 < len(rows) {
		out += " It comes before the next because it " + why(rows[i], rows[i+1], order) + "."
	}
	return out
}

// why says what puts one row before another.
func why(before, behind view.Row, order []string) string {
	for _, column := range order {
		if w, ok := orderWords[column]; ok {
			if word := w.differ(before, behind); word != "" {
				return word
			}
		}
	}
	return "was found later, and is alike in the rest"
}

// alikeMost bounds how many findings of one weakness or part are spoken of.
const alikeMost = 9999

// alike are the findings that the same decision may be for: of this weakness
// in other parts, and of other weaknesses in this part.
func alike(ctx context.Context, tx *store.Tx, f finding.Finding, part store.Part) ([]ui.Link, error) {
	var out []ui.Link
	for _, a := range []struct {
		filter    store.FindingFilter
		name, key string
		one, many string
	}{
		{store.FindingFilter{Weakness: f.Weakness}, "weakness", f.Weakness, "other part with " + f.Weakness, "other parts with " + f.Weakness},
		{store.FindingFilter{Component: f.Component}, "component", f.Component, "other finding of " + part.Component.Name, "other findings of " + part.Component.Name},
	} {
		tally, err := tx.Tally(ctx, a.filter)
		if err != nil {
			return nil, err
		}
		n := tally.Total()
		if f.Live() {
			n--
		}
		if n > 0 && n < alikeMost {
			out = append(out, ui.Link{Label: ui.Count(n, a.one, a.many), URL: "/findings?" + url.Values{a.name: {a.key}}.Encode()})
		}
	}
	return out, nil
}
