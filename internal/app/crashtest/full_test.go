package crashtest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"aceso/internal/client/wire"
	"aceso/internal/testkit"
)

// A disk of its own fills up while everybody works: of room, or of names for
// files. Whoever would write is told so (507), whoever reads is answered, what
// was refused is nowhere, and once there is room again work goes on without a
// restart.
func TestAFullDiskIsToldAndOvercome(t *testing.T) {
	t.Parallel()
	rounds := testkit.Rounds(t, "full", 4, 2)
	disk := smallDisk(t, 64<<20, 3000)
	w := newWorldIn(t, filepath.Join(disk, "data"), "", 3)
	r := rand.New(rand.NewPCG(w.seed, 5))
	w.p.start()
	refused, done := 0, 0
	for n := range rounds {
		w.do(10, nil)
		files := n%2 == 1
		full := fill(t, disk, files, r.IntN(64<<10))
		before := w.ledger.size()
		w.do(20, func(*deed) { refused++ })
		done += w.ledger.size() - before
		w.readsStill()
		if half, _ := filepath.Glob(filepath.Join(w.p.data, "blobs", "new", "*")); len(half) > 0 {
			t.Errorf("round %d left half a file: %v", n+1, half)
		}
		full()
		w.recovers()
		if t.Failed() {
			t.FailNow()
		}
	}
	if refused < rounds {
		t.Errorf("only %d of all deeds met the full disk", refused)
	}
	w.check(0)
	w.awaitJobs()
	if code, _ := w.p.stop(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	w.whole()
	testkit.Tell(t, "the disk fills up in the middle of work: of room, and of names for files", rounds, "%d deeds refused with 507 and not done, %d done all the same; reads answered throughout, work went on without a restart; the log verified", refused, done)
}

// smallDisk mounts a disk in memory, for the length of the test.
func smallDisk(t *testing.T, size, files int) string {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root mounts a disk: skipped")
	}
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d,nr_inodes=%d,mode=0700", size, files)); err != nil {
		t.Skipf("no disk can be mounted here (%v): skipped", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// fill takes all room but some bytes, or all names for files, and returns what
// gives it back.
func fill(t *testing.T, disk string, names bool, leave int) (free func()) {
	t.Helper()
	dir := filepath.Join(disk, "others")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for n := range 10_000 {
		path := filepath.Join(dir, fmt.Sprint(n))
		data := make([]byte, 1<<20)
		if names {
			data = nil
		}
		if err := os.WriteFile(path, data, 0o600); errors.Is(err, syscall.ENOSPC) {
			if info, err := os.Stat(path); err == nil && !names {
				os.Truncate(path, max(0, info.Size()-int64(leave)))
			}
			return func() {
				if err := os.RemoveAll(dir); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	t.Fatal("the disk does not fill up")
	return nil
}

// do lets the hands do so many deeds in turn. Those that the full disk refuses
// are given to refused; they must not have been done.
func (w *world) do(n int, refused func(*deed)) {
	w.t.Helper()
	for i := range n {
		d := w.hands[i%len(w.hands)].next()
		w.ledger.ask(d)
		err := d.do(false)
		switch {
		case err == nil:
			w.ledger.ack(d)
		case refused != nil && refusedAs(err) == http.StatusInsufficientStorage:
			d.refused = true
			refused(d)
		default:
			w.t.Errorf("%s %s: %v", d.what, d.mark, err)
		}
	}
}

// readsStill reads what people look at.
func (w *world) readsStill() {
	w.t.Helper()
	for _, path := range []string{"findings", "releases", "log?limit=5", "names", "me"} {
		if err := w.read(path, nil); err != nil {
			w.t.Errorf("%s can't be read: %v", path, err)
		}
	}
	for _, page := range []string{"/", "/findings", "/products"} {
		res, err := w.session.Get("http://" + w.p.addr + page)
		if err != nil {
			w.t.Error(err)
			continue
		}
		res.Body.Close()
		if res.StatusCode != http.StatusOK {
			w.t.Errorf("%s: %s", page, res.Status)
		}
	}
}

// recovers waits until something can be written again.
func (w *world) recovers() {
	w.t.Helper()
	var err error
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if err = w.send("POST", "models", 0, wire.Model{Line: w.line, Name: fmt.Sprintf("after %d", time.Now().UnixNano())}, nil); err == nil {
			return
		}
	}
	w.t.Errorf("there is room again, and nothing can be written: %v", err)
}
