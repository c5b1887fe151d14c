package cli

import (
	"net/url"
	"strconv"

	"github.com/spf13/cobra"

	"aceso/internal/client/wire"
)

func newFindingTrend() *cobra.Command {
	c := &cobra.Command{
		Use: "trend", Short: "Show how findings and parts stood over time", Args: cobra.NoArgs,
		Example: examples("aceso finding trend --token-file token", "aceso finding trend --model 01a2… --period 1y --json"),
	}
	connect := serverFlags(c)
	asJSON := jsonFlag(c)
	texts := map[string]*string{
		"model":   c.Flags().String("model", "", "id of a model: its newest release in the field"),
		"release": c.Flags().String("release", "", "id of a release"),
		"period":  c.Flags().String("period", "12w", "30d, 12w, 26w, 1y or 3y"),
	}
	c.RunE = func(c *cobra.Command, _ []string) error {
		server, err := connect()
		if err != nil {
			return err
		}
		q := url.Values{}
		for name, v := range texts {
			if *v != "" {
				q.Set(name, *v)
			}
		}
		var t wire.Trend
		if err := server.Get(c.Context(), "trends", q, &t); err != nil {
			return remote(err)
		}
		if *asJSON {
			return printJSON(c, t)
		}
		rows := [][]string{{"UNTIL", "OPEN", "CRITICAL", "HIGH", "EXPLOITED", "CAME", "WENT", "NOT CHECKABLE"}}
		for _, s := range t.Steps {
			if s.Counts == nil {
				rows = append(rows, []string{s.To, "-", "-", "-", "-", "-", "-", "-"})
				continue
			}
			n := s.Counts
			unchecked := strconv.Itoa(n.NotCheckable + n.Waiting)
			if s.Derived {
				unchecked = "-"
			}
			rows = append(rows, []string{s.To, strconv.Itoa(n.Open), strconv.Itoa(n.Critical), strconv.Itoa(n.High), strconv.Itoa(n.Exploited), strconv.Itoa(n.Came), strconv.Itoa(n.Went), unchecked})
		}
		if err := printTable(c, rows); err != nil {
			return err
		}
		say(c, "counted since %s; what lies before follows from the dates of the findings", cmpOr(t.Since, "now"))
		return nil
	}
	return c
}
