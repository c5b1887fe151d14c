package version

import (
	"slices"
	"strings"

	"aceso/internal/value/fault"
)

// Contains tells whether the version lies in the range (vers-spec, "Checking if
// a version is contained within a range"). An error means that it can't be told.
func (v VERS) Contains(text string) (bool, error) {
	if len(v.Constraints) == 1 && v.Constraints[0].Op == "*" {
		return v.Scheme != "none", nil
	}
	if !Known(v.Scheme) {
		return v.names(text)
	}
	at, err := Parse(v.Scheme, text)
	if err != nil {
		return false, err
	}
	if !at.Real() {
		return false, fault.New(fault.Invalid, "%q is a name and no version", text)
	}
	var bounds []measured
	excluded := false
	for _, c := range v.Constraints {
		bound, err := Parse(v.Scheme, c.Version)
		if err != nil {
			return false, err
		}
		d, err := at.Compare(bound)
		if err != nil {
			return false, err
		}
		switch {
		case d == 0 && c.Op == "!=":
			return false, nil
		case d == 0 && strings.HasSuffix(c.Op, "="):
			return true, nil
		case c.Op == "!=":
			excluded = true
		case c.Op != "=":
			bounds = append(bounds, measured{c.Op[0], d})
		}
	}
	if len(bounds) == 0 {
		return excluded && !slices.ContainsFunc(v.Constraints, func(c Constraint) bool { return c.Op == "=" }), nil
	}
	return inside(bounds), nil
}

// names is the answer where versions have no order: only equality can be told.
func (v VERS) names(text string) (bool, error) {
	only := true
	for _, c := range v.Constraints {
		if c.Op == "=" && c.Version == text {
			return true, nil
		}
		only = only && c.Op == "="
	}
	if only {
		return false, nil
	}
	return false, fault.New(fault.Invalid, "the versions of %s have no known order", v.Scheme)
}

// measured is a bound, '<' or '>', and how the version compares with it.
type measured struct {
	op byte
	d  int
}

// inside walks the bounds in their order. Of bounds that point the same way
// side by side only the outer one counts.
func inside(bounds []measured) bool {
	var kept []measured
	for _, b := range bounds {
		if n := len(kept); n > 0 && kept[n-1].op == b.op {
			if b.op == '<' {
				kept[n-1] = b
			}
			continue
		}
		kept = append(kept, b)
	}
	if kept[0].op == '<' && kept[0].d < 0 {
		return true
	}
	if last := kept[len(kept)-1]; last.op == '>' && last.d > 0 {
		return true
	}
	for i := 1; i < len(kept); i++ {
		if kept[i-1].op == '>' && kept[i].op == '<' && kept[i-1].d > 0 && kept[i].d < 0 {
			return true
		}
	}
	return false
}
