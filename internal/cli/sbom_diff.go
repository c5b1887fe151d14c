package cli

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"aceso/internal/app"
	"aceso/internal/client/wire"
	"aceso/internal/domain/match"
	"aceso/internal/domain/vuln"
	"aceso/internal/format/bom"
	"aceso/internal/format/intake"
)

func newSBOMDiff() *cobra.Command {
	c := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Say what changed between two bills of materials, without a server",
		Long: `Lists the parts that came, went and changed version, licence, supplier or bytes, licences new to the document, and parts
that came to have no support. With a vulnerability bundle also the weaknesses gained and lost, and support by end-of-life data. Exit code 3 when --fail-on-new is not kept.`,
		Args:    cobra.ExactArgs(2),
		Example: examples("aceso sbom diff ip-200-4.2.0.json ip-200-4.3.0.json", "aceso sbom diff old.json new.json --intel aceso.intel --fail-on-new high --json"),
	}
	asJSON := jsonFlag(c)
	bundle := c.Flags().String("intel", os.Getenv("ACESO_INTEL"), "vulnerability bundle (or ACESO_INTEL)")
	least := c.Flags().String("fail-on-new", "", "fail on a gained weakness at least this severe: critical, high, medium, low; unknown for one that nobody has rated")
	c.RunE = func(c *cobra.Command, args []string) error {
		if !slices.Contains([]string{"", "critical", "high", "medium", "low", "unknown"}, *least) {
			return usageError{fmt.Errorf("--fail-on-new is critical, high, medium, low or unknown, not %q", *least)}
		}
		if *least != "" && *bundle == "" {
			return usageError{fmt.Errorf("--fail-on-new needs a vulnerability bundle: give --intel BUNDLE")}
		}
		d, err := diffFiles(c, args[0], args[1], *bundle)
		if err != nil {
			return err
		}
		if *asJSON {
			err = printJSON(c, d)
		} else {
			err = printDiff(c, d)
		}
		if err == nil && *least != "" && slices.ContainsFunc(d.Gained, func(w wire.Moved) bool { return breaks(w, *least) }) {
			say(c, "policy fail-on-new %s is not kept", *least)
			return exit{code: exitGate}
		}
		return err
	}
	return c
}

// breaks tells whether a gained weakness is one that the gate stops.
func breaks(w wire.Moved, least string) bool {
	if w.Match != string(match.Affected) {
		return false
	}
	if least == "unknown" {
		return w.Severity == vuln.UnknownSeverity
	}
	return vuln.AtLeast(w.Severity, least)
}

func diffFiles(c *cobra.Command, older, newer, bundle string) (*wire.Diff, error) {
	before, err := readFile(c, older, intake.SBOM.Bytes)
	if err != nil {
		return nil, err
	}
	after, err := readFile(c, newer, intake.SBOM.Bytes)
	if err != nil {
		return nil, err
	}
	return app.DiffFiles(c.Context(), before, after, bundle)
}

func printDiff(c *cobra.Command, d *wire.Diff) error {
	rows := [][]string{{"CHANGE", "PART", "BEFORE", "AFTER"}}
	for _, p := range d.Removed {
		rows = append(rows, []string{"removed", p.Name, p.Version, "-"})
	}
	for _, p := range d.Added {
		rows = append(rows, []string{"added", p.Name, "-", p.Version})
	}
	for _, p := range d.Changed {
		for _, f := range p.Fields {
			rows = append(rows, []string{f.Field, p.Name, cmpOr(f.Old, "-"), cmpOr(f.New, "-")})
		}
	}
	for _, side := range []struct {
		word string
		list []wire.Moved
	}{{"gained", d.Gained}, {"lost", d.Lost}} {
		for _, w := range side.list {
			rows = append(rows, []string{side.word, strings.TrimSpace(w.Part + " " + w.Version), w.Weakness, w.Severity + " (" + strings.ReplaceAll(w.Match, "_", " ") + ")"})
		}
	}
	for _, l := range d.LicencesGained {
		rows = append(rows, []string{"new licence", cmpOr(l.Licence, "-"), "-", fmt.Sprintf("%d parts", l.Parts)})
	}
	for _, l := range d.LicencesLost {
		rows = append(rows, []string{"licence gone", l.Licence, fmt.Sprintf("%d parts", l.Parts), "-"})
	}
	for _, u := range d.Unsupported {
		rows = append(rows, []string{"not supported", u.Name + " " + u.Version, "-", first(u.Support.End, u.Support.Level) + ", by " + u.Support.Source})
	}
	if len(rows) > 1 {
		if err := printTable(c, rows); err != nil {
			return err
		}
	}
	say(c, "%d parts added, %d removed, %d changed, %d alike", len(d.Added), len(d.Removed), len(d.Changed), d.Same)
	if d.AsOf != "" {
		say(c, "%d weaknesses gained, %d lost; data as of %s", len(d.Gained), len(d.Lost), d.AsOf)
	}
	return nil
}

func newSBOMConvert() *cobra.Command {
	c := &cobra.Command{
		Use:     "convert FILE --to cyclonedx|spdx",
		Short:   "Write a bill of materials as CycloneDX 1.6 or SPDX 2.3, without a server",
		Long:    "Writes JSON, and says on standard error what the other format has no place for.",
		Args:    cobra.ExactArgs(1),
		Example: examples("aceso sbom convert parts.csv --to cyclonedx -o bom.json", "aceso sbom convert bom.json --to spdx > bom.spdx.json"),
	}
	to := c.Flags().String("to", "", "cyclonedx (1.6, JSON) or spdx (2.3, JSON)")
	out := c.Flags().StringP("output", "o", "", "file to write; standard output when not given")
	c.MarkFlagRequired("to")
	c.RunE = func(c *cobra.Command, args []string) error {
		data, err := readFile(c, args[0], intake.SBOM.Bytes)
		if err != nil {
			return err
		}
		doc, _, err := bom.Decode(data, intake.SBOM)
		if err != nil {
			return err
		}
		written, notes, err := bom.Convert(doc, *to)
		if err != nil {
			return err
		}
		for _, n := range notes {
			say(c, "%s", n)
		}
		if *out == "" {
			_, err = c.OutOrStdout().Write(written)
			return err
		}
		if err := os.WriteFile(*out, written, 0o644); err != nil {
			return fmt.Errorf("write the converted document: %w", err)
		}
		return nil
	}
	return c
}
