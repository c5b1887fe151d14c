package cli

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"aceso/internal/client/wire"
)

func newJob() *cobra.Command {
	c := &cobra.Command{Use: "job", Short: "Work in the background: look at it, try it again, cancel it"}
	c.AddCommand(newJobList(), newJobTurn("retry", "Try a failed or cancelled job again", "PUT", "/retry"), newJobTurn("cancel", "Cancel a job that waits or runs, or set a failed one aside", "DELETE", ""))
	return c
}

func newJobList() *cobra.Command {
	c := &cobra.Command{
		Use: "list", Short: "List jobs, the newest first", Args: cobra.NoArgs,
		Example: examples("aceso job list --state failed --token-file token", "aceso job list --lane bulk --json"),
	}
	connect, asJSON := serverFlags(c), jsonFlag(c)
	state := c.Flags().String("state", "", "queued, running, done, failed or cancelled")
	lane := c.Flags().String("lane", "", "now or bulk")
	after := c.Flags().String("after", "", "go on behind an earlier page (its next)")
	c.RunE = func(c *cobra.Command, _ []string) error {
		server, err := connect()
		if err != nil {
			return err
		}
		query := url.Values{"limit": {"100"}}
		for name, value := range map[string]string{"state": *state, "lane": *lane, "after": *after} {
			if value != "" {
				query.Set(name, value)
			}
		}
		var all wire.Slice[wire.Job]
		if err := server.Get(c.Context(), "jobs", query, &all); err != nil {
			return remote(err)
		}
		if *asJSON {
			return printJSON(c, all)
		}
		rows := [][]string{{"ID", "JOB", "LANE", "STATE", "DONE", "TRIES", "ASKED", "BY", "PROBLEM"}}
		for _, j := range all.Items {
			far := "-"
			if j.Total > 0 {
				far = fmt.Sprintf("%d of %d", j.Done, j.Total)
			}
			rows = append(rows, []string{j.ID, j.Kind, j.Lane, j.State, far, strconv.Itoa(j.Tries), strings.TrimSuffix(j.Asked, "Z"), j.By, cmpOr(j.Problem, "-")})
		}
		if err := printTable(c, rows); err != nil {
			return err
		}
		if all.Next != "" {
			say(c, "more: --after %s", all.Next)
		}
		return nil
	}
	return c
}

func newJobTurn(word, short, method, behind string) *cobra.Command {
	c := &cobra.Command{
		Use: word + " ID", Short: short, Args: cobra.ExactArgs(1),
		Example: examples("aceso job "+word+" 0198c1… --token-file token", "aceso job "+word+" 0198c1… --json"),
	}
	connect, asJSON := serverFlags(c), jsonFlag(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		server, err := connect()
		if err != nil {
			return err
		}
		var j wire.Job
		if err := server.Send(c.Context(), method, "jobs/"+url.PathEscape(args[0])+behind, struct{}{}, &j); err != nil {
			return remote(err)
		}
		if *asJSON {
			return printJSON(c, j)
		}
		say(c, "The job is %s.", j.State)
		return nil
	}
	return c
}
