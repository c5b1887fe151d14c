package vuln_test

import (
	"strings"
	"testing"
	"time"

	"aceso/internal/domain/vuln"
)

func TestTheGateHoldsANewBundleAgainstTheOld(t *testing.T) {
	made := time.Date(2026, 8, 25, 0, 0, 0, 0, time.UTC)
	good := func(change func(i *vuln.Info)) vuln.Info {
		i := vuln.Info{ID: "a", Made: made, Weaknesses: 100, Statements: 1000, Keys: 500, Sources: []vuln.Source{
			{Name: "osv:npm", Records: 100, AsOf: made.AddDate(0, 0, -1)}, {Name: "epss", Records: 1000, AsOf: made.AddDate(0, 0, -1)},
		}}
		if change != nil {
			change(&i)
		}
		return i
	}
	for name, c := range map[string]struct {
		before, after vuln.Info
		want          string // rules that are broken, "?" behind those that only warn
	}{
		"the same":               {good(nil), good(nil), ""},
		"the first":              {vuln.Info{}, good(nil), ""},
		"after a demonstration":  {vuln.Info{Statements: 9000, Sources: []vuln.Source{{Name: "ghost", AsOf: made.AddDate(1, 0, 0), Problem: vuln.Demonstration}}}, good(nil), ""},
		"nothing in it":          {vuln.Info{}, good(func(i *vuln.Info) { i.Weaknesses, i.Keys = 0, 0 }), "intel-empty"},
		"an empty source":        {vuln.Info{}, good(func(i *vuln.Info) { i.Sources[0].Records = 0 }), "intel-empty"},
		"less than a fifth less": {good(nil), good(func(i *vuln.Info) { i.Sources[0].Records = 81 }), ""},
		"a fifth less":           {good(nil), good(func(i *vuln.Info) { i.Sources[0].Records = 80 }), "intel-shrunk"},
		"a fifth less is said":   {good(nil), good(func(i *vuln.Info) { i.Statements = 800 }), "intel-shrunk"},
		"a source is gone":       {good(nil), good(func(i *vuln.Info) { i.Sources = i.Sources[:1] }), "intel-gone"},
		"a source is older":      {good(nil), good(func(i *vuln.Info) { i.Sources[0].AsOf = made.AddDate(0, 0, -2) }), "intel-older"},
		"a source lost its date": {good(nil), good(func(i *vuln.Info) { i.Sources[0].AsOf = time.Time{} }), "intel-older"},
		"a source has a problem": {good(nil), good(func(i *vuln.Info) { i.Sources[0].Problem = "it does not answer" }), "intel-problem?"},
		"never there and why":    {vuln.Info{}, good(func(i *vuln.Info) { i.Sources[0].Records, i.Sources[0].Problem = 0, "404" }), "intel-problem?"},
		"scores of last week":    {vuln.Info{}, good(func(i *vuln.Info) { i.Sources[1].AsOf = made.AddDate(0, 0, -7) }), "intel-age?"},
		"a few unreadable":       {good(nil), good(func(i *vuln.Info) { i.Sources[0].Refused = 4 }), ""},
		"many unreadable":        {good(nil), good(func(i *vuln.Info) { i.Sources[0].Refused = 5 }), "intel-refused"},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, p := range vuln.Gate(c.before, c.after) {
				r := p.Rule
				if p.Level == "warning" {
					r += "?"
				}
				got = append(got, r)
			}
			if s := strings.Join(got, " "); s != c.want {
				t.Errorf("%q, not %q", s, c.want)
			}
		})
	}
}

func TestBriefCutsAtAWord(t *testing.T) {
	long := strings.Repeat("word ", 100)
	for in, want := range map[string]string{
		"":                              "",
		"A text\n on  lines.":           "A text on lines.",
		long:                            strings.TrimSpace(long[:159]) + " …",
		strings.Repeat("ü", 1000):       strings.Repeat("ü", 160) + " …",
		"a" + strings.Repeat(" ", 1000): "a …",
	} {
		if got := vuln.Brief(in); got != want {
			t.Errorf("%.20q: %q, not %q", in, got, want)
		}
	}
}
