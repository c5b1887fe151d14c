package serve

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"aceso/internal/domain/deed"
	"aceso/internal/domain/finding"
	"aceso/internal/domain/record"
	"aceso/internal/store"
)

// An Event is one thing that happened to a record, by people or by matching.
type Event struct {
	At       time.Time
	Who      string
	What     string // opened, changed, lost, back, closed, reopened, woken by matching; assigned, noted, turned, snoozed, woken by people
	Old, New string // where a value changed: a state, a note, the id of a person; of a snooze until when
	Bundle   string // that matching held the component against
	Why      string // of what was closed, lost, snoozed or woken
	Undo     bool   // it took back what somebody had done
	Deed     string // id of what was done to many records at once, or can be taken back
	Many     int    // records of that deed; 0 where it was this one alone
}

// mostEvents bounds how much of a record's history is read.
const mostEvents = 500

// History tells what happened to a finding, newest first. What people did to it
// stands in the log, by itself or among what they did to many; matching notes
// what it did at the component, for all its findings in one entry.
func History(ctx context.Context, tx *store.Tx, f finding.Finding) ([]Event, error) {
	worked, err := tx.Entries(ctx, store.EntryFilter{About: f.ID, Limit: mostEvents})
	if err != nil {
		return nil, err
	}
	matched, err := tx.Entries(ctx, store.EntryFilter{About: f.Component, What: "finding.matched", Limit: mostEvents})
	if err != nil {
		return nil, err
	}
	deeds, err := tx.DeedsOn(ctx, f.ID, mostEvents)
	if err != nil {
		return nil, err
	}
	all := append(worked, matched...)
	slices.SortStableFunc(all, func(a, b record.Entry) int { return int(b.Seq - a.Seq) })
	var out []Event
	for _, e := range all {
		out = append(out, eventsOf(f, e)...)
	}
	for _, d := range deeds {
		out = append(out, eventsOfMany(d)...)
	}
	slices.SortStableFunc(out, func(a, b Event) int { return b.At.Compare(a.At) })
	if !slices.ContainsFunc(out, func(e Event) bool { return e.What == "opened" }) {
		out = append(out, Event{At: f.Opened, Who: "Aceso", What: "opened"})
	}
	return out, nil
}

// eventsOfMany reads what a deed on many records did to one of them. One on a
// single record is told by the log under that record.
func eventsOfMany(d store.DeedOn) []Event {
	if d.Asked <= 1 {
		return nil
	}
	var out []Event
	if d.Step.Back == deed.Restored {
		out = marksEvents(Event{At: d.Turn, Who: d.By.Name, Undo: true, Deed: d.Deed.ID, Many: d.Asked}, d.Became, d.Was)
	}
	return append(out, marksEvents(Event{At: d.At, Who: d.Who.Name, Deed: d.Deed.ID, Many: d.Asked}, d.Was, d.Became)...)
}

// marksEvents tells one change as events, one for each thing that changed.
func marksEvents(one Event, was, became deed.Marks) []Event {
	var out []Event
	put := func(what, old, new, why string) {
		e := one
		e.What, e.Old, e.New, e.Why = what, old, new, why
		out = append(out, e)
	}
	if to, ok := became["owner"]; ok {
		put("assigned", was["owner"], to, "")
	}
	if to, ok := became["note"]; ok {
		put("noted", was["note"], to, "")
	}
	to, turned := became["state"]
	until, dated := became["until"]
	switch {
	case turned && to == string(finding.Snoozed), !turned && dated && until != "":
		put("snoozed", was["until"], until, became["because"])
	case turned && was["state"] == string(finding.Snoozed):
		put("woken", was["state"], to, "")
	case turned:
		put("turned", was["state"], to, "")
	}
	return out
}

// eventsOf reads what an entry says of a finding.
func eventsOf(f finding.Finding, e record.Entry) []Event {
	raw, _ := e.Data.(json.RawMessage)
	one := Event{At: e.At, Who: e.Who.Name}
	if e.What == "finding.matched" {
		return matchedEvents(f, one, raw)
	}
	var change struct {
		Old, New, Deed, Because string
		Was, Became             deed.Marks
	}
	_ = json.Unmarshal(raw, &change) // an entry without old and new is told without them
	one.Old, one.New, one.Deed = change.Old, change.New, change.Deed
	switch e.What {
	case string(finding.Assigned):
		one.What = "assigned"
	case string(finding.Noted):
		one.What = "noted"
	case string(finding.Turned):
		one.What = "turned"
	case string(finding.SetAside), string(finding.Changed), "finding.restored":
		one.Undo = e.What == "finding.restored"
		return marksEvents(one, change.Was, change.Became)
	case string(finding.Woken):
		one.What = "woken"
		if change.Deed == "" {
			one.Why = "the day has come"
		}
	default:
		return nil
	}
	return []Event{one}
}

// matchedEvents reads what matching did to a finding of a component.
func matchedEvents(f finding.Finding, one Event, raw json.RawMessage) []Event {
	var c finding.Change
	if json.Unmarshal(raw, &c) != nil {
		return nil
	}
	one.Bundle = c.Bundle
	var out []Event
	for _, list := range []struct {
		what  string
		names []string
	}{{"woken", c.Woken}, {"opened", c.Opened}, {"reopened", c.Reopened}, {"closed", c.Closed}, {"lost", c.Lost}, {"back", c.Back}, {"changed", c.Changed}} {
		if i := slices.IndexFunc(list.names, func(n string) bool { return n == f.Weakness || slices.Contains(f.Names, n) }); i >= 0 {
			one.What, one.Why = list.what, c.Why[list.names[i]]
			out = append(out, one)
		}
	}
	return out
}
