package advisory

import (
	"context"
	"fmt"
	"strings"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/domain/sign"
	"aceso/internal/value/fault"
	"aceso/internal/value/id"
)

// Tx is what this package asks of a transaction.
type Tx interface {
	sign.Tx
	Issue(ctx context.Context, id string) (Issue, error)
	SaveIssue(context.Context, *Issue) error
	NextAdvisory(ctx context.Context, year int) (int, error) // the next number of a year, taken for good
	AddEdition(context.Context, Edition) error
	TurnEditions(ctx context.Context, issue string, to Stage) error // says of all editions where the issue stands
}

// Limits of an advisory that is written here.
const (
	maxTitle    = 300
	maxBody     = 1 << 20 // of all texts
	maxProducts = 2_000
	maxWeak     = 500
)

// Begin opens a draft. prefix begins its number: "LF".
func Begin(ctx context.Context, tx Tx, who org.Actor, prefix string, content Advisory) (Issue, error) {
	if err := who.May(org.WriteAdvisory); err != nil {
		return Issue{}, err
	}
	n, err := tx.NextAdvisory(ctx, tx.Now().Year())
	if err != nil {
		return Issue{}, err
	}
	i := Issue{
		ID: id.New(), Org: who.Org, Number: NumberOf(prefix, tx.Now().Year(), n), Stage: Writing, Content: content,
		Author: who.Person, Writer: who.Name, Created: tx.Now(), Changed: tx.Now(),
	}
	if err := i.bounds(); err != nil {
		return Issue{}, err
	}
	if err := tx.SaveIssue(ctx, &i); err != nil {
		return Issue{}, err
	}
	return i, tx.Append(ctx, record.Entry{What: "advisory.begun", About: i.ID, Who: who, Data: map[string]string{"number": i.Number}})
}

// bounds holds a draft within its limits; it need not be whole.
func (i *Issue) bounds() error {
	size := len(i.Patient.Text()) + len(i.Change)
	for _, n := range i.Content.Notes {
		size += len(n.Text)
	}
	for _, w := range i.Content.Weaknesses {
		size += len(w.Title)
		for _, r := range w.Remedies {
			size += len(r.Details)
		}
		for _, n := range w.Notes {
			size += len(n.Text)
		}
	}
	switch {
	case len(i.Content.Title) > maxTitle:
		return fault.New(fault.Invalid, "a title has at most %d characters", maxTitle)
	case size > maxBody:
		return fault.New(fault.TooLarge, "the texts of an advisory have at most %d characters together", maxBody)
	case len(i.Content.Products) > maxProducts || len(i.Content.Weaknesses) > maxWeak:
		return fault.New(fault.TooLarge, "an advisory has at most %d products and %d weaknesses", maxProducts, maxWeak).Helped("split it")
	}
	return nil
}

// Write puts down the text of the next edition.
func Write(ctx context.Context, tx Tx, who org.Actor, id string, rev int64, content Advisory, patient Notice, what string) (Issue, error) {
	return change(ctx, tx, who, id, rev, org.WriteAdvisory, "advisory.written", func(i *Issue) (any, error) {
		if i.Stage != Writing {
			return nil, fault.New(fault.Conflict, "advisory %s is %s; only a draft is written", i.Number, i.Stage).Helped("take it back to the draft, or begin a correction")
		}
		content.Revisions = i.Content.Revisions
		i.Content, i.Patient, i.Change, i.Author, i.Writer = content, patient, strings.TrimSpace(what), who.Person, who.Name
		return map[string]any{"edition": i.Edition + 1}, i.bounds()
	})
}

// Submit gives a draft to review, signed for authorship.
func Submit(ctx context.Context, tx Tx, who org.Actor, id string, rev int64, seen string, p sign.Proof) (Issue, error) {
	return change(ctx, tx, who, id, rev, org.WriteAdvisory, "advisory.submitted", func(i *Issue) (any, error) {
		if lacks := i.missing(); len(lacks) > 0 {
			return nil, fault.New(fault.Invalid, "the advisory still lacks %s", strings.Join(lacks, "; "))
		}
		if err := i.move(InReview, who); err != nil {
			return nil, err
		}
		_, err := sign.Sign(ctx, tx, who, i.SignedAs(), sign.Authorship, seen, p)
		return nil, err
	})
}

// Return gives an advisory back to its author, with what is to be done.
func Return(ctx context.Context, tx Tx, who org.Actor, id string, rev int64, why string) (Issue, error) {
	return change(ctx, tx, who, id, rev, org.WriteAdvisory, "advisory.returned", func(i *Issue) (any, error) {
		return map[string]string{"why": strings.TrimSpace(why)}, i.move(Writing, who)
	})
}

// Publish shows a reviewed advisory to everybody whom its label allows. From
// then on this edition is fixed. The edition is what the world gets; the faces
// write it from Next, hold it against the standard's tests, and sign it.
func Publish(ctx context.Context, tx Tx, who org.Actor, id string, rev int64, e Edition, seen string, p sign.Proof) (Issue, error) {
	return change(ctx, tx, who, id, rev, org.PublishAdvisory, "advisory.published", func(i *Issue) (any, error) {
		if i.Stage != InReview {
			return nil, fault.New(fault.Conflict, "advisory %s is %s; only one in review can be published", i.Number, i.Stage)
		}
		if _, err := sign.Sign(ctx, tx, who, i.SignedAs(), sign.Approval, seen, p); err != nil {
			return nil, err
		}
		if err := i.move(Published, who); err != nil {
			return nil, err
		}
		i.issued(&e, tx.Now())
		if err := tx.AddEdition(ctx, e); err != nil {
			return nil, fmt.Errorf("publish %s: %w", i.Number, err)
		}
		return map[string]any{"number": i.Number, "edition": e.Edition, "sha256": e.SHA256, "tlp": e.TLP}, nil
	})
}

// issued notes on the advisory and on its edition that they belong together.
func (i *Issue) issued(e *Edition, now time.Time) {
	i.Content.Revisions = e.Content.Revisions
	i.Edition, i.Last, i.Change = i.Edition+1, now, ""
	if i.First.IsZero() {
		i.First = now
	}
	e.Org, e.Issue, e.Number, e.Edition, e.Stage, e.First, e.At, e.Patient = i.Org, i.ID, i.Number, i.Edition, Published, i.First, now, i.Patient
	e.Title, e.TLP, e.Status = e.Content.Title, e.Content.TLP, e.Content.Status
}

// Correct begins the next edition of a published advisory. The last one stays
// public until the next is published.
func Correct(ctx context.Context, tx Tx, who org.Actor, id string, rev int64) (Issue, error) {
	return change(ctx, tx, who, id, rev, org.WriteAdvisory, "advisory.reopened", func(i *Issue) (any, error) { return nil, i.move(Writing, who) })
}

// Supersede says that another published advisory takes this one's place.
func Supersede(ctx context.Context, tx Tx, who org.Actor, id string, rev int64, by, seen string, p sign.Proof) (Issue, error) {
	other, err := tx.Issue(ctx, by)
	if err != nil {
		return Issue{}, err
	}
	if other.ID == id || other.Edition == 0 || other.Stage == Withdrawn || other.Stage == Superseded {
		return Issue{}, fault.New(fault.Conflict, "%s is not published, and can't take another's place", other.Number)
	}
	return end(ctx, tx, who, id, rev, Superseded, seen, p, func(i *Issue) map[string]any {
		i.By = other.Number
		return map[string]any{"by": other.Number}
	})
}

// Withdraw says that an advisory should not have been published, and why. Its
// editions stay readable, marked as withdrawn.
func Withdraw(ctx context.Context, tx Tx, who org.Actor, id string, rev int64, why, seen string, p sign.Proof) (Issue, error) {
	why = strings.TrimSpace(why)
	if why == "" || len(why) > 2_000 {
		return Issue{}, fault.New(fault.Invalid, "say in up to 2000 characters why it is withdrawn: everybody reads it")
	}
	return end(ctx, tx, who, id, rev, Withdrawn, seen, p, func(i *Issue) map[string]any {
		i.Why = why
		return map[string]any{"why": why}
	})
}

func end(ctx context.Context, tx Tx, who org.Actor, id string, rev int64, to Stage, seen string, p sign.Proof, note func(*Issue) map[string]any) (Issue, error) {
	return change(ctx, tx, who, id, rev, org.PublishAdvisory, "advisory."+string(to), func(i *Issue) (any, error) {
		if _, err := sign.Sign(ctx, tx, who, i.SignedAs(), sign.Responsibility, seen, p); err != nil {
			return nil, err
		}
		if err := i.move(to, who); err != nil {
			return nil, err
		}
		data := note(i)
		data["number"] = i.Number
		return data, tx.TurnEditions(ctx, i.ID, to)
	})
}

// change is what all work on an advisory has in common.
func change(ctx context.Context, tx Tx, who org.Actor, id string, rev int64, needs org.Permission, what string, do func(*Issue) (any, error)) (Issue, error) {
	if err := who.May(needs); err != nil {
		return Issue{}, err
	}
	i, err := tx.Issue(ctx, id)
	if err != nil {
		return Issue{}, err
	}
	if i.Rev != rev {
		return Issue{}, fault.New(fault.Stale, "this advisory was changed meanwhile: you saw version %d and it is at %d now", rev, i.Rev).Helped("look at what changed and make your change again")
	}
	data, err := do(&i)
	if err != nil {
		return Issue{}, err
	}
	i.Changed = tx.Now()
	if err := tx.SaveIssue(ctx, &i); err != nil {
		return Issue{}, err
	}
	return i, tx.Append(ctx, record.Entry{What: what, About: i.ID, Who: who, Data: data})
}
