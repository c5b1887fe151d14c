package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"aceso/internal/value/fault"
)

// A WeaknessHit is a weakness with how many findings there are of it.
type WeaknessHit struct {
	WeaknessRow
	Live int // findings that are in use and not closed
}

// WeaknessesCalled returns the weaknesses of the organisation's findings whose
// names hold all the words: what is open first, then what is exploited, then
// the worst.
func (tx *Tx) WeaknessesCalled(ctx context.Context, words []string, p Page) (Slice[WeaknessHit], error) {
	none := Slice[WeaknessHit]{}
	w := tx.in("weakness.org")
	k := &seeker{tx: tx, w: w}
	for _, word := range words {
		w.conds = append(w.conds, k.called(word))
	}
	total, err := tx.total(ctx, "weakness", w)
	if err != nil || total == 0 {
		return none, err
	}
	w.args = append(w.args, p.Size())
	rows, err := list(ctx, tx, func(r row) (WeaknessHit, error) {
		var h WeaknessHit
		err := r.Scan(&h.ID, texts{&h.Names}, &h.Summary, rank{&h.Severity}, said{&h.Score, &h.Scored}, flag{&h.KEV}, said{&h.EPSS, &h.Rated}, &h.Live)
		return h, err
	}, fmt.Sprintf(`SELECT id, names, summary, severity_rank, score, kev, epss, live FROM weakness WHERE %s
		ORDER BY CASE WHEN live > 0 THEN 1 ELSE 0 END DESC, kev DESC, severity_rank DESC, score DESC, id DESC LIMIT $%d`, w, len(w.args)), w.args...)
	if err != nil {
		return none, fmt.Errorf("find weaknesses by their names: %w", err)
	}
	return Slice[WeaknessHit]{Rows: rows, Total: total}, nil
}

// PartsNearest returns up to n of the components that a line of words alone
// finds, with their exact count: what is called so first, then what begins so,
// then what has it in its name. Where what is in memory can't tell, it returns
// them as the list does, by name.
func (tx *Tx) PartsNearest(ctx context.Context, s Seek, n int) (Slice[Part], error) {
	f := PartFilter{Seek: s}
	words, only := s.words()
	in, ok, err := tx.words(ctx)
	if err != nil || !ok || !only {
		found, listErr := tx.Parts(ctx, f, Page{Limit: n})
		return found, errors.Join(err, listErr)
	}
	at := in.inUse(in.having(words))
	numbers := make([]int64, 0, n)
	for _, i := range in.nearest(at, words[0], n) {
		numbers = append(numbers, in.no[i])
	}
	found, err := list(ctx, tx, scanPart, `SELECT `+partAll+` FROM component WHERE org = $1 AND `+tx.among("no", 2), tx.org, listed(tx, numbers))
	if err != nil {
		return Slice[Part]{}, fmt.Errorf("read the components that were found: %w", err)
	}
	slices.SortFunc(found, func(a, b Part) int { return slices.Index(numbers, a.No) - slices.Index(numbers, b.No) })
	return Slice[Part]{Rows: found, Total: len(at)}, nil
}

// FindingsTotal counts the findings that fit a filter.
func (tx *Tx) FindingsTotal(ctx context.Context, f FindingFilter) (int, error) {
	return tx.findingsTotal(ctx, f)
}

// called names the tables whose records have ids of their own, with the word
// for what they hold.
var called = []struct{ kind, table string }{
	{"line", "line"},
	{"product", "model"},
	{"release", "release"},
	{"sbom", "sbom"},
	{"job", "job"},
	{"finding", "finding"},
	{"name rule", "alias"},
	{"share", "share"},
	{"case", "told"},
	{"plan", "replacement_plan"},
	{"statement", "support_statement"},
}

// KindOf tells what record of the organisation has this id, in a word: line,
// product, release, sbom, job, finding, name rule, share, case, plan, statement,
// person, swap. Where there is none it is a fault.
func (tx *Tx) KindOf(ctx context.Context, id string) (string, error) {
	query := `SELECT 'person' FROM membership WHERE org = $1 AND person = $2 UNION ALL SELECT 'swap' FROM intel_swap WHERE id = $2`
	for _, c := range called {
		query += ` UNION ALL SELECT '` + c.kind + `' FROM ` + c.table + ` WHERE org = $1 AND id = $2`
	}
	kinds, err := list(ctx, tx, scanText, query, tx.org, id)
	if err != nil {
		return "", fmt.Errorf("find what has the id %s: %w", id, err)
	}
	if len(kinds) == 0 {
		return "", fault.New(fault.NotFound, "nothing here has the id %s", id)
	}
	return kinds[0], nil
}
