package cli

import (
	"fmt"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"aceso/internal/client/wire"
	"aceso/internal/format/intake"
)

func newAlias() *cobra.Command {
	c := &cobra.Command{Use: "alias", Short: "Name rules: what could not be checked by its name, and which product is meant"}
	c.AddCommand(newAliasUnchecked(), newAliasPropose(), newAliasTest(), newAliasKeep(), newAliasList(), newAliasUndo(), newAliasImport(), newAliasExport(), newAliasWhy())
	return c
}

func newAliasUnchecked() *cobra.Command {
	c := &cobra.Command{
		Use: "unchecked", Short: "List what could not be checked, by name, with what it may be", Args: cobra.NoArgs,
		Example: examples("aceso alias unchecked --token-file token", "aceso alias unchecked --text busybox --json"),
	}
	connect, asJSON := serverFlags(c), jsonFlag(c)
	text := c.Flags().String("text", "", "contained in name, group, version, supplier or package URL")
	page := c.Flags().Int("page", 0, "which page, from 0")
	c.RunE = func(c *cobra.Command, _ []string) error {
		server, err := connect()
		if err != nil {
			return err
		}
		q := url.Values{"page": {strconv.Itoa(*page)}, "limit": {"50"}}
		if *text != "" {
			q.Set("text", *text)
		}
		var groups wire.Slice[wire.NameGroup]
		if err := server.Get(c.Context(), "names/unchecked", q, &groups); err != nil {
			return remote(err)
		}
		if *asJSON {
			return printJSON(c, groups)
		}
		rows := [][]string{{"NAME", "PARTS", "RELEASES", "WHY NOT", "MAY BE"}}
		for _, g := range groups.Items {
			may := ""
			if len(g.Proposals) > 0 {
				may = g.Proposals[0].Vendor + ":" + g.Proposals[0].Product + " (" + g.Proposals[0].Why + ")"
			}
			rows = append(rows, []string{g.Name, strconv.Itoa(g.Parts), strconv.Itoa(g.Releases), g.Reason, may})
		}
		if err := printTable(c, rows); err != nil {
			return err
		}
		say(c, "%d of %d names that could not be checked", len(groups.Items), groups.Total)
		return nil
	}
	return c
}

func newAliasPropose() *cobra.Command {
	c := &cobra.Command{
		Use: "propose NAME", Short: "List the products that a name may mean, the likeliest first", Args: cobra.ExactArgs(1),
		Example: examples("aceso alias propose libpng --token-file token", `aceso alias propose "FreeRTOS Kernel" --supplier Amazon --json`),
	}
	connect, asJSON := serverFlags(c), jsonFlag(c)
	supplier := c.Flags().String("supplier", "", "who makes it, as the parts list says")
	c.RunE = func(c *cobra.Command, args []string) error {
		server, err := connect()
		if err != nil {
			return err
		}
		q := url.Values{"name": {args[0]}}
		if *supplier != "" {
			q.Set("supplier", *supplier)
		}
		var list wire.Slice[wire.Proposal]
		if err := server.Get(c.Context(), "names/proposals", q, &list); err != nil {
			return remote(err)
		}
		if *asJSON {
			return printJSON(c, list)
		}
		rows := [][]string{{"CPE", "ALIKE", "WEAKNESSES", "WHY"}}
		for _, p := range list.Items {
			rows = append(rows, []string{p.CPE, strconv.FormatFloat(p.Alike, 'f', 2, 64), strconv.Itoa(p.Weaknesses), p.Why})
		}
		return printTable(c, rows)
	}
	return c
}

// ruleFlags adds the flags that say a rule.
func ruleFlags(c *cobra.Command) func() wire.Name {
	var n wire.Name
	f := c.Flags()
	f.StringVar(&n.Name, "name", "", "the product, as people know it")
	f.StringVar(&n.Vendor, "vendor", "", "who makes it")
	f.StringArrayVar(&n.Patterns, "pattern", nil, "a name as it stands in parts lists; * stands for any text (repeat for more)")
	f.StringVar(&n.CPE, "cpe", "", "CPE under which its weaknesses are found")
	f.StringVar(&n.Ecosystem, "ecosystem", "", "or the package: its ecosystem, as OSV calls it")
	f.StringVar(&n.Package, "package", "", "and its name there")
	c.MarkFlagRequired("name")
	c.MarkFlagRequired("pattern")
	return func() wire.Name { return n }
}

func newAliasTest() *cobra.Command {
	c := &cobra.Command{
		Use: "test", Short: "Say what a rule would change, and keep nothing", Args: cobra.NoArgs,
		Example: examples(
			`aceso alias test --name BusyBox --pattern "busybox*" --cpe "cpe:2.3:a:busybox:busybox:*:*:*:*:*:*:*:*" --token-file token`,
			`aceso alias test --name OpenSSL --pattern libssl --ecosystem OSS-Fuzz --package openssl --json`),
	}
	connect, asJSON, rule := serverFlags(c), jsonFlag(c), ruleFlags(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		server, err := connect()
		if err != nil {
			return err
		}
		var t wire.Trial
		if err := server.Send(c.Context(), "POST", "names/test", rule(), &t); err != nil {
			return remote(err)
		}
		if *asJSON {
			return printJSON(c, t)
		}
		rows := [][]string{{"PART", "VERSION", "NOW", "WITH THE RULE", "OPENS", "CLOSES", "RELEASES"}}
		for _, p := range t.Parts {
			rows = append(rows, []string{p.Name, p.Version, p.Before, p.After, strconv.Itoa(len(p.Opens)), strconv.Itoa(len(p.Closes)), strconv.Itoa(p.Releases)})
		}
		if err := printTable(c, rows); err != nil {
			return err
		}
		say(c, "fits %d parts in %d releases; %d findings would open, %d would close; nothing was kept", t.Fits, t.Releases, t.Opens, t.Closes)
		return nil
	}
	return c
}

func newAliasKeep() *cobra.Command {
	c := &cobra.Command{
		Use: "keep", Short: "Keep a name rule: it holds for every release and every later upload", Args: cobra.NoArgs,
		Example: examples(
			`aceso alias keep --name BusyBox --pattern "busybox*" --cpe "cpe:2.3:a:busybox:busybox:*:*:*:*:*:*:*:*" --token-file token`,
			`aceso alias keep --name OpenSSL --pattern libssl --ecosystem OSS-Fuzz --package openssl`),
	}
	connect, asJSON, rule := serverFlags(c), jsonFlag(c), ruleFlags(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		server, err := connect()
		if err != nil {
			return err
		}
		var n wire.Name
		if err := server.Send(c.Context(), "POST", "names", rule(), &n); err != nil {
			return remote(err)
		}
		if *asJSON {
			return printJSON(c, n)
		}
		_, err = fmt.Fprintln(c.OutOrStdout(), n.ID)
		return err
	}
	return c
}

func newAliasList() *cobra.Command {
	c := &cobra.Command{
		Use: "list", Short: "List the name rules, the undone ones too", Args: cobra.NoArgs,
		Example: examples("aceso alias list --token-file token", "aceso alias list --json"),
	}
	connect, asJSON := serverFlags(c), jsonFlag(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		server, err := connect()
		if err != nil {
			return err
		}
		var list wire.Slice[wire.Name]
		if err := server.Get(c.Context(), "names", nil, &list); err != nil {
			return remote(err)
		}
		if *asJSON {
			return printJSON(c, list)
		}
		rows := [][]string{{"ID", "PRODUCT", "NAMES", "FOUND UNDER", "BY", "UNDONE"}}
		for _, n := range list.Items {
			rows = append(rows, []string{n.ID, n.Name, strings.Join(n.Patterns, ", "), strings.TrimSpace(n.CPE + " " + n.Ecosystem + " " + n.Package), n.Who, n.Undone})
		}
		return printTable(c, rows)
	}
	return c
}

func newAliasUndo() *cobra.Command {
	c := &cobra.Command{
		Use: "undo ID", Short: "Take a rule out of force; its findings close, and it stays on record", Args: cobra.ExactArgs(1),
		Example: examples("aceso alias undo 0198c1… --token-file token", "aceso alias undo --file 0198c2… --token-file token"),
	}
	connect := serverFlags(c)
	file := c.Flags().Bool("file", false, "the id is the batch of a file: undo all rules that came in with it")
	c.RunE = func(c *cobra.Command, args []string) error {
		server, err := connect()
		if err != nil {
			return err
		}
		path := "names/"
		if *file {
			path = "names/imports/"
		}
		return remote(server.Send(c.Context(), "DELETE", path+url.PathEscape(args[0]), nil, nil))
	}
	return c
}

func newAliasImport() *cobra.Command {
	c := &cobra.Command{
		Use: "import FILE", Short: "Keep the rules of a file, JSON or CSV, all or none", Args: cobra.ExactArgs(1),
		Long:    "Each line is checked first; a faulty one is named, and then nothing is kept (exit code 2).\nColumns of a table: name, vendor, patterns (several with | between), cpe, ecosystem, package.",
		Example: examples("aceso alias import rules.csv --dry-run --token-file token", "aceso alias import rules.json --json"),
	}
	connect, asJSON := serverFlags(c), jsonFlag(c)
	dry := c.Flags().Bool("dry-run", false, "say what would come of each line, and keep nothing")
	c.RunE = func(c *cobra.Command, args []string) error {
		server, err := connect()
		if err != nil {
			return err
		}
		text, err := readFile(c, args[0], intake.API.Bytes)
		if err != nil {
			return err
		}
		var t wire.Taken
		if err := server.Send(c.Context(), "POST", "names/import", wire.RuleFile{File: filepath.Base(args[0]), Text: string(text), DryRun: *dry}, &t); err != nil {
			return remote(err)
		}
		if *asJSON {
			err = printJSON(c, t)
		} else {
			err = printTaken(c, t, *dry)
		}
		if err == nil && t.Refused > 0 {
			return exit{code: exitUsage}
		}
		return err
	}
	return c
}

func printTaken(c *cobra.Command, t wire.Taken, dry bool) error {
	rows := [][]string{{"LINE", "PRODUCT", "COMES TO", "WHAT IS WRONG"}}
	for _, l := range t.Lines {
		rows = append(rows, []string{strconv.Itoa(l.Line), l.Name, l.Comes, l.Wrong})
	}
	if err := printTable(c, rows); err != nil {
		return err
	}
	switch {
	case t.Refused > 0:
		say(c, "%d lines can't be kept; nothing was", t.Refused)
	case dry:
		say(c, "%d rules would be kept", t.Kept)
	default:
		say(c, "%d rules kept; undo them together with: aceso alias undo --file %s", t.Kept, t.Batch)
	}
	return nil
}

func newAliasExport() *cobra.Command {
	c := &cobra.Command{
		Use: "export", Short: "Print the rules in force as a file that import and check --aliases read", Args: cobra.NoArgs,
		Example: examples("aceso alias export --token-file token > rules.json", "aceso alias export --csv > rules.csv"),
	}
	connect := serverFlags(c)
	asCSV := c.Flags().Bool("csv", false, "print CSV instead of JSON")
	c.RunE = func(c *cobra.Command, _ []string) error {
		server, err := connect()
		if err != nil {
			return err
		}
		format := "json"
		if *asCSV {
			format = "csv"
		}
		text, err := server.File(c.Context(), "names/export?format="+format)
		if err != nil {
			return remote(err)
		}
		_, err = c.OutOrStdout().Write(text)
		return err
	}
	return c
}

func newAliasWhy() *cobra.Command {
	c := &cobra.Command{
		Use: "why KEY", Short: "Say why a part matched, and why not: every step that was tried", Args: cobra.ExactArgs(1),
		Example: examples("aceso alias why 70d0667785150af300eb75bc70d10bd5 --token-file token", "aceso alias why 70d0667785150af300eb75bc70d10bd5 --json"),
	}
	connect, asJSON := serverFlags(c), jsonFlag(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		server, err := connect()
		if err != nil {
			return err
		}
		var e wire.Explanation
		if err := server.Get(c.Context(), "components/"+url.PathEscape(args[0])+"/explanation", nil, &e); err != nil {
			return remote(err)
		}
		if *asJSON {
			return printJSON(c, e)
		}
		rows := [][]string{{"BY ITS", "LOOKED UP", "CAME TO"}}
		for _, s := range e.Steps {
			rows = append(rows, []string{s.By, s.Tried, s.Say})
		}
		if err := printTable(c, rows); err != nil {
			return err
		}
		say(c, "%s %s: %s %s", e.Name, e.Version, strings.ReplaceAll(e.Checked, "_", " "), e.Reason)
		return nil
	}
	return c
}
