package cli

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"aceso/internal/client"
	"aceso/internal/client/wire"
)

// An act is one command that does something to findings.
type act struct {
	word, short string
	examples    []string
	flags       func(*cobra.Command) func(*cobra.Command, *client.Client) (wire.Act, error)
}

// acts are the commands that do something to findings, by ids or by filters.
var acts = []act{
	{
		"assign", "Give findings to somebody who may work on them, or to nobody",
		[]string{"aceso finding assign 0198c1… 0198c2… --to me", "aceso finding assign --severity critical --owner nobody --to dele@larkfield.example --dry-run"},
		func(c *cobra.Command) func(*cobra.Command, *client.Client) (wire.Act, error) {
			to := c.Flags().String("to", "", "me, nobody, an e-mail address, or the id of a person")
			c.MarkFlagRequired("to")
			return func(c *cobra.Command, server *client.Client) (wire.Act, error) {
				owner, err := personNamed(c, server, *to)
				return wire.Act{Owner: &owner}, err
			}
		},
	},
	{
		"note", "Write a note on findings, instead of the one that is there",
		[]string{`aceso finding note 0198c1… --note "the shell is not reachable"`, `aceso finding note --component abc… --note "waits for the vendor" --dry-run`},
		func(c *cobra.Command) func(*cobra.Command, *client.Client) (wire.Act, error) {
			note := c.Flags().String("note", "", "the note; an empty one takes it away")
			c.MarkFlagRequired("note")
			return func(*cobra.Command, *client.Client) (wire.Act, error) { return wire.Act{Note: note}, nil }
		},
	},
	{
		"take", "Take findings up: somebody looks into them",
		[]string{"aceso finding take 0198c1…", "aceso finding take --kev --owner me --dry-run"},
		turns("in review"),
	},
	{
		"put-back", "Put findings back that were taken up",
		[]string{"aceso finding put-back 0198c1…", "aceso finding put-back --state \"in review\" --owner nobody"},
		turns("open"),
	},
	{
		"snooze", "Set findings aside until a day; they are counted as before",
		[]string{`aceso finding snooze 0198c1… --until 2026-12-02 --because "waits for the bench test"`, `aceso finding snooze --severity low --until 2027-01-31 --because "after the release" --dry-run`},
		func(c *cobra.Command) func(*cobra.Command, *client.Client) (wire.Act, error) {
			var s wire.Snooze
			c.Flags().StringVar(&s.Until, "until", "", "the day on which they come back, like 2026-12-02; earlier when what is known of them changes")
			c.Flags().StringVar(&s.Because, "because", "", "what is waited for")
			c.MarkFlagRequired("until")
			c.MarkFlagRequired("because")
			return func(*cobra.Command, *client.Client) (wire.Act, error) { return wire.Act{Snooze: &s}, nil }
		},
	},
	{
		"wake", "End the snooze of findings",
		[]string{"aceso finding wake 0198c1…", "aceso finding wake --state snoozed --release 0198c3… --dry-run"},
		func(*cobra.Command) func(*cobra.Command, *client.Client) (wire.Act, error) {
			return func(*cobra.Command, *client.Client) (wire.Act, error) { return wire.Act{Wake: true}, nil }
		},
	},
}

func turns(to string) func(*cobra.Command) func(*cobra.Command, *client.Client) (wire.Act, error) {
	return func(*cobra.Command) func(*cobra.Command, *client.Client) (wire.Act, error) {
		return func(*cobra.Command, *client.Client) (wire.Act, error) { return wire.Act{State: &to}, nil }
	}
}

func newFindingActs() []*cobra.Command {
	out := make([]*cobra.Command, len(acts))
	for i, a := range acts {
		out[i] = a.command()
	}
	return append(out, newFindingUndo(), newFindingDone())
}

func (a act) command() *cobra.Command {
	c := &cobra.Command{
		Use: a.word + " [ID…]", Short: a.short, Args: cobra.ArbitraryArgs, Example: examples(a.examples...),
		Long: a.short + ".\n\nName findings by their ids, or all that a list with these filters shows. What somebody else changed meanwhile, and what can't\nbe changed, is left alone and counted (exit code 8). What was done can be undone for a day (finding undo).",
	}
	connect, asJSON := serverFlags(c), jsonFlag(c)
	which := choiceFlags(c)
	do := a.flags(c)
	dry := c.Flags().Bool("dry-run", false, "say what it would do, and do nothing")
	asOf := c.Flags().String("as-of", "", "of a dry run: what came later is left alone")
	c.RunE = func(c *cobra.Command, args []string) error {
		choice, err := which(args)
		if err != nil {
			return err
		}
		server, err := connect()
		if err != nil {
			return err
		}
		todo, err := do(c, server)
		if err != nil {
			return err
		}
		return perform(c, server, wire.Bulk{Choice: choice, Do: todo, Preview: *dry, AsOf: *asOf}, *asJSON)
	}
	return c
}

// choiceFlags adds the filters of acts, and returns what reads the choice.
func choiceFlags(c *cobra.Command) func(ids []string) (wire.Choice, error) {
	var m wire.Matching
	c.Flags().StringVar(&m.Release, "release", "", "all in this release, by id")
	c.Flags().StringVar(&m.Model, "model", "", "all in releases of this model, by id")
	c.Flags().StringVar(&m.Part, "component", "", "all in this component, by key")
	c.Flags().StringVar(&m.Weakness, "weakness", "", "all of this weakness, by its canonical id")
	c.Flags().StringVar(&m.Match, "match", "", "affected or cannot_tell")
	c.Flags().StringVar(&m.Owner, "owner", "", "only of this person: an id, me, or nobody")
	c.Flags().StringVar(&m.Text, "text", "", "contained in a name of the weakness or the component")
	c.Flags().StringArrayVar(&m.Severity, "severity", nil, "critical, high, medium, low, none or unknown (repeat for more)")
	c.Flags().StringArrayVar(&m.State, "state", nil, "open, in review, reopened, snoozed or closed (repeat for more; those that are not closed when not said)")
	c.Flags().BoolVar(&m.KEV, "kev", false, "only known to be exploited")
	all := c.Flags().Bool("all", false, "all that are not closed")
	return func(ids []string) (wire.Choice, error) {
		filtered := *all
		for _, name := range []string{"release", "model", "component", "weakness", "match", "owner", "text", "severity", "state", "kev"} {
			filtered = filtered || c.Flags().Changed(name)
		}
		switch {
		case filtered && len(ids) > 0:
			return wire.Choice{}, usageError{errors.New("findings are named by their ids, or by filters: not both")}
		case !filtered && len(ids) == 0:
			return wire.Choice{}, usageError{errors.New("no finding is named: give ids, filters, or --all for all that are not closed")}
		case filtered:
			return wire.Choice{All: &m}, nil
		}
		return wire.Choice{IDs: ids}, nil
	}
}

// personNamed returns the id that an owner is sent as.
func personNamed(c *cobra.Command, server *client.Client, name string) (string, error) {
	switch {
	case name == "nobody" || name == "":
		return "", nil
	case !strings.Contains(name, "@"):
		return name, nil
	}
	var people wire.Slice[wire.Member]
	if err := server.Get(c.Context(), "people", nil, &people); err != nil {
		return "", remote(err)
	}
	for _, p := range people.Items {
		if strings.EqualFold(p.Email, name) {
			return p.ID, nil
		}
	}
	return "", exit{exitNotFound, fmt.Sprintf("nobody here has the address %s", name)}
}

// perform sends an act, waits for its job where it has one, and tells what
// came of it.
func perform(c *cobra.Command, server *client.Client, bulk wire.Bulk, asJSON bool) error {
	var f wire.Forecast
	if err := server.Send(c.Context(), "POST", "findings/bulk", bulk, &f); err != nil {
		return remote(err)
	}
	if f.Deed != nil && f.Deed.State == "doing" {
		if err := settled(c, server, f.Deed); err != nil {
			return err
		}
	}
	if asJSON {
		if err := printJSON(c, f); err != nil {
			return err
		}
	} else if err := printForecast(c, f, bulk.Preview); err != nil {
		return err
	}
	left := f.Touched
	for _, r := range f.Refused {
		left += r.Count
	}
	if f.Deed != nil {
		left = f.Deed.Left
	}
	switch {
	case bulk.Preview || left == 0:
		return nil
	case f.Deed == nil:
		return exit{exitConflict, "nothing was changed"}
	}
	return exit{exitPartly, fmt.Sprintf("%d of %d were left alone", left, f.Total)}
}

// settled waits until a deed's job has ended, and reads the deed anew.
func settled(c *cobra.Command, server *client.Client, d *wire.Deed) error {
	if _, err := server.Wait(c.Context(), d.Job, func(j wire.Job) {
		if j.State == "running" {
			say(c, "%d of %d", j.Done, j.Total)
		}
	}); err != nil {
		return remote(err)
	}
	return remote(server.Get(c.Context(), "deeds/"+url.PathEscape(d.ID), nil, d))
}

func printForecast(c *cobra.Command, f wire.Forecast, preview bool) error {
	word := "changed"
	if preview {
		word = "would change"
	}
	changed := f.Change
	if f.Deed != nil {
		changed = f.Deed.Done
	}
	rows := [][]string{{"FINDINGS", "WHAT"}, {strconv.Itoa(f.Total), "meant, in " + plural(f.Releases, "release", "releases")}, {strconv.Itoa(changed), word}, {strconv.Itoa(f.Same), "are so already"}}
	if f.Touched > 0 {
		rows = append(rows, []string{strconv.Itoa(f.Touched), "left alone: somebody else changed them meanwhile"})
	}
	for _, r := range f.Refused {
		rows = append(rows, []string{strconv.Itoa(r.Count), "left alone: " + r.Why})
	}
	if err := printTable(c, rows); err != nil {
		return err
	}
	switch {
	case preview:
		say(c, "nothing was changed; to do it: leave out --dry-run and add --as-of %s", f.AsOf)
	case f.Deed != nil:
		say(c, "%s; aceso finding undo %s takes it back until %s", f.Deed.Text, f.Deed.ID, f.Deed.Until)
	default:
		say(c, "there was nothing to change")
	}
	return nil
}

func newFindingUndo() *cobra.Command {
	c := &cobra.Command{
		Use: "undo [DEED]", Short: "Take back what was done, as far as nobody has changed it since", Args: cobra.MaximumNArgs(1),
		Example: examples("aceso finding undo 0198c4… --token-file token", "aceso finding undo --last --json"),
	}
	connect, asJSON := serverFlags(c), jsonFlag(c)
	last := c.Flags().Bool("last", false, "the newest of what you did that can be taken back")
	c.RunE = func(c *cobra.Command, args []string) error {
		if *last == (len(args) == 1) {
			return usageError{errors.New("name a deed (aceso finding done lists them), or --last")}
		}
		server, err := connect()
		if err != nil {
			return err
		}
		id := ""
		if *last {
			if id, err = lastDeed(c, server); err != nil {
				return err
			}
		} else {
			id = args[0]
		}
		var d wire.Deed
		if err := server.Send(c.Context(), "POST", "deeds/"+url.PathEscape(id)+"/undo", struct{}{}, &d); err != nil {
			return remote(err)
		}
		if d.State == "undoing" {
			if err := settled(c, server, &d); err != nil {
				return err
			}
		}
		if *asJSON {
			if err := printJSON(c, d); err != nil {
				return err
			}
		} else {
			say(c, "Taken back: %s. %d are as they were, %d were left alone.", d.Text, d.Restored, d.Kept)
		}
		switch {
		case d.Kept == 0:
			return nil
		case d.Restored == 0:
			return exit{exitConflict, "nothing was taken back: all of it has been changed since"}
		}
		return exit{exitPartly, fmt.Sprintf("%d have been changed since and were left alone", d.Kept)}
	}
	return c
}

func lastDeed(c *cobra.Command, server *client.Client) (string, error) {
	var mine wire.Slice[wire.Deed]
	if err := server.Get(c.Context(), "deeds", url.Values{"limit": {"50"}}, &mine); err != nil {
		return "", remote(err)
	}
	for _, d := range mine.Items {
		if d.Until != "" {
			return d.ID, nil
		}
	}
	return "", exit{exitNotFound, "nothing of what you did can be taken back now"}
}

func newFindingDone() *cobra.Command {
	c := &cobra.Command{
		Use: "done", Short: "List what was done, the newest first, and until when it can be undone", Args: cobra.NoArgs,
		Example: examples("aceso finding done --token-file token", "aceso finding done --everybody --json"),
	}
	connect, asJSON := serverFlags(c), jsonFlag(c)
	everybody := c.Flags().Bool("everybody", false, "not only what you did")
	after := c.Flags().String("after", "", "go on behind an earlier page (its next)")
	c.RunE = func(c *cobra.Command, _ []string) error {
		server, err := connect()
		if err != nil {
			return err
		}
		q := url.Values{}
		if *everybody {
			q.Set("who", "everybody")
		}
		if *after != "" {
			q.Set("after", *after)
		}
		var all wire.Slice[wire.Deed]
		if err := server.Get(c.Context(), "deeds", q, &all); err != nil {
			return remote(err)
		}
		if *asJSON {
			return printJSON(c, all)
		}
		rows := [][]string{{"ID", "AT", "WHO", "WHAT", "STATE", "CHANGED", "LEFT", "UNDO UNTIL"}}
		for _, d := range all.Items {
			rows = append(rows, []string{d.ID, d.At, d.Who, d.Text, d.State, strconv.Itoa(d.Done), strconv.Itoa(d.Left), cmpOr(d.Until, "-")})
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

// plural names a number of things.
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
