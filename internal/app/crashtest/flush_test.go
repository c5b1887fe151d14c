package crashtest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"aceso/internal/testkit"
)

// Every change is asked for alone, and the calls to the kernel between its
// request and its answer are read: nothing is answered with yes before what it
// changed, the file that it brought and the name of that file were flushed.
func TestNothingIsAcknowledgedBeforeItIsFlushed(t *testing.T) {
	t.Parallel()
	deeds := testkit.Rounds(t, "flush", 40, 20)
	w := newWorld(t, "", 3)
	tr := w.p.traced(t, "-yy", "-s", "60", "-e", "trace=read,write,fsync,fdatasync")
	w.p.start()
	w.do(deeds, nil)
	w.check(0)
	h := w.hands[0]
	same := h.document("same")
	for _, mark := range []string{"same-1", "same-2"} { // a file that is there already, too
		w.must(h.pushAs(mark, same).do(false))
	}
	if code, _ := w.p.stop(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	w.p.under = nil
	yes, early := answers(tr.read())
	for _, what := range early {
		t.Error(what)
	}
	if yes < deeds+2 {
		t.Errorf("only %d answers were seen", yes)
	}
	testkit.Tell(t, "calls to the kernel between a change and its yes", yes, "each yes stands behind the flush of the database, of the file and of its name; 0 before")
}

// answers counts the changes that were answered with yes, and tells of those
// that were before all was flushed.
func answers(calls []kernelCall) (yes int, early []string) {
	asked, begun := "", 0
	log, files, names := false, false, false
	for _, c := range calls {
		switch {
		case c.name == "read" && isRequest(c.args):
			asked, begun = c.args, c.begun
			log, files, names = false, false, false
		case (c.name == "fsync" || c.name == "fdatasync") && c.begun > begun && c.result == "0":
			log = log || strings.Contains(c.args, "aceso.db-wal")
			files = files || strings.Contains(c.args, "/blobs/new/")
			names = names || strings.Contains(c.args, "/blobs/") && !strings.Contains(c.args, "/blobs/new/") || strings.Contains(c.args, "/blobs>")
		case c.name == "write" && strings.Contains(c.args, `"HTTP/1.1 2`) && asked != "":
			yes++
			if !log {
				early = append(early, fmt.Sprintf("answered before the database was flushed: %.120s", asked))
			}
			brings := strings.Contains(asked, "/sboms") || strings.Contains(asked, "/bom ")
			if brings && (!files || !names) {
				early = append(early, fmt.Sprintf("answered before the file (%v) and its name (%v) were flushed: %.120s", files, names, asked))
			}
			asked = ""
		case c.name == "write" && strings.Contains(c.args, `"HTTP/1.1 `):
			asked = "" // refused, or moved on: what it asked for is told by its own record
		}
	}
	return yes, early
}

// isRequest tells whether bytes from the network ask for a change.
func isRequest(args string) bool {
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
		if strings.Contains(args, `"`+method+" /") {
			return true
		}
	}
	return false
}

// The disk refuses to flush, or to write, at some moment. What the program had
// answered with yes is there when it is started again on a disk that works;
// nothing is there twice, and the database is whole.
func TestAFailingDiskIsNeverAnsweredWithYes(t *testing.T) {
	t.Parallel()
	rounds := testkit.Rounds(t, "fault", 4, 2)
	w := newWorld(t, "", 3)
	r := rand.New(rand.NewPCG(w.seed, 17))
	refused := 0
	for n := range rounds {
		call := []string{"fdatasync", "fsync", "pwrite64"}[n%3]
		when := fmt.Sprint(20 + r.IntN(150))
		if n%2 == 1 {
			when += "+" // from then on, for ever
		}
		inject := fmt.Sprintf("inject=%s:error=EIO:when=%s", call, when)
		w.p.traced(t, "-y", "-P", w.p.data+"/aceso.db", "-P", w.p.data+"/aceso.db-wal", "-e", "trace="+call, "-e", inject)
		w.p.launch(w.p.args...)
		if !w.p.ready(time.Now().Add(30 * time.Second)) {
			w.p.kill() // it could not even start: that is an answer too
		} else {
			w.tryUntilRefused(60, func(*deed) { refused++ })
			w.p.kill()
		}
		w.p.under = nil
		w.p.start()
		w.check(0)
		w.logHolds()
		w.p.kill()
		if t.Failed() {
			t.Fatalf("round %d: %s", n+1, inject)
		}
	}
	w.whole()
	testkit.Tell(t, "the disk fails to write or to flush (EIO), once or from then on", rounds, "%d deeds were not answered with yes; of those that were 0 lost, 0 done twice; the log verified", refused)
}

// tryUntilRefused lets the hands do deeds until some were not answered with
// yes: then nobody knows whether they were done.
func (w *world) tryUntilRefused(n int, refused func(*deed)) {
	w.t.Helper()
	failed := 0
	for i := range n {
		d := w.hands[i%len(w.hands)].next()
		w.ledger.ask(d)
		if err := d.do(false); err == nil {
			w.ledger.ack(d)
			continue
		}
		refused(d)
		if failed++; failed == 5 {
			return
		}
	}
}
