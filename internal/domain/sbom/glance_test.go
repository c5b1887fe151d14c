package sbom

import (
	"strconv"
	"testing"
)

func TestAGlanceCountsWhatADocumentHolds(t *testing.T) {
	d := &Document{
		Subject: &Component{Ref: "device", Name: "pump"},
		Components: []Component{
			{Ref: "a", Name: "a", Version: "1", Licence: "MIT", Supplier: "A", PURL: "pkg:npm/a@1"},
			{Ref: "b", Name: "b", Version: "2", Licence: "MIT", Supplier: "unknown", CPEs: []string{"cpe:/a:b:b"}},
			{Ref: "c", Name: "c", Version: "unknown", Licence: "NOASSERTION"},
			{Ref: "loose", Name: "l", Version: "1"},
		},
		Edges: []Edge{{"device", "a"}, {"a", "b"}, {"b", "c"}, {"c", "b"}},
	}
	g := d.Look()
	if g.Parts != 4 || g.Direct != 1 || g.Depth != 3 || g.Circles != 1 || g.Loose != 1 || g.Unlicensed != 2 || g.Unsupplied != 3 || g.Unversioned != 1 || g.Unnamed != 2 {
		t.Errorf("%+v", g)
	}
	if len(g.Licences) != 1 || g.Licences[0] != (Counted{"MIT", 2}) || g.LicenceKind != 1 || g.SuppliedBy != 1 {
		t.Errorf("%+v", g)
	}
	if g := (&Document{}).Look(); g.Parts != 0 || g.Depth != 0 {
		t.Errorf("nothing: %+v", g)
	}
	circle := &Document{Components: []Component{{Ref: "x", Name: "x"}, {Ref: "y", Name: "y"}}, Edges: []Edge{{"x", "y"}, {"y", "x"}}}
	if g := circle.Look(); g.Depth != 1 || g.Circles != 1 {
		t.Errorf("a circle that nothing leads into: %+v", g)
	}
}

func TestWhatFailsIsNamedWithoutTheDocument(t *testing.T) {
	d := &Document{Components: make([]Component, 20)}
	for i := range d.Components {
		d.Components[i] = Component{Ref: strconv.Itoa(i), Name: "n" + strconv.Itoa(i), Path: "components[" + strconv.Itoa(i) + "]"}
	}
	r := Profiles()[0].Measure(d)
	for i := range r.Results {
		x := &r.Results[i]
		if x.Lacking() != len(x.Failing) {
			t.Errorf("%s: %d lack, %d are listed", x.Rule.ID, x.Lacking(), len(x.Failing))
		}
		if x.Rule.PerComponent() && len(x.Failing) == 20 {
			if got := x.Named(d, 5, 8); len(got) != 3 || got[0].Name != "n5" || got[0].Key == "" || got[0].Answer != Missing {
				t.Errorf("%s: %+v", x.Rule.ID, got)
			}
		}
		if got := x.Named(d, 100, 200); len(got) != 0 {
			t.Errorf("behind the end: %+v", got)
		}
	}
}
