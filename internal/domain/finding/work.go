package finding

import (
	"context"
	"time"

	"aceso/internal/domain/deed"
	"aceso/internal/domain/job"
	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/value/fault"
	"aceso/internal/value/id"
)

// WorkTx is what the work of people on findings asks of a transaction.
type WorkTx interface {
	Tx
	People
	deed.Tx
	job.Tx

	// FindingsIn returns up to n findings of a scope behind a place, in the
	// order of their places, the closed ones too.
	FindingsIn(ctx context.Context, s Scope, after int64, n int) ([]Placed, error)
	// FindingGroups counts those of a scope by what people put on them. Of the
	// notes it tells only whether they are the one that is asked for.
	FindingGroups(ctx context.Context, s Scope, note string) ([]Group, error)
	// ReleasesIn counts the releases that have a component with one of them.
	ReleasesIn(ctx context.Context, s Scope) (int, error)
	// SaveHands keeps what people put on findings, and nothing else of them. It
	// refuses one that was changed since it was read, and sets its new Rev.
	SaveHands(ctx context.Context, fs []*Finding) error
	// HandsSince returns who changed records last by a deed, of those that the
	// log tells from an entry on: neither that deed nor one of that person.
	HandsSince(ctx context.Context, records []string, entry int64, except deed.Deed) (map[string]Hand, error)
	// AsOf is now, in places.
	AsOf(ctx context.Context) (AsOf, error)
}

// A Placed finding has its place among all and a name for people.
type Placed struct {
	Finding
	No    int64
	Label string // "CVE-2022-48174 in busybox 1.34.1"
}

// A Hand is somebody's change of a record.
type Hand struct {
	Name string
	At   time.Time
}

// Assign gives a finding to a person who may work on it; with an empty person,
// to nobody. rev names what the asker saw.
func Assign(ctx context.Context, tx WorkTx, who org.Actor, id string, rev int64, person string) (Finding, error) {
	return Work(ctx, tx, who, id, rev, Act{Owner: &person})
}

// Annotate puts a note on a finding, instead of the one that is there.
func Annotate(ctx context.Context, tx WorkTx, who org.Actor, id string, rev int64, note string) (Finding, error) {
	return Work(ctx, tx, who, id, rev, Act{Note: &note})
}

// Turn brings a finding into another state: under review, or back.
func Turn(ctx context.Context, tx WorkTx, who org.Actor, id string, rev int64, to State) (Finding, error) {
	return Work(ctx, tx, who, id, rev, Act{To: to})
}

// Work does an act to one finding, upon the version that the asker saw.
// Where it is so already, nothing happens.
func Work(ctx context.Context, tx WorkTx, who org.Actor, finding string, rev int64, a Act) (Finding, error) {
	if err := who.May(org.WorkFindings); err != nil {
		return Finding{}, err
	}
	f, err := tx.Finding(ctx, finding)
	if err != nil {
		return Finding{}, err
	}
	if f.Rev != rev {
		return Finding{}, fault.New(fault.Stale, "this finding was changed meanwhile: you saw version %d and it is at %d now", rev, f.Rev).
			Helped("look at what changed and make your change again")
	}
	if err := a.ready(ctx, tx, tx.Now()); err != nil {
		return Finding{}, err
	}
	before := f.hand()
	if err := a.apply(&f, who, tx.Now()); err != nil {
		return Finding{}, err
	}
	was, became := deed.Differ(before, f.hand())
	if was == nil {
		return f, nil
	}
	placed, err := tx.FindingsIn(ctx, Scope{IDs: []string{f.ID}}, 0, 1)
	if err != nil || len(placed) == 0 {
		return Finding{}, err
	}
	if err := tx.SaveHands(ctx, []*Finding{&f}); err != nil {
		return Finding{}, err
	}
	step := deed.Step{Record: f.ID, Label: placed[0].Label, Was: was, Became: became}
	d, err := deed.One(ctx, tx, who, id.New(), a.Kind(), a.say(step.Label), step)
	if err != nil {
		return Finding{}, err
	}
	return f, tx.Append(ctx, record.Entry{What: string(a.Kind()), About: f.ID, Who: who, Data: told(d, a.Kind(), step)})
}

// told is what the log says of a change of one finding. The value that the
// change is about stands as old and new.
func told(d deed.Deed, kind deed.Kind, s deed.Step) map[string]any {
	out := map[string]any{"deed": d.ID}
	name := map[deed.Kind]string{Assigned: "owner", Noted: "note", Turned: "state", Woken: "state", SetAside: "state"}[kind]
	if _, ok := s.Became[name]; ok {
		out["old"], out["new"] = s.Was[name], s.Became[name]
	}
	if kind == SetAside || kind == Changed || kind == Woken {
		out["was"], out["became"] = s.Was, s.Became
	}
	return out
}
