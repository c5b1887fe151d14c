package serve

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"aceso/internal/value/fault"
)

func TestAWaitGrowsWithEachTryAndIsNeverForEver(t *testing.T) {
	l := newLimiter()
	for range freeTries {
		if err := l.try("127.0.0.1", freeTries, time.Unix(1, 0)); err != nil {
			t.Fatal(err)
		}
	}
	if f := fault.Of(l.try("127.0.0.1", freeTries, time.Unix(1, 0))); f == nil || f.Fix != "wait 1 second and try again" {
		t.Errorf("after too many tries: %v", f)
	}
	l.back("127.0.0.1")
	if err := l.try("127.0.0.1", freeTries, time.Unix(1, 0)); err != nil {
		t.Errorf("after one that was right: %v", err)
	}
}

func TestMemoryStaysBoundedUnderAMillionAddresses(t *testing.T) { // SC-20
	l, v := newLimiter(), visits{}
	for i := range 1_000_000 {
		name := netip.AddrFrom4([4]byte{byte(i >> 24), byte(i >> 16), byte(i >> 8), byte(i)}).String()
		if err := l.try(name, freeTries, time.Unix(1, 0)); err != nil {
			t.Fatal(err)
		}
		if err := v.come(name, time.Unix(1, 0)); err != nil {
			t.Fatal(err)
		}
	}
	if n, m := len(l.now)+len(l.old), len(v.count); n > 2*remembered || m > mostVisitors {
		t.Errorf("%d tries and %d visits are remembered", n, m)
	}
}

func TestOneCustomersAddressesAreOne(t *testing.T) {
	for address, want := range map[string]string{
		"2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64", "2001:db8:1:2::1": "2001:db8:1:2::/64", "::ffff:192.0.2.1": "192.0.2.1", "fe80::1%eth0": "fe80::/64", "@": "@",
	} {
		if got := network(address); got != want {
			t.Errorf("%s counts as %s, not %s", address, got, want)
		}
	}
}

func TestALimitIsToldWithWhatToDo(t *testing.T) {
	s := &Server{}
	w := httptest.NewRecorder()
	s.refuse(w, httptest.NewRequest("POST", "/api/v1/x", nil), &http.MaxBytesError{Limit: 5 << 20})
	if w.Code != http.StatusRequestEntityTooLarge || !strings.Contains(w.Body.String(), "larger than 5 MB") || !strings.Contains(w.Body.String(), "send less at once") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestAWrongMethodSaysWhatHelps(t *testing.T) {
	for path, want := range map[string]string{"/tokens/1/revoke": "go back to the page with the form", "/api/v1/names": "use GET or POST"} {
		if f := wrongMethod(httptest.NewRequest("PUT", path, nil), []string{"GET", "POST"}); !strings.Contains(f.Fix, want) {
			t.Errorf("%s: %q", path, f.Fix)
		}
	}
}
