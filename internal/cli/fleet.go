package cli

import (
	"github.com/spf13/cobra"

	"aceso/internal/app"
	"aceso/internal/domain/match"
	"aceso/internal/format/intake"
)

func newFleet() *cobra.Command {
	c := &cobra.Command{Use: "fleet", Short: "The devices that a hospital has in use"}
	c.AddCommand(newFleetMatch())
	return c
}

func newFleetMatch() *cobra.Command {
	c := &cobra.Command{
		Use:   "match --advisory FILE --units CSV",
		Short: "Say for each unit of an inventory how it stands to an advisory, without a server",
		Long: "Reads a CSAF advisory and an inventory, and answers for each unit: affected, not_affected or cannot_tell,\n" +
			"with the reason and with what would settle it. The inventory is CSV; its first row names the columns:\n" +
			"tag, manufacturer, model, version, and if there are such model number, serial, UDI, site, ward.\n\n" +
			"--aliases says what a person has settled of names, as a JSON list of pairs\n" +
			`{"manufacturer", "model", "vendor", "product", "same"}, the first two as the inventory writes them, the others as` + "\n" +
			`the advisory does; or of name rules {"name", "vendor", "patterns"}, as they are kept for components.`,
		Args:    cobra.NoArgs,
		Example: examples("aceso fleet match --advisory icsma-24-319-01.json --units inventory.csv", "aceso fleet match --json --advisory a.json --units u.csv"),
	}
	asJSON := jsonFlag(c)
	advisory := c.Flags().String("advisory", "", "CSAF advisory")
	inventory := c.Flags().String("units", "", "inventory, CSV")
	var names string
	aliasesFlag(c, &names, "pairs of names and name rules, JSON")
	c.MarkFlagRequired("advisory")
	c.MarkFlagRequired("units")
	c.RunE = func(c *cobra.Command, _ []string) error {
		doc, err := readFile(c, *advisory, intake.SBOM.Bytes)
		if err != nil {
			return err
		}
		table, err := readFile(c, *inventory, intake.SBOM.Bytes)
		if err != nil {
			return err
		}
		rules, confirmed, err := readAliases(c, names)
		if err != nil {
			return err
		}
		for _, r := range rules {
			if r.Vendor == "" {
				say(c, "the rule for %s names no vendor, and so says nothing of units", r.Name)
			}
		}
		matched, err := app.FleetMatch(doc, table, app.FleetNames{Confirmed: confirmed, Rules: rules})
		if err != nil {
			return err
		}
		if *asJSON {
			return printJSON(c, matched)
		}
		return printFleet(c, matched)
	}
	return c
}

func printFleet(c *cobra.Command, m *app.FleetMatched) error {
	rows := [][]string{{"UNIT", "STATE", "WHY", "WHAT WOULD SETTLE IT"}}
	for _, u := range m.Units {
		rows = append(rows, []string{u.Tag, string(u.State), u.Why, u.Settle})
	}
	if err := printTable(c, rows); err != nil {
		return err
	}
	for _, p := range m.Problems {
		say(c, "%s: %s", p.Path, p.Text)
	}
	say(c, "%s: %d affected, %d not affected, %d can't be told", m.Advisory,
		m.Counts[match.Affected], m.Counts[match.NotAffected], m.Counts[match.CannotTell])
	return nil
}
