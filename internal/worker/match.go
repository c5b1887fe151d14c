package worker

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"aceso/internal/domain/finding"
	"aceso/internal/domain/job"
	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/domain/sbom"
	"aceso/internal/domain/vuln"
	"aceso/internal/store"
)

// chunk is how many components are answered in one transaction: others write
// in between.
const chunk = 250

// matchSBOM holds those components of a release that rest on no bundle, or on
// another, against the bundle in force. Components that other releases have
// too were answered with them.
func (w *Worker) matchSBOM(ctx context.Context, o string, j *job.Job) error {
	bundle := w.Bundle()
	if bundle == nil {
		j.Step = "there is no vulnerability data yet: the components wait for it"
		return nil
	}
	names, err := w.names(ctx, o)
	if err != nil {
		return err
	}
	var s sbom.SBOM
	if err := w.DB.In(o).View(ctx, func(tx *store.Tx) (err error) {
		s, err = tx.SBOM(ctx, j.About)
		return err
	}); err != nil {
		return err
	}
	if err := w.measure(ctx, o, s); err != nil {
		return err
	}
	j.Step, j.Total = "matching components", s.Distinct
	for from := int64(0); ; {
		if err := enough(ctx); err != nil {
			return err
		}
		var parts []store.Part
		if err := w.DB.In(o).View(ctx, func(tx *store.Tx) (err error) {
			parts, err = tx.UnmatchedParts(ctx, s.Release, bundle.Info().ID, from, chunk)
			return err
		}); err != nil {
			return fmt.Errorf("find what is to be matched: %w", err)
		}
		if len(parts) == 0 {
			j.Step, j.Done = "matched", j.Total
			return nil
		}
		from = parts[len(parts)-1].No + 1
		j.Done = min(j.Done+len(parts), j.Total)
		if err := w.settle(ctx, o, j, bundle, names, parts, nil); err != nil {
			return err
		}
	}
}

// measure counts what a bill of materials holds and how it answers every
// profile, once.
func (w *Worker) measure(ctx context.Context, o string, s sbom.SBOM) error {
	var doc *sbom.Document
	err := w.DB.In(o).View(ctx, func(tx *store.Tx) error {
		_, kept, err := tx.Glance(ctx, s.ID)
		if err != nil || kept {
			return err
		}
		doc, err = tx.SBOMDocument(ctx, s.ID)
		return err
	})
	if err != nil || doc == nil {
		return err
	}
	return w.DB.In(o).Update(ctx, func(tx *store.Tx) error { return tx.SaveMeasures(ctx, s.ID, doc) })
}

// rematch goes over all components of the organisation, in their order, and
// holds those again whose answer may have changed. How far it came is the
// job's Done, so that it goes on there after a pause or a crash.
func (w *Worker) rematch(ctx context.Context, o string, j *job.Job) error {
	bundle := w.Bundle()
	if bundle == nil {
		j.Step = "there is no vulnerability data yet: the components wait for it"
		return nil
	}
	names, err := w.names(ctx, o)
	if err != nil {
		return err
	}
	stands, err := w.stands(ctx, o, j, bundle, names)
	if err != nil {
		return err
	}
	if j.Step = "renewing estimates"; j.Kind == job.Rematch && j.Done == 0 {
		if err := w.rate(ctx, o, bundle); err != nil {
			return err
		}
	}
	j.Step = "matching components again"
	for {
		if err := enough(ctx); err != nil {
			return err
		}
		parts, err := w.next(ctx, o, j)
		if err != nil {
			return fmt.Errorf("find what is to be matched again: %w", err)
		}
		if len(parts) == 0 {
			j.Step, j.Done = "matched", j.Total
			return nil
		}
		var again, still []store.Part
		for _, p := range parts {
			if j.Done = int(p.No); !stands(&p) {
				again = append(again, p)
			} else if p.Bundle != bundle.Info().ID {
				still = append(still, p)
			}
			if len(again) == chunk {
				break
			}
		}
		if err := w.settle(ctx, o, j, bundle, names, again, still); err != nil {
			return err
		}
	}
}

// next returns the components behind those that the job has done.
func (w *Worker) next(ctx context.Context, o string, j *job.Job) ([]store.Part, error) {
	var parts []store.Part
	err := w.DB.In(o).View(ctx, func(tx *store.Tx) error {
		last, err := tx.LastPart(ctx)
		if err != nil {
			return err
		}
		j.Total = int(last)
		parts, err = tx.PartsFrom(ctx, int64(j.Done)+1, 8*chunk)
		return err
	})
	return parts, err
}

// names returns the organisation's name rules, made ready.
func (w *Worker) names(ctx context.Context, o string) (*match.Aliases, error) {
	var rules []match.Alias
	err := w.DB.In(o).View(ctx, func(tx *store.Tx) (err error) {
		rules, err = tx.Aliases(ctx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the name rules: %w", err)
	}
	return match.NewAliases(rules)
}

// settle matches components, and keeps their findings and answers, how far the
// job is, and that others still stand, in one transaction.
func (w *Worker) settle(ctx context.Context, o string, j *job.Job, bundle match.Intel, names *match.Aliases, again, still []store.Part) error {
	id := bundle.Info().ID
	results, err := matchAll(again, bundle, names)
	if err != nil {
		return err
	}
	keys, older := make([]string, len(again)), make([]bool, len(again))
	for i := range again {
		p, r := &again[i], &results[i]
		keys[i], older[i] = p.Key, p.Bundle != "" && p.Bundle != id
		p.Checked, p.Reason, p.Bundle = r.Checked, r.Reason, id
		p.Affected, p.Untold = r.Count()
	}
	for i := range still {
		still[i].Bundle = id
	}
	return w.DB.In(o).Update(ctx, func(tx *store.Tx) error {
		batch, err := tx.FindingBatch(ctx, keys)
		if err != nil {
			return err
		}
		for i := range again {
			c, err := finding.Rematch(ctx, batch, org.Program(o), keys[i], bundle, results[i])
			if err != nil {
				return fmt.Errorf("settle the findings of %s: %w", again[i].Component.Name, err)
			}
			if older[i] && !c.Empty() {
				if err := tx.SaveTouch(ctx, touchOf(c)); err != nil {
					return err
				}
			}
			if p := &again[i]; c.Untold > 0 { // nobody can tell, whatever else was looked up
				if p.Untold += c.Untold; p.Checked == match.Clean {
					p.Checked = match.Matched
				}
			}
		}
		if err := batch.Flush(ctx); err != nil {
			return err
		}
		if err := tx.SavePartAnswers(ctx, append(again, still...)); err != nil {
			return err
		}
		return tx.SaveJob(ctx, *j)
	})
}

// namesKept is how many weaknesses are named of what a bundle did to a component.
const namesKept = 20

// touchOf is what a bundle did to a component, for the page of the bundle.
func touchOf(c finding.Change) vuln.Touch {
	names := slices.Concat(c.Opened, c.Reopened, c.Back, c.Closed, c.Lost, c.Changed)
	return vuln.Touch{
		Bundle: c.Bundle, Component: c.Component, Opened: len(c.Opened) + len(c.Reopened) + len(c.Back), Closed: len(c.Closed), Untold: len(c.Lost), Changed: len(c.Changed),
		Names: names[:min(len(names), namesKept)],
	}
}

// matchAll holds components against the bundle, on all processors.
func matchAll(parts []store.Part, bundle match.Intel, names *match.Aliases) ([]match.Result, error) {
	out := make([]match.Result, len(parts))
	workers := min(runtime.GOMAXPROCS(0), 4, len(parts)/16+1)
	errs := make([]error, workers)
	var wg sync.WaitGroup
	for n := range workers {
		wg.Go(func() {
			for i := n; i < len(parts); i += workers {
				if out[i], errs[n] = match.ComponentIn(parts[i].Component, parts[i].Context, bundle, names); errs[n] != nil {
					errs[n] = fmt.Errorf("match %s %s: %w", parts[i].Component.FullName(), parts[i].Component.Version, errs[n])
					return
				}
			}
		})
	}
	wg.Wait()
	return out, errors.Join(errs...)
}
