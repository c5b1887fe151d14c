package worker

import (
	"context"
	"log/slog"
)

// quiet is a log for the queue's library: what it has to say below a warning
// (that it started, that it looked) helps nobody who runs this program.
func quiet(l *slog.Logger) *slog.Logger { return slog.New(warnings{l.Handler()}) }

// warnings lets warnings and worse through.
type warnings struct{ slog.Handler }

// Enabled tells whether a line of that level is wanted.
func (w warnings) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && w.Handler.Enabled(ctx, level)
}

// WithAttrs keeps the rest below a warning out of what is made from it too.
func (w warnings) WithAttrs(attrs []slog.Attr) slog.Handler {
	return warnings{w.Handler.WithAttrs(attrs)}
}

// WithGroup keeps the rest below a warning out of what is made from it too.
func (w warnings) WithGroup(name string) slog.Handler { return warnings{w.Handler.WithGroup(name)} }
