package crashtest

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"aceso/internal/app"
	"aceso/internal/testkit"
)

// A forger may write any SQL, and does not have the key that signs
// checkpoints. Deleting checkpoints alone is no forgery: it takes away a
// proof and changes nothing that is said.
type forger struct {
	t    testing.TB
	db   *sql.DB
	r    *rand.Rand
	org  string
	size int64
}

// forgeries is what is tried. Those that are whole leave a log without any
// contradiction in itself: only a checkpoint that was kept elsewhere shows them.
var forgeries = []struct {
	name  string
	whole bool
	do    func(*forger)
}{
	{"change an entry", false, func(f *forger) {
		f.exec(`UPDATE log_entry SET leaf = replace(leaf, '"name":"', '"name":"X') WHERE org = $1 AND seq = $2`, f.org, f.any())
	}},
	{"hide an entry from who looks for its kind", false, func(f *forger) {
		f.exec(`UPDATE log_entry SET what = 'test.hidden' WHERE org = $1 AND seq = $2`, f.org, f.any())
	}},
	{"hide an entry from who looks for its record", false, func(f *forger) {
		f.exec(`UPDATE log_entry SET about = 'nothing' WHERE org = $1 AND seq = $2`, f.org, f.any())
	}},
	{"date an entry back", false, func(f *forger) {
		f.exec(`UPDATE log_entry SET at = '2020-01-01T00:00:00.000000Z' WHERE org = $1 AND seq = $2`, f.org, f.any())
	}},
	{"take an entry out", false, func(f *forger) {
		f.exec(`DELETE FROM log_entry WHERE org = $1 AND seq = $2`, f.org, f.any())
	}},
	{"take an entry out and close the gap", false, func(f *forger) {
		n := f.any()
		f.exec(`DELETE FROM log_entry WHERE org = $1 AND seq = $2`, f.org, n)
		f.renumber(n)
		f.exec(`UPDATE org SET log_size = log_size - 1 WHERE id = $1`, f.org)
	}},
	{"put an entry at the end", false, func(f *forger) {
		f.exec(`INSERT INTO log_entry (org, seq, at, what, about, leaf) SELECT org, $2, at, what, about, leaf FROM log_entry WHERE org = $1 AND seq = $3`, f.org, f.size, f.any())
	}},
	{"put an entry at the end and count it", false, func(f *forger) {
		f.exec(`INSERT INTO log_entry (org, seq, at, what, about, leaf) SELECT org, $2, at, what, about, replace(leaf, '{"seq":' || seq, '{"seq":' || $2) FROM log_entry WHERE org = $1 AND seq = $3`, f.org, f.size, f.any())
		f.exec(`UPDATE org SET log_size = log_size + 1 WHERE id = $1`, f.org)
	}},
	{"swap what two entries say", false, func(f *forger) {
		a, b := f.two()
		f.exec(`UPDATE log_entry SET leaf = (SELECT leaf FROM log_entry o WHERE o.org = $1 AND o.seq = $2 + $3 - log_entry.seq) WHERE org = $1 AND seq IN ($2, $3)`, f.org, a, b)
	}},
	{"swap the places of two entries", false, func(f *forger) {
		a, b := f.two()
		f.exec(`UPDATE log_entry SET seq = -1 WHERE org = $1 AND seq = $2`, f.org, a)
		f.exec(`UPDATE log_entry SET seq = $2 WHERE org = $1 AND seq = $3`, f.org, a, b)
		f.exec(`UPDATE log_entry SET seq = $2 WHERE org = $1 AND seq = -1`, f.org, b)
	}},
	{"give an entry to somebody else", false, func(f *forger) {
		f.exec(`UPDATE log_entry SET org = 'other' WHERE org = $1 AND seq = $2`, f.org, f.any())
	}},
	{"change a hash", false, func(f *forger) {
		f.exec(`UPDATE log_hash SET hash = $3 WHERE org = $1 AND slot = $2`, f.org, f.any(), tlog.RecordHash([]byte("x")).String())
	}},
	{"take a hash out", false, func(f *forger) {
		f.exec(`DELETE FROM log_hash WHERE org = $1 AND slot = $2`, f.org, f.any())
	}},
	{"count one less", false, func(f *forger) {
		f.exec(`UPDATE org SET log_size = log_size - 1 WHERE id = $1`, f.org)
	}},
	{"count one more", false, func(f *forger) {
		f.exec(`UPDATE org SET log_size = log_size + 1 WHERE id = $1`, f.org)
	}},
	{"cut the end off", false, func(f *forger) {
		f.exec(`DELETE FROM log_entry WHERE org = $1 AND seq >= $2`, f.org, f.any())
	}},
	{"change a checkpoint", false, func(f *forger) {
		f.exec(`UPDATE log_checkpoint SET note = replace(note, char(10) || size || char(10), char(10) || (size - 1) || char(10)) WHERE org = $1`, f.org)
	}},
	{"say that a checkpoint is of fewer entries", false, func(f *forger) {
		f.exec(`UPDATE log_checkpoint SET size = size - 1 WHERE org = $1 AND size = (SELECT max(size) FROM log_checkpoint WHERE org = $1)`, f.org)
	}},
	{"date a checkpoint back", false, func(f *forger) {
		f.exec(`UPDATE log_checkpoint SET at = '2020-01-01T00:00:00.000000Z' WHERE org = $1`, f.org)
	}},
	{"cut the end off with all that shows it", true, func(f *forger) {
		n := f.any()
		f.exec(`DELETE FROM log_entry WHERE org = $1 AND seq >= $2`, f.org, n)
		f.exec(`DELETE FROM log_hash WHERE org = $1 AND slot >= $2`, f.org, tlog.StoredHashCount(n))
		f.exec(`DELETE FROM log_checkpoint WHERE org = $1 AND size > $2`, f.org, n)
		f.exec(`UPDATE org SET log_size = $2 WHERE id = $1`, f.org, n)
	}},
	{"write the whole log anew", true, func(f *forger) {
		f.exec(`UPDATE log_entry SET leaf = replace(leaf, '"name":"', '"name":"X') WHERE org = $1 AND seq = $2`, f.org, f.any())
		f.exec(`DELETE FROM log_checkpoint WHERE org = $1`, f.org)
		f.hashAnew()
	}},
}

func (f *forger) exec(query string, args ...any) {
	f.t.Helper()
	res, err := f.db.Exec(query, args...)
	if err != nil {
		f.t.Fatal(err)
	}
	if n, _ := res.RowsAffected(); n == 0 {
		f.t.Fatalf("the forger changed nothing: %s", query)
	}
}

// any is a place in the log that is not its first or last.
func (f *forger) any() int64 { return 1 + f.r.Int64N(f.size-2) }

func (f *forger) two() (int64, int64) {
	a := f.any()
	return a, 1 + (a+f.r.Int64N(f.size-3))%(f.size-2)
}

// renumber moves all entries behind a place one down, also in what they say themselves.
func (f *forger) renumber(behind int64) {
	for n := behind + 1; n < f.size; n++ {
		f.exec(`UPDATE log_entry SET seq = $3, leaf = replace(leaf, '{"seq":' || seq || ',', '{"seq":' || $3 || ',') WHERE org = $1 AND seq = $2`, f.org, n, n-1)
	}
}

// hashAnew makes the tree fit the entries again.
func (f *forger) hashAnew() {
	var all []tlog.Hash
	for n, leaf := range texts(f.t, f.db, fmt.Sprintf(`SELECT leaf FROM log_entry WHERE org = '%s' ORDER BY seq`, f.org)) {
		hashes, err := tlog.StoredHashes(int64(n), []byte(leaf), tlog.HashReaderFunc(func(at []int64) ([]tlog.Hash, error) {
			out := make([]tlog.Hash, len(at))
			for i, slot := range at {
				out[i] = all[slot]
			}
			return out, nil
		}))
		if err != nil {
			f.t.Fatal(err)
		}
		all = append(all, hashes...)
	}
	for slot, h := range all {
		f.exec(`UPDATE log_hash SET hash = $3 WHERE org = $1 AND slot = $2`, f.org, slot, h.String())
	}
}

func TestTamperingWithTheLogIsAlwaysFound(t *testing.T) {
	t.Parallel()
	rounds := testkit.Rounds(t, "tamper", 42, len(forgeries)) // each forgery twice
	w := newWorld(t, "", 2)
	kept := w.fillLog()
	r := rand.New(rand.NewPCG(w.seed, 40))
	verify := func(data string, more ...string) (int, string) {
		code, _, told := w.p.run(append([]string{"audit", "verify", "--data", data}, more...)...)
		return code, strings.TrimSpace(told)
	}
	elsewhere := []string{"--org", w.me.Org, "--checkpoint", kept}
	if code, told := verify(w.p.data, elsewhere...); code != 0 {
		t.Fatalf("the untouched log: exit code %d, %s", code, told)
	}
	for n := range rounds {
		how := forgeries[n%len(forgeries)]
		data := filepath.Join(t.TempDir(), "forged")
		w.must(os.CopyFS(data, os.DirFS(w.p.data)))
		f := &forger{t: t, db: w.open("sqlite", filepath.Join(data, "aceso.db")), r: r, org: w.me.Org}
		w.must(f.db.QueryRow(`SELECT log_size FROM org WHERE id = $1`, f.org).Scan(&f.size))
		how.do(f)
		w.must(f.db.Close())
		var more []string
		if how.whole {
			more = elsewhere
		}
		code, told := verify(data, more...)
		if code != 10 {
			t.Errorf("%s: exit code %d, %s", how.name, code, told)
		}
		if n < len(forgeries) {
			t.Logf("%s: %s", how.name, told)
		}
		w.must(os.RemoveAll(data))
	}
	testkit.Tell(t, "the log tampered with by SQL", rounds, "%d ways; 0 unnoticed by audit verify", len(forgeries))
}

// fillLog has the hands work for a while, signs a checkpoint of the log, and
// returns a file with it that nobody forges.
func (w *world) fillLog() string {
	w.t.Helper()
	w.p.start()
	var wg sync.WaitGroup
	for _, h := range w.hands {
		wg.Go(h.work)
	}
	w.ledger.awaitGrowth(60, 20*time.Second)
	if code, _ := w.p.stop(); code != 0 {
		w.t.Fatalf("exit code %d", code)
	}
	wg.Wait()
	config, err := app.LoadConfig(map[string]any{"data": w.p.data})
	w.must(err)
	a, err := app.Open(context.Background(), config, io.Discard)
	w.must(err)
	w.must(a.Checkpoint(context.Background()))
	w.must(a.Close())
	db := w.open("sqlite", filepath.Join(w.p.data, "aceso.db"))
	var note string
	w.must(db.QueryRow(`SELECT note FROM log_checkpoint WHERE org = $1 ORDER BY size DESC LIMIT 1`, w.me.Org).Scan(&note))
	w.must(db.Close())
	kept := filepath.Join(w.t.TempDir(), "kept-elsewhere.txt")
	w.must(os.WriteFile(kept, []byte(note), 0o600))
	return kept
}
