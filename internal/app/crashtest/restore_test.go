package crashtest

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"aceso/internal/testkit"
)

// A backup is made while everybody works, and the server is killed. What was
// acknowledged before the backup began is in what is restored from it, the log
// verifies, and the restored server goes on.
func TestABackupMadeInTheMiddleOfWorkRestoresWhatWasAcknowledged(t *testing.T) {
	t.Parallel()
	drills := testkit.Rounds(t, "restore", 3, 1)
	w := newWorld(t, "", 6)
	first := w.p
	r := rand.New(rand.NewPCG(w.seed, 12))
	held := 0
	for n := range drills {
		w.p.start()
		var wg sync.WaitGroup
		for _, h := range w.hands {
			wg.Go(h.work)
		}
		w.ledger.awaitGrowth(w.ledger.size()+10, 5*time.Second)
		time.Sleep(time.Duration(r.IntN(100)) * time.Millisecond)
		before := w.ledger.size()
		file := filepath.Join(t.TempDir(), "backup")
		if code, _, told := w.p.run("backup", "create", "--data", w.p.data, "-o", file); code != 0 {
			t.Fatalf("drill %d: backup create ends with %d: %s", n+1, code, told)
		}
		w.p.kill()
		wg.Wait()
		w.restored(n, file, before)
		held += before
		w.p = first
	}
	w.whole()
	testkit.Tell(t, "backup under load, restored and started", drills, "%d acknowledged deeds looked for in what was restored, 0 missing", held)
}

// restored restores a backup into a folder of its own, starts a server there,
// and looks for the first deeds that were acknowledged.
func (w *world) restored(n int, file string, deeds int) {
	t := w.t
	t.Helper()
	if code, _, told := w.p.run("backup", "verify", file); code != 0 {
		t.Fatalf("drill %d: the backup does not verify: %s", n+1, told)
	}
	dir := filepath.Join(t.TempDir(), "restored")
	if code, _, told := w.p.run("backup", "restore", file, "--data", dir); code != 0 {
		t.Fatalf("drill %d: restore ends with %d: %s", n+1, code, told)
	}
	w.p = newProgram(t, dir, "")
	w.p.start()
	w.checkUpTo(deeds)
	w.logHolds()
	if code, _ := w.p.stop(); code != 0 {
		t.Errorf("drill %d: the restored server ends with exit code %d", n+1, code)
	}
	if code, _, told := w.p.run("audit", "verify", "--data", dir); code != 0 {
		t.Errorf("drill %d: the restored log does not hold: %s", n+1, told)
	}
	w.must(os.RemoveAll(dir))
	w.must(os.Remove(file))
}

// harms are what happens to a file on a disk that fails, or in careless hands.
var harms = []struct {
	name string
	do   func(r *rand.Rand, data []byte) []byte
}{
	{"a bit flipped", func(r *rand.Rand, data []byte) []byte {
		data[r.IntN(len(data))] ^= 1 << r.IntN(8)
		return data
	}},
	{"a stretch of zeros", func(r *rand.Rand, data []byte) []byte {
		for { // where there was something else
			at := r.IntN(len(data))
			if stretch := data[at:min(at+512, len(data))]; slices.ContainsFunc(stretch, func(b byte) bool { return b != 0 }) {
				clear(stretch)
				return data
			}
		}
	}},
	{"cut off", func(r *rand.Rand, data []byte) []byte { return data[:r.IntN(len(data))] }},
	{"gone", func(*rand.Rand, []byte) []byte { return nil }},
}

// Evidence, vulnerability data and keys are files with hashes or signatures:
// whatever happens to one, doctor names it and no read answers with it.
func TestAHarmedFileIsNoticed(t *testing.T) {
	t.Parallel()
	rounds := testkit.Rounds(t, "harm", 16, 4)
	w := newWorld(t, "", 2)
	w.fillLog()
	r := rand.New(rand.NewPCG(w.seed, 13))
	if code, out, told := w.p.run("doctor", "--data", w.p.data, "--addr", w.p.addr); code != 0 && code != 8 {
		t.Fatalf("the doctor finds fault with the unharmed folder: %d %s%s", code, out, told)
	}
	files := w.evidence()
	for n := range rounds {
		path := files[r.IntN(len(files))]
		how := harms[n%len(harms)]
		good, err := os.ReadFile(path)
		w.must(err)
		bad := how.do(r, slices.Clone(good))
		if bad == nil {
			w.must(os.Remove(path))
		} else {
			w.must(os.WriteFile(path, bad, 0o600))
		}
		code, out, told := w.p.run("doctor", "--data", w.p.data, "--addr", w.p.addr)
		if name, _ := filepath.Rel(w.p.data, path); code != 10 {
			t.Errorf("%s, %s: the doctor ends with exit code %d: %s%s", name, how.name, code, out, told)
		}
		w.must(os.WriteFile(path, good, 0o600))
	}
	testkit.Tell(t, "a file of evidence, vulnerability data or keys harmed", rounds, "bits flipped, zeros, cut off, gone; 0 unnoticed")
}

// evidence lists the files that stand by themselves in the stopped program's folder.
func (w *world) evidence() []string {
	w.t.Helper()
	var out []string
	for _, pattern := range []string{"blobs/*/*", "intel/current.intel", "keys/log.*"} {
		found, err := filepath.Glob(filepath.Join(w.p.data, filepath.FromSlash(pattern)))
		w.must(err)
		if len(found) == 0 {
			w.t.Fatalf("there is no %s", pattern)
		}
		out = append(out, found...)
	}
	return slices.DeleteFunc(out, func(path string) bool { return strings.HasSuffix(path, ".tmp") })
}
