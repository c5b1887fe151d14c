package serve

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"aceso/internal/domain/account"
)

// limiter slows down whoever guesses, by address or by what is guessed: beyond
// the free tries each makes the next wait longer, never for ever. It remembers
// so many at most, and forgets first what has not been tried for longest.
type limiter struct {
	mu       sync.Mutex
	now, old map[string]*try // those seen of late, and those before
}

type try struct {
	failed int
	until  time.Time
	last   time.Time
}

const (
	freeTries  = 50     // of one address: a hospital shares one
	remembered = 50_000 // names, twice
)

func newLimiter() *limiter { return &limiter{now: map[string]*try{}} }

// of returns the tries under a name.
func (l *limiter) of(name string) *try {
	if t := l.now[name]; t != nil {
		return t
	}
	t := l.old[name]
	if t == nil {
		t = &try{}
	}
	if len(l.now) >= remembered {
		l.old, l.now = l.now, make(map[string]*try, remembered)
	}
	l.now[name] = t
	delete(l.old, name)
	return t
}

// try counts a try under a name, and refuses one that comes too early. It is
// counted before it is looked at, so that many at once are no more than one
// after the other.
func (l *limiter) try(name string, free int, now time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	t := l.of(name)
	if now.Before(t.until) {
		return account.TooEarly(t.until.Sub(now))
	}
	if now.Sub(t.last) > account.Forgotten {
		t.failed = 0
	}
	t.failed, t.last = t.failed+1, now
	t.until = now.Add(account.Wait(t.failed - free))
	return nil
}

// back takes one try back that was right.
func (l *limiter) back(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	t := l.of(name)
	t.failed, t.until = max(0, t.failed-1), time.Time{}
}

// forget takes all tries under a name back.
func (l *limiter) forget(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.now, name)
	delete(l.old, name)
}

// tryFrom counts a try from the address of a request.
func (s *Server) tryFrom(r *http.Request) error {
	return s.limits.try(network(s.Address(r)), freeTries, s.DB.Now())
}

// rightFrom takes it back.
func (s *Server) rightFrom(r *http.Request) { s.limits.back(network(s.Address(r))) }

// network is what counts as one address: of IPv6 the part that one customer
// is given, 64 bits of it.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	if ip = ip.Unmap(); ip.Is4() {
		return ip.String()
	}
	p, err := ip.WithZone("").Prefix(64)
	if err != nil {
		return address
	}
	return p.String()
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
