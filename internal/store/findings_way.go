package store

import "strings"

// few is how many findings are sooner found by what narrows them, and then
// sorted, than met on the way along an order: where they all lie at its end,
// all of it is gone along.
const few = 10_000

// pageOf returns the query that finds a page of findings, by their numbers.
//
// A few are found by what narrows them, and sorted: their order is disguised,
// so that the database does not go along the index that has it. Many are met
// along that index, which holds all that filters ask of a row: what narrows
// them is then only asked, and leads nowhere.
func (w *where) pageOf(columns []string, few, falling bool, values []any, p Page) string {
	order := each(columns, inner)
	from := w.along(columns, few, falling, values)
	conds := w.met()
	if few {
		order, conds = each(order, disguised), w.String()
	}
	if values != nil {
		behind := w.over()
		behind.behind(each(columns, inner), falling, values)
		w.args = behind.args
		conds += " AND " + behind.String()
	}
	return `SELECT finding.org, finding.no FROM ` + from + ` WHERE ` + conds + w.order(order, falling, p)
}

// along returns the tables of a page of findings. Where another table has the
// order, and there are many findings, it leads, from where the page begins: no
// index spans both tables.
func (w *where) along(columns []string, few, falling bool, values []any) string {
	table, _, other := strings.Cut(columns[0], ".")
	if !other {
		return "finding"
	}
	w.conds = append(w.conds, table+".org = finding.org", map[string]string{"component": "component.no = finding.component", "weakness": "weakness.id = finding.weakness"}[table])
	if few {
		return "finding JOIN " + table + " ON true"
	}
	if values != nil {
		w.and(columns[0]+map[bool]string{false: " >= $%d", true: " <= $%d"}[falling], values[0])
	}
	return table + " CROSS JOIN finding"
}

// inner names a column of an order where the page is found.
func inner(column string) string {
	if strings.Contains(column, ".") {
		return column
	}
	return "finding." + column
}

// outer names it where the page's rows are joined.
func outer(column string) string {
	table, rest, other := strings.Cut(column, ".")
	if !other {
		return "f." + column
	}
	return table[:1] + "." + rest
}

func each(columns []string, name func(string) string) []string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = name(c)
	}
	return out
}

// disguised returns a column in a form that no index has.
func disguised(column string) string {
	switch strings.TrimPrefix(column, "finding.") {
	case "name", "version", "weakness", "state", "says", "owner", "opened_at", "turned_at", "until", "fixed", "source", "record", "rule",
		"component.purl", "weakness.text", "weakness.id":
		return column + " || ''"
	}
	return column + " + 0"
}
