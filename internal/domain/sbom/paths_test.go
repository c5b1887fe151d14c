package sbom_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"aceso/internal/domain/sbom"
)

// woven is a document about "app" with these edges, written "a>b c>d".
func woven(edges string) *sbom.Document {
	d := &sbom.Document{Subject: &sbom.Component{Ref: "app", Name: "app"}}
	seen := map[string]bool{"app": true}
	for _, e := range strings.Fields(edges) {
		from, to, _ := strings.Cut(e, ">")
		for _, ref := range []string{from, to} {
			if !seen[ref] && ref != "" {
				seen[ref] = true
				d.Components = append(d.Components, sbom.Component{Ref: ref, Name: ref})
			}
		}
		if to != "" {
			d.Edges = append(d.Edges, sbom.Edge{From: from, To: to})
		}
	}
	return d
}

func TestWhySomethingIsInside(t *testing.T) {
	for name, c := range map[string]struct {
		edges, of string
		want      []string
		through   int
		direct    bool
	}{
		"directly":                           {"app>z", "z", []string{"app z"}, 1, true},
		"through another":                    {"app>f f>z", "z", []string{"app f z"}, 1, false},
		"both, the shortest first":           {"app>f f>z app>z", "z", []string{"app z", "app f z"}, 2, true},
		"one way through each that needs":    {"app>a app>b a>z b>z a>b", "z", []string{"app a z", "app b z"}, 2, false},
		"a circle does no harm":              {"app>a a>z z>b b>a", "z", []string{"app a z"}, 1, false},
		"nor does needing itself":            {"app>z z>z", "z", []string{"app z"}, 1, true},
		"what needs it only because of it":   {"app>z z>b b>z", "z", []string{"app z"}, 1, true},
		"nothing needs it":                   {"app>a z>", "z", []string{"z"}, 0, false},
		"from another root":                  {"app>a r>z", "z", []string{"r z"}, 1, false},
		"from the subject before that":       {"app>a a>b b>z r>z", "z", []string{"app a b z", "r z"}, 2, false},
		"at most five":                       {"app>a app>b app>c app>d app>e app>f a>z b>z c>z d>z e>z f>z", "z", []string{"app a z", "app b z", "app c z", "app d z", "app e z"}, 6, false},
		"a circle that nothing leads to":     {"app>a z>y y>z", "z", []string{"y z"}, 1, false},
		"a part said to need what is needed": {"app>a a>z app>z a>z", "z", []string{"app z", "app a z"}, 2, true},
	} {
		t.Run(name, func(t *testing.T) {
			d := woven(c.edges)
			at := slices.IndexFunc(d.Components, func(x sbom.Component) bool { return x.Ref == c.of })
			w, ok := d.Why(d.Components[at].Fingerprint(), 5)
			var got []string
			for _, path := range w.Paths {
				var steps []string
				for _, s := range path {
					steps = append(steps, s.Name)
				}
				got = append(got, strings.Join(steps, " "))
			}
			if !ok || !slices.Equal(got, c.want) || w.Through != c.through || w.Direct != c.direct || w.Places != 1 {
				t.Errorf("%q through %d, direct %v, %d places; want %q through %d, direct %v", got, w.Through, w.Direct, w.Places, c.want, c.through, c.direct)
			}
		})
	}
	if _, ok := woven("app>z").Why("0", 5); ok {
		t.Error("something that is not inside has a reason")
	}
}

func TestWhyIsFastInALargeDocument(t *testing.T) {
	const n = 100_000
	d := woven("app>x")
	d.Components = nil
	for i := range n {
		d.Components = append(d.Components, sbom.Component{Ref: fmt.Sprint(i), Name: fmt.Sprint(i)})
		d.Edges = append(d.Edges, sbom.Edge{From: fmt.Sprint(i), To: fmt.Sprint((i + 1) % n)}, sbom.Edge{From: fmt.Sprint(i), To: "0"})
	}
	start := time.Now()
	w, _ := d.Why(d.Components[0].Fingerprint(), 5)
	if took := time.Since(start); len(w.Paths) == 0 || took > 10*time.Second {
		t.Errorf("%d paths through %d in %v", len(w.Paths), w.Through, took)
	} else {
		t.Logf("%d components: %v", n, took)
	}
}
