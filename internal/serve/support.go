package serve

import (
	"cmp"
	"context"
	"time"

	"aceso/internal/client/wire"
	"aceso/internal/domain/match"
	"aceso/internal/domain/sbom"
	"aceso/internal/domain/support"
	"aceso/internal/domain/vuln"
	"aceso/internal/store"
)

// Support is where the statements of support come from that no table holds.
type Support interface {
	// Support returns what end-of-life data says of a product's release cycles.
	Support(product string) ([]vuln.Support, error)
	Now() (vuln.Info, bool)
}

// PartStandings tells how distinct components stand, each by all that is said of it.
func PartStandings(ctx context.Context, tx *store.Tx, in Support, parts []store.Part) ([]support.Standing, error) {
	numbers, components := make([]int64, len(parts)), make([]*sbom.Component, len(parts))
	for i := range parts {
		numbers[i], components[i] = parts[i].No, &parts[i].Component
	}
	said, err := tx.SupplierSupport(ctx, numbers)
	if err != nil {
		return nil, err
	}
	return standings(ctx, tx, in, components, func(i int) []support.Statement { return said[numbers[i]] })
}

// DocumentStandings tells how the components of a bill of materials stand, in
// their order.
func DocumentStandings(ctx context.Context, tx *store.Tx, in Support, head sbom.SBOM, doc *sbom.Document) ([]support.Standing, error) {
	components := make([]*sbom.Component, len(doc.Components))
	for i := range doc.Components {
		components[i] = &doc.Components[i]
	}
	return standings(ctx, tx, in, components, func(i int) []support.Statement {
		s, ok := support.OfDocument(components[i])
		if !ok {
			return nil
		}
		s.From, s.At = head.File, head.Imported
		return []support.Statement{s}
	})
}

// standings weighs what people, suppliers and end-of-life data say of components.
func standings(ctx context.Context, tx *store.Tx, in Support, components []*sbom.Component, supplied func(int) []support.Statement) ([]support.Standing, error) {
	subjects := make([]support.Subject, len(components))
	seen := map[string]bool{}
	var lineages []string
	for i, c := range components {
		if subjects[i] = support.SubjectOf(c); !seen[subjects[i].Lineage] {
			seen[subjects[i].Lineage] = true
			lineages = append(lineages, subjects[i].Lineage)
		}
	}
	personal, err := tx.SupportStatements(ctx, lineages)
	if err != nil {
		return nil, err
	}
	byLineage := map[string][]support.Statement{}
	for _, s := range personal {
		byLineage[s.Lineage] = append(byLineage[s.Lineage], s)
	}
	rules, err := tx.Aliases(ctx)
	if err != nil {
		return nil, err
	}
	list := Listing{in: in, rules: rules, known: map[string][]vuln.Support{}, now: tx.Now()}
	out := make([]support.Standing, len(components))
	for i, c := range components {
		all := supplied(i)
		for _, s := range byLineage[subjects[i].Lineage] {
			if s.Covers(subjects[i]) {
				all = append(all, s)
			}
		}
		listed, err := list.Of(c)
		if err != nil {
			return nil, err
		}
		out[i] = support.Weigh(append(all, listed...), tx.Now())
	}
	return out, nil
}

// A Listing asks end-of-life data about components, for each product once.
type Listing struct {
	in    Support
	rules []match.Alias
	known map[string][]vuln.Support
	now   time.Time
}

// NewListing returns a listing for documents that belong to no organisation.
func NewListing(in Support, now time.Time) *Listing {
	return &Listing{in: in, known: map[string][]vuln.Support{}, now: now}
}

// Of returns what end-of-life data says of a component.
func (l *Listing) Of(c *sbom.Component) ([]support.Statement, error) {
	info, ok := l.in.Now()
	if !ok {
		return nil, nil
	}
	for _, name := range support.Names(c, l.rules) {
		cycles, seen := l.known[name.Product]
		if !seen {
			var err error
			if cycles, err = l.in.Support(name.Product); err != nil {
				return nil, err
			}
			l.known[name.Product] = cycles
		}
		if s, ok := support.OfCycle(support.SubjectOf(c), name, cycles, asOf(info), l.now); ok {
			return []support.Statement{s}, nil
		}
	}
	return nil, nil
}

// asOf is the date of the end-of-life data in a bundle.
func asOf(info vuln.Info) time.Time {
	for _, s := range info.Sources {
		if s.Name == "eol" && !s.AsOf.IsZero() {
			return s.AsOf
		}
	}
	return info.Made
}

// WireSupport gives a standing its outer shape.
func WireSupport(s support.Standing, now time.Time) wire.Support {
	out := wire.Support{Stand: string(s.Stand), Level: string(s.Level(now)), End: s.End(), Differ: s.Differ}
	if s.By != nil {
		out.Source, out.Who = string(s.By.Source), cmp.Or(s.By.Who, s.By.From)
	}
	return out
}
