package sbom

import "testing"

func TestEachCellOfAListIsChecked(t *testing.T) {
	good := Row{Name: "zlib", Version: "1.3", PURL: "pkg:generic/zlib@1.3", CPE: "cpe:2.3:a:zlib:zlib:1.3:*:*:*:*:*:*:*", EndOfSupport: "2030-01-31"}
	for rule, tc := range map[string]struct {
		change func(*Row)
		field  string
		stops  bool
	}{
		"a good row":           {func(*Row) {}, "", false},
		"unknown is an answer": {func(r *Row) { r.Version, r.PURL, r.CPE, r.EndOfSupport = "unknown", "unknown", "unknown", "unknown" }, "", false},
		"redacted is an answer": {func(r *Row) {
			r.Version, r.PURL, r.CPE, r.EndOfSupport = "redacted", "redacted", "redacted", "redacted"
		}, "", false},
		"a part has a name":                  {func(r *Row) { r.Name = " " }, "name", true},
		"a missing version leaves a doubt":   {func(r *Row) { r.Version, r.PURL = "", "" }, "version", false},
		"a package URL can be read":          {func(r *Row) { r.PURL = "zlib@1.3" }, "purl", true},
		"its version is that of the row":     {func(r *Row) { r.PURL = "pkg:generic/zlib@9.9" }, "purl", false},
		"a CPE can be read":                  {func(r *Row) { r.CPE = "zlib:zlib" }, "cpe", true},
		"the end of support is a date":       {func(r *Row) { r.EndOfSupport = "soon" }, "endOfSupport", true},
		"a year is one, with words about it": {func(r *Row) { r.EndOfSupport = "spring 2030" }, "", false},
	} {
		r := good
		tc.change(&r)
		got := CheckRows([]Row{{}, r})
		switch {
		case tc.field == "" && len(got) > 0:
			t.Errorf("%s: %+v", rule, got)
		case tc.field != "" && (len(got) != 1 || got[0].Field != tc.field || got[0].Stops != tc.stops || got[0].Row != 1):
			t.Errorf("%s: %+v", rule, got)
		}
	}
	if got := CheckRows([]Row{good, good}); len(got) != 1 || got[0].Row != 1 || got[0].Stops {
		t.Errorf("the same twice: %+v", got)
	}
}
