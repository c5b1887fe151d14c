package sbom_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"aceso/internal/domain/sbom"
	"aceso/internal/value/fault"
)

// whole is a document that fills every field of every profile.
func whole(changes ...func(*sbom.Document)) *sbom.Document {
	part := func(ref string) sbom.Component {
		return sbom.Component{
			Ref: ref, Path: ref, Kind: "library", Name: ref, Version: "1", Supplier: "Example", Contact: "info@example.com", PURL: "pkg:generic/" + ref + "@1",
			Hashes: []sbom.Hash{{Algorithm: "SHA-256", Value: "00"}}, Licence: "MIT", Ground: "concluded", SupportLevel: "actively maintained", EndOfSupport: "2031-06-30",
			Delivered: &sbom.Delivered{File: ref + ".so", Executable: "executable", Archive: "no archive", Structured: "unstructured", Hashes: []sbom.Hash{{Algorithm: "SHA-512", Value: "00"}}},
		}
	}
	d := &sbom.Document{
		Format: sbom.CycloneDX, Version: "1.6", Encoding: "json", Serial: "urn:uuid:1", Created: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC),
		Authors: []string{"Ada"}, Contact: "https://example.com", Tools: []string{"cdxgen 11"}, Phases: []string{"build"},
		Subject: &sbom.Component{Ref: "app", Name: "app", Version: "1"}, Components: []sbom.Component{part("a"), part("b")},
		Edges: []sbom.Edge{{From: "app", To: "a"}, {From: "a", To: "b"}}, Leaves: []string{"b"}, Extents: []sbom.Extent{{How: "complete"}},
	}
	for _, change := range changes {
		change(d)
	}
	return d
}

func TestADocumentThatSaysEverythingMeetsEveryProfile(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range sbom.Profiles() {
		r := p.Measure(whole())
		if met, of := r.Met(); met != of || r.Share() != 1 || r.Components != 2 {
			t.Errorf("%s: %d of %d rules, share %v", p.ID, met, of, r.Share())
		}
		if p.ID == "" || p.Name == "" || p.Edition == "" || p.Source == "" || len(p.Rules) == 0 {
			t.Errorf("the profile is not whole: %+v", p)
		}
		for _, rule := range p.Rules {
			if rule.Name == "" || rule.Asks == "" || rule.Section == "" || rule.Help == "" || rule.Level == "" || seen[rule.ID] {
				t.Errorf("%s: the rule is not whole, or stands twice: %+v", p.ID, rule)
			}
			seen[rule.ID] = true
		}
		if none := p.Measure(&sbom.Document{}); none.Share() != 0 {
			t.Errorf("%s: an empty document has a share of %v", p.ID, none.Share())
		}
	}
}

// TestEachRuleFails starts from a document that says everything and takes one
// thing away: only the rules named fail, and only so far.
func TestEachRuleFails(t *testing.T) {
	a := func(change func(*sbom.Component)) func(*sbom.Document) {
		return func(d *sbom.Document) { change(&d.Components[0]) }
	}
	for name, c := range map[string]struct {
		change func(*sbom.Document)
		want   []string // rule of rule: answer
	}{
		"no supplier":                     {a(func(c *sbom.Component) { c.Supplier = "" }), []string{"ntia-supplier missing", "cisa-producer missing", "fda-supplier missing"}},
		"a supplier nobody knows":         {a(func(c *sbom.Component) { c.Supplier = "NOASSERTION" }), []string{"ntia-supplier unknown", "cisa-producer unknown", "fda-supplier unknown"}},
		"an unknown one by the decoder":   {a(func(c *sbom.Component) { c.Supplier, c.Unknown = "", []string{"supplier"} }), []string{"ntia-supplier unknown", "cisa-producer unknown", "fda-supplier unknown"}},
		"a supplier withheld":             {a(func(c *sbom.Component) { c.Supplier = "[REDACTED]" }), []string{"ntia-supplier redacted", "cisa-producer redacted", "fda-supplier redacted"}},
		"NONE is not filled":              {a(func(c *sbom.Component) { c.Licence = "NONE" }), []string{"cisa-licence missing", "bsi-distribution-licence missing"}},
		"no name":                         {a(func(c *sbom.Component) { c.Name = "" }), []string{"ntia-name missing", "cisa-name missing", "fda-name missing", "bsi-name missing"}},
		"BSI takes no unknown version":    {a(func(c *sbom.Component) { c.Version = "unknown" }), []string{"ntia-version unknown", "cisa-version unknown", "fda-version unknown", "bsi-version missing"}},
		"no identifier":                   {a(func(c *sbom.Component) { c.PURL = "" }), []string{"ntia-identifier missing", "cisa-identifier missing", "fda-identifier missing", "bsi-identifier missing"}},
		"a CPE will do":                   {a(func(c *sbom.Component) { c.PURL, c.CPEs = "", []string{"cpe:/a:x:y"} }), nil},
		"a Software Heritage id will do":  {a(func(c *sbom.Component) { c.PURL, c.Other = "", []string{"swh:1:cnt:00"} }), nil},
		"no hash":                         {a(func(c *sbom.Component) { c.Hashes = nil }), []string{"cisa-hash missing"}},
		"no licence":                      {a(func(c *sbom.Component) { c.Licence = "" }), []string{"cisa-licence missing", "bsi-distribution-licence missing"}},
		"a licence that is only declared": {a(func(c *sbom.Component) { c.Ground = "declared" }), []string{"bsi-distribution-licence missing"}},
		"a licence in free words":         {a(func(c *sbom.Component) { c.Licence = "our terms" }), []string{"bsi-distribution-licence missing"}},
		"no level of support":             {a(func(c *sbom.Component) { c.SupportLevel = "" }), []string{"fda-support-level missing"}},
		"an end that is no date":          {a(func(c *sbom.Component) { c.EndOfSupport = "until the hardware's ends" }), []string{"fda-end-of-support unknown"}},
		"a creator by name only":          {a(func(c *sbom.Component) { c.Contact = "Example Inc" }), []string{"bsi-component-creator missing"}},
		"no file name":                    {a(func(c *sbom.Component) { c.Delivered.File = "" }), []string{"bsi-filename missing"}},
		"another word for executable":     {a(func(c *sbom.Component) { c.Delivered.Executable = "true" }), []string{"bsi-executable missing"}},
		"no archive property":             {a(func(c *sbom.Component) { c.Delivered.Archive = "" }), []string{"bsi-archive missing"}},
		"no structured property":          {a(func(c *sbom.Component) { c.Delivered.Structured = "" }), []string{"bsi-structured missing"}},
		"SHA-256 is not SHA-512":          {a(func(c *sbom.Component) { c.Delivered.Hashes[0].Algorithm = "SHA-256" }), []string{"bsi-hash missing"}},
		"part of nothing":                 {func(d *sbom.Document) { d.Edges = d.Edges[1:] }, []string{"ntia-relationship missing", "cisa-relationship missing", "fda-relationship missing"}},
		"nested is part of something":     {func(d *sbom.Document) { d.Edges, d.Components[0].Parent = d.Edges[1:], "app" }, nil},
		"no word of what it needs":        {func(d *sbom.Document) { d.Leaves = nil }, []string{"bsi-dependencies missing"}},
		"no word of whether that is all":  {func(d *sbom.Document) { d.Extents[0].Refs = []string{"b"} }, []string{"bsi-completeness missing"}},
		"no author":                       {func(d *sbom.Document) { d.Authors = nil }, []string{"ntia-author missing", "cisa-author missing", "fda-author missing"}},
		"no time":                         {func(d *sbom.Document) { d.Created = time.Time{} }, []string{"ntia-timestamp missing", "cisa-timestamp missing", "fda-timestamp missing", "bsi-timestamp missing"}},
		"no tool":                         {func(d *sbom.Document) { d.Tools = nil }, []string{"cisa-tool missing"}},
		"no stage":                        {func(d *sbom.Document) { d.Phases = nil }, []string{"cisa-context missing"}},
		"a creator who can't be reached":  {func(d *sbom.Document) { d.Contact = "" }, []string{"bsi-creator missing"}},
		"an older CycloneDX":              {func(d *sbom.Document) { d.Version = "1.5" }, []string{"bsi-format missing"}},
		"a newer CycloneDX":               {func(d *sbom.Document) { d.Version = "1.10" }, nil},
		"no address of its own":           {func(d *sbom.Document) { d.Serial = "" }, []string{"bsi-uri missing"}},
	} {
		t.Run(name, func(t *testing.T) {
			d := whole(c.change)
			var got []string
			for _, p := range sbom.Profiles() {
				for _, x := range p.Measure(d).Results {
					for _, f := range x.Failing {
						got = append(got, x.Rule.ID+" "+string(f.Answer))
					}
					if x.Filled+len(x.Failing) != x.Asked || x.Missing() < 0 {
						t.Errorf("%s does not add up: %+v", x.Rule.ID, x)
					}
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("failing %q, want %q", got, c.want)
			}
		})
	}
}

func TestAShareIsTheMeanOfTheRulesThatMustBeMet(t *testing.T) {
	p, err := sbom.ProfileByID("ntia-2021")
	if err != nil {
		t.Fatal(err)
	}
	r := p.Measure(whole(func(d *sbom.Document) { d.Authors, d.Components[0].Supplier = nil, "" }))
	if met, of := r.Met(); met != 5 || of != 7 || sbom.Percent(r.Share()) != 78 { // (5 + 0.5) / 7
		t.Errorf("%d of %d, share %v", met, of, r.Share())
	}
	if w := r.Worst(); w.Rule.ID != "ntia-author" {
		t.Errorf("worst is %s", w.Rule.ID)
	}
	if x, ok := r.Result("ntia-supplier"); !ok || x.Failing[0].Component != 0 || x.Met() {
		t.Errorf("%+v", x)
	}
	bsi, _ := sbom.ProfileByID("bsi-tr-03183-2")
	if r := bsi.Measure(whole(func(d *sbom.Document) { d.Serial = "" })); r.Share() != 1 {
		t.Errorf("what only should be said takes from the share: %v", r.Share())
	}
	if sbom.Percent(0.999) != 99 || sbom.Percent(1) != 100 || sbom.Percent(0.29) != 29 {
		t.Error("a percentage is rounded down, and 29 of 100 is 29")
	}
}

func TestAProfileThatIsNotKnownIsRefusedWithThoseThatAre(t *testing.T) {
	_, err := sbom.ProfileByID("ntia")
	if f := fault.Of(err); f == nil || !strings.Contains(f.Fix, "ntia-2021") {
		t.Errorf("%v", err)
	}
	if p, err := sbom.ProfileByID(""); err != nil || p.ID != "ntia-2021" {
		t.Errorf("%v, %v", p, err)
	}
}

// wide returns a document of n components, each nested in a chain of needs.
func wide(n int) *sbom.Document {
	one := whole().Components[0]
	d := whole(func(d *sbom.Document) {
		d.Components, d.Edges, d.Leaves = make([]sbom.Component, n), make([]sbom.Edge, n), nil
	})
	for i := range n {
		c := one
		c.Ref, c.PURL = fmt.Sprint("c", i), fmt.Sprint("pkg:generic/c@", i)
		if i%3 == 0 {
			c.Supplier, c.Licence, c.EndOfSupport = "", fmt.Sprint("LicenseRef-", i%10), "later"
		}
		d.Components[i], d.Edges[i] = c, sbom.Edge{From: fmt.Sprint("c", i/2), To: c.Ref}
	}
	return d
}

func TestMeasuringIsDeterministic(t *testing.T) {
	d := wide(500)
	for _, p := range sbom.Profiles() {
		if !reflect.DeepEqual(p.Measure(d), p.Measure(d)) {
			t.Errorf("%s differs from itself", p.ID)
		}
	}
}

func BenchmarkMeasure(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 250_000} {
		d := wide(n)
		for _, p := range sbom.Profiles() {
			b.Run(fmt.Sprint(p.ID, "/", n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					p.Measure(d)
				}
			})
		}
	}
}
