// Package version puts versions in order, each by the rules of the ecosystem
// it comes from, and tells whether one lies within a range. A version that
// can't be placed in an order is an error, never a guess.
package version

import (
	"github.com/google/osv-scalibr/semantic"

	"aceso/internal/value/fault"
)

// A Version is a version that was read by the rules of its ecosystem. It is
// made by Parse and may be compared any number of times, also from several
// goroutines.
type Version struct {
	text  string
	order *order
	plain plain            // usable when plain.n > 0
	deep  semantic.Version // the library's reading, where the order is the library's and plain is not usable
}

// String returns the version as it stood, without what stands before or after
// it: blanks, the "go" of a Go release.
func (v Version) String() string { return v.text }

// Parse reads a version of an ecosystem: an OSV name, with or without a
// release ("Debian:12"), a VERS scheme ("deb", "openssl"), "semver", or
// "generic". An error means that the version can't be placed in that order.
func Parse(ecosystem, text string) (Version, error) {
	o := find(ecosystem)
	if o == nil {
		return Version{}, fault.New(fault.Invalid, "the versions of %s have no known order", ecosystem)
	}
	return o.parse(ecosystem, text)
}

// Known tells whether there is an order for the versions of an ecosystem.
func Known(ecosystem string) bool { return find(ecosystem) != nil }

// Compare returns -1, 0 or 1 as v comes before, with or after w. An error
// means that the order does not say it.
func (v Version) Compare(w Version) (int, error) {
	if v.order == nil || v.order != w.order {
		return 0, fault.New(fault.Invalid, "%q and %q belong to different orders", v.text, w.text)
	}
	if v.plain.n > 0 && w.plain.n > 0 {
		return v.plain.compare(w.plain, v.order.padded), nil
	}
	if v.order.compare != nil {
		d, ok := v.order.compare(v.text, w.text)
		if !ok {
			return 0, fault.New(fault.Invalid, "no rule says which of %q and %q is the later", v.text, w.text)
		}
		return sign(d), nil
	}
	return v.compareDeep(w)
}

// compareDeep lets the library compare.
func (v Version) compareDeep(w Version) (int, error) {
	for _, one := range []*Version{&v, &w} {
		if one.deep == nil {
			var err error
			if one.deep, err = v.order.library(one.text); err != nil {
				return 0, fault.New(fault.Invalid, "%q can't be placed: %v", one.text, err)
			}
		}
	}
	d, err := v.deep.Compare(w.deep)
	if err != nil {
		return 0, fault.New(fault.Invalid, "%q and %q can't be compared: %v", v.text, w.text, err)
	}
	return sign(d), nil
}

// Compare orders two versions of an ecosystem. Where one is compared often,
// Parse it once and use Version.Compare.
func Compare(ecosystem, a, b string) (int, error) {
	v, err := Parse(ecosystem, a)
	if err != nil {
		return 0, err
	}
	w, err := v.order.parse(ecosystem, b)
	if err != nil {
		return 0, err
	}
	return v.Compare(w)
}

func sign(d int) int {
	switch {
	case d < 0:
		return -1
	case d > 0:
		return 1
	}
	return 0
}
