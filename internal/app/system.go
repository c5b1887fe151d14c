package app

import (
	"context"
	"runtime"
	"time"

	"aceso/internal/client/wire"
	"aceso/internal/store"
)

// backupsShown is how many runs of backups the state of the system names.
const backupsShown = 20

// System tells how the installation stands, without reading anything through:
// what takes long is left to aceso doctor.
func (a *App) System(ctx context.Context) (wire.System, error) {
	out := wire.System{Version: Version, Go: runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH, Started: a.began, Clock: a.DB.Now(), Database: wire.Database{Engine: a.DB.Engine()}}
	var err error
	if out.Database.Size, err = a.DB.Size(ctx); err != nil {
		return out, err
	}
	if out.Database.Clock, err = a.DB.Clock(ctx); err != nil {
		return out, err
	}
	if free, whole, err := roomOf(a.Config.Data); err == nil {
		out.Disk = &wire.Disk{Free: free, Whole: whole}
	}
	if err := a.DB.View(ctx, func(tx *store.Tx) error {
		runs, err := tx.BackupRuns(ctx, backupsShown)
		for _, r := range runs {
			out.Backups = append(out.Backups, wireBackup(r))
		}
		return err
	}); err != nil {
		return out, err
	}
	out.Checks, err = a.glance(ctx, out.Clock.Sub(out.Database.Clock))
	return out, err
}

func wireBackup(r store.BackupRun) wire.Backup {
	b := wire.Backup{Kind: string(r.Kind), At: r.At, Seconds: r.Took.Seconds(), File: r.File, Size: r.Size, Problem: r.Problem, By: r.By, Version: r.Version}
	if !r.Made.IsZero() {
		b.Made = &r.Made
	}
	return b
}

// glance is what the doctor finds at a glance.
func (a *App) glance(ctx context.Context, apart time.Duration) ([]wire.Check, error) {
	orgs, err := a.organisations(ctx)
	if err != nil {
		return nil, err
	}
	d := &doctor{Config: a.Config, now: time.Now, built: builtAt(), room: roomOf}
	if d.folder() {
		d.disk()
		d.secrets()
		d.logKeys()
	}
	d.clock(ctx, a.DB, orgs)
	if apart.Abs() > clockSlack {
		d.warn("clock-database", "let both clocks be kept by NTP", "the clock of the database and that of this server are %s apart", span(apart.Abs()))
	}
	d.backup(ctx, a.DB)
	d.sources(a.desk)
	out := []wire.Check{}
	for _, c := range d.found.Checks {
		out = append(out, wire.Check{ID: c.ID, State: c.State, Text: c.Text, Fix: c.Fix})
	}
	return out, nil
}

// sources says how fresh the data in use is, in one line.
func (d *doctor) sources(in *desk) {
	const fix = "look at the page Intelligence, which names each source"
	info, ok := in.Now()
	if !ok {
		d.warn("intelligence", "fetch the data, or bring a bundle", "there is no vulnerability data: nothing can be checked")
		return
	}
	old := 0
	for _, s := range info.Sources {
		if _, is := s.Old(d.now()); is || s.Problem != "" {
			old++
		}
	}
	if old > 0 {
		d.warn("intelligence", fix, "%d of %d sources are old or could not be renewed; the bundle was made %s ago", old, len(info.Sources), span(d.now().Sub(info.Made)))
		return
	}
	d.ok("intelligence", "the bundle of %d sources was made %s ago", len(info.Sources), span(d.now().Sub(info.Made)))
}
