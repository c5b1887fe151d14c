package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"aceso/internal/client/wire"
	"aceso/internal/domain/job"
	"aceso/internal/domain/org"
	"aceso/internal/serve"
	"aceso/internal/store"
)

func (f *Face) jobs() {
	operation(f, org.ReadSystem, "GET", "/api/v1/jobs", "Work in the background, newest first", f.listJobs)
	operation(f, org.ReadProducts, "GET", "/api/v1/jobs/{id}", "How far work in the background is", f.getJob)
	operation(f, org.ManageJobs, "PUT", "/api/v1/jobs/{id}/retry", "Try a failed or cancelled job again", f.retryJob)
	operation(f, org.ManageJobs, "DELETE", "/api/v1/jobs/{id}", "Cancel a job that waits or runs, or set a failed one aside; it stays on record", f.cancelJob)
	operation(f, org.ReadSystem, "GET", "/api/v1/system", "How the installation stands: versions, clocks, database, disk, backups, the doctor's findings at a glance", f.installation)
	f.routes.list = append(f.routes.list, serve.Route{Method: "GET", Path: "/api/v1/events", Needs: org.ReadProducts, Face: serve.API, Do: f.Streams.Jobs})
	f.byHand(&huma.Operation{
		Method: "GET", Path: "/api/v1/events", Summary: "How jobs stand, while it changes, as server-sent events",
		Description: "Needs the permission products:read. Ask with Accept: text/event-stream. Each event \"job\" holds a job; a comment comes every few seconds. The server ends the stream when it stops or the token is revoked: ask again.",
		Responses:   map[string]*huma.Response{"200": {Description: "the stream", Content: map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{Type: "string"}}}}},
	})
}

type jobList struct {
	Paged
	State string `query:"state" enum:"queued,running,done,failed,cancelled" doc:"only jobs that stand there"`
	Lane  string `query:"lane" enum:"now,bulk" doc:"only of this lane"`
}

func (f *Face) listJobs(ctx context.Context, who org.Actor, in *jobList) (*body[wire.Slice[wire.Job]], error) {
	out := &body[wire.Slice[wire.Job]]{}
	filter := store.JobFilter{Lane: in.Lane}
	if in.State != "" {
		filter.States = []job.State{job.State(in.State)}
	}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		all, err := tx.JobsBy(ctx, filter, in.page())
		out.Body = sliceOf(all, serve.WireJob)
		return err
	})
	return out, err
}

func (f *Face) retryJob(ctx context.Context, who org.Actor, in *ByID) (*body[wire.Job], error) {
	return f.turnJob(ctx, who, in.ID, job.Retry)
}

func (f *Face) cancelJob(ctx context.Context, who org.Actor, in *ByID) (*body[wire.Job], error) {
	return f.turnJob(ctx, who, in.ID, job.Cancel)
}

func (f *Face) turnJob(ctx context.Context, who org.Actor, id string, turn func(context.Context, job.Tx, org.Actor, string) (job.Job, error)) (*body[wire.Job], error) {
	out := &body[wire.Job]{}
	err := f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		j, err := turn(ctx, tx, who, id)
		out.Body = serve.WireJob(j)
		return err
	})
	return out, err
}

func (f *Face) installation(ctx context.Context, _ org.Actor, _ *struct{}) (*body[wire.System], error) {
	now, err := f.State(ctx)
	return &body[wire.System]{Body: now}, err
}
