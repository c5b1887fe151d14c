package match

import (
	"fmt"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"aceso/internal/domain/vuln"
)

// A version of three small numbers, so that bounds and versions often meet.
func drawVersion(t *rapid.T, label string) string {
	n := rapid.IntRange(0, 4)
	return fmt.Sprintf("%d.%d.%d", n.Draw(t, label), n.Draw(t, label), n.Draw(t, label))
}

// value is the version as a number, for an independent comparison.
func value(v string) int {
	var a, b, c int
	fmt.Sscanf(v, "%d.%d.%d", &a, &b, &c)
	return a*100 + b*10 + c
}

func drawRange(t *rapid.T) vuln.Range {
	r := vuln.Range{Scheme: rapid.SampledFrom([]vuln.Scheme{vuln.Semver, vuln.Ecosystem, vuln.Generic}).Draw(t, "scheme")}
	if rapid.Bool().Draw(t, "introduced") {
		r.Introduced = drawVersion(t, "from")
		r.IntroducedEx = rapid.Bool().Draw(t, "outside")
	}
	switch rapid.IntRange(0, 2).Draw(t, "end") {
	case 1:
		r.Fixed = drawVersion(t, "fixed")
	case 2:
		r.LastAffected = drawVersion(t, "last")
	}
	return r
}

// lies says in numbers what inside says in versions.
func lies(r vuln.Range, v string) bool {
	n := value(v)
	if r.Introduced != "" && (n < value(r.Introduced) || n == value(r.Introduced) && r.IntroducedEx) {
		return false
	}
	if r.Fixed != "" {
		return n < value(r.Fixed)
	}
	return r.LastAffected == "" || n <= value(r.LastAffected)
}

func TestRangesAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, v := drawRange(t), drawVersion(t, "version")
		eco := rapid.SampledFrom([]string{"npm", "PyPI", "Maven", "Go", "Debian:12", "Alpine:v3.18", "AlmaLinux:9", "NuGet", "crates.io", ""}).Draw(t, "ecosystem")
		st := vuln.Statement{Ecosystem: eco, Ranges: []vuln.Range{r}}
		h := within(&st, v)
		if (h.answer == yes) != lies(r, v) || h.answer == unsure {
			t.Fatalf("%s in %+v of %s: %+v", v, r, eco, h)
		}
	})
}

func TestMoreRangesNeverTakeAVersionOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ranges := rapid.SliceOfN(rapid.Custom(drawRange), 1, 5).Draw(t, "ranges")
		v := drawVersion(t, "version")
		st := vuln.Statement{Ecosystem: "npm", Ranges: ranges}
		want := slices.ContainsFunc(ranges, func(r vuln.Range) bool { return lies(r, v) })
		if got := within(&st, v); (got.answer == yes) != want {
			t.Fatalf("%s in %+v: %+v", v, ranges, got)
		}
		slices.Reverse(st.Ranges)
		if got := within(&st, v); (got.answer == yes) != want {
			t.Fatalf("the order of ranges matters: %s in %+v", v, ranges)
		}
	})
}

func TestAListedVersionIsInWhateverTheRangesSay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := drawVersion(t, "version")
		st := vuln.Statement{Ecosystem: "npm", Versions: []string{drawVersion(t, "other"), v}, Ranges: []vuln.Range{drawRange(t)}}
		if h := within(&st, v); h.answer != yes {
			t.Fatalf("%s is listed: %+v", v, h)
		}
	})
}

// No version is ever a reason to be sure of anything but what holds for all.
func TestNoVersionIsNeverSafe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		st := vuln.Statement{Ecosystem: "npm", Ranges: []vuln.Range{drawRange(t)}}
		if h := within(&st, ""); h.answer == no {
			t.Fatalf("%+v", st)
		}
	})
}

// Whatever stands in a document, the answer is one of three and there is no panic.
func TestStrangeVersionsGiveAnAnswer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[0-9a-zA-Z.+~:_\- !\[\]]{0,24}`)
		r := vuln.Range{Scheme: vuln.Ecosystem, Introduced: text.Draw(t, "from"), Fixed: text.Draw(t, "fixed")}
		v := text.Draw(t, "version")
		eco := rapid.SampledFrom([]string{"npm", "PyPI", "Maven", "Go", "Debian:12", "Alpine:v3.18", "AlmaLinux:9", "NuGet", "Nowhere", ""}).Draw(t, "ecosystem")
		b := bundle(vuln.Record{Source: "osv", ID: "X-1", Says: []vuln.Statement{{Ecosystem: eco, Package: "p", Ranges: []vuln.Range{r}}}})
		for _, st := range b.packages {
			h := within(&st[0], v)
			if h.answer == unsure && h.snag == noSnag {
				t.Fatalf("unsure without a reason: %q in %+v", v, r)
			}
		}
	})
}

func TestPatternsFitAsPeopleExpect(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a-z]{1,6}`)
		a, b, c := word.Draw(t, "a"), word.Draw(t, "b"), word.Draw(t, "c")
		for pattern, name := range map[string]string{a: a, a + "*": a + b, "*" + a: b + a, a + "*" + c: a + b + c, "*" + b + "*": a + b + c} {
			if !fits(pattern, name) {
				t.Fatalf("%s fits %s", pattern, name)
			}
		}
		if fits(a, a+b) || fits(a+"*"+b, strconv.Itoa(1)+a+b) {
			t.Fatalf("%s %s", a, b)
		}
	})
}
