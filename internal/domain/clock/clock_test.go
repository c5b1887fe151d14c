package clock

import (
	"context"
	"slices"
	"testing"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/value/calendar"
	"aceso/internal/value/fault"
)

// wall is a transaction that holds clocks.
type wall struct {
	now    time.Time
	clocks map[string]Clock
	log    []record.Entry
}

func (w *wall) Now() time.Time { return w.now }
func (w *wall) Append(_ context.Context, e record.Entry) error {
	w.log = append(w.log, e)
	return nil
}
func (w *wall) Clock(_ context.Context, id string) (Clock, error) { return w.clocks[id], nil }
func (w *wall) ClocksOf(_ context.Context, kind, about string) ([]Clock, error) {
	var out []Clock
	for _, c := range w.clocks {
		if c.About.Kind == kind && c.About.ID == about {
			out = append(out, c)
		}
	}
	return out, nil
}

func (w *wall) SaveClock(_ context.Context, c *Clock) error {
	c.Rev++
	w.clocks[c.ID] = *c
	return nil
}

var (
	monday = time.Date(2026, 11, 2, 14, 14, 0, 0, time.UTC) // 09:14 in New York
	who    = org.Actor{Org: "o", Person: "dele", Name: "Dele Okoro"}
	about  = About{Kind: "case", ID: "c1", Title: "LF-2026-0007"}
)

func running(t *testing.T, duty string) (*wall, Clock) {
	t.Helper()
	w := &wall{now: monday.Add(24 * time.Hour), clocks: map[string]Clock{}}
	d, ok := DutyBy(duty)
	if !ok {
		t.Fatalf("there is no duty %s", duty)
	}
	all, err := Run(context.Background(), w, who, about, monday, d)
	if err != nil || len(all) != 1 {
		t.Fatalf("%d clocks, %v", len(all), err)
	}
	return w, all[0]
}

func TestDutiesFallDueAsTheExampleSays(t *testing.T) {
	for duty, due := range map[string]string{
		"fda-uncontrolled-30": "2026-12-02",
		"fda-uncontrolled-60": "2027-01-01",
		"fda-803-30":          "2026-12-02",
		"fda-803-5":           "2026-11-09",
		"fda-806-10":          "2026-11-17",
		"fda-803-user-10":     "2026-11-17",
		"mdr-87-15":           "2026-11-17",
		"mdr-87-2":            "2026-11-04",
		"cra-14-24h":          "2026-11-03",
		"cra-14-72h":          "2026-11-05",
		"cra-14-14d":          "2026-11-16",
		"cra-14-1m":           "2026-12-02",
		"disclosure-45":       "2026-12-17",
		"disclosure-90":       "2027-01-31",
	} {
		if _, c := running(t, duty); c.Due.String() != due {
			t.Errorf("%s is due on %s, want %s", duty, c.Due, due)
		}
	}
}

func TestEveryDutyIsWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, d := range Duties {
		if seen[d.ID] || d.Title == "" || d.Why == "" || d.Source == "" || d.Record == "" || d.Span.Check() != nil || d.Region.Check() != nil {
			t.Errorf("%+v lacks something, or stands twice", d)
		}
		seen[d.ID] = true
		if _, err := time.LoadLocation(d.Zone); err != nil {
			t.Errorf("%s: %v", d.ID, err)
		}
		if !slices.ContainsFunc(Regimes, func(r struct {
			Regime Regime
			Is     string
		},
		) bool {
			return r.Regime == d.Regime
		}) {
			t.Errorf("%s is of an unknown regime", d.ID)
		}
	}
	for _, d := range Duties {
		if d.Then != "" && !seen[d.Then] {
			t.Errorf("%s leads to %s, which is not there", d.ID, d.Then)
		}
	}
}

func TestEveryPairOfStates(t *testing.T) {
	states := []State{Running, Paused, Met, Dropped}
	for _, from := range states {
		for _, to := range states {
			c := Clock{State: from}
			allowed := slices.Contains(Moves, struct{ From, To State }{from, to})
			if err := c.move(to); (err == nil) != allowed || allowed && c.State != to {
				t.Errorf("%s to %s: %v, want allowed %v", from, to, err, allowed)
			}
		}
	}
}

func TestALawsClockCantBePaused(t *testing.T) {
	ctx := context.Background()
	w, c := running(t, "fda-uncontrolled-30")
	if _, err := Stop(ctx, w, who, c.ID, c.Rev, "we wait"); !fault.Is(err, fault.Invalid) {
		t.Errorf("paused: %v", err)
	}
	w, c = running(t, "disclosure-90")
	c, err := Stop(ctx, w, who, c.ID, c.Rev, "the reporter asked for time")
	if err != nil {
		t.Fatal(err)
	}
	w.now = w.now.Add(10 * 24 * time.Hour)
	if c, err = GoOn(ctx, w, who, c.ID, c.Rev, "the reporter is back"); err != nil || c.Due.String() != "2027-02-09" {
		t.Errorf("after nine whole days of pause it is due on %s, %v", c.Due, err)
	}
}

func TestAChangeNeedsItsReasonAndTheNewestVersion(t *testing.T) {
	ctx := context.Background()
	w, c := running(t, "disclosure-90")
	entries := len(w.log)
	for name, do := range map[string]func() (Clock, error){
		"no reason":         func() (Clock, error) { return Drop(ctx, w, who, c.ID, c.Rev, " ") },
		"an old version":    func() (Clock, error) { return Drop(ctx, w, who, c.ID, c.Rev-1, "no device") },
		"met in the future": func() (Clock, error) { return Meet(ctx, w, who, c.ID, c.Rev, w.now.Add(time.Hour), "letter") },
		"met before it ran": func() (Clock, error) { return Meet(ctx, w, who, c.ID, c.Rev, monday.Add(-time.Hour), "letter") },
		"aware tomorrow":    func() (Clock, error) { return Correct(ctx, w, who, c.ID, c.Rev, w.now.Add(time.Hour), "typo") },
	} {
		if _, err := do(); err == nil || len(w.log) != entries {
			t.Errorf("%s: %v, %d new entries", name, err, len(w.log)-entries)
		}
	}
}

func TestABreachIsNotedOnce(t *testing.T) {
	ctx := context.Background()
	w, c := running(t, "cra-14-24h")
	w.now = c.Late.Add(-time.Nanosecond)
	if c, _ = Breach(ctx, w, c); !c.Told.IsZero() {
		t.Error("noted a moment too early")
	}
	w.now = c.Late
	c, err := Breach(ctx, w, c)
	if err != nil || c.Told.IsZero() || w.log[len(w.log)-1].What != "clock.breached" {
		t.Fatalf("%+v %v", c, err)
	}
	before := len(w.log)
	if _, err = Breach(ctx, w, c); err != nil || len(w.log) != before {
		t.Errorf("noted again: %v", err)
	}
	if c, err = Meet(ctx, w, who, c.ID, c.Rev, w.now, "sent"); err != nil || !c.Overdue(w.now) {
		t.Errorf("met too late counts as in time: %v", err)
	}
}

func TestADutyRunsOnceForARecord(t *testing.T) {
	ctx := context.Background()
	w, c := running(t, "fda-uncontrolled-30")
	d, _ := DutyBy("fda-uncontrolled-30")
	if more, err := Run(ctx, w, who, about, monday, d); err != nil || len(more) != 0 {
		t.Errorf("%d more, %v", len(more), err)
	}
	if _, err := Drop(ctx, w, who, c.ID, c.Rev, "found to be controlled"); err != nil {
		t.Fatal(err)
	}
	if more, err := Run(ctx, w, who, about, monday, d); err != nil || len(more) != 1 {
		t.Errorf("after it was dropped: %d more, %v", len(more), err)
	}
}

func TestASetDateCountsAsAsked(t *testing.T) {
	w := &wall{now: monday, clocks: map[string]Clock{}}
	c, err := Set(context.Background(), w, who, about, "Answer the reporter", calendar.Span{N: 7, Unit: calendar.Days}, monday, "Europe/Berlin")
	if err != nil || c.Due.String() != "2026-11-09" {
		t.Errorf("%s %v", c.Due, err)
	}
	for _, zone := range []string{"Local", "Mars/Olympus", "../etc"} {
		if _, err := Set(context.Background(), w, who, about, "x", calendar.Span{N: 7, Unit: calendar.Days}, monday, zone); !fault.Is(err, fault.Invalid) {
			t.Errorf("zone %s: %v", zone, err)
		}
	}
}
