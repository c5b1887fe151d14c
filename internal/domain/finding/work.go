package finding

import (
	"context"
	"strings"

	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/value/fault"
)

// maxNote bounds a note, in bytes.
const maxNote = 10_000

// A Member tells whether somebody works in the organisation of the transaction.
type Member interface {
	Membership(ctx context.Context, person string) (org.Membership, error)
}

// Assign gives a finding to a person who may work on it; with an empty person,
// to nobody. rev names what the asker saw.
func Assign(ctx context.Context, tx interface {
	Tx
	Member
}, who org.Actor, id string, rev int64, person string,
) (Finding, error) {
	if person != "" {
		m, err := tx.Membership(ctx, person)
		if err != nil {
			return Finding{}, err
		}
		if !(org.Actor{Org: m.Org, Person: person, Roles: m.Roles}).Allowed(org.WorkFindings) {
			return Finding{}, fault.New(fault.Invalid, "this person may not work on findings").Helped("choose somebody else, or give them a role that may")
		}
	}
	return change(ctx, tx, who, id, rev, "finding.assigned", func(f *Finding) (any, error) {
		old := f.Owner
		f.Owner = person
		return map[string]string{"old": old, "new": person}, nil
	})
}

// Annotate puts a note on a finding, instead of the one that is there.
func Annotate(ctx context.Context, tx Tx, who org.Actor, id string, rev int64, note string) (Finding, error) {
	note = strings.TrimSpace(note)
	if len(note) > maxNote {
		return Finding{}, fault.New(fault.Invalid, "a note has at most %d characters", maxNote)
	}
	return change(ctx, tx, who, id, rev, "finding.noted", func(f *Finding) (any, error) {
		old := f.Note
		f.Note = note
		return map[string]string{"old": old, "new": note}, nil
	})
}

// Turn brings a finding into another state: under review, or back.
func Turn(ctx context.Context, tx Tx, who org.Actor, id string, rev int64, to State) (Finding, error) {
	return change(ctx, tx, who, id, rev, "finding.turned", func(f *Finding) (any, error) {
		old := f.State
		return map[string]State{"old": old, "new": to}, f.move(to, who, tx.Now())
	})
}

// change is what the work of people on a finding has in common: the
// permission, the version that was seen, and the entry in the log.
func change(ctx context.Context, tx Tx, who org.Actor, id string, rev int64, what string, do func(*Finding) (any, error)) (Finding, error) {
	if err := who.May(org.WorkFindings); err != nil {
		return Finding{}, err
	}
	f, err := tx.Finding(ctx, id)
	if err != nil {
		return Finding{}, err
	}
	if f.Rev != rev {
		return Finding{}, fault.New(fault.Stale, "this finding was changed meanwhile: you saw version %d and it is at %d now", rev, f.Rev).
			Helped("look at what changed and make your change again")
	}
	data, err := do(&f)
	if err != nil {
		return Finding{}, err
	}
	if err := tx.SaveFinding(ctx, &f); err != nil {
		return Finding{}, err
	}
	return f, tx.Append(ctx, record.Entry{What: what, About: f.ID, Who: who, Data: data})
}
