package ui

import (
	"net/url"
	"testing"
	"time"

	"aceso/internal/domain/vuln"
)

var now = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

func TestWords(t *testing.T) {
	for want, got := range map[string]string{
		"no parts": Count(0, "part", "parts"), "1 part": Count(1, "part", "parts"), "4,860 parts": Count(4860, "part", "parts"),
		"1,234,567": Number(1234567), "-1,000": Number(-1000), "200 MB": Bytes(200 << 20), "471.6 KB": Bytes(482937), "900 bytes": Bytes(900),
		"23 Nov 2026, 08:00 UTC": Moment(now), "23 Nov 2026": DayText("2026-11-23"), "soon": DayText("soon"),
		"2 days ago": Ago(now.Add(-48*time.Hour), now), "just now": Ago(now, now), "in 3 hours": Ago(now.Add(3*time.Hour), now),
		"a, b and c": List([]string{"a", "b", "c"}), "OSV npm": SourceName("osv:npm"), "NVD": SourceName("nvd"), "redhat": SourceName("redhat"),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestAnUnknownScoreIsNeitherZeroNorLow(t *testing.T) {
	for want, r := range map[string]Rating{
		"9.8 critical":   {Severity: Critical, Score: 9.8, Scored: true},
		"high":           {Severity: High},
		"0.0 none":       {Severity: NoImpact, Scored: true},
		"not scored":     {Severity: Unknown},
		"not yet scored": {Severity: Unknown, Reason: "not yet scored", Score: 0, Scored: true},
	} {
		if got := r.Text(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if SeverityOf("") != Unknown || SeverityOf("weird") != Unknown {
		t.Error("a word that nobody knows is unknown")
	}
	if c := (Rating{}).class(); c != "sev sev-unknown" {
		t.Errorf("no rating looks like %q", c)
	}
}

func TestOldDataIsNeverShownAsFresh(t *testing.T) {
	good := func() *vuln.Info {
		return &vuln.Info{Made: now.Add(-time.Hour), Sources: []vuln.Source{{Name: "nvd", Fetched: now.Add(-time.Hour)}, {Name: "osv:npm", Fetched: now.Add(-time.Hour)}}}
	}
	tests := map[string]struct {
		change func(*vuln.Info) *vuln.Info
		want   string
	}{
		"all fresh":     {func(i *vuln.Info) *vuln.Info { return i }, ""},
		"there is none": {func(*vuln.Info) *vuln.Info { return nil }, "No weakness data yet: nothing can be checked"},
		"one is old":    {func(i *vuln.Info) *vuln.Info { i.Sources[0].Fetched = now.Add(-50 * time.Hour); return i }, "NVD is 2 days old"},
		"one failed":    {func(i *vuln.Info) *vuln.Info { i.Sources[1].Problem = "shrank"; return i }, "OSV npm could not be renewed"},
		"both are old": {func(i *vuln.Info) *vuln.Info {
			i.Sources[0].Fetched, i.Sources[1].Fetched = now.AddDate(0, 0, -9), now.AddDate(0, 0, -3)
			return i
		}, "2 sources are up to 9 days old"},
		"the bundle lists no sources": {func(i *vuln.Info) *vuln.Info { i.Sources, i.Made = nil, now.AddDate(0, -3, 0); return i }, "All of it is 3 months old"},
	}
	for name, test := range tests {
		if got := FreshnessOf(test.change(good()), now, "/intelligence"); got.Stale != test.want {
			t.Errorf("%s: %q, want %q", name, got.Stale, test.want)
		}
	}
}

func TestTheBarShowsWhatIsThereAndNothingElse(t *testing.T) {
	sum := func(b Bar) (n int, hatched int) {
		for _, s := range b.stretches() {
			if s.count > 0 {
				n++
				if s.fill(b.ID) != "" {
					hatched++
				}
			}
		}
		return n, hatched
	}
	if n, _ := sum(Bar{}); n != 0 {
		t.Error("an empty list is drawn as something")
	}
	if n, h := sum(Bar{Parts: Parts{Affected: 1, Untold: 1, Clean: 9997, Unchecked: 1}}); n != 4 || h != 2 {
		t.Errorf("%d stretches, %d hatched", n, h)
	}
	if w := (Bar{Parts: Parts{Affected: 1, Clean: 99999}}).stretches()[0].width; w != "0.99%" {
		t.Errorf("one affected of many is %s wide: it must be seen", w)
	}
	if got := (Parts{Affected: 19, Clean: 148, Unchecked: 47}).Say(); got != "214 parts: 19 affected, 148 clean, 47 could not be checked" {
		t.Error(got)
	}
}

func TestAListKeepsItsViewInItsAddress(t *testing.T) {
	q := Query{Path: "/findings", Values: url.Values{"severity": {"high"}, "after": {"x"}, "from": {"50"}}}
	if got := q.With("sort", "-epss"); got != "/findings?severity=high&sort=-epss" {
		t.Errorf("another order begins anew: %s", got)
	}
	if got := q.Keep("/findings/7"); got != "/findings/7?after=x&from=50&severity=high" {
		t.Errorf("opening one keeps the place: %s", got)
	}
	h := Head{By: "epss", Query: q}
	c := Column{Sort: "epss"}
	if h.link(c) != "/findings?severity=high&sort=-epss" || h.aria(c) != "ascending" || h.aria(Column{Sort: "part"}) != "none" {
		t.Errorf("the same column turns the order round: %s %s", h.link(c), h.aria(c))
	}
	for want, p := range map[string]Pager{
		"1 to 50 of 312 findings": {First: 1, Last: 50, Total: 312, Noun: "findings"},
		"all 7 findings":          {First: 1, Last: 7, Total: 7, Noun: "findings"},
		"no findings":             {First: 1, Noun: "findings"},
	} {
		if p.Text() != want {
			t.Errorf("%q, want %q", p.Text(), want)
		}
	}
}

func TestARefusedFormKeepsWhatWasEnteredButNoPassword(t *testing.T) {
	f := Form{Inputs: []Input{{Name: "name"}, {Name: "password", Kind: Password}, {Name: "side", Choices: []Choice{{Value: "maker", Chosen: true}, {Value: "hospital"}}}}}
	f.Put("name", "Dele")
	f.Put("password", "secret")
	f.Put("side", "hospital")
	f.Refuse("name", "too short")
	if f.Inputs[0].Value != "Dele" || f.Inputs[1].Value != "" || f.Inputs[2].Choices[0].Chosen || !f.Inputs[2].Choices[1].Chosen {
		t.Errorf("%+v", f.Inputs)
	}
	if p := f.problems(); len(p) != 1 || p[0].described() != "f-name-wrong" {
		t.Errorf("%+v", p)
	}
}
