package cli

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"aceso/internal/format/bom"
	"aceso/internal/format/intake"
	"aceso/internal/value/check"
	"aceso/internal/value/fault"
)

func newSBOM() *cobra.Command {
	c := &cobra.Command{Use: "sbom", Short: "Bills of materials: look at one, compare, convert, send"}
	c.AddCommand(newSBOMLint(), newSBOMQuality(), newSBOMDiff(), newSBOMConvert(), newSBOMPush(), newSBOMHistory(), newSBOMShare(), newSBOMShares(), newSBOMUnshare())
	return c
}

// lint is the stable answer of sbom lint --json.
type lint struct {
	Format   string          `json:"format"`
	Version  string          `json:"version"`
	Usable   bool            `json:"usable"`
	Valid    bool            `json:"valid"`
	Problems []check.Problem `json:"problems"`
}

func newSBOMLint() *cobra.Command {
	c := &cobra.Command{
		Use:     "lint FILE",
		Short:   "Say what is wrong with a bill of materials, without a server",
		Long:    "Reads CycloneDX, SPDX or a table of parts and lists each problem with its path and rule.\nExit code 10 when the document is not valid.",
		Args:    cobra.ExactArgs(1),
		Example: examples("aceso sbom lint bom.json", "aceso sbom lint --json - < bom.xml"),
	}
	asJSON := jsonFlag(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		data, err := readFile(c, args[0], intake.SBOM.Bytes)
		if err != nil {
			return err
		}
		report := lintBytes(data)
		if *asJSON {
			err = printJSON(c, report)
		} else {
			err = printLint(c, report)
		}
		if err == nil && !report.Valid {
			err = exit{code: exitUnverified}
		}
		return err
	}
	return c
}

func lintBytes(data []byte) lint {
	doc, problems, err := bom.Check(data, intake.SBOM)
	report := lint{Usable: err == nil, Valid: err == nil && problems.Valid(), Problems: problems}
	if doc != nil {
		report.Format, report.Version = string(doc.Format), doc.Version
	}
	if err != nil {
		text := err.Error()
		if f := fault.Of(err); f != nil {
			text = f.Error()
		}
		report.Problems = append(report.Problems, check.Problem{Rule: "readable", Text: text, Level: check.Error})
	}
	if report.Problems == nil {
		report.Problems = []check.Problem{}
	}
	return report
}

func printLint(c *cobra.Command, r lint) error {
	rows := [][]string{{"LEVEL", "PATH", "RULE", "PROBLEM"}}
	for _, p := range r.Problems {
		rows = append(rows, []string{string(p.Level), p.Path, p.Rule, p.Text})
	}
	if len(r.Problems) > 0 {
		if err := printTable(c, rows); err != nil {
			return err
		}
	}
	word := "valid"
	if !r.Valid {
		word = "not valid"
	}
	if !r.Usable {
		word = "can't be used"
	}
	say(c, "%s %s: %s, %d problems", r.Format, r.Version, word, len(r.Problems))
	return nil
}

func newSBOMPush() *cobra.Command {
	c := &cobra.Command{
		Use:   "push FILE",
		Short: "Send a bill of materials to a server and say what is known of it",
		Args:  cobra.ExactArgs(1),
		Example: examples(
			`aceso sbom push bom.json --product "IP-200" --version 4.2.0 --server http://127.0.0.1:8080 --token-file token`,
			`aceso sbom push --create --json bom.json --product "IP-200" --version 4.3.0`),
	}
	connect := serverFlags(c)
	asJSON := jsonFlag(c)
	product := c.Flags().String("product", "", "name of the product's model")
	version := c.Flags().String("version", "", "version of the release")
	create := c.Flags().Bool("create", true, "make the product and release when they are missing")
	wait := c.Flags().Bool("wait", true, "wait until it was matched")
	c.MarkFlagRequired("product")
	c.MarkFlagRequired("version")
	c.RunE = func(c *cobra.Command, args []string) error {
		server, err := connect()
		if err != nil {
			return err
		}
		data, err := readFile(c, args[0], intake.SBOM.Bytes)
		if err != nil {
			return err
		}
		sent, err := server.PushSBOM(c.Context(), filepath.Base(args[0]), *product, *version, *create, data)
		if err != nil {
			return remote(err)
		}
		push := pushed{SBOM: sent}
		if *wait {
			if push.Job, err = server.Wait(c.Context(), sent.Job, nil); err != nil {
				return remote(err)
			}
			if push.Job.State != "done" {
				return fault.New(fault.Unavailable, "the parts could not be matched: %s", push.Job.Problem)
			}
		}
		if err := server.Get(c.Context(), "releases/"+sent.Release, nil, &push.Release); err != nil {
			return remote(err)
		}
		if push.Summary, err = summary(c.Context(), server, push); err != nil {
			return remote(err)
		}
		if *asJSON {
			return printJSON(c, push)
		}
		return printPushed(c, push)
	}
	return c
}
