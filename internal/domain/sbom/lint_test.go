package sbom_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"aceso/internal/domain/sbom"
)

// good returns a document that breaks no rule, with changes.
func good(changes ...func(*sbom.Document)) *sbom.Document {
	d := &sbom.Document{
		Format: sbom.CycloneDX, Version: "1.6", Encoding: "json", Created: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), Tools: []string{"cdxgen 11"},
		Subject: &sbom.Component{Ref: "pump", Kind: "device", Name: "LF-200", Version: "4.2.0", Path: "metadata.component"},
		Components: []sbom.Component{
			{Ref: "zlib", Path: "components[0]", Kind: "library", Supplier: "zlib.net", Name: "zlib", Version: "1.3.1", PURL: "pkg:generic/zlib@1.3.1"},
			{Ref: "ssl", Path: "components[1]", Kind: "library", Supplier: "OpenSSL", Name: "openssl", Version: "3.0.2", CPEs: []string{"cpe:2.3:a:openssl:openssl:3.0.2:*:*:*:*:*:*:*"}},
		},
		Edges:     []sbom.Edge{{From: "pump", To: "ssl"}, {From: "ssl", To: "zlib"}},
		OtherRefs: []string{"cloud"},
	}
	for _, change := range changes {
		change(d)
	}
	return d
}

func TestAGoodDocumentHasNoProblems(t *testing.T) {
	if ps := sbom.Lint(good()); len(ps) > 0 {
		t.Errorf("told\n%s", ps)
	}
}

func TestLint(t *testing.T) {
	for name, c := range map[string]struct {
		in    func(*sbom.Document)
		want  string
		valid bool
	}{
		"a document lists components":     {func(d *sbom.Document) { d.Components, d.Edges = nil, nil }, ": document-has-components", true},
		"a document names its subject":    {func(d *sbom.Document) { d.Subject, d.Edges = nil, d.Edges[1:] }, ": document-names-subject", true},
		"a document names its author":     {func(d *sbom.Document) { d.Tools = nil }, ": document-names-author", true},
		"a document has a time":           {func(d *sbom.Document) { d.Created = time.Time{} }, ": document-has-time", true},
		"a document says what needs what": {func(d *sbom.Document) { d.Edges = nil }, ": document-has-dependencies", true},
		"a component has a name":          {func(d *sbom.Document) { d.Components[0].Name = "" }, "components[0]: component-has-name", false},
		"a component has a version":       {func(d *sbom.Document) { d.Components[0].Version = "" }, "components[0]: component-has-version: zlib has no version", true},
		"a component names its supplier":  {func(d *sbom.Document) { d.Components[0].Supplier = "" }, "components[0]: component-names-supplier: zlib 1.3.1 names no supplier", true},
		"no assertion is no supplier":     {func(d *sbom.Document) { d.Components[0].Supplier = "NOASSERTION" }, "components[0]: component-names-supplier", true},
		"a component can be looked up":    {func(d *sbom.Document) { d.Components[0].PURL = "" }, "components[0]: component-has-identifier", true},
		"a component is whole":            {func(d *sbom.Document) { d.Components[0].Redacted = []string{"name"} }, "components[0]: component-is-whole: zlib 1.3.1 withholds its name", true},
		"a package URL is one":            {func(d *sbom.Document) { d.Components[0].PURL = "zlib" }, "components[0]: purl-is-well-formed", false},
		"a package URL tells the version": {func(d *sbom.Document) { d.Components[0].Version = "9" }, "components[0]: purl-agrees-with-version", true},
		"a CPE is one":                    {func(d *sbom.Document) { d.Components[1].CPEs = []string{"cpe:x"} }, "components[1]: cpe-is-well-formed", false},
		"a hash fits its algorithm":       {func(d *sbom.Document) { d.Components[0].Hashes = []sbom.Hash{{Algorithm: "SHA-256", Value: "abcd"}} }, "components[0]: hash-fits-algorithm", true},
		"an id is given once":             {func(d *sbom.Document) { d.Components[1].Ref = "zlib" }, "components[1]: ref-is-unique", false},
		"an id is not a service's too":    {func(d *sbom.Document) { d.OtherRefs = []string{"zlib"} }, "components[0]: ref-is-unique", false},
		"an edge has both ends":           {func(d *sbom.Document) { d.Edges[0].To = "gone" }, `dependencies: edge-has-both-ends: a dependency names "gone"`, false},
		"nothing needs itself":            {func(d *sbom.Document) { d.Edges = append(d.Edges, sbom.Edge{From: "ssl", To: "ssl"}) }, `dependencies-run-one-way: "ssl" is said to need itself`, true},
		"nothing needs itself by others":  {func(d *sbom.Document) { d.Edges = append(d.Edges, sbom.Edge{From: "zlib", To: "ssl"}) }, "dependencies-run-one-way: 2 components", true},
		"a statement speaks of a part": {
			func(d *sbom.Document) {
				d.Statements = []sbom.Statement{{Weakness: "CVE-1", Refs: []string{"gone"}}}
			},
			"statements: statement-names-component", true,
		},
	} {
		t.Run(name, func(t *testing.T) {
			ps := sbom.Lint(good(c.in))
			if !strings.Contains(ps.String(), c.want) {
				t.Errorf("told\n%s\nwhich lacks %q", ps, c.want)
			}
			if ps.Valid() != c.valid {
				t.Errorf("valid is %v, want %v", ps.Valid(), c.valid)
			}
		})
	}
}

func TestLintLetsPassWhatIsMeant(t *testing.T) {
	for name, change := range map[string]func(*sbom.Document){
		"an edge to a service":             func(d *sbom.Document) { d.Edges[0].To = "cloud" },
		"an edge to another document":      func(d *sbom.Document) { d.Edges[0].To = "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#x" },
		"a file without version":           func(d *sbom.Document) { d.Components[0] = sbom.Component{Ref: "zlib", Kind: "file", Name: "a.so"} },
		"a v before the version":           func(d *sbom.Document) { d.Components[0].Version = "v1.3.1" },
		"a hand-kept list without subject": func(d *sbom.Document) { *d = sbom.Document{Format: sbom.List, Components: d.Components} },
	} {
		t.Run(name, func(t *testing.T) {
			if ps := sbom.Lint(good(change)); len(ps) > 0 {
				t.Errorf("told\n%s", ps)
			}
		})
	}
}

func TestOneRuleDoesNotDrownTheOthers(t *testing.T) {
	ps := sbom.Lint(good(func(d *sbom.Document) {
		for i := range 2000 {
			d.Components = append(d.Components, sbom.Component{Ref: fmt.Sprint(i), Name: "x", Version: "1", PURL: "pkg:npm/x@1"})
		}
	}))
	if len(ps) != 501 || !strings.Contains(ps.String(), "the same holds for 1500 more") {
		t.Errorf("told %d problems", len(ps))
	}
}

func TestPathToSaysWhySomethingIsInside(t *testing.T) {
	d := good(func(d *sbom.Document) {
		d.Components = append(d.Components,
			sbom.Component{Ref: "inner", Parent: "zlib", Name: "inner"},
			sbom.Component{Ref: "loose", Name: "loose"}, sbom.Component{Ref: "hanging", Name: "hanging"},
			sbom.Component{Ref: "c1", Name: "c1"}, sbom.Component{Ref: "c2", Name: "c2"})
		d.Edges = append(d.Edges, sbom.Edge{From: "loose", To: "hanging"}, sbom.Edge{From: "loose", To: "ssl"},
			sbom.Edge{From: "c1", To: "c2"}, sbom.Edge{From: "c2", To: "c1"}, sbom.Edge{From: "zlib", To: "ssl"}, sbom.Edge{From: "ssl", To: "gone"})
	})
	for ref, want := range map[string]string{
		"pump":    "pump",
		"ssl":     "pump ssl",
		"zlib":    "pump ssl zlib",
		"inner":   "pump ssl zlib inner",
		"hanging": "loose hanging",
		"c1":      "c1",
		"gone":    "",
		"nowhere": "",
	} {
		if got := strings.Join(d.PathTo(ref), " "); got != want {
			t.Errorf("the path to %s is %q, want %q", ref, got, want)
		}
	}
	if got := d.Roots(); !slices.Equal(got, []string{"pump", "loose"}) {
		t.Errorf("the roots are %q", got)
	}
	if got := fmt.Sprint(d.Circles()); got != "[[ssl zlib] [c1 c2]]" {
		t.Errorf("the circles are %s", got)
	}
}

// A chain of a hundred thousand, closed to a circle, and one part that needs
// everything: neither stack nor time give out.
func TestAGraphIsReadInTimeLinearToIt(t *testing.T) {
	const n = 100_000
	d := &sbom.Document{Subject: &sbom.Component{Ref: "0"}}
	for i := range n {
		d.Components = append(d.Components, sbom.Component{Ref: fmt.Sprint(i + 1)})
		d.Edges = append(d.Edges, sbom.Edge{From: fmt.Sprint(i), To: fmt.Sprint(i + 1)})
	}
	if got := len(d.PathTo(fmt.Sprint(n))); got != n+1 {
		t.Errorf("the path has %d steps", got)
	}
	d.Edges = append(d.Edges, sbom.Edge{From: fmt.Sprint(n), To: "0"})
	if got := d.Circles(); len(got) != 1 || len(got[0]) != n+1 {
		t.Errorf("found %d circles", len(got))
	}
	for i := range n {
		d.Edges = append(d.Edges, sbom.Edge{From: "0", To: fmt.Sprint(i + 1)})
	}
	if got := len(d.PathTo(fmt.Sprint(n))); got != 2 {
		t.Errorf("the path has %d steps", got)
	}
}

func TestDeriveFindsTheDistribution(t *testing.T) {
	system := func(name, version string) func(*sbom.Document) {
		return func(d *sbom.Document) {
			d.Components = append(d.Components, sbom.Component{Ref: name, Kind: "operating-system", Name: name, Version: version})
		}
	}
	purl := func(text string) func(*sbom.Document) {
		return func(d *sbom.Document) { d.Components[0].PURL = text }
	}
	for name, c := range map[string]struct {
		changes []func(*sbom.Document)
		want    string
	}{
		"from the package URL":               {[]func(*sbom.Document){purl("pkg:deb/debian/zlib1g@1.2?distro=bookworm")}, "Debian:12"},
		"from the one operating system":      {[]func(*sbom.Document){purl("pkg:deb/debian/zlib1g@1.2"), system("debian", "12.4")}, "Debian:12"},
		"also where it has its full name":    {[]func(*sbom.Document){purl("pkg:deb/debian/zlib1g@1.2"), system("Debian GNU/Linux", "12")}, "Debian:12"},
		"Alpine counts minor releases":       {[]func(*sbom.Document){purl("pkg:apk/alpine/zlib@1.2"), system("Alpine Linux", "3.18.4")}, "Alpine:v3.18"},
		"the package URL goes first":         {[]func(*sbom.Document){purl("pkg:deb/debian/zlib1g@1.2?distro=debian-11"), system("debian", "12")}, "Debian:11"},
		"two systems tell nothing":           {[]func(*sbom.Document){purl("pkg:deb/debian/zlib1g@1.2"), system("debian", "12"), system("alpine", "3.18")}, ""},
		"another system's package is not it": {[]func(*sbom.Document){purl("pkg:deb/ubuntu/zlib1g@1.2"), system("debian", "12")}, ""},
		"nor a language's":                   {[]func(*sbom.Document){purl("pkg:npm/zlib@1.2"), system("debian", "12")}, ""},
		"a system without release":           {[]func(*sbom.Document){purl("pkg:deb/debian/zlib1g@1.2"), system("debian", "")}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			d := good(c.changes...)
			d.Derive()
			if got := d.Components[0].Distro; got != c.want {
				t.Errorf("found %q, want %q", got, c.want)
			}
		})
	}
}

func TestSetPropertyKnowsTheNamesOfTheTrade(t *testing.T) {
	for name, want := range map[string]string{
		"Level of Support": "level", "aceso:support-level": "level", "supportLevel": "level",
		"End-of-Support": "end", "aceso:end-of-support": "end", "cdx:lifecycle:milestone:endOfSupport": "end", "EOL": "end",
		"aquasecurity:trivy:SrcName": "source", "syft:cpe23": "", "colour": "",
	} {
		var c sbom.Component
		c.SetProperty(name, " x ")
		got := map[bool]string{true: "level"}[c.SupportLevel == "x"] + map[bool]string{true: "end"}[c.EndOfSupport == "x"] + map[bool]string{true: "source"}[c.Source == "x"]
		if got != want || sbom.IsProperty(name) != (want != "") {
			t.Errorf("%s sets %q, want %q", name, got, want)
		}
	}
}

func TestWithheldFieldsAreSeen(t *testing.T) {
	d := good(func(d *sbom.Document) {
		d.Components[0].Name, d.Components[0].Supplier = "[REDACTED]", "redacted"
		d.Components[1].Description = "the redacted part"
	})
	d.Derive()
	if got := d.Components[0].Redacted; !slices.Equal(got, []string{"name", "supplier"}) {
		t.Errorf("withholds %q", got)
	}
	if got := d.Components[1].Redacted; got != nil {
		t.Errorf("withholds %q", got)
	}
}
