package store

import (
	"context"
	"fmt"
	"strings"

	"aceso/internal/domain/finding"
	"aceso/internal/domain/vuln"
)

// findingColumns is a finding as it is read: its own columns, its component's
// key and what is known of its weakness.
const findingColumns = `f.id, c.key, f.weakness, coalesce(w.names, '[]'), coalesce(w.summary, ''), f.says, f.why, f.rule, f.source, f.record, f.fixed, f.settle, f.bundle,
	f.severity_rank, f.score, f.kev, f.epss, f.state, f.owner, f.note, f.opened_at, f.turned_at, f.rev, f.feed, f.lost, f.was, f.until, f.because`

const findingTables = `finding f
	JOIN component c ON c.org = f.org AND c.no = f.component
	LEFT JOIN weakness w ON w.org = f.org AND w.id = f.weakness`

func scanFinding(r row) (finding.Finding, error) {
	var f finding.Finding
	return f, r.Scan(findingFields(&f)...)
}

func findingFields(f *finding.Finding) []any {
	return []any{
		&f.ID, &f.Component, &f.Weakness,
		texts{&f.Names},
		&f.Summary, &f.Match, &f.Why, &f.Rule, &f.Source, &f.Record,
		texts{&f.Fixed},
		&f.Settle, &f.Bundle,
		rank{&f.Severity},
		said{&f.Score, &f.Scored},
		flag{&f.KEV},
		said{&f.EPSS, &f.Rated},
		&f.State, &f.Owner, &f.Note,
		at{&f.Opened},
		at{&f.Turned},
		&f.Rev, &f.Feed, &f.Lost, &f.Was, &f.Until, &f.Because,
	}
}

// Finding returns a finding as it stands.
func (tx *Tx) Finding(ctx context.Context, id string) (finding.Finding, error) {
	return one(tx.queryRow(ctx, `SELECT `+findingColumns+` FROM `+findingTables+` WHERE f.org = $1 AND f.id = $2`, tx.org, id), scanFinding, "there is no finding %s", id)
}

// FindingsOf returns all findings of a component, the closed ones too.
func (tx *Tx) FindingsOf(ctx context.Context, component string) ([]finding.Finding, error) {
	return list(ctx, tx, scanFinding, `
		SELECT `+findingColumns+` FROM `+findingTables+`
		WHERE f.org = $1 AND f.component = (SELECT no FROM component WHERE org = $1 AND key = $2) ORDER BY f.no`, tx.org, component)
}

// CreateFinding keeps a new finding.
func (tx *Tx) CreateFinding(ctx context.Context, f finding.Finding) error {
	return tx.createFindings(ctx, []finding.Finding{f})
}

// SaveFinding keeps a changed finding and refuses a stale one.
func (tx *Tx) SaveFinding(ctx context.Context, f *finding.Finding) error {
	weakness, err := tx.saveWeaknesses(ctx, []finding.Finding{*f})
	if err != nil {
		return err
	}
	var component int64
	old, err := one(tx.queryRow(ctx, `SELECT weakness, substr(opened_at, 1, 10), used, state, says, severity_rank, kev, CASE WHEN owner = '' THEN 0 ELSE 1 END, 1, component FROM finding WHERE org = $1 AND id = $2`, tx.org, f.ID),
		func(r row) (heap, error) { return scanHeap(also{r, []any{&component}}) }, "there is no finding %s", f.ID)
	if err != nil {
		return err
	}
	fresh := heapOf(f, old.used)
	err = tx.save(ctx, "finding", f.ID, &f.Rev, `
		UPDATE finding SET rev = rev + 1, weakness = $4, says = $5, state = $6, severity_rank = $7, score = $8, kev = $9, epss = $10, owner = $11, turned_at = $12,
			why = $13, rule = $14, source = $15, record = $16, fixed = $17, settle = $18, bundle = $19, note = $20, feed = $21, lost = $22, was = $23, until = $24, because = $25,
			weakness_no = $26, facet = $27
		WHERE org = $1 AND id = $2 AND rev = $3`,
		f.Weakness, string(f.Match), string(f.State), ranked(f.Severity), orUnsaid(f.Score, f.Scored), bit(f.KEV), orUnsaid(f.EPSS, f.Rated), f.Owner, when(f.Turned),
		f.Why, f.Rule, f.Source, f.Record, packed(f.Fixed), f.Settle, f.Bundle, f.Note, f.Feed, string(f.Lost), string(f.Was), f.Until, f.Because,
		weakness[f.Weakness], fresh.facet())
	if err != nil {
		return err
	}
	if err := tx.shift(ctx, []shift{{component, old.become(fresh)}}); err != nil {
		return err
	}
	return tx.count(ctx, []heap{old.times(-1), fresh})
}

// createFindings keeps new findings, many at once.
func (tx *Tx) createFindings(ctx context.Context, fs []finding.Finding) error {
	if len(fs) == 0 {
		return nil
	}
	weaknesses, err := tx.saveWeaknesses(ctx, fs)
	if err != nil {
		return err
	}
	parts, err := tx.partsOf(ctx, fs)
	if err != nil {
		return err
	}
	next, err := scanNumber(tx.queryRow(ctx, `SELECT coalesce(max(no), 0) + 1 FROM finding WHERE org = $1`, tx.org))
	if err != nil {
		return fmt.Errorf("number the findings: %w", err)
	}
	heaps, shifts := make([]heap, len(fs)), make([]shift, len(fs))
	for i := range fs {
		p := parts[fs[i].Component]
		heaps[i] = heapOf(&fs[i], p.used)
		shifts[i] = shift{p.no, heap{}.become(heaps[i])}
	}
	err = tx.insertMany(ctx, `finding (org, no, id, component, name, version, used, weakness, says, state, severity_rank, score, kev, epss, owner, opened_at, turned_at,
		why, rule, source, record, fixed, settle, bundle, note, rev, feed, lost, was, until, because, weakness_no, facet)`, 33, len(fs), func(i int) []any {
		f := &fs[i]
		p := parts[f.Component]
		return []any{
			tx.org, next + int64(i), f.ID, p.no, p.name, p.version, p.used, f.Weakness, string(f.Match), string(f.State), ranked(f.Severity),
			orUnsaid(f.Score, f.Scored), bit(f.KEV), orUnsaid(f.EPSS, f.Rated), f.Owner, when(f.Opened), when(f.Turned),
			f.Why, f.Rule, f.Source, f.Record, packed(f.Fixed), f.Settle, f.Bundle, f.Note, f.Rev, f.Feed, string(f.Lost), string(f.Was), f.Until, f.Because,
			weaknesses[f.Weakness], heaps[i].facet(),
		}
	}, "")
	if err != nil {
		return fmt.Errorf("keep findings: %w", err)
	}
	if err := tx.shift(ctx, shifts); err != nil {
		return err
	}
	return tx.count(ctx, heaps)
}

// partOf is what a finding's row repeats of its component.
type partOf struct {
	no            int64
	name, version string
	used          int64
}

func (tx *Tx) partsOf(ctx context.Context, fs []finding.Finding) (map[string]partOf, error) {
	keys := make([]string, 0, len(fs))
	out := map[string]partOf{}
	for _, f := range fs {
		if _, ok := out[f.Component]; !ok {
			out[f.Component] = partOf{}
			keys = append(keys, f.Component)
		}
	}
	type keyed struct {
		key string
		partOf
	}
	found, err := list(ctx, tx, func(r row) (keyed, error) {
		var k keyed
		err := r.Scan(&k.key, &k.no, &k.name, &k.version, &k.used)
		return k, err
	}, `SELECT key, no, CASE WHEN grp = '' THEN name ELSE grp || '/' || name END, version, used
		FROM component WHERE org = $1 AND `+tx.among("key", 2), tx.org, listed(tx, keys))
	if err != nil {
		return nil, fmt.Errorf("find the components of findings: %w", err)
	}
	for _, k := range found {
		out[k.key] = k.partOf
	}
	if len(found) != len(keys) {
		return nil, fmt.Errorf("keep findings: %d of %d components are not there", len(keys)-len(found), len(keys))
	}
	return out, nil
}

// saveWeaknesses keeps what the sources say of the findings' weaknesses, and
// returns the short numbers of these.
func (tx *Tx) saveWeaknesses(ctx context.Context, fs []finding.Finding) (map[string]int64, error) {
	distinct := make([]*finding.Finding, 0, len(fs))
	ids, seen := make([]string, 0, len(fs)), map[string]bool{}
	for i := range fs {
		if id := fs[i].Weakness; !seen[id] {
			seen[id] = true
			distinct, ids = append(distinct, &fs[i]), append(ids, id)
		}
	}
	numbers, err := tx.weaknessNumbers(ctx, ids)
	if err != nil {
		return nil, err
	}
	err = tx.insertMany(ctx, "weakness (org, id, names, summary, severity_rank, score, kev, epss, live, text, no)", 11, len(distinct), func(i int) []any {
		f := distinct[i]
		return []any{
			tx.org, f.Weakness, packed(f.Names), f.Summary, ranked(f.Severity), orUnsaid(f.Score, f.Scored), bit(f.KEV), orUnsaid(f.EPSS, f.Rated), 0,
			textOf(f.Names), numbers[f.Weakness],
		}
	}, `ON CONFLICT (org, id) DO UPDATE SET names = excluded.names, summary = excluded.summary, text = excluded.text, severity_rank = excluded.severity_rank,
			score = excluded.score, kev = excluded.kev, epss = excluded.epss
		WHERE weakness.names <> excluded.names OR weakness.summary <> excluded.summary OR weakness.severity_rank <> excluded.severity_rank
			OR weakness.score <> excluded.score OR weakness.kev <> excluded.kev OR weakness.epss <> excluded.epss`)
	if err != nil {
		return nil, fmt.Errorf("keep what is said of weaknesses: %w", err)
	}
	return numbers, nil
}

// weaknessNumbers returns the numbers of weaknesses, and gives one to each that
// has none.
func (tx *Tx) weaknessNumbers(ctx context.Context, ids []string) (map[string]int64, error) {
	type numbered struct {
		id string
		no int64
	}
	known, err := listOf(ctx, tx, len(ids), func(r row) (numbered, error) {
		var n numbered
		err := r.Scan(&n.id, &n.no)
		return n, err
	}, `SELECT id, no FROM weakness WHERE org = $1 AND `+tx.among("id", 2), tx.org, listed(tx, ids))
	if err != nil {
		return nil, fmt.Errorf("number the weaknesses: %w", err)
	}
	out := make(map[string]int64, len(ids))
	for _, n := range known {
		out[n.id] = n.no
	}
	if len(out) == len(ids) {
		return out, nil
	}
	next, err := scanNumber(tx.queryRow(ctx, `SELECT coalesce(max(no), 0) + 1 FROM weakness WHERE org = $1`, tx.org))
	if err != nil {
		return nil, fmt.Errorf("number the weaknesses: %w", err)
	}
	for _, id := range ids {
		if _, has := out[id]; !has {
			out[id] = next
			next++
		}
	}
	return out, nil
}

// textOf is what is searched of a weakness.
func textOf(names []string) string { return strings.ToLower(strings.Join(names, " ")) }

// A FindingBatch is the transaction for one who matches many components: what
// they have was read at once, and what is new is kept at once, by Flush.
type FindingBatch struct {
	*Tx
	have  map[string][]finding.Finding
	fresh []finding.Finding
}

// FindingBatch reads the findings of these components. Two who match the same
// ones at once go one after the other.
func (tx *Tx) FindingBatch(ctx context.Context, components []string) (*FindingBatch, error) {
	fs, err := list(ctx, tx, scanFinding, `SELECT `+findingColumns+` FROM `+findingTables+` 
		WHERE f.org = $1 AND f.component IN (SELECT no FROM component WHERE org = $1 AND `+tx.among("key", 2)+`) ORDER BY f.no`, tx.org, listed(tx, components))
	if err != nil {
		return nil, fmt.Errorf("read the findings of components: %w", err)
	}
	b := &FindingBatch{Tx: tx, have: map[string][]finding.Finding{}}
	for _, f := range fs {
		b.have[f.Component] = append(b.have[f.Component], f)
	}
	return b, nil
}

// FindingsOf returns what was read of the component.
func (b *FindingBatch) FindingsOf(_ context.Context, component string) ([]finding.Finding, error) {
	return b.have[component], nil
}

// CreateFinding takes a new finding for Flush.
func (b *FindingBatch) CreateFinding(_ context.Context, f finding.Finding) error {
	b.fresh = append(b.fresh, f)
	return nil
}

// Flush keeps what was created.
func (b *FindingBatch) Flush(ctx context.Context) error {
	fresh := b.fresh
	b.fresh = nil
	return b.createFindings(ctx, fresh)
}

// ranked is how a severity is kept: more is worse, and the unknown has its own place.
func ranked(severity string) int { return vuln.SeverityRank("none") - vuln.SeverityRank(severity) }

// rank scans a column written by ranked.
type rank struct{ word *string }

func (r rank) Scan(v any) error {
	n, ok := v.(int64)
	if !ok {
		return fmt.Errorf("a severity is kept as %T", v)
	}
	*r.word = severityOf(n)
	return nil
}

// mostRank is the highest that ranked gives.
var mostRank = len(vuln.Severities()) - 1

// rankWords are the severities by their rank.
var rankWords = func() []string {
	out := make([]string, mostRank+1)
	for _, word := range vuln.Severities() {
		out[ranked(word)] = word
	}
	return out
}()

// severityOf is the word that ranked kept.
func severityOf(rank int64) string {
	if rank < 0 || rank > int64(mostRank) {
		return vuln.UnknownSeverity
	}
	return rankWords[rank]
}

// orUnsaid is how a number is kept that may not have been given.
func orUnsaid(n float64, given bool) float64 {
	if !given {
		return -1
	}
	return n
}

// said scans a column written by orUnsaid.
type said struct {
	n     *float64
	given *bool
}

func (s said) Scan(v any) error {
	n, ok := v.(float64)
	if !ok {
		return fmt.Errorf("a number is kept as %T", v)
	}
	if *s.given = n >= 0; *s.given {
		*s.n = n
	}
	return nil
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// flag scans a column written by bit.
type flag struct{ b *bool }

func (f flag) Scan(v any) error {
	n, ok := v.(int64)
	if !ok {
		return fmt.Errorf("a yes or no is kept as %T", v)
	}
	*f.b = n == 1
	return nil
}

var (
	_ finding.Tx = (*Tx)(nil)
	_ finding.Tx = (*FindingBatch)(nil)
)
