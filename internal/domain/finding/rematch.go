package finding

import (
	"context"
	"fmt"
	"slices"

	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
)

// Tx is what this package asks of a transaction. Save refuses a finding that
// was changed since it was read, and sets its new Rev.
type Tx interface {
	record.Log
	Finding(ctx context.Context, id string) (Finding, error)
	FindingsOf(ctx context.Context, component string) ([]Finding, error)
	CreateFinding(context.Context, Finding) error
	SaveFinding(context.Context, *Finding) error
}

// A Change is what matching a component again did to its findings, by weakness.
type Change struct {
	Component string            `json:"component"`
	Bundle    string            `json:"bundle"`
	Opened    []string          `json:"opened,omitempty"`
	Reopened  []string          `json:"reopened,omitempty"`
	Closed    []string          `json:"closed,omitempty"`
	Lost      []string          `json:"lost,omitempty"`    // the source that says it has gone: nobody can tell
	Back      []string          `json:"back,omitempty"`    // that source is there again, and says it still
	Changed   []string          `json:"changed,omitempty"` // still open, and something said of it is new
	Woken     []string          `json:"woken,omitempty"`   // was set aside, and what is known is not what it was
	Why       map[string]string `json:"why,omitempty"`     // of what was closed, lost or woken

	Untold int `json:"-"` // findings that stay, though the bundle does not speak of them: nobody can tell
}

// Empty tells whether nothing was done.
func (c Change) Empty() bool {
	return len(c.Opened)+len(c.Reopened)+len(c.Closed)+len(c.Lost)+len(c.Back)+len(c.Changed)+len(c.Woken) == 0
}

// Rematch makes the findings of a component what matching says now: opens what
// is new, reopens what came back, closes what is gone, renews the grounds of
// the rest. What people put there (owner, note, review) stays. What is not
// said any more because its source has gone is not closed: nobody can tell.
// Doing it twice changes nothing the second time. who is the program.
func Rematch(ctx context.Context, tx Tx, who org.Actor, component string, bundle match.Bundle, result match.Result) (Change, error) {
	c := Change{Component: component, Bundle: bundle.Info().ID}
	have, err := tx.FindingsOf(ctx, component)
	if err != nil {
		return c, err
	}
	known := byName(have)
	said := map[string]bool{} // ids of findings, and weaknesses that have none yet
	for i := range result.Matches {
		m := &result.Matches[i]
		f := known.of(m)
		if m.State == match.NotAffected || said[m.Weakness] || f != nil && said[f.ID] {
			continue
		}
		said[m.Weakness] = true
		if f != nil {
			said[f.ID] = true
		}
		if err := c.meet(ctx, tx, who, f, m); err != nil {
			return c, err
		}
	}
	for i := range have {
		if f := &have[i]; !said[f.ID] && f.Live() {
			if err := c.miss(ctx, tx, who, f, bundle, result); err != nil {
				return c, err
			}
		}
	}
	if c.Empty() {
		return c, nil
	}
	return c, tx.Append(ctx, record.Entry{What: "finding.matched", About: component, Who: who, Data: c})
}

// names finds a finding by any name of its weakness: a GHSA that gets a CVE
// later is the same finding, with its owner and note.
type names map[string]*Finding

func byName(have []Finding) names {
	n := make(names, len(have))
	for i := range have {
		f := &have[i]
		for _, name := range f.Names {
			if n[name] == nil {
				n[name] = f
			}
		}
	}
	for i := range have {
		n[have[i].Weakness] = &have[i]
	}
	return n
}

func (n names) of(m *match.Match) *Finding {
	if f := n[m.Weakness]; f != nil {
		return f
	}
	for _, name := range m.Names {
		if f := n[name]; f != nil {
			return f
		}
	}
	return nil
}

// meet brings one finding, or none yet, together with what matching says.
func (c *Change) meet(ctx context.Context, tx Tx, who org.Actor, f *Finding, m *match.Match) error {
	if f == nil {
		c.Opened = append(c.Opened, m.Weakness)
		return tx.CreateFinding(ctx, newFinding(c.Component, c.Bundle, m, tx.Now()))
	}
	was, old, lost := *f, f.Bundle, f.Lost != ""
	news := f.take(c.Bundle, m)
	if err := c.wake(tx, who, &was, f); err != nil {
		return err
	}
	switch {
	case f.State == Closed:
		to := Reopened
		if f.Was == InReview {
			to = InReview
		}
		if err := f.move(to, who, tx.Now()); err != nil {
			return err
		}
		f.Was = ""
		c.Reopened = append(c.Reopened, f.Weakness)
	case lost:
		c.Back = append(c.Back, f.Weakness)
	case news:
		c.Changed = append(c.Changed, f.Weakness)
	case old == c.Bundle:
		return nil
	}
	if err := tx.SaveFinding(ctx, f); err != nil {
		return fmt.Errorf("renew finding %s: %w", f.ID, err)
	}
	return nil
}

// miss deals with a finding that matching says nothing of any more.
func (c *Change) miss(ctx context.Context, tx Tx, who org.Actor, f *Finding, bundle match.Bundle, result match.Result) error {
	denied := slices.ContainsFunc(result.Matches, func(m match.Match) bool { return m.Weakness == f.Weakness })
	if !denied {
		why, settle, err := match.Vanished(bundle, &match.Match{Weakness: f.Weakness, Source: f.Source, Record: f.Record, Feed: f.Feed})
		if err != nil {
			return fmt.Errorf("look for the source of %s: %w", f.Weakness, err)
		}
		if why != "" {
			return c.lose(ctx, tx, who, f, why, settle)
		}
	}
	return c.shut(ctx, tx, who, f, whyGone(result, f.Weakness))
}

// lose leaves a finding open of which nobody can tell while its source is gone.
func (c *Change) lose(ctx context.Context, tx Tx, who org.Actor, f *Finding, why, settle string) error {
	c.Untold++
	if f.Bundle == c.Bundle && f.Lost != "" {
		return nil
	}
	f.Bundle = c.Bundle
	if was := *f; f.Lost == "" {
		f.Lost, f.Match, f.Settle = f.Match, match.CannotTell, settle
		f.Why = why + "; before that: " + f.Why
		c.Lost = append(c.Lost, f.Weakness)
		c.because(f.Weakness, why)
		if err := c.wake(tx, who, &was, f); err != nil {
			return err
		}
	}
	if err := tx.SaveFinding(ctx, f); err != nil {
		return fmt.Errorf("renew finding %s: %w", f.ID, err)
	}
	return nil
}

func (c *Change) shut(ctx context.Context, tx Tx, who org.Actor, f *Finding, why string) error {
	was := f.stood()
	if err := f.move(Closed, who, tx.Now()); err != nil {
		return err
	}
	if f.Was = was; f.Lost != "" {
		f.Match, f.Lost, f.Settle = f.Lost, "", ""
	}
	f.Why, f.Bundle = why, c.Bundle
	c.Closed = append(c.Closed, f.Weakness)
	c.because(f.Weakness, why)
	if err := tx.SaveFinding(ctx, f); err != nil {
		return fmt.Errorf("close finding %s: %w", f.ID, err)
	}
	return nil
}

func (c *Change) because(weakness, why string) {
	if c.Why == nil {
		c.Why = map[string]string{}
	}
	c.Why[weakness] = why
}

// whyGone says why a weakness is not found any more.
func whyGone(result match.Result, weakness string) string {
	for _, m := range result.Matches {
		if m.Weakness == weakness {
			return m.Why
		}
	}
	if result.Checked == match.NotCheckable {
		return "the component can't be checked any more: " + result.Reason
	}
	return "no source says it of this component any more"
}
