package finding

import (
	"context"
	"fmt"
	"slices"
	"time"

	"aceso/internal/domain/deed"
	"aceso/internal/domain/job"
	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/value/fault"
)

// memory is a transaction that keeps findings, deeds and the log in memory.
type memory struct {
	found []Finding
	log   []record.Entry
	deeds map[string]deed.Deed
	steps map[string][]deed.Step
	jobs  []job.Job
	at    time.Time // now, where it is not the usual
}

func (m *memory) Now() time.Time {
	if m.at.IsZero() {
		return now
	}
	return m.at
}

func (m *memory) Append(_ context.Context, e record.Entry) error {
	m.log = append(m.log, e)
	return nil
}

func (m *memory) Finding(_ context.Context, id string) (Finding, error) {
	for _, f := range m.found {
		if f.ID == id {
			return f, nil
		}
	}
	return Finding{}, fault.New(fault.NotFound, "there is no finding %s", id)
}

func (m *memory) FindingsOf(context.Context, string) ([]Finding, error) {
	return slices.Clone(m.found), nil
}

func (m *memory) CreateFinding(_ context.Context, f Finding) error {
	m.found = append(m.found, f)
	return nil
}

func (m *memory) SaveFinding(_ context.Context, f *Finding) error {
	for i := range m.found {
		if m.found[i].ID == f.ID {
			f.Rev++
			m.found[i] = *f
		}
	}
	return nil
}

func (m *memory) SaveHands(ctx context.Context, fs []*Finding) error {
	for _, f := range fs {
		if err := m.SaveFinding(ctx, f); err != nil {
			return err
		}
	}
	return nil
}

// FindingsIn takes the only list that there is here: all that are not closed.
func (m *memory) FindingsIn(_ context.Context, s Scope, after int64, n int) ([]Placed, error) {
	var out []Placed
	for i, f := range m.found {
		no := int64(i + 1)
		in := slices.Contains(s.IDs, f.ID) || s.List != "" && f.Live() && (s.AsOf.Last == 0 || no <= s.AsOf.Last)
		if s.Touched() != "" {
			in = in && len(m.hands([]string{f.ID}, s.AsOf.Entry, deed.Deed{Who: org.Actor{Person: s.Touched()}})) > 0
		}
		if in && no > after && len(out) < n {
			out = append(out, Placed{f, no, f.Weakness + " in it"})
		}
	}
	return out, nil
}

func (m *memory) FindingGroups(ctx context.Context, s Scope, note string) ([]Group, error) {
	all, err := m.FindingsIn(ctx, s, 0, 1<<30)
	var out []Group
	for _, p := range all {
		out = append(out, Group{Finding: p.Finding, Noted: p.Note == note, N: 1})
	}
	return out, err
}

func (m *memory) ReleasesIn(context.Context, Scope) (int, error) { return 1, nil }

func (m *memory) AsOf(context.Context) (AsOf, error) {
	return AsOf{int64(len(m.log)), int64(len(m.found))}, nil
}

func (m *memory) HandsSince(_ context.Context, records []string, entry int64, except deed.Deed) (map[string]Hand, error) {
	return m.hands(records, entry, except), nil
}

func (m *memory) hands(records []string, entry int64, except deed.Deed) map[string]Hand {
	out := map[string]Hand{}
	for id, steps := range m.steps {
		d := m.deeds[id]
		for _, s := range steps {
			if slices.Contains(records, s.Record) && s.Left == "" && id != except.ID && s.Entry >= entry && d.Who.Person != except.Who.Person {
				out[s.Record] = Hand{d.Who.Name, d.At}
			}
		}
	}
	return out
}

func (m *memory) SnoozedUntil(_ context.Context, day string, n int) ([]Finding, error) {
	var out []Finding
	for _, f := range m.found {
		if f.Until != "" && f.Until <= day && len(out) < n {
			out = append(out, f)
		}
	}
	return out, nil
}

func (m *memory) Membership(_ context.Context, person string) (org.Membership, error) {
	roles := map[string][]org.Role{"dele": {org.Security}, "bo": {org.Engineer}, "ada": {org.Auditor}}[person]
	if roles == nil {
		return org.Membership{}, fault.New(fault.NotFound, "there is no such person")
	}
	return org.Membership{Org: "larkfield", Person: person, Roles: roles}, nil
}

func (m *memory) Person(_ context.Context, id string) (org.Person, error) {
	return org.Person{ID: id, Name: "name of " + id}, nil
}

func (m *memory) Deed(_ context.Context, id string) (deed.Deed, error) {
	d, ok := m.deeds[id]
	if !ok {
		return d, fault.New(fault.NotFound, "nothing is on record as %s", id)
	}
	return d, nil
}

func (m *memory) SaveDeed(_ context.Context, d deed.Deed) error {
	if m.deeds == nil {
		m.deeds, m.steps = map[string]deed.Deed{}, map[string][]deed.Step{}
	}
	m.deeds[d.ID] = d
	return nil
}

func (m *memory) AddSteps(_ context.Context, id string, steps []deed.Step) error {
	for _, s := range steps {
		s.Entry = int64(len(m.log))
		if s.No != int64(len(m.steps[id])+1) {
			return fmt.Errorf("step %d comes behind %d", s.No, len(m.steps[id]))
		}
		m.steps[id] = append(m.steps[id], s)
	}
	return nil
}

func (m *memory) SaveSteps(_ context.Context, id string, steps []deed.Step) error {
	for _, s := range steps {
		m.steps[id][s.No-1] = s
	}
	return nil
}

func (m *memory) Steps(_ context.Context, id string, after int64, n int) ([]deed.Step, error) {
	all := m.steps[id]
	all = all[min(int(after), len(all)):]
	return slices.Clone(all[:min(n, len(all))]), nil
}

func (m *memory) Job(_ context.Context, id string) (job.Job, error) {
	for _, j := range m.jobs {
		if j.ID == id {
			return j, nil
		}
	}
	return job.Job{}, fault.New(fault.NotFound, "there is no job %s", id)
}

func (m *memory) SaveJob(_ context.Context, j job.Job) error {
	m.jobs = append(m.jobs, j)
	return nil
}

var (
	_ WorkTx   = (*memory)(nil)
	_ Sleepers = (*memory)(nil)
)
