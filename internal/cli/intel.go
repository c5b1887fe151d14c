package cli

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"aceso/internal/app"
	"aceso/internal/domain/vuln"
	"aceso/internal/value/fault"
)

func newIntel() *cobra.Command {
	c := &cobra.Command{Use: "intel", Short: "Vulnerability data: build a bundle, look at it, verify it, fetch it"}
	c.AddCommand(newIntelBuild(), newIntelInfo(), newIntelVerify(), newIntelSync(), newIntelImport(), newIntelKey())
	return c
}

func newIntelBuild() *cobra.Command {
	c := &cobra.Command{
		Use:   "build",
		Short: "Build one bundle from files of OSV, NVD, CVE, KEV, EPSS and end-of-life data",
		Long:  "Each input may be plain, gzip, zstd, zip or a folder. A record that can't be read is left out and counted.",
		Args:  cobra.NoArgs,
		Example: examples("aceso intel build --osv osv/ --kev kev.json.gz --epss epss.csv.gz -o intel.bundle",
			"aceso intel build --osv osv/ --nvd nvd-2024.json.gz --nvd nvd-2025.json.gz --cve cves.zip --eol eol.tar.gz --sign intel.key -o intel.bundle"),
	}
	var in app.Inputs
	f := c.Flags()
	f.StringVar(&in.OSV, "osv", "", "folder that holds ECOSYSTEM/all.zip")
	f.StringArrayVar(&in.NVD, "nvd", nil, "NVD file, JSON 2.0 or 1.1 (repeat for more)")
	f.StringArrayVar(&in.CVE, "cve", nil, "CVE records 5.x (repeat for more)")
	f.StringVar(&in.KEV, "kev", "", "KEV catalogue, JSON or CSV")
	f.StringVar(&in.EPSS, "epss", "", "EPSS scores, CSV")
	f.StringVar(&in.EOL, "eol", "", "end-of-life data")
	key := f.String("sign", "", "file with the key to sign with (aceso intel key makes one)")
	out := f.StringP("output", "o", "", "file to write")
	asJSON := jsonFlag(c)
	c.MarkFlagRequired("output")
	c.RunE = func(c *cobra.Command, _ []string) error {
		if in.OSV == "" && len(in.NVD) == 0 && len(in.CVE) == 0 {
			return usageError{fmt.Errorf("a bundle needs at least one of --osv, --nvd and --cve")}
		}
		if *key != "" {
			text, err := readFile(c, *key, 4096)
			if err != nil {
				return err
			}
			in.Signer = strings.TrimSpace(string(text))
		}
		in.Made = time.Now().UTC()
		told, done := progress(c)
		report, err := app.BuildBundle(c.Context(), in, told, *out)
		done()
		if err != nil {
			return err
		}
		for _, r := range report.Refused {
			say(c, "left out: %s %s: %s", r.Source, r.Where, r.Why)
		}
		state, err := app.LookAtBundle(*out, nil)
		if err != nil {
			return err
		}
		return printInfo(c, state, *asJSON)
	}
	return c
}

// progress shows how far a long piece of work is, where somebody watches; done
// takes that line away.
func progress(c *cobra.Command) (told func(source string, records int), done func()) {
	if f, ok := c.ErrOrStderr().(*os.File); !ok || !isTerminal(f) {
		return nil, func() {}
	}
	const anew = "\r\x1b[K" // the same line
	var last time.Time
	return func(source string, records int) {
		if time.Since(last) < 100*time.Millisecond {
			return
		}
		last = time.Now()
		fmt.Fprintf(c.ErrOrStderr(), "%s%s: %d records", anew, printable(source), records)
	}, func() { fmt.Fprint(c.ErrOrStderr(), anew) }
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// signature is who signed a bundle.
type signature struct {
	Signed  bool   `json:"signed"`
	By      string `json:"by,omitempty"` // name and hash of the key
	Trusted bool   `json:"trusted"`
	Text    string `json:"signature"` // the same in words
}

// bundle is the answer of intel info --json.
type bundle struct {
	ID         string    `json:"id"`
	Made       time.Time `json:"made"`
	Weaknesses int       `json:"weaknesses"`
	Statements int       `json:"statements"`
	Keys       int       `json:"keys"`
	signature
	Sources []source `json:"sources"`
}

type source struct {
	Name    string     `json:"name"`
	AsOf    *time.Time `json:"as_of,omitempty"`
	Fetched *time.Time `json:"fetched,omitempty"`
	Records int        `json:"records"`
	Refused int        `json:"refused"`
	Unused  int        `json:"unused"` // read, and nothing in them to keep
	Covers  []string   `json:"covers"` // what it speaks of as a whole; of the rest nothing can be called clean
	Limit   string     `json:"limit,omitempty"`
	SHA256  string     `json:"sha256,omitempty"`
	Problem string     `json:"problem,omitempty"`
}

func printInfo(c *cobra.Command, info app.BundleState, asJSON bool) error {
	sig := info.Signature
	b := bundle{
		ID: info.ID, Made: info.Made, Weaknesses: info.Weaknesses, Statements: info.Statements, Keys: info.Keys,
		signature: signature{sig.Signed, sig.Key, sig.Trusted, sig.Say()}, Sources: []source{},
	}
	rows := [][]string{{"SOURCE", "RECORDS", "LEFT OUT", "AS OF", "COVERS", "PROBLEM"}}
	for _, s := range info.Sources {
		b.Sources = append(b.Sources, source{
			s.Name, timeOrNil(s.AsOf), timeOrNil(s.Fetched), s.Records, s.Refused, s.Unused, append([]string{}, s.Covers...), s.Limit, s.SHA256, s.Problem,
		})
		rows = append(rows, []string{s.Name, strconv.Itoa(s.Records), leftOut(s), day(s.AsOf), covered(s), s.Problem})
	}
	if asJSON {
		return printJSON(c, b)
	}
	if err := printTable(c, rows); err != nil {
		return err
	}
	say(c, "bundle %s made %s: %d weaknesses, %d statements", info.ID, info.Made.UTC().Format("2006-01-02 15:04"), info.Weaknesses, info.Statements)
	sayTrust(c, sig.Signed, sig.Trusted, sig.Say())
	for _, s := range info.Sources {
		if s.Unused > 0 {
			say(c, "%s names %d products of which it tells no release cycle: nothing is known of their support", s.Name, s.Unused)
		}
	}
	for _, l := range info.Limits() {
		say(c, "%s", l)
	}
	if !info.Covered {
		say(c, "built by an older version, which did not note what it covers: nothing can be called clean by it; build it anew")
	}
	return nil
}

// sayTrust says who signed a bundle, and how a key becomes trusted where it is not.
func sayTrust(c *cobra.Command, signed, trusted bool, text string) {
	if !signed || trusted {
		say(c, "the bundle is %s", text)
	} else {
		say(c, "the bundle is %s: anybody could have made it; name its maker's public key with --key FILE, in %s or in intel.trust", text, trustVariable)
	}
}

// leftOut counts what a source gave and the bundle does not hold: what could
// not be read, and what says nothing.
func leftOut(s vuln.Source) string {
	if s.Unused == 0 {
		return strconv.Itoa(s.Refused)
	}
	return fmt.Sprintf("%d, %d empty", s.Refused, s.Unused)
}

// covered says in short what silence means something on.
func covered(s vuln.Source) string {
	var out []string
	releases := 0
	for _, c := range s.Covers {
		if bare, _, ok := strings.Cut(c, ":"); ok && slices.Contains(s.Covers, bare) {
			releases++
		} else if c == vuln.Products {
			out = append(out, "products by CPE")
		} else {
			out = append(out, c)
		}
	}
	text := cmpOr(strings.Join(out, ", "), "-")
	if releases > 0 {
		text += fmt.Sprintf(", %d releases", releases)
	}
	return text
}

func timeOrNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func day(t time.Time) string {
	if t.IsZero() {
		return "not said"
	}
	return t.UTC().Format("2006-01-02")
}

func newIntelInfo() *cobra.Command {
	c := &cobra.Command{
		Use: "info BUNDLE", Short: "Say what a bundle rests on, and who signed it", Args: cobra.ExactArgs(1),
		Long:    "Reads the whole bundle first, as intel verify does.",
		Example: examples("aceso intel info intel.bundle", "aceso intel info intel.bundle --json"),
	}
	lookAt(c)
	return c
}

func newIntelVerify() *cobra.Command {
	c := &cobra.Command{
		Use: "verify BUNDLE", Short: "Read a whole bundle and hold it against its hashes and its signature", Args: cobra.ExactArgs(1),
		Long: "Exit code 10 when something does not hold, or when keys are named and none of them signed it. Keys are named with\n" +
			"--key or in the environment, in " + trustVariable + ". Without a key only the hashes are held against the bundle: a bundle that\n" +
			"nobody signed, or somebody unknown, passes, and the answer says which it is.",
		Example: examples("aceso intel verify intel.bundle", "aceso intel verify intel.bundle --key intel.pub"),
	}
	lookAt(c)
	return c
}

// lookAt makes a command read a bundle and say what it rests on.
func lookAt(c *cobra.Command) {
	keys := c.Flags().StringArray("key", nil, "file with a public key that must have signed it (repeat for more)")
	asJSON := jsonFlag(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		trusted, err := trustedKeys(c, *keys)
		if err != nil {
			return err
		}
		state, err := app.LookAtBundle(args[0], trusted)
		if err != nil {
			return err
		}
		return printInfo(c, state, *asJSON)
	}
}

// trustVariable names trusted keys where no data folder does. That of a folder
// is not read here: whoever can put a file beside a document that is to be
// checked must not say whom to trust.
const trustVariable = "ACESO_INTEL__TRUST"

// trustedKeys returns the public keys of the files and of the environment.
func trustedKeys(c *cobra.Command, files []string) ([]string, error) {
	out := strings.FieldsFunc(os.Getenv(trustVariable), func(r rune) bool { return r == ',' || r == ' ' })
	for _, f := range files {
		text, err := readFile(c, f, 4096)
		if err != nil {
			return nil, err
		}
		out = append(out, strings.TrimSpace(string(text)))
	}
	return out, nil
}

func newIntelSync() *cobra.Command {
	c := &cobra.Command{
		Use: "sync", Short: "Fetch the sources from their public addresses and put a new bundle in use", Args: cobra.NoArgs,
		Long:    "A source that does not answer, or has shrunk, keeps its last good state, and the bundle says so. Exit code 8 when\nsome sources could not be renewed.",
		Example: examples("aceso intel sync --data /var/lib/aceso", "aceso intel sync --data ./aceso-data --json"),
	}
	typed := configFlags(c)
	asJSON := jsonFlag(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		config, err := app.LoadConfig(typed())
		if err != nil {
			return err
		}
		told, done := progress(c)
		info, failed, err := app.SyncBundle(c.Context(), config, told)
		done()
		if err != nil {
			return err
		}
		if err := printInfo(c, info, *asJSON); err != nil {
			return err
		}
		if failed {
			return exit{exitPartly, "some sources could not be renewed; their last good state is in the bundle"}
		}
		return nil
	}
	return c
}

func newIntelImport() *cobra.Command {
	c := &cobra.Command{
		Use: "import BUNDLE", Short: "Put a bundle in use that was carried here, for a machine without a network", Args: cobra.ExactArgs(1),
		Example: examples("aceso intel import /media/stick/intel.bundle --data /var/lib/aceso", "aceso intel import intel.bundle.zst --anyway"),
	}
	typed := configFlags(c)
	anyway := c.Flags().Bool("anyway", false, "take it although it has shrunk or is old")
	asJSON := jsonFlag(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		config, err := app.LoadConfig(typed())
		if err != nil {
			return err
		}
		f, err := os.Open(args[0])
		if err != nil {
			return fault.New(fault.NotFound, "%s can't be opened", args[0])
		}
		defer f.Close()
		info, err := app.ImportBundle(c.Context(), config, f, *anyway)
		if err != nil {
			return err
		}
		return printInfo(c, info, *asJSON)
	}
	return c
}

func newIntelKey() *cobra.Command {
	c := &cobra.Command{
		Use: "key NAME", Short: "Make a key pair to sign bundles with", Args: cobra.ExactArgs(1),
		Long:    "Writes NAME.key, which signs and stays secret, and NAME.pub, which others verify with.",
		Example: examples("aceso intel key larkfield", "aceso intel key /secure/larkfield"),
	}
	c.RunE = func(c *cobra.Command, args []string) error {
		secret, public, err := app.BundleKey(args[0])
		if err != nil {
			return err
		}
		for name, text := range map[string]string{args[0] + ".key": secret, args[0] + ".pub": public} {
			f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
			if err != nil {
				return fault.New(fault.Conflict, "%s can't be written: it may exist already", name)
			}
			fmt.Fprintln(f, text)
			if err := f.Close(); err != nil {
				return err
			}
		}
		say(c, "Wrote %s.key and %s.pub.", args[0], args[0])
		return nil
	}
	return c
}
