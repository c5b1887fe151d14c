package serve

import (
	"context"
	"maps"
	"slices"
	"time"

	"aceso/internal/client/wire"
	"aceso/internal/domain/sbom"
	"aceso/internal/domain/support"
	"aceso/internal/store"
	"aceso/internal/value/fault"
	"aceso/internal/value/licence"
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

// Licences tells which licences only the new document has and which only the old.
func Licences(older, newer *sbom.Document) (gained, lost []wire.LicenceUse) {
	was, is := licencesOf(older), licencesOf(newer)
	return onlyIn(is, was), onlyIn(was, is)
}

// licencesOf counts the parts of each licence, by its key; a licence is shown
// as it is spelt first.
func licencesOf(d *sbom.Document) map[string]wire.LicenceUse {
	out := map[string]wire.LicenceUse{}
	for i := range d.Components {
		text := d.Components[i].Licence
		kind := licence.Read(text).Kind
		if kind == licence.Unstated {
			continue
		}
		key := licence.Key(text)
		use, seen := out[key]
		if !seen {
			use = wire.LicenceUse{Licence: text, Valid: kind == licence.Valid}
		}
		use.Parts++
		out[key] = use
	}
	return out
}

func onlyIn(all, those map[string]wire.LicenceUse) []wire.LicenceUse {
	var out []wire.LicenceUse
	for _, key := range slices.Sorted(maps.Keys(all)) {
		if those[key].Parts == 0 {
			out = append(out, all[key])
		}
	}
	return out
}

// NewlyUnsupported lists the parts of the new document that have no support,
// where the old one had no part of that package without.
func NewlyUnsupported(docs [2]*sbom.Document, stand [2][]support.Standing, now time.Time) []wire.Unsupported {
	known := map[string]bool{}
	for i, s := range stand[0] {
		if s.Stand == support.Ended {
			known[docs[0].Components[i].Lineage()] = true
		}
	}
	var out []wire.Unsupported
	seen := map[support.Subject]bool{}
	for i, s := range stand[1] {
		c := &docs[1].Components[i]
		subject := support.SubjectOf(c)
		if s.Stand != support.Ended || known[subject.Lineage] || seen[subject] {
			continue
		}
		seen[subject] = true
		out = append(out, wire.Unsupported{Named: named(c), Support: WireSupport(s, now)})
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
// other, their support, and the findings that are not closed.
func Compare(ctx context.Context, tx *store.Tx, older, newer string, in Intel) (wire.Diff, error) {
	var docs [2]*sbom.Document
	var stand [2][]support.Standing
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
		if stand[i], err = DocumentStandings(ctx, tx, in, s, docs[i]); err != nil {
			return wire.Diff{}, err
		}
		if found[i], err = findingsOf(ctx, tx, release); err != nil {
			return wire.Diff{}, err
		}
	}
	d := WireDiff(sbom.Compare(docs[0], docs[1]))
	d.LicencesGained, d.LicencesLost = Licences(docs[0], docs[1])
	d.Gained, d.Lost = Move(found[0], found[1])
	d.AsOf = in.AsOf()
	d.Unsupported = NewlyUnsupported(docs, stand, tx.Now())
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
