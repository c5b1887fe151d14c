package vex

import (
	"context"
	"slices"
	"testing"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/value/fault"
)

// desk is a transaction that holds statements.
type desk struct {
	now    time.Time
	all    map[string]Statement
	order  []string
	places []Place
	facts  Facts
	log    []record.Entry
}

func newDesk() *desk {
	return &desk{
		now: time.Date(2026, 10, 3, 9, 0, 0, 0, time.UTC), all: map[string]Statement{}, facts: Facts{Severity: "high", Match: "affected", Fixed: []string{"1.35.0"}},
		places: []Place{{"r420", "ip200", "busybox"}, {"r430", "ip200", "busybox"}, {"m1", "monitor", "busybox"}},
	}
}

func (d *desk) Now() time.Time { return d.now }
func (d *desk) Append(_ context.Context, e record.Entry) error {
	d.log = append(d.log, e)
	return nil
}
func (d *desk) Statement(_ context.Context, id string) (Statement, error) { return d.all[id], nil }
func (d *desk) StatementsOf(_ context.Context, weakness, component string) ([]Statement, error) {
	var out []Statement
	for _, id := range d.order {
		if s := d.all[id]; s.Weakness == weakness && s.Scope.Component == component {
			out = append(out, s)
		}
	}
	return out, nil
}

func (d *desk) SaveStatement(_ context.Context, s *Statement) error {
	if s.Rev == 0 {
		d.order = append(d.order, s.ID)
	}
	s.Rev++
	d.all[s.ID] = *s
	return nil
}
func (d *desk) PlacesOf(context.Context, string) ([]Place, error)      { return d.places, nil }
func (d *desk) FactsOf(context.Context, string, string) (Facts, error) { return d.facts, nil }

var dele = org.Actor{Org: "o", Person: "dele", Name: "Dele Okoro", Roles: []org.Role{org.Security}}

const cve = "CVE-2022-48174"

func good() Statement {
	return Statement{
		Weakness: cve, Scope: Scope{Component: "busybox", Reach: Models, Of: []string{"ip200"}}, Status: NotAffected, Justification: Unreachable, Impact: "The shell is not reachable.",
		Grounds: Grounds{NotExploited: true},
	}
}

func made(t *testing.T, d *desk, change func(*Statement)) Statement {
	t.Helper()
	s := good()
	if change != nil {
		change(&s)
	}
	s, err := Make(context.Background(), d, dele, s)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAStatementSaysWhatItMust(t *testing.T) {
	for name, change := range map[string]func(*Statement){
		"a status that is none":              func(s *Statement) { s.Status = "fine" },
		"not affected without a reason":      func(s *Statement) { s.Justification, s.Impact = "", " " },
		"affected without what to do":        func(s *Statement) { s.Status, s.Justification = Affected, "" },
		"a justification of affected":        func(s *Statement) { s.Status, s.Action = Affected, "wait" },
		"a justification that is none":       func(s *Statement) { s.Justification = "because" },
		"nothing that it is of":              func(s *Statement) { s.Weakness = "" },
		"no component":                       func(s *Statement) { s.Scope.Component = "" },
		"a reach without releases":           func(s *Statement) { s.Scope = Scope{Component: "busybox", Reach: Releases} },
		"a reach that is none":               func(s *Statement) { s.Scope.Reach = "moon" },
		"a response that is none":            func(s *Statement) { s.Responses = []string{"pray"} },
		"a nuance that does not go with it":  func(s *Statement) { s.Nuance = Pedigree },
		"a place where the component is not": func(s *Statement) { s.Scope.Of = []string{"pump9"} },
		"a ground that has fallen already":   func(s *Statement) { s.Grounds.Until = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC) },
	} {
		d, s := newDesk(), good()
		change(&s)
		if _, err := Make(context.Background(), d, dele, s); err == nil || len(d.all) != 0 || len(d.log) != 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestADecisionHoldsInReleasesToCome(t *testing.T) {
	d := newDesk()
	s := made(t, d, nil)
	for place, want := range map[Place]bool{
		{"r420", "ip200", "busybox"}:     true,
		{"r999", "ip200", "busybox"}:     true, // a later release of the product
		{"m1", "monitor", "busybox"}:     false,
		{"r420", "ip200", "busybox-new"}: false, // another version of the component
	} {
		if got, ok := Narrowest([]Statement{s}, cve, place); ok != want || ok && got.ID != s.ID {
			t.Errorf("%v: %v", place, ok)
		}
	}
	if open := Open([]Statement{s}, cve, d.places); len(open) != 1 || open[0].Model != "monitor" {
		t.Errorf("still open: %v", open)
	}
}

func TestTheNarrowestSpeaks(t *testing.T) {
	ctx, d := context.Background(), newDesk()
	wide := made(t, d, func(s *Statement) { s.Scope = Scope{Component: "busybox", Reach: Everywhere} })
	narrow := made(t, d, func(s *Statement) {
		s.Scope, s.Status, s.Justification, s.Action = Scope{"busybox", Releases, []string{"r420"}}, Affected, "", "Install 4.2.1."
	})
	all, _ := d.StatementsOf(ctx, cve, "busybox")
	if got, _ := Narrowest(all, cve, d.places[0]); got.ID != narrow.ID {
		t.Error("the wider one speaks for the release")
	}
	if got, _ := Narrowest(all, cve, d.places[1]); got.ID != wide.ID {
		t.Error("nobody speaks for the other release")
	}
	p, err := Look(ctx, d, Statement{Weakness: cve, Scope: Scope{Component: "busybox", Reach: Everywhere}, Status: Investigating})
	if err != nil || len(p.Places) != 2 || len(p.Replaces) != 1 || p.Replaces[0].ID != wide.ID || len(p.Under) != 1 {
		t.Errorf("%+v %v", p, err)
	}
}

func TestAStatementFallsWithItsGrounds(t *testing.T) {
	for name, c := range map[string]struct {
		grounds Grounds
		change  func(*desk)
		falls   bool
	}{
		"it is exploited now":                {Grounds{NotExploited: true}, func(d *desk) { d.facts.Exploited = true }, true},
		"exploited, and that was no ground":  {Grounds{SameRating: true}, func(d *desk) { d.facts.Exploited = true }, false},
		"a worse severity":                   {Grounds{SameRating: true}, func(d *desk) { d.facts.Severity = "critical" }, true},
		"a milder severity":                  {Grounds{SameRating: true}, func(d *desk) { d.facts.Severity = "low" }, false},
		"other versions mend it":             {Grounds{SameFixes: true}, func(d *desk) { d.facts.Fixed = []string{"1.36.0"} }, true},
		"the same versions in another order": {Grounds{SameFixes: true}, func(d *desk) { d.facts.Fixed = []string{"1.35.0", "1.35.0"} }, false},
		"the day to look again has come":     {Grounds{Until: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)}, func(d *desk) { d.now = time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC) }, true},
		"the day before it":                  {Grounds{Until: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)}, func(d *desk) { d.now = time.Date(2026, 11, 30, 23, 59, 59, 0, time.UTC) }, false},
		"nothing changed":                    {Grounds{NotExploited: true, SameRating: true, SameFixes: true}, func(*desk) {}, false},
	} {
		d := newDesk()
		s := made(t, d, func(s *Statement) { s.Grounds = c.grounds })
		entries := len(d.log)
		c.change(d)
		got, err := Check(context.Background(), d, s)
		if err != nil || (got.State == Fallen) != c.falls || (got.Why != "") != c.falls {
			t.Errorf("%s: %s %q, %v", name, got.State, got.Why, err)
		}
		if told := len(d.log) - entries; told != map[bool]int{true: 1}[c.falls] {
			t.Errorf("%s: %d entries", name, told)
		}
	}
}

func TestMakingAndUndoingLeavesWhatWas(t *testing.T) {
	ctx, d := context.Background(), newDesk()
	first := made(t, d, nil)
	second := made(t, d, func(s *Statement) { s.Justification = CodeAbsent })
	if d.all[first.ID].State != Replaced {
		t.Fatalf("the first is %s", d.all[first.ID].State)
	}
	if err := Undo(ctx, d, dele, second.ID, []string{first.ID}); err != nil {
		t.Fatal(err)
	}
	all, _ := d.StatementsOf(ctx, cve, "busybox")
	if got, ok := Narrowest(all, cve, d.places[0]); !ok || got.ID != first.ID {
		t.Errorf("%+v %v", got, ok)
	}
	if err := Undo(ctx, d, dele, second.ID, nil); !fault.Is(err, fault.Conflict) {
		t.Errorf("undone twice: %v", err)
	}
}

func TestWhoMayNotDecideChangesNothing(t *testing.T) {
	ctx, d := context.Background(), newDesk()
	s := made(t, d, nil)
	eng := org.Actor{Org: "o", Person: "ines", Roles: []org.Role{org.Engineer}}
	entries := len(d.log)
	for name, do := range map[string]func() error{
		"make":     func() error { _, err := Make(ctx, d, eng, good()); return err },
		"withdraw": func() error { _, err := Withdraw(ctx, d, eng, s.ID, s.Rev, "x"); return err },
		"undo":     func() error { return Undo(ctx, d, eng, s.ID, nil) },
	} {
		if err := do(); !fault.Is(err, fault.Forbidden) || len(d.log) != entries {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Withdraw(ctx, d, dele, s.ID, s.Rev, " "); !fault.Is(err, fault.Invalid) {
		t.Errorf("taken back without a reason: %v", err)
	}
}

func TestJustificationsGoToBothListsAndBack(t *testing.T) {
	for _, row := range Justifications {
		if row.CISA == "" || row.CycloneDX == "" || row.Says == "" {
			t.Errorf("%s lacks a word", row.Justification)
		}
		if j := OfCycloneDX(row.CycloneDX); j.CycloneDX() != row.CycloneDX {
			t.Errorf("%s comes back as %s", row.CycloneDX, j.CycloneDX())
		}
	}
	for _, word := range []string{"component_not_present", "vulnerable_code_not_present", "vulnerable_code_not_in_execute_path", "vulnerable_code_cannot_be_controlled_by_adversary", "inline_mitigations_already_exist"} {
		if got := Justification(word).CISA(); got != word {
			t.Errorf("%s comes back as %q", word, got)
		}
	}
	if OfCycloneDX("because") != "" || Justification("because").CISA() != "" {
		t.Error("a word that is none is one")
	}
}

func TestEveryPairOfStates(t *testing.T) {
	for _, from := range States {
		for _, to := range States {
			s := Statement{State: from}
			allowed := slices.ContainsFunc(Moves, func(m struct {
				From, To State
				Needs    org.Permission
			},
			) bool {
				return m.From == from && m.To == to
			})
			if err := s.move(to, dele); (err == nil) != allowed {
				t.Errorf("%s to %s: %v, want allowed %v", from, to, err, allowed)
			}
		}
	}
}
