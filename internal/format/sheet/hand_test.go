package sheet_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"aceso/internal/domain/sbom"
	"aceso/internal/format/intake"
	"aceso/internal/format/sheet"
)

func TestAListThatIsWrittenIsReadAlike(t *testing.T) {
	rows := []sbom.Row{
		{Name: "zlib", Version: "1.10", Supplier: "=cmd|' /C calc'!A0", PURL: "pkg:generic/zlib@1.10", CPE: "cpe:2.3:a:zlib:zlib:1.10:*:*:*:*:*:*:* cpe:/a:gnu:zlib", Licence: "Zlib", SupportLevel: "actively maintained", EndOfSupport: "2030-01-31", Kind: "library", Group: "@scope", Description: "two\nlines, and \"quotes\"", Copyright: "© A", SWID: "tag", Hash: strings.Repeat("ab", 32)},
		{},
		{Name: "secret", Version: "unknown", Supplier: "redacted", PURL: "unknown", CPE: "redacted", Licence: "unknown", SupportLevel: "unknown", EndOfSupport: "unknown"},
	}
	text, err := sheet.WriteRows(rows)
	if err != nil {
		t.Fatal(err)
	}
	doc, problems, err := sheet.Decode(text, nil, intake.SBOM)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("problem: %s", p)
	}
	var got []sbom.Row
	for i := range doc.Components {
		got = append(got, sbom.RowOf(&doc.Components[i]))
	}
	if d := cmp.Diff([]sbom.Row{rows[0], rows[2]}, got); d != "" {
		t.Error(d)
	}
}

func TestRowsArePastedWithAndWithoutAHead(t *testing.T) {
	want := []sbom.Row{{Name: "zlib", Version: "1.3", Supplier: "A"}, {Name: "curl", Version: "8.0", Supplier: "redacted"}}
	for name, text := range map[string]string{
		"as the table shows them":    "zlib\t1.3\tA\ncurl\t8.0\tredacted\r\n",
		"with a head":                "Supplier\tComponent\tVersion\nA\tzlib\t1.3\nredacted\tcurl\t8.0",
		"with a head and semicolons": "Komponente;Version;Hersteller\nzlib;1.3;A\ncurl;8.0;redacted",
	} {
		got, err := sheet.Pasted(text, intake.SBOM)
		if d := cmp.Diff(want, got); d != "" || err != nil {
			t.Errorf("%s: %v %s", name, err, d)
		}
	}
	if got, err := sheet.Pasted("  \n", intake.SBOM); got != nil || err != nil {
		t.Errorf("nothing: %v %v", got, err)
	}
}
