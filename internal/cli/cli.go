// Package cli is Aceso at the command line: data on standard output, talk on
// standard error, a table for people and --json for programs, and exit codes
// that scripts can rely on. One file a subject.
package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"aceso/internal/value/fault"
)

// The exit codes. They are part of what scripts rely on and don't change.
const (
	exitOK         = 0
	exitUnexpected = 1
	exitUsage      = 2 // usage, configuration, or a file that can't be used
	exitGate       = 3 // a gate or policy failed
	exitNotFound   = 4
	exitForbidden  = 5
	exitConflict   = 6
	exitUpstream   = 7 // something outside does not answer; later it may
	exitPartly     = 8
	exitUnverified = 10
	exitInterrupt  = 130
)

// Streams are where a command reads and writes.
type Streams struct {
	In  io.Reader
	Out io.Writer
	Err io.Writer
}

// exit is an error that ends the program with a code of its own. Its text is
// printed when there is one; what it had to say may be on standard output already.
type exit struct {
	code int
	text string
}

func (e exit) Error() string { return e.text }

// Run runs the command that the arguments name and returns its exit code.
func Run(ctx context.Context, args []string, s Streams) int {
	root := newRoot(s)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitOK
	}
	code := codeOf(ctx, err)
	if text := err.Error(); text != "" {
		fmt.Fprintln(s.Err, "aceso: "+text)
	}
	if code == exitUsage && fault.Of(err) == nil {
		fmt.Fprintln(s.Err, "aceso help, or --help behind a command, shows what there is")
	}
	return code
}

func codeOf(ctx context.Context, err error) int {
	var e exit
	switch {
	case errors.As(err, &e):
		return e.code
	case errors.Is(ctx.Err(), context.Canceled): // whatever came of it
		return exitInterrupt
	}
	if f := fault.Of(err); f != nil {
		switch f.Kind {
		case fault.NotFound:
			return exitNotFound
		case fault.Unsigned, fault.Forbidden, fault.Unproven:
			return exitForbidden
		case fault.Conflict, fault.Stale:
			return exitConflict
		case fault.Unavailable, fault.TooMany:
			return exitUpstream
		case fault.Unverified:
			return exitUnverified
		}
		return exitUsage
	}
	var u usageError
	switch {
	case errors.As(err, &u):
		return exitUsage
	case errors.Is(err, os.ErrNotExist):
		return exitNotFound
	}
	return exitUnexpected
}

// usageError is a command line that can't be understood.
type usageError struct{ error }

// newRoot returns the tree of commands.
func newRoot(s Streams) *cobra.Command {
	root := &cobra.Command{
		Use:           "aceso",
		Short:         "Medical device security, run as a plan",
		Long:          "Aceso makes the health sector's Joint Security Plan run: what devices are made of, what is known to be weak\nin it, what could not be checked, and what has to be done about it. One program, one data folder.",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.ArbitraryArgs, // what is no command is told by what usage adds
	}
	root.SetIn(s.In)
	root.SetOut(s.Out)
	root.SetErr(s.Err)
	root.SetFlagErrorFunc(flagError)
	root.PersistentPreRunE = checkFlags
	for _, add := range commands {
		root.AddCommand(add())
	}
	usage(root)
	return root
}

// commands are what the files of this package add to the tree, in the order of help.
var commands = []func() *cobra.Command{
	newServe, newDemo, newInit, newCheck, newSBOM, newIntel, newAdvisory, newFleet, newFinding, newComponent, newSearch, newAlias, newJob, newView, newAudit, newBackup, newDB, newOrg, newUser, newConfig, newDoctor, newVersion, newExitCodes,
}

// usage makes every refusal of arguments a usage error and an unknown command one too.
func usage(c *cobra.Command) {
	if args := c.Args; args != nil {
		c.Args = func(c *cobra.Command, a []string) error {
			if err := args(c, a); err != nil {
				return usageError{err}
			}
			return nil
		}
	}
	c.SuggestionsMinimumDistance = 2
	if !c.Runnable() {
		c.RunE = func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usageError{fmt.Errorf("there is no command %q under %q%s", args[0], c.CommandPath(), meant(c, args[0]))}
			}
			return c.Help()
		}
	}
	for _, sub := range c.Commands() {
		usage(sub)
	}
}

// examples joins the examples of a command as help shows them.
func examples(lines ...string) string { return "  " + strings.Join(lines, "\n  ") }

// jsonFlag adds --json to a command.
func jsonFlag(c *cobra.Command) *bool {
	return c.Flags().Bool("json", false, "print JSON instead of a table")
}

// printJSON writes a value as indented JSON on standard output.
func printJSON(c *cobra.Command, v any) error {
	enc := json.NewEncoder(c.OutOrStdout())
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// printTable writes rows in aligned columns, the first row as the heading.
func printTable(c *cobra.Command, rows [][]string) error {
	w := tabwriter.NewWriter(c.OutOrStdout(), 0, 4, 2, ' ', 0)
	for _, r := range rows {
		for i, cell := range r {
			r[i] = printable(cell)
		}
		fmt.Fprintln(w, strings.TrimRight(strings.Join(r, "\t"), "\t"))
	}
	return w.Flush()
}

// printable keeps what others wrote from steering the terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return '�'
		}
		return r
	}, s)
}

// say talks to whoever watches, on standard error.
func say(c *cobra.Command, format string, args ...any) {
	fmt.Fprintf(c.ErrOrStderr(), format+"\n", args...)
}

// readFile reads a whole file, "-" being standard input, up to a limit of bytes.
func readFile(c *cobra.Command, name string, limit int64) ([]byte, error) {
	in := c.InOrStdin()
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, fault.New(fault.NotFound, "%s can't be opened: %v", name, errors.Unwrap(err))
		}
		defer f.Close()
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, limit+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if int64(len(data)) > limit {
		return nil, fault.New(fault.TooLarge, "%s is larger than the limit of %d bytes", name, limit)
	}
	return data, nil
}

func newExitCodes() *cobra.Command {
	return &cobra.Command{
		Use:     "exit-codes",
		Short:   "What the exit codes mean",
		Args:    cobra.NoArgs,
		Example: examples("aceso exit-codes", "aceso exit-codes | grep ^3"),
		RunE: func(c *cobra.Command, _ []string) error {
			return printTable(c, [][]string{
				{"CODE", "MEANING"},
				{"0", "all is well"},
				{"1", "something unexpected went wrong"},
				{"2", "the command line, the configuration or a file can't be used"},
				{"3", "a gate or a policy failed"},
				{"4", "not found"},
				{"5", "not allowed"},
				{"6", "conflict with what somebody else did"},
				{"7", "something outside does not answer; try later"},
				{"8", "partly done"},
				{"10", "verification failed"},
				{"130", "interrupted"},
			})
		},
	}
}
