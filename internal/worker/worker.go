// Package worker does what happens though nobody waits: it follows the log,
// queues what follows from it, and works it off in three lanes.
package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"aceso/internal/domain/match"
	"aceso/internal/store"
)

// Options tell New what to work with.
type Options struct {
	DB     *store.DB
	Bundle func() match.Intel // the bundle of weaknesses in force; nil while there is none
	Log    *slog.Logger
	Tasks  []Task
	Poll   time.Duration // how long a job waits at most to be noticed; 100 ms when not said
}

// A Task is work that comes round by itself, or when somebody asks by its
// name. Of several processes over one database only one does it.
type Task struct {
	Name  string
	Lane  Lane
	Every time.Duration // 0: only when asked for
	Start bool          // also once at the start
	Run   func(context.Context) error
}

// A Worker does the work in the background.
type Worker struct {
	Options
	queue *queue
	news  news
	ready chan struct{}
}

// New makes a worker and brings the tables of its queue up to date.
func New(ctx context.Context, o Options) (*Worker, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Poll <= 0 {
		o.Poll = 100 * time.Millisecond
	}
	w := &Worker{Options: o, ready: make(chan struct{})}
	q, err := newQueue(ctx, w)
	if err != nil {
		return nil, fmt.Errorf("open the queue of jobs: %w", err)
	}
	w.queue = q
	return w, nil
}

// Ready returns a channel that is closed when the lanes are open.
func (w *Worker) Ready() <-chan struct{} { return w.ready }

// Run works until the context ends, then lets what is under way come to a
// place where it can go on later.
func (w *Worker) Run(ctx context.Context) error {
	if err := w.queue.start(ctx); err != nil {
		return fmt.Errorf("start the lanes: %w", err)
	}
	if err := w.NewBundle(ctx, nil); err != nil {
		w.Log.ErrorContext(ctx, "it can't be seen which components rest on an older bundle", "error", err)
	}
	close(w.ready)
	w.follow(ctx)
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
	defer cancel()
	if err := w.queue.stop(stop); err != nil && !errors.Is(err, context.Canceled) {
		return fmt.Errorf("stop the lanes: %w", err)
	}
	return nil
}
