// Package calendar counts time the way duties do: hours, calendar days, work
// days between holidays, and months, in the time zone where the duty lies.
package calendar

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/de"
	"github.com/rickar/cal/v2/ecb"
	"github.com/rickar/cal/v2/es"
	"github.com/rickar/cal/v2/fr"
	"github.com/rickar/cal/v2/ie"
	"github.com/rickar/cal/v2/it"
	"github.com/rickar/cal/v2/nl"
	"github.com/rickar/cal/v2/us"

	"aceso/internal/value/fault"
)

// A Region names the holidays that work days are counted between.
type Region string

// The regions. EU has the days on which the whole Union's payment system
// rests (TARGET), which are holidays in nearly all member states; a duty
// towards one state's authority takes that state's.
const (
	USFederal   Region = "us"
	EU          Region = "eu"
	Germany     Region = "de"
	Spain       Region = "es"
	France      Region = "fr"
	Ireland     Region = "ie"
	Italy       Region = "it"
	Netherlands Region = "nl"
)

var holidays = map[Region][]*cal.Holiday{
	USFederal: us.Holidays, EU: ecb.Holidays, Germany: de.Holidays, Spain: es.Holidays, France: fr.Holidays, Ireland: ie.Holidays, Italy: it.Holidays, Netherlands: nl.Holidays,
}

// Regions returns all regions that are known.
func Regions() []Region {
	return []Region{USFederal, EU, Germany, Spain, France, Ireland, Italy, Netherlands}
}

// Check tells whether the region is known.
func (r Region) Check() error {
	if holidays[r] == nil {
		return fault.New(fault.Invalid, "%.20q is no region whose holidays are known", r).Helped("choose one of: %s", join(Regions()))
	}
	return nil
}

// Holiday returns the name of the holiday that a day is kept as; "" for none.
// Where a holiday that falls on a weekend is kept on a work day, that day
// counts (5 USC 6103 for federal holidays).
func (r Region) Holiday(day Date) string {
	year := holidaysOf(r, day.Year)
	return year[day]
}

// Workday tells whether offices work on a day: Monday to Friday, and no holiday.
func (r Region) Workday(day Date) bool {
	w := day.Weekday()
	return w != time.Saturday && w != time.Sunday && r.Holiday(day) == ""
}

// years keeps the holidays of a region and year, since clocks ask often.
var years sync.Map // yearOf to map[Date]string

type yearOf struct {
	region Region
	year   int
}

func holidaysOf(r Region, year int) map[Date]string {
	key := yearOf{r, year}
	if known, ok := years.Load(key); ok {
		return known.(map[Date]string)
	}
	days := map[Date]string{}
	for _, h := range holidays[r] {
		for of := year - 1; of <= year+1; of++ { // the first of January can be kept in the year before
			actual, observed := h.Calc(of)
			for _, t := range []time.Time{actual, observed} {
				if d := DateOf(t); !t.IsZero() && d.Year == year && days[d] == "" {
					days[d] = h.Name
				}
			}
		}
	}
	if year > 1900 && year < 2200 { // dates far off are a slip, and not kept
		years.Store(key, days)
	}
	return days
}

// A Date is a day without a time or a zone.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf returns the day on which a moment falls, in its own zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// Add returns the day so many days later.
func (d Date) Add(days int) Date { return DateOf(d.noon(time.UTC).AddDate(0, 0, days)) }

// AddMonths returns the same day so many months later, or the last of the
// month where it has no such day (Regulation 1182/71, article 3(2)).
func (d Date) AddMonths(n int) Date {
	first := time.Date(d.Year, d.Month+time.Month(n), 1, 12, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return Date{first.Year(), first.Month(), min(d.Day, last)}
}

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.noon(time.UTC).Weekday() }

// Before tells whether a day comes before another.
func (d Date) Before(o Date) bool { return d.noon(time.UTC).Before(o.noon(time.UTC)) }

// Start returns the first moment of the day in a zone; where the clocks change
// at midnight that is not always 00:00.
func (d Date) Start(zone *time.Location) time.Time {
	t := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, zone)
	for DateOf(t).Before(d) { // the zone leaps over midnight: the day begins later
		t = t.Add(30 * time.Minute)
	}
	return t
}

// String writes the day as ISO 8601 does.
func (d Date) String() string { return d.noon(time.UTC).Format(time.DateOnly) }

// noon is safe from every change of clocks.
func (d Date) noon(zone *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, zone)
}

func join[T ~string](list []T) string {
	words := make([]string, len(list))
	for i, w := range list {
		words[i] = string(w)
	}
	return strings.Join(words, ", ")
}

// A Unit is what a span is counted in.
type Unit string

// The units.
const (
	Hours    Unit = "hours"
	Days     Unit = "days"
	WorkDays Unit = "work days"
	Months   Unit = "months"
)

// A Span is a length of time as a duty gives it: "30 days", "5 work days".
type Span struct {
	N    int
	Unit Unit
}

// maxSpan bounds a span: no duty runs for longer than a century.
const maxSpan = 36_525

// ParseSpan reads what String writes.
func ParseSpan(text string) (Span, error) {
	number, unit, _ := strings.Cut(strings.TrimSpace(text), " ")
	n, err := strconv.Atoi(number)
	s := Span{n, Unit(unit)}
	if !strings.HasSuffix(unit, "s") {
		s.Unit += "s" // "1 month"
	}
	if err != nil {
		return Span{}, fault.New(fault.Invalid, "%.40q is no length of time", text).Helped("write it as 30 days, 5 work days, 72 hours or 1 month")
	}
	return s, s.Check()
}

// Check tells whether the span can be counted.
func (s Span) Check() error {
	if !slices.Contains([]Unit{Hours, Days, WorkDays, Months}, s.Unit) || s.N < 0 || s.N > maxSpan {
		return fault.New(fault.Invalid, "%q is no length of time that a clock can run", s.String()).Helped("write it as 30 days, 5 work days, 72 hours or 1 month")
	}
	return nil
}

// String writes the span: "1 month", "30 days".
func (s Span) String() string {
	unit := string(s.Unit)
	if s.N == 1 {
		unit = strings.TrimSuffix(unit, "s")
	}
	return strconv.Itoa(s.N) + " " + unit
}
