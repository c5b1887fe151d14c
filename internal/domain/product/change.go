package product

import (
	"context"
	"fmt"

	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/value/fault"
	"aceso/internal/value/id"
)

// Tx is what this package asks of a transaction. Create refuses a second
// record of the same name with a Conflict, also when both come at once; Save
// refuses one that was made upon an older Rev, and sets the new one.
type Tx interface {
	record.Log
	Line(ctx context.Context, id string) (Line, error)
	LineNamed(ctx context.Context, name string) (Line, error)
	CreateLine(context.Context, Line) error
	SaveLine(context.Context, *Line) error
	Model(ctx context.Context, id string) (Model, error)
	ModelNamed(ctx context.Context, name string) (Model, error) // the oldest of that name
	CreateModel(context.Context, Model) error
	SaveModel(context.Context, *Model) error
	Release(ctx context.Context, id string) (Release, error)
	ReleaseOf(ctx context.Context, model, version string) (Release, error)
	CreateRelease(context.Context, Release) error
	SaveRelease(context.Context, *Release) error
}

// AddLine makes a new product line.
func AddLine(ctx context.Context, tx Tx, who org.Actor, l Line) (Line, error) {
	if err := who.May(org.WriteProducts); err != nil {
		return Line{}, err
	}
	if err := l.tidy(); err != nil {
		return Line{}, err
	}
	l.ID, l.Rev, l.Created, l.Changed = id.New(), 1, tx.Now(), tx.Now()
	if err := tx.CreateLine(ctx, l); err != nil {
		return Line{}, fmt.Errorf("add a line: %w", err)
	}
	return l, tx.Append(ctx, record.Entry{What: "line.added", About: l.ID, Who: who, Data: changes{"name": {New: l.Name}}})
}

// ChangeLine changes a line's name and note. l.Rev names what the asker saw.
func ChangeLine(ctx context.Context, tx Tx, who org.Actor, l Line) (Line, error) {
	if err := who.May(org.WriteProducts); err != nil {
		return Line{}, err
	}
	if err := l.tidy(); err != nil {
		return Line{}, err
	}
	old, err := tx.Line(ctx, l.ID)
	if err != nil {
		return Line{}, err
	}
	l.Created, l.Changed = old.Created, tx.Now()
	what := changes{}
	what.note("name", old.Name, l.Name)
	what.note("note", old.Note, l.Note)
	if err := tx.SaveLine(ctx, &l); err != nil {
		return Line{}, fmt.Errorf("change a line: %w", err)
	}
	return l, tx.Append(ctx, record.Entry{What: "line.changed", About: l.ID, Who: who, Data: what})
}

// AddModel makes a new model within a line.
func AddModel(ctx context.Context, tx Tx, who org.Actor, m Model) (Model, error) {
	if err := who.May(org.WriteProducts); err != nil {
		return Model{}, err
	}
	if err := m.tidy(); err != nil {
		return Model{}, err
	}
	if _, err := tx.Line(ctx, m.Line); err != nil {
		return Model{}, err
	}
	m.ID, m.Rev, m.Created, m.Changed = id.New(), 1, tx.Now(), tx.Now()
	if err := tx.CreateModel(ctx, m); err != nil {
		return Model{}, fmt.Errorf("add a model: %w", err)
	}
	return m, tx.Append(ctx, record.Entry{What: "model.added", About: m.ID, Who: who, Data: changes{"name": {New: m.Name}, "line": {New: m.Line}}})
}

// ChangeModel changes what is known of a model; it can also move to another
// line. m.Rev names what the asker saw.
func ChangeModel(ctx context.Context, tx Tx, who org.Actor, m Model) (Model, error) {
	if err := who.May(org.WriteProducts); err != nil {
		return Model{}, err
	}
	if err := m.tidy(); err != nil {
		return Model{}, err
	}
	old, err := tx.Model(ctx, m.ID)
	if err != nil {
		return Model{}, err
	}
	if m.Line == "" {
		m.Line = old.Line
	}
	if _, err := tx.Line(ctx, m.Line); err != nil {
		return Model{}, err
	}
	m.Created, m.Changed = old.Created, tx.Now()
	what := changes{}
	what.note("line", old.Line, m.Line)
	what.note("name", old.Name, m.Name)
	what.note("manufacturer", old.Manufacturer, m.Manufacturer)
	what.note("class", old.Class, m.Class)
	what.note("code", old.Code, m.Code)
	what.note("note", old.Note, m.Note)
	what.noteList("di", old.DIs, m.DIs)
	what.noteList("connects", old.Connects, m.Connects)
	what.noteList("aliases", old.Aliases, m.Aliases)
	if err := tx.SaveModel(ctx, &m); err != nil {
		return Model{}, fmt.Errorf("change a model: %w", err)
	}
	return m, tx.Append(ctx, record.Entry{What: "model.changed", About: m.ID, Who: who, Data: what})
}

// AddRelease makes a new release of a model.
func AddRelease(ctx context.Context, tx Tx, who org.Actor, r Release) (Release, error) {
	if err := who.May(org.WriteProducts); err != nil {
		return Release{}, err
	}
	if err := r.tidy(); err != nil {
		return Release{}, err
	}
	if _, err := tx.Model(ctx, r.Model); err != nil {
		return Release{}, err
	}
	r.ID, r.Rev, r.Created, r.Changed = id.New(), 1, tx.Now(), tx.Now()
	if err := tx.CreateRelease(ctx, r); err != nil {
		return Release{}, fmt.Errorf("add a release: %w", err)
	}
	return r, tx.Append(ctx, record.Entry{What: "release.added", About: r.ID, Who: who, Data: changes{"version": {New: r.Version}, "model": {New: r.Model}, "state": {New: string(r.State)}}})
}

// ChangeRelease changes a release's version, state, dates and note. r.Rev
// names what the asker saw.
func ChangeRelease(ctx context.Context, tx Tx, who org.Actor, r Release) (Release, error) {
	if err := who.May(org.WriteProducts); err != nil {
		return Release{}, err
	}
	if err := r.tidy(); err != nil {
		return Release{}, err
	}
	old, err := tx.Release(ctx, r.ID)
	if err != nil {
		return Release{}, err
	}
	if r.Model != "" && r.Model != old.Model {
		return Release{}, fault.New(fault.Invalid, "a release stays with its model")
	}
	if r.Rev != old.Rev { // before its state is judged, which the other may have changed
		return Release{}, fault.New(fault.Stale, "this release was changed meanwhile: you saw version %d and it is at %d now", r.Rev, old.Rev).
			Helped("look at what changed and make your change again")
	}
	if err := move(who, old.State, r.State); err != nil {
		return Release{}, err
	}
	r.Model, r.Created, r.Changed = old.Model, old.Created, tx.Now()
	what := changes{}
	what.note("version", old.Version, r.Version)
	what.note("state", string(old.State), string(r.State))
	what.note("general_availability", string(old.Dates.GeneralAvailability), string(r.Dates.GeneralAvailability))
	what.note("end_of_sales", string(old.Dates.EndOfSales), string(r.Dates.EndOfSales))
	what.note("end_of_security_support", string(old.Dates.EndOfSecuritySupport), string(r.Dates.EndOfSecuritySupport))
	what.note("end_of_life", string(old.Dates.EndOfLife), string(r.Dates.EndOfLife))
	what.note("note", old.Note, r.Note)
	if err := tx.SaveRelease(ctx, &r); err != nil {
		return Release{}, fmt.Errorf("change a release: %w", err)
	}
	return r, tx.Append(ctx, record.Entry{What: "release.changed", About: r.ID, Who: who, Data: what})
}

// changes is what the log says of a change: old and new value by field.
type changes map[string]change

type change struct {
	Old string `json:"old,omitempty"`
	New string `json:"new"`
}

func (c changes) note(field, old, new string) {
	if old != new {
		c[field] = change{old, new}
	}
}

func (c changes) noteList(field string, old, new []string) {
	c.note(field, fmt.Sprintf("%q", old), fmt.Sprintf("%q", new))
}
