package list

import (
	"cmp"
	"context"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// Memory reads a list whose rows are all at hand: people, tokens, what one
// comparison found. It sorts by any column, what is unknown last in either
// order, and goes on from the last row's key. Rows that are alike in a column
// keep the order in which they are given.
func (s Spec[R]) Memory(a *Ask, rows []R) Reader[R] {
	by, down := strings.CutPrefix(a.Sort, "-")
	rows = slices.Clone(rows)
	for _, c := range s.Columns {
		if c.sort() == by {
			slices.SortStableFunc(rows, func(x, y R) int { return compare(c.Value(x), c.Value(y), down) })
			break
		}
	}
	return func(_ context.Context, p store.Page) (store.Slice[R], error) {
		out := store.Slice[R]{Total: len(rows)}
		from := 0
		if p.After != "" {
			key, err := base64.RawURLEncoding.DecodeString(p.After)
			from = slices.IndexFunc(rows, func(r R) bool { return s.Key(r) == string(key) }) + 1
			if err != nil || from == 0 {
				return out, fault.New(fault.Invalid, "%q is no place in this list", p.After).Helped("start from the first page")
			}
		}
		to := min(from+p.Size(), len(rows))
		if out.Rows = rows[from:to]; to < len(rows) {
			out.Next = base64.RawURLEncoding.EncodeToString([]byte(s.Key(rows[to-1])))
		}
		return out, nil
	}
}

// Whole reads all of a list, for an order that the store does not know because
// what it goes by is weighed anew each time. A list too long for that is refused.
func Whole[R any](ctx context.Context, read Reader[R], most int) ([]R, error) {
	var out []R
	for p := (store.Page{Limit: step}); ; {
		some, err := read(ctx, p)
		if err != nil {
			return nil, err
		}
		if some.Total > most {
			return nil, fault.New(fault.TooLarge, "in this order every one of %d must be weighed, which is done for up to %d", some.Total, most).Helped("narrow the list first, or sort it by another column")
		}
		if out = append(out, some.Rows...); some.Next == "" {
			return out, nil
		}
		p = store.Page{After: some.Next, Limit: step, Counted: some.Total}
	}
}

// Map makes rows of what the store has read.
func Map[T, R any](s store.Slice[T], row func(T) R) store.Slice[R] {
	out := store.Slice[R]{Next: s.Next, Total: s.Total}
	for _, t := range s.Rows {
		out.Rows = append(out.Rows, row(t))
	}
	return out
}

// compare puts two values of a column in order.
func compare(x, y any, down bool) int {
	none := func(v any) int {
		if text(v, Text) == "" && v != false {
			return 1
		}
		return 0
	}
	if n := none(x) - none(y); n != 0 {
		return n
	}
	order := 0
	switch x := x.(type) {
	case int:
		y, _ := y.(int)
		order = cmp.Compare(x, y)
	case float64:
		y, _ := y.(float64)
		order = cmp.Compare(x, y)
	case bool:
		y, _ := y.(bool)
		order = cmp.Compare(rank(x), rank(y))
	case time.Time:
		y, _ := y.(time.Time)
		order = x.Compare(y)
	default:
		order = cmp.Compare(strings.ToLower(text(x, Text)), strings.ToLower(text(y, Text)))
	}
	if down {
		return -order
	}
	return order
}

func rank(b bool) int {
	if b {
		return 1
	}
	return 0
}
