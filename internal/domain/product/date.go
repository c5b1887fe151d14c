package product

import (
	"slices"
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

// A Wrong is what is wrong with one of the dates.
type Wrong struct {
	Field string // general_availability, end_of_sales, end_of_security_support, end_of_life
	Text  string
}

// dateNames are the fields of Dates, in the order of a release's life.
var dateNames = []struct{ field, name string }{
	{"general_availability", "general availability"},
	{"end_of_sales", "the end of sales"},
	{"end_of_security_support", "the end of security support"},
	{"end_of_life", "the end of life"},
}

// inOrder are the pairs of dates of which the second can't come first.
var inOrder = [][2]int{{0, 1}, {0, 2}, {0, 3}, {2, 3}}

// all are the dates in the order of dateNames.
func (d *Dates) all() [4]*Date {
	return [4]*Date{&d.GeneralAvailability, &d.EndOfSales, &d.EndOfSecuritySupport, &d.EndOfLife}
}

// Wrongs tells everything that is wrong with the dates, each once, and brings
// those that can be read into their one form.
func (d *Dates) Wrongs() []Wrong {
	var out []Wrong
	dates := d.all()
	for i, one := range dates {
		parsed, err := ParseDate(string(*one))
		if err != nil {
			out = append(out, Wrong{dateNames[i].field, fault.Of(err).Text})
			continue
		}
		*one = parsed
	}
	for _, pair := range inOrder {
		first, ok1 := dates[pair[0]].At()
		then, ok2 := dates[pair[1]].At()
		if ok1 && ok2 && then.Before(first) && !told(out, dateNames[pair[1]].field) {
			out = append(out, Wrong{dateNames[pair[1]].field, dateNames[pair[1]].name + " (" + then.Format(time.DateOnly) + ") comes before " + dateNames[pair[0]].name + " (" + first.Format(time.DateOnly) + ")"})
		}
	}
	return out
}

func told(list []Wrong, field string) bool {
	return slices.ContainsFunc(list, func(w Wrong) bool { return w.Field == field })
}

// tidy brings the dates into their one form and tells all that contradicts.
func (d *Dates) tidy() error {
	wrongs := d.Wrongs()
	if len(wrongs) == 0 {
		return nil
	}
	texts := make([]string, len(wrongs))
	for i, w := range wrongs {
		texts[i] = w.Text
	}
	return fault.New(fault.Invalid, "%s", strings.Join(texts, "; and ")).Helped("write each date like 2032-06-30, or tba when it is still to be announced")
}
