package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	_ "github.com/jackc/pgx/v5/stdlib" // the "pgx" driver
	"github.com/pressly/goose/v3"

	"aceso/internal/value/fault"
)

// A dialect is what the two databases do differently and SQL can't hide.
type dialect struct {
	name          string
	goose         goose.Dialect
	oneWriter     bool
	viewIsolation sql.IsolationLevel
	lockRow       string // behind a SELECT of the row that is about to change
	bulk          int    // rows that one INSERT best carries
	among         string // column %s is one of the list bound as $%d
	holds         string // column %s contains the text bound as $%d
	tidy          []string
}

var sqliteDialect = dialect{
	name: "SQLite", goose: goose.DialectSQLite3, oneWriter: true, bulk: 1, among: "%s IN (SELECT value FROM json_each($%d))",
	holds: "instr(%s, $%d) > 0", tidy: []string{"PRAGMA analysis_limit = 2000", "ANALYZE"},
}

var postgresDialect = dialect{
	name: "PostgreSQL", goose: goose.DialectPostgres, viewIsolation: sql.LevelRepeatableRead, lockRow: " FOR NO KEY UPDATE",
	bulk: 200, among: "%s = ANY($%d)", holds: "strpos(%s, $%d) > 0", tidy: []string{"VACUUM ANALYZE"},
}

// openSQLite opens the file with one connection that writes and several that
// read. Every commit is on disk when it returns.
func openSQLite(ctx context.Context, path string) (*DB, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the database: %w", err)
	}
	if err := ownFile(path); err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	write, err := openKeeping(sqliteAddress(path, "immediate", ""))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	write.SetMaxOpenConns(1)
	if err := write.PingContext(ctx); err != nil {
		write.Close()
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	read, err := openKeeping(sqliteAddress(path, "deferred", "&_pragma=query_only(1)"))
	if err != nil {
		write.Close()
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	read.SetMaxOpenConns(max(4, runtime.NumCPU()))
	return &DB{dialect: sqliteDialect, write: write, read: read}, nil
}

// ownFile makes the file of a database that is not there, for its owner's eyes
// only: the files beside it get the rights that it has.
func ownFile(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

func sqliteAddress(path, lock, more string) string {
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath()}
	return u.String() + "?_txlock=" + lock +
		"&_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
		"&_pragma=foreign_keys(1)&_pragma=temp_store(MEMORY)&_pragma=cache_size(-32000)" + more
}

func openPostgres(ctx context.Context, address string) (*DB, error) {
	db, err := sql.Open("pgx", address)
	if err != nil {
		return nil, fmt.Errorf("open PostgreSQL: %w", err)
	}
	db.SetMaxOpenConns(16)
	db.SetMaxIdleConns(8)
	if err := db.PingContext(ctx); err != nil {
		db.Close()
		return nil, fmt.Errorf("open PostgreSQL: %w", err)
	}
	return &DB{dialect: postgresDialect, write: db, read: db}, nil
}

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the tables up to date; a database of a newer program is left alone.
func (db *DB) migrate(ctx context.Context, asIs bool) error {
	dir, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	if db.dialect.oneWriter {
		dir = plain{dir}
	}
	if asIs {
		if err := db.empty(ctx); err != nil {
			return err
		}
	}
	p, err := goose.NewProvider(db.dialect.goose, db.write, dir, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	has, want, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read the version of the database: %w", err)
	}
	if has > want {
		return fmt.Errorf("the database is at version %d and this program knows only up to %d: start the newer program, or restore a backup from before the upgrade", has, want)
	}
	if asIs {
		if has < want {
			return fault.New(fault.Conflict, "the database is at version %d and this program works on %d", has, want).
				Helped("take the program that the server runs with, or start the server of this program once")
		}
		return nil
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("bring the database up to date: %w", err)
	}
	return nil
}

// plain is the folder of migrations as SQLite reads it: there, text compares
// by bytes anyway and the collation "C" has no name, and a table that is all
// key can do without a second tree.
type plain struct{ fs.FS }

var toSQLite = strings.NewReplacer(` COLLATE "C"`, "", ") /* WITHOUT ROWID */", ") WITHOUT ROWID", "leaf::json ->> 'name'", "json_extract(leaf, '$.name')")

func (p plain) Open(name string) (fs.File, error) {
	f, err := p.FS.Open(name)
	if err != nil || !strings.HasSuffix(name, ".sql") {
		return f, err
	}
	defer f.Close()
	text, err := fs.ReadFile(p.FS, name)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	return &textFile{Reader: strings.NewReader(toSQLite.Replace(string(text))), info: info}, nil
}

type textFile struct {
	*strings.Reader
	info fs.FileInfo
}

func (f *textFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *textFile) Close() error               { return nil }

// Tidy tells the database to look at its tables anew, so that it finds the
// short way to every row. It holds writers up for a moment only.
func (db *DB) Tidy(ctx context.Context) error {
	for _, statement := range db.dialect.tidy {
		if _, err := db.write.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("tidy the database: %w", err)
		}
	}
	return nil
}
