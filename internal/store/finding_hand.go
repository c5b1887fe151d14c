package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"aceso/internal/domain/finding"
	"aceso/internal/domain/vuln"
	"aceso/internal/value/fault"
)

// Words is the filter as an act keeps it: all that narrows, in JSON. The order
// of a list is no part of it.
func (f FindingFilter) Words() string {
	f.Sort = ""
	raw, err := json.Marshal(f)
	if err != nil {
		panic(err) // texts and times always encode
	}
	return string(raw)
}

// Check tells what of the filter is none of the words that there are.
func (f FindingFilter) Check() error {
	for _, s := range f.States {
		if !slices.Contains(finding.States, s) {
			return fault.New(fault.Invalid, "%.40q is no state of a finding", s).Helped("known are open, in review, reopened, snoozed and closed")
		}
	}
	for _, s := range f.Severities {
		if !slices.Contains(vuln.Severities(), s) {
			return fault.New(fault.Invalid, "%.40q is no severity", s).Helped("known are %s", strings.Join(vuln.Severities(), ", "))
		}
	}
	return nil
}

func filterOf(words string) (FindingFilter, error) {
	var f FindingFilter
	if err := json.Unmarshal([]byte(words), &f); err != nil {
		return f, fmt.Errorf("read the filter of a list: %w", err)
	}
	return f, nil
}

// inScope returns the conditions under which findings are of a scope.
func (tx *Tx) inScope(ctx context.Context, s finding.Scope) (*where, error) {
	var w *where
	if s.List != "" {
		f, err := filterOf(s.List)
		if err != nil {
			return nil, err
		}
		if w, err = tx.findingsWhere(ctx, f); err != nil {
			return nil, err
		}
		if last := s.AsOf.Last; last > 0 {
			w.and("finding.no <= $%d", last)
		}
	} else {
		w = tx.in("finding.org")
		w.conds = append(w.conds, tx.among("finding.id", w.arg(listed(tx, orNone(s.IDs)))))
	}
	if who := s.Touched(); who != "" {
		entry := s.AsOf.Entry
		w.and(`finding.id IN (
			SELECT s.record FROM deed_step s JOIN deed d ON d.org = s.org AND d.id = s.deed WHERE s.org = $1 AND s.entry >= $%d AND s.left_why = '' AND d.person <> $%d
			UNION ALL
			SELECT s.record FROM deed_step s JOIN deed d ON d.org = s.org AND d.id = s.deed WHERE s.org = $1 AND s.entry_back >= $%d AND s.back = 'restored' AND d.by_person <> $%d)`, entry, who, entry, who)
	}
	return w, nil
}

// FindingsIn returns up to n findings of a scope behind a place, in their order.
func (tx *Tx) FindingsIn(ctx context.Context, s finding.Scope, after int64, n int) ([]finding.Placed, error) {
	w, err := tx.inScope(ctx, s)
	if err != nil {
		return nil, err
	}
	if after > 0 {
		w.and("finding.no > $%d", after)
	}
	page := `SELECT org, no FROM finding WHERE ` + w.String() + fmt.Sprintf(` ORDER BY no LIMIT $%d`, w.arg(n))
	out, err := list(ctx, tx, func(r row) (finding.Placed, error) {
		var p finding.Placed
		var name, version string
		err := r.Scan(append(findingFields(&p.Finding), &p.No, &name, &version)...)
		if p.Label = p.Weakness + " in " + name; version != "" {
			p.Label += " " + version
		}
		return p, err
	}, `SELECT `+findingColumns+`, f.no, f.name, f.version FROM (`+page+`) AS page
		JOIN finding f ON f.org = page.org AND f.no = page.no
		JOIN component c ON c.org = f.org AND c.no = f.component
		LEFT JOIN weakness w ON w.org = f.org AND w.id = f.weakness ORDER BY f.no`, w.args...)
	if err != nil {
		return nil, fmt.Errorf("read the findings of a scope: %w", err)
	}
	return out, nil
}

// FindingGroups counts the findings of a scope by what people put on them.
func (tx *Tx) FindingGroups(ctx context.Context, s finding.Scope, note string) ([]finding.Group, error) {
	w, err := tx.inScope(ctx, s)
	if err != nil {
		return nil, err
	}
	same := fmt.Sprintf("CASE WHEN finding.note = $%d THEN 1 ELSE 0 END", w.arg(note))
	out, err := list(ctx, tx, func(r row) (finding.Group, error) {
		var g finding.Group
		err := r.Scan(&g.State, &g.Was, &g.Owner, &g.Until, &g.Because, flag{&g.Noted}, &g.N)
		return g, err
	}, `SELECT state, was, owner, until, because, `+same+`, count(*) FROM finding WHERE `+w.String()+` GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6`, w.args...)
	if err != nil {
		return nil, fmt.Errorf("count the findings of a scope: %w", err)
	}
	return out, nil
}

// ReleasesIn counts the releases whose current bill of materials has a
// component with a finding of a scope. Where nearly all releases have one, each
// is asked for one; else the few components are asked for their releases.
func (tx *Tx) ReleasesIn(ctx context.Context, s finding.Scope) (int, error) {
	w, err := tx.inScope(ctx, s)
	if err != nil {
		return 0, err
	}
	query := `SELECT count(DISTINCT rc.release) FROM release_component rc WHERE rc.org = $1 AND rc.component IN (SELECT finding.component FROM finding WHERE ` + w.String() + `)`
	if many, err := tx.many(ctx, s); err != nil {
		return 0, err
	} else if many {
		query = `SELECT count(*) FROM release r WHERE r.org = $1 AND EXISTS (
			SELECT 1 FROM release_component rc JOIN finding ON finding.org = rc.org AND finding.component = rc.component WHERE rc.org = r.org AND rc.release = r.no AND ` + w.String() + `)`
	}
	n, err := scanNumber(tx.queryRow(ctx, query, w.args...))
	if err != nil {
		return 0, fmt.Errorf("count the releases of findings: %w", err)
	}
	return int(n), nil
}

// many tells whether a scope is known to have very many findings.
func (tx *Tx) many(ctx context.Context, s finding.Scope) (bool, error) {
	if s.List == "" {
		return false, nil
	}
	f, err := filterOf(s.List)
	if err != nil || !f.counted() {
		return false, err
	}
	heaps, err := tx.heaps(ctx, f)
	total := int64(0)
	for _, h := range heaps {
		total += h.n
	}
	return total > 20*few, err
}

// SaveHands keeps what people put on findings, many at once, and counts them
// anew. Nobody closes or reopens one by hand: the counts by day stay.
func (tx *Tx) SaveHands(ctx context.Context, fs []*finding.Finding) error {
	if len(fs) == 0 {
		return nil
	}
	ids := make([]string, len(fs))
	for i, f := range fs {
		ids[i] = f.ID
	}
	type kept struct {
		id  string
		rev int64
		heap
	}
	rows, err := list(ctx, tx, func(r row) (kept, error) {
		var k kept
		err := r.Scan(&k.id, &k.rev, &k.weakness, &k.day, &k.used, &k.state, &k.says, &k.rank, &k.kev, &k.owned, &k.n)
		return k, err
	}, `SELECT id, rev, weakness, substr(opened_at, 1, 10), used, state, says, severity_rank, kev, CASE WHEN owner = '' THEN 0 ELSE 1 END, 1 FROM finding WHERE org = $1 AND `+tx.among("id", 2), tx.org, listed(tx, ids))
	if err != nil {
		return fmt.Errorf("read findings that change: %w", err)
	}
	at := make(map[string]kept, len(rows))
	for _, k := range rows {
		at[k.id] = k
	}
	heaps := make([]heap, 0, 2*len(fs))
	for _, f := range fs {
		k, ok := at[f.ID]
		if !ok {
			return fault.New(fault.NotFound, "there is no finding %s", f.ID)
		}
		if k.rev != f.Rev {
			return stale("finding", f.Rev, k.rev)
		}
		now := k.heap
		now.state, now.owned = f.State, int64(bit(f.Owner != ""))
		heaps = append(heaps, k.times(-1), now)
	}
	err = tx.repeat(ctx, `UPDATE finding SET rev = rev + 1, state = $3, was = $4, owner = $5, note = $6, until = $7, because = $8, turned_at = $9, facet = $10 WHERE org = $1 AND id = $2`, len(fs), func(i int) []any {
		f := fs[i]
		return []any{tx.org, f.ID, string(f.State), string(f.Was), f.Owner, f.Note, f.Until, f.Because, when(f.Turned), heaps[2*i+1].facet()}
	})
	if err != nil {
		return fmt.Errorf("keep what was put on findings: %w", err)
	}
	for _, f := range fs {
		f.Rev++
	}
	return tx.count(ctx, heaps)
}

// AsOf is now: the place of the log's next entry, and that of the last finding.
func (tx *Tx) AsOf(ctx context.Context) (finding.AsOf, error) {
	var a finding.AsOf
	var err error
	if a.Entry, err = tx.LogSize(ctx); err != nil {
		return a, err
	}
	a.Last, err = scanNumber(tx.queryRow(ctx, `SELECT coalesce(max(no), 0) FROM finding WHERE org = $1`, tx.org))
	if err != nil {
		return a, fmt.Errorf("find the last finding: %w", err)
	}
	return a, nil
}

// SnoozedUntil returns up to n findings whose snooze ends on a day or before.
func (tx *Tx) SnoozedUntil(ctx context.Context, day string, n int) ([]finding.Finding, error) {
	return list(ctx, tx, scanFinding, `SELECT `+findingColumns+` FROM `+findingTables+`
		WHERE f.org = $1 AND f.until <> '' AND f.until <= $2 ORDER BY f.until, f.no LIMIT $3`, tx.org, day, n)
}

var (
	_ finding.WorkTx   = (*Tx)(nil)
	_ finding.Sleepers = (*Tx)(nil)
)
