package store

import (
	"fmt"
	"time"

	"aceso/internal/domain/record"
)

// when is how a time goes into a column and comes back: UTC text of fixed
// width, which sorts. The zero time is the empty text.
func when(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(record.Stamp)
}

// at scans a column written by when.
type at struct{ t *time.Time }

func (a at) Scan(v any) error {
	var s string
	switch v := v.(type) {
	case string:
		s = v
	case []byte:
		s = string(v)
	case nil:
	default:
		return fmt.Errorf("a time is kept as %T", v)
	}
	if s == "" {
		*a.t = time.Time{}
		return nil
	}
	t, err := time.Parse(record.Stamp, s)
	if err != nil {
		return fmt.Errorf("read a time: %w", err)
	}
	*a.t = t
	return nil
}
