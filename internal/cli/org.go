package cli

import (
	"fmt"

	"github.com/spf13/cobra"
)

func newOrg() *cobra.Command {
	c := &cobra.Command{Use: "org", Short: "Organisations on this server: each sees nothing of another"}
	c.AddCommand(newOrgAdd())
	return c
}

func newOrgAdd() *cobra.Command {
	c := &cobra.Command{
		Use: "add", Short: "Print a link, good once and for half an hour, to set up one more organisation", Args: cobra.NoArgs,
		Long:    "Whoever opens the link names the organisation and becomes its administrator. Put the server's address before it.",
		Example: examples("aceso org add --data /var/lib/aceso", "aceso org add --database postgres://aceso@db/aceso"),
	}
	typed := configFlags(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		a, err := openData(c, typed())
		if err != nil {
			return err
		}
		defer a.Close()
		link, err := a.AnotherLink(c.Context())
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(c.OutOrStdout(), link)
		return err
	}
	return c
}
