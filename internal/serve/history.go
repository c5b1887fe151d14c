package serve

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"aceso/internal/domain/finding"
	"aceso/internal/domain/record"
	"aceso/internal/store"
)

// An Event is one thing that happened to a finding, by people or by matching.
type Event struct {
	At       time.Time
	Who      string
	What     string // opened, changed, lost, back, closed, reopened, assigned, noted, turned
	Old, New string // where a value changed: a state, a note, the id of a person
	Bundle   string // that matching held the component against
	Why      string // of what was closed or lost
}

// History tells what happened to a finding, newest first. Matching notes what
// it did at the component, for all its findings in one entry.
func History(ctx context.Context, tx *store.Tx, f finding.Finding) ([]Event, error) {
	worked, err := tx.Entries(ctx, store.EntryFilter{About: f.ID, Limit: 500})
	if err != nil {
		return nil, err
	}
	matched, err := tx.Entries(ctx, store.EntryFilter{About: f.Component, What: "finding.matched", Limit: 500})
	if err != nil {
		return nil, err
	}
	all := append(worked, matched...)
	slices.SortStableFunc(all, func(a, b record.Entry) int { return int(b.Seq - a.Seq) })
	var out []Event
	for _, e := range all {
		out = append(out, eventsOf(f, e)...)
	}
	if !slices.ContainsFunc(out, func(e Event) bool { return e.What == "opened" }) {
		out = append(out, Event{At: f.Opened, Who: "Aceso", What: "opened"})
	}
	return out, nil
}

// eventsOf reads what an entry says of a finding.
func eventsOf(f finding.Finding, e record.Entry) []Event {
	raw, _ := e.Data.(json.RawMessage)
	one := Event{At: e.At, Who: e.Who.Name}
	if e.What == "finding.matched" {
		var c finding.Change
		if json.Unmarshal(raw, &c) != nil {
			return nil
		}
		one.Bundle = c.Bundle
		for _, list := range []struct {
			what  string
			names []string
		}{{"opened", c.Opened}, {"reopened", c.Reopened}, {"closed", c.Closed}, {"lost", c.Lost}, {"back", c.Back}, {"changed", c.Changed}} {
			if i := slices.IndexFunc(list.names, func(n string) bool { return n == f.Weakness || slices.Contains(f.Names, n) }); i >= 0 {
				one.What, one.Why = list.what, c.Why[list.names[i]]
				return []Event{one}
			}
		}
		return nil
	}
	var change struct{ Old, New string }
	_ = json.Unmarshal(raw, &change) // an entry without old and new is told without them
	one.Old, one.New = change.Old, change.New
	switch e.What {
	case "finding.assigned":
		one.What = "assigned"
	case "finding.noted":
		one.What = "noted"
	case "finding.turned":
		one.What = "turned"
	default:
		return nil
	}
	return []Event{one}
}
