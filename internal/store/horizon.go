package store

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"aceso/internal/domain/support"
)

// A HorizonFilter says which parts are asked for, of those whose support ends.
type HorizonFilter struct {
	Model, Release string // ids; only what is in their releases
	Text           string
	Outlook        support.Outlook // Outlived when not said; "" with All
	All            bool            // whatever the releases' own ends are
	When           string          // "ended", "year" (within twelve months) or "later"; "" is any
	Plan           string          // "none" or "made"
	Sort           string          // ends (the default), name, version, supplier, level, by
}

// A HorizonRow is a part whose support ends, beside the releases that hold it.
type HorizonRow struct {
	Part     Part
	Lineage  string
	Level    support.Level
	End      string // last day; "" when none is known
	Over     bool   // it has ended
	Words    string // what was said where it is no level that is known
	Source   support.Source
	Who      string
	Differ   bool
	Outlived int       // releases that are supported longer
	Unstated int       // releases that state no end
	Latest   string    // the last day of the release that is supported longest
	Devices  []Outlast // the first of those that outlive it, the one supported longest first
}

// Stand is how the part stands by what is kept.
func (h *HorizonRow) Stand() support.Stand {
	switch {
	case h.Over:
		return support.Ended
	case h.Level == support.Limited:
		return support.Partly
	}
	return support.Supported
}

// An Outlast is a release that is supported longer than a part of it.
type Outlast struct{ Release, Model, Version, End string }

// deviceEnd is the last day on which a release is supported, "" when none is stated.
const deviceEnd = `CASE WHEN r.end_of_security_support NOT IN ('', 'tba') THEN substr(r.end_of_security_support, 1, 10) WHEN r.end_of_life NOT IN ('', 'tba') THEN substr(r.end_of_life, 1, 10) ELSE '' END`

// outlooks are support.Against as conditions on a part (cs) and a release (r):
// $2 is the day it is. A withdrawn release needs nothing any more.
var outlooks = map[support.Outlook]string{
	support.Outlived: `r.state <> 'withdrawn' AND (` + deviceEnd + ` = '' OR ` + deviceEnd + ` >= $2) AND (cs.over = 1 OR (` + deviceEnd + ` <> '' AND cs.ends < ` + deviceEnd + `))`,
	support.Unstated: `r.state <> 'withdrawn' AND ` + deviceEnd + ` = '' AND cs.over = 0`,
	support.Covered:  `r.state <> 'withdrawn' AND ` + deviceEnd + ` >= $2 AND cs.over = 0 AND cs.ends >= ` + deviceEnd,
	support.Past:     `r.state <> 'withdrawn' AND ` + deviceEnd + ` <> '' AND ` + deviceEnd + ` < $2`,
}

var horizonOrders = orders{
	"ends":     {"1 - cs.over", "cs.ends", "cs.component"}, // what has ended comes first
	"name":     {"c.name", "c.version", "cs.component"},
	"version":  {"c.version", "c.name", "cs.component"},
	"supplier": {"c.supplier", "c.name", "cs.component"},
	"level":    {"cs.level", "cs.ends", "cs.component"},
	"by":       {"cs.source", "cs.who", "cs.component"},
	"plan":     {"CASE WHEN " + planMade + " THEN 1 ELSE 0 END", "cs.ends", "cs.component"},
	"device":   {longest, "cs.ends", "cs.component"},
}

const (
	horizonFrom = `component_support cs JOIN component c ON c.org = cs.org AND c.no = cs.component`
	longest     = `coalesce((SELECT max(` + deviceEnd + `) FROM release_component rc JOIN release r ON r.org = rc.org AND r.no = rc.release WHERE rc.org = cs.org AND rc.component = cs.component AND r.state <> 'withdrawn'), '')`
	planMade    = `EXISTS (SELECT 1 FROM replacement_plan p WHERE p.org = cs.org AND p.lineage = cs.lineage AND p.version IN ('', c.version) AND p.state IN ('planned', 'in work'))`
)

// Horizon returns the parts in use whose support ends, or has ended.
func (tx *Tx) Horizon(ctx context.Context, f HorizonFilter, p Page) (Slice[HorizonRow], error) {
	out, err := stretch(ctx, tx, query[HorizonRow]{
		noun: "what loses support", columns: partColumnsOf("c") + `, cs.lineage, cs.level, cs.ends, cs.over, cs.words, cs.source, cs.who, cs.differ`,
		from: horizonFrom, where: tx.horizonWhere(f), orders: horizonOrders, sort: cmp.Or(f.Sort, "ends"), scan: scanHorizon,
	}, p)
	if err != nil {
		return out, err
	}
	return out, tx.outlast(ctx, f, out.Rows)
}

// HorizonTotal counts the parts that fit.
func (tx *Tx) HorizonTotal(ctx context.Context, f HorizonFilter) (int, error) {
	n, err := tx.total(ctx, horizonFrom, tx.horizonWhere(f))
	if err != nil {
		return 0, fmt.Errorf("count what loses support: %w", err)
	}
	return n, nil
}

func (tx *Tx) horizonWhere(f HorizonFilter) *where {
	w := tx.in("cs.org")
	w.and("$%d <> ''", support.Today(tx.now)) // it is $2, as the outlooks have it
	w.conds = append(w.conds, "c.used = 1", "(cs.over = 1 OR cs.ends <> '')")
	which := "r.org = rc.org"
	if !f.All {
		which = outlooks[cmp.Or(f.Outlook, support.Outlived)]
	}
	if f.Model != "" {
		which += fmt.Sprintf(" AND r.model = $%d", w.arg(f.Model))
	}
	if f.Release != "" {
		which += fmt.Sprintf(" AND r.id = $%d", w.arg(f.Release))
	}
	w.conds = append(w.conds, `EXISTS (SELECT 1 FROM release_component rc JOIN release r ON r.org = rc.org AND r.no = rc.release WHERE rc.org = cs.org AND rc.component = cs.component AND `+which+`)`)
	year := support.Today(tx.now.AddDate(1, 0, 0))
	switch f.When {
	case "ended":
		w.conds = append(w.conds, "cs.over = 1")
	case "year":
		w.and("cs.over = 0 AND cs.ends < $%d", year)
	case "later":
		w.and("cs.over = 0 AND cs.ends >= $%d", year)
	}
	switch f.Plan {
	case "none":
		w.conds = append(w.conds, "NOT "+planMade)
	case "made":
		w.conds = append(w.conds, planMade)
	}
	w.has(f.Text, "c.text")
	return w
}

func scanHorizon(r row) (HorizonRow, error) {
	var h HorizonRow
	var over, differ int64
	part, err := scanPart(also{r, []any{&h.Lineage, &h.Level, &h.End, &over, &h.Words, &h.Source, &h.Who, &differ}})
	h.Part, h.Over, h.Differ = part, over == 1, differ == 1
	return h, err
}

// partColumnsOf are the columns of a part in a query that gives its table a name.
func partColumnsOf(table string) string {
	return table + "." + strings.ReplaceAll(partAll, ", ", ", "+table+".")
}

// outlast fills in which releases outlive the parts of a page.
func (tx *Tx) outlast(ctx context.Context, f HorizonFilter, rows []HorizonRow) error {
	at := make(map[int64]*HorizonRow, len(rows))
	numbers := make([]int64, len(rows))
	for i := range rows {
		numbers[i] = rows[i].Part.No
		at[numbers[i]] = &rows[i]
	}
	w := tx.in("rc.org")
	w.and("$%d <> ''", support.Today(tx.now))
	w.conds = append(w.conds, tx.among("rc.component", w.arg(listed(tx, numbers))))
	if f.Model != "" {
		w.and("r.model = $%d", f.Model)
	}
	if f.Release != "" {
		w.and("r.id = $%d", f.Release)
	}
	const devices = 3
	_, err := list(ctx, tx, func(r row) (struct{}, error) {
		var no, nth, outlived, unstated int64
		var o Outlast
		var latest, fate string
		err := r.Scan(&no, &o.Release, &o.Model, &o.Version, &o.End, &fate, &nth, &outlived, &unstated, &latest)
		h := at[no]
		if h.Outlived, h.Unstated, h.Latest = int(outlived), int(unstated), latest; fate == "o" {
			h.Devices = append(h.Devices, o)
		}
		return struct{}{}, err
	}, `
		SELECT component, id, name, version, ends, fate, nth, outlived, unstated, latest FROM (
			SELECT h.*, m.name, row_number() OVER (PARTITION BY component ORDER BY fate DESC, ends DESC, no DESC) AS nth,
				sum(CASE fate WHEN 'o' THEN 1 ELSE 0 END) OVER (PARTITION BY component) AS outlived,
				sum(CASE fate WHEN 'd' THEN 1 ELSE 0 END) OVER (PARTITION BY component) AS unstated,
				max(CASE fate WHEN 'o' THEN ends ELSE '' END) OVER (PARTITION BY component) AS latest
			FROM (
				SELECT rc.component, r.id, r.no, r.org, r.model, r.version, `+deviceEnd+` AS ends,
					CASE WHEN `+outlooks[support.Outlived]+` THEN 'o' WHEN `+outlooks[support.Unstated]+` THEN 'd' ELSE '' END AS fate
				FROM release_component rc
				JOIN component_support cs ON cs.org = rc.org AND cs.component = rc.component
				JOIN release r ON r.org = rc.org AND r.no = rc.release
				WHERE `+w.String()+`) AS h
			JOIN model m ON m.org = h.org AND m.id = h.model) AS placed
		WHERE nth <= `+fmt.Sprint(devices)+` ORDER BY component, nth`, w.args...)
	if err != nil {
		return fmt.Errorf("find which releases outlive parts: %w", err)
	}
	return nil
}

// A Lasting is a release with its last day of support, and the parts in it
// whose support ends.
type Lasting struct {
	Release, Model, Version string
	End                     string // "" when none is stated
	Parts                   []Ending
}

// An Ending is a part whose support ends.
type Ending struct {
	Name, Version, End string
	Over               bool
	Outlook            support.Outlook
}

// Lastings returns the newest release in the field of each model, or of one
// model all, that has a bill of materials: at most so many releases, and so
// many parts of each, those first that end first.
func (tx *Tx) Lastings(ctx context.Context, model string, releases, parts int) ([]Lasting, error) {
	w := tx.in("r.org")
	w.conds = append(w.conds, "r.state <> 'withdrawn'", "EXISTS (SELECT 1 FROM release_component rc WHERE rc.org = r.org AND rc.release = r.no)")
	newest := " AND nth = 1"
	if model != "" {
		w.and("r.model = $%d", model)
		newest = ""
	}
	type numbered struct {
		Lasting
		no int64
	}
	all, err := list(ctx, tx, func(r row) (numbered, error) {
		var l numbered
		err := r.Scan(&l.no, &l.Release, &l.Model, &l.Version, &l.End)
		return l, err
	}, `SELECT no, id, name, version, ends FROM (
			SELECT r.no, r.id, m.name, r.version, `+deviceEnd+` AS ends, row_number() OVER (PARTITION BY r.model ORDER BY CASE r.state WHEN 'released' THEN 0 ELSE 1 END, r.no DESC) AS nth
			FROM release r JOIN model m ON m.org = r.org AND m.id = r.model WHERE `+w.String()+`) AS newest
		WHERE 1 = 1`+newest+` ORDER BY name, no DESC LIMIT `+fmt.Sprint(releases), w.args...)
	if err != nil {
		return nil, fmt.Errorf("find the releases that last: %w", err)
	}
	out := make([]Lasting, len(all))
	today := support.Today(tx.now)
	for i, l := range all {
		out[i] = l.Lasting
		out[i].Parts, err = list(ctx, tx, func(r row) (Ending, error) {
			var e Ending
			var over int64
			err := r.Scan(&e.Name, &e.Version, &e.End, &over)
			e.Over = over == 1
			e.Outlook = support.Against(e.Over, e.End, l.End, today)
			return e, err
		}, `SELECT c.name, c.version, cs.ends, cs.over FROM release_component rc
			JOIN component_support cs ON cs.org = rc.org AND cs.component = rc.component
			JOIN component c ON c.org = rc.org AND c.no = rc.component
			WHERE rc.org = $1 AND rc.release = $2 AND (cs.over = 1 OR cs.ends <> '')
			ORDER BY cs.over DESC, cs.ends, c.name LIMIT $3`, tx.org, l.no, parts)
		if err != nil {
			return nil, fmt.Errorf("find the parts whose support ends: %w", err)
		}
	}
	return out, nil
}

// Endless counts the releases in use that state no end of support.
func (tx *Tx) Endless(ctx context.Context, model string) (int, error) {
	w := tx.in("r.org")
	w.conds = append(w.conds, "r.state <> 'withdrawn'", deviceEnd+" = ''", "EXISTS (SELECT 1 FROM release_component rc WHERE rc.org = r.org AND rc.release = r.no)")
	if model != "" {
		w.and("r.model = $%d", model)
	}
	return tx.total(ctx, "release r", w)
}
