package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"aceso/internal/domain/org"
	"aceso/internal/domain/sbom"
	"aceso/internal/format/bom"
	"aceso/internal/format/intake"
	"aceso/internal/format/sheet"
	"aceso/internal/serve"
	view "aceso/internal/serve/web/view/bom"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// Limits of the page that asks what the columns of a table hold.
const (
	columnsShown = 100
	samplesShown = 3
	sampleLength = 60 // characters
)

// holds are what a column may hold, in words.
var holds = map[sheet.Field]string{
	sheet.Name: "Name of the part", sheet.Version: "Version", sheet.Supplier: "Supplier", sheet.PURL: "Package URL", sheet.CPE: "CPE", sheet.Licence: "Licence", sheet.Hash: "Hash",
	sheet.SupportLevel: "Level of support", sheet.EndOfSupport: "End of support", sheet.Kind: "Kind of part", sheet.Group: "Group or namespace", sheet.Description: "Description", sheet.Copyright: "Copyright", sheet.SWID: "SWID",
}

// A tabled is a table that is asked about: one that was imported, or one that
// is held until somebody says what its columns hold.
type tabled struct {
	file, hash    string
	reading       string // of the import
	path          string // of the page that asks
	back          ui.Link
	asked         string
	into, version string // of what is held
	target        serve.Target
}

// GET /imports/{id}/columns asks how the columns of an imported table are meant.
func (f *Face) askColumns(w http.ResponseWriter, r *http.Request) error {
	t, err := f.importedTable(r)
	if err != nil {
		return err
	}
	return f.columnsPage(w, r, t, r.URL.Query(), nil)
}

// POST /imports/{id}/columns reads an imported table again, as somebody says.
func (f *Face) readColumns(w http.ResponseWriter, r *http.Request) error {
	t, err := f.importedTable(r)
	if err != nil {
		return err
	}
	return f.readTable(w, r, t)
}

func (f *Face) importedTable(r *http.Request) (tabled, error) {
	ctx := r.Context()
	var s sbom.SBOM
	err := f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		var err error
		s, err = tx.SBOM(ctx, r.PathValue("id"))
		return err
	})
	if err == nil && s.Format != sbom.List {
		err = fault.New(fault.Invalid, "%s is no table: its fields are not guessed", s.File).Helped("go back to the import")
	}
	path := "/imports/" + s.ID
	return tabled{file: s.File, hash: s.Hash, reading: s.Reading, path: path + "/columns", back: ui.Link{Label: "Parts list: " + s.File, URL: path}, target: serve.Target{Release: s.Release}}, err
}

// GET /import/columns?file=… asks about a table that nothing is known of yet.
func (f *Face) askHeld(w http.ResponseWriter, r *http.Request) error {
	t, err := f.heldTable(r)
	if err != nil {
		return err
	}
	return f.columnsPage(w, r, t, r.URL.Query(), nil)
}

// POST /import/columns imports a table that was held.
func (f *Face) readHeld(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	t, err := f.heldTable(r)
	if err != nil {
		return err
	}
	return f.readTable(w, r, t)
}

func (f *Face) heldTable(r *http.Request) (tabled, error) {
	ctx, hash := r.Context(), r.FormValue("file")
	t := tabled{hash: hash, path: "/import/columns", back: ui.Link{Label: "Check a parts list", URL: "/import"}, into: r.FormValue("into"), version: r.FormValue("version")}
	t.asked = "No row of this table says which column holds what. It is kept; say it here, and it is read."
	err := f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		blob, err := tx.Blob(ctx, hash)
		t.file = blob.Name
		return err
	})
	if err != nil {
		return t, err
	}
	t.target, err = target(t.into, t.version, t.file)
	return t, err
}

// readTable reads a table as the form says, and goes to its import.
func (f *Face) readTable(w http.ResponseWriter, r *http.Request, t tabled) error {
	if err := form(w, r); err != nil {
		return err
	}
	ctx, who := r.Context(), serve.Actor(r)
	_, data, err := f.Importer.Held(ctx, who, t.hash)
	if err != nil {
		return err
	}
	m, err := mappingOf(r.PostForm)
	var receipt sbom.Receipt
	if err == nil {
		receipt, err = f.Importer.Import(ctx, who, serve.Delivery{Target: t.target, File: t.file, Via: "web", Data: data, Columns: m})
	}
	if what := refused(err); what != nil {
		return f.columnsPage(w, r, t, r.PostForm, what)
	}
	if err != nil {
		return err
	}
	return onward(w, r, "/imports/"+receipt.ID)
}

// mappingOf reads what somebody says of a table; nil when nothing is said.
func mappingOf(v url.Values) (*sheet.Mapping, error) {
	if v.Get("header") == "" {
		return nil, nil
	}
	header, err := strconv.Atoi(v.Get("header"))
	if err != nil || header < 0 || header > 1000 {
		return nil, fault.New(fault.Invalid, "%q is no row of the table", v.Get("header")).Helped("give the number of the row with the heads; 0 when there is none")
	}
	m := &sheet.Mapping{Sheet: v.Get("sheet"), Separator: v.Get("separator"), Header: header, Columns: map[sheet.Field]int{}}
	for column := range columnsShown {
		field := sheet.Field(v.Get("column-" + strconv.Itoa(column)))
		if field == "" {
			continue
		}
		if !slices.Contains(sheet.Fields, field) {
			return nil, fault.New(fault.Invalid, "%q is nothing that a column holds", field).Helped("choose one of the list")
		}
		if other, ok := m.Columns[field]; ok {
			return nil, fault.New(fault.Invalid, "two columns are said to hold %s: %s and %s", strings.ToLower(holds[field]), sheet.ColumnName(other), sheet.ColumnName(column)).Helped("choose one of them")
		}
		m.Columns[field] = column
	}
	return m, nil
}

// columnsPage shows a table as it was read, or as somebody wants to see it.
func (f *Face) columnsPage(w http.ResponseWriter, r *http.Request, t tabled, said url.Values, what *fault.Fault) error {
	who := serve.Actor(r)
	m, err := mappingOf(said)
	if err != nil && what == nil {
		what = fault.Of(err)
	}
	if m == nil {
		if m, err = serve.Columns(t.reading); err != nil {
			return err
		}
	}
	_, data, err := f.Importer.Held(r.Context(), who, t.hash)
	if err != nil {
		return err
	}
	seen, err := bom.Look(data, m, intake.SBOM)
	if err != nil {
		return err
	}
	frame, err := f.page(r)
	if err != nil {
		return err
	}
	p := view.NewTable(frame, t.file, t.back)
	p.Action, p.Again, p.Asked = t.path, t.path, t.asked
	if t.target.Release == "" || t.into != "" {
		p.Kept = []ui.Input{{Name: "file", Kind: ui.Hidden, Value: t.hash}, {Name: "into", Kind: ui.Hidden, Value: t.into}, {Name: "version", Kind: ui.Hidden, Value: t.version}}
	}
	p.Shape, p.Columns, p.MayRead = shapeOf(seen), columnsOf(seen), who.Allowed(org.ImportSBOM)
	if said.Has("header") { // nothing that was chosen is lost, not even what can't be
		for i := range p.Columns {
			in := &p.Columns[i].Holds
			for j := range in.Choices {
				in.Choices[j].Chosen = in.Choices[j].Value == said.Get(in.Name)
			}
		}
	}
	if what == nil {
		return show(w, r, p.Show())
	}
	p.Wrong, p.Fix = what.Text, what.Fix
	return draw(w, r, serve.Status(what.Kind), p.Show())
}

// shapeOf are the inputs for where in the file the table is.
func shapeOf(v sheet.View) []ui.Input {
	var out []ui.Input
	if len(v.Sheets) > 1 {
		in := ui.Input{Name: "sheet", Label: "Sheet", Kind: ui.Select}
		for _, name := range v.Sheets {
			in.Choices = append(in.Choices, ui.Choice{Value: name, Label: name, Chosen: name == v.Sheet})
		}
		out = append(out, in)
	} else if v.Sheet != "" {
		out = append(out, ui.Input{Name: "sheet", Kind: ui.Hidden, Value: v.Sheet})
	}
	if v.Separator != "" {
		out = append(out, ui.Input{Name: "separator", Label: "Separator", Kind: ui.Select, Choices: choices(v.Separator, ",", "comma", ";", "semicolon", "\t", "tab", "|", "bar")})
	}
	return append(out, ui.Input{Name: "header", Label: "Row of heads", Kind: ui.Numeric, Value: strconv.Itoa(v.Header)})
}

// columnsOf are the columns with their heads and what stands in them.
func columnsOf(v sheet.View) []view.Column {
	width := 0
	for _, row := range v.Rows {
		width = max(width, len(row))
	}
	field := map[int]sheet.Field{}
	for name, column := range v.Columns {
		field[column] = name
	}
	out := make([]view.Column, min(width, columnsShown))
	for i := range out {
		name := "column-" + strconv.Itoa(i)
		c := view.Column{Letter: sheet.ColumnName(i), Head: short60(cellAt(v.Rows, v.Header-1, i)), Holds: ui.Input{Name: name, ID: "f-" + name, Kind: ui.Select, Choices: []ui.Choice{{Label: "nothing of use"}}}}
		for _, f := range sheet.Fields {
			c.Holds.Choices = append(c.Holds.Choices, ui.Choice{Value: string(f), Label: holds[f], Chosen: field[i] == f})
		}
		for row := max(v.Header, 0); row < len(v.Rows) && len(c.Samples) < samplesShown; row++ {
			if text := short60(cellAt(v.Rows, row, i)); text != "" && !slices.Contains(c.Samples, text) {
				c.Samples = append(c.Samples, text)
			}
		}
		out[i] = c
	}
	return out
}

// cellAt is the text of a cell; rows and columns count from 0.
func cellAt(rows [][]string, row, column int) string {
	if row < 0 || row >= len(rows) || column >= len(rows[row]) {
		return ""
	}
	return strings.TrimSpace(rows[row][column])
}

// short60 cuts a text for a sample.
func short60(text string) string {
	if runes := []rune(text); len(runes) > sampleLength {
		return string(runes[:sampleLength]) + "…"
	}
	return text
}
