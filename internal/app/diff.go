package app

import (
	"context"
	"fmt"
	"time"

	"aceso/internal/client/wire"
	"aceso/internal/domain/match"
	"aceso/internal/domain/sbom"
	"aceso/internal/domain/support"
	"aceso/internal/domain/vuln"
	"aceso/internal/format/bom"
	"aceso/internal/format/intake"
	"aceso/internal/serve"
	"aceso/internal/store/intel"
)

// DiffFiles says how one bill of materials became another, and with a bundle
// which weaknesses came and went. Nothing is kept.
func DiffFiles(ctx context.Context, older, newer []byte, bundle string) (*wire.Diff, error) {
	var docs [2]*sbom.Document
	var found [2]*Checked
	for i, data := range [...][]byte{older, newer} {
		var err error
		if bundle == "" {
			docs[i], _, err = bom.Decode(data, intake.SBOM)
		} else if found[i], err = CheckFile(ctx, data, bundle, nil, nil, match.DefaultPolicy); err == nil {
			docs[i] = found[i].doc
		}
		if err != nil {
			return nil, fmt.Errorf("read the %s document: %w", [...]string{"old", "new"}[i], err)
		}
	}
	d := serve.WireDiff(sbom.Compare(docs[0], docs[1]))
	d.LicencesGained, d.LicencesLost = serve.Licences(docs[0], docs[1])
	if err := tellUnsupported(&d, docs, bundle); err != nil {
		return nil, err
	}
	if bundle != "" {
		d.Gained, d.Lost = serve.Move(found[0].moved(), found[1].moved())
		d.AsOf = found[1].Data.Made.UTC().Format("2006-01-02") + " " + found[1].Bundle
	}
	return &d, nil
}

// still is a bundle that nobody swaps.
type still struct{ *intel.Bundle }

// Now returns what the bundle rests on.
func (s still) Now() (vuln.Info, bool) { return s.Info(), true }

// tellUnsupported adds the parts that came to have no support.
func tellUnsupported(d *wire.Diff, docs [2]*sbom.Document, bundle string) error {
	var in serve.Support
	if bundle != "" {
		b, err := intel.Open(bundle)
		if err != nil {
			return err
		}
		defer b.Close()
		in = still{b}
	}
	now := time.Now()
	var stand [2][]support.Standing
	for i := range docs {
		var err error
		if stand[i], err = serve.FileStandings(in, docs[i], now); err != nil {
			return fmt.Errorf("find how parts are supported: %w", err)
		}
	}
	d.Unsupported = serve.NewlyUnsupported(docs, stand, now)
	return nil
}

// moved lists what is known to be weak in a document, for a comparison.
func (r *Checked) moved() []wire.Moved {
	byRef := make(map[string]*sbom.Component, len(r.doc.Components))
	for i := range r.doc.Components {
		byRef[r.doc.Components[i].Ref] = &r.doc.Components[i]
	}
	out := make([]wire.Moved, 0, len(r.Findings))
	for i := range r.Findings {
		f := &r.Findings[i]
		out = append(out, wire.Moved{
			Weakness: f.IDs[0], Part: f.Component.Name, Version: f.Component.Version, Match: string(f.State),
			Severity: f.Severity, KEV: f.KEV, Lineage: byRef[f.Component.Refs[0]].Lineage(),
		})
	}
	return out
}
