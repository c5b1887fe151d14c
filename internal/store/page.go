package store

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"aceso/internal/value/fault"
)

// A Page says which part of a list is asked for.
type Page struct {
	After string // Next of the page before; "" for the first
	Skip  int    // rows to leave out, for askers who count pages; After is better
	Limit int    // 1 to 500; 50 when not said

	Counted int // the list's total, known from the stretch before: it is not counted again
}

// A Slice is a part of a list.
type Slice[T any] struct {
	Rows  []T
	Next  string // what Page.After takes to go on; "" at the end
	Total int    // of the whole list, exact
}

// Size is how many rows the page may have.
func (p Page) Size() int {
	if p.Limit <= 0 {
		return 50
	}
	return min(p.Limit, 500)
}

// after reads the cursor: the sort values of the last row seen.
func (p Page) after(n int) ([]any, error) {
	if p.After == "" {
		return nil, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(p.After)
	var values []any
	if err == nil {
		d := json.NewDecoder(strings.NewReader(string(raw)))
		d.UseNumber()
		err = d.Decode(&values)
	}
	if err != nil || len(values) != n {
		return nil, fault.New(fault.Invalid, "%q is no place in this list", p.After).Helped("start from the first page")
	}
	for i, v := range values {
		switch v := v.(type) {
		case string:
		case json.Number:
			if values[i], err = v.Int64(); err != nil {
				if values[i], err = v.Float64(); err != nil {
					return nil, fault.New(fault.Invalid, "%q is no place in this list", p.After)
				}
			}
		default:
			return nil, fault.New(fault.Invalid, "%q is no place in this list", p.After)
		}
	}
	return values, nil
}

func cursor(values ...any) string {
	raw, err := json.Marshal(values)
	if err != nil {
		panic(err) // texts and numbers always encode
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

// cut turns limit+1 rows into a slice of limit with its cursor.
func cut[T any](rows []T, p Page, place func(T) []any) Slice[T] {
	s := Slice[T]{Rows: rows}
	if n := p.Size(); len(rows) > n {
		s.Rows = rows[:n]
		s.Next = cursor(place(rows[n-1])...)
	}
	return s
}

// where collects conditions and their arguments.
type where struct {
	conds []string
	seeks []seek // conditions that lead to the rows by an index of their own
	args  []any
}

// A seek is a condition in two forms: as it leads to rows, and as it is only
// asked of rows that are met on another way.
type seek struct{ leads, asked string }

// in begins the conditions of a query about the transaction's organisation.
func (tx *Tx) in(column string) *where {
	return &where{conds: []string{column + " = $1"}, args: []any{tx.org}}
}

// and adds a condition; each %d in it is the number of the next argument.
func (w *where) and(cond string, args ...any) {
	numbers := make([]any, len(args))
	for i, a := range args {
		w.args = append(w.args, a)
		numbers[i] = len(w.args)
	}
	w.conds = append(w.conds, fmt.Sprintf(cond, numbers...))
}

// arg adds an argument that stands outside the conditions and returns its number.
func (w *where) arg(v any) int {
	w.args = append(w.args, v)
	return len(w.args)
}

// behind adds the condition that a row comes after these sort values. The
// columns are all rising or all falling, so that one index serves.
func (w *where) behind(columns []string, falling bool, values []any) {
	if values == nil {
		return
	}
	sign := ">"
	if falling {
		sign = "<"
	}
	marks := make([]string, len(values))
	for i := range marks {
		marks[i] = "$%d"
	}
	w.and("("+strings.Join(columns, ", ")+") "+sign+" ("+strings.Join(marks, ", ")+")", values...)
}

// oneOf adds the condition that a column holds one of some words.
func oneOf[T ~string](w *where, column string, words []T) {
	marks := make([]string, len(words))
	args := make([]any, len(words))
	for i, s := range words {
		marks[i], args[i] = "$%d", string(s)
	}
	w.and(column+" IN ("+strings.Join(marks, ", ")+")", args...)
}

// has adds the condition that one of the columns contains the text, whatever its case.
func (w *where) has(text string, columns ...string) {
	text = strings.TrimSpace(text)
	if text == "" {
		return
	}
	n := w.arg("%" + likeEscaper.Replace(strings.ToLower(text)) + "%")
	conds := make([]string, len(columns))
	for i, c := range columns {
		conds[i] = fmt.Sprintf(`lower(%s) LIKE $%d ESCAPE '\'`, c, n)
	}
	w.conds = append(w.conds, "("+strings.Join(conds, " OR ")+")")
}

var likeEscaper = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

func (w *where) String() string {
	all := slices.Clone(w.conds)
	for _, s := range w.seeks {
		all = append(all, s.leads)
	}
	return strings.Join(all, " AND ")
}

// met is String for a query that goes along an order and meets the rows there.
func (w *where) met() string {
	all := slices.Clone(w.conds)
	for _, s := range w.seeks {
		all = append(all, s.asked)
	}
	return strings.Join(all, " AND ")
}

// over returns other conditions with the same arguments: of a query around this one.
func (w *where) over(conds ...string) *where {
	return &where{conds: conds, args: slices.Clone(w.args)}
}

// texts is a list of texts in one column, as JSON.
type texts struct{ list *[]string }

func (t texts) Scan(v any) error {
	switch v := v.(type) {
	case string:
		return json.Unmarshal([]byte(v), t.list)
	case []byte:
		return json.Unmarshal(v, t.list)
	}
	return fmt.Errorf("a list of texts is kept as %T", v)
}

func packed(list []string) string {
	if len(list) == 0 {
		return "[]"
	}
	raw, err := json.Marshal(list)
	if err != nil {
		panic(err) // texts always encode
	}
	return string(raw)
}
