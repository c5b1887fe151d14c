package serve

import (
	"bytes"
	"net/http"
	"slices"

	"aceso/internal/format/sheet"
)

// SendXLSX answers with a table as a workbook.
func SendXLSX(w http.ResponseWriter, name string, head []string, rows [][]string) error {
	var b bytes.Buffer
	if err := sheet.WriteXLSX(&b, head, slices.Values(rows)); err != nil {
		return err
	}
	Download(w, name+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b.Bytes())
	return nil
}
