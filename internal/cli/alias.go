package cli

import (
	"strconv"

	"github.com/spf13/cobra"

	"aceso/internal/app"
	"aceso/internal/domain/match"
	"aceso/internal/format/intake"
	"aceso/internal/value/fault"
)

// aliasesFlag adds --aliases, which went by --names before.
func aliasesFlag(c *cobra.Command, file *string, usage string) {
	c.Flags().StringVar(file, "aliases", "", usage)
	c.Flags().StringVar(file, "names", "", usage)
	c.Flags().MarkHidden("names")
}

// An alias is one entry of such a file: a name rule, or one pair of names that
// a person has settled.
type alias struct {
	Name      string   `json:"name"`
	Vendor    string   `json:"vendor"`
	Patterns  []string `json:"patterns"`
	CPE       string   `json:"cpe"`
	Ecosystem string   `json:"ecosystem"`
	Package   string   `json:"package"`
	Who       string   `json:"who"`

	Manufacturer string `json:"manufacturer"` // as the inventory writes it
	Model        string `json:"model"`
	Product      string `json:"product"` // as the advisory writes it
	Same         *bool  `json:"same"`    // they are the same; true where nothing is said
}

// readAliases reads a file of name rules and of confirmed pairs of names.
func readAliases(c *cobra.Command, file string) (rules []match.Alias, confirmed []app.UnitAlias, err error) {
	if file == "" {
		return nil, nil, nil
	}
	data, err := readFile(c, file, intake.API.Bytes)
	if err != nil {
		return nil, nil, err
	}
	var list []alias
	if err := intake.JSON(data, intake.API, &list); err != nil {
		return nil, nil, err
	}
	for i, a := range list {
		switch {
		case a.Manufacturer != "" && a.Vendor != "" && (a.Model != "") == (a.Product != ""):
			confirmed = append(confirmed, app.UnitAlias{
				Manufacturer: a.Manufacturer, Model: a.Model, Vendor: a.Vendor, Product: a.Product, Same: a.Same == nil || *a.Same,
			})
		case a.Name != "" && len(a.Patterns) > 0:
			rules = append(rules, match.Alias{
				ID: strconv.Itoa(i + 1), Name: a.Name, Vendor: a.Vendor, Patterns: a.Patterns, CPE: a.CPE,
				Ecosystem: a.Ecosystem, Package: a.Package, Who: a.Who,
			})
		default:
			return nil, nil, fault.New(fault.Invalid, "%s: entry %d is neither a name rule nor a pair of names", file, i+1).
				Helped("a rule has name and patterns; a pair has manufacturer and vendor, and model and product or neither")
		}
	}
	return rules, confirmed, nil
}
