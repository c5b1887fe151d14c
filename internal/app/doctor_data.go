package app

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// logKeys looks whether the log's two keys are there and belong together. It
// makes none, as a server would: a log that was signed by another key could
// not be verified any more.
func (d *doctor) logKeys() bool {
	const fix = "bring the folder keys back from a backup before the server starts: it would make other keys, by which nothing signed so far can be verified"
	dir := filepath.Join(d.Data, "keys")
	secret, err := os.ReadFile(filepath.Join(dir, "log.key"))
	public, err2 := os.ReadFile(filepath.Join(dir, "log.pub"))
	if err := errors.Join(err, err2); err != nil {
		kind := fault.Invalid
		if errors.Is(err, fs.ErrNotExist) {
			kind = fault.Unverified
		}
		d.fault("log-key", kind, fix, "the keys of the log can't be read: %v", strings.ReplaceAll(err.Error(), "\n", "; "))
		return false
	}
	signer, err := note.NewSigner(strings.TrimSpace(string(secret)))
	by, err2 := note.NewVerifier(strings.TrimSpace(string(public)))
	if errors.Join(err, err2) != nil || signer.Name() != by.Name() || signer.KeyHash() != by.KeyHash() {
		d.fault("log-key", fault.Unverified, fix, "the keys of the log are harmed, or do not belong together")
		return false
	}
	d.ok("log-key", "the keys of the log belong together")
	return true
}

// database opens the database, which it must not make, at the version that
// this program works on.
func (d *doctor) database(ctx context.Context) *store.DB {
	if d.Config.Database == "" {
		if _, err := os.Stat(d.Config.address()); err != nil {
			d.fault("database", fault.Invalid, "name the data folder with --data, or start the server once, which makes it", "there is no database %s", d.Config.address())
			return nil
		}
	}
	db, err := store.Open(ctx, d.Config.address(), store.Options{AsIs: true})
	if err == nil {
		d.ok("database", "%s opens, at the version that this program works on", db.Engine())
		return db
	}
	if d.Config.Database != "" && fault.Of(err) == nil {
		// What the driver says names user and host, and no password; the address might.
		u, _ := url.Parse(d.Config.Database)
		if secret, has := "", false; u != nil {
			if secret, has = u.User.Password(); has && secret != "" {
				err = errors.New(strings.ReplaceAll(err.Error(), secret, "xxxxx"))
			}
		}
		err = fault.New(fault.Unavailable, "%v", strings.Join(strings.Fields(err.Error()), " "))
	}
	d.failed("database", "see that the database runs, and that the configuration names it", err)
	return nil
}

// oldestTried is the oldest PostgreSQL that the tests run on.
const oldestTried = 150000

// databaseWhole asks the database whether it is whole, by reading alone.
func (d *doctor) databaseWhole(ctx context.Context, db *store.DB) {
	version, problems, err := db.Integrity(ctx)
	if err != nil {
		d.failed("database-whole", fromBackup, err)
		return
	}
	if len(problems) > 0 {
		d.fault("database-whole", fault.Unverified, fromBackup, "the database is harmed: %s", problems[0])
		return
	}
	c, onServer, err := db.Character(ctx)
	switch {
	case err != nil:
		d.failed("database-whole", "see that the account may read the catalogue", err)
	case !onServer:
		d.ok("database-whole", "SQLite %s finds its file whole", version)
	case c.Encoding != "UTF8":
		d.fault("database-whole", fault.Invalid, "make a database with ENCODING 'UTF8' and copy into it with aceso db copy", "PostgreSQL %s keeps text as %s", version, c.Encoding)
	case c.Loose > 0:
		d.fault("database-whole", fault.Invalid, "copy into a new database with aceso db copy", `%d columns of PostgreSQL are not ordered by COLLATE "C": lists may lack rows`, c.Loose)
	case c.Version < oldestTried:
		d.warn("database-whole", "take PostgreSQL 15 or newer", "PostgreSQL %s is older than what this program is tested on", version)
	default:
		d.ok("database-whole", `PostgreSQL %s keeps text as UTF8 and orders it by COLLATE "C"; whether its files are whole, it alone can tell`, version)
	}
}

// logs verifies every organisation's log, and holds the clock against them.
func (d *doctor) logs(ctx context.Context, db *store.DB, hasKeys bool) {
	a := &App{Config: d.Config, DB: db}
	orgs, err := a.organisations(ctx)
	if err != nil {
		d.failed("log", fromBackup, err)
		return
	}
	if hasKeys {
		if _, a.verifier, err = logKey(d.Data); err != nil {
			d.failed("log", fromBackup, err)
			return
		}
		for _, o := range orgs {
			d.log(ctx, a, o)
		}
	}
	d.clock(ctx, db, orgs)
}

// log verifies one log, and tells whether the server still signs it.
func (d *doctor) log(ctx context.Context, a *App, o org.Organisation) {
	report, err := a.VerifyLog(ctx, o.ID)
	if err != nil {
		d.failed("log", fromBackup, prefixed("the log of "+o.Name+": ", err))
		return
	}
	d.ok("log", "the %d entries of the log of %s fit together and agree with %d checkpoints", report.Size, o.Name, report.Checkpoints)
	if report.Uncovered() == 0 {
		if report.Size > 0 {
			d.ok("checkpoint", "the newest checkpoint of %s is %s old and covers all of the log", o.Name, span(d.now().Sub(report.Signed)))
		}
		return
	}
	var oldest time.Time // of those that no checkpoint covers
	err = a.DB.In(o.ID).View(ctx, func(tx *store.Tx) error {
		leaves, err := tx.LogLeaves(ctx, report.Covered, 1)
		if err != nil || len(leaves) == 0 {
			return err
		}
		e, err := record.Read(leaves[0])
		oldest = e.At
		return err
	})
	age := d.now().Sub(oldest)
	switch {
	case err != nil:
		d.failed("checkpoint", fromBackup, err)
	case age > 2*checkpointEvery:
		d.warn("checkpoint", "see that the server runs, or sign now: aceso audit checkpoint", "%d entries of the log of %s are covered by no checkpoint, the oldest for %s", report.Uncovered(), o.Name, span(age))
	default:
		d.ok("checkpoint", "%d entries of the log of %s wait for the next checkpoint, which comes within the hour", report.Uncovered(), o.Name)
	}
}

// prefixed says in a fault's text what it is about.
func prefixed(what string, err error) error {
	if f := fault.Of(err); f != nil {
		f = f.Helped("%s", f.Fix)
		f.Text = what + f.Text
		return f
	}
	return err
}

// clockSlack is how far the clocks of servers of one database may differ.
const clockSlack = time.Minute

// clock looks whether time has gone back: before the newest entry of a log, or
// before this program was made.
func (d *doctor) clock(ctx context.Context, db *store.DB, orgs []org.Organisation) {
	const fix = "set the clock, and let it be kept by NTP; until then deadlines and ages are wrong"
	var newest time.Time
	for _, o := range orgs {
		if err := db.In(o.ID).View(ctx, func(tx *store.Tx) error {
			entries, err := tx.Entries(ctx, store.EntryFilter{Limit: 1})
			if err == nil && len(entries) > 0 && entries[0].At.After(newest) {
				newest = entries[0].At
			}
			return err
		}); err != nil {
			d.failed("clock", fromBackup, err)
			return
		}
	}
	now := d.now().UTC()
	switch {
	case now.Add(clockSlack).Before(newest):
		d.fault("clock", fault.Invalid, fix, "it is %s by the clock, and the newest entry of a log is of %s", now.Format(time.RFC3339), newest.UTC().Format(time.RFC3339))
	case now.Before(d.built):
		d.fault("clock", fault.Invalid, fix, "it is %s by the clock, and this program was made at %s", now.Format(time.RFC3339), d.built.UTC().Format(time.RFC3339))
	default:
		d.ok("clock", "it is %s by the clock, which is after all that was logged", now.Format(time.RFC3339))
	}
}

// sample is how many files are read anew.
const sample = 100

// evidence reads some of the kept files against their hashes, others each time.
func (d *doctor) evidence(ctx context.Context, db *store.DB) {
	const fix = "bring them back from a backup; aceso backup create names every one that is missing or harmed"
	held, err := db.BlobHashes(ctx)
	if err != nil {
		d.failed("evidence", fromBackup, err)
		return
	}
	all := len(held)
	dir := filepath.Join(d.Data, "blobs")
	if _, err := os.Stat(dir); err != nil && all > 0 {
		d.fault("evidence", fault.Unverified, fix, "the folder %s with %d files is missing", dir, all)
		return
	} else if all == 0 {
		d.ok("evidence", "no file is kept yet")
		return
	}
	blobs, err := store.OpenBlobs(dir)
	if err != nil {
		d.failed("evidence", "run this as the account that runs the server", err)
		return
	}
	rand.Shuffle(all, func(i, j int) { held[i], held[j] = held[j], held[i] })
	held = held[:min(all, sample)]
	var harmed []string
	for _, hash := range held {
		if ctx.Err() != nil {
			d.failed("evidence", "", ctx.Err())
			return
		}
		if !whole(blobs, hash) {
			harmed = append(harmed, hash)
		}
	}
	if len(harmed) > 0 {
		d.fault("evidence", fault.Unverified, fix, "%d of %d files that were read are missing or harmed, the first is %s", len(harmed), len(held), harmed[0])
		return
	}
	d.ok("evidence", "%d of %d kept files were read and hold what they are named for", len(held), all)
}

func whole(blobs *store.Blobs, hash string) bool {
	r, err := blobs.Open(hash)
	if err != nil {
		return false
	}
	defer r.Close()
	_, err = io.Copy(io.Discard, r)
	return err == nil
}

// What is asked of backups: how old the last may be, and how long ago somebody
// may have read one through.
const (
	backupEvery = 7 * 24 * time.Hour
	verifyEvery = 90 * 24 * time.Hour
)

// backup says when the last good backup was made, and when one was verified or
// restored last. Only what was done with aceso backup is known here.
func (d *doctor) backup(ctx context.Context, db *store.DB) {
	fix := "aceso backup create --data " + d.Data + " -o FILE, verified with aceso backup verify --data " + d.Data + " and kept on another machine"
	if db == nil {
		d.warn("backup", fix, "the database can't be asked for its last backup")
		return
	}
	var last map[store.BackupKind]store.BackupRun
	err := db.View(ctx, func(tx *store.Tx) (err error) {
		last, err = tx.LastBackups(ctx)
		return err
	})
	if err != nil {
		d.failed("backup", fromBackup, err)
		return
	}
	made, has := last[store.BackedUp]
	read := last[store.Verified]
	if drill := last[store.Drilled]; drill.At.After(read.At) {
		read = drill
	}
	age := span(d.now().Sub(made.At))
	switch {
	case !has:
		d.warn("backup", fix, "no backup is recorded: whether there is a good one, this program does not know")
	case d.now().Sub(made.At) > backupEvery:
		d.warn("backup", fix, "the last backup was made %s ago", age)
	case read.At.IsZero():
		d.warn("backup", "aceso backup verify FILE --data "+d.Data+", or aceso backup drill, which restores it into a folder that is dropped again", "the last backup was made %s ago (%s), and none was ever read through", age, amount(uint64(made.Size)))
	case d.now().Sub(read.At) > verifyEvery:
		d.warn("backup", "aceso backup drill FILE --data "+d.Data, "the last backup was made %s ago, and none was read through for %s", age, span(d.now().Sub(read.At)))
	default:
		d.ok("backup", "the last backup was made %s ago (%s); one was read through %s ago", age, amount(uint64(made.Size)), span(d.now().Sub(read.At)))
	}
}
