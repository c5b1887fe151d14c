package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"aceso/internal/app"
)

func newDoctor() *cobra.Command {
	c := &cobra.Command{
		Use:   "doctor",
		Short: "Look at an installation, and say what to do about what is wrong",
		Long: "Looks at the data folder and its disk, the database, the logs, kept evidence, the vulnerability data, the clock and the\naddress, while a server runs or not. Nothing is changed; one small file is written to time the disk, and removed.\n" +
			"Only --network asks anything outside. Of the evidence a hundred files are read, others each time.\n" +
			"Exit code 0 when nothing is worse than a warning, 10 when something is harmed, 2 when something has to be set right,\n7 when only something does not answer.",
		Args:    cobra.NoArgs,
		Example: examples("aceso doctor --data /var/lib/aceso", "aceso doctor --json | jq '.checks[] | select(.state != \"ok\")'", "aceso doctor --network"),
	}
	typed := listenFlags(c)
	asJSON := jsonFlag(c)
	network := c.Flags().Bool("network", false, "ask also every source of vulnerability data for an answer")
	c.RunE = func(c *cobra.Command, _ []string) error {
		config, err := app.LoadConfig(typed())
		if err != nil {
			return err
		}
		d := app.Diagnose(c.Context(), config, *network)
		if err := printDiagnosis(c, d, *asJSON); err != nil {
			return err
		}
		return d.Worst()
	}
	return c
}

func printDiagnosis(c *cobra.Command, d *app.Diagnosis, asJSON bool) error {
	if asJSON {
		return printJSON(c, d)
	}
	rows := [][]string{{"STATE", "CHECK", "WHAT IS SO"}}
	n := map[string]int{}
	for _, ch := range d.Checks {
		n[ch.State]++
		rows = append(rows, []string{ch.State, ch.ID, strings.TrimSpace(ch.Text)})
		if ch.State != app.CheckOK && ch.Fix != "" {
			rows = append(rows, []string{"", "", "do: " + ch.Fix})
		}
	}
	if err := printTable(c, rows); err != nil {
		return err
	}
	say(c, "%d ok, %d to look at, %d at fault", n[app.CheckOK], n[app.CheckWarning], n[app.CheckFault])
	return nil
}
