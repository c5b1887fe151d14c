package cli

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"aceso/internal/client/wire"
)

func newComponentHorizon() *cobra.Command {
	c := &cobra.Command{
		Use: "horizon", Short: "List the parts that lose support before the devices that hold them", Args: cobra.NoArgs,
		Example: examples("aceso component horizon --token-file token", "aceso component horizon --when ended --plan none --json"),
	}
	connect := serverFlags(c)
	asJSON := jsonFlag(c)
	texts := map[string]*string{
		"model":   c.Flags().String("model", "", "id of a model: only parts of its releases"),
		"release": c.Flags().String("release", "", "id of a release: only its parts"),
		"text":    c.Flags().String("text", "", "contained in name, version, supplier or package URL"),
		"when":    c.Flags().String("when", "", "ended, year (within twelve months) or later"),
		"device":  c.Flags().String("device", "", "unstated: of releases that state no end; all: whatever the releases say"),
		"plan":    c.Flags().String("plan", "", "none or made"),
		"sort":    c.Flags().String("sort", "", "ends, name, version, supplier, level, by, device or plan, with - before it falling (default ends)"),
		"after":   c.Flags().String("after", "", "go on behind an earlier page (its next)"),
	}
	limit := c.Flags().Int("limit", 50, "how many")
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
		var page wire.Horizon
		if err := server.Get(c.Context(), "horizon", q, &page); err != nil {
			return remote(err)
		}
		if *asJSON {
			return printJSON(c, page)
		}
		return printHorizon(c, page)
	}
	return c
}

func printHorizon(c *cobra.Command, page wire.Horizon) error {
	rows := [][]string{{"PART", "VERSION", "SUPPORT", "UNTIL", "BY", "OUTLIVED BY", "PLAN"}}
	for _, p := range page.Items {
		var devices []string
		for _, d := range p.Devices {
			devices = append(devices, d.Model+" "+d.Version+" ("+cmpOr(d.End, "no end stated")+")")
		}
		if more := p.Outlived - len(p.Devices); more > 0 {
			devices = append(devices, strconv.Itoa(more)+" more")
		}
		plan := "none"
		if p.Plan != nil {
			plan = p.Plan.State
		}
		rows = append(rows, []string{p.Name, p.Version, p.Support.Stand, cmpOr(p.Support.End, "-"), cmpOr(p.Support.Source, "-"), cmpOr(strings.Join(devices, ", "), "-"), plan})
	}
	if err := printTable(c, rows); err != nil {
		return err
	}
	n := page.Counts
	say(c, "%d of %d. Before a device end %d: %d already have, %d within twelve months, %d without a plan. Releases that state no end: %d.", len(page.Items), page.Total, n.Outlived, n.Ended, n.Year, n.Unplanned, n.Endless)
	if page.Reckoning {
		say(c, "something changed just now and is being reckoned; ask again in a minute")
	}
	if page.Next != "" {
		say(c, "more: --after %s", page.Next)
	}
	return nil
}
