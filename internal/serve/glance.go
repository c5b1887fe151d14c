package serve

import (
	"context"

	"aceso/internal/domain/sbom"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// A bill of materials is measured by the job that matches it. Before that, and
// after a change of the measure, it is measured when somebody asks.

// Graded tells how a bill of materials answers a profile, without what fails by name.
func Graded(ctx context.Context, tx *store.Tx, s sbom.SBOM, p *sbom.Profile) (sbom.Report, error) {
	report, kept, err := tx.Grade(ctx, s, p)
	if err != nil || kept {
		return report, err
	}
	doc, err := tx.SBOMDocument(ctx, s.ID)
	if err != nil {
		return report, err
	}
	return p.Measure(doc), nil
}

// Glanced tells what a bill of materials holds.
func Glanced(ctx context.Context, tx *store.Tx, s sbom.SBOM) (sbom.Glance, error) {
	g, kept, err := tx.Glance(ctx, s.ID)
	if err != nil || kept {
		return g, err
	}
	doc, err := tx.SBOMDocument(ctx, s.ID)
	if err != nil {
		return g, err
	}
	return doc.Look(), nil
}

// Lacks names what fails a rule, from first on up to last: of what is kept, or
// else from the document.
func Lacks(ctx context.Context, tx *store.Tx, shelf *Shelf, org string, s sbom.SBOM, p *sbom.Profile, rule string, first, last int) ([]sbom.Lack, error) {
	if last <= sbom.KeptLacks {
		kept, err := tx.Lacks(ctx, s.ID, p, rule)
		if err == nil {
			return kept[min(first, len(kept)):min(last, len(kept))], nil
		}
		if !fault.Is(err, fault.NotFound) {
			return nil, err
		}
	}
	_, doc, err := shelf.Current(ctx, tx, org, s.Release)
	if err != nil {
		return nil, err
	}
	report := p.Measure(doc)
	x, _ := report.Result(rule)
	return x.Named(doc, first, last), nil
}
