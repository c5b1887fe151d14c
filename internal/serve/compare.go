package serve

import (
	"context"

	"aceso/internal/client/wire"
	"aceso/internal/domain/sbom"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// WireDiff gives a diff of parts its outer shape.
func WireDiff(d sbom.Diff) wire.Diff {
	out := wire.Diff{Added: []wire.Named{}, Removed: []wire.Named{}, Changed: []wire.Changed{}, Same: d.Same}
	for _, c := range d.Added {
		out.Added = append(out.Added, named(c))
	}
	for _, c := range d.Removed {
		out.Removed = append(out.Removed, named(c))
	}
	for _, c := range d.Changed {
		one := wire.Changed{Named: named(c.New)}
		for _, f := range c.Fields {
			one.Fields = append(one.Fields, wire.Difference(f))
		}
		out.Changed = append(out.Changed, one)
	}
	return out
}

func named(c *sbom.Component) wire.Named {
	return wire.Named{Name: c.FullName(), Version: c.Version, Supplier: c.Supplier, PURL: c.PURL}
}

// Move tells which weaknesses only the new side has and which only the old:
// the same weakness in another version of a part has not moved.
func Move(olds, news []wire.Moved) (gained, lost []wire.Moved) {
	return without(news, olds), without(olds, news)
}

func without(all, those []wire.Moved) []wire.Moved {
	type key struct{ weakness, lineage, match string }
	has := make(map[key]bool, len(those))
	for _, m := range those {
		has[key{m.Weakness, m.Lineage, m.Match}] = true
	}
	var out []wire.Moved
	for _, m := range all {
		k := key{m.Weakness, m.Lineage, m.Match}
		if !has[k] {
			has[k] = true // once, however many versions of the part have it
			out = append(out, m)
		}
	}
	return out
}

// compareMost is how many findings of one release are compared.
const compareMost = 100_000

// Compare holds the current bills of materials of two releases against each
// other, and the findings that are not closed.
func Compare(ctx context.Context, tx *store.Tx, older, newer, asOf string) (wire.Diff, error) {
	var docs [2]*sbom.Document
	var found [2][]wire.Moved
	for i, release := range [...]string{older, newer} {
		if _, err := tx.Release(ctx, release); err != nil {
			return wire.Diff{}, err
		}
		s, err := tx.CurrentSBOM(ctx, release)
		if err != nil {
			return wire.Diff{}, err
		}
		if docs[i], err = tx.SBOMDocument(ctx, s.ID); err != nil {
			return wire.Diff{}, err
		}
		if found[i], err = findingsOf(ctx, tx, release); err != nil {
			return wire.Diff{}, err
		}
	}
	d := WireDiff(sbom.Compare(docs[0], docs[1]))
	d.Gained, d.Lost = Move(found[0], found[1])
	d.AsOf = asOf
	return d, nil
}

// CompareUploads holds a bill of materials against an earlier one of the same
// release, by its id; "" is the one before it.
func CompareUploads(ctx context.Context, tx *store.Tx, to sbom.SBOM, with string) (sbom.Diff, sbom.SBOM, error) {
	all, err := tx.SBOMs(ctx, to.Release)
	if err != nil {
		return sbom.Diff{}, sbom.SBOM{}, err
	}
	from := sbom.SBOM{}
	for i, s := range all {
		if s.ID == with || with == "" && i > 0 && all[i-1].ID == to.ID {
			from = s
		}
	}
	if from.ID == "" {
		return sbom.Diff{}, from, fault.New(fault.NotFound, "this release has no such parts list to compare with").Helped("choose two of its list of uploads")
	}
	var docs [2]*sbom.Document
	for i, s := range [...]sbom.SBOM{from, to} {
		if docs[i], err = tx.SBOMDocument(ctx, s.ID); err != nil {
			return sbom.Diff{}, from, err
		}
	}
	return sbom.Compare(docs[0], docs[1]), from, nil
}

func findingsOf(ctx context.Context, tx *store.Tx, release string) ([]wire.Moved, error) {
	var out []wire.Moved
	for after := ""; ; {
		list, err := tx.Findings(ctx, store.FindingFilter{Release: release, States: store.Live}, store.Page{After: after, Limit: 500})
		if err != nil {
			return nil, err
		}
		for _, r := range list.Rows {
			out = append(out, wire.Moved{
				ID: r.ID, Weakness: r.Weakness, Part: r.Part.FullName(), Version: r.Part.Version, Match: string(r.Match),
				Severity: r.Severity, Score: r.Score, Scored: r.Scored, KEV: r.KEV, Lineage: r.Part.Lineage(),
			})
		}
		if len(out) > compareMost {
			return nil, fault.New(fault.TooLarge, "a release has more than %d findings", compareMost)
		}
		if after = list.Next; after == "" {
			return out, nil
		}
	}
}
