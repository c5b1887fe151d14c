package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
)

// insertMany puts n rows into a table, many with one statement. Into names the
// table and its columns, behind is what follows the values ("ON CONFLICT …").
// Where each statement is a round trip the rows travel together; SQLite is
// fastest with one prepared statement that is bound anew for each row.
func (tx *Tx) insertMany(ctx context.Context, into string, columns, n int, row func(i int) []any, behind string) error {
	if n == 0 {
		return nil
	}
	ctx = tx.steady(ctx)
	most := min(tx.db.dialect.bulk, 60_000/columns)
	for from := 0; from < n; {
		rows := min(most, n-from)
		stmt, err := tx.sql.PrepareContext(ctx, "INSERT INTO "+into+" VALUES "+marks(rows, columns)+" "+behind)
		if err != nil {
			return err
		}
		args := make([]any, 0, rows*columns)
		for ; n-from >= rows; from += rows {
			args = args[:0]
			for i := range rows {
				args = append(args, row(from+i)...)
			}
			err := clean(args)
			if err == nil {
				_, err = stmt.ExecContext(ctx, args...)
			}
			if err != nil {
				stmt.Close()
				return err
			}
		}
		if err := stmt.Close(); err != nil {
			return err
		}
	}
	return nil
}

// marks returns "($1, $2), ($3, $4)" for two rows of two columns.
func marks(rows, columns int) string {
	var b strings.Builder
	for i := range rows * columns {
		switch {
		case i == 0:
			b.WriteString("(")
		case i%columns == 0:
			b.WriteString("), (")
		default:
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", i+1)
	}
	b.WriteString(")")
	return b.String()
}

// among returns the condition that a column is one of a list that is bound as
// a single argument; listed makes that argument.
func (tx *Tx) among(column string, arg int) string {
	return fmt.Sprintf(tx.db.dialect.among, column, arg)
}

// listed makes the argument that among binds, of texts or whole numbers.
func listed[T string | int64](tx *Tx, list []T) any {
	if !tx.db.dialect.oneWriter {
		return list
	}
	raw, err := json.Marshal(list)
	if err != nil {
		panic(err) // texts and numbers always encode
	}
	return string(raw)
}

// repeat runs one statement for each of n rows. (Joined to a list that is
// bound as one argument, SQLite would go over the whole table for each row.)
func (tx *Tx) repeat(ctx context.Context, query string, n int, row func(i int) []any) error {
	if n == 0 {
		return nil
	}
	ctx = tx.steady(ctx)
	stmt, err := tx.sql.PrepareContext(ctx, query)
	if err != nil {
		return err
	}
	for i := range n {
		args := row(i)
		err := clean(args)
		if err == nil {
			_, err = stmt.ExecContext(ctx, args...)
		}
		if err != nil {
			stmt.Close()
			return err
		}
	}
	return stmt.Close()
}

// holds returns the condition that a column, in lower case, contains a text.
func (tx *Tx) holds(column string, arg int) string {
	return fmt.Sprintf(tx.db.dialect.holds, column, arg)
}
