package list

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"aceso/internal/format/sheet"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// A Format is a form in which a list leaves.
type Format string

// The formats.
const (
	CSV   Format = "csv"
	XLSX  Format = "xlsx"
	JSON  Format = "json"
	Print Format = "print"
)

// Formats is every format, in the order in which pages offer them.
var Formats = []Format{CSV, XLSX, JSON, Print}

// Word is what a format is called.
func (f Format) Word() string {
	return map[Format]string{CSV: "CSV", XLSX: "XLSX", JSON: "JSON", Print: "Print"}[f]
}

// Media is the media type of a format.
func (f Format) Media() string {
	switch f {
	case CSV:
		return "text/csv; charset=utf-8"
	case XLSX:
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case JSON:
		return "application/json"
	}
	return "text/html; charset=utf-8"
}

// Most is how many rows leave in a format at most: what a spreadsheet still
// opens, and what somebody may want on paper (some 60 pages).
func (f Format) Most() int {
	switch f {
	case Print:
		return 2_000
	case XLSX:
		return 200_000
	}
	return 1_000_000
}

// step is how many rows an export reads at once, and so holds in memory.
const step = 500

// A Sheet is where a list is written to, and what stands above it.
type Sheet struct {
	Tx     *store.Tx
	Ask    Ask
	Format Format
	To     io.Writer
	Org    string    // the organisation's name
	Made   time.Time // when it is written
	AsOf   string    // the intelligence in use; "" is none
	Drawn  *ui.Sheet // filled for Print, which is drawn as a page
}

// Write writes the list as asked, all of it, in its order and in bounded
// memory. A list that is longer than the format may hold is refused, never cut.
func (l List[R]) Write(ctx context.Context, s Sheet) error {
	a := &s.Ask
	read, err := l.Open(ctx, s.Tx, a)
	if err != nil {
		return err
	}
	first, err := read(ctx, store.Page{Limit: step})
	if err != nil {
		return err
	}
	if most := s.Format.Most(); first.Total > most {
		return fault.New(fault.TooLarge, "%s of %d %s is more than %d rows", s.Format.Word(), first.Total, l.Many, most).Helped("narrow the list first, or take another format")
	}
	switch {
	case !l.OnIntel:
		s.AsOf = s.Made.UTC().Format(time.RFC3339)
	case s.AsOf == "":
		s.AsOf = "no weakness data"
	}
	out, err := l.writer(&s, first.Total)
	if err != nil {
		return err
	}
	cols := l.shown(a)
	for rows, n := first, 0; ; {
		for _, r := range rows.Rows {
			if err := out.row(l.values(cols, r)); err != nil {
				return fmt.Errorf("write %s as %s: %w", l.Name, s.Format, err)
			}
		}
		if n += len(rows.Rows); rows.Next == "" {
			return out.end(n)
		}
		if n > s.Format.Most() {
			return fault.New(fault.TooLarge, "the list has grown beyond %d rows", s.Format.Most()).Helped("narrow the list first")
		}
		if rows, err = read(ctx, store.Page{After: rows.Next, Limit: step, Counted: first.Total}); err != nil {
			return err
		}
	}
}

func (l List[R]) values(cols []Column[R], r R) []any {
	out := make([]any, len(cols))
	for i, c := range cols {
		out[i] = c.Value(r)
	}
	return out
}

// A writer takes the rows of a list, one after the other.
type writer interface {
	row([]any) error
	end(rows int) error
}

func (l List[R]) writer(s *Sheet, total int) (writer, error) {
	var keys, labels, nones []string
	var kinds []Kind
	for _, c := range l.shown(&s.Ask) {
		keys, labels, nones, kinds = append(keys, c.Key), append(labels, c.Label), append(nones, c.None), append(kinds, c.Kind)
	}
	switch s.Format {
	case CSV:
		return newCSV(s.To, labels, kinds, s.AsOf)
	case XLSX:
		return newXLSX(s.To, l.Title, labels, kinds, l.about(s, total))
	case JSON:
		return newJSON(s, keys, kinds, l.preamble(s, keys, labels, total))
	}
	hash := sha256.New()
	digest, err := newCSV(hash, labels, kinds, s.AsOf)
	*s.Drawn = ui.Sheet{Title: l.title(&s.Ask), About: l.about(s, total)}
	for i, c := range labels {
		s.Drawn.Columns = append(s.Drawn.Columns, ui.Column{Label: c, Num: kinds[i] == Number})
	}
	return &printed{sheet: s.Drawn, kinds: kinds, nones: nones, digest: digest, hash: func() string { return hex.EncodeToString(hash.Sum(nil)) }}, err
}

// about is what the table is, for a sheet of its own or the head of a page.
func (l List[R]) about(s *Sheet, total int) [][2]string {
	out := [][2]string{{"Organisation", s.Org}, {"List", l.title(&s.Ask)}}
	for _, n := range l.Narrowed(&s.Ask) {
		out = append(out, [2]string{"Narrowed to", n})
	}
	return append(out, [2]string{"Order", l.Ordered(&s.Ask)}, [2]string{"Rows", ui.Number(total)}, [2]string{"Data as of", said(s.AsOf)}, [2]string{"Written", ui.Moment(s.Made)})
}

// title is what the list is called, with its side and the record that it is a
// list of.
func (s Spec[R]) title(a *Ask) string {
	title := s.Title
	if a.Side != "" {
		title += " " + a.Side
	}
	if a.Record != "" {
		title += " of " + a.Record
	}
	return title
}

// said is what the data rests on, for people: when it was made, and which it is.
func said(asOf string) string {
	at, id, _ := strings.Cut(asOf, " ")
	t, err := time.Parse(time.RFC3339, at)
	switch {
	case err != nil:
		return asOf
	case id == "":
		return ui.Moment(t)
	}
	return ui.Moment(t) + ", bundle " + id
}

type csvRows struct {
	out   *sheet.CSV
	kinds []Kind
	asOf  string
}

// newCSV writes to CSV. Its last column says of when the data is: a table has
// no other place for it, and goes from hand to hand.
func newCSV(w io.Writer, labels []string, kinds []Kind, asOf string) (*csvRows, error) {
	out, err := sheet.NewCSV(w, append(labels[:len(labels):len(labels)], "Data as of"))
	return &csvRows{out, kinds, asOf}, err
}

func (c *csvRows) row(values []any) error { return c.out.Row(append(plains(values, c.kinds), c.asOf)) }
func (c *csvRows) end(int) error          { return c.out.Close() }

type xlsxRows struct {
	out   *sheet.Book
	kinds []Kind
	about [][2]string
}

func newXLSX(w io.Writer, title string, labels []string, kinds []Kind, about [][2]string) (*xlsxRows, error) {
	out, err := sheet.NewBook(w, title, labels)
	return &xlsxRows{out, kinds, about}, err
}

func (x *xlsxRows) row(values []any) error {
	cells := make([]any, len(values))
	for i, v := range values {
		if t, ok := v.(time.Time); ok && x.kinds[i] == Day {
			v = sheet.Day(t)
		}
		cells[i] = v
	}
	return x.out.Row(cells)
}

func (x *xlsxRows) end(int) error { return x.out.Close(x.about) }

func plains(values []any, kinds []Kind) []any {
	out := make([]any, len(values), len(values)+1)
	for i, v := range values {
		out[i] = plain(v, kinds[i])
	}
	return out
}

// jsonRows writes an object whose last member is the rows, one a line.
type jsonRows struct {
	to    io.Writer
	keys  []string
	kinds []Kind
	n     int
}

// preamble is what stands before the rows.
func (l List[R]) preamble(s *Sheet, keys, labels []string, total int) any {
	type column struct {
		Key   string `json:"key"`
		Label string `json:"label"`
	}
	var columns []column
	for i := range keys {
		columns = append(columns, column{keys[i], labels[i]})
	}
	return struct {
		List         string   `json:"list"`
		Of           string   `json:"of,omitempty"`
		Organisation string   `json:"organisation"`
		NarrowedTo   []string `json:"narrowedTo"`
		Sort         string   `json:"sort"`
		AsOf         string   `json:"asOf"`
		Written      string   `json:"written"`
		Columns      []column `json:"columns"`
		Total        int      `json:"total"`
	}{l.Name, s.Ask.Record, s.Org, append([]string{}, l.Narrowed(&s.Ask)...), s.Ask.Sort, s.AsOf, s.Made.UTC().Format(time.RFC3339), columns, total}
}

func newJSON(s *Sheet, keys []string, kinds []Kind, preamble any) (*jsonRows, error) {
	head, err := json.Marshal(preamble)
	if err != nil {
		return nil, err
	}
	_, err = fmt.Fprintf(s.To, "%s,\"rows\":[", head[:len(head)-1])
	return &jsonRows{to: s.To, keys: keys, kinds: kinds}, err
}

func (j *jsonRows) row(values []any) error {
	line := []byte("\n{")
	if j.n++; j.n > 1 {
		line = []byte(",\n{")
	}
	for i, v := range plains(values, j.kinds) {
		one, err := json.Marshal(v)
		if err != nil {
			return err
		}
		if i > 0 {
			line = append(line, ',')
		}
		line = fmt.Appendf(line, "%q:%s", j.keys[i], one)
	}
	_, err := j.to.Write(append(line, '}'))
	return err
}

func (j *jsonRows) end(int) error {
	_, err := io.WriteString(j.to, "\n]}\n")
	return err
}

// printed gathers the rows of a print sheet, whose number is bounded, with the
// hash of the same view as CSV: whoever doubts the paper can hold it against that.
type printed struct {
	sheet  *ui.Sheet
	kinds  []Kind
	nones  []string
	digest *csvRows
	hash   func() string
}

func (p *printed) row(values []any) error {
	cells := make([]string, len(values))
	for i, v := range values {
		cells[i] = cmp.Or(text(v, p.kinds[i]), p.nones[i])
	}
	p.sheet.Rows = append(p.sheet.Rows, cells)
	return p.digest.row(values)
}

func (p *printed) end(n int) error {
	if err := p.digest.end(n); err != nil {
		return err
	}
	p.sheet.Hash = p.hash()
	return nil
}
