package version

import (
	"strings"

	"aceso/internal/value/fault"
)

// npmRange reads a range of node-semver: alternatives between ||, conditions
// between blanks, hyphen ranges, ~, ^ and x.
func npmRange(text string) ([]Constraint, error) {
	var found []Constraint
	for alternative := range strings.SplitSeq(text, "||") {
		alternative = strings.TrimSpace(alternative)
		if from, to, ok := strings.Cut(alternative, " - "); ok {
			alternative = ">=" + strings.TrimSpace(from) + " <=" + strings.TrimSpace(to)
		}
		if alternative == "" {
			alternative = "*"
		}
		for _, condition := range conditions(alternative) {
			cs, err := npmCondition(condition)
			if err != nil {
				return nil, err
			}
			found = append(found, cs...)
		}
	}
	return found, nil
}

// npmCondition reads one comparison. Numbers that are missing or an x stand for
// any: 2.1 is every 2.1.x, and what is above 2.1 begins with 2.2.0.
func npmCondition(text string) ([]Constraint, error) {
	op, version := operator(text)
	version, n, err := npmVersion(version)
	if err != nil {
		return nil, err
	}
	if n == 0 { // nothing is given: any version, or, below or above all, none
		if op == "<" || op == ">" {
			return []Constraint{{"<", "0.0.0-0"}}, nil
		}
		return []Constraint{{Op: "*"}}, nil
	}
	next := func(keep int) string {
		base, _, _ := strings.Cut(version, "-")
		up, bumped := bump(base, keep)
		if bumped != nil {
			err = bumped
		}
		return up + strings.Repeat(".0", 3-min(keep, 3))
	}
	var found []Constraint
	switch {
	case op == "^":
		base, _, _ := strings.Cut(version, "-")
		found = []Constraint{{">=", version}, {"<", next(min(significant(base), n))}}
	case op == "~", op == "~>":
		found = []Constraint{{">=", version}, {"<", next(min(2, n))}}
	case n < 3 && op == ">":
		found = []Constraint{{">=", next(n)}}
	case n < 3 && op == "<=":
		found = []Constraint{{"<", next(n)}}
	case n < 3 && (op == "" || op == "="):
		found = []Constraint{{">=", version}, {"<", next(n)}}
	default:
		found = []Constraint{{orEqual(op), version}}
	}
	return found, err
}

// npmVersion fills a version up to three numbers and tells how many were given.
func npmVersion(text string) (version string, given int, err error) {
	text = withoutV(strings.TrimPrefix(text, "="))
	base, build, hasBuild := strings.Cut(text, "+")
	if hasBuild && build == "" {
		return "", 0, fault.New(fault.Invalid, "%q is no version", text)
	}
	base, pre, isPre := strings.Cut(base, "-")
	parts := strings.Split(base, ".")
	if len(parts) > 3 {
		return "", 0, fault.New(fault.Invalid, "%q is no version", text)
	}
	for _, p := range parts {
		if p == "x" || p == "X" || p == "*" || p == "" && len(parts) == 1 {
			break
		}
		if !allDigits(p) {
			return "", 0, fault.New(fault.Invalid, "%q is no version", text)
		}
		given++
	}
	parts = append(parts[:given:given], "0", "0", "0")[:3]
	version = strings.Join(parts, ".")
	if isPre && given == 3 {
		if !placeable(pre) {
			return "", 0, fault.New(fault.Invalid, "%q is no version", text)
		}
		version += "-" + pre
	}
	return version, given, nil
}
