package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"aceso/internal/app"
)

func newDB() *cobra.Command {
	c := &cobra.Command{Use: "db", Short: "Move to another database"}
	c.AddCommand(newDBCopy())
	return c
}

func newDBCopy() *cobra.Command {
	c := &cobra.Command{
		Use:     "copy --from DATABASE --to DATABASE",
		Short:   "Copy all rows into an empty database and compare both sides",
		Long:    "Copies between SQLite (the path of a file) and PostgreSQL (a postgres:// address), all of it or nothing. Stop the\nserver first: what it writes after the copy has begun stays behind. Evidence, bundle and keys stay in the data folder.",
		Args:    cobra.NoArgs,
		Example: examples("aceso db copy --from /var/lib/aceso/aceso.db --to postgres://aceso@db/aceso", "aceso db copy --from postgres://aceso@db/aceso --to aceso.db --json"),
	}
	from := c.Flags().String("from", "", "database to read")
	to := c.Flags().String("to", "", "empty database to write")
	c.MarkFlagRequired("from")
	c.MarkFlagRequired("to")
	asJSON := jsonFlag(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		copied, err := app.CopyDatabase(c.Context(), *from, *to)
		if err != nil {
			return err
		}
		if *asJSON {
			return printJSON(c, copied)
		}
		rows := [][]string{{"TABLE", "ROWS", "DIGEST"}}
		for _, t := range copied {
			rows = append(rows, []string{t.Table, fmt.Sprint(t.Rows), t.Digest})
		}
		return printTable(c, rows)
	}
	return c
}
