package cli

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"aceso/internal/client/wire"
	"aceso/internal/format/sheet"
)

func newFinding() *cobra.Command {
	c := &cobra.Command{Use: "finding", Short: "What must be decided: known weaknesses in the parts of releases"}
	c.AddCommand(newFindingList(), newFindingTrend())
	c.AddCommand(newFindingActs()...)
	return c
}

func newFindingList() *cobra.Command {
	c := &cobra.Command{
		Use: "list", Short: "List findings: what is exploited first, then by severity and score", Args: cobra.NoArgs,
		Example: examples("aceso finding list --release 0198c1… --token-file token", "aceso finding list --severity critical --severity high --kev --json", "aceso finding list --csv --limit 500 > findings.csv"),
	}
	connect := serverFlags(c)
	asJSON := jsonFlag(c)
	asCSV := c.Flags().Bool("csv", false, "print CSV instead of a table")
	texts := map[string]*string{
		"release": c.Flags().String("release", "", "id of a release"),
		"model":   c.Flags().String("model", "", "id of a model"),
		"text":    c.Flags().String("text", "", "contained in a name of the weakness or the component"),
		"match":   c.Flags().String("match", "", "affected or cannot_tell"),
		"sort":    c.Flags().String("sort", "", "severity, score, kev, epss, component, weakness, state, match, owner, opened or turned, with - before it falling (default -kev)"),
		"after":   c.Flags().String("after", "", "go on behind an earlier page (its next)"),
	}
	lists := map[string]*[]string{
		"severity": c.Flags().StringArray("severity", nil, "critical, high, medium, low, none or unknown (repeat for more)"),
		"state":    c.Flags().StringArray("state", nil, "open, in review, reopened, snoozed or closed (repeat for more; the live ones when not said)"),
	}
	kev := c.Flags().Bool("kev", false, "only known to be exploited")
	limit := c.Flags().Int("limit", 50, "how many")
	c.MarkFlagsMutuallyExclusive("json", "csv")
	c.RunE = func(c *cobra.Command, _ []string) error {
		server, err := connect()
		if err != nil {
			return err
		}
		q := url.Values{"limit": {strconv.Itoa(*limit)}}
		for name, v := range texts {
			if *v != "" {
				q.Set(name, *v)
			}
		}
		for name, v := range lists {
			if len(*v) > 0 {
				q.Set(name, strings.Join(*v, ","))
			}
		}
		if *kev {
			q.Set("kev", "true")
		}
		var page wire.Slice[wire.Finding]
		if err := server.Get(c.Context(), "findings", q, &page); err != nil {
			return remote(err)
		}
		switch {
		case *asJSON:
			return printJSON(c, page)
		case *asCSV:
			err = printFindingsCSV(c, page)
		default:
			err = printFindings(c, page)
		}
		if err != nil {
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

func printFindings(c *cobra.Command, page wire.Slice[wire.Finding]) error {
	rows := [][]string{{"WEAKNESS", "PART", "SEVERITY", "SCORE", "KEV", "ANSWER", "FIXED IN"}}
	for _, f := range page.Items {
		exploited := ""
		if f.KEV {
			exploited = "exploited"
		}
		rows = append(rows, []string{f.Weakness, f.Component.Name + " " + f.Component.Version, f.Severity, known(f.Score, "unknown"), exploited, strings.ReplaceAll(f.Match, "_", " "), strings.Join(f.Fixed, ", ")})
	}
	return printTable(c, rows)
}

// printFindingsCSV writes every field that a list of findings is worked through with.
func printFindingsCSV(c *cobra.Command, page wire.Slice[wire.Finding]) error {
	header := []string{"weakness", "names", "component", "version", "purl", "answer", "severity", "score", "exploited", "epss", "fixed in", "state", "releases", "why", "source", "record", "id", "data as of"}
	rows := make([][]string, len(page.Items))
	for i, f := range page.Items {
		rows[i] = []string{
			f.Weakness, strings.Join(f.Names, " "), f.Component.Name, f.Component.Version, f.Component.PURL, f.Match, f.Severity, known(f.Score, ""), strconv.FormatBool(f.KEV), known(f.EPSS, ""),
			strings.Join(f.Fixed, " "), f.State, strconv.Itoa(f.InReleases), f.Why, f.Source, f.Record, f.ID, page.AsOf,
		}
	}
	return sheet.WriteCSV(c.OutOrStdout(), header, slices.Values(rows))
}

// known writes a number that may be absent: unknown is not zero.
func known(n *float64, absent string) string {
	if n == nil {
		return absent
	}
	return strconv.FormatFloat(*n, 'f', -1, 64)
}
