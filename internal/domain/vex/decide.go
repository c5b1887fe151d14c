package vex

import (
	"context"
	"slices"
	"strings"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/value/fault"
	"aceso/internal/value/id"
)

// Tx is what this package asks of a transaction.
type Tx interface {
	record.Log
	Statement(ctx context.Context, id string) (Statement, error)
	StatementsOf(ctx context.Context, weakness, component string) ([]Statement, error)
	SaveStatement(context.Context, *Statement) error
	PlacesOf(ctx context.Context, component string) ([]Place, error) // current releases that have it
	FactsOf(ctx context.Context, weakness, component string) (Facts, error)
}

// A Preview says what a statement would do, before it is made.
type Preview struct {
	Places   []Place     // that it would speak for
	Replaces []Statement // that it would take the place of: of the same scope
	Under    []Statement // narrower ones that keep speaking for their places
	Now      Facts
}

// Look returns what a statement would do. Nothing is changed.
func Look(ctx context.Context, tx Tx, s Statement) (Preview, error) {
	if err := s.check(); err != nil {
		return Preview{}, err
	}
	places, err := tx.PlacesOf(ctx, s.Scope.Component)
	if err != nil {
		return Preview{}, err
	}
	there, err := tx.StatementsOf(ctx, s.Weakness, s.Scope.Component)
	if err != nil {
		return Preview{}, err
	}
	p := Preview{}
	if p.Now, err = tx.FactsOf(ctx, s.Weakness, s.Scope.Component); err != nil {
		return Preview{}, err
	}
	for _, old := range there {
		if old.State != Holding && old.State != Fallen {
			continue
		}
		if sameScope(old.Scope, s.Scope) {
			p.Replaces = append(p.Replaces, old)
		} else if old.State == Holding && narrower(old.Scope.Reach, s.Scope.Reach) {
			p.Under = append(p.Under, old)
		}
	}
	for _, place := range places {
		kept := slices.ContainsFunc(p.Under, func(u Statement) bool { return u.Scope.Holds(place) })
		if s.Scope.Holds(place) && !kept {
			p.Places = append(p.Places, place)
		}
	}
	return p, nil
}

func narrower(a, b Reach) bool {
	rank := []Reach{Releases, Models, Everywhere}
	return slices.Index(rank, a) < slices.Index(rank, b)
}

func sameScope(a, b Scope) bool {
	return a.Component == b.Component && a.Reach == b.Reach && sameWords(a.Of, b.Of)
}

// Make makes a statement: from now on it speaks wherever its scope and
// grounds hold, in releases to come too.
func Make(ctx context.Context, tx Tx, who org.Actor, s Statement) (Statement, error) {
	if err := who.May(org.DecideVEX); err != nil {
		return Statement{}, err
	}
	p, err := Look(ctx, tx, s)
	if err != nil {
		return Statement{}, err
	}
	if len(p.Places) == 0 && s.Origin == nil {
		return Statement{}, fault.New(fault.Invalid, "no release has the component there").Helped("choose releases that have it, or a wider scope")
	}
	s.ID, s.Org, s.State, s.Person, s.By, s.Rev, s.Made, s.Changed = id.New(), who.Org, Holding, who.Person, who.Name, 0, tx.Now(), tx.Now()
	s.Grounds.Seen = p.Now
	if why := s.Grounds.Fallen(p.Now, tx.Now()); why != "" {
		return Statement{}, fault.New(fault.Conflict, "the statement would fall at once: %s", why).Helped("choose other grounds")
	}
	for i := range p.Replaces {
		if err := turn(ctx, tx, who, &p.Replaces[i], Replaced, "replaced by another statement of the same scope"); err != nil {
			return Statement{}, err
		}
	}
	if err := tx.SaveStatement(ctx, &s); err != nil {
		return Statement{}, err
	}
	replaced := make([]string, len(p.Replaces))
	for i, old := range p.Replaces {
		replaced[i] = old.ID
	}
	return s, tx.Append(ctx, record.Entry{What: "vex.stated", About: s.ID, Who: who, Data: map[string]any{
		"weakness": s.Weakness, "component": s.Scope.Component, "reach": s.Scope.Reach, "of": s.Scope.Of, "status": s.Status, "justification": s.Justification,
		"grounds": s.Grounds, "places": len(p.Places), "replaces": replaced,
	}})
}

// Withdraw takes a statement back, with the reason.
func Withdraw(ctx context.Context, tx Tx, who org.Actor, id string, rev int64, why string) (Statement, error) {
	if err := who.May(org.DecideVEX); err != nil {
		return Statement{}, err
	}
	why = strings.TrimSpace(why)
	if why == "" || len(why) > maxText {
		return Statement{}, fault.New(fault.Invalid, "say why it is taken back")
	}
	s, err := tx.Statement(ctx, id)
	if err != nil {
		return Statement{}, err
	}
	if s.Rev != rev {
		return Statement{}, fault.New(fault.Stale, "this statement was changed meanwhile").Helped("look at what changed and make your change again")
	}
	if err := turn(ctx, tx, who, &s, Withdrawn, why); err != nil {
		return Statement{}, err
	}
	return s, tx.Append(ctx, record.Entry{What: "vex.withdrawn", About: s.ID, Who: who, Data: map[string]string{"weakness": s.Weakness, "why": why}})
}

// Check holds a statement against what is so now, and lets it fall where its
// grounds do. The program calls it when facts change and when time passes.
func Check(ctx context.Context, tx Tx, s Statement) (Statement, error) {
	if s.State != Holding {
		return s, nil
	}
	now, err := tx.FactsOf(ctx, s.Weakness, s.Scope.Component)
	if err != nil {
		return s, err
	}
	why := s.Grounds.Fallen(now, tx.Now())
	if why == "" {
		return s, nil
	}
	who := org.Program(s.Org)
	if err := turn(ctx, tx, who, &s, Fallen, why); err != nil {
		return s, err
	}
	return s, tx.Append(ctx, record.Entry{What: "vex.fallen", About: s.ID, Who: who, Data: map[string]any{"weakness": s.Weakness, "status": s.Status, "why": why, "by": s.Person}})
}

// Undo turns back the newest act on a statement: one that was made is
// withdrawn and what it replaced holds again.
func Undo(ctx context.Context, tx Tx, who org.Actor, made string, replaced []string) error {
	if err := who.May(org.DecideVEX); err != nil {
		return err
	}
	s, err := tx.Statement(ctx, made)
	if err != nil {
		return err
	}
	if s.State != Holding {
		return fault.New(fault.Conflict, "the statement is %s by now, and its making can't be undone", s.State)
	}
	if err := turn(ctx, tx, who, &s, Withdrawn, "undone"); err != nil {
		return err
	}
	for _, id := range replaced {
		old, err := tx.Statement(ctx, id)
		if err != nil {
			return err
		}
		if old.State == Replaced {
			if err := turn(ctx, tx, who, &old, Holding, ""); err != nil {
				return err
			}
		}
	}
	return tx.Append(ctx, record.Entry{What: "vex.undone", About: s.ID, Who: who, Data: map[string]any{"weakness": s.Weakness, "again": replaced}})
}

func turn(ctx context.Context, tx Tx, who org.Actor, s *Statement, to State, why string) error {
	if err := s.move(to, who); err != nil {
		return err
	}
	s.Why, s.Changed = why, tx.Now()
	return tx.SaveStatement(ctx, s)
}

// Open lists the places of a finding that no statement speaks for: what is
// still to be decided, in new releases too.
func Open(all []Statement, weakness string, places []Place) []Place {
	var out []Place
	for _, p := range places {
		if _, ok := Narrowest(all, weakness, p); !ok {
			out = append(out, p)
		}
	}
	return out
}

// Due tells when the statement has to be looked at again; zero for never.
func (s *Statement) Due() time.Time { return s.Grounds.Until }
