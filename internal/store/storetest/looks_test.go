package storetest

import (
	"fmt"
	"testing"
	"time"

	"aceso/internal/domain/finding"
	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/store"
)

// A look is something that a page reads.
type look struct {
	name string
	read func(*store.Tx) error
}

// looks are all lists of the seeded organisation by every order and filter,
// also several filters at once, and what else pages count and find.
func looks(b *testing.B, db *store.DB, who org.Actor) []look {
	var out []look
	p := somePlaces(b, db, who)
	filters := findingFilters(p)
	for _, f := range filters {
		for _, sort := range bothWays(store.FindingSorts()) {
			f := f
			f.FindingFilter.Sort = sort
			out = append(out, look{"findings/" + f.name + "/" + sort, func(tx *store.Tx) error {
				_, err := tx.Findings(ctx, f.FindingFilter, store.Page{})
				return err
			}})
		}
	}
	for _, sort := range bothWays(store.FindingSorts()) { // one who counts pages asks for the middle of it
		out = append(out, look{"findings/deep/" + sort, func(tx *store.Tx) error {
			_, err := tx.Findings(ctx, store.FindingFilter{Sort: sort, States: store.Live}, store.Page{Skip: 400_000})
			return err
		}})
	}
	for _, f := range filters {
		for _, sort := range []string{"-severity", "severity", "-kev", "epss", "-weakness"} {
			f := f
			f.FindingFilter.Sort = sort
			out = append(out, look{"weaknesses/" + f.name + "/" + sort, func(tx *store.Tx) error {
				_, err := tx.Weaknesses(ctx, f.FindingFilter, store.Page{})
				return err
			}})
		}
		out = append(out, look{"tally/" + f.name, func(tx *store.Tx) error {
			_, err := tx.Tally(ctx, f.FindingFilter)
			return err
		}})
	}
	out = append(out, partLooks(p)...)
	return append(out, otherLooks(p)...)
}

func bothWays(sorts []string) []string {
	var out []string
	for _, s := range sorts {
		out = append(out, s, "-"+s)
	}
	return out
}

// places are some records of the seeded organisation.
type places struct{ line, model, release, component, weakness string }

func somePlaces(b *testing.B, db *store.DB, who org.Actor) places {
	var p places
	see(b, db, who, func(tx *store.Tx) error {
		page, err := tx.Releases(ctx, store.ProductFilter{}, store.Page{Limit: 1})
		if err != nil {
			return err
		}
		f, err := tx.Findings(ctx, store.FindingFilter{}, store.Page{Limit: 1})
		r := page.Rows[0]
		p = places{r.Line.ID, r.Model.ID, r.Release.ID, f.Rows[0].Component, f.Rows[0].Weakness}
		return err
	})
	return p
}

type namedFilter struct {
	name string
	store.FindingFilter
}

// findingFilters are each filter by itself, and those that people put together.
func findingFilters(p places) []namedFilter {
	closed, fresh := []finding.State{finding.Closed}, []finding.State{finding.Open, finding.Reopened}
	one := func(s ...string) []string { return s }
	type filter = store.FindingFilter
	out := []namedFilter{
		{"all", filter{}},
		{"live", filter{States: store.Live}},
		{"model", filter{Model: p.model, States: store.Live}},
		{"release", filter{Release: p.release, States: store.Live}},
		{"component", filter{Component: p.component}},
		{"weakness", filter{Weakness: p.weakness}},
		{"new", filter{States: fresh}},
		{"kev", filter{States: store.Live, KEV: true}},
		{"cannot tell", filter{Match: match.CannotTell}},
		{"affected", filter{Match: match.Affected}},
		{"owner", filter{Owner: "person-3"}},
		{"nobody", filter{Owner: store.Nobody, States: store.Live}},
		{"since yesterday", filter{Opened: Today.AddDate(0, 0, -1), States: store.Live}},
		{"since long", filter{Opened: Today.AddDate(0, 0, -200), States: store.Live}},
		{"closed+cannot tell", filter{States: closed, Match: match.CannotTell}},
		{"closed+kev", filter{States: closed, KEV: true}},
		{"critical+kev", filter{Severities: one("critical"), KEV: true, States: store.Live}},
		{"low+kev", filter{Severities: one("low"), KEV: true, States: store.Live}},
		{"low+nobody", filter{Severities: one("low"), Owner: store.Nobody, States: store.Live}},
		{"low+owner", filter{Severities: one("low"), Owner: "person-3"}},
		{"release+low", filter{Release: p.release, Severities: one("low")}},
		{"release+closed", filter{Release: p.release, States: closed}},
		{"release+text", filter{Release: p.release, Text: "openssl"}},
		{"model+high+text", filter{Model: p.model, Severities: one("high"), Text: "curl", States: store.Live}},
		{"model+low+closed", filter{Model: p.model, Severities: one("low"), States: closed}},
		{"text common+low", filter{Text: "openssl", Severities: one("low"), States: store.Live}},
		{"text common+closed", filter{Text: "openssl", States: closed}},
		{"text common+kev", filter{Text: "openssl", KEV: true}},
		{"model+low+closed+text", filter{Model: p.model, Severities: one("low"), States: closed, Text: "qt"}},
		{"weakness+closed", filter{Weakness: p.weakness, States: closed}},
		{"component+closed", filter{Component: p.component, States: closed}},
	}
	for _, s := range finding.States {
		out = append(out, namedFilter{string(s), filter{States: []finding.State{s}}})
	}
	for _, s := range one("critical", "high", "unknown", "medium", "low", "none") {
		out = append(out, namedFilter{s, filter{States: store.Live, Severities: one(s)}},
			namedFilter{s + "+closed", filter{States: closed, Severities: one(s)}},
			namedFilter{s + "+cannot tell", filter{States: store.Live, Severities: one(s), Match: match.CannotTell}})
	}
	for name, text := range map[string]string{"one": "CVE-2015-00005", "rare": "CVE-2015-0000", "some": "curl-12", "common": "openssl", "many": "l", "year": "2015", "nothing": "no such thing"} {
		out = append(out, namedFilter{"text " + name, filter{Text: text, States: store.Live}})
	}
	return out
}

func partLooks(p places) []look {
	var out []look
	type filter = store.PartFilter
	for _, f := range []struct {
		name string
		filter
	}{
		{"all", filter{}},
		{"release", filter{Release: p.release}},
		{"model", filter{Model: p.model}},
		{"unchecked", filter{Checked: store.Unchecked}},
		{"cause", filter{Checked: []match.Checked{match.NotCheckable}, Cause: "version missing"}},
		{"clean", filter{Checked: []match.Checked{match.Clean}}},
		{"matched", filter{Checked: []match.Checked{match.Matched}}},
		{"waiting", filter{Checked: []match.Checked{store.Waiting}}},
		{"text", filter{Text: "curl-12"}},
		{"text common", filter{Text: "openssl"}},
		{"text many", filter{Text: "l"}},
		{"text nothing", filter{Text: "no such thing"}},
		{"release+unchecked+text", filter{Release: p.release, Checked: store.Unchecked, Text: "qt"}},
		{"model+clean", filter{Model: p.model, Checked: []match.Checked{match.Clean}}},
	} {
		for _, sort := range bothWays(store.PartSorts()) {
			f := f
			f.filter.Sort = sort
			out = append(out, look{"components/" + f.name + "/" + sort, func(tx *store.Tx) error {
				_, err := tx.Parts(ctx, f.filter, store.Page{})
				return err
			}})
		}
		out = append(out, look{"unchecked causes/" + f.name, func(tx *store.Tx) error {
			_, err := tx.UncheckedReasons(ctx, f.filter)
			return err
		}}, look{"names/" + f.name, func(tx *store.Tx) error {
			_, err := tx.NameGroups(ctx, f.filter, store.Page{})
			return err
		}})
	}
	return out
}

func otherLooks(p places) []look {
	out := []look{
		{"counts of all components", func(tx *store.Tx) error { _, err := tx.AllCounts(ctx); return err }},
		{"counts of a release", func(tx *store.Tx) error { _, err := tx.ReleaseCounts(ctx, []string{p.release}); return err }},
		{"releases with a component", func(tx *store.Tx) error { _, err := tx.ReleasesWith(ctx, 1, store.Page{}); return err }},
		{"components of a name", func(tx *store.Tx) error { _, err := tx.PartsNamed(ctx, "openssl-1"); return err }},
	}
	for _, sort := range bothWays([]string{"name", "version", "changed"}) {
		for name, f := range map[string]store.ProductFilter{"all": {}, "model": {Model: p.model}, "text": {Text: "Model 01"}} {
			f.Sort = sort
			out = append(out, look{"releases/" + name + "/" + sort, func(tx *store.Tx) error {
				_, err := tx.Releases(ctx, f, store.Page{})
				return err
			}})
		}
	}
	return out
}

// A cost is what a look takes at least: of the processors, here and in the
// database's own processes, and on the clock.
type cost struct {
	name      string
	cpu, wall time.Duration
}

func costs(b *testing.B, db *store.DB, who org.Actor, all []look, used func() time.Duration) []cost {
	out := make([]cost, len(all))
	for i, l := range all {
		out[i] = cost{l.name, time.Hour, time.Hour}
		for range 3 {
			before, began := used(), time.Now()
			see(b, db, who, l.read)
			wall := time.Since(began)
			out[i].cpu, out[i].wall = min(out[i].cpu, used()-before), min(out[i].wall, wall)
			if out[i].wall > 2*time.Second { // no need to see that again
				break
			}
		}
	}
	return out
}

func (c cost) String() string {
	return fmt.Sprintf("%7.1f ms of the processor, %7.1f ms on the clock: %s", float64(c.cpu.Microseconds())/1000, float64(c.wall.Microseconds())/1000, c.name)
}
