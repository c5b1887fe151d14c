package cli

import (
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"aceso/internal/client"
	"aceso/internal/client/wire"
)

func newView() *cobra.Command {
	c := &cobra.Command{Use: "view", Short: "Views of lists that you come back to: list them, keep them, delete them"}
	c.AddCommand(newViewList(), newViewSave(), newViewDelete())
	return c
}

func newViewList() *cobra.Command {
	c := &cobra.Command{
		Use: "list", Short: "List your views and the shared ones", Args: cobra.NoArgs,
		Example: examples("aceso view list --token-file token", "aceso view list --list findings --json"),
	}
	connect, asJSON := serverFlags(c), jsonFlag(c)
	of := c.Flags().String("list", "", "only views of this list: findings, components, …")
	c.RunE = func(c *cobra.Command, _ []string) error {
		server, err := connect()
		if err != nil {
			return err
		}
		all, err := viewsOf(c, server, *of)
		if err != nil {
			return err
		}
		if *asJSON {
			return printJSON(c, all)
		}
		rows := [][]string{{"ID", "LIST", "NAME", "WHOSE", "MARKS", "PATH"}}
		for _, v := range all.Items {
			whose, marks := "mine", []string{}
			if v.Shared {
				whose = "shared by " + v.By
			}
			if v.Pinned {
				marks = append(marks, "pinned")
			}
			if v.Usual {
				marks = append(marks, "usual")
			}
			rows = append(rows, []string{v.ID, v.List, v.Name, whose, cmpOr(strings.Join(marks, ", "), "-"), v.URL})
		}
		return printTable(c, rows)
	}
	return c
}

func viewsOf(c *cobra.Command, server *client.Client, of string) (wire.Slice[wire.View], error) {
	query := url.Values{}
	if of != "" {
		query.Set("list", of)
	}
	var all wire.Slice[wire.View]
	if err := server.Get(c.Context(), "views", query, &all); err != nil {
		return all, remote(err)
	}
	return all, nil
}

func newViewSave() *cobra.Command {
	c := &cobra.Command{
		Use: "save NAME", Short: "Keep a view of a list under a name; your own of that name is changed", Args: cobra.ExactArgs(1),
		Long: "The query is what stands behind the question mark in the address of the list: its filters, order and columns.",
		Example: examples(
			`aceso view save "Critical, nobody's" --list findings --query "severity=critical&owner=nobody" --pin`,
			`aceso view save "End of support" --list components --query "sort=until" --shared`),
	}
	connect, asJSON := serverFlags(c), jsonFlag(c)
	var v wire.View
	c.Flags().StringVar(&v.List, "list", "", "findings, components, unchecked, cases, clocks, shares, jobs, log or deeds")
	c.Flags().StringVar(&v.Query, "query", "", "filters, order and columns")
	c.Flags().BoolVar(&v.Shared, "shared", false, "everybody in the organisation sees it")
	c.Flags().BoolVar(&v.Pinned, "pin", false, "it stands above its list")
	c.Flags().BoolVar(&v.Usual, "usual", false, "the list opens with it, for you")
	c.MarkFlagRequired("list")
	c.RunE = func(c *cobra.Command, args []string) error {
		server, err := connect()
		if err != nil {
			return err
		}
		v.Name = args[0]
		all, err := viewsOf(c, server, v.List)
		if err != nil {
			return err
		}
		var kept wire.View
		for _, old := range all.Items {
			if old.Mine && strings.EqualFold(old.Name, v.Name) {
				err = server.Change(c.Context(), "views/"+url.PathEscape(old.ID), old.Rev, v, &kept)
			}
		}
		if err == nil && kept.ID == "" {
			err = server.Send(c.Context(), "POST", "views", v, &kept)
		}
		if err != nil {
			return remote(err)
		}
		if *asJSON {
			return printJSON(c, kept)
		}
		say(c, "Kept %q of %s: %s", kept.Name, kept.List, kept.URL)
		return nil
	}
	return c
}

func newViewDelete() *cobra.Command {
	c := &cobra.Command{
		Use: "delete ID", Short: "Delete a view", Args: cobra.ExactArgs(1),
		Example: examples("aceso view delete 0198c1… --token-file token", "aceso view delete 0198c1… --server https://aceso.example"),
	}
	connect := serverFlags(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		server, err := connect()
		if err != nil {
			return err
		}
		if err := server.Send(c.Context(), "DELETE", "views/"+url.PathEscape(args[0]), struct{}{}, nil); err != nil {
			return remote(err)
		}
		say(c, "The view is deleted.")
		return nil
	}
	return c
}
