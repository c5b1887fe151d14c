// Package version puts versions in order, each by the rules of the ecosystem
// it comes from, and tells whether one lies within a range.
package version

import (
	"strings"

	"github.com/google/osv-scalibr/semantic"

	"aceso/internal/value/fault"
)

// A Version is a version that was read by the rules of its ecosystem.
type Version struct {
	text string
	sem  semantic.Version
}

// Parse reads a version of an OSV ecosystem; a release behind the ecosystem's
// name ("Debian:12") makes no difference. An error means that it can't be
// placed in that order.
func Parse(ecosystem, v string) (Version, error) {
	sem, err := semantic.Parse(strings.TrimSpace(v), ecosystem)
	if err != nil {
		return Version{}, fault.New(fault.Invalid, "%q is no version of %s", v, ecosystem)
	}
	return Version{v, sem}, nil
}

// Compare returns -1, 0 or 1 as v comes before, with or after w. It is an
// error when they are of different orders.
func (v Version) Compare(w Version) (int, error) {
	return v.sem.Compare(w.sem)
}

// Compare orders two versions of an ecosystem.
func Compare(ecosystem, a, b string) (int, error) {
	va, err := Parse(ecosystem, a)
	if err != nil {
		return 0, err
	}
	vb, err := Parse(ecosystem, b)
	if err != nil {
		return 0, err
	}
	return va.Compare(vb)
}

// Known tells whether there is an order for the versions of an ecosystem.
func Known(ecosystem string) bool {
	_, err := semantic.Parse("0", ecosystem)
	return err == nil
}
