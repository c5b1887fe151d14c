package crashtest

import (
	"fmt"
	"sync"
	"time"

	"aceso/internal/client/wire"
)

// A deed is one thing that was asked of the program. Its mark is a text of
// its own by which the log names it.
type deed struct {
	what string // the kind of the log's entry
	mark string
	do   func(again bool) error // asks for it; again says that nobody knows what came of it before
	held func(*sight) error     // tells, after it was acknowledged, whether it is still so

	tries   int
	refused bool // for want of room: it must not have been done
}

// A ledger holds what was asked for, and what was acknowledged. The program
// may be killed; the ledger is not.
type ledger struct {
	mu    sync.Mutex
	asked map[string]*deed // by what and mark
	acked []*deed
	jobs  []string // tokens of jobs that must end
	lost  int      // answers that never came
}

func newLedger() *ledger { return &ledger{asked: map[string]*deed{}} }

func (l *ledger) ask(d *deed) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asked[d.what+" "+d.mark] = d
	d.tries++
}

func (l *ledger) unanswered() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lost++
}

func (l *ledger) ack(d *deed) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.acked = append(l.acked, d)
}

func (l *ledger) mustEnd(job string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.jobs = append(l.jobs, job)
}

// size is how many deeds were acknowledged so far.
func (l *ledger) size() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.acked)
}

// awaitGrowth waits until something was acknowledged behind the first n deeds.
func (l *ledger) awaitGrowth(n int, most time.Duration) {
	for end := time.Now().Add(most); l.size() <= n && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
}

// A sight is what a round of checks sees of lists that many deeds are in.
type sight struct {
	w      *world
	names  map[string]wire.Name
	tokens map[string]wire.Token
}

func (w *world) look() *sight {
	w.t.Helper()
	s := &sight{w: w, names: map[string]wire.Name{}, tokens: map[string]wire.Token{}}
	var names wire.Slice[wire.Name]
	w.get("names", &names)
	for _, n := range names.Items {
		s.names[n.ID] = n
	}
	var tokens wire.Slice[wire.Token]
	w.get("tokens", &tokens)
	for _, t := range tokens.Items {
		s.tokens[t.ID] = t
	}
	return s
}

// check holds the deeds that were acknowledged from a place on against what
// the program, started again, says.
func (w *world) check(from int) {
	w.t.Helper()
	s := w.look()
	w.hold(s, w.ledger.acked[from:])
}

// checkUpTo holds the first deeds that were acknowledged against what is there.
// What was changed again behind them is left out.
func (w *world) checkUpTo(n int) {
	w.t.Helper()
	w.hold(w.look(), w.ledger.acked[:n])
}

func (w *world) hold(s *sight, deeds []*deed) {
	w.t.Helper()
	for _, d := range deeds {
		if err := d.held(s); err != nil {
			w.t.Errorf("lost: %s %s was acknowledged at try %d: %v", d.what, d.mark, d.tries, err)
		}
	}
}

// awaitJobs waits until every job has ended, and ended well. Its patience is
// longer than the queue's before it rescues a job from a lost process.
func (w *world) awaitJobs() {
	w.t.Helper()
	for end := time.Now().Add(4 * time.Minute); ; time.Sleep(20 * time.Millisecond) {
		var left []string
		for _, id := range w.ledger.jobs {
			var j wire.Job
			w.get("jobs/"+id, &j)
			switch j.State {
			case "done":
			case "failed":
				w.t.Errorf("job %s failed: %s", id, j.Problem)
			default:
				left = append(left, id)
			}
		}
		if w.ledger.jobs = left; len(left) == 0 {
			return
		}
		if time.Now().After(end) {
			w.t.Fatalf("%d jobs do not end, such as %s", len(left), left[0])
		}
	}
}

// doneOnce reads the whole log, as it is taken out of the data folder, and
// counts: what was acknowledged stands in it once, what was not at most once.
func (w *world) doneOnce() {
	w.t.Helper()
	times := w.marksInLog()
	acked := map[*deed]bool{}
	for _, d := range w.ledger.acked {
		acked[d] = true
	}
	for key, d := range w.ledger.asked {
		switch n := times[key]; {
		case n > 1:
			w.t.Errorf("done %d times: %s (asked %d times)", n, key, d.tries)
		case n > 0 && d.refused:
			w.t.Errorf("refused and done all the same: %s", key)
		case n == 0 && acked[d]:
			w.t.Errorf("acknowledged and not in the log: %s", key)
		}
	}
}

func (l *ledger) String() string {
	return fmt.Sprintf("%d asked, %d acknowledged, %d answers cut off", len(l.asked), len(l.acked), l.lost)
}
