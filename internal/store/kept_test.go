package store

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"
)

// oneConnection opens a database of one connection, with a table of numbers.
func oneConnection(t *testing.T) *sql.DB {
	t.Helper()
	db, err := openKeeping(sqliteAddress(filepath.Join(t.TempDir(), "kept.db"), "deferred", ""))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(`CREATE TABLE n (n bigint); INSERT INTO n VALUES (1), (2), (3)`); err != nil {
		t.Fatal(err)
	}
	return db
}

func sums(t *testing.T, q interface {
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
}, from int, each func(int),
) {
	t.Helper()
	rows, err := q.QueryContext(context.Background(), `SELECT n FROM n WHERE n >= $1 ORDER BY n`, from)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var n int
		if err := rows.Scan(&n); err != nil {
			t.Fatal(err)
		}
		each(n)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

func TestAStatementIsAskedAgainWhileItsRowsAreRead(t *testing.T) {
	tx, err := oneConnection(t).Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	for range 3 { // the second and third time with the statement that was kept
		seen := ""
		sums(t, tx, 1, func(n int) {
			sums(t, tx, n, func(m int) { seen += fmt.Sprint(n, m, " ") })
		})
		if seen != "1 1 1 2 1 3 2 2 2 3 3 3 " {
			t.Errorf("%q", seen)
		}
	}
}

func TestAKeptStatementFollowsItsTables(t *testing.T) {
	db, total := oneConnection(t), 0
	for range 2 {
		sums(t, db, 2, func(n int) { total += n })
	}
	for _, change := range []string{`ALTER TABLE n ADD COLUMN more text`, `CREATE INDEX n_n ON n (n)`, `ANALYZE`, `DROP TABLE n`, `CREATE TABLE n (n bigint)`, `INSERT INTO n VALUES (7)`} {
		if _, err := db.Exec(change); err != nil {
			t.Fatalf("%s: %v", change, err)
		}
	}
	if sums(t, db, 2, func(n int) { total += n }); total != 17 {
		t.Errorf("%d", total)
	}
}

func TestAFailedStatementIsOfUseAgain(t *testing.T) {
	db := oneConnection(t)
	if _, err := db.Exec(`CREATE UNIQUE INDEX n_n ON n (n)`); err != nil {
		t.Fatal(err)
	}
	for n, fails := range map[int]bool{1: true, 4: false, 2: true, 5: false} {
		if _, err := db.Exec(`INSERT INTO n VALUES ($1)`, n); (err != nil) != fails {
			t.Errorf("%d: %v", n, err)
		}
	}
}

func TestNoMoreThanSoManyStatementsAreKept(t *testing.T) {
	db := oneConnection(t)
	for i := range 3 * mostKept {
		var n int
		if err := db.QueryRow(fmt.Sprintf(`SELECT %d + n FROM n WHERE n = $1`, i), 1).Scan(&n); err != nil || n != i+1 {
			t.Fatalf("%d: %d, %v", i, n, err)
		}
	}
	c, err := db.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	err = c.Raw(func(conn any) error {
		if k := conn.(*keeper); k.order.Len() != mostKept || len(k.byText) != mostKept {
			t.Errorf("%d statements are kept, by %d texts", k.order.Len(), len(k.byText))
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func TestRowsOfAKeptStatementTellTheirTypes(t *testing.T) {
	db := oneConnection(t)
	for range 2 {
		rows, err := db.Query(`SELECT n FROM n`)
		if err != nil {
			t.Fatal(err)
		}
		types, err := rows.ColumnTypes()
		if err != nil || types[0].DatabaseTypeName() != "BIGINT" || types[0].ScanType() == nil {
			t.Errorf("%v, %v", types, err)
		}
		rows.Close()
	}
}
