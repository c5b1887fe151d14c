package store

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"aceso/internal/domain/match"
	"aceso/internal/domain/sbom"
)

// A Part is a distinct component as it is kept: its identity, and what the
// last match answered.
type Part struct {
	No        int64 // its short number within the organisation
	Key       string
	Component sbom.Component // only the fields of its identity
	Context   string         // how the documents that hold it bear on its answers (match.Contexts)
	Checked   match.Checked  // "" when it waits for its first match
	Reason    string         // why it can't be checked
	Cause     string         // the reason without its details: what UncheckedReasons groups by
	Affected  int            // weaknesses that are in it
	Untold    int            // weaknesses that may be in it: nobody can tell
	Bundle    string         // that it was held against
	At        time.Time      // of that
	Releases  int            // whose current bill of materials has it
}

const (
	partColumns = `key, kind, supplier, grp, name, version, purl, cpes, distro, source, source_version, context`
	partAll     = `no, ` + partColumns + `, checked, reason, cause, affected, untold, bundle, checked_at, releases`
)

func scanPart(r row) (Part, error) {
	var p Part
	c := &p.Component
	err := r.Scan(&p.No, &p.Key, &c.Kind, &c.Supplier, &c.Group, &c.Name, &c.Version, &c.PURL, texts{&c.CPEs}, &c.Distro, &c.Source, &c.SourceVersion, &p.Context,
		&p.Checked, &p.Reason, &p.Cause, &p.Affected, &p.Untold, &p.Bundle, at{&p.At}, &p.Releases)
	return p, err
}

// Part returns a distinct component by its key.
func (tx *Tx) Part(ctx context.Context, key string) (Part, error) {
	return one(tx.queryRow(ctx, `SELECT `+partAll+` FROM component WHERE org = $1 AND key = $2`, tx.org, key), scanPart, "there is no component %s", key)
}

// PartFilter says which components are asked for.
type PartFilter struct {
	Release string          // only those of this release's current bill of materials; "" for those of any
	Model   string          // only those of its releases' current bills of materials; "" for those of any
	Checked []match.Checked // only with one of these answers; "waiting" stands for not yet matched
	Cause   string          // only those that can't be checked for this cause, as UncheckedReasons tells it
	Causes  []string        // only those that can't be checked for one of these
	Text    string          // contained in name, group, version, supplier or package URL
	Seek    Seek            // what somebody searches by
	Sort    string          // name (the default), version, supplier, checked, cause, affected; with "-" before it falling
}

// Waiting is the answer, in filters and counts, of a component that was not matched yet.
const Waiting match.Checked = "waiting"

// partOrders are what components can be sorted by.
var partOrders = orders{
	"name":     {"name", "version", "no"},
	"version":  {"version", "name", "no"},
	"supplier": {"supplier", "name", "no"},
	"purl":     {"purl", "no"},
	"cpe":      {"cpes", "no"},
	"checked":  {"checked", "name", "no"},
	"cause":    {"checked", "cause", "name", "no"},
	"affected": {"affected", "untold", "no"},
	"untold":   {"untold", "affected", "no"},
	"releases": {"releases", "name", "no"},
	"support":  {"stand", "name", "no"},
	"until":    {"until", "name", "no"},
	"level":    {"level", "name", "no"},
	"by":       {"said_by", "name", "no"},
}

// partSupportOrders are those that ask how a part is supported, as it was reckoned.
var partSupportOrders = []string{"support", "until", "level", "by"}

// supportStand is support.Stand as a number, the worst first.
const supportStand = `CASE WHEN cs.over = 1 THEN 0 WHEN cs.level = 'limited support' THEN 1 WHEN cs.level = '' AND cs.ends = '' THEN 2 WHEN cs.component IS NULL THEN 3 ELSE 4 END`

// supportedParts are the components with how each is supported.
const supportedParts = `(SELECT component.*, ` + supportStand + ` AS stand, coalesce(cs.ends, '') AS until, coalesce(cs.level, '') AS level, coalesce(cs.source || ' ' || cs.who, '') AS said_by
	FROM component LEFT JOIN component_support cs ON cs.org = component.org AND cs.component = component.no) AS component`

// PartSorts tells what components can be sorted by.
func PartSorts() []string { return slices.Sorted(maps.Keys(partOrders)) }

// Parts returns distinct components.
func (tx *Tx) Parts(ctx context.Context, f PartFilter, p Page) (Slice[Part], error) {
	w, err := tx.partsWhere(ctx, f)
	if err != nil {
		return Slice[Part]{}, err
	}
	from := "component"
	if slices.Contains(partSupportOrders, strings.TrimPrefix(f.Sort, "-")) {
		from = supportedParts
	}
	return stretch(ctx, tx, query[Part]{
		noun: "components", columns: partAll, from: from, where: w, orders: partOrders, sort: cmp.Or(f.Sort, "name"), scan: scanPart,
	}, p)
}

func (tx *Tx) partsWhere(ctx context.Context, f PartFilter) (*where, error) {
	w := tx.in("org")
	if f.Release == "" {
		w.conds = append(w.conds, "used = 1")
	} else {
		no, err := tx.releaseNo(ctx, f.Release)
		if err != nil {
			return nil, err
		}
		w.and("no IN (SELECT component FROM release_component WHERE org = $1 AND release = $%d)", no)
	}
	if len(f.Checked) > 0 {
		states := make([]string, len(f.Checked))
		for i, c := range f.Checked {
			if states[i] = string(c); c == Waiting {
				states[i] = ""
			}
		}
		w.conds = append(w.conds, tx.among("checked", w.arg(listed(tx, states))))
	}
	if f.Model != "" {
		w.and("no IN ("+ofModel+")", f.Model)
	}
	if f.Cause != "" {
		w.and("cause = $%d", f.Cause)
	}
	if len(f.Causes) > 0 {
		w.conds = append(w.conds, tx.among("cause", w.arg(listed(tx, f.Causes))))
	}
	if text := strings.ToLower(strings.TrimSpace(f.Text)); text != "" {
		w.conds = append(w.conds, tx.holds("text", w.arg(text)))
	}
	return w, tx.seek(ctx, w, atPart, f.Seek, wordsOfParts)
}

// order ends a query: sorted by the columns, one page.
func (w *where) order(columns []string, falling bool, p Page) string {
	way := ""
	if falling {
		way = " DESC"
	}
	s := " ORDER BY " + strings.Join(columns, way+", ") + way + fmt.Sprintf(" LIMIT $%d", w.arg(p.Size()+1))
	if p.Skip > 0 && p.After == "" {
		s += fmt.Sprintf(" OFFSET $%d", w.arg(p.Skip))
	}
	return s
}

func pick(all map[string]any, names []string) []any {
	out := make([]any, len(names))
	for i, n := range names {
		out[i] = all[n]
	}
	return out
}

// PartsFrom returns distinct components from a number on, in order: what goes
// over all of them reads so, a bounded number at a time.
func (tx *Tx) PartsFrom(ctx context.Context, from int64, n int) ([]Part, error) {
	return list(ctx, tx, scanPart, `SELECT `+partAll+` FROM component WHERE org = $1 AND no >= $2 ORDER BY no LIMIT $3`, tx.org, from, n)
}

// PartsBehind tells whether some component was not held against this bundle.
func (tx *Tx) PartsBehind(ctx context.Context, bundle string) (bool, error) {
	n, err := scanNumber(tx.queryRow(ctx, `
		SELECT CASE WHEN EXISTS (SELECT 1 FROM component WHERE org = $1 AND bundle < $2) OR EXISTS (SELECT 1 FROM component WHERE org = $1 AND bundle > $2) THEN 1 ELSE 0 END`,
		tx.org, bundle))
	return n > 0, err
}

// LastPart returns the highest number of a component.
func (tx *Tx) LastPart(ctx context.Context) (int64, error) {
	return scanNumber(tx.queryRow(ctx, `SELECT coalesce(max(no), 0) FROM component WHERE org = $1`, tx.org))
}

// UnmatchedParts returns components of a release's current bill of materials,
// from a number on, that were not held against this bundle.
func (tx *Tx) UnmatchedParts(ctx context.Context, release, bundle string, from int64, n int) ([]Part, error) {
	no, err := tx.releaseNo(ctx, release)
	if err != nil {
		return nil, err
	}
	// The release's own order comes first, so that a chunk costs what it holds
	// and not what is left of a large document.
	return list(ctx, tx, scanPart, `
		SELECT `+partAll+` FROM (SELECT component AS held FROM release_component WHERE org = $1 AND release = $2 AND component >= $3) r CROSS JOIN component
		WHERE org = $1 AND no = held AND bundle <> $4
		ORDER BY held LIMIT $5`, tx.org, no, from, bundle, n)
}

// Counts say of a set of components how many there are of each answer: each
// component is counted once.
type Counts struct {
	Total        int
	Affected     int // with at least one weakness in it
	Untold       int // was checked; none is known to be in it, but some may be
	Clean        int
	NotCheckable int // also where weaknesses of other versions are known: as many as Parts lists by this answer
	Waiting      int // not matched yet
}

// countedParts are the columns that Counts reads, of the table component as c.
const countedParts = `count(*),
			coalesce(sum(CASE WHEN c.affected > 0 THEN 1 ELSE 0 END), 0),
			coalesce(sum(CASE WHEN c.affected = 0 AND c.untold > 0 AND c.checked NOT IN ('not_checkable', '') THEN 1 ELSE 0 END), 0),
			coalesce(sum(CASE WHEN c.affected = 0 AND c.untold = 0 AND c.checked IN ('clean', 'matched') THEN 1 ELSE 0 END), 0),
			coalesce(sum(CASE WHEN c.affected = 0 AND c.checked = 'not_checkable' THEN 1 ELSE 0 END), 0),
			coalesce(sum(CASE WHEN c.affected = 0 AND c.checked = '' THEN 1 ELSE 0 END), 0)`

// ReleaseCounts returns the counts of the releases' current bills of
// materials. A release without one is left out.
func (tx *Tx) ReleaseCounts(ctx context.Context, releases []string) (map[string]Counts, error) {
	type counted struct {
		release string
		Counts
	}
	rows, err := list(ctx, tx, func(r row) (counted, error) {
		var c counted
		err := r.Scan(&c.release, &c.Total, &c.Affected, &c.Untold, &c.Clean, &c.NotCheckable, &c.Waiting)
		return c, err
	}, `
		SELECT r.id, `+countedParts+`
		FROM release r
		JOIN release_component rc ON rc.org = r.org AND rc.release = r.no
		JOIN component c ON c.org = rc.org AND c.no = rc.component
		WHERE r.org = $1 AND `+tx.among("r.id", 2)+`
		GROUP BY r.id`, tx.org, listed(tx, releases))
	if err != nil {
		return nil, fmt.Errorf("count components: %w", err)
	}
	out := map[string]Counts{}
	for _, c := range rows {
		out[c.release] = c.Counts
	}
	return out, nil
}

// AllCounts returns the counts of all distinct components that are in use.
func (tx *Tx) AllCounts(ctx context.Context) (Counts, error) {
	alike, err := list(ctx, tx, scanAlike, `SELECT checked, affected, untold, n FROM component_tally WHERE org = $1`, tx.org)
	if err != nil {
		return Counts{}, fmt.Errorf("count components: %w", err)
	}
	var c Counts
	for _, a := range alike {
		c.add(a)
	}
	return c, nil
}

// SavePartAnswers keeps what a match answered for components.
func (tx *Tx) SavePartAnswers(ctx context.Context, parts []Part) error {
	nos := make([]int64, len(parts))
	for i := range parts {
		nos[i] = parts[i].No
	}
	before, err := tx.answers(ctx, nos)
	if err != nil {
		return err
	}
	err = tx.repeat(ctx, `
		UPDATE component SET checked = $3, reason = $4, affected = $5, untold = $6, bundle = $7, checked_at = $8, cause = $9
		WHERE org = $1 AND no = $2`, len(parts), func(i int) []any {
		p := &parts[i]
		return []any{tx.org, p.No, string(p.Checked), p.Reason, p.Affected, p.Untold, p.Bundle, when(tx.now), causeOf(p.Reason)}
	})
	if err != nil {
		return fmt.Errorf("keep the answers of a match: %w", err)
	}
	sums, shifts := map[alike]int64{}, []shift(nil)
	for i := range parts {
		old, used := before[parts[i].No]
		fresh := alike{parts[i].Checked, int64(bit(parts[i].Affected > 0)), int64(bit(parts[i].Untold > 0)), 0}
		if !used || old == fresh {
			continue
		}
		sums[old]--
		sums[fresh]++
		shifts = append(shifts, shift{parts[i].No, fresh.one().Plus(old.one().Times(-1))})
	}
	if err := tx.shift(ctx, shifts); err != nil {
		return err
	}
	return tx.countAlike(ctx, sums)
}
