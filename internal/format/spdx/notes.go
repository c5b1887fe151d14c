package spdx

import (
	"maps"
	"slices"

	"aceso/internal/value/check"
)

// perRule is how many problems of one rule are told one by one. A generator
// that breaks a rule breaks it in every package; a hundred places show that.
const perRule = 100

// notes collects problems, and counts those of one rule beyond the first.
type notes struct {
	prefix   string // "spdx-2.3-"
	problems check.Problems
	seen     map[string]int
}

func (n *notes) add(path, rule, format string, args ...any) {
	if rule = n.prefix + rule; n.room(rule) {
		n.problems.Add(path, rule, format, args...)
	}
}

func (n *notes) warn(path, rule, format string, args ...any) {
	if rule = n.prefix + rule; n.room(rule) {
		n.problems.Warn(path, rule, format, args...)
	}
}

func (n *notes) room(rule string) bool {
	if n.seen == nil {
		n.seen = map[string]int{}
	}
	n.seen[rule]++
	return n.seen[rule] <= perRule
}

// all returns the problems, with one line for each rule that was broken more
// often than is told.
func (n *notes) all() check.Problems {
	for _, rule := range slices.Sorted(maps.Keys(n.seen)) {
		if more := n.seen[rule] - perRule; more > 0 {
			n.problems.Add("", rule, "the same in %d more places", more)
			n.problems[len(n.problems)-1].Level = n.level(rule)
		}
	}
	return n.problems
}

func (n *notes) level(rule string) check.Level {
	for _, p := range n.problems {
		if p.Rule == rule {
			return p.Level
		}
	}
	return check.Error
}
