package cli

import (
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"aceso/internal/app"
	"aceso/internal/value/fault"
)

func newBackupDrill() *cobra.Command {
	c := &cobra.Command{
		Use:     "drill FILE",
		Short:   "Restore a backup into a folder that is dropped again, to know that it would work",
		Long:    "Verifies the backup, restores it into a new folder, verifies the logs there, and removes the folder. Needs room for\neverything in it. With --data the run is noted in that installation, when the backup is one of it.",
		Args:    cobra.ExactArgs(1),
		Example: examples("aceso backup drill aceso-2026-11-23.backup --data /var/lib/aceso", "aceso backup drill today.backup --work /mnt/large --json"),
	}
	typed := configFlags(c)
	asJSON := jsonFlag(c)
	work := c.Flags().String("work", "", "folder in which the folder of the drill is made (default that of temporary files)")
	c.RunE = func(c *cobra.Command, args []string) error {
		began := time.Now()
		m, err := app.DrillBackup(c.Context(), args[0], *work)
		if noteErr := noteWhereNamed(c, typed(), app.BackupRun{Kind: app.Drilled, File: args[0], Began: began, About: m, Wrong: err}); noteErr != nil {
			return noteErr
		}
		if err != nil {
			return err
		}
		return printManifest(c, m, *asJSON)
	}
	return c
}

// backupRun is one line of backup list --json.
type backupRun struct {
	Kind    string    `json:"kind"`
	At      time.Time `json:"at"`
	Seconds float64   `json:"seconds"`
	Made    string    `json:"made,omitempty"` // when the backup was made
	File    string    `json:"file"`
	Size    int64     `json:"size"`
	Problem string    `json:"problem,omitempty"`
	By      string    `json:"by"`
	Version string    `json:"version"`
}

func newBackupList() *cobra.Command {
	c := &cobra.Command{
		Use: "list", Short: "List each backup, verification and drill that was noted, the newest first", Args: cobra.NoArgs,
		Example: examples("aceso backup list --data /var/lib/aceso", "aceso backup list --data /var/lib/aceso --json"),
	}
	typed := configFlags(c)
	asJSON := jsonFlag(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		config, err := app.LoadConfig(typed())
		if err != nil {
			return err
		}
		runs, err := app.BackupRuns(c.Context(), config)
		if err != nil {
			return err
		}
		out := []backupRun{}
		rows := [][]string{{"WHAT", "WHEN", "TOOK", "FILE", "BYTES", "RESULT", "BY"}}
		for _, r := range runs {
			one := backupRun{Kind: string(r.Kind), At: r.At, Seconds: r.Took.Seconds(), File: r.File, Size: r.Size, Problem: r.Problem, By: r.By, Version: r.Version}
			if !r.Made.IsZero() {
				one.Made = r.Made.UTC().Format(time.RFC3339)
			}
			out = append(out, one)
			rows = append(rows, []string{one.Kind, r.At.UTC().Format("2006-01-02 15:04"), r.Took.Round(time.Millisecond).String(), r.File, fmt.Sprint(r.Size), first(r.Problem, "well"), r.By})
		}
		if *asJSON {
			return printJSON(c, out)
		}
		return printTable(c, rows)
	}
	return c
}

// noteBackup notes a run; that it could not be noted is told, and changes
// nothing about the run itself.
func noteBackup(c *cobra.Command, config app.Config, r app.BackupRun) {
	if f := fault.Of(r.Wrong); f != nil && f.Kind != fault.Unverified {
		return // what was asked for was wrong: nothing was done with a backup
	}
	if err := app.NoteBackup(c.Context(), config, r); err != nil && r.Wrong == nil {
		say(c, "Note: this was not recorded: %v", err)
	}
}

// noteWhereNamed notes a run in the installation that was named; what was done
// with a backup elsewhere is noted nowhere.
func noteWhereNamed(c *cobra.Command, flags map[string]any, r app.BackupRun) error {
	if flags["data"] == nil && flags["database"] == nil && os.Getenv("ACESO_DATA") == "" {
		return nil
	}
	config, err := app.LoadConfig(flags)
	if err != nil {
		return err
	}
	noteBackup(c, config, r)
	return nil
}
