package serve

import (
	"math"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"aceso/internal/value/fault"
)

// limiter slows down whoever guesses passwords: each failure of an account,
// and each of an address, makes the next try wait longer, never for ever, so
// that nobody can be locked out by somebody else.
type limiter struct {
	mu    sync.Mutex
	tries map[string]*try
}

type try struct {
	failed int
	until  time.Time
	last   time.Time
}

const (
	freeTries   = 5                // that cost nothing
	longestWait = 15 * time.Minute // of an account
	mostTries   = 100_000          // remembered; the oldest are forgotten first
)

func newLimiter() *limiter { return &limiter{tries: map[string]*try{}} }

// signIn refuses a try that comes too early.
func (l *limiter) signIn(account, address string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	for _, key := range []string{"account " + account, "address " + address} {
		if t := l.tries[key]; t != nil && now.Before(t.until) {
			return fault.New(fault.TooMany, "too many tries in a row").Helped("wait %s and try again", seconds(t.until.Sub(now)))
		}
	}
	return nil
}

// seconds says a wait in words, rounded up: nobody is told to come too early.
func seconds(d time.Duration) string {
	switch n := int(math.Ceil(d.Seconds())); {
	case n <= 1:
		return "1 second"
	case n < 120:
		return strconv.Itoa(n) + " seconds"
	default:
		return strconv.Itoa((n+59)/60) + " minutes"
	}
}

func (l *limiter) failed(account, address string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	for _, key := range []string{"account " + account, "address " + address} {
		t := l.tries[key]
		if t == nil {
			t = &try{}
			l.tries[key] = t
		}
		t.failed, t.last = t.failed+1, now
		free := freeTries
		if strings.HasPrefix(key, "address ") {
			free *= 10 // a hospital shares one address
		}
		if over := t.failed - free; over >= 0 {
			t.until = now.Add(min(longestWait, time.Second<<min(over, 20)))
		}
	}
	if len(l.tries) > mostTries {
		l.forget(now)
	}
}

func (l *limiter) succeeded(account string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.tries, "account "+account)
}

func (l *limiter) forget(now time.Time) {
	for key, t := range l.tries {
		if now.Sub(t.last) > longestWait || len(l.tries) > mostTries*9/10 {
			delete(l.tries, key)
		}
	}
}

// Address returns the address that a request came from: the right-most one
// that no trusted proxy put there.
func (s *Server) Address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	slices.Reverse(hops)
	for _, hop := range hops {
		ip, err := netip.ParseAddr(host)
		if err != nil || !slices.ContainsFunc(s.Proxies, func(p netip.Prefix) bool { return p.Contains(ip.Unmap()) }) {
			break
		}
		if _, err := netip.ParseAddr(strings.TrimSpace(hop)); err != nil {
			break
		}
		host = strings.TrimSpace(hop)
	}
	return host
}
