package cli

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"aceso/internal/app"
)

func newBackup() *cobra.Command {
	c := &cobra.Command{Use: "backup", Short: "Everything in one file, verified, and back again"}
	c.AddCommand(newBackupCreate(), newBackupVerify(), newBackupDrill(), newBackupRestore(), newBackupList())
	return c
}

func newBackupCreate() *cobra.Command {
	c := &cobra.Command{
		Use:     "create -o FILE",
		Short:   "Write everything in the data folder into one file, while a server runs or not",
		Long:    "The database as it stands at one moment, all evidence, the bundle in use, keys and configuration, with their\nhashes. The file holds the key that signs the log: keep it as safe as the data folder. Files that the\nconfiguration names elsewhere are not in it. Exit code 8 when some evidence was missing or harmed already.",
		Args:    cobra.NoArgs,
		Example: examples("aceso backup create --data /var/lib/aceso -o aceso-2026-11-23.backup", "aceso backup create --data ./aceso-data -o today.backup --json"),
	}
	typed := configFlags(c)
	asJSON := jsonFlag(c)
	file := c.Flags().StringP("output", "o", "", "file to write; it must not be there yet")
	c.MarkFlagRequired("output")
	c.RunE = func(c *cobra.Command, _ []string) error {
		config, err := app.LoadConfig(typed())
		if err != nil {
			return err
		}
		began := time.Now()
		m, err := app.CreateBackup(c.Context(), config, *file)
		noteBackup(c, config, app.BackupRun{Kind: app.BackedUp, File: *file, Began: began, About: m, Wrong: err})
		if err != nil {
			return err
		}
		if err := printManifest(c, m, *asJSON); err != nil {
			return err
		}
		if n := len(m.Missing); n > 0 {
			return exit{exitPartly, fmt.Sprintf("%d files that the database speaks of are missing or harmed, the first is %s; all else is in the backup", n, m.Missing[0])}
		}
		return nil
	}
	return c
}

func newBackupVerify() *cobra.Command {
	c := &cobra.Command{
		Use:     "verify FILE",
		Short:   "Read a whole backup: hashes, logs computed anew, evidence complete",
		Long:    "Exit code 10 when something does not hold. Needs room for the database in the folder of temporary files.\nWith --data the run is noted in that installation, when the backup is one of it.",
		Args:    cobra.ExactArgs(1),
		Example: examples("aceso backup verify aceso-2026-11-23.backup --data /var/lib/aceso", "aceso backup verify today.backup --json"),
	}
	typed := configFlags(c)
	asJSON := jsonFlag(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		began := time.Now()
		m, err := app.VerifyBackup(c.Context(), args[0])
		if noteErr := noteWhereNamed(c, typed(), app.BackupRun{Kind: app.Verified, File: args[0], Began: began, About: m, Wrong: err}); noteErr != nil {
			return noteErr
		}
		if err != nil {
			return err
		}
		return printManifest(c, m, *asJSON)
	}
	return c
}

func newBackupRestore() *cobra.Command {
	c := &cobra.Command{
		Use:     "restore FILE --data NEWDIR",
		Short:   "Verify a backup and put it into a new data folder",
		Long:    "Verifies the backup, unpacks it into a folder that must be new or empty, and verifies the logs there. With\n--database the rows go into that empty PostgreSQL database, whatever database the backup was made from.",
		Args:    cobra.ExactArgs(1),
		Example: examples("aceso backup restore aceso-2026-11-23.backup --data /var/lib/aceso", "aceso backup restore aceso-2026-11-23.backup --data /var/lib/aceso --database postgres://aceso@db/aceso"),
	}
	typed := configFlags(c)
	asJSON := jsonFlag(c)
	c.MarkFlagRequired("data")
	c.RunE = func(c *cobra.Command, args []string) error {
		config, err := app.LoadConfig(typed())
		if err != nil {
			return err
		}
		began := time.Now()
		m, notes, err := app.RestoreBackup(c.Context(), args[0], config)
		if err != nil {
			return err
		}
		noteBackup(c, config, app.BackupRun{Kind: app.Restored, File: args[0], Began: began, About: m})
		for _, n := range notes {
			say(c, "Note: %s", n)
		}
		return printManifest(c, m, *asJSON)
	}
	return c
}

func printManifest(c *cobra.Command, m *app.Manifest, asJSON bool) error {
	if asJSON {
		return printJSON(c, m)
	}
	var size int64
	for _, f := range m.Files {
		size += f.Size
	}
	say(c, "Made %s by Aceso %s from %s: %d files, %d bytes.", m.Made.Format("2006-01-02 15:04:05 UTC"), m.Version, m.Database, len(m.Files), size)
	rows := [][]string{{"ORGANISATION", "ENTRIES", "ROOT"}}
	for _, o := range m.Organisations {
		rows = append(rows, []string{o.Name, fmt.Sprint(o.Entries), o.Root})
	}
	return printTable(c, rows)
}
