package app

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aceso/internal/store"
	"aceso/internal/testkit"
	"aceso/internal/value/fault"
)

func TestWhatIsDoneWithABackupIsNoted(t *testing.T) {
	for name, database := range map[string]func() string{"SQLite": none, "PostgreSQL": func() string { return testkit.Postgres(t) }} {
		t.Run(name, func(t *testing.T) {
			ctx, a := context.Background(), told(t, database())
			file := filepath.Join(t.TempDir(), "today.backup")
			began := time.Now()
			m, err := CreateBackup(ctx, a.Config, file)
			if err != nil {
				t.Fatal(err)
			}
			note := func(r BackupRun) {
				t.Helper()
				r.File, r.Began = file, began
				if err := NoteBackup(ctx, a.Config, r); err != nil {
					t.Fatal(err)
				}
			}
			look := func() Check {
				d := &doctor{Config: a.Config, now: time.Now}
				d.backup(ctx, a.DB)
				return d.found.Checks[0]
			}
			if c := look(); c.State != CheckWarning || !strings.Contains(c.Text, "no backup is recorded") {
				t.Errorf("before: %+v", c)
			}
			note(BackupRun{Kind: BackedUp, About: m})
			if c := look(); c.State != CheckWarning || !strings.Contains(c.Text, "none was ever read through") {
				t.Errorf("made, and never read: %+v", c)
			}
			note(BackupRun{Kind: Verified, About: m, Wrong: fault.New(fault.Unverified, "it is harmed")})
			if c := look(); c.State != CheckWarning {
				t.Errorf("a verification that failed counts: %+v", c)
			}
			drilled, err := DrillBackup(ctx, file, t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			note(BackupRun{Kind: Drilled, About: drilled})
			if c := look(); c.State != CheckOK {
				t.Errorf("after a drill: %+v", c)
			}
			runs, err := BackupRuns(ctx, a.Config)
			if err != nil || len(runs) != 3 || runs[0].Kind != store.Drilled || runs[1].Problem == "" || runs[2].Size == 0 || runs[2].By == "" || runs[2].File != "today.backup" {
				t.Errorf("%+v %v", runs, err)
			}
			a.desk = newDesk(a.Config, a.DB)
			now, err := a.System(ctx)
			if err != nil || len(now.Backups) != 3 || now.Database.Size == 0 || now.Disk == nil || len(now.Checks) < 4 {
				t.Errorf("the state of the system: %+v %v", now, err)
			}
			other := told(t, "")
			if err := NoteBackup(ctx, other.Config, BackupRun{Kind: Verified, File: file, About: &Manifest{Organisations: []BackupLog{{ID: "another"}}}}); !fault.Is(err, fault.Conflict) {
				t.Errorf("a backup of another installation: %v", err)
			}
		})
	}
}

func TestADrillLeavesNothingBehind(t *testing.T) {
	ctx, a, work := context.Background(), told(t, ""), t.TempDir()
	file := filepath.Join(t.TempDir(), "b")
	if _, err := CreateBackup(ctx, a.Config, file); err != nil {
		t.Fatal(err)
	}
	if _, err := DrillBackup(ctx, file, work); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("harmed"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := DrillBackup(ctx, file, work); err == nil {
		t.Error("a harmed one is taken for good")
	}
	if left, err := os.ReadDir(work); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}
