package release

import (
	"testing"

	"aceso/internal/domain/sbom"
)

func TestAGradeAnswersInOneSentence(t *testing.T) {
	profile, err := sbom.ProfileByID("ntia-2021")
	if err != nil {
		t.Fatal(err)
	}
	part := func(name, supplier string) sbom.Component {
		return sbom.Component{Ref: name, Name: name, Version: "1", Supplier: supplier, PURL: "pkg:generic/" + name, Parent: "app"}
	}
	for name, c := range map[string]struct {
		doc  sbom.Document
		want string
	}{
		"the rule that is kept least, and how many are": {sbom.Document{Components: []sbom.Component{part("a", "A"), part("b", "")}}, "1 of 2 components name their supplier; 4 of 7 rules are met in full."},
		"what the file itself does not say":             {sbom.Document{Components: []sbom.Component{part("a", "A")}}, "The one component says what the profile asks, the file itself does not; 5 of 7 rules are met in full."},
		"nothing inside":                                {sbom.Document{}, "The parts list names no component, so most rules have nothing to ask; 0 of 7 rules are met in full."},
	} {
		t.Run(name, func(t *testing.T) {
			if got := (Grade{Report: profile.Measure(&c.doc)}).Sentence(); got != c.want {
				t.Errorf("%q", got)
			}
		})
	}
}

func TestWhyAnswersInOneSentence(t *testing.T) {
	step := func(names ...string) (path []sbom.Step) {
		for _, n := range names {
			path = append(path, sbom.Step{Name: n})
		}
		return path
	}
	z := sbom.Component{Name: "zlib", Version: "1.3"}
	for want, w := range map[string]sbom.Ways{
		"zlib 1.3 is in here directly.":                                {Component: z, Direct: true, Through: 1, Paths: [][]sbom.Step{step("app", "zlib")}},
		"zlib 1.3 is in here directly, and through 2 other parts.":     {Component: z, Direct: true, Through: 3, Paths: [][]sbom.Step{step("app", "zlib")}},
		"In here through: app → framework → zlib.":                     {Component: z, Through: 1, Paths: [][]sbom.Step{step("app", "framework", "zlib")}},
		"In here through: app → png → zlib, and through 1 other part.": {Component: z, Through: 2, Paths: [][]sbom.Step{step("app", "png", "zlib")}},
		"Nothing in the parts list says what needs zlib 1.3.":          {Component: z, Paths: [][]sbom.Step{step("zlib")}},
	} {
		if got := (Why{Ways: w}).Answer(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
