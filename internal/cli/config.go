package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"aceso/internal/app"
)

func newConfig() *cobra.Command {
	c := &cobra.Command{Use: "config", Short: "What is set, and where"}
	c.AddCommand(newConfigExplain())
	return c
}

func newConfigExplain() *cobra.Command {
	c := &cobra.Command{
		Use:   "explain",
		Short: "Show every setting with the value in force, where it stands, and what it means",
		Long: "A flag beats the environment (ACESO_ADDR, ACESO_LOG__LEVEL: two underscores for a dot), which beats aceso.toml in\nthe data folder, which beats the default. Passwords are left out, and files with keys are named and not opened.\n" +
			"Exit code 2 when the configuration can't be used: what is wrong, what it should be, and where it stands.",
		Args:    cobra.NoArgs,
		Example: examples("aceso config explain --data /var/lib/aceso", "aceso config explain --json"),
	}
	typed := listenFlags(c)
	asJSON := jsonFlag(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		explained, err := app.ExplainConfig(typed())
		if err != nil {
			return err
		}
		if *asJSON {
			return printJSON(c, explained)
		}
		rows := [][]string{{"SETTING", "VALUE", "FROM", "MEANING"}}
		for _, s := range explained.Settings {
			rows = append(rows, []string{s.Key, valueText(s.Value), s.Source.String(), s.Meaning})
		}
		if err := printTable(c, rows); err != nil {
			return err
		}
		if !explained.Read {
			say(c, "There is no file %s.", explained.File)
		}
		return nil
	}
	return c
}

// valueText is a value as a cell of a table.
func valueText(v any) string {
	if list, ok := v.([]string); ok {
		v = strings.Join(list, ", ")
	}
	return cmpOr(fmt.Sprint(v), "-")
}

// listenFlags are the flags that say how a server runs, for commands that
// speak of one.
func listenFlags(c *cobra.Command) func() map[string]any {
	typed := configFlags(c)
	addr := c.Flags().String("addr", "", "host and port that the server listens on (default 127.0.0.1:8080)")
	return func() map[string]any {
		set := typed()
		if c.Flags().Changed("addr") {
			set["addr"] = *addr
		}
		return set
	}
}
