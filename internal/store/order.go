package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"aceso/internal/value/fault"
)

// orders are what a list can be sorted by: for each name that may be asked
// for, the columns. The last of them tells any two rows apart, so that a page
// goes on exactly behind the one before.
type orders map[string][]string

// read reads "-name": the columns, and whether they fall.
func (o orders) read(noun, asked string) ([]string, bool, error) {
	name, falling := strings.CutPrefix(asked, "-")
	if columns := o[name]; columns != nil {
		return columns, falling, nil
	}
	return nil, false, fault.New(fault.Invalid, "%s can't be sorted by %q", noun, name).Helped("sort by %s", strings.Join(slices.Sorted(maps.Keys(o)), ", "))
}

// A query is a list that is read a stretch at a time, in one of its orders.
type query[T any] struct {
	noun    string // "links", in a refusal
	columns string // what scan reads
	from    string
	where   *where
	orders  orders
	sort    string
	scan    func(row) (T, error)
}

// stretch reads a page of a list, with the exact count of the whole. The place
// where it ends is read along with the rows.
func stretch[T any](ctx context.Context, tx *Tx, q query[T], p Page) (Slice[T], error) {
	none := Slice[T]{}
	columns, falling, err := q.orders.read(q.noun, q.sort)
	if err != nil {
		return none, err
	}
	total := p.Counted
	if total == 0 {
		total, err = tx.total(ctx, q.from, q.where)
	}
	if err != nil {
		return none, fmt.Errorf("count %s: %w", q.noun, err)
	}
	values, err := p.after(len(columns))
	if err != nil {
		return none, err
	}
	q.where.behind(columns, falling, values)
	type placed struct {
		row   T
		place []any
	}
	rows, err := list(ctx, tx, func(r row) (placed, error) {
		place := make([]any, len(columns))
		v, err := q.scan(tail{r, place})
		return placed{v, place}, err
	}, `SELECT `+q.columns+`, `+strings.Join(columns, ", ")+` FROM `+q.from+` WHERE `+q.where.String()+q.where.order(columns, falling, p), q.where.args...)
	if err != nil {
		return none, fmt.Errorf("list %s: %w", q.noun, err)
	}
	cutted := cut(rows, p, func(r placed) []any { return r.place })
	out := Slice[T]{Next: cutted.Next, Total: total}
	for _, r := range cutted.Rows {
		out.Rows = append(out.Rows, r.row)
	}
	return out, nil
}

// tail reads more columns behind those that a scan function asks for.
type tail struct {
	row
	more []any
}

func (t tail) Scan(dest ...any) error {
	for i := range t.more {
		dest = append(dest, &t.more[i])
	}
	err := t.row.Scan(dest...)
	for i, v := range t.more {
		if raw, ok := v.([]byte); ok {
			t.more[i] = string(raw)
		}
	}
	return err
}
