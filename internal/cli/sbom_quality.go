package cli

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"aceso/internal/app"
	"aceso/internal/client/wire"
	"aceso/internal/domain/sbom"
	"aceso/internal/format/intake"
)

// namedMost is how many failing components the table names for a rule.
const namedMost = 3

func newSBOMQuality() *cobra.Command {
	c := &cobra.Command{
		Use:   "quality FILE",
		Short: "Hold a bill of materials against named profiles, without a server",
		Long: `Says for each rule of a profile how much is filled, which components fail and what to do. Profiles:
` + profileLines() + `
What is stated as unknown or withheld is not filled and told apart, where the profile knows it. The share of a profile is the
mean of its rules that must be met. Exit code 3 when a share is under --min. The JSON names every failing component.`,
		Args:    cobra.ExactArgs(1),
		Example: examples("aceso sbom quality bom.json", "aceso sbom quality bom.json --profile fda-2026 --min 0.9", "aceso sbom quality bom.json --profile all --json"),
	}
	asJSON := jsonFlag(c)
	profile := c.Flags().String("profile", "ntia-2021", strings.Join(sbom.ProfileIDs(), ", ")+" or all")
	least := c.Flags().Float64("min", 0, "fail when a share is less, from 0 to 1")
	c.RunE = func(c *cobra.Command, args []string) error {
		profiles := sbom.Profiles()
		if *profile != "all" {
			p, err := sbom.ProfileByID(*profile)
			if err != nil {
				return usageError{err}
			}
			profiles = []*sbom.Profile{p}
		}
		if !(*least >= 0 && *least <= 1) {
			return usageError{fmt.Errorf("--min is a share from 0 to 1, not %v", *least)}
		}
		data, err := readFile(c, args[0], intake.SBOM.Bytes)
		if err != nil {
			return err
		}
		all, err := app.QualityOfFile(data, profiles)
		if err != nil {
			return err
		}
		if *asJSON {
			err = printJSON(c, all)
		} else {
			err = printQuality(c, all)
		}
		if err != nil {
			return err
		}
		return gateQuality(c, all, *least)
	}
	return c
}

func profileLines() string {
	var b strings.Builder
	for _, p := range sbom.Profiles() {
		fmt.Fprintf(&b, "  %-16s %s, %s\n", p.ID, p.Name, p.Edition)
	}
	return b.String()
}

// gateQuality fails on the profiles whose share is under the least.
func gateQuality(c *cobra.Command, all []wire.Quality, least float64) error {
	var err error
	for _, q := range all {
		if q.Share < least {
			say(c, "%s: a share of %v is under --min %v", q.Profile.ID, q.Share, least)
			err = exit{code: exitGate}
		}
	}
	return err
}

func printQuality(c *cobra.Command, all []wire.Quality) error {
	rows := [][]string{{"RULE", "ASKS FOR", "LEVEL", "FILLED", "SHARE", "UNKNOWN", "WITHHELD", "FAILING"}}
	for _, q := range all {
		for _, r := range q.Rules {
			rows = append(rows, []string{
				r.ID, r.Name, r.Level, fmt.Sprintf("%d/%d", r.Filled, r.Asked), fmt.Sprintf("%d %%", sbom.Percent(r.Share)),
				strconv.Itoa(r.Unknown), strconv.Itoa(r.Redacted), failing(r),
			})
		}
	}
	if err := printTable(c, rows); err != nil {
		return err
	}
	for _, q := range all {
		say(c, "%s, %s: %d %% filled, %d of %d rules met in full, %d components", q.Profile.Name, q.Profile.Edition, sbom.Percent(q.Share), q.Met, q.Of, q.Components)
		if q.Profile.Standing != "" {
			say(c, "  %s", q.Profile.Standing)
		}
	}
	return nil
}

// failing names the first components that fail a rule.
func failing(r wire.QualityRule) string {
	switch {
	case len(r.Failing) == 0:
		return "-"
	case r.Of == "document":
		return "the document"
	}
	var names []string
	for _, f := range r.Failing[:min(namedMost, len(r.Failing))] {
		names = append(names, strings.TrimSpace(f.Name+" "+f.Version))
	}
	if more := len(r.Failing) - len(names); more > 0 {
		names = append(names, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(names, ", ")
}
