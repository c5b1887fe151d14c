package worker

import (
	"context"
	"fmt"
	"sync"
	"time"

	"aceso/internal/domain/job"
	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/domain/sbom"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// News is what changed from one bundle to the next.
type News struct {
	Before string          // id of the bundle before
	Names  map[string]bool // as match.Names tells them: "npm/lodash", "cpe:openssl"
	IDs    []string        // weaknesses of which something else is said
}

// news is the last change that was told. After a restart there is none, and
// all that rests on an older bundle is matched again.
type news struct {
	sync.Mutex
	last  News
	after string
}

func (n *news) between(before, after string) (News, bool) {
	n.Lock()
	defer n.Unlock()
	return n.last, n.after == after && n.last.Before == before && before != ""
}

// NewBundle asks for every organisation's components to be held against the
// bundle that is in force now, where they rest on another. It is called after
// each swap, with what changed when that is known; asking twice makes one job.
func (w *Worker) NewBundle(ctx context.Context, changed *News) error {
	bundle := w.Bundle()
	if bundle == nil {
		return nil
	}
	id := bundle.Info().ID
	if changed != nil {
		w.news.Lock()
		w.news.last, w.news.after = *changed, id
		w.news.Unlock()
	}
	var orgs []org.Organisation
	err := w.DB.View(ctx, func(tx *store.Tx) (err error) {
		orgs, err = tx.Organisations(ctx)
		return err
	})
	if err != nil {
		return err
	}
	for _, o := range orgs {
		err := w.DB.In(o.ID).Update(ctx, func(tx *store.Tx) error {
			if behind, err := tx.PartsBehind(ctx, id); err != nil || !behind {
				return err
			}
			if underWay, err := tx.JobUnderWay(ctx, job.Rematch, id); err != nil || underWay {
				return err
			}
			j, err := job.Ask(ctx, tx, org.Program(o.ID), job.Rematch, id)
			if err != nil {
				return err
			}
			return w.enqueue(ctx, tx, j)
		})
		if err != nil {
			return fmt.Errorf("match again for %s: %w", o.ID, err)
		}
	}
	return nil
}

// stands returns what tells whether a component's answer stands though the
// bundle or a name rule is new.
func (w *Worker) stands(ctx context.Context, o string, j *job.Job, bundle match.Intel, names *match.Aliases) (func(*store.Part) bool, error) {
	id := bundle.Info().ID
	if j.Kind == job.Rename {
		rule, err := w.rules(ctx, o, j.About)
		return func(p *store.Part) bool { return p.Bundle == id && !rule.Touches(&p.Component) }, err
	}
	touched, seen := map[int64]bool{}, ""
	return func(p *store.Part) bool {
		if p.Bundle == id {
			return true
		}
		n, ok := w.news.between(p.Bundle, id)
		if !ok {
			return false
		}
		if seen != n.Before { // once: whose findings speak of a changed weakness
			seen = n.Before
			if err := w.DB.In(o).View(ctx, func(tx *store.Tx) (err error) {
				touched, err = tx.PartsWith(ctx, n.IDs)
				return err
			}); err != nil {
				seen = ""
				return false
			}
		}
		return !touched[p.No] && !n.touches(&p.Component, p.Context, names)
	}, nil
}

func (n *News) touches(c *sbom.Component, context string, names *match.Aliases) bool {
	for _, name := range match.Names(c, context, names) {
		if n.Names[name] {
			return true
		}
	}
	return false
}

// rules returns a name rule, or those that came in with one file, made ready
// as if they were in force.
func (w *Worker) rules(ctx context.Context, o, id string) (*match.Aliases, error) {
	var rules []match.Alias
	err := w.DB.In(o).View(ctx, func(tx *store.Tx) error {
		a, err := tx.Alias(ctx, id)
		if fault.Is(err, fault.NotFound) {
			rules, err = tx.AliasBatch(ctx, id)
			return err
		}
		rules = []match.Alias{*a}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the name rules: %w", err)
	}
	for i := range rules {
		rules[i].Undone = time.Time{}
	}
	return match.NewAliases(rules)
}
