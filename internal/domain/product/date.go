package product

import (
	"strings"
	"time"

	"aceso/internal/value/fault"
)

// A Date is a point in a release's life as OpenEoX Core 1.0 writes it: an
// RFC 3339 time, or "tba" when it is still to be announced; "" when nothing was said.
type Date string

// TBA is a date that is still to be announced.
const TBA Date = "tba"

// ParseDate reads a date as people write it: 2032-06-30, a whole RFC 3339
// time, "tba", or nothing.
func ParseDate(s string) (Date, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", nil
	}
	if strings.EqualFold(s, string(TBA)) {
		return TBA, nil
	}
	for _, form := range []string{time.DateOnly, time.RFC3339} {
		if t, err := time.Parse(form, s); err == nil {
			if t.Year() < 1950 || t.Year() > 2200 {
				return "", fault.New(fault.Invalid, "the year %d is hardly meant", t.Year())
			}
			return Date(t.UTC().Format(time.RFC3339)), nil
		}
	}
	return "", fault.New(fault.Invalid, "%q is no date", s).Helped("write 2032-06-30, or tba when it is still to be announced")
}

// At returns the time, and whether one is given at all.
func (d Date) At() (time.Time, bool) {
	t, err := time.Parse(time.RFC3339, string(d))
	return t, err == nil
}

// Past tells whether the date is given and lies before now.
func (d Date) Past(now time.Time) bool {
	t, ok := d.At()
	return ok && t.Before(now)
}

// tidy brings the dates into their one form and tells what contradicts.
func (d *Dates) tidy() error {
	for _, one := range []*Date{&d.GeneralAvailability, &d.EndOfSales, &d.EndOfSecuritySupport, &d.EndOfLife} {
		parsed, err := ParseDate(string(*one))
		if err != nil {
			return err
		}
		*one = parsed
	}
	for _, pair := range []struct {
		first, then         Date
		firstName, thenName string
	}{
		{d.GeneralAvailability, d.EndOfSales, "general availability", "the end of sales"},
		{d.GeneralAvailability, d.EndOfSecuritySupport, "general availability", "the end of security support"},
		{d.GeneralAvailability, d.EndOfLife, "general availability", "the end of life"},
		{d.EndOfSecuritySupport, d.EndOfLife, "the end of security support", "the end of life"},
	} {
		first, ok1 := pair.first.At()
		then, ok2 := pair.then.At()
		if ok1 && ok2 && then.Before(first) {
			return fault.New(fault.Invalid, "%s (%s) comes before %s (%s)", pair.thenName, then.Format(time.DateOnly), pair.firstName, first.Format(time.DateOnly))
		}
	}
	return nil
}
