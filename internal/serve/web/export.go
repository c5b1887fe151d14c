package web

import (
	"context"
	"encoding/csv"
	"net/http"
	"strconv"
	"strings"

	"aceso/internal/serve"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// Lists leave as tables: what the page shows, all of it, in its order.
const (
	exportStep = 500     // rows read at once
	exportMost = 100_000 // rows of one table
)

// GET /findings.csv with the filters of the page.
func (f *Face) findingsTable(w http.ResponseWriter, r *http.Request) error {
	filter, err := findingFilter(r.URL.Query(), serve.Actor(r).Person)
	if err != nil {
		return err
	}
	return f.table(w, r, "findings", []string{"weakness", "other names", "component", "version", "purl", "answer", "severity", "score", "exploited", "epss", "fixed in", "state", "owner", "why", "source", "opened", "data as of"},
		func(ctx context.Context, tx *store.Tx, after string) ([][]string, string, error) {
			names, err := memberNames(ctx, tx)
			if err != nil {
				return nil, "", err
			}
			list, err := tx.Findings(ctx, filter, store.Page{After: after, Limit: exportStep})
			var rows [][]string
			for _, it := range list.Rows {
				rows = append(rows, []string{
					it.Weakness, strings.Join(others(it.Finding), " "), it.Part.FullName(), it.Part.Version, it.Part.PURL, string(it.Match), it.Severity, known(it.Score, it.Scored), strconv.FormatBool(it.KEV),
					known(it.EPSS, it.Rated), strings.Join(it.Fixed, " "), string(it.State), names[it.Owner], it.Why, it.Source + " " + it.Record, it.Opened.Format("2006-01-02"), f.Intel.AsOf(),
				})
			}
			return rows, list.Next, err
		})
}

// GET /releases/{id}/parts.csv with the filter of the page.
func (f *Face) partsTable(w http.ResponseWriter, r *http.Request) error {
	filter := store.PartFilter{Release: r.PathValue("id"), Text: r.FormValue("filter"), Sort: r.FormValue("sort")}
	return f.table(w, r, "parts", []string{"name", "version", "supplier", "purl", "cpe", "answer", "affected by", "may be affected by", "reason", "data as of"},
		func(ctx context.Context, tx *store.Tx, after string) ([][]string, string, error) {
			list, err := tx.Parts(ctx, filter, store.Page{After: after, Limit: exportStep})
			var rows [][]string
			for _, p := range list.Rows {
				c := p.Component
				rows = append(rows, []string{c.FullName(), c.Version, c.Supplier, c.PURL, strings.Join(c.CPEs, " "), partState(p).Word, strconv.Itoa(p.Affected), strconv.Itoa(p.Untold), reasonOf(p), f.Intel.AsOf()})
			}
			return rows, list.Next, err
		})
}

// known writes a number that may not have been given: nothing is not zero.
func known(n float64, given bool) string {
	if !given {
		return ""
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}

// table sends a list as CSV, read from one transaction.
func (f *Face) table(w http.ResponseWriter, r *http.Request, name string, head []string, next func(context.Context, *store.Tx, string) ([][]string, string, error)) error {
	ctx := r.Context()
	var text strings.Builder
	out := csv.NewWriter(&text)
	err := f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		if err := out.Write(head); err != nil {
			return err
		}
		for after, n := "", 0; ; {
			rows, more, err := next(ctx, tx, after)
			if err != nil {
				return err
			}
			for _, row := range rows {
				if err := out.Write(cells(row)); err != nil {
					return err
				}
			}
			if n += len(rows); n > exportMost {
				return fault.New(fault.TooLarge, "the table has more than %d rows", exportMost).Helped("narrow the list first")
			}
			if after = more; after == "" {
				return nil
			}
		}
	})
	if out.Flush(); err == nil {
		err = out.Error()
	}
	if err != nil {
		return err
	}
	serve.Download(w, "aceso-"+name+"-"+f.DB.Now().Format("2006-01-02")+".csv", "text/csv; charset=utf-8", []byte(text.String()))
	return nil
}

// cells keeps a spreadsheet from taking text of outsiders for a formula
// (OWASP, CSV injection).
func cells(row []string) []string {
	for i, text := range row {
		if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
			row[i] = "'" + text
		}
	}
	return row
}
