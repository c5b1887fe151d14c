package cli

import (
	"fmt"
	"iter"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"aceso/internal/value/near"
)

// flagError says what is wrong with a flag, and which one may have been meant.
func flagError(c *cobra.Command, err error) error {
	if name, unknown := strings.CutPrefix(err.Error(), "unknown flag: --"); unknown {
		if near := nearest(c, name); near != "" {
			err = fmt.Errorf("%w; did you mean --%s?", err, near)
		}
	}
	return usageError{err}
}

// nearest returns the flag of a command that differs least from a name, "" when none is alike.
func nearest(c *cobra.Command, name string) string {
	var flags []string
	for f := range every(c.Flags().VisitAll) {
		flags = append(flags, f.Name)
	}
	return near.Word(name, flags...)
}

// every makes a sequence of what a method visits.
func every[F any](visit func(func(F))) iter.Seq[F] {
	return func(yield func(F) bool) {
		more := true
		visit(func(f F) { more = more && yield(f) })
	}
}

// meant names the commands of a group that a word may have stood for.
func meant(c *cobra.Command, word string) string {
	if all := c.SuggestionsFor(word); len(all) > 0 {
		return "; did you mean " + strings.Join(all, " or ") + "?"
	}
	return ""
}

// checkFlags refuses what cobra would refuse a moment later, but as the usage
// error that it is, and what must not stand on a command line.
func checkFlags(c *cobra.Command, _ []string) error {
	for _, check := range []func() error{c.ValidateRequiredFlags, c.ValidateFlagGroups, func() error { return noSecrets(c) }} {
		if err := check(); err != nil {
			return usageError{err}
		}
	}
	return nil
}

// noSecrets refuses an address with a password in it: everybody on the machine
// sees the command line, and the shell keeps it.
func noSecrets(c *cobra.Command) error {
	for f := range every(c.Flags().Visit) {
		u, err := url.Parse(f.Value.String())
		if err != nil || u.Host == "" {
			continue
		}
		if _, given := u.User.Password(); given || u.Query().Has("password") {
			return fmt.Errorf("--%s holds a password, and command lines are seen by others: use a password file (PGPASSFILE), or the environment", f.Name)
		}
	}
	return nil
}
