package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"io/fs"
	"math"
	"regexp"
	"strings"

	"aceso/internal/value/fault"
)

// A Copied table says how many rows went over and the digest of all of them.
type Copied struct {
	Table  string `json:"table"`
	Rows   int64  `json:"rows"`
	Digest string `json:"digest"` // of the rows in whatever order
}

// Copy puts all rows of one database, as they stand at one moment, into
// another that must be empty, and reads them back: rows and digests are the
// same on both sides, or nothing was written.
func Copy(ctx context.Context, from, to *DB) ([]Copied, error) {
	var out []Copied
	err := from.View(ctx, func(src *Tx) error {
		return to.Update(ctx, func(dst *Tx) error {
			names, err := tables()
			if err != nil {
				return err
			}
			for _, name := range names {
				has, err := dst.digest(ctx, name)
				if err != nil {
					return err
				}
				if has.Rows > 0 {
					return fault.New(fault.Conflict, "the database to copy to is not empty: %s has %d rows", name, has.Rows).Helped("name a new database")
				}
			}
			out = nil
			for _, name := range names {
				sent, err := src.copyTable(ctx, dst, name)
				if err != nil {
					return fmt.Errorf("copy %s: %w", name, err)
				}
				arrived, err := dst.digest(ctx, name)
				if err != nil {
					return err
				}
				if sent != arrived {
					return fault.New(fault.Unverified, "%s has %d rows and another digest after %d were copied", name, arrived.Rows, sent.Rows)
				}
				out = append(out, arrived)
			}
			return nil
		})
	})
	return out, err
}

var createTable = regexp.MustCompile(`(?m)^CREATE TABLE (\w+) \(`)

// tables returns all tables in the order in which the migrations make them:
// none refers to one that comes later.
func tables() ([]string, error) {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	var out []string
	for _, f := range files {
		text, err := fs.ReadFile(migrations, f)
		if err != nil {
			return nil, err
		}
		up, _, _ := strings.Cut(string(text), "-- +goose Down")
		for _, m := range createTable.FindAllStringSubmatch(up, -1) {
			out = append(out, m[1])
		}
	}
	return out, nil
}

// What is held in memory of a table that is copied.
const (
	batchRows  = 500
	batchBytes = 8 << 20
)

func (tx *Tx) copyTable(ctx context.Context, dst *Tx, name string) (Copied, error) {
	sum := tableSum{Copied: Copied{Table: name}}
	var batch [][]any
	size := 0
	var into string
	width := 0
	flush := func() error {
		err := dst.insertMany(ctx, into, width, len(batch), func(i int) []any { return batch[i] }, "")
		batch, size = nil, 0
		return err
	}
	err := tx.eachRow(ctx, name, func(columns []string, row []any) error {
		sum.add(row)
		into, width = name+" ("+strings.Join(columns, ", ")+")", len(columns)
		batch = append(batch, row)
		for _, v := range row {
			switch v := v.(type) {
			case string:
				size += len(v)
			case []byte:
				size += len(v)
			}
		}
		if len(batch) < batchRows && size < batchBytes {
			return nil
		}
		return flush()
	})
	if err != nil {
		return Copied{}, err
	}
	return sum.done(), flush()
}

// digest reads a whole table.
func (tx *Tx) digest(ctx context.Context, name string) (Copied, error) {
	sum := tableSum{Copied: Copied{Table: name}}
	if err := tx.eachRow(ctx, name, func(_ []string, row []any) error {
		sum.add(row)
		return nil
	}); err != nil {
		return Copied{}, fmt.Errorf("read %s: %w", name, err)
	}
	return sum.done(), nil
}

// eachRow reads every column of every row. What the columns are called stands
// in the migrations and not here: a copy leaves none out.
func (tx *Tx) eachRow(ctx context.Context, name string, fn func(columns []string, row []any) error) error {
	rows, err := tx.sql.QueryContext(ctx, "SELECT * FROM "+name)
	if err != nil {
		return err
	}
	defer rows.Close()
	types, err := rows.ColumnTypes()
	if err != nil {
		return err
	}
	columns := make([]string, len(types))
	for i, t := range types {
		columns[i] = t.Name()
	}
	for rows.Next() {
		row, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i, t := range types {
			if n, ok := row[i].(int64); ok && strings.HasPrefix(strings.ToUpper(t.DatabaseTypeName()), "BOOL") {
				row[i] = n != 0 // SQLite keeps a boolean as a number
			}
		}
		if err := fn(columns, row); err != nil {
			return err
		}
	}
	return rows.Err()
}

// tableSum adds up the hashes of rows, so that their order does not count:
// the two databases return them as they like.
type tableSum struct {
	Copied
	parts [4]uint64
}

func (s *tableSum) add(row []any) {
	h := sha256.New()
	for _, v := range row {
		addValue(h, v)
	}
	sum := h.Sum(nil)
	for i := range s.parts {
		s.parts[i] += binary.BigEndian.Uint64(sum[8*i:])
	}
	s.Rows++
}

func (s *tableSum) done() Copied {
	var all []byte
	for _, p := range s.parts {
		all = binary.BigEndian.AppendUint64(all, p)
	}
	s.Digest = hex.EncodeToString(all)
	return s.Copied
}

// addValue adds a value with its kind and length, in one way for both databases.
func addValue(h hash.Hash, v any) {
	write := func(kind byte, text []byte) {
		h.Write(binary.BigEndian.AppendUint64([]byte{kind}, uint64(len(text))))
		h.Write(text)
	}
	number := func(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }
	switch v := v.(type) {
	case nil:
		write('n', nil)
	case string:
		write('t', []byte(v))
	case []byte:
		write('b', v)
	case int64:
		write('i', number(uint64(v)))
	case float64:
		write('f', number(math.Float64bits(v)))
	case bool:
		if v {
			write('o', []byte{1})
		} else {
			write('o', []byte{0})
		}
	default:
		write('?', fmt.Appendf(nil, "%T %v", v, v))
	}
}
