package store

import (
	"context"
	"fmt"

	"aceso/internal/domain/sbom"
	"aceso/internal/value/fault"
)

// Glance returns what was counted of a bill of materials, and whether that was done.
func (tx *Tx) Glance(ctx context.Context, id string) (sbom.Glance, bool, error) {
	var g sbom.Glance
	body, err := one(tx.queryRow(ctx, `SELECT glance FROM sbom_glance WHERE org = $1 AND sbom = $2`, tx.org, id), scanBytes, "nothing was counted")
	if fault.Is(err, fault.NotFound) {
		return g, false, nil
	}
	if err == nil {
		err = unsqueeze(body, &g)
	}
	if err != nil {
		return g, false, fmt.Errorf("read what bill of materials %s holds: %w", id, err)
	}
	return g, true, nil
}

func scanBytes(r row) ([]byte, error) {
	var b []byte
	err := r.Scan(&b)
	return b, err
}

// Grade returns how a bill of materials answers a profile, as it was measured,
// without what fails by name; and whether it was.
func (tx *Tx) Grade(ctx context.Context, s sbom.SBOM, p *sbom.Profile) (sbom.Report, bool, error) {
	kept, err := list(ctx, tx, func(r row) (sbom.Result, error) {
		x := sbom.Result{Rule: &sbom.Rule{}}
		err := r.Scan(&x.Rule.ID, &x.Asked, &x.Filled, &x.Unknown, &x.Redacted)
		return x, err
	}, `SELECT rule, asked, filled, unknown, redacted FROM sbom_grade WHERE org = $1 AND sbom = $2 AND profile = $3`, tx.org, s.ID, p.Measured())
	if err != nil {
		return sbom.Report{}, false, fmt.Errorf("read the quality of bill of materials %s: %w", s.ID, err)
	}
	byRule := map[string]sbom.Result{}
	for _, x := range kept {
		byRule[x.Rule.ID] = x
	}
	out := sbom.Report{Profile: p, Components: s.Components, Results: make([]sbom.Result, len(p.Rules))}
	for i := range p.Rules {
		x, known := byRule[p.Rules[i].ID]
		if !known {
			return sbom.Report{}, false, nil
		}
		x.Rule = &p.Rules[i]
		out.Results[i] = x
	}
	return out, true, nil
}

// Lacks returns the first of what fails a rule, by name.
func (tx *Tx) Lacks(ctx context.Context, id string, p *sbom.Profile, rule string) ([]sbom.Lack, error) {
	body, err := one(tx.queryRow(ctx, `SELECT lacks FROM sbom_grade WHERE org = $1 AND sbom = $2 AND profile = $3 AND rule = $4`, tx.org, id, p.Measured(), rule), scanBytes, "that was not measured")
	var out []sbom.Lack
	if err == nil {
		err = unsqueeze(body, &out)
	}
	return out, err
}

// SaveMeasures keeps what a document holds and how it answers every profile,
// so that it need not be unpacked for that again.
func (tx *Tx) SaveMeasures(ctx context.Context, id string, d *sbom.Document) error {
	body, err := squeeze(d.Look())
	if err != nil {
		return err
	}
	if _, err := tx.exec(ctx, `INSERT INTO sbom_glance (org, sbom, glance) VALUES ($1, $2, $3) ON CONFLICT (org, sbom) DO UPDATE SET glance = excluded.glance`, tx.org, id, body); err != nil {
		return fmt.Errorf("keep what a bill of materials holds: %w", err)
	}
	for _, p := range sbom.Profiles() {
		report := p.Measure(d)
		for i := range report.Results {
			x := &report.Results[i]
			lacks, err := squeeze(x.Named(d, 0, sbom.KeptLacks))
			if err != nil {
				return err
			}
			_, err = tx.exec(ctx, `
				INSERT INTO sbom_grade (org, sbom, profile, rule, asked, filled, unknown, redacted, lacks) VALUES `+marks(1, 9)+`
				ON CONFLICT (org, sbom, profile, rule) DO UPDATE SET asked = excluded.asked, filled = excluded.filled, unknown = excluded.unknown, redacted = excluded.redacted, lacks = excluded.lacks`,
				tx.org, id, p.Measured(), x.Rule.ID, x.Asked, x.Filled, x.Unknown, x.Redacted, lacks)
			if err != nil {
				return fmt.Errorf("keep the quality of a bill of materials: %w", err)
			}
		}
	}
	return nil
}
