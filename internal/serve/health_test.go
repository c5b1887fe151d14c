package serve

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"aceso/internal/value/fault"
)

func TestStrangersLearnThatAPartDoesNotAnswerAndNotWhy(t *testing.T) {
	var log bytes.Buffer
	h := &Health{Log: slog.New(slog.NewTextHandler(&log, nil)), Checks: map[string]HealthCheck{
		"database": func(context.Context) error { return errors.New("dial tcp 10.1.2.3:5432: refused for user aceso") },
		"disk":     func(context.Context) error { return nil },
	}}
	w := httptest.NewRecorder()
	if err := h.ready(w, httptest.NewRequest("GET", "/readyz", nil)); err != nil {
		t.Fatal(err)
	}
	if body := w.Body.String(); w.Code != 503 || strings.TrimSpace(body) != `{"database":"does not answer","disk":"ok"}` {
		t.Errorf("%d %s", w.Code, body)
	}
	if !strings.Contains(log.String(), "10.1.2.3") {
		t.Error("the log does not say why")
	}
}

func TestWhenToComeAgainIsInWholeSecondsAndNeverTooEarly(t *testing.T) {
	for want, f := range map[string]*fault.Fault{
		"":    fault.New(fault.Invalid, "x"),
		"30":  fault.New(fault.Unavailable, "x"),
		"2":   fault.New(fault.TooMany, "x").After(1001 * time.Millisecond),
		"900": fault.New(fault.TooMany, "x").After(15 * time.Minute),
	} {
		w := httptest.NewRecorder()
		RetryAfter(w.Header(), f)
		if got := w.Header().Get("Retry-After"); got != want {
			t.Errorf("after %s: %q, not %q", f.Wait, got, want)
		}
	}
}
