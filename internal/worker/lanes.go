package worker

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"

	"aceso/internal/domain/job"
	"aceso/internal/value/id"
)

// A Lane is a queue with workers of its own: what stands in one never waits
// for what stands in another.
type Lane string

// The lanes.
const (
	Now  Lane = "now"  // a person waits for it
	Feed Lane = "feed" // fetching from outside
	Bulk Lane = "bulk" // large work that nobody waits for
)

// lanes is how many work in each lane, and how often it is looked into for
// work that nobody announced, in units of Options.Poll.
var lanes = map[Lane]struct {
	workers int
	poll    time.Duration
}{
	Now:  {2, 1},
	Feed: {1, 5},
	Bulk: {1, 5},
}

// laneOf tells where a kind of job stands.
func laneOf(k job.Kind) Lane {
	return Lane(k.Lane())
}

const (
	tries    = 5                // then a job is parked for a person to look at
	slice    = 20 * time.Second // then a long job makes room for the next and goes on later
	timeout  = 45 * time.Second // longer than any slice can take
	rescue   = timeout + time.Second
	longTask = 30 * time.Minute // a task that takes longer hangs
)

// work is a job of ours as the queue holds it: everything else about it stands
// in the organisation's own tables.
type work struct {
	Org  string   `json:"org"`
	Job  string   `json:"job"`
	Does job.Kind `json:"does"`
}

// Kind names the work in the queue's tables.
func (work) Kind() string { return "work" }

// task is a task's turn as the queue holds it.
type task struct {
	Name string `json:"name"`
}

// Kind names the task in the queue's tables.
func (task) Kind() string { return "task" }

// queue is the library's client, whichever the database.
type queue struct {
	*river.Client[*sql.Tx]
	close func()
}

func newQueue(ctx context.Context, w *Worker) (*queue, error) {
	pool, listen := w.DB.Pool()
	q := &queue{close: func() {}}
	var driver riverdriver.Driver[*sql.Tx] = riversqlite.New(pool)
	var listener *pgxpool.Pool
	own := id.New()
	if listen != "" {
		p, err := pgxpool.New(ctx, listen)
		if err != nil {
			return nil, fmt.Errorf("open a connection that listens: %w", err)
		}
		q.close = p.Close
		listener = p
		driver = riverdatabasesql.NewWithPgxListener(pool, p)
	}
	m, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: quiet(w.Log)})
	if err == nil {
		_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
	}
	switch {
	case err != nil:
	case listener == nil:
		err = takeBack(ctx, pool)
	default:
		var alive *pgxpool.Conn
		if alive, err = takeBackFromDead(ctx, listener, own); err == nil {
			q.close = func() { alive.Release(); listener.Close() }
		}
	}
	if err == nil {
		q.Client, err = river.NewClient(driver, w.config(own, listen == ""))
	}
	if err != nil {
		q.close()
		return nil, err
	}
	return q, nil
}

// config is how the library is set up. SQLite has no listening: there the
// lanes are looked into at short intervals.
func (w *Worker) config(own string, pollOnly bool) *river.Config {
	c := &river.Config{
		ID: own, Queues: map[string]river.QueueConfig{}, Workers: river.NewWorkers(), Logger: quiet(w.Log), PollOnly: pollOnly,
		MaxAttempts: tries, RetryPolicy: patience(w.Poll), JobTimeout: timeout, RescueStuckJobsAfter: rescue, SoftStopTimeout: 5 * time.Second,
		FetchCooldown: min(w.Poll, 20*time.Millisecond), CompletedJobRetentionPeriod: time.Hour,
	}
	for lane, l := range lanes {
		c.Queues[string(lane)] = river.QueueConfig{MaxWorkers: l.workers, FetchPollInterval: w.Poll * l.poll}
	}
	river.AddWorker(c.Workers, river.WorkFunc(func(ctx context.Context, j *river.Job[work]) error { return w.work(ctx, j) }))
	river.AddWorker(c.Workers, &tasks{worker: w})
	for _, t := range w.Tasks {
		if t.Every > 0 {
			c.PeriodicJobs = append(c.PeriodicJobs, river.NewPeriodicJob(river.PeriodicInterval(t.Every),
				func() (river.JobArgs, *river.InsertOpts) { return task{t.Name}, taskOpts(t.Lane) },
				&river.PeriodicJobOpts{ID: t.Name, RunOnStart: t.Start}))
		}
	}
	return c
}

// patience is the unit of the time between two tries.
type patience time.Duration

// NextRetry tells when a failed job is tried again: by the usual poll after
// half a second, four, fourteen and thirty-two.
func (p patience) NextRetry(j *rivertype.JobRow) time.Time {
	n := time.Duration(len(j.Errors) + 1)
	return time.Now().Add(time.Duration(p) * 5 * n * n * n)
}

// tasks gives each task its turn.
type tasks struct {
	river.WorkerDefaults[task]
	worker *Worker
}

// Work runs a task once.
func (t *tasks) Work(ctx context.Context, j *river.Job[task]) error {
	return t.worker.turn(ctx, j.Args.Name)
}

// Timeout tells when a task is taken for stuck.
func (t *tasks) Timeout(*river.Job[task]) time.Duration { return longTask }

// taskOpts keeps a second turn of a task from being queued while one waits or runs.
func taskOpts(l Lane) *river.InsertOpts {
	return &river.InsertOpts{Queue: string(l), UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning, rivertype.JobStateRetryable, rivertype.JobStateScheduled,
	}}}
}

func (q *queue) start(ctx context.Context) error {
	return q.Start(context.WithoutCancel(ctx))
}

func (q *queue) stop(ctx context.Context) error {
	err := q.Stop(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = q.StopAndCancel(context.WithoutCancel(ctx))
	}
	q.close()
	return err
}

// Ask queues a turn of a task by its name, unless one waits already.
func (w *Worker) Ask(ctx context.Context, name string) error {
	for _, t := range w.Tasks {
		if t.Name == name {
			_, err := w.queue.Insert(ctx, task{name}, taskOpts(t.Lane))
			return err
		}
	}
	return fmt.Errorf("there is no task %q", name)
}

// turn runs a task once.
func (w *Worker) turn(ctx context.Context, name string) error {
	for _, t := range w.Tasks {
		if t.Name == name {
			return t.Run(ctx)
		}
	}
	return river.JobCancel(fmt.Errorf("there is no task %q any more", name))
}
