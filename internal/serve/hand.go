package serve

import (
	"context"
	"strconv"

	"aceso/internal/domain/org"
	"aceso/internal/domain/sbom"
	"aceso/internal/format/bom"
	"aceso/internal/format/intake"
	"aceso/internal/format/sheet"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// MostRows is how many rows a list may have to be kept in the table.
const MostRows = 1_000

// A HandList is the current parts list of a release as the table editor shows it.
type HandList struct {
	Base    string // id of the bill of materials that it is made upon; "" for none
	Rows    []sbom.Row
	Machine string   // what made it, where no person did; "" for a list that is kept by hand
	Lost    []string // what a list has no place for
	Doc     *sbom.Document
}

// ListOf reads the rows of a release's current parts list. One that is too
// long for the table is refused.
func ListOf(ctx context.Context, tx *store.Tx, release string) (HandList, error) {
	var l HandList
	if _, err := tx.Release(ctx, release); err != nil {
		return l, err
	}
	s, err := tx.CurrentSBOM(ctx, release)
	if fault.Is(err, fault.NotFound) {
		return l, nil
	}
	if err != nil {
		return l, err
	}
	if s.Components > MostRows {
		return l, fault.New(fault.TooLarge, "the list has %d parts; the table takes %d", s.Components, MostRows).
			Helped("download the parts as CSV, change them in a spreadsheet, and import that file")
	}
	if l.Doc, err = tx.SBOMDocument(ctx, s.ID); err != nil {
		return l, err
	}
	l.Base = s.ID
	for i := range l.Doc.Components {
		l.Rows = append(l.Rows, sbom.RowOf(&l.Doc.Components[i]))
	}
	if s.Format != sbom.List {
		l.Machine = string(s.Format) + " " + s.Version
		if len(s.Tools) > 0 {
			l.Machine += " of " + s.Tools[0]
		}
		l.Lost = lostIn(l.Doc)
	}
	return l, nil
}

// lostIn names what a list has no place for.
func lostIn(d *sbom.Document) []string {
	var out []string
	for _, f := range []struct {
		n    int
		what string
	}{{len(d.Edges), "dependencies"}, {len(d.Statements), "statements about weaknesses"}, {len(d.Extents), "statements on how whole it is"}} {
		if f.n > 0 {
			out = append(out, strconv.Itoa(f.n)+" "+f.what)
		}
	}
	return out
}

// Written makes the file that rows are kept as, and the document that it is read as.
func Written(rows []sbom.Row) ([]byte, *sbom.Document, error) {
	if len(rows) > MostRows {
		return nil, nil, fault.New(fault.TooLarge, "the list has %d rows; the table takes %d", len(rows), MostRows).Helped("import it as a file")
	}
	for _, p := range sbom.CheckRows(rows) {
		if p.Stops {
			return nil, nil, fault.New(fault.Invalid, "row %d, %s: %s", p.Row+1, p.Field, p.Text).Helped("mend the cell, or write unknown or redacted")
		}
	}
	text, err := sheet.WriteRows(rows)
	if err != nil {
		return nil, nil, err
	}
	doc, _, err := bom.Decode(text, intake.SBOM)
	return text, doc, err
}

// SaveRows keeps rows as a new parts list of a release, by the road that every
// file comes: the table itself is the document that is kept.
func (im Importer) SaveRows(ctx context.Context, who org.Actor, release, base string, rows []sbom.Row, anyway bool) (sbom.Receipt, error) {
	if err := who.May(org.ImportSBOM); err != nil {
		return sbom.Receipt{}, err
	}
	var now HandList
	err := im.DB.In(who.Org).View(ctx, func(tx *store.Tx) (err error) {
		now, err = ListOf(ctx, tx, release)
		return err
	})
	if err != nil {
		return sbom.Receipt{}, err
	}
	if now.Machine != "" && !anyway {
		return sbom.Receipt{}, fault.New(fault.Conflict, "the current list is %s, made by a tool; a list kept by hand would take its place", now.Machine).
			Helped("say that it shall, or change what makes it")
	}
	text, _, err := Written(rows)
	if err != nil {
		return sbom.Receipt{}, err
	}
	return im.Import(ctx, who, Delivery{Target: Target{Release: release}, File: "parts-by-hand.csv", Via: "table", Data: text, Upon: &base})
}
