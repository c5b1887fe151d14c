package worker

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
)

func TestTheQueuesRoutineStaysOutOfTheLog(t *testing.T) {
	var out bytes.Buffer
	l := quiet(slog.New(slog.NewTextHandler(&out, nil)))
	for _, l := range []*slog.Logger{l, l.With("a", 1), l.WithGroup("g")} {
		l.Debug("routine")
		l.Info("routine")
		l.Warn("stuck")
	}
	if got := out.String(); strings.Contains(got, "routine") || strings.Count(got, "stuck") != 3 {
		t.Error(got)
	}
}
