package cli

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"aceso/internal/client/wire"
)

func newFinding() *cobra.Command {
	c := &cobra.Command{Use: "finding", Short: "What must be decided: known weaknesses in the parts of releases"}
	c.AddCommand(newFindingList())
	return c
}

func newFindingList() *cobra.Command {
	c := &cobra.Command{
		Use: "list", Short: "List findings, worst first", Args: cobra.NoArgs,
		Example: examples("aceso finding list --release 0198c1… --token-file token", "aceso finding list --severity critical --severity high --kev --json"),
	}
	connect := serverFlags(c)
	asJSON := jsonFlag(c)
	release := c.Flags().String("release", "", "id of a release")
	text := c.Flags().String("text", "", "contained in a name of the weakness or the component")
	severity := c.Flags().StringArray("severity", nil, "only of this severity (repeat for more)")
	kev := c.Flags().Bool("kev", false, "only known to be exploited")
	limit := c.Flags().Int("limit", 50, "how many")
	after := c.Flags().String("after", "", "go on behind an earlier page (its next)")
	c.RunE = func(c *cobra.Command, _ []string) error {
		server, err := connect()
		if err != nil {
			return err
		}
		q := url.Values{"limit": {strconv.Itoa(*limit)}}
		for name, v := range map[string]string{"release": *release, "text": *text, "after": *after, "severity": strings.Join(*severity, ",")} {
			if v != "" {
				q.Set(name, v)
			}
		}
		if *kev {
			q.Set("kev", "true")
		}
		var page wire.Slice[wire.Finding]
		if err := server.Get(c.Context(), "findings", q, &page); err != nil {
			return remote(err)
		}
		if *asJSON {
			return printJSON(c, page)
		}
		rows := [][]string{{"WEAKNESS", "PART", "SEVERITY", "SCORE", "KEV", "ANSWER", "FIXED IN"}}
		for _, f := range page.Items {
			score, exploited := "unknown", ""
			if f.Score != nil {
				score = strconv.FormatFloat(*f.Score, 'f', 1, 64)
			}
			if f.KEV {
				exploited = "exploited"
			}
			rows = append(rows, []string{f.Weakness, f.Component.Name + " " + f.Component.Version, f.Severity, score, exploited, strings.ReplaceAll(f.Match, "_", " "), strings.Join(f.Fixed, ", ")})
		}
		if err := printTable(c, rows); err != nil {
			return err
		}
		asOf := page.AsOf
		if asOf == "" {
			asOf = "no vulnerability data yet"
		}
		say(c, "%d of %d findings; data as of %s", len(page.Items), page.Total, asOf)
		if page.Next != "" {
			say(c, "more: --after %s", page.Next)
		}
		return nil
	}
	return c
}
