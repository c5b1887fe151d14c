package crashtest

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"

	"aceso/internal/testkit"
)

// The machine's own failure of power is not tried here: the process is killed,
// the kernel goes on. What it has been given to write, it writes.

func TestNothingAcknowledgedIsLostToAKillOnSQLite(t *testing.T) {
	t.Parallel()
	killedInWorlds(t, "SQLite", testkit.Rounds(t, "kill-sqlite", 200, 20), func(cycles int) *world {
		w := newWorld(t, "", 6)
		w.killed(cycles)
		db := w.open("sqlite", filepath.Join(w.p.data, "aceso.db"))
		if got := texts(t, db, `PRAGMA integrity_check`); len(got) != 1 || got[0] != "ok" {
			t.Errorf("integrity_check: %q", got)
		}
		if got := texts(t, db, `SELECT "table" FROM pragma_foreign_key_check`); len(got) > 0 {
			t.Errorf("foreign_key_check: %q", got)
		}
		w.queueIsEmpty(db)
		return w
	})
}

func TestNothingAcknowledgedIsLostToAKillOnPostgreSQL(t *testing.T) {
	t.Parallel()
	killedInWorlds(t, "PostgreSQL", testkit.Rounds(t, "kill-postgres", 40, 5), func(cycles int) *world {
		address := testkit.Postgres(t)
		w := newWorld(t, address, 6)
		w.killed(cycles)
		w.queueIsEmpty(w.open("pgx", address))
		return w
	})
}

// killedInWorlds kills so many times, in data folders of their own of at most
// five hundred kills each: what one has gathered must not slow down the rest.
func killedInWorlds(t *testing.T, engine string, kills int, in func(cycles int) *world) {
	asked, acked, cut := 0, 0, 0
	for left := kills; left > 0; left -= 500 {
		w := in(min(left, 500))
		asked, acked, cut = asked+len(w.ledger.asked), acked+len(w.ledger.acked), cut+w.ledger.lost
	}
	testkit.Tell(t, "kill -9 in the middle of work, "+engine, kills, "%d asked, %d acknowledged, %d answers cut off; 0 lost, 0 done twice, the log verified", asked, acked, cut)
}

// killed starts the program and kills it in the middle of its work, so many
// times, and leaves it stopped with everything checked.
func (w *world) killed(cycles int) {
	t, r := w.t, rand.New(rand.NewPCG(w.seed, 99))
	began, from := time.Now(), 0
	for n := range cycles {
		if n%10 == 9 { // also while it starts
			w.p.launch(w.p.args...)
			time.Sleep(time.Duration(r.IntN(120)) * time.Millisecond)
			w.p.kill()
		}
		w.p.start()
		w.check(from)
		from = w.ledger.size()
		if n%20 == 19 {
			w.logHolds()
		}
		var wg sync.WaitGroup
		for _, h := range w.hands {
			wg.Go(h.work)
		}
		if n%4 > 0 { // on a busy machine little else would ever be acknowledged
			w.ledger.awaitGrowth(from, 2*time.Second)
		}
		time.Sleep(time.Duration(5+r.IntN(61)) * time.Millisecond)
		w.p.kill()
		wg.Wait()
		if t.Failed() {
			t.Fatalf("after %d cycles", n+1)
		}
	}
	w.whole()
	t.Logf("%d kills in %v; %s; %s", cycles+cycles/10, time.Since(began).Round(time.Second), w.ledger, w.p.readiness())
}

// whole checks everything once more and stops the program.
func (w *world) whole() {
	t := w.t
	w.p.start()
	w.check(0)
	w.awaitJobs()
	if code, _ := w.p.stop(); code != 0 {
		t.Errorf("the program was asked to stop and ended with exit code %d", code)
	}
	if code, _, told := w.p.run("audit", "verify", "--data", w.p.data); code != 0 {
		t.Errorf("the log does not hold: exit code %d, %s", code, told)
	}
	w.doneOnce()
}

// logHolds asks the running program to verify its log.
func (w *world) logHolds() {
	w.t.Helper()
	var v struct {
		Holds   bool
		Problem string
	}
	w.get("log/verification", &v)
	if !v.Holds {
		w.t.Errorf("the log does not hold: %s", v.Problem)
	}
}

// marksInLog counts how often the log names each deed.
func (w *world) marksInLog() map[string]int {
	w.t.Helper()
	file := w.p.data + ".jsonl"
	if code, _, told := w.p.run("audit", "export", "--data", w.p.data, "--org", w.me.Org, "-o", file); code != 0 {
		w.t.Fatalf("the log can't be taken out: %s", told)
	}
	f, err := os.Open(file)
	w.must(err)
	defer f.Close()
	out := map[string]int{}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var e struct {
			What, About string
			Data        json.RawMessage
		}
		w.must(json.Unmarshal(lines.Bytes(), &e))
		if mark := markOf(e.What, e.About, e.Data); mark != "" {
			out[e.What+" "+mark]++
		}
	}
	w.must(lines.Err())
	return out
}

// markOf finds the mark of a deed in an entry of the log.
func markOf(what, about string, data json.RawMessage) string {
	type change struct{ New string }
	var d struct {
		SHA256 string
		Note   change
		Became struct{ Note string }
	}
	switch what {
	case "sbom.imported", "finding.changed", "model.changed":
		json.Unmarshal(data, &d)
		return d.SHA256 + d.Became.Note + d.Note.New
	case "model.added":
		var d struct{ Name change }
		json.Unmarshal(data, &d)
		return d.Name.New
	case "alias.kept", "token.made":
		var d struct{ Name string }
		json.Unmarshal(data, &d)
		return d.Name
	case "alias.undone", "token.revoked":
		return about
	}
	return ""
}

// open opens the database of the stopped program.
func (w *world) open(driver, address string) *sql.DB {
	w.t.Helper()
	db, err := sql.Open(driver, address)
	w.must(err)
	w.t.Cleanup(func() { db.Close() })
	return db
}

// queueIsEmpty tells whether every job has ended, those too that the program
// gave itself.
func (w *world) queueIsEmpty(db *sql.DB) {
	w.t.Helper()
	for _, line := range texts(w.t, db, `SELECT kind || ' ' || state FROM job WHERE state <> 'done'`) {
		w.t.Errorf("a job has not ended: %s", line)
	}
	for _, line := range texts(w.t, db, `SELECT kind || ' ' || state FROM river_job WHERE kind = 'work' AND state <> 'completed'`) {
		w.t.Errorf("in the queue is left: %s", line)
	}
}

func texts(t testing.TB, db *sql.DB, query string) []string {
	t.Helper()
	rows, err := db.QueryContext(context.Background(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		out = append(out, strings.TrimSpace(s))
	}
	return out
}
