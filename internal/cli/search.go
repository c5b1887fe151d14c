package cli

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"aceso/internal/client/wire"
)

func newSearch() *cobra.Command {
	c := &cobra.Command{
		Use: "search WORDS…", Aliases: []string{"find"}, Short: "Search everything by one line: words, phrases, tokens", Args: cobra.MinimumNArgs(1),
		Long: "Words and \"phrases\" all have to stand in what is found. A token asks for one thing (kev:yes, severity:critical,high, product:ip-200,\n" +
			"purl:pkg:npm/lodash, cve:CVE-2024-3094, opened:>-7d), and -- before the line lets a word or token begin with a minus, which leaves out what it finds.\n" +
			"The page /search of the server names every token.",
		Example: examples("aceso search openssl --token-file token", "aceso search kev:yes is:new product:ip-200 --kind findings --json", "aceso search -- part:openssl -version:3.*"),
	}
	connect := serverFlags(c)
	asJSON := jsonFlag(c)
	kind := c.Flags().String("kind", "", "only of this kind: products, releases, weaknesses, parts, findings, cases, clocks, names, shares, people, data, log")
	after := c.Flags().String("after", "", "go on behind an earlier page of one kind (its next)")
	limit := c.Flags().Int("limit", 10, "how many of each kind")
	c.RunE = func(c *cobra.Command, args []string) error {
		server, err := connect()
		if err != nil {
			return err
		}
		q := url.Values{"q": {line(args)}, "limit": {strconv.Itoa(*limit)}}
		for name, v := range map[string]string{"kind": *kind, "after": *after} {
			if v != "" {
				q.Set(name, v)
			}
		}
		var found wire.Found
		if err := server.Get(c.Context(), "search", q, &found); err != nil {
			return remote(err)
		}
		if *asJSON {
			return printJSON(c, found)
		}
		rows := [][]string{{"KIND", "NAME", "MORE", "ID"}}
		for _, g := range found.Groups {
			for _, h := range g.Hits {
				rows = append(rows, []string{g.Kind, h.Name, cmpOr(h.Note, "-"), h.ID})
			}
		}
		if err := printTable(c, rows); err != nil {
			return err
		}
		for _, g := range found.Groups {
			if g.Total > len(g.Hits) {
				say(c, "%d of %d %s: --kind %s --limit 500 shows more", len(g.Hits), g.Total, g.Kind, g.Kind)
			}
		}
		if len(found.Unread) > 0 {
			say(c, "not searched, since they have nothing by these tokens: %s", strings.Join(found.Unread, ", "))
		}
		say(c, "%d found, by data as of %s", found.Total, found.AsOf)
		return nil
	}
	return c
}

// line writes arguments as one line to search by; what the shell held together
// by quotation marks stays together.
func line(args []string) string {
	out := make([]string, len(args))
	for i, a := range args {
		if len(args) > 1 && strings.ContainsAny(a, " \t") && !strings.ContainsAny(a, `":`) {
			a = `"` + a + `"`
		}
		out[i] = a
	}
	return strings.Join(out, " ")
}
