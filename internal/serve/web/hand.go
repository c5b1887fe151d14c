package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"strconv"

	"aceso/internal/domain/org"
	"aceso/internal/domain/sbom"
	"aceso/internal/format/intake"
	"aceso/internal/format/sheet"
	"aceso/internal/serve"
	view "aceso/internal/serve/web/view/release"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

const (
	blankRows = 5       // behind those that are there
	maxTable  = 8 << 20 // bytes of the form
)

// A table is the rows as the form holds them.
type table struct {
	base, seen string
	anyway     bool
	rows       []sbom.Row
	paste      string
	checked    bool
	what       *fault.Fault
	theirs     string
}

// GET /releases/{id}/table
func (f *Face) askTable(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), serve.Actor(r)
	var t table
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		now, err := serve.ListOf(ctx, tx, r.PathValue("id"))
		t.base, t.rows = now.Base, now.Rows
		return err
	})
	if err != nil {
		return err
	}
	t.rows = append(t.rows, make([]sbom.Row, blankRows)...)
	if c := carriedBy(r); c != nil { // as many rows as were written, upon the list that they were written upon
		if t, err = tableIn(c.Fields); err != nil {
			return err
		}
	}
	return f.showTable(w, r, t)
}

// POST /releases/{id}/table adds rows, checks them, or saves them: whatever
// comes of it, what was entered is shown again.
func (f *Face) saveTable(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxTable)
	if err := r.ParseForm(); err != nil {
		return unreadable(err)
	}
	t, err := tableIn(r.PostForm)
	if err != nil {
		return err
	}
	id := r.PathValue("id")
	switch r.PostFormValue("do") {
	case "more":
		t.rows = append(t.rows, make([]sbom.Row, blankRows)...)
	case "paste":
		var more []sbom.Row
		if more, err = sheet.Pasted(t.paste, intake.SBOM); err == nil {
			t.rows, t.paste = append(filledRows(t.rows), more...), ""
		}
	case "save":
		if t.seen == "" || t.seen != t.digest() { // not these rows, or not upon this list
			t.checked = true
			break
		}
		var receipt sbom.Receipt
		if receipt, err = f.Importer.SaveRows(r.Context(), serve.Actor(r), id, t.base, filledRows(t.rows), t.anyway); err == nil {
			return onward(w, r, "/imports/"+receipt.ID)
		}
		t.checked = true
	default:
		t.checked = true
	}
	if t.what = refused(err); t.what == nil && err != nil {
		return err
	}
	if fault.Is(err, fault.Stale) {
		if err := f.takeTheirs(r.Context(), serve.Actor(r), id, &t); err != nil {
			return err
		}
	}
	return f.showTable(w, r, t)
}

// takeTheirs makes the table one upon the list that arrived meanwhile.
func (f *Face) takeTheirs(ctx context.Context, who org.Actor, id string, t *table) error {
	return f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		s, err := tx.CurrentSBOM(ctx, id)
		t.base = s.ID
		t.theirs = s.By + " brought another list, " + s.File + ", while you wrote yours."
		return err
	})
}

// tableIn reads the form.
func tableIn(v url.Values) (table, error) {
	t := table{base: v.Get("base"), seen: v.Get("seen"), anyway: v.Get("anyway") == "yes", paste: v.Get("paste")}
	n, err := strconv.Atoi(v.Get("rows"))
	if err != nil || n < 0 || n > serve.MostRows+blankRows {
		return t, fault.New(fault.Invalid, "the table has %.20q rows; it takes %d", v.Get("rows"), serve.MostRows).Helped("open it anew")
	}
	for i := range n {
		at := "-" + strconv.Itoa(i)
		if v.Get("remove"+at) == "yes" {
			continue
		}
		var r sbom.Row
		for _, c := range view.HandColumns {
			*r.Cell(c.Field) = v.Get(c.Field + at)
		}
		for _, field := range view.HandKept {
			*r.Cell(field) = v.Get(field + at)
		}
		t.rows = append(t.rows, r.Trimmed())
	}
	return t, nil
}

// filledRows leaves the empty ones out.
func filledRows(rows []sbom.Row) []sbom.Row {
	var out []sbom.Row
	for _, r := range rows {
		if !r.Trimmed().Empty() {
			out = append(out, r)
		}
	}
	return out
}

// digest stands for the rows and what they are made upon.
func (t table) digest() string {
	text, err := sheet.WriteRows(t.rows)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(append([]byte(t.base+"\n"), text...))
	return hex.EncodeToString(sum[:])
}

func (f *Face) showTable(w http.ResponseWriter, r *http.Request, t table) error {
	ctx, who := r.Context(), serve.Actor(r)
	var p view.Table
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		head, err := f.releaseHead(ctx, tx, r, view.Hand)
		if err != nil {
			return err
		}
		now, err := serve.ListOf(ctx, tx, head.ID)
		if err != nil {
			return err
		}
		p = view.Table{Page: head, Base: t.base, Machine: now.Machine, Lost: now.Lost, Anyway: t.anyway, Paste: t.paste, Theirs: t.theirs}
		p.MayImport = who.Allowed(org.ImportSBOM)
		fillRows(&p, t)
		if t.checked {
			err = fillChanges(&p, t, now)
		}
		return err
	})
	if err != nil {
		return err
	}
	if t.what == nil {
		return show(w, r, p.Show())
	}
	p.Wrong, p.Fix = t.what.Text, t.what.Fix
	return draw(w, r, serve.Status(t.what.Kind), p.Show())
}

func fillRows(p *view.Table, t table) {
	wrong := map[string]sbom.CellProblem{}
	if t.checked {
		for _, c := range sbom.CheckRows(t.rows) {
			key := c.Field + "-" + strconv.Itoa(c.Row)
			if before, has := wrong[key]; !has || !before.Stops {
				wrong[key] = c
			}
			if c.Stops {
				p.Stops++
			} else {
				p.Doubts++
			}
		}
	}
	for i, r := range t.rows {
		row := view.HandRow{No: i + 1}
		for _, c := range view.HandColumns {
			name := c.Field + "-" + strconv.Itoa(i)
			row.Cells = append(row.Cells, view.HandCell{Name: name, Label: c.Label, Value: *r.Cell(c.Field), Wrong: wrong[name].Text, Stops: wrong[name].Stops})
		}
		for _, field := range view.HandKept {
			if value := *r.Cell(field); value != "" {
				row.Kept = append(row.Kept, view.HandCell{Name: field + "-" + strconv.Itoa(i), Value: value})
			}
		}
		p.Rows = append(p.Rows, row)
	}
}

// fillChanges says what saving would change; a list with a cell that must be
// mended is compared no further.
func fillChanges(p *view.Table, t table, now serve.HandList) error {
	p.Checked = true
	if p.Stops > 0 {
		return nil
	}
	_, doc, err := serve.Written(filledRows(t.rows))
	if what := refused(err); what != nil {
		p.Stops, p.Wrong, p.Fix = 1, what.Text, what.Fix
		return nil
	}
	if err != nil {
		return err
	}
	was := now.Doc
	if was == nil {
		was = &sbom.Document{}
	}
	d := sbom.Compare(was, doc)
	p.Same, p.Parts, p.Seen = d.Same, len(d.Changed), t.digest()
	p.Added, p.Removed, p.Moved = movedOf(d)
	return nil
}
