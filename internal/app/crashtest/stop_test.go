package crashtest

import (
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"aceso/internal/testkit"
)

// Whoever stops the program politely gets exit code 0 within the time that
// requests have to end, and finds afterwards whatever had been acknowledged.
func TestAPoliteStopLosesNothing(t *testing.T) {
	t.Parallel()
	stops := testkit.Rounds(t, "stop", 20, 3)
	w := newWorld(t, "", 6)
	r := rand.New(rand.NewPCG(w.seed, 11))
	from, slowest := 0, time.Duration(0)
	for n := range stops {
		w.p.start()
		w.check(from)
		from = w.ledger.size()
		var wg sync.WaitGroup
		for _, h := range w.hands {
			wg.Go(h.work)
		}
		time.Sleep(time.Duration(r.IntN(200)) * time.Millisecond)
		code, took := w.p.stop()
		wg.Wait()
		if slowest = max(slowest, took); code != 0 || took > 25*time.Second {
			t.Errorf("stop %d: exit code %d after %v", n+1, code, took)
		}
		if t.Failed() {
			t.FailNow()
		}
	}
	w.whole()
	testkit.Tell(t, "SIGTERM in the middle of work", stops, "the slowest stop took %v; %s; 0 lost", slowest.Round(time.Millisecond), w.ledger)
}

// Connections to the database are few: a request that holds one and waits for
// a second would, once there are enough of its kind, stop everybody for ever.
func TestMoreRequestsAtOnceThanConnectionsAreAnswered(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "", 0)
	w.p.start()
	var wg sync.WaitGroup
	for range 64 {
		wg.Go(func() {
			for range 5 {
				if err := w.read("me", nil); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}
