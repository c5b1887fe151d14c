package sheet_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"aceso/internal/domain/sbom"
	"aceso/internal/format/intake"
	"aceso/internal/format/sheet"
	"aceso/internal/testkit"
	"aceso/internal/value/fault"
)

// book makes a workbook and lets fill write into its first sheet.
func book(t testing.TB, fill func(f *excelize.File, set func(cell string, value any))) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f, func(cell string, value any) {
		if err := f.SetCellValue("Sheet1", cell, value); err != nil {
			t.Fatal(err)
		}
	})
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func heads(set func(string, any)) {
	for i, head := range []string{"Komponente", "Version", "Hersteller", "Ende des Supports"} {
		set(sheet.ColumnName(i)+"1", head)
	}
}

func format(t testing.TB, f *excelize.File, cell, code string) {
	t.Helper()
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.SetCellStyle("Sheet1", cell, cell, style); err != nil {
		t.Fatal(err)
	}
}

func TestCellsOfAWorkbookAreReadAsTheyWereMeant(t *testing.T) {
	const number = "row 2, column B: list-version-is-text: the version %s is a number in the spreadsheet, where 1.10 turns into 1.1; format the column as text and check it"
	for rule, c := range map[string]struct {
		set           func(f *excelize.File, set func(string, any))
		version, end  string
		problemPrefix string
	}{
		"a text stays as it is": {func(_ *excelize.File, set func(string, any)) { set("B2", "1.10"); set("D2", "2027-01-31") }, "1.10", "2027-01-31", ""},
		"leading zeros stay":    {func(_ *excelize.File, set func(string, any)) { set("B2", "007") }, "007", "", ""},
		"a number may have lost a zero": {
			func(_ *excelize.File, set func(string, any)) { set("B2", 1.1) },
			"1.1", "", strings.ReplaceAll(number, "%s", "1.1"),
		},
		"a number with a format of two decimals is read as it is shown": {
			func(f *excelize.File, set func(string, any)) { set("B2", 1.1); format(t, f, "B2", "0.00") },
			"1.10", "", strings.ReplaceAll(number, "%s", "1.10"),
		},
		"a whole number may have lost its decimals": {func(_ *excelize.File, set func(string, any)) { set("B2", 5) }, "5", "", strings.ReplaceAll(number, "%s", "5")},
		"a version may have become a date": {
			func(_ *excelize.File, set func(string, any)) { set("B2", time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)) },
			"2026-10-01", "", "row 2, column B: list-version-is-text: the version is the date 2026-10-01 in the spreadsheet",
		},
		"a date is a date": {func(f *excelize.File, set func(string, any)) {
			set("B2", "1")
			set("D2", 46418)
			format(t, f, "D2", `dd"."mm"."yyyy`)
		}, "1", "2027-01-31", ""},
		"a date counts from 1904 where the workbook says so": {func(f *excelize.File, set func(string, any)) {
			yes := true
			if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}); err != nil {
				t.Fatal(err)
			}
			set("B2", "1")
			set("D2", 46418-1462)
			format(t, f, "D2", "yyyy-mm-dd")
		}, "1", "2027-01-31", ""},
		"a number where a date belongs is taken for one, and told": {
			func(_ *excelize.File, set func(string, any)) { set("B2", "1"); set("D2", 46418) },
			"1", "2027-01-31", "row 2, column D: list-date-is-date: the number 46418 was taken for the date 2027-01-31",
		},
		"a year stays a year": {func(_ *excelize.File, set func(string, any)) { set("B2", "1"); set("D2", 2027) }, "1", "2027", ""},
		"a formula that came to nothing yet is told": {func(f *excelize.File, _ func(string, any)) {
			if err := f.SetCellFormula("Sheet1", "B2", `=A9`); err != nil {
				t.Fatal(err)
			}
		}, "", "", "row 2, column B: list-formula-has-result"},
		"signs that XML can't hold are read": {func(_ *excelize.File, set func(string, any)) { set("B2", "1_x002D_2") }, "1-2", "", ""},
	} {
		t.Run(rule, func(t *testing.T) {
			data := book(t, func(f *excelize.File, set func(string, any)) {
				heads(set)
				set("A2", "zlib")
				c.set(f, set)
			})
			doc, problems := decode(t, data)
			got := doc.Components[0]
			if got.Version != c.version || got.EndOfSupport != c.end || !strings.HasPrefix(problems, c.problemPrefix) || (c.problemPrefix == "") != (problems == "") {
				t.Errorf("version %q, end of support %q, problems %s", got.Version, got.EndOfSupport, problems)
			}
		})
	}
}

func TestTheSheetWithTheListIsFoundAmongOthers(t *testing.T) {
	data := book(t, func(f *excelize.File, set func(string, any)) {
		set("A1", "Change history")
		set("A2", "Name")
		for _, name := range []string{"SOUP", "hidden"} {
			if _, err := f.NewSheet(name); err != nil {
				t.Fatal(err)
			}
		}
		for cell, value := range map[string]any{"C4": "SOUP item", "E4": "Version", "F4": "Vendor", "C7": "zlib", "E7": "1.3", "F7": "Jean-loup"} {
			if err := f.SetCellValue("SOUP", cell, value); err != nil {
				t.Fatal(err)
			}
		}
		for cell, value := range map[string]any{"A1": "SOUP item", "B1": "Version", "C1": "Vendor", "D1": "License", "A2": "no"} {
			if err := f.SetCellValue("hidden", cell, value); err != nil {
				t.Fatal(err)
			}
		}
		if err := f.SetSheetVisible("hidden", false); err != nil {
			t.Fatal(err)
		}
	})
	m, preview, err := sheet.Guess(data, intake.SBOM)
	if err != nil || m.Sheet != "SOUP" || m.Header != 4 || len(preview) != 7 {
		t.Errorf("%+v, %d rows, %v", m, len(preview), err)
	}
	doc, problems := decode(t, data)
	want := []sbom.Component{{Ref: "row 7", Path: "row 7", Name: "zlib", Version: "1.3", Supplier: "Jean-loup"}}
	if diff := cmp.Diff(want, doc.Components); diff != "" || problems != "" || doc.Name != "SOUP" || doc.Encoding != "xlsx" {
		t.Errorf("%s\n%s", diff, problems)
	}
}

// hostile replaces one part of a good workbook.
func hostile(t *testing.T, part, text string) []byte {
	t.Helper()
	good := book(t, func(_ *excelize.File, set func(string, any)) { heads(set); set("A2", "zlib") })
	in, err := zip.NewReader(bytes.NewReader(good), int64(len(good)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range in.File {
		if f.Name == part {
			continue
		}
		if err := w.Copy(f); err != nil {
			t.Fatal(err)
		}
	}
	if text != "" {
		p, err := w.Create(part)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestHostileWorkbooksAreRefused(t *testing.T) {
	const first = "xl/worksheets/sheet1.xml"
	data := func(rows string) string {
		return `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + rows + `</sheetData></worksheet>`
	}
	for name, c := range map[string]struct{ part, text, want string }{
		"a row far below":       {first, data(`<row r="2147483648"><c r="A1"><v>1</v></c></row>`), "rows"},
		"rows that go back":     {first, data(`<row r="5"/><row r="2"/>`), "rows"},
		"a column far right":    {first, data(`<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>`), "columns"},
		"a DOCTYPE":             {first, `<!DOCTYPE x [<!ENTITY a "b">]>` + data(""), "DOCTYPE"},
		"a bomb":                {first, data(strings.Repeat(" ", 40<<20)), "ratio"},
		"no sheet":              {first, "", "missing"},
		"no workbook":           {"xl/workbook.xml", "", "no XLSX workbook"},
		"a sheet that is cut":   {first, data("")[:90], ""},
		"a sheet outside":       {"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="http://gone.example/" TargetMode="External"/></Relationships>`, "no sheet"},
		"a sheet in the folder": {"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="../../etc/passwd"/></Relationships>`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := sheet.Decode(hostile(t, c.part, c.text), nil, intake.SBOM)
			if f := fault.Of(err); f == nil || !strings.Contains(f.Text, c.want) {
				t.Errorf("got %v, want a fault with %q", err, c.want)
			}
		})
	}
}

func TestWhatAFormulaCameToIsRead(t *testing.T) {
	doc, problems := decode(t, hostile(t, "xl/worksheets/sheet1.xml", `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
		<row r="1"><c r="A1" t="inlineStr"><is><t>Name</t></is></c><c r="B1" t="inlineStr"><is><r><t>Ver</t></r><r><t>sion</t></r></is></c></row>
		<row r="2"><c r="A2" t="str"><f>"z"&amp;"lib"</f><v>zlib</v></c><c r="B2" t="str"><f>C2</f><v>1.10</v></c><c r="C2" t="e"><v>#N/A</v></c></row>
	</sheetData></worksheet>`))
	want := []sbom.Component{{Ref: "row 2", Path: "row 2", Name: "zlib", Version: "1.10"}}
	if diff := cmp.Diff(want, doc.Components); diff != "" || problems != "" {
		t.Errorf("%s\n%s", diff, problems)
	}
}

func TestTextsThatLookLikeFormulasComeBackAsTheyWere(t *testing.T) {
	texts := []string{
		"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "＝1", "＋1", "－1", "＠x", "'=1", "''=1", "'", "''", "'abc", "=", "",
		`=cmd|' /C calc'!A0`, `=HYPERLINK("http://example.org","x")`, "a=b", "1-2", "x\ny", `say "hi", you`, "ünï→", "'＝", "-", "007", "1.10",
	}
	rows := func(yield func([]string) bool) {
		for _, s := range texts {
			if !yield([]string{"a", s}) {
				return
			}
		}
	}
	for _, s := range texts {
		if got := sheet.Unescape(sheet.Escape(s)); got != s {
			t.Errorf("%q comes back as %q", s, got)
		}
		if e := sheet.Escape(s); e != "" && strings.ContainsAny(e[:1], "=+-@\t\r") {
			t.Errorf("%q is written as %q", s, e)
		}
	}

	var out bytes.Buffer
	if err := sheet.WriteCSV(&out, []string{"name", "=text"}, rows); err != nil {
		t.Fatal(err)
	}
	all, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(out.Bytes(), []byte("\ufeff")))).ReadAll()
	if err != nil || all[0][1] != "'=text" {
		t.Fatalf("%q, %v", all, err)
	}
	for i, row := range all[1:] {
		if got := sheet.Unescape(row[1]); got != texts[i] {
			t.Errorf("CSV: %q comes back as %q", texts[i], got)
		}
	}

	out.Reset()
	if err := sheet.WriteXLSX(&out, []string{"name", "version"}, rows); err != nil {
		t.Fatal(err)
	}
	doc, problems := decode(t, out.Bytes())
	if problems != "" || len(doc.Components) != len(texts) {
		t.Fatalf("%d rows, problems %s", len(doc.Components), problems)
	}
	for i, c := range doc.Components {
		want := texts[i]
		if want == "-" { // says nothing
			want = ""
		}
		if c.Version != want {
			t.Errorf("XLSX: %q comes back as %q", texts[i], c.Version)
		}
	}
}

func FuzzEscape(f *testing.F) {
	for _, s := range []string{"=1", "'=1", "'a", "", "＝", "\t"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got := sheet.Unescape(sheet.Escape(s)); got != s {
			t.Errorf("%q comes back as %q", s, got)
		}
	})
}

// FuzzXLSX changes the parts inside of a workbook: a zip around them that has
// changed would be refused for its checksums.
func FuzzXLSX(f *testing.F) {
	const space = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	f.Add(`<worksheet `+space+`><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>
		<row r="2"><c r="A2" t="inlineStr"><is><t>zlib</t></is></c><c r="B2" s="1"><f>1</f><v>1.1</v></c></row></sheetData></worksheet>`,
		`<sst `+space+`><si><t>Name</t></si><si><r><t>Version</t></r></si></sst>`,
		`<styleSheet `+space+`><numFmts><numFmt numFmtId="164" formatCode="0.00"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>`)
	f.Fuzz(func(t *testing.T, rows, shared, styles string) {
		var out bytes.Buffer
		w := zip.NewWriter(&out)
		for _, part := range [][2]string{
			{"xl/workbook.xml", `<workbook ` + space + ` xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="1" r:id="a"/></sheets></workbook>`},
			{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="x/worksheet" Target="s.xml"/></Relationships>`},
			{"xl/s.xml", rows},
			{"xl/sharedStrings.xml", shared},
			{"xl/styles.xml", styles},
		} {
			p, err := w.CreateHeader(&zip.FileHeader{Name: part[0], Method: zip.Store})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := p.Write([]byte(part[1])); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		lim := intake.SBOM
		lim.Bytes, lim.Unpacked, lim.Rows = 1<<18, 1<<22, 1000
		if _, _, err := sheet.Decode(out.Bytes(), nil, lim); err != nil && fault.Of(err) == nil {
			t.Fatalf("%v is no fault", err)
		}
	})
}

func TestSpreadsheetsOfTheSPDXProjectAreReadAsLists(t *testing.T) {
	in, err := zip.OpenReader(testkit.Corpus(t, "sbom/spdx-examples.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	read := 0
	for _, f := range in.File {
		if !strings.HasSuffix(f.Name, ".xlsx") {
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		var data bytes.Buffer
		if _, err := data.ReadFrom(r); err != nil {
			t.Fatal(err)
		}
		doc, problems, err := sheet.Decode(data.Bytes(), nil, intake.SBOM)
		if err != nil {
			t.Errorf("%s: %v", f.Name, err)
			continue
		}
		i := slices.IndexFunc(doc.Components, func(c sbom.Component) bool { return c.Name == "glibc" })
		if i < 0 || doc.Components[i].Version != "2.11.1" || doc.Name != "Package Info" {
			t.Errorf("%s: sheet %s, %+v", f.Name, doc.Name, doc.Components)
		}
		t.Logf("%s: %d components, %d problems", f.Name, len(doc.Components), len(problems))
		read++
	}
	t.Logf("%d workbooks read", read)
}

func TestALongWorkbookIsReadInItsTime(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	const n = 20_000
	var out bytes.Buffer
	if err := sheet.WriteXLSX(&out, []string{"name", "version", "supplier", "licence"}, func(yield func([]string) bool) {
		for i := range n {
			if !yield([]string{"component " + sheet.ColumnName(i), "1." + sheet.ColumnName(i), "ACME", "MIT"}) {
				return
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	doc, _ := decode(t, out.Bytes())
	t.Logf("%d rows in %v", len(doc.Components), time.Since(start))
	if len(doc.Components) != n || time.Since(start) > 30*time.Second {
		t.Errorf("%d rows in %v", len(doc.Components), time.Since(start))
	}
}
