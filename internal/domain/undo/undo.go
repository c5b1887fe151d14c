// Package undo takes back what somebody did: it knows of every kind of deed how
// that goes, and who may. A deed that is not in its table can't be undone.
package undo

import (
	"context"

	"aceso/internal/domain/deed"
	"aceso/internal/domain/finding"
	"aceso/internal/domain/job"
	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/domain/sbom"
	"aceso/internal/domain/share"
	"aceso/internal/domain/support"
	"aceso/internal/value/fault"
)

// Tx is what this package asks of a transaction.
type Tx interface {
	deed.Tx
	record.Log
	finding.WorkTx
	match.Tx
	support.Tx
	share.Tx
	sbom.Tx
}

// A way is how a kind of deed is taken back: the permission that it takes, and
// what it does to records that the deed changed. It marks each step with what
// came of it, and tells the log.
type way struct {
	needs org.Permission
	back  func(context.Context, Tx, org.Actor, deed.Deed, []deed.Step) error
}

// ways are all kinds of deed that can be taken back.
var ways = map[deed.Kind]way{
	finding.Assigned: {org.WorkFindings, findings},
	finding.Noted:    {org.WorkFindings, findings},
	finding.Turned:   {org.WorkFindings, findings},
	finding.SetAside: {org.WorkFindings, findings},
	finding.Woken:    {org.WorkFindings, findings},
	finding.Changed:  {org.WorkFindings, findings},

	match.RuleKept:    {org.WriteNames, names},
	match.RuleUndone:  {org.WriteNames, names},
	match.RulesTaken:  {org.WriteNames, names},
	match.RulesUndone: {org.WriteNames, names},

	support.WasStated: {org.WriteProducts, statements},
	support.WasUndone: {org.WriteProducts, statements},
	sbom.WasChosen:    {org.ImportSBOM, choices},
	share.LinkEnded:   {org.ShareSBOM, links},
}

// Can tells whether somebody can take a deed back now, and why not.
func Can(d deed.Deed, who org.Actor, tx interface{ record.Log }) error {
	if err := d.May(tx.Now()); err != nil {
		return err
	}
	w, ok := ways[d.Kind]
	if !ok {
		return fault.New(fault.Conflict, "this can't be taken back").Helped("what was published or given away is followed by something newer, not undone")
	}
	return who.May(w.needs)
}

// Undo takes a deed back, as far as nobody has changed since what it changed:
// at once, or by a job where that is very much.
func Undo(ctx context.Context, tx Tx, who org.Actor, id string) (deed.Deed, error) {
	d, err := tx.Deed(ctx, id)
	if err != nil {
		return d, err
	}
	if err := Can(d, who, tx); err != nil {
		return d, err
	}
	if err := idle(ctx, tx, d); err != nil {
		return d, err
	}
	d.By = who
	if d.Done-d.Back-d.Kept > deed.Inline {
		return later(ctx, tx, who, d)
	}
	for more := true; more; {
		if more, err = carry(ctx, tx, who, &d, deed.Inline); err != nil {
			return d, err
		}
	}
	return d, nil
}

// idle refuses a deed that a job is at.
func idle(ctx context.Context, tx Tx, d deed.Deed) error {
	if d.Job == "" || d.State != deed.Doing && d.State != deed.Undoing {
		return nil
	}
	j, err := tx.Job(ctx, d.Job)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err == nil && j.Processing() {
		return fault.New(fault.Conflict, "this is still being done").Helped("wait until it has ended, or have its job cancelled first")
	}
	return err
}

// later leaves it to a job to take a deed back.
func later(ctx context.Context, tx Tx, who org.Actor, d deed.Deed) (deed.Deed, error) {
	j, err := job.Ask(ctx, tx, who, job.TakeBack, d.ID)
	if err != nil {
		return d, err
	}
	if err := d.Move(deed.Undoing, tx.Now()); err != nil {
		return d, err
	}
	d.Job, d.Place = j.ID, 0
	if err := tx.SaveDeed(ctx, d); err != nil {
		return d, err
	}
	return d, tx.Append(ctx, record.Entry{What: "deed.undo-begun", About: d.ID, Who: who, Data: map[string]any{"job": j.ID, "kind": d.Kind, "records": d.Done}})
}

// CarryOn takes back a further part of a deed that a job takes back, and tells
// whether there is more. It asks again whether who wanted it may still do it.
func CarryOn(ctx context.Context, tx Tx, id string, most int) (d deed.Deed, more bool, err error) {
	if d, err = tx.Deed(ctx, id); err != nil || d.State != deed.Undoing {
		return d, false, err
	}
	m, err := tx.Membership(ctx, d.By.Person)
	if err != nil {
		return d, false, err
	}
	who := org.Actor{Org: m.Org, Person: d.By.Person, Name: d.By.Name, Roles: m.Roles}
	if err := who.May(ways[d.Kind].needs); err != nil {
		return d, false, err
	}
	more, err = carry(ctx, tx, who, &d, most)
	return d, more, err
}

// carry takes back a deed's steps behind its place, up to most, and ends the
// deed with the last of them.
func carry(ctx context.Context, tx Tx, who org.Actor, d *deed.Deed, most int) (bool, error) {
	if d.State == deed.Done || d.State == deed.Doing {
		d.Place = 0
	}
	page, err := tx.Steps(ctx, d.ID, d.Place, most)
	if err != nil {
		return false, err
	}
	var open []deed.Step
	for _, s := range page {
		d.Place = s.No
		if s.Left == "" && s.Back == "" {
			open = append(open, s)
		}
	}
	if len(open) > 0 {
		if err := takeBack(ctx, tx, who, d, open); err != nil {
			return false, err
		}
	}
	more, to := len(page) == most, deed.Undone
	if more {
		to = deed.Undoing
	}
	if err := d.Move(to, tx.Now()); err != nil {
		return false, err
	}
	return more, tx.SaveDeed(ctx, *d)
}

func takeBack(ctx context.Context, tx Tx, who org.Actor, d *deed.Deed, steps []deed.Step) error {
	if err := ways[d.Kind].back(ctx, tx, who, *d, steps); err != nil {
		return err
	}
	for _, s := range steps {
		if s.Back == deed.Restored {
			d.Back++
		} else {
			d.Kept++
		}
	}
	return tx.SaveSteps(ctx, d.ID, steps)
}

func findings(ctx context.Context, tx Tx, who org.Actor, d deed.Deed, steps []deed.Step) error {
	return finding.TakeBack(ctx, tx, who, d, steps)
}

func names(ctx context.Context, tx Tx, who org.Actor, d deed.Deed, steps []deed.Step) error {
	return match.TakeBack(ctx, tx, who, d, steps)
}

func statements(ctx context.Context, tx Tx, who org.Actor, d deed.Deed, steps []deed.Step) error {
	return support.TakeBack(ctx, tx, who, d, steps)
}

func choices(ctx context.Context, tx Tx, who org.Actor, d deed.Deed, steps []deed.Step) error {
	return sbom.TakeBack(ctx, tx, who, d, steps)
}

func links(ctx context.Context, tx Tx, who org.Actor, d deed.Deed, steps []deed.Step) error {
	return share.TakeBack(ctx, tx, who, d, steps)
}
