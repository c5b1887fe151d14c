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
	c.AddCommand(newAuditVerify(), newAuditExport(), newAuditCheckpoint())
	return c
}

// verified is the answer of audit verify --json, one for each organisation.
type verified struct {
	Org         string `json:"org"`
	Name        string `json:"name,omitempty"` // of the organisation; an export only claims it
	Entries     int64  `json:"entries"`
	Root        string `json:"root"`
	Checkpoints int    `json:"checkpoints"` // that agree
	Covered     int64  `json:"covered"`     // entries that a signed checkpoint covers
	Uncovered   int64  `json:"uncovered"`
	SignedBy    string `json:"signed_by,omitempty"`
	SignedAt    string `json:"signed_at,omitempty"`
	Holds       bool   `json:"holds"`    // the entries fit together and agree with every checkpoint
	Verified    bool   `json:"verified"` // and a signed checkpoint covers all of them
	Says        string `json:"says"`
}

func newVerified(r record.Report) verified {
	v := verified{
		Org: r.Org, Name: r.Name, Entries: r.Size, Root: r.Root.String(), Checkpoints: r.Checkpoints, Covered: r.Covered, Uncovered: r.Uncovered(),
		SignedBy: r.By, Holds: true, Verified: r.Uncovered() == 0,
	}
	if !r.Signed.IsZero() {
		v.SignedAt = r.Signed.Format(record.Stamp)
	}
	switch {
	case v.Verified && v.Entries == 0:
		v.Says = "the log is empty"
	case v.Verified:
		v.Says = fmt.Sprintf("verified: a signed checkpoint covers all %d entries", v.Entries)
	case v.Covered == 0:
		v.Says = fmt.Sprintf("not proven: %d entries fit together, and no signed checkpoint that can be relied on covers any", v.Entries)
	default:
		v.Says = fmt.Sprintf("partly: the first %d entries are proven; the last %d fit together, and no signed checkpoint that can be relied on covers them", v.Covered, v.Uncovered)
	}
	return v
}

func newAuditVerify() *cobra.Command {
	c := &cobra.Command{
		Use:   "verify [FILE]",
		Short: "Compute the whole log anew and compare it with its signed checkpoints",
		Long: "Without a file, every organisation's log in the data folder is verified, or the one of --org. With a file, an\nexported log is, without any database.\n" +
			"Exit code 0 when a signed checkpoint covers every entry, 8 when all entries fit together and some are covered by\nno checkpoint, 10 when something does not hold. The server signs every hour and when it stops, an export is signed\nas it is written, and aceso audit checkpoint signs at once.\n" +
			"To verify a file takes the public key of the server, keys/log.pub in its data folder, got by another road than the\nfile. The key inside an export proves nothing: whoever forged the one could have put in the other.\n" +
			"Only a checkpoint that was kept elsewhere shows that the end of a log was cut off together with its own\ncheckpoints: keep one from time to time where nobody who can reach the database can.",
		Args: cobra.MaximumNArgs(1),
		Example: examples("aceso audit verify --data /var/lib/aceso", "aceso audit verify --data /var/lib/aceso --org 'Larkfield Infusion' --checkpoint kept-elsewhere.txt", "aceso audit verify log.jsonl --key log.pub",
			"aceso audit verify log.jsonl --checkpoint kept-elsewhere.txt"),
	}
	typed := configFlags(c)
	asJSON := jsonFlag(c)
	keyFile := c.Flags().String("key", "", "file with the public key of the log (a data folder has its own)")
	points := c.Flags().StringArray("checkpoint", nil, "file with a checkpoint that was kept elsewhere")
	org := c.Flags().String("org", "", "name or id of one organisation (needed with --checkpoint when there are several)")
	c.RunE = func(c *cobra.Command, args []string) error {
		key, err := readKey(c, *keyFile)
		if err != nil {
			return err
		}
		var reports []record.Report
		if len(args) == 1 {
			reports, err = verifyFile(c, args[0], key, *points)
		} else {
			reports, err = verifyData(c, typed(), *org, key, *points)
		}
		if err != nil {
			return err
		}
		return tellVerified(c, reports, *asJSON, len(args) == 1 && key == "")
	}
	return c
}

// tellVerified prints what was found and ends with the code for it. keyless
// says that the only key at hand came with the file.
func tellVerified(c *cobra.Command, reports []record.Report, asJSON, keyless bool) error {
	out, whole := []verified{}, true
	rows := [][]string{{"ORGANISATION", "ID", "ENTRIES", "COVERED", "NOT COVERED", "CHECKPOINTS", "SIGNED BY", "ROOT"}}
	for _, r := range reports {
		v := newVerified(r)
		out, whole = append(out, v), whole && v.Verified
		by := v.SignedBy
		if by == "" {
			by = "nobody who can be relied on"
		}
		rows = append(rows, []string{first(v.Name, v.Org), v.Org, fmt.Sprint(v.Entries), fmt.Sprint(v.Covered), fmt.Sprint(v.Uncovered), fmt.Sprint(v.Checkpoints), by, v.Root})
	}
	if asJSON {
		if err := printJSON(c, out); err != nil {
			return err
		}
	} else {
		if err := printTable(c, rows); err != nil {
			return err
		}
		for _, v := range out {
			fmt.Fprintf(c.OutOrStdout(), "\n%s: %s.\n", printable(first(v.Name, v.Org)), v.Says)
		}
	}
	if keyless {
		say(c, "The key inside an export proves nothing: it came with what it is to prove. Get keys/log.pub from the data folder of the\nserver by another road, and name it with --key.")
	}
	if !whole {
		return exit{code: exitPartly}
	}
	return nil
}

func readKey(c *cobra.Command, file string) (string, error) {
	if file == "" {
		return "", nil
	}
	text, err := readFile(c, file, 4096)
	if err == nil && len(text) == 0 {
		err = fault.New(fault.Invalid, "%s is empty", file)
	}
	return string(text), err
}

func verifyFile(c *cobra.Command, name, key string, points []string) ([]record.Report, error) {
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

func verifyData(c *cobra.Command, flags map[string]any, org, key string, points []string) ([]record.Report, error) {
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
		return a.VerifyLogs(c.Context(), key)
	}
	id, err := a.FindOrganisation(c.Context(), org)
	if err != nil {
		return nil, err
	}
	report, err := a.VerifyLogAgainst(c.Context(), id, key, notes)
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
		Short:   "Sign an organisation's log and write it with its checkpoints as lines of JSON",
		Args:    cobra.NoArgs,
		Example: examples("aceso audit export --data /var/lib/aceso --org 'Larkfield Infusion' > log.jsonl", "aceso audit export -o log.jsonl"),
	}
	writeLog(c, func(a *app.App, id string, w io.Writer) error {
		if err := a.ExportLog(c.Context(), id, w); err != nil {
			return err
		}
		say(c, "To verify it elsewhere takes the public key %s, by another road than the file.", a.PublicKeyFile())
		return nil
	})
	return c
}

func newAuditCheckpoint() *cobra.Command {
	c := &cobra.Command{
		Use:     "checkpoint",
		Short:   "Sign how long an organisation's log is and what it holds, to be kept elsewhere",
		Long:    "Signs a checkpoint of the log as it stands now and writes it. Kept where nobody who can reach the database can, it\nshows later whether the log was cut off or written anew: aceso audit verify --checkpoint FILE.",
		Args:    cobra.NoArgs,
		Example: examples("aceso audit checkpoint --data /var/lib/aceso --org 'Larkfield Infusion' > kept-elsewhere.txt", "aceso audit checkpoint --data ./aceso-data -o kept-elsewhere.txt"),
	}
	writeLog(c, func(a *app.App, id string, w io.Writer) error {
		p, err := a.SignLog(c.Context(), id)
		if err != nil {
			return err
		}
		if p.Size == 0 {
			return fault.New(fault.NotFound, "the log is empty: there is nothing to sign")
		}
		_, err = w.Write(p.Note)
		return err
	})
	return c
}

// writeLog makes a command that writes something of one organisation's log to
// a file.
func writeLog(c *cobra.Command, write func(a *app.App, id string, w io.Writer) error) {
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
			return write(a, id, c.OutOrStdout())
		}
		f, err := os.Create(*file)
		if err != nil {
			return fmt.Errorf("write %s: %w", *file, err)
		}
		defer f.Close()
		if err := write(a, id, f); err != nil {
			return err
		}
		return f.Close()
	}
}
