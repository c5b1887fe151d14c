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

// FillSupport writes into a document what counts of its components' support,
// so that it travels with them. The document must be the caller's own. What a
// document says in words that nobody reads stays as it is.
func FillSupport(ctx context.Context, tx *store.Tx, in Support, head sbom.SBOM, doc *sbom.Document) error {
	standings, err := DocumentStandings(ctx, tx, in, head, doc)
	if err != nil {
		return err
	}
	for i, s := range standings {
		if s.By != nil && s.Stand != support.Unclear {
			doc.Components[i].SupportLevel, doc.Components[i].EndOfSupport = string(s.Level(tx.Now())), s.End()
		}
	}
	return nil
}

// A SupportRow is a component of a bill of materials with how it is supported
// and what is planned.
type SupportRow struct {
	Component *sbom.Component
	Standing  support.Standing
	Plan      *support.Plan // the newest; nil when there is none
}

// SupportRows are the distinct components of a document, in its order.
func SupportRows(ctx context.Context, tx *store.Tx, in Support, head sbom.SBOM, doc *sbom.Document) ([]SupportRow, error) {
	standings, err := DocumentStandings(ctx, tx, in, head, doc)
	if err != nil {
		return nil, err
	}
	var rows []SupportRow
	var lineages []string
	seen := map[string]bool{}
	for i := range doc.Components {
		c := &doc.Components[i]
		if print := c.Fingerprint(); !seen[print] {
			seen[print] = true
			rows = append(rows, SupportRow{Component: c, Standing: standings[i]})
			lineages = append(lineages, c.Lineage())
		}
	}
	plans, err := tx.Plans(ctx, lineages)
	if err != nil {
		return nil, err
	}
	byLineage := map[string][]*support.Plan{}
	for i := range plans {
		byLineage[plans[i].Lineage] = append(byLineage[plans[i].Lineage], &plans[i])
	}
	for i := range rows {
		for _, p := range byLineage[lineages[i]] {
			if rows[i].Plan == nil && p.Covers(support.SubjectOf(rows[i].Component)) {
				rows[i].Plan = p
			}
		}
	}
	return rows, nil
}

// AddendumHead names the columns of the addendum to a bill of materials (FDA
// premarket guidance 2026, V.A.4(b): level of support and end of support of
// each component).
var AddendumHead = []string{
	"Component", "Version", "Supplier", "Identifier", "Level of support", "End-of-support date", "Stands", "Statement by", "It rests on", "Evidence", "Plan if support ends", "Plan due", "Plan owner", "Plan state",
}

// Addendum is the row as the addendum has it.
func (r SupportRow) Addendum(now time.Time) []string {
	c, s := r.Component, r.Standing
	level := string(s.Level(now))
	if s.By == nil {
		level = string(support.None)
	} else if level == "" {
		level = s.By.Words
	}
	identifier := c.PURL
	if identifier == "" && len(c.CPEs) > 0 {
		identifier = c.CPEs[0]
	}
	row := []string{c.FullName(), c.Version, c.Supplier, identifier, level, s.End(), string(s.Stand), "", "", "", "", "", "", ""}
	if s.By != nil {
		row[7], row[8], row[9] = string(s.By.Source), s.By.Reason, s.By.Evidence
		if s.By.Source == support.Person {
			row[7] = s.By.Who
		} else if s.By.From != "" {
			row[7] += ", " + s.By.From
		}
	}
	if r.Plan != nil {
		row[10], row[11], row[12], row[13] = r.Plan.Text, r.Plan.Due, r.Plan.Owner, string(r.Plan.State)
	}
	return row
}

// FileStandings tells how the components of a file stand that no organisation
// keeps: by what it says itself and, with a bundle, by end-of-life data.
func FileStandings(in Support, doc *sbom.Document, now time.Time) ([]support.Standing, error) {
	list := NewListing(in, now)
	out := make([]support.Standing, len(doc.Components))
	for i := range doc.Components {
		c := &doc.Components[i]
		var all []support.Statement
		if s, ok := support.OfDocument(c); ok {
			all = append(all, s)
		}
		if in != nil {
			listed, err := list.Of(c)
			if err != nil {
				return nil, err
			}
			all = append(all, listed...)
		}
		out[i] = support.Weigh(all, now)
	}
	return out, nil
}
