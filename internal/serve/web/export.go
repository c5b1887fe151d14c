package web

import (
	"context"
	"net/http"
	"strings"

	"aceso/internal/format/sheet"
	"aceso/internal/serve"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// Lists leave as tables: what the page shows, all of it, in its order.
const (
	exportStep = 500     // rows read at once
	exportMost = 100_000 // rows of one table
)

// table sends a list as CSV, read from one transaction.
func (f *Face) table(w http.ResponseWriter, r *http.Request, name string, head []string, next func(context.Context, *store.Tx, string) ([][]string, string, error)) error {
	ctx := r.Context()
	var text strings.Builder
	out, err := sheet.NewCSV(&text, head)
	if err != nil {
		return err
	}
	err = f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		for after, n := "", 0; ; {
			rows, more, err := next(ctx, tx, after)
			if err != nil {
				return err
			}
			for _, row := range rows {
				if err := out.Row(anys(row)); err != nil {
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
	if err == nil {
		err = out.Close()
	}
	if err != nil {
		return err
	}
	serve.Download(w, "aceso-"+name+"-"+f.DB.Now().Format("2006-01-02")+".csv", "text/csv; charset=utf-8", []byte(text.String()))
	return nil
}

func anys(row []string) []any {
	out := make([]any, len(row))
	for i, t := range row {
		out[i] = t
	}
	return out
}
