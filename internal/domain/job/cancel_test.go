package job

import (
	"context"
	"testing"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/value/fault"
)

type book struct {
	job Job
	log []string
}

func (*book) Now() time.Time { return time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC) }
func (b *book) Append(_ context.Context, e record.Entry) error {
	b.log = append(b.log, e.What)
	return nil
}
func (b *book) Job(context.Context, string) (Job, error) { return b.job, nil }
func (b *book) SaveJob(_ context.Context, j Job) error {
	b.job = j
	return nil
}

func TestAJobIsCancelledWhileItIsUnderWayAndAFailedOneSetAside(t *testing.T) {
	ctx := context.Background()
	who := org.Actor{Org: "o", Person: "p", Name: "Dele Okoro", Roles: []org.Role{org.Administrator}}
	for state, want := range map[State]bool{Queued: true, Running: true, Failed: true, Done: false, Cancelled: false} {
		b := &book{job: Job{ID: "1", State: state, Problem: "why"}}
		_, err := Cancel(ctx, b, who, "1")
		if (err == nil) != want || want != (len(b.log) == 1) {
			t.Errorf("%s: %v, %v", state, err, b.log)
			continue
		}
		if !want {
			continue
		}
		if b.job.State != Cancelled || b.job.Ended.IsZero() || state == Failed && b.job.Problem != "why" || state != Failed && b.job.Problem != "cancelled by Dele Okoro" {
			t.Errorf("%s: %+v", state, b.job)
		}
		if again, err := Retry(ctx, b, who, "1"); err != nil || again.State != Queued || again.Problem != "" {
			t.Errorf("a cancelled one tried again: %+v %v", again, err)
		}
	}
	engineer := who
	engineer.Roles = []org.Role{org.Engineer}
	if _, err := Cancel(ctx, &book{job: Job{State: Queued}}, engineer, "1"); !fault.Is(err, fault.Forbidden) {
		t.Errorf("without the permission: %v", err)
	}
}
