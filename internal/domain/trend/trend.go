// Package trend holds how findings and parts stood, day by day: what a chart
// of the past is drawn from, and what can be read out of it. A day that nobody
// counted is not there, and is never taken for zero.
package trend

import (
	"fmt"
	"strconv"
	"strings"
)

// Counts are how many findings and parts there are of each kind, of the whole
// organisation or of a release, at one moment.
type Counts struct {
	// Live findings that are affected, by severity.
	Critical, High, Unknown, Medium, Low, None int
	CannotTell                                 int // live, and nobody can tell
	Exploited                                  int // live, of either kind, and known to be exploited
	Closed                                     int

	// Parts by their answer; each is counted once.
	Affected, MayBe, Clean, NotCheckable, Waiting int

	// Findings that were opened (or opened again) and closed since the counting began.
	Opened, Shut int
}

// fields are the numbers in the order in which they are kept: new ones come last.
func (c *Counts) fields() []*int {
	return []*int{
		&c.Critical, &c.High, &c.Unknown, &c.Medium, &c.Low, &c.None, &c.CannotTell, &c.Exploited, &c.Closed,
		&c.Affected, &c.MayBe, &c.Clean, &c.NotCheckable, &c.Waiting, &c.Opened, &c.Shut,
	}
}

// Open is how many findings are live.
func (c Counts) Open() int { return c.Weak() + c.CannotTell }

// Weak is how many of them are affected.
func (c Counts) Weak() int {
	return c.Critical + c.High + c.Unknown + c.Medium + c.Low + c.None
}

// Parts is how many parts there are.
func (c Counts) Parts() int { return c.Affected + c.MayBe + c.Clean + c.NotCheckable + c.Waiting }

// Unanswered is how many parts nobody could look up: they may be weak or not.
func (c Counts) Unanswered() int { return c.NotCheckable + c.Waiting }

// Severity returns how many live findings are affected with this severity.
func (c Counts) Severity(word string) int {
	if at := c.severity(word); at != nil {
		return *at
	}
	return 0
}

// severity is where a severity is counted: a word that is not known counts as unknown.
func (c *Counts) severity(word string) *int {
	switch word {
	case "critical":
		return &c.Critical
	case "high":
		return &c.High
	case "medium":
		return &c.Medium
	case "low":
		return &c.Low
	case "none":
		return &c.None
	}
	return &c.Unknown
}

// AddSeverity counts n live findings more that are affected with this severity.
func (c *Counts) AddSeverity(word string, n int) { *c.severity(word) += n }

// Plus returns the sum of two counts.
func (c Counts) Plus(d Counts) Counts {
	more := d.fields()
	for i, n := range c.fields() {
		*n += *more[i]
	}
	return c
}

// Times returns the counts n times; -1 takes them away.
func (c Counts) Times(n int) Counts {
	for _, f := range c.fields() {
		*f *= n
	}
	return c
}

// Standing returns what there is at the moment, without what happened before.
func (c Counts) Standing() Counts {
	c.Opened, c.Shut = 0, 0
	return c
}

// Pack writes the counts into a short text: the numbers, with commas between.
func (c Counts) Pack() string {
	fields := c.fields()
	words := make([]string, len(fields))
	for i, n := range fields {
		words[i] = strconv.Itoa(*n)
	}
	return strings.Join(words, ",")
}

// Unpack reads what Pack wrote. Numbers that an older program did not know are zero.
func Unpack(text string) (Counts, error) {
	var c Counts
	fields := c.fields()
	for i, word := range strings.Split(text, ",") {
		n, err := strconv.Atoi(word)
		if err != nil || i >= len(fields) {
			return c, fmt.Errorf("%q is no count of findings and parts", text)
		}
		*fields[i] = n
	}
	return c, nil
}

// A Day is how things stood at its end; of today, how they stand.
type Day struct {
	On string // 2026-11-23, in UTC
	Counts
	// Derived tells that nobody counted on that day: the findings' own dates tell
	// when they were opened and closed, with the severity that they have now. Of
	// parts they tell nothing.
	Derived bool
}
