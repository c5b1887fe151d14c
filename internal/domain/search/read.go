package search

import (
	"math"
	"strconv"
	"strings"
	"time"

	"aceso/internal/value/fault"
	"aceso/internal/value/near"
	"aceso/internal/value/query"
)

// read brings what a token was given into its one form, or says what it takes.
func (t Token) read(term *query.Term, now time.Time) error {
	if term.Op != query.Is && t.Takes != Day && t.Takes != Number {
		return fault.New(fault.Invalid, "%s: can't be compared by %s", t.Name, term.Op).Helped("write %s", t.Example)
	}
	if t.Takes == Order && (term.Not || len(term.Values) > 1) {
		return fault.New(fault.Invalid, "a list has one order").Helped("write sort:-severity for the worst first")
	}
	for i, v := range term.Values {
		read, err := t.value(v, now)
		if err != nil {
			return err
		}
		term.Values[i] = read
	}
	if term.Op == query.Between && t.less(term.Values[1], term.Values[0]) {
		term.Values[0], term.Values[1] = term.Values[1], term.Values[0]
	}
	return nil
}

func (t Token) value(v string, now time.Time) (string, error) {
	switch t.Takes {
	case Word:
		low := strings.ReplaceAll(strings.ToLower(v), "_", "-")
		if c, ok := t.choice(low); ok {
			return c.Word, nil
		}
		wrong := fault.New(fault.Invalid, "%s: is never %.40q", t.Name, v)
		if meant := near.Word(low, t.words()...); meant != "" {
			return "", wrong.Helped("did you mean %s:%s ? It takes %s", t.Name, meant, strings.Join(t.words(), ", "))
		}
		return "", wrong.Helped("it takes %s", strings.Join(t.words(), ", "))
	case Day:
		return t.day(v, now)
	case Number:
		n, err := strconv.ParseFloat(strings.TrimSuffix(v, "%"), 64)
		if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
			return "", fault.New(fault.Invalid, "%s: takes a number, and %.40q is none", t.Name, v).Helped("write %s", t.Example)
		}
		if strings.HasSuffix(v, "%") {
			n /= 100
		}
		if n < 0 || t.Most > 0 && n > t.Most {
			return "", fault.New(fault.Invalid, "%s: goes from 0 to %v", t.Name, t.Most).Helped("write %s", t.Example)
		}
		return strconv.FormatFloat(n, 'f', -1, 64), nil
	}
	return v, nil
}

// words are the words that a token takes.
func (t Token) words() []string {
	out := make([]string, len(t.Words))
	for i, c := range t.Words {
		out[i] = c.Word
	}
	return out
}

// day reads a day as it is written, or so many days from now.
func (t Token) day(v string, now time.Time) (string, error) {
	now = now.UTC()
	switch strings.ToLower(v) {
	case "today":
		return now.Format(time.DateOnly), nil
	case "yesterday":
		return now.AddDate(0, 0, -1).Format(time.DateOnly), nil
	case "tomorrow":
		return now.AddDate(0, 0, 1).Format(time.DateOnly), nil
	}
	for _, form := range []string{time.DateOnly, "2006-01", "2006"} { // a month, a year: their first day
		if at, err := time.Parse(form, v); err == nil {
			return at.Format(time.DateOnly), nil
		}
	}
	if n, unit, ok := away(v); ok {
		switch unit {
		case 'd':
			now = now.AddDate(0, 0, n)
		case 'w':
			now = now.AddDate(0, 0, 7*n)
		case 'm':
			now = now.AddDate(0, n, 0)
		case 'y':
			now = now.AddDate(n, 0, 0)
		}
		return now.Format(time.DateOnly), nil
	}
	return "", fault.New(fault.Invalid, "%s: takes a day, and %.40q is none", t.Name, v).Helped("write a day like 2026-11-01, or -7d for a week ago and +90d for in ninety days: %s", t.Example)
}

// away reads -7d: so many days, weeks, months or years from now.
func away(v string) (n int, unit byte, ok bool) {
	if len(v) < 3 || v[0] != '-' && v[0] != '+' {
		return 0, 0, false
	}
	n, err := strconv.Atoi(v[:len(v)-1])
	unit = v[len(v)-1] | 0x20
	return n, unit, err == nil && n > -10_000 && n < 10_000 && strings.IndexByte("dwmy", unit) >= 0
}

// less tells whether one value of the token comes before another.
func (t Token) less(a, b string) bool {
	if t.Takes != Number {
		return a < b
	}
	x, _ := strconv.ParseFloat(a, 64)
	y, _ := strconv.ParseFloat(b, 64)
	return x < y
}
