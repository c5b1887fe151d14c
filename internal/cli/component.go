package cli

import (
	"fmt"
	"net/url"
	"strconv"

	"github.com/spf13/cobra"

	"aceso/internal/client/wire"
)

func newComponent() *cobra.Command {
	c := &cobra.Command{Use: "component", Short: "The distinct parts in use: where they are, and how they are supported"}
	c.AddCommand(newComponentList(), newComponentShow(), newComponentSupport(), newComponentHorizon())
	return c
}

func newComponentList() *cobra.Command {
	c := &cobra.Command{
		Use: "list", Short: "List the distinct parts in use", Args: cobra.NoArgs,
		Example: examples("aceso component list --text openssl --token-file token", "aceso component list --sort -affected --limit 500 --json"),
	}
	connect := serverFlags(c)
	asJSON := jsonFlag(c)
	texts := map[string]*string{
		"text":    c.Flags().String("text", "", "contained in name, group, version, supplier or package URL"),
		"model":   c.Flags().String("model", "", "id of a model: only parts of its releases"),
		"checked": c.Flags().String("checked", "", "matched, clean, not_checkable or waiting"),
		"sort":    c.Flags().String("sort", "", "name, version, supplier, checked, affected, support or until, with - before it falling (default name)"),
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
		var page wire.Slice[wire.Component]
		if err := server.Get(c.Context(), "components", q, &page); err != nil {
			return remote(err)
		}
		if *asJSON {
			return printJSON(c, page)
		}
		rows := [][]string{{"PART", "VERSION", "SUPPORT", "UNTIL", "BY", "RELEASES", "KEY"}}
		for _, p := range page.Items {
			rows = append(rows, []string{p.Name, p.Version, p.Support.Stand, cmpOr(p.Support.End, "-"), cmpOr(p.Support.Source, "-"), strconv.Itoa(p.Releases), p.Key})
		}
		if err := printTable(c, rows); err != nil {
			return err
		}
		say(c, "%d of %d components", len(page.Items), page.Total)
		if page.Next != "" {
			say(c, "more: --after %s", page.Next)
		}
		return nil
	}
	return c
}

func newComponentShow() *cobra.Command {
	c := &cobra.Command{
		Use: "show KEY", Short: "Show who says what of a part's support, and where it is used", Args: cobra.ExactArgs(1),
		Example: examples("aceso component show 5f1c… --token-file token", "aceso component show 5f1c… --json"),
	}
	connect := serverFlags(c)
	asJSON := jsonFlag(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		server, err := connect()
		if err != nil {
			return err
		}
		var p wire.ComponentInFull
		if err := server.Get(c.Context(), "components/"+url.PathEscape(args[0]), nil, &p); err != nil {
			return remote(err)
		}
		if *asJSON {
			return printJSON(c, p)
		}
		say(c, "%s %s: %s", p.Name, p.Version, p.Support.Stand)
		rows := [][]string{{"SOURCE", "LEVEL", "UNTIL", "FROM", "REASON", "ID"}}
		for _, s := range p.Statements {
			rows = append(rows, []string{s.Source, first(s.Level, s.Words, "-"), cmpOr(s.End, "-"), first(s.Who, s.From), cmpOr(s.Reason, "-"), cmpOr(s.ID, "-")})
		}
		if err := printTable(c, rows); err != nil {
			return err
		}
		if p.Plan != nil {
			say(c, "plan (%s, by %s): %s", p.Plan.State, cmpOr(p.Plan.Due, "no date"), p.Plan.Text)
		}
		for _, u := range p.Uses {
			say(c, "in %s %s", u.Model, u.Version)
		}
		for _, o := range p.Others {
			say(c, "also in use: version %s, %s", cmpOr(o.Version, "not said"), o.Support.Stand)
		}
		return nil
	}
	return c
}

func newComponentSupport() *cobra.Command {
	c := &cobra.Command{
		Use: "support KEY", Short: "State how far a part is supported, or take a statement back", Args: cobra.ExactArgs(1),
		Long:    "A person's statement counts before those of parts lists and end-of-life data, and names its reason. All stay visible.",
		Example: examples(`aceso component support 5f1c… --level "actively maintained" --end 2029-12-31 --reason "extended support, contract 4711"`, "aceso component support 5f1c… --undo 0198c1…"),
	}
	connect := serverFlags(c)
	var s wire.SupportStatement
	c.Flags().StringVar(&s.Level, "level", "", "actively maintained, limited support, no longer maintained or abandoned")
	c.Flags().StringVar(&s.End, "end", "", "last day of support, like 2029-12-31")
	c.Flags().StringVar(&s.Reason, "reason", "", "on what it rests")
	c.Flags().StringVar(&s.Evidence, "evidence", "", "web address of what it rests on")
	c.Flags().BoolVar(&s.Every, "every-version", false, "it is about every version of the part")
	undo := c.Flags().String("undo", "", "id of a statement to take back")
	c.RunE = func(c *cobra.Command, args []string) error {
		if *undo == "" && s.Reason == "" {
			return usageError{fmt.Errorf("a statement says on what it rests: give --reason")}
		}
		server, err := connect()
		if err != nil {
			return err
		}
		if *undo != "" {
			if err := server.Send(c.Context(), "DELETE", "support/"+url.PathEscape(*undo), struct{}{}, nil); err != nil {
				return remote(err)
			}
			say(c, "taken back")
			return nil
		}
		var kept wire.SupportStatement
		if err := server.Send(c.Context(), "POST", "components/"+url.PathEscape(args[0])+"/support", s, &kept); err != nil {
			return remote(err)
		}
		say(c, "kept as %s", kept.ID)
		return nil
	}
	return c
}
