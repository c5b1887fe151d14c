package app

import (
	"context"
	"database/sql"
	"errors"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/domain/vuln"
	"aceso/internal/store"
	"aceso/internal/store/intel"
	"aceso/internal/testkit"
	"aceso/internal/value/fault"
	"aceso/internal/value/id"
)

// diagnosed looks at a folder that lies still, by a clock and a disk that a
// test sets.
func diagnosed(t *testing.T, c Config, change func(*doctor)) *Diagnosis {
	t.Helper()
	c.Addr = "127.0.0.1:0"
	d := &doctor{Config: c, now: time.Now, room: func(string) (uint64, uint64, error) { return 10 << 30, 20 << 30, nil }}
	if change != nil {
		change(d)
	}
	return d.look(context.Background(), false)
}

func (d *Diagnosis) check(id string) (found Check) {
	for _, c := range d.Checks {
		if c.ID == id && (found.ID == "" || c.State != CheckOK) {
			found = c
		}
	}
	return found
}

// onEither are the rules that look at the database; the others look at files
// and are tried on SQLite alone.
var onEither = map[string]bool{
	"all is well": true, "the database is whole": true, "the log was changed": true, "nobody signs the log": true, "the clock is behind the log": true, "a kept file is missing": true,
	"vulnerability data that has gone": true,
}

func TestTheDoctorFindsWhatIsWrong(t *testing.T) {
	none := fault.Kind("")
	blob := func(t *testing.T, a *App) string {
		held, err := a.DB.BlobHashes(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		return filepath.Join(a.Config.Data, "blobs", held[0][:2], held[0][2:])
	}
	must := func(t *testing.T, errs ...error) {
		t.Helper()
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
	}
	for rule, c := range map[string]struct {
		harm   func(*testing.T, *App)
		set    func(*doctor)
		id     string
		state  string
		says   string
		kind   fault.Kind // of the worst
		sqlite bool       // only there
	}{
		"all is well":                   {id: "log", state: CheckOK, says: "fit together"},
		"the database is whole":         {id: "database-whole", state: CheckOK, says: "SQL"},
		"a disk with room":              {id: "disk-space", state: CheckOK, says: "10.0 GiB of 20.0 GiB"},
		"a file is safe on disk":        {id: "disk-write", says: "small file"},
		"evidence holds":                {id: "evidence", state: CheckOK, says: "were read and hold"},
		"no backup is recorded":         {id: "backup", state: CheckWarning, says: "no backup is recorded"},
		"others can read the folder":    {harm: func(t *testing.T, a *App) { must(t, os.Chmod(a.Config.Data, 0o755)) }, id: "data-folder", state: CheckWarning, says: "others can read"},
		"others can read the log's key": {harm: func(t *testing.T, a *App) { must(t, os.Chmod(filepath.Join(a.Config.Data, "keys", "log.key"), 0o644)) }, id: "data-folder", state: CheckWarning, says: "log.key"},
		"the folder is missing":         {set: func(d *doctor) { d.Data += "-not" }, id: "data-folder", state: CheckFault, says: "nothing in it was looked at", kind: fault.Invalid},
		"little room":                   {set: func(d *doctor) { d.room = func(string) (uint64, uint64, error) { return 500 << 20, 1 << 40, nil } }, id: "disk-space", state: CheckWarning, says: "500.0 MiB of 1.0 TiB"},
		"no room":                       {set: func(d *doctor) { d.room = func(string) (uint64, uint64, error) { return 5 << 20, 1 << 40, nil } }, id: "disk-space", state: CheckFault, says: "fail soon", kind: fault.Invalid},
		"the log's key is missing":      {harm: func(t *testing.T, a *App) { must(t, os.Remove(filepath.Join(a.Config.Data, "keys", "log.key"))) }, id: "log-key", state: CheckFault, says: "can't be read", kind: fault.Unverified},
		"the keys don't belong together": {harm: func(t *testing.T, a *App) {
			_, _, err := logKey(t.TempDir())
			must(t, err, os.WriteFile(filepath.Join(a.Config.Data, "keys", "log.pub"), []byte("x"), 0o600))
		}, id: "log-key", state: CheckFault, says: "belong together", kind: fault.Unverified},
		"the log was changed":                 {harm: func(t *testing.T, a *App) { forge(t, a) }, id: "log", state: CheckFault, says: "the log of", kind: fault.Unverified},
		"nobody signs the log":                {set: func(d *doctor) { d.now = func() time.Time { return time.Now().Add(5 * time.Hour) } }, id: "checkpoint", state: CheckWarning, says: "covered by no checkpoint"},
		"a signed log":                        {harm: func(t *testing.T, a *App) { must(t, a.Checkpoint(context.Background())) }, id: "checkpoint", state: CheckOK, says: "covers all of the log"},
		"the clock is behind the log":         {harm: fromTheFuture, id: "clock", state: CheckFault, says: "newest entry of a log", kind: fault.Invalid},
		"the clock is behind the program":     {set: func(d *doctor) { d.built = time.Now().Add(time.Hour) }, id: "clock", state: CheckFault, says: "this program was made", kind: fault.Invalid},
		"a kept file is missing":              {harm: func(t *testing.T, a *App) { must(t, os.Remove(blob(t, a))) }, id: "evidence", state: CheckFault, says: "1 of ", kind: fault.Unverified},
		"a kept file is harmed":               {harm: func(t *testing.T, a *App) { must(t, os.WriteFile(blob(t, a), []byte("x"), 0o600)) }, id: "evidence", state: CheckFault, says: "missing or harmed", kind: fault.Unverified},
		"no vulnerability data":               {harm: func(t *testing.T, a *App) { must(t, os.Remove(intel.Path(a.Config.Data))) }, id: "intelligence", state: CheckWarning, says: "nothing can be called clean"},
		"vulnerability data that has gone":    {harm: lostBundle, id: "intelligence", state: CheckFault, says: "is gone", kind: fault.Unverified},
		"harmed vulnerability data":           {harm: func(t *testing.T, a *App) { must(t, os.Truncate(intel.Path(a.Config.Data), 5000)) }, id: "intelligence", state: CheckFault, kind: fault.Unverified},
		"old vulnerability data":              {set: func(d *doctor) { d.now = func() time.Time { return time.Now().AddDate(1, 0, 0) } }, id: "intelligence-osv:PyPI", state: CheckWarning, says: "days old"},
		"a file with a key that is not there": {set: func(d *doctor) { d.Intel.SignFile = "/nowhere" }, id: "key-file", state: CheckFault, says: "can't be read", kind: fault.Invalid},
		"a database that is no database": {sqlite: true, harm: func(t *testing.T, a *App) {
			must(t, a.DB.Close(), os.WriteFile(a.Config.address(), []byte(strings.Repeat("no database ", 999)), 0o600))
		}, id: "database", state: CheckFault, kind: fault.Unverified},
		"a database with a harmed page": {sqlite: true, harm: harmPages, id: "database-whole", state: CheckFault, kind: fault.Unverified},
		"no database":                   {sqlite: true, harm: func(t *testing.T, a *App) { must(t, a.DB.Close(), os.Remove(a.Config.address())) }, id: "database", state: CheckFault, says: "there is no database", kind: fault.Invalid},
	} {
		for engine, address := range map[string]func() string{"SQLite": func() string { return "" }, "PostgreSQL": func() string { return testkit.Postgres(t) }} {
			if engine != "SQLite" && (c.sqlite || !onEither[rule]) {
				continue
			}
			t.Run(rule+"/"+engine, func(t *testing.T) {
				a := told(t, address())
				if c.harm != nil {
					c.harm(t, a)
				}
				d := diagnosed(t, a.Config, c.set)
				found := d.check(c.id)
				if c.state != "" && found.State != c.state || !strings.Contains(found.Text, c.says) || found.ID == "" || found.State != CheckOK && found.Fix == "" {
					t.Errorf("%+v", d.Checks)
				}
				worst := none
				if f := fault.Of(d.Worst()); f != nil {
					worst = f.Kind
				}
				if worst != c.kind {
					t.Errorf("the worst is %q, not %q: %+v", worst, c.kind, d.Checks)
				}
			})
		}
	}
}

// forge changes what an entry of the log is found by.
func forge(t *testing.T, a *App) {
	t.Helper()
	driver := "sqlite"
	if a.Config.Database != "" {
		driver = "pgx"
	}
	db, err := sql.Open(driver, a.Config.address())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`UPDATE log_entry SET what = 'something.else' WHERE seq = 1`); err != nil {
		t.Fatal(err)
	}
}

// fromTheFuture appends an entry by a clock that is a day ahead.
func fromTheFuture(t *testing.T, a *App) {
	t.Helper()
	ctx := context.Background()
	orgs, err := a.organisations(ctx)
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(ctx, a.Config.address(), store.Options{Now: func() time.Time { return time.Now().AddDate(0, 0, 1) }})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	who := org.Actor{Org: orgs[0].ID, Name: "Dele Okoro"}
	if err := db.In(who.Org).Update(ctx, func(tx *store.Tx) error { return tx.Note(ctx, who, "intel.renewal-asked", "", nil) }); err != nil {
		t.Fatal(err)
	}
}

// harmPages overwrites the last quarter of a SQLite file that nobody has open.
func harmPages(t *testing.T, a *App) {
	t.Helper()
	if err := a.DB.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(a.Config.address())
	if err != nil {
		t.Fatal(err)
	}
	for i := len(data) * 3 / 4; i < len(data); i++ {
		data[i] = 0xa5
	}
	if err := os.WriteFile(a.Config.address(), data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestTheDoctorMakesNoTables(t *testing.T) {
	a := told(t, "")
	c := a.Config
	c.Database = testkit.Postgres(t)
	for range 2 { // the second would find what the first had made
		if found := diagnosed(t, c, nil).check("database"); found.State != CheckFault || !strings.Contains(found.Text, "no tables of this program") {
			t.Errorf("%+v", found)
		}
	}
}

func TestADatabaseThatDoesNotAnswerKeepsItsPassword(t *testing.T) {
	a := told(t, "")
	c := a.Config
	c.Database = "postgres://aceso:s3cret@127.0.0.1:1/aceso"
	d := diagnosed(t, c, nil)
	if found := d.check("database"); found.State != CheckFault || strings.Contains(found.Text, "s3cret") || !fault.Is(d.Worst(), fault.Unavailable) {
		t.Errorf("%+v", found)
	}
}

func TestTheAddressIsFreeOrOurs(t *testing.T) {
	a := told(t, "")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	handler, err := a.handler()
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: handler}
	go server.Serve(l)
	defer server.Close()
	d := &doctor{Config: a.Config}
	d.Addr = l.Addr().String()
	d.address(context.Background())
	d.Data = t.TempDir()
	d.address(context.Background())
	stranger, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	d.Addr = stranger.Addr().String()
	go http.Serve(stranger, http.NotFoundHandler())
	d.address(context.Background())
	stranger.Close()
	d.address(context.Background())
	for i, says := range []string{"the server of this folder answers", "it is not the one of", "something else listens", "is free"} {
		if c := d.found.Checks[i]; !strings.Contains(c.Text, says) || (c.State == CheckOK) != (i == 0 || i == 3) {
			t.Errorf("%+v", c)
		}
	}
}

// lostBundle has vulnerability data come into use, and takes its file away.
func lostBundle(t *testing.T, a *App) {
	t.Helper()
	err := a.DB.Update(t.Context(), func(tx *store.Tx) error {
		return tx.SaveSwap(t.Context(), vuln.Swap{ID: id.New(), At: time.Now(), Bundle: "b", Made: time.Now()})
	})
	if err == nil {
		err = os.Remove(intel.Path(a.Config.Data))
	}
	if err != nil {
		t.Fatal(err)
	}
}
