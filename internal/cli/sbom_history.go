package cli

import (
	"net/url"
	"strconv"

	"github.com/spf13/cobra"

	"aceso/internal/client/wire"
)

func newSBOMHistory() *cobra.Command {
	c := &cobra.Command{
		Use: "history", Short: "List every bill of materials that a release had, the newest first", Args: cobra.NoArgs,
		Example: examples("aceso sbom history --release 0198c1… --token-file token", "aceso sbom history --release 0198c1… --json"),
	}
	connect, asJSON := serverFlags(c), jsonFlag(c)
	release := c.Flags().String("release", "", "id of the release")
	c.MarkFlagRequired("release")
	c.RunE = func(c *cobra.Command, _ []string) error {
		server, err := connect()
		if err != nil {
			return err
		}
		var list wire.Slice[wire.SBOM]
		if err := server.Get(c.Context(), "releases/"+url.PathEscape(*release)+"/sboms", nil, &list); err != nil {
			return remote(err)
		}
		if *asJSON {
			return printJSON(c, list)
		}
		rows := [][]string{{"ID", "ARRIVED", "FROM", "FORMAT", "PARTS", "PROBLEMS", "SHA-256", "IN USE"}}
		for _, s := range list.Items {
			use := ""
			if s.Current {
				use = "yes"
			}
			rows = append(rows, []string{s.ID, s.Imported.UTC().Format("2006-01-02 15:04"), s.By + " by " + s.Via, s.Format + " " + s.Version, strconv.Itoa(s.Components), strconv.Itoa(s.Errors + s.Warnings), s.SHA256[:min(12, len(s.SHA256))], use})
		}
		return printTable(c, rows)
	}
	return c
}
