package serve

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"aceso/internal/value/fault"
)

func TestAWaitIsSaidInWordsAndNeverTooShort(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "1 second", 400 * time.Millisecond: "1 second", time.Second: "1 second", 1001 * time.Millisecond: "2 seconds",
		90 * time.Second: "90 seconds", 2 * time.Minute: "2 minutes", 121 * time.Second: "3 minutes", longestWait: "15 minutes",
	} {
		if got := seconds(d); got != want {
			t.Errorf("%v: %s, want %s", d, got, want)
		}
	}
	l := newLimiter()
	for range freeTries {
		l.failed("dele", "127.0.0.1")
	}
	if f := fault.Of(l.signIn("dele", "127.0.0.1")); f == nil || f.Fix != "wait 1 second and try again" {
		t.Errorf("after too many tries: %v", f)
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
