package store

import (
	linked "container/list"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"

	"modernc.org/sqlite"
)

// A keeper is a connection to SQLite that keeps the statements it has
// prepared: reading and planning a statement anew takes longer than most of
// ours run. (pgx keeps those of PostgreSQL.)
type keeper struct {
	sqliteConn
	byText map[string]*linked.Element
	order  *linked.List // of *kept, the one used last in front
}

// sqliteConn is what database/sql asks of a connection of this driver.
type sqliteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// A kept statement is busy while its rows are being read.
type kept struct {
	text string
	stmt keptStmt
	busy bool
}

type keptStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// mostKept bounds what one connection keeps, and longestKept the text of one:
// a statement takes some ten kilobytes.
const (
	mostKept    = 160
	longestKept = 8 << 10
)

// openKeeping opens a database whose connections keep their statements.
func openKeeping(address string) (*sql.DB, error) {
	c, err := sqlite.NewConnector(address)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(keeping{c}), nil
}

type keeping struct{ driver.Connector }

func (k keeping) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := k.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	whole, ok := c.(sqliteConn)
	if !ok {
		return nil, errors.Join(fmt.Errorf("a connection to SQLite is a %T, which lacks something", c), c.Close())
	}
	return &keeper{sqliteConn: whole, byText: map[string]*linked.Element{}, order: linked.New()}, nil
}

// Unwrap lets the driver's own functions reach the connection.
func (k *keeper) Unwrap() driver.Conn { return k.sqliteConn }

func (k *keeper) Close() error {
	var errs []error
	for e := k.order.Front(); e != nil; e = e.Next() {
		errs = append(errs, e.Value.(*kept).stmt.Close())
	}
	return errors.Join(append(errs, k.sqliteConn.Close())...)
}

// take returns the kept statement of a text, prepared when it is new; nil for
// one that is not worth keeping, or whose rows are being read right now.
func (k *keeper) take(ctx context.Context, text string) (*kept, error) {
	if e, ok := k.byText[text]; ok {
		s := e.Value.(*kept)
		if s.busy {
			return nil, nil
		}
		k.order.MoveToFront(e)
		return s, nil
	}
	if !worthKeeping(text) {
		return nil, nil
	}
	prepared, err := k.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	stmt, ok := prepared.(keptStmt)
	if !ok {
		return nil, prepared.Close()
	}
	s := &kept{text: text, stmt: stmt}
	k.byText[text] = k.order.PushFront(s)
	return s, k.forget()
}

// forget drops what was not used for longest.
func (k *keeper) forget() error {
	for e := k.order.Back(); e != nil && k.order.Len() > mostKept; {
		s, before := e.Value.(*kept), e.Prev()
		if !s.busy {
			k.order.Remove(e)
			delete(k.byText, s.text)
			if err := s.stmt.Close(); err != nil {
				return err
			}
		}
		e = before
	}
	return nil
}

// worthKeeping tells whether a text comes again: what changes tables, and what
// is asked once, does not.
func worthKeeping(text string) bool {
	if len(text) > longestKept {
		return false
	}
	verb, _, _ := strings.Cut(strings.TrimLeft(text, " \t\n"), " ")
	switch verb {
	case "SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "SAVEPOINT", "RELEASE", "ROLLBACK":
		return true
	}
	return false
}

// ExecContext runs a statement that returns no rows.
func (k *keeper) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	s, err := k.take(ctx, text)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return k.sqliteConn.ExecContext(ctx, text, args)
	}
	return s.stmt.ExecContext(ctx, args)
}

// QueryContext runs a statement that returns rows.
func (k *keeper) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := k.take(ctx, text)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return k.sqliteConn.QueryContext(ctx, text, args)
	}
	rows, err := s.stmt.QueryContext(ctx, args)
	if err != nil {
		return nil, err
	}
	whole, ok := rows.(sqliteRows)
	if !ok {
		return nil, errors.Join(fmt.Errorf("rows of SQLite are %T, which lack something", rows), rows.Close())
	}
	s.busy = true
	return &keptRows{whole, s}, nil
}

// sqliteRows is what is asked of rows, their types with it.
type sqliteRows interface {
	driver.Rows
	driver.RowsColumnTypeDatabaseTypeName
	driver.RowsColumnTypeScanType
}

// keptRows give their statement back when they are closed.
type keptRows struct {
	sqliteRows
	of *kept
}

func (r *keptRows) Close() error {
	r.of.busy = false
	return r.sqliteRows.Close()
}
