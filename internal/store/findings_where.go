package store

import (
	"context"
	"fmt"
	"strings"
)

// findingsWhere returns the conditions under which findings fit a filter.
func (tx *Tx) findingsWhere(ctx context.Context, f FindingFilter) (*where, error) {
	w := tx.in("finding.org")
	w.conds = append(w.conds, f.facets()...)
	return w, tx.findingsAmong(ctx, w, f)
}

// findingsAmong adds what a filter spans: all that it asks but for the facet.
func (tx *Tx) findingsAmong(ctx context.Context, w *where, f FindingFilter) error {
	if f.Owner != "" && f.Owner != Nobody {
		w.seek("finding.owner", "= $%d", f.Owner)
	}
	if !f.Opened.IsZero() {
		w.seek("finding.opened_at", ">= $%d", when(f.Opened))
	}
	if f.Weakness != "" {
		w.seek("finding.weakness", "= $%d", f.Weakness)
	}
	if f.Component != "" {
		w.seek("finding.component", "= (SELECT no FROM component WHERE org = $1 AND key = $%d)", f.Component)
	}
	switch {
	case f.Release != "":
		w.seek("finding.component", "IN (SELECT rc.component FROM release_component rc WHERE rc.org = $1 AND rc.release = (SELECT no FROM release WHERE org = $1 AND id = $%d))", f.Release)
	case f.Model != "":
		w.seek("finding.component", "IN ("+ofModel+")", f.Model)
	}
	if err := tx.findingsSought(ctx, w, f.Seek); err != nil {
		return err
	}
	return tx.aboutText(ctx, w, f.Text)
}

// findingsSought adds what somebody searches by. What it asks may lead to the
// rows, or be asked of those that an order meets.
func (tx *Tx) findingsSought(ctx context.Context, w *where, s Seek) error {
	before := len(w.conds)
	if err := tx.seek(ctx, w, atFinding, s, wordsOfFindings); err != nil {
		return err
	}
	for _, cond := range w.conds[before:] {
		w.seeks = append(w.seeks, seek{cond, "(" + cond + ") = true"})
	}
	w.conds = w.conds[:before]
	return nil
}

// ofModel selects the components of a model's releases, which are few beside
// all that releases hold: they lead.
const ofModel = `SELECT rc.component FROM release r CROSS JOIN release_component rc WHERE r.org = $1 AND r.model = $%d AND rc.org = r.org AND rc.release = r.no`

// seek adds a condition by which rows can be found: a column, and what it is to
// be. Asked within brackets it leads nowhere, and a list of what it may be is
// made once.
func (w *where) seek(column, is string, arg any) {
	cond := fmt.Sprintf(column+" "+is, w.arg(arg))
	w.seeks = append(w.seeks, seek{cond, "(" + cond + ") = true"})
}

// aboutText narrows findings to those whose weakness or component goes by a
// name that holds the text: it is looked for among the distinct ones.
func (tx *Tx) aboutText(ctx context.Context, w *where, text string) error {
	text = strings.ToLower(strings.TrimSpace(text))
	if text == "" {
		return nil
	}
	var found [2]bool
	for i, table := range []string{"component", "weakness"} {
		n, err := scanNumber(tx.queryRow(ctx, `SELECT CASE WHEN EXISTS (SELECT 1 FROM `+table+` WHERE org = $1 AND `+tx.holds("text", 2)+`) THEN 1 ELSE 0 END`, tx.org, text))
		if err != nil {
			return fmt.Errorf("search for %q: %w", text, err)
		}
		found[i] = n == 1
	}
	holds := " WHERE org = $1 AND " + tx.holds("text", w.arg(text)) + ")"
	components, weaknesses := "finding.component IN (SELECT no FROM component"+holds, "finding.weakness IN (SELECT id FROM weakness"+holds
	numbered := "finding.weakness_no IN (SELECT no FROM weakness" + holds // as every index has it
	switch {
	case found[0] && found[1]:
		either := "SELECT finding.no FROM finding WHERE finding.org = $1 AND "
		w.seeks = append(w.seeks, seek{"finding.no IN (" + either + components + " UNION " + either + weaknesses + ")", "(" + components + " OR " + numbered + ") = true"})
	case found[0]:
		w.seeks = append(w.seeks, seek{components, "(" + components + ") = true"})
	default:
		w.seeks = append(w.seeks, seek{weaknesses, "(" + numbered + ") = true"})
	}
	return nil
}
