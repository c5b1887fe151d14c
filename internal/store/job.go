package store

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"aceso/internal/domain/job"
)

const jobColumns = `id, kind, about, state, step, done, total, problem, tries, asked_by, asked_at, started_at, ended_at`

func scanJob(r row) (job.Job, error) {
	var j job.Job
	err := r.Scan(&j.ID, &j.Kind, &j.About, &j.State, &j.Step, &j.Done, &j.Total, &j.Problem, &j.Tries, &j.By, at{&j.Asked}, at{&j.Started}, at{&j.Ended})
	return j, err
}

// Job returns a job as it stands.
func (tx *Tx) Job(ctx context.Context, id string) (job.Job, error) {
	return one(tx.queryRow(ctx, `SELECT `+jobColumns+` FROM job WHERE org = $1 AND id = $2`, tx.org, id), scanJob, "there is no job %s", id)
}

// Jobs returns jobs, newest first: in one state, or all for "".
func (tx *Tx) Jobs(ctx context.Context, state job.State, p Page) (Slice[job.Job], error) {
	w := tx.in("org")
	if state != "" {
		w.and("state = $%d", string(state))
	}
	return tx.jobs(ctx, w, "", p)
}

// jobOrders are what jobs can be sorted by.
var jobOrders = orders{
	"asked": {"id"}, "started": {"started_at", "id"}, "ended": {"ended_at", "id"}, "kind": {"kind", "id"}, "state": {"state", "id"},
	"step": {"step", "id"}, "done": {"done", "id"}, "total": {"total", "id"}, "tries": {"tries", "id"}, "by": {"asked_by", "id"}, "problem": {"problem", "id"}, "about": {"about", "id"},
}

func (tx *Tx) jobs(ctx context.Context, w *where, sort string, p Page) (Slice[job.Job], error) {
	return stretch(ctx, tx, query[job.Job]{noun: "jobs", columns: jobColumns, from: "job", where: w, orders: jobOrders, sort: cmp.Or(sort, "-asked"), scan: scanJob}, p)
}

// JobAbout returns the newest job that works on a record.
func (tx *Tx) JobAbout(ctx context.Context, about string) (job.Job, error) {
	return one(tx.queryRow(ctx, `SELECT `+jobColumns+` FROM job WHERE org = $1 AND about = $2 ORDER BY id DESC LIMIT 1`, tx.org, about), scanJob, "no job works on %s", about)
}

// JobUnderWay tells whether a job of that kind, about that record, is still to end.
func (tx *Tx) JobUnderWay(ctx context.Context, kind job.Kind, about string) (bool, error) {
	n, err := scanNumber(tx.queryRow(ctx, `SELECT count(*) FROM job WHERE org = $1 AND about = $2 AND kind = $3 AND state IN ($4, $5)`,
		tx.org, about, string(kind), string(job.Queued), string(job.Running)))
	return n > 0, err
}

// SaveJob keeps a job, new or as it stands now.
func (tx *Tx) SaveJob(ctx context.Context, j job.Job) error {
	n, err := tx.exec(ctx, `
		INSERT INTO job (org, `+jobColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		ON CONFLICT (org, id) DO UPDATE SET state = excluded.state, step = excluded.step, done = excluded.done, total = excluded.total,
			problem = excluded.problem, tries = excluded.tries, started_at = excluded.started_at, ended_at = excluded.ended_at
		WHERE job.state <> 'cancelled' OR excluded.state = 'queued'`,
		tx.org, j.ID, string(j.Kind), j.About, string(j.State), j.Step, j.Done, j.Total, j.Problem, j.Tries, j.By, when(j.Asked), when(j.Started), when(j.Ended))
	if err != nil {
		return fmt.Errorf("keep job %s: %w", j.ID, err)
	}
	if n == 0 {
		return job.Stopped
	}
	return nil
}

// A JobFilter says which jobs are meant.
type JobFilter struct {
	States []job.State // any when empty
	Lane   string
	Text   string // in what it is about, its step, its problem or who asked
	Sort   string // the newest first when not said
}

// JobsBy returns jobs.
func (tx *Tx) JobsBy(ctx context.Context, f JobFilter, p Page) (Slice[job.Job], error) {
	w := tx.in("org")
	if len(f.States) > 0 {
		w.conds = append(w.conds, tx.among("state", w.arg(listed(tx, texted(f.States)))))
	}
	if f.Lane != "" {
		var kinds []string
		for _, k := range job.Kinds {
			if k.Lane() == f.Lane {
				kinds = append(kinds, string(k))
			}
		}
		w.conds = append(w.conds, tx.among("kind", w.arg(listed(tx, kinds))))
	}
	w.has(f.Text, "about", "step", "problem", "asked_by")
	return tx.jobs(ctx, w, f.Sort, p)
}

func texted[T ~string](all []T) []string {
	out := make([]string, len(all))
	for i, v := range all {
		out[i] = string(v)
	}
	return out
}

// A JobCount is how many jobs of a kind stand in a state, and since when the
// oldest of them was asked for.
type JobCount struct {
	Kind   job.Kind
	State  job.State
	N      int
	Oldest time.Time
}

// JobCounts counts jobs by kind and state.
func (tx *Tx) JobCounts(ctx context.Context) ([]JobCount, error) {
	return list(ctx, tx, func(r row) (JobCount, error) {
		var c JobCount
		err := r.Scan(&c.Kind, &c.State, &c.N, at{&c.Oldest})
		return c, err
	}, `SELECT kind, state, count(*), min(asked_at) FROM job WHERE org = $1 GROUP BY kind, state ORDER BY kind, state`, tx.org)
}

// ForgetJobs drops jobs that ended well before a time.
func (tx *Tx) ForgetJobs(ctx context.Context, before time.Time) (int64, error) {
	return tx.exec(ctx, `DELETE FROM job WHERE org = $1 AND state IN ($2, $3) AND ended_at < $4`, tx.org, string(job.Done), string(job.Cancelled), when(before))
}

// total counts the rows of a list.
func (tx *Tx) total(ctx context.Context, from string, w *where) (int, error) {
	n, err := scanNumber(tx.queryRow(ctx, `SELECT count(*) FROM `+from+` WHERE `+w.String(), w.args...))
	return int(n), err
}
