package serve

import (
	"net/http"
	"sync"
	"time"

	"aceso/internal/value/fault"
)

// visits bounds how often one address may come to a door that is open to
// strangers.
type visits struct {
	mu    sync.Mutex
	since time.Time
	count map[string]int
}

// visitsAMinute is what one address may ask of the public doors in a minute: a
// hospital behind one address stays below it.
const visitsAMinute = 120

// mostVisitors is how many addresses are counted; beyond, counting begins anew.
const mostVisitors = 100_000

// come counts a visit and refuses one too many.
func (v *visits) come(address string, now time.Time) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if now.Sub(v.since) >= time.Minute || v.count == nil || len(v.count) >= mostVisitors {
		v.since, v.count = now, map[string]int{}
	}
	if v.count[address]++; v.count[address] > visitsAMinute {
		return fault.New(fault.TooMany, "this address asks too often").Helped("wait a minute and try again").After(v.since.Add(time.Minute).Sub(now))
	}
	return nil
}

// Visit counts a visit of a stranger, and refuses whoever comes too often.
func (s *Server) Visit(r *http.Request) error {
	return s.visits.come(network(s.Address(r)), time.Now())
}
