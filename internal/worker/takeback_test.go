package worker

import (
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"aceso/internal/store/storetest"
)

func TestOnlyJobsOfProcessesThatAreGoneAreTakenBack(t *testing.T) {
	db := storetest.Postgres(t)
	x := newBench(t, db, nil) // makes the queue's tables, and lives
	_, address := db.Pool()
	p, err := pgxpool.New(ctx, address)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if _, err := p.Exec(ctx, `
		INSERT INTO river_job (kind, args, state, attempt, max_attempts, queue, attempted_at, attempted_by)
		SELECT who, '{}', 'running', 1, 5, 'nobody looks here', now(), ARRAY['somebody', who] FROM unnest($1::text[]) who`,
		[]string{x.w.queue.ID(), "gone"}); err != nil {
		t.Fatal(err)
	}
	c, err := takeBackFromDead(ctx, p, "the next")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Release()
	for kind, want := range map[string]string{"gone": "available 0", x.w.queue.ID(): "running 1"} {
		var got string
		if err := p.QueryRow(ctx, `SELECT state || ' ' || attempt FROM river_job WHERE kind = $1`, kind).Scan(&got); err != nil || got != want {
			t.Errorf("the job of %q is %s, want %s: %v", kind, got, want, err)
		}
	}
}
