package calendar

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func at(t *testing.T, zoneName, text string) time.Time {
	t.Helper()
	moment, err := time.ParseInLocation("2006-01-02 15:04", text, zone(t, zoneName))
	if err != nil {
		t.Fatal(err)
	}
	return moment
}

func day(t *testing.T, text string) Date {
	t.Helper()
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	return DateOf(d)
}

func TestSpansEndAsTheDutiesCount(t *testing.T) {
	for name, c := range map[string]struct {
		aware, zone string
		span        Span
		region      Region
		day, late   string
	}{
		"30 days of the worked example":             {"2026-11-02 09:14", "America/New_York", Span{30, Days}, USFederal, "2026-12-02", "2026-12-03 00:00"},
		"60 days of it, into the next year":         {"2026-11-02 09:14", "America/New_York", Span{60, Days}, USFederal, "2027-01-01", "2027-01-02 00:00"},
		"5 work days of it":                         {"2026-11-02 09:14", "America/New_York", Span{5, WorkDays}, USFederal, "2026-11-09", "2026-11-10 00:00"},
		"10 work days of it leave Veterans Day out": {"2026-11-02 09:14", "America/New_York", Span{10, WorkDays}, USFederal, "2026-11-17", "2026-11-18 00:00"},
		"a minute before midnight is that day":      {"2026-11-02 23:59", "America/New_York", Span{30, Days}, USFederal, "2026-12-02", "2026-12-03 00:00"},
		"24 hours":                                  {"2026-11-02 09:14", "Europe/Brussels", Span{24, Hours}, EU, "2026-11-03", "2026-11-03 09:14"},
		"72 hours over a weekend run on":            {"2026-11-06 18:00", "Europe/Brussels", Span{72, Hours}, EU, "2026-11-09", "2026-11-09 18:00"},
		"24 hours when clocks go back are 24 hours": {"2026-10-24 12:00", "Europe/Brussels", Span{24, Hours}, EU, "2026-10-25", "2026-10-25 11:00"},
		"24 hours when clocks go forward too":       {"2026-03-28 12:00", "Europe/Brussels", Span{24, Hours}, EU, "2026-03-29", "2026-03-29 13:00"},
		"days when clocks go back end at midnight":  {"2026-10-24 12:00", "Europe/Brussels", Span{1, Days}, EU, "2026-10-25", "2026-10-26 00:00"},
		"14 days":                               {"2026-11-02 09:14", "Europe/Brussels", Span{14, Days}, EU, "2026-11-16", "2026-11-17 00:00"},
		"a month from the last of January":      {"2027-01-31 10:00", "Europe/Brussels", Span{1, Months}, EU, "2027-02-28", "2027-03-01 00:00"},
		"the same in a leap year":               {"2028-01-31 10:00", "Europe/Brussels", Span{1, Months}, EU, "2028-02-29", "2028-03-01 00:00"},
		"30 days over 29 February":              {"2028-02-01 10:00", "America/New_York", Span{30, Days}, USFederal, "2028-03-02", "2028-03-03 00:00"},
		"work days over Easter":                 {"2026-04-02 10:00", "Europe/Brussels", Span{2, WorkDays}, EU, "2026-04-08", "2026-04-09 00:00"},
		"a federal holiday kept on a Friday":    {"2026-07-01 10:00", "America/New_York", Span{2, WorkDays}, USFederal, "2026-07-06", "2026-07-07 00:00"},
		"New Year's Day kept in December":       {"2027-12-30 10:00", "America/New_York", Span{1, WorkDays}, USFederal, "2028-01-03", "2028-01-04 00:00"},
		"no time at all ends with the same day": {"2026-11-02 09:14", "Europe/Brussels", Span{0, Days}, EU, "2026-11-02", "2026-11-03 00:00"},
		"a day that begins after midnight":      {"2018-11-02 10:00", "America/Sao_Paulo", Span{1, Days}, EU, "2018-11-03", "2018-11-04 01:00"},
	} {
		got := c.span.In(at(t, c.zone, c.aware), zone(t, c.zone), c.region)
		if got.Day != day(t, c.day) || !got.Late.Equal(at(t, c.zone, c.late)) {
			t.Errorf("%s: %s, too late from %s; want %s, %s", name, got.Day, got.Late, c.day, c.late)
		}
	}
}

func TestAwarenessIsOfTheDutysZone(t *testing.T) {
	aware := at(t, "UTC", "2026-11-03 03:00") // still the 2nd in New York
	if got := (Span{30, Days}).In(aware, zone(t, "America/New_York"), USFederal); got.Day != day(t, "2026-12-02") {
		t.Errorf("30 days from 3 Nov 03:00 UTC end in New York on %s, want 2026-12-02", got.Day)
	}
}

func TestAPauseIsAdded(t *testing.T) {
	const in = "America/New_York"
	pause := func(from, to string) Pause { return Pause{at(t, in, from), at(t, in, to)} }
	aware := at(t, in, "2026-11-02 09:00")
	for name, c := range map[string]struct {
		span   Span
		pauses []Pause
		late   string
	}{
		"hours by what they stood still":          {Span{24, Hours}, []Pause{pause("2026-11-02 10:00", "2026-11-02 13:00")}, "2026-11-03 12:00"},
		"two that overlap count once":             {Span{24, Hours}, []Pause{pause("2026-11-02 10:00", "2026-11-02 13:00"), pause("2026-11-02 12:00", "2026-11-02 14:00")}, "2026-11-03 13:00"},
		"one after the end changes nothing":       {Span{24, Hours}, []Pause{pause("2026-11-04 10:00", "2026-11-05 13:00")}, "2026-11-03 09:00"},
		"days by whole days":                      {Span{30, Days}, []Pause{pause("2026-11-04 15:00", "2026-11-07 09:00")}, "2026-12-05 00:00"},
		"less than a whole day adds none":         {Span{30, Days}, []Pause{pause("2026-11-04 09:00", "2026-11-04 17:00")}, "2026-12-03 00:00"},
		"work days by work days":                  {Span{5, WorkDays}, []Pause{pause("2026-11-04 00:00", "2026-11-06 00:00")}, "2026-11-13 00:00"},
		"months by whole days":                    {Span{1, Months}, []Pause{pause("2026-11-04 00:00", "2026-11-06 00:00")}, "2026-12-05 00:00"},
		"one that lasts is not known how long":    {Span{30, Days}, []Pause{{From: at(t, in, "2026-11-04 00:00")}}, "2026-12-03 00:00"},
		"one that began before counts from aware": {Span{24, Hours}, []Pause{pause("2026-11-01 10:00", "2026-11-02 10:00")}, "2026-11-03 10:00"},
	} {
		if got := c.span.In(aware, zone(t, in), USFederal, c.pauses...); !got.Late.Equal(at(t, in, c.late)) {
			t.Errorf("%s: too late from %s, want %s", name, got.Late, c.late)
		}
	}
}

func TestHolidaysOfRegions(t *testing.T) {
	for _, c := range []struct {
		region Region
		day    string
		work   bool
	}{
		{USFederal, "2026-11-11", false},
		{EU, "2026-11-11", true},
		{USFederal, "2026-11-26", false},
		{EU, "2026-12-26", false},
		{USFederal, "2021-12-31", false},
		{EU, "2026-05-01", false},
		{USFederal, "2026-05-01", true},
		{Germany, "2026-10-03", false},
		{EU, "2026-04-06", false},
		{France, "2026-07-14", false},
	} {
		if got := c.region.Workday(day(t, c.day)); got != c.work {
			t.Errorf("%s works on %s: %v, want %v", c.region, c.day, got, c.work)
		}
	}
}

func TestClocksByProperties(t *testing.T) {
	zones := []string{"UTC", "America/New_York", "Europe/Berlin", "Pacific/Auckland", "Pacific/Apia", "America/Sao_Paulo", "Asia/Kathmandu"}
	rapid.Check(t, func(r *rapid.T) {
		in := zone(t, rapid.SampledFrom(zones).Draw(r, "zone"))
		region := rapid.SampledFrom(Regions()).Draw(r, "region")
		aware := time.Unix(rapid.Int64Range(1_262_304_000, 2_524_608_000).Draw(r, "aware"), 0)
		span := Span{rapid.IntRange(0, 120).Draw(r, "n"), rapid.SampledFrom([]Unit{Hours, Days, WorkDays, Months}).Draw(r, "unit")}
		d := span.In(aware, in, region)
		if d.Late.Before(aware) {
			r.Fatalf("%s from %s is too late before it began: %s", span, aware, d.Late)
		}
		if last := d.Late.Add(-time.Nanosecond).In(in); DateOf(last) != d.Day {
			r.Fatalf("the last moment in time is on %s, the last day is %s", last, d.Day)
		}
		if more := (Span{span.N + 1, span.Unit}).In(aware, in, region); !more.Late.After(d.Late) {
			r.Fatalf("one more of %s ends at %s, not after %s", span, more.Late, d.Late)
		}
		if after := span.In(aware.Add(time.Hour), in, region); after.Late.Before(d.Late) {
			r.Fatalf("aware an hour later, due earlier: %s, %s", after.Late, d.Late)
		}
		if span.Unit == WorkDays && span.N > 0 && (!region.Workday(d.Day) || region.WorkDaysUntil(DateOf(aware.In(in)), d.Day) != span.N) {
			r.Fatalf("%s is not work day %d after %s", d.Day, span.N, aware)
		}
		length := time.Duration(rapid.Int64Range(1, 40*24).Draw(r, "hours")) * time.Hour
		if paused := span.In(aware, in, region, Pause{aware.Add(time.Hour), aware.Add(time.Hour + length)}); paused.Late.Before(d.Late) {
			r.Fatalf("a pause of %s made it due earlier: %s, %s", length, paused.Late, d.Late)
		}
		back, err := ParseSpan(span.String())
		if err != nil || back != span {
			r.Fatalf("%q came back as %v, %v", span, back, err)
		}
	})
}
