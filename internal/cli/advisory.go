package cli

import (
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"aceso/internal/app"
	"aceso/internal/format/csaf"
	"aceso/internal/format/intake"
	"aceso/internal/value/fault"
)

func newAdvisory() *cobra.Command {
	c := &cobra.Command{Use: "advisory", Short: "Security advisories (CSAF)"}
	c.AddCommand(newAdvisoryValidate())
	return c
}

func newAdvisoryValidate() *cobra.Command {
	c := &cobra.Command{
		Use:   "validate FILE",
		Short: "Hold an advisory against the schema and tests of CSAF 2.0, without a server",
		Long: "Runs the JSON schema and the mandatory, optional and informative tests of CSAF 2.0, section 6.\n" +
			"An advisory is valid when the schema and every mandatory test pass; the others are advice.\n" +
			"Exit code 10 when it is not valid, 2 when the file can't be judged: it is no CSAF 2.0 advisory.",
		Args:    cobra.ExactArgs(1),
		Example: examples("aceso advisory validate icsma-24-319-01.json", "aceso advisory validate --json - < advisory.json"),
	}
	asJSON := jsonFlag(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		data, err := readFile(c, args[0], intake.SBOM.Bytes)
		if err != nil {
			return err
		}
		report, err := app.ValidateAdvisory(data)
		if f := fault.Of(err); f != nil {
			return exit{code: exitUsage, text: args[0] + " can't be judged: " + f.Error()}
		}
		if err != nil {
			return err
		}
		if *asJSON {
			err = printJSON(c, report)
		} else {
			err = printReport(c, report)
		}
		if err == nil && !report.Valid {
			err = exit{code: exitUnverified}
		}
		return err
	}
	return c
}

func printReport(c *cobra.Command, r csaf.Report) error {
	rows := [][]string{{"TEST", "PATH", "PROBLEM"}}
	add := func(test string, out csaf.Outcome) {
		for _, p := range out.Problems {
			rows = append(rows, []string{test, p.Path, p.Text})
		}
	}
	add("schema", r.Schema)
	failed := 0
	for _, section := range sections(r.Tests) {
		add(section, r.Tests[section])
		if !r.Tests[section].Passed {
			failed++
		}
	}
	if len(rows) > 1 {
		if err := printTable(c, rows); err != nil {
			return err
		}
	}
	word := "valid"
	if !r.Valid {
		word = "not valid"
	}
	name := r.ID
	if name == "" {
		name = "the file"
	}
	say(c, "%s: %s; %d tests run, %d failed, %d not run", name, word, len(r.Tests), failed, len(r.NotRun))
	return nil
}

// sections returns the tests in the order of the standard: 6.1.2 before 6.1.10.
func sections(tests map[string]csaf.Outcome) []string {
	all := make([]string, 0, len(tests))
	for s := range tests {
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b string) int {
		return slices.CompareFunc(strings.Split(a, "."), strings.Split(b, "."), func(x, y string) int {
			i, _ := strconv.Atoi(x)
			j, _ := strconv.Atoi(y)
			return i - j
		})
	})
	return all
}
