package sheet_test

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"aceso/internal/domain/sbom"
	"aceso/internal/format/intake"
	"aceso/internal/format/sheet"
	"aceso/internal/testkit"
	"aceso/internal/value/fault"
)

// good is a list with a title above the head, as people keep it.
const good = `SOUP list of the pump,,,,,,,,
Revision 3,,,,,,,,
,,,,,,,,
SOUP item,Version,Manufacturer,PURL,CPE,License,SHA-256,Level of support,End of support
OpenSSL,3.0.7,OpenSSL Project,pkg:generic/openssl@3.0.7,cpe:2.3:a:openssl:openssl:3.0.7:*:*:*:*:*:*:*,Apache-2.0,ABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABAB,actively maintained,2026-09-07
SQLite,007.10,unknown,,,n/a,,abandoned,31.12.2025
`

func decode(t *testing.T, data []byte) (*sbom.Document, string) {
	t.Helper()
	doc, problems, err := sheet.Decode(data, nil, intake.SBOM)
	if err != nil {
		t.Fatal(err)
	}
	return doc, problems.String()
}

func TestAListThatIsKeptByHandIsRead(t *testing.T) {
	doc, problems := decode(t, []byte(good))
	want := &sbom.Document{
		Format: sbom.List, Encoding: "csv",
		Components: []sbom.Component{
			{
				Ref: "row 5", Path: "row 5", Name: "OpenSSL", Version: "3.0.7", Supplier: "OpenSSL Project", PURL: "pkg:generic/openssl@3.0.7",
				CPEs: []string{"cpe:2.3:a:openssl:openssl:3.0.7:*:*:*:*:*:*:*"}, Licence: "Apache-2.0",
				Hashes:       []sbom.Hash{{Algorithm: "SHA-256", Value: strings.Repeat("ab", 32)}},
				SupportLevel: "actively maintained", EndOfSupport: "2026-09-07",
			},
			{Ref: "row 6", Path: "row 6", Name: "SQLite", Version: "007.10", Supplier: "unknown", SupportLevel: "abandoned", EndOfSupport: "2025-12-31", Unknown: []string{"supplier"}},
		},
	}
	if diff := cmp.Diff(want, doc); diff != "" || problems != "" {
		t.Errorf("%s\n%s", diff, problems)
	}
}

func TestHowAListIsWrittenDoesNotMatter(t *testing.T) {
	want, _ := decode(t, []byte(good))
	encode := func(e interface{ String(string) (string, error) }, s string) []byte {
		out, err := e.String(s)
		if err != nil {
			t.Fatal(err)
		}
		return []byte(out)
	}
	for name, data := range map[string][]byte{
		"semicolons":             []byte(strings.ReplaceAll(good, ",", ";")),
		"tabs":                   []byte(strings.ReplaceAll(good, ",", "\t")),
		"bars":                   []byte(strings.ReplaceAll(good, ",", "|")),
		"a byte order mark":      []byte("\ufeff" + good),
		"lines ends of Windows":  []byte(strings.ReplaceAll(good, "\n", "\r\n")),
		"UTF-16, little end":     encode(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder(), good),
		"UTF-16, big end":        encode(unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder(), good),
		"line ends of Macintosh": []byte(strings.ReplaceAll(good, "\n", "\r")),
	} {
		t.Run(name, func(t *testing.T) {
			got, problems := decode(t, data)
			if diff := cmp.Diff(want, got); diff != "" || problems != "" {
				t.Errorf("%s\n%s", diff, problems)
			}
		})
	}
}

func TestWindows1252AndExcelsSeparatorLineAreUnderstood(t *testing.T) {
	text, err := charmap.Windows1252.NewEncoder().String("sep=;\r\nBezeichnung;Versionsnummer;Hersteller;Prüfsumme\r\nMüller-Lib;1,5;Müller & Söhne;\r\n")
	if err != nil {
		t.Fatal(err)
	}
	doc, problems := decode(t, []byte(text))
	want := []sbom.Component{{Ref: "row 3", Path: "row 3", Name: "Müller-Lib", Version: "1,5", Supplier: "Müller & Söhne"}}
	if diff := cmp.Diff(want, doc.Components); diff != "" || problems != "" {
		t.Errorf("%s\n%s", diff, problems)
	}
}

func TestColumnsAreGuessedByTheirHeads(t *testing.T) {
	for head, want := range map[string]map[sheet.Field]int{
		"Component;Version;Supplier":                                 {sheet.Name: 0, sheet.Version: 1, sheet.Supplier: 2},
		"Supplier Name;Component Name;Component Version":             {sheet.Supplier: 0, sheet.Name: 1, sheet.Version: 2},
		"No.;Softwarekomponente;Versionsnummer;Lieferant;Lizenz":     {sheet.Name: 1, sheet.Version: 2, sheet.Supplier: 3, sheet.Licence: 4},
		"Bezeichnung;Versoin;Herstelller":                            {sheet.Name: 0, sheet.Version: 1, sheet.Supplier: 2},
		"Name;Version of the component;Latest version":               {sheet.Name: 0, sheet.Version: 1},
		"Name;Latest version;Version":                                {sheet.Name: 0, sheet.Version: 2},
		"Library;Installed version;Vendor of library;EoS":            {sheet.Name: 0, sheet.Version: 1, sheet.Supplier: 2, sheet.EndOfSupport: 3},
		"SOUP;Release;End of Life;End of Support":                    {sheet.Name: 0, sheet.Version: 1, sheet.EndOfSupport: 3},
		"SOUP (OTS);Version [x.y];Manufacturer / Vendor;Purpose":     {sheet.Name: 0, sheet.Version: 1, sheet.Supplier: 2, sheet.Description: 3},
		"packageName;packageVersion;packageURL;licenseName":          {sheet.Name: 0, sheet.Version: 1, sheet.PURL: 2, sheet.Licence: 3},
		"Produkt;Hersteller;Version;Supportende;Wartungsstatus;Art":  {sheet.Name: 0, sheet.Supplier: 1, sheet.Version: 2, sheet.EndOfSupport: 3, sheet.SupportLevel: 4, sheet.Kind: 5},
		"Teil;Hersteller;Fassung":                                    {sheet.Name: 0, sheet.Supplier: 1, sheet.Version: 2},
		"Teil;Fassung;Neue Version;Ende des Supports;Zweck":          {sheet.Name: 0, sheet.Version: 1, sheet.EndOfSupport: 3, sheet.Description: 4},
		"Composant;Version installée;Éditeur;Licence;Fin de support": {sheet.Name: 0, sheet.Version: 1, sheet.Supplier: 2, sheet.Licence: 3, sheet.EndOfSupport: 4},
		"Nom;Numéro de version;Fournisseur":                          {sheet.Name: 0, sheet.Version: 1, sheet.Supplier: 2},
		"Nombre;Versión;Proveedor;Licencia;Descripción":              {sheet.Name: 0, sheet.Version: 1, sheet.Supplier: 2, sheet.Licence: 3, sheet.Description: 4},
		"Componente;Última versión;Versión;Fabricante":               {sheet.Name: 0, sheet.Version: 2, sheet.Supplier: 3},
		"group;name;version;cpe23;sha1":                              {sheet.Group: 0, sheet.Name: 1, sheet.Version: 2, sheet.CPE: 3, sheet.Hash: 4},
	} {
		t.Run(head, func(t *testing.T) {
			m, preview, err := sheet.Guess([]byte(head+"\na;b;c;d;e;f\n"), intake.SBOM)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, m.Columns); diff != "" || m.Header != 1 || m.Separator != ";" {
				t.Errorf("%s header %d, separator %q", diff, m.Header, m.Separator)
			}
			if len(preview) != 2 || preview[1][0] != "a" {
				t.Errorf("preview %q", preview)
			}
		})
	}
}

func TestACorrectedMappingIsTakenInsteadOfTheGuess(t *testing.T) {
	data := []byte("x,y\nzlib,1.3\n")
	m, preview, err := sheet.Guess(data, intake.SBOM)
	if err != nil || m.Header != 0 || len(m.Columns) != 0 || len(preview) != 2 {
		t.Fatalf("guess %+v, preview %q, %v", m, preview, err)
	}
	if _, _, err := sheet.Decode(data, nil, intake.SBOM); fault.Of(err) == nil || fault.Of(err).Fix == "" {
		t.Errorf("a list whose columns have no names gives %v", err)
	}
	m.Header, m.Columns = 1, map[sheet.Field]int{sheet.Name: 0, sheet.Version: 1}
	doc, _, err := sheet.Decode(data, &m, intake.SBOM)
	if err != nil || len(doc.Components) != 1 || doc.Components[0].Version != "1.3" {
		t.Errorf("%+v, %v", doc, err)
	}
}

func TestRowsTellTheirProblemsAndAreUsed(t *testing.T) {
	const head = "name,version,supplier,purl,cpe,hash,end of support\n"
	for rule, c := range map[string]struct {
		row, problem string
		want         sbom.Component
	}{
		"a row must name its component": {
			",1.0,ACME", "row 2, column A: list-row-names-component: the row has no name of a component and was left out", sbom.Component{},
		},
		"a package URL names one too": {
			",,ACME,pkg:npm/%40babel/core@7.1", "", sbom.Component{Name: "core", Version: "7.1", Supplier: "ACME", PURL: "pkg:npm/%40babel/core@7.1"},
		},
		"a CPE must look like one": {
			"a,1,,,a:b:1", `row 2, column E: list-cpe-is-well-formed: "a:b:1" is no CPE: it does not begin with cpe:`, sbom.Component{Name: "a", Version: "1"},
		},
		"a digest must look like one": {
			"a,1,,,,abc", `row 2, column F: list-hash-is-well-formed: "abc" is no digest in hex digits`, sbom.Component{Name: "a", Version: "1"},
		},
		"a date that is two dates stays a text": {
			"a,1,,,,,05/06/2027", `row 2, column G: list-date-is-date: "05/06/2027" can be read in two ways, and is kept as it stands; write it as 2026-01-31`, sbom.Component{Name: "a", Version: "1", EndOfSupport: "05/06/2027"},
		},
		"a date in the American manner": {
			"a,1,,,,,05/26/2027", "", sbom.Component{Name: "a", Version: "1", EndOfSupport: "2027-05-26"},
		},
		"an end of support in words": {
			"a,1,,,,,not stated by supplier", "", sbom.Component{Name: "a", Version: "1", EndOfSupport: "not stated by supplier"},
		},
		"what is redacted is told as such": {
			"a,[REDACTED],redacted,redacted", "", sbom.Component{Name: "a", Version: "redacted", Supplier: "redacted", Redacted: []string{"version", "supplier", "purl"}},
		},
		"several CPEs and digests in one cell": {
			`a,1,,,"cpe:2.3:a:b:c:1:*:*:*:*:*:*:*; cpe:/a:b:c:1","MD5: d41d8cd98f00b204e9800998ecf8427e, SHA-1 da39a3ee5e6b4b0d3255bfef95601890afd80709"`, "",
			sbom.Component{
				Name: "a", Version: "1", CPEs: []string{"cpe:2.3:a:b:c:1:*:*:*:*:*:*:*", "cpe:/a:b:c:1"},
				Hashes: []sbom.Hash{{Algorithm: "MD5", Value: "d41d8cd98f00b204e9800998ecf8427e"}, {Algorithm: "SHA-1", Value: "da39a3ee5e6b4b0d3255bfef95601890afd80709"}},
			},
		},
	} {
		t.Run(rule, func(t *testing.T) {
			doc, problems := decode(t, []byte(head+c.row+"\nlast,1\n"))
			got := doc.Components[0]
			got.Ref, got.Path = "", ""
			if c.want.Name == "" {
				c.want = sbom.Component{Name: "last", Version: "1"}
			}
			if diff := cmp.Diff(c.want, got); diff != "" || problems != c.problem {
				t.Errorf("%s\nproblems: %s", diff, problems)
			}
		})
	}
}

// noName is what is said of a table without a column for names.
const noName = "no row of the list says which column holds the name of the component"

func TestTheQuestionsOfAnMDS2AreNoComponents(t *testing.T) {
	data, err := os.ReadFile(testkit.Corpus(t, "mds2/nema-hn1-2019-example-worksheet.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := sheet.Decode(data, nil, intake.SBOM); !errors.Is(err, sheet.MDS2) {
		t.Errorf("decode: %v", err)
	}
	if _, err := sheet.Look(data, nil, intake.SBOM); !errors.Is(err, sheet.MDS2) {
		t.Errorf("look: %v", err)
	}
}

func TestWhatIsNoListIsRefusedWithAReason(t *testing.T) {
	small := intake.SBOM
	small.Rows, small.Columns, small.Components = 3, 5, 2
	for name, c := range map[string]struct {
		data, want string
		lim        intake.Limits
	}{
		"nothing":    {"", "the file is empty", intake.SBOM},
		"blanks":     {" \n\n", "the file is empty", intake.SBOM},
		"zero bytes": {"name\x00version", "the file holds zero bytes and is no text", intake.SBOM},
		"no rows":    {"name,version\n", "the list has no row that names a component", intake.SBOM},
		"a title that names a product, and no columns": {"THIS SHEET IS ABOUT A PRODUCT\nx;y;z\n1;2;3\n", noName, intake.SBOM},
		"a table of something else":                    {"Street;Town;Telephone\nMill Lane 3;Oxford;5\n", noName, intake.SBOM},
		"an MDS2 as CSV": {
			"Question ID;Question;Answer\nDOC-1;Manufacturer Name;x\nDOC-2;Device Description;x\nDOC-3;Device Model;x\nMPII-1;Can this device display data?;Yes\nMPII-2.1;In volatile memory?;No\n",
			sheet.MDS2.Text, intake.SBOM,
		},
		"no heads":             {"hello world\nthis is a letter\n", "no row of the list says which column holds the name of the component", intake.SBOM},
		"too many rows":        {"name,version\na,1\nb,1\nc,1\n", `the limit "rows" of 3 is exceeded`, small},
		"too many columns":     {"name,version\na,1,,,,,\n", `the limit "columns" of 5 is exceeded`, small},
		"an odd separator":     {"sep=x\nnamexversion\n", `the separator "x" is not read`, intake.SBOM},
		"an old spreadsheet":   {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "this is a spreadsheet of an old or encrypted kind", intake.SBOM},
		"a zip of other files": {"PK\x03\x04 and so on", "this is not a readable zip archive: not a valid zip file", intake.SBOM},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := sheet.Decode([]byte(c.data), nil, c.lim)
			if f := fault.Of(err); f == nil || f.Text != c.want {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func TestTheHeadOfEveryPageIsNoComponent(t *testing.T) {
	doc, problems := decode(t, []byte("name,version\n\"a\n\nx\",1\n\nname,version\nb,2\n"))
	if len(doc.Components) != 2 || doc.Components[1].Ref != "row 5" || problems != "" {
		t.Errorf("%+v\n%s", doc.Components, problems)
	}
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte("sep=;\nname;version\n\"a;1"))
	f.Add([]byte("\xff\xfen\x00a\x00m\x00e\x00"))
	f.Add([]byte("name,purl\n,pkg:npm/a@1\n'=x,\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if bytes.HasPrefix(data, []byte("PK")) {
			return
		}
		lim := intake.SBOM
		lim.Bytes, lim.Unpacked, lim.Text = 1<<16, 1<<16, 1<<12
		doc, _, err := sheet.Decode(data, nil, lim)
		if err != nil {
			if fault.Of(err) == nil {
				t.Fatalf("%v is no fault", err)
			}
			return
		}
		for _, c := range doc.Components {
			if c.Name == "" || c.Ref == "" {
				t.Fatalf("a component without a name: %+v", c)
			}
		}
	})
}
