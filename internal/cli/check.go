package cli

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/spf13/cobra"

	"aceso/internal/app"
	"aceso/internal/domain/match"
	"aceso/internal/format/intake"
)

func newCheck() *cobra.Command {
	c := &cobra.Command{
		Use:   "check FILE --intel BUNDLE",
		Short: "Say which known weaknesses are in a bill of materials, without a server",
		Long: `Holds every component of a bill of materials against a vulnerability bundle: affected, cannot tell, clean, or not
checkable with the reason. Nothing is kept and nothing leaves the machine.

--fail-on says what the document may not hold, and may be given more than once or with commas:
  critical, high, medium, low   an affected part at least this severe
  unknown                       an affected part whose severity nobody has rated
  kev                           an affected part whose weakness is known to be exploited
  epss=0.5                      an affected part with at least this probability of exploitation
  cannot-tell                   what can't be told counts as affected in the rules above
  not-checkable[=20%]           parts that could not be checked, any or more than a share
  nothing-checked               a document of which nothing at all could be checked
  none                          no rule
Without it: high, kev and nothing-checked. Exit code 3 when the policy is not kept.`,
		Args: cobra.ExactArgs(1),
		Example: examples("aceso check bom.json --intel aceso.intel", "aceso check bom.json --intel aceso.intel --json --fail-on critical,kev",
			"syft . -o cyclonedx-json | aceso check - --intel aceso.intel --sarif > aceso.sarif"),
	}
	var o checkOptions
	f := c.Flags()
	f.StringVar(&o.bundle, "intel", os.Getenv("ACESO_INTEL"), "vulnerability bundle (or ACESO_INTEL)")
	f.StringArrayVar(&o.keys, "key", nil, "file with a public key that must have signed the bundle (repeat for more)")
	aliasesFlag(c, &o.rules, "name rules, JSON: [{\"name\", \"patterns\", \"cpe\" or \"ecosystem\" and \"package\"}]")
	f.StringSliceVar(&o.failOn, "fail-on", match.DefaultPolicy.Rules(), "what the document may not hold")
	f.BoolVar(&o.json, "json", false, "print JSON instead of a table")
	f.BoolVar(&o.sarif, "sarif", false, "print SARIF 2.1.0")
	f.BoolVar(&o.vdr, "vdr", false, "print a CycloneDX disclosure report")
	f.BoolVar(&o.junit, "junit", false, "print JUnit XML")
	f.BoolVar(&o.long, "why", false, "say below each row of the table why it is there")
	c.RunE = func(c *cobra.Command, args []string) error { return runCheck(c, args[0], o) }
	return c
}

type checkOptions struct {
	bundle, rules                 string
	keys                          []string
	failOn                        []string
	json, sarif, vdr, junit, long bool
}

func runCheck(c *cobra.Command, name string, o checkOptions) error {
	policy, err := match.ParsePolicy(o.failOn)
	if err != nil {
		return err
	}
	if forms := chosen(o.json, o.sarif, o.vdr, o.junit); forms > 1 {
		return usageError{fmt.Errorf("--json, --sarif, --vdr and --junit exclude each other")}
	}
	if o.bundle == "" {
		return usageError{fmt.Errorf("no vulnerability bundle is named: give --intel BUNDLE")}
	}
	rules, _, err := readAliases(c, o.rules)
	if err != nil {
		return err
	}
	aliases, err := match.NewAliases(rules)
	if err != nil {
		return err
	}
	data, err := readFile(c, name, intake.SBOM.Bytes)
	if err != nil {
		return err
	}
	trusted, err := trustedKeys(c, o.keys)
	if err != nil {
		return err
	}
	r, err := app.CheckFile(c.Context(), data, o.bundle, trusted, aliases, policy)
	if err != nil {
		return err
	}
	switch {
	case o.json:
		err = printCheckJSON(c, r)
	case o.sarif:
		err = r.WriteSARIF(c.OutOrStdout(), name, Version)
	case o.vdr:
		err = r.WriteVDR(c.OutOrStdout(), time.Now())
	case o.junit:
		err = printJUnit(c.OutOrStdout(), name, r)
	default:
		err = printCheck(c, r, o.long)
	}
	if err != nil {
		return err
	}
	sayTrust(c, r.Data.Signature.Signed, r.Data.Signature.Trusted, r.Data.Signature.Text)
	if r.Policy.Warning != "" {
		say(c, "warning: %s", r.Policy.Warning)
	}
	for _, b := range r.Policy.Breaches {
		say(c, "policy %s is not kept: %s", b.Rule, b.Text)
	}
	if !r.Policy.Passed {
		return exit{code: exitGate}
	}
	return nil
}

// chosen counts the options that are set.
func chosen(options ...bool) int {
	n := 0
	for _, on := range options {
		if on {
			n++
		}
	}
	return n
}

// printCheckJSON writes the report as it goes: on a large document it is
// megabytes, which need not be in memory at once.
func printCheckJSON(c *cobra.Command, r *app.Checked) error {
	if err := json.MarshalWrite(c.OutOrStdout(), r, jsontext.WithIndent("  ")); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	_, err := fmt.Fprintln(c.OutOrStdout())
	return err
}

func printCheck(c *cobra.Command, r *app.Checked, long bool) error {
	rows := [][]string{{"SEVERITY", "WEAKNESS", "COMPONENT", "ANSWER", "EXPLOITED", "FIXED IN"}}
	alike := untold(r.Findings)
	for i := range r.Findings {
		f := &r.Findings[i]
		name, n := f.IDs[0], 1
		if !long && f.State == match.CannotTell {
			n = alike[partOf(f)]
		}
		if n < 0 {
			continue // the first of them stands for it
		}
		if n >= foldFrom {
			name = fmt.Sprintf("%s and %d more", name, n-1)
			alike[partOf(f)] = -1
		}
		rows = append(rows, []string{
			severityCell(f), name, strings.TrimSpace(f.Component.Name + " " + f.Component.Version),
			strings.ReplaceAll(string(f.State), "_", " "), exploitedCell(f), cmpOr(strings.Join(f.Fixed, ", "), "-"),
		})
	}
	if len(r.Findings) > 0 {
		if err := printTable(c, rows); err != nil {
			return err
		}
	}
	out := c.OutOrStdout()
	if long {
		printWhy(out, r.Findings)
	}
	printOpen(out, r)
	printSummary(out, r)
	return nil
}

// foldFrom is how many weaknesses of one part nobody can tell of before the
// table has one row for them, led by the worst. --why and --json list each.
const foldFrom = 5

// A part is what the rows of a table are folded by.
type part struct{ name, version, purl string }

func partOf(f *app.CheckedFinding) part {
	return part{f.Component.Name, f.Component.Version, f.Component.PURL}
}

// untold counts by part what nobody can tell.
func untold(list []app.CheckedFinding) map[part]int {
	n := map[part]int{}
	for i := range list {
		if list[i].State == match.CannotTell {
			n[partOf(&list[i])]++
		}
	}
	return n
}

// severityCell is the word with its figure; what nobody rated says so.
func severityCell(f *app.CheckedFinding) string {
	if f.Score == nil {
		return f.Severity
	}
	return f.Severity + " " + strconv.FormatFloat(*f.Score, 'f', 1, 64)
}

func exploitedCell(f *app.CheckedFinding) string {
	switch {
	case f.KEV:
		return "yes (KEV)"
	case f.EPSS != nil:
		return strconv.FormatFloat(*f.EPSS*100, 'f', 1, 64) + " % likely"
	}
	return "unknown"
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func printWhy(w io.Writer, list []app.CheckedFinding) {
	fmt.Fprintln(w)
	for i := range list {
		f := &list[i]
		fmt.Fprintf(w, "%s: %s\n", f.IDs[0], printable(f.Why))
		if f.Settle != "" {
			fmt.Fprintf(w, "    would settle it: %s\n", printable(f.Settle))
		}
		for _, s := range f.Said {
			fmt.Fprintf(w, "    the document itself says: %s\n", printable(strings.Join(slices.DeleteFunc([]string{s.Status, s.Justification, s.Detail}, func(t string) bool { return t == "" }), ", ")))
		}
	}
}

// printOpen lists what could not be checked, reason by reason.
func printOpen(w io.Writer, r *app.Checked) {
	if len(r.NotCheckable) == 0 {
		return
	}
	byReason := map[string][]string{}
	var reasons []string
	for _, n := range r.NotCheckable {
		if byReason[n.Reason] == nil {
			reasons = append(reasons, n.Reason)
		}
		byReason[n.Reason] = append(byReason[n.Reason], strings.TrimSpace(n.Name+" "+n.Version))
	}
	slices.SortStableFunc(reasons, func(a, b string) int { return len(byReason[b]) - len(byReason[a]) })
	fmt.Fprintf(w, "\nNot checkable: %d of %d components\n", r.Summary.NotCheckable, r.Components)
	for _, reason := range reasons {
		names := byReason[reason]
		more := ""
		if len(names) > 5 {
			names, more = names[:5], fmt.Sprintf(" and %d more", len(names)-5)
		}
		fmt.Fprintf(w, "  %s: %s%s\n", printable(reason), printable(strings.Join(names, ", ")), more)
	}
}

// printSummary ends the table with the counts and with what they rest on.
func printSummary(w io.Writer, r *app.Checked) {
	s := r.Summary
	if s.NotCheckable == r.Components {
		fmt.Fprintf(w, "\nWarning: %s\n", match.NothingChecked(r.Components))
	}
	fmt.Fprintf(w, "\n%d components: %d affected, %d may be (nobody can tell), %d clean, %d not checkable\n", r.Components, s.AffectedParts, s.UntoldParts, s.Clean, s.NotCheckable)
	fmt.Fprintf(w, "%d weaknesses affect them, %d known to be exploited, %d of unknown severity; %d can't be told\n", s.Affected, s.KEV, s.Severities["unknown"], s.CannotTell)
	var dates []string
	for _, src := range r.Data.Sources {
		line := src.Name + " " + cmpOr(src.AsOf, "of unknown date")
		if src.Problem != "" {
			line += " (" + src.Problem + ")"
		}
		dates = append(dates, line)
	}
	fmt.Fprintf(w, "Data as of: %s\n", printable(strings.Join(dates, ", ")))
	for _, src := range r.Data.Sources {
		if src.Limit != "" {
			fmt.Fprintf(w, "  %s %s\n", src.Name, printable(src.Limit))
		}
	}
	fmt.Fprintf(w, "Bundle %.12s made %s, %s\n", r.Bundle, r.Data.Made.UTC().Format("2006-01-02 15:04 UTC"), printable(r.Data.Signature.Text))
}
