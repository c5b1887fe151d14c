package cli

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"aceso/internal/app"
	"aceso/internal/domain/record"
	"aceso/internal/value/fault"
)

func newAudit() *cobra.Command {
	c := &cobra.Command{Use: "audit", Short: "The log: take it out, and prove that nothing was changed"}
	c.AddCommand(newAuditVerify(), newAuditExport())
	return c
}

// verified is the answer of audit verify --json.
type verified struct {
	Org         string `json:"org"`
	Entries     int64  `json:"entries"`
	Root        string `json:"root"`
	Checkpoints int    `json:"checkpoints"`
	Holds       bool   `json:"holds"`
}

func newAuditVerify() *cobra.Command {
	c := &cobra.Command{
		Use:   "verify [FILE]",
		Short: "Compute the whole log anew and compare it with its signed checkpoints",
		Long:  "Without a file, every organisation's log in the data folder is verified, or the one of --org. With a file, an\nexported log is, without any database. Exit code 10 when something does not hold.\nOnly a checkpoint that was kept elsewhere shows that the end of a log was cut off together with its own\ncheckpoints: keep one from time to time where nobody who can reach the database can.",
		Args:  cobra.MaximumNArgs(1),
		Example: examples("aceso audit verify --data /var/lib/aceso", "aceso audit verify --data /var/lib/aceso --org larkfield --checkpoint kept-elsewhere.txt", "aceso audit verify log.jsonl --key log.pub",
			"aceso audit verify log.jsonl --checkpoint kept-elsewhere.txt"),
	}
	typed := configFlags(c)
	asJSON := jsonFlag(c)
	key := c.Flags().String("key", "", "file with the public key of the log (default the one in the export)")
	points := c.Flags().StringArray("checkpoint", nil, "file with a checkpoint that was kept elsewhere")
	org := c.Flags().String("org", "", "name or id of one organisation (needed with --checkpoint when there are several)")
	c.RunE = func(c *cobra.Command, args []string) error {
		var reports []record.Report
		var err error
		if len(args) == 1 {
			reports, err = verifyFile(c, args[0], *key, *points)
		} else {
			reports, err = verifyData(c, typed(), *org, *points)
		}
		if err != nil {
			return err
		}
		out := []verified{}
		rows := [][]string{{"ORGANISATION", "ENTRIES", "CHECKPOINTS", "ROOT"}}
		for _, r := range reports {
			out = append(out, verified{r.Org, r.Size, r.Root.String(), r.Checkpoints, true})
			rows = append(rows, []string{r.Org, fmt.Sprint(r.Size), fmt.Sprint(r.Checkpoints), r.Root.String()})
		}
		if *asJSON {
			return printJSON(c, out)
		}
		return printTable(c, rows)
	}
	return c
}

func verifyFile(c *cobra.Command, name, keyFile string, points []string) ([]record.Report, error) {
	var key string
	if keyFile != "" {
		text, err := readFile(c, keyFile, 4096)
		if err != nil {
			return nil, err
		}
		key = string(text)
	}
	notes, err := readPoints(c, points)
	if err != nil {
		return nil, err
	}
	var in io.Reader = c.InOrStdin()
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, fault.New(fault.NotFound, "%s can't be opened", name)
		}
		defer f.Close()
		in = f
	}
	report, err := app.VerifyExport(c.Context(), in, key, notes)
	return []record.Report{report}, err
}

func readPoints(c *cobra.Command, files []string) ([][]byte, error) {
	var notes [][]byte
	for _, f := range files {
		text, err := readFile(c, f, 64<<10)
		if err != nil {
			return nil, err
		}
		notes = append(notes, text)
	}
	return notes, nil
}

func verifyData(c *cobra.Command, flags map[string]any, org string, points []string) ([]record.Report, error) {
	notes, err := readPoints(c, points)
	if err != nil {
		return nil, err
	}
	a, err := openData(c, flags)
	if err != nil {
		return nil, err
	}
	defer a.Close()
	if org == "" && len(notes) == 0 {
		return a.VerifyLogs(c.Context())
	}
	id, err := a.FindOrganisation(c.Context(), org)
	if err != nil {
		return nil, err
	}
	report, err := a.VerifyLogAgainst(c.Context(), id, notes)
	return []record.Report{report}, err
}

// openData opens a data folder that must be there already.
func openData(c *cobra.Command, flags map[string]any) (*app.App, error) {
	config, err := app.LoadConfig(flags)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(config.Data); err != nil {
		return nil, fault.New(fault.NotFound, "there is no data folder %s", config.Data).Helped("name it with --data")
	}
	return app.Open(c.Context(), config, c.ErrOrStderr())
}

func newAuditExport() *cobra.Command {
	c := &cobra.Command{
		Use:     "export",
		Short:   "Write an organisation's log with its checkpoints as lines of JSON",
		Args:    cobra.NoArgs,
		Example: examples("aceso audit export --data /var/lib/aceso --org larkfield > log.jsonl", "aceso audit export -o log.jsonl"),
	}
	typed := configFlags(c)
	org := c.Flags().String("org", "", "name or id of the organisation (needed when there are several)")
	file := c.Flags().StringP("output", "o", "-", "file to write")
	c.RunE = func(c *cobra.Command, _ []string) error {
		a, err := openData(c, typed())
		if err != nil {
			return err
		}
		defer a.Close()
		id, err := a.FindOrganisation(c.Context(), *org)
		if err != nil {
			return err
		}
		if *file == "-" {
			return a.ExportLog(c.Context(), id, c.OutOrStdout())
		}
		f, err := os.Create(*file)
		if err != nil {
			return fmt.Errorf("write %s: %w", *file, err)
		}
		defer f.Close()
		if err := a.ExportLog(c.Context(), id, f); err != nil {
			return err
		}
		return f.Close()
	}
	return c
}
