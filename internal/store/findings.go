package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"aceso/internal/domain/finding"
	"aceso/internal/domain/match"
	"aceso/internal/domain/sbom"
	"aceso/internal/value/fault"
)

// A FindingFilter says which findings are asked for. What is empty does not
// narrow. Findings of components that no current bill of materials has any
// more are left out.
type FindingFilter struct {
	Model, Release string // only of components that these have
	Component      string // key
	Weakness       string // canonical id
	States         []finding.State
	Match          match.State // affected, or cannot_tell
	Severities     []string
	KEV            bool
	Owner          string    // a person's id; Nobody for none
	Text           string    // contained in a name of the weakness or the component
	Opened         time.Time // at that time or later
	Seek           Seek      // what somebody searches by; it says itself in which states, or States does
	Sort           string    // one of FindingSorts, with "-" before it falling; UsualOrder when not said
}

// Nobody is the owner of what has none, in filters.
const Nobody = "-"

// UsualOrder puts what is known to be exploited first, then the worst severity
// and score, then the newest. A severity that nobody knows stands between high
// and medium: not to know is no reason to come last.
const UsualOrder = "-kev"

// Live is every state but closed: the usual filter.
var Live = []finding.State{finding.Reopened, finding.Open, finding.InReview, finding.Snoozed}

// A FindingRow is a finding in a list, with its component.
type FindingRow struct {
	finding.Finding
	Part     sbom.Component // its identity
	Releases int            // whose current bill of materials has it
	no, part int64          // its own number and its component's
	name     string         // as it is sorted by
}

// findingSorts are the orders of findings. A column of another table is named
// with it: of such an order the other table leads, along its own index.
var findingSorts = []struct {
	name    string
	columns []string
}{
	{"severity", []string{"severity_rank", "score", "no"}},
	{"score", []string{"score", "no"}},
	{"kev", []string{"kev", "severity_rank", "score", "no"}},
	{"epss", []string{"epss", "no"}},
	{"component", []string{"name", "version", "no"}},
	{"version", []string{"version", "name", "no"}},
	{"purl", []string{"component.purl", "component.no", "no"}},
	{"releases", []string{"component.releases", "component.no", "no"}},
	{"weakness", []string{"weakness", "no"}},
	{"names", []string{"weakness.text", "weakness.id", "no"}},
	{"state", []string{"state", "severity_rank", "no"}},
	{"match", []string{"says", "severity_rank", "no"}},
	{"owner", []string{"owner", "severity_rank", "no"}},
	{"opened", []string{"opened_at", "no"}},
	{"turned", []string{"turned_at", "no"}},
	{"until", []string{"until", "no"}},
	{"fixed", []string{"fixed", "no"}},
	{"source", []string{"source", "record", "no"}},
	{"rule", []string{"rule", "no"}},
}

// FindingSorts tells what findings can be sorted by.
func FindingSorts() []string {
	names := make([]string, len(findingSorts))
	for i, s := range findingSorts {
		names[i] = s.name
	}
	return names
}

// FindingOrder returns what an order goes by, in turn: "kev", "severity_rank",
// "score" and at last "no", by which the newest is told from the rest.
func FindingOrder(sort string) []string {
	columns, _, err := sortBy(sort, UsualOrder)
	if err != nil {
		return nil
	}
	return slices.Clone(columns)
}

// sortBy reads "-severity": the columns, and whether they fall.
func sortBy(text, usual string) ([]string, bool, error) {
	if text == "" {
		text = usual
	}
	name, falling := strings.CutPrefix(text, "-")
	for _, s := range findingSorts {
		if s.name == name {
			return s.columns, falling, nil
		}
	}
	return nil, false, fault.New(fault.Invalid, "findings can't be sorted by %q", name).Helped("sort by %s", strings.Join(FindingSorts(), ", "))
}

// Findings returns findings, with their exact count.
func (tx *Tx) Findings(ctx context.Context, f FindingFilter, p Page) (Slice[FindingRow], error) {
	none := Slice[FindingRow]{}
	columns, falling, err := sortBy(f.Sort, UsualOrder)
	if err != nil {
		return none, err
	}
	total := p.Counted
	if total == 0 {
		total, err = tx.findingsTotal(ctx, f)
	}
	if err != nil || total == 0 {
		return none, err
	}
	values, err := p.after(len(columns))
	if err != nil {
		return none, err
	}
	w, err := tx.findingsWhere(ctx, f)
	if err != nil {
		return none, err
	}
	// The page is found in the narrow tables first, and only its rows are joined.
	page := w.pageOf(columns, total <= few, falling, values, p)
	way := ""
	if falling {
		way = " DESC"
	}
	rows, err := listOf(ctx, tx, p.Size()+1, scanFindingRow, `
		SELECT `+findingColumns+`, f.no, f.name, f.component, c.kind, c.supplier, c.grp, c.name, c.version, c.purl, c.cpes, c.distro, c.releases
		FROM (`+page+`) AS page
		JOIN finding f ON f.org = page.org AND f.no = page.no
		JOIN component c ON c.org = f.org AND c.no = f.component
		LEFT JOIN weakness w ON w.org = f.org AND w.id = f.weakness
		ORDER BY `+strings.Join(each(columns, outer), way+", ")+way, w.args...)
	if err != nil {
		return none, fmt.Errorf("list findings: %w", err)
	}
	out := cut(rows, p, func(r FindingRow) []any { return r.place(columns) })
	out.Total = total
	return out, nil
}

func scanFindingRow(r row) (FindingRow, error) {
	var f FindingRow
	c := &f.Part
	fields := append(findingFields(&f.Finding), &f.no, &f.name, &f.part, &c.Kind, &c.Supplier, &c.Group, &c.Name, &c.Version, &c.PURL, texts{&c.CPEs}, &c.Distro, &f.Releases)
	return f, r.Scan(fields...)
}

// place is where the row stands in an order.
func (f *FindingRow) place(columns []string) []any {
	all := map[string]any{
		"no": f.no, "severity_rank": ranked(f.Severity), "score": orUnsaid(f.Score, f.Scored), "kev": bit(f.KEV), "epss": orUnsaid(f.EPSS, f.Rated),
		"name": f.name, "version": f.Part.Version, "weakness": f.Weakness, "state": string(f.State), "says": string(f.Match), "owner": f.Owner,
		"opened_at": when(f.Opened), "turned_at": when(f.Turned), "until": f.Until, "fixed": packed(f.Fixed), "source": f.Source, "record": f.Record, "rule": f.Rule,
		"component.no": f.part, "component.purl": f.Part.PURL, "component.releases": f.Releases, "weakness.id": f.Weakness, "weakness.text": textOf(f.Names),
	}
	return pick(all, columns)
}

// ranks lists the ranks of severities.
func ranks(severities []string) string {
	out := make([]string, len(severities))
	for i, s := range severities {
		out[i] = fmt.Sprint(ranked(s))
	}
	return strings.Join(out, ", ")
}

// findingsTotal counts the findings that fit a filter.
func (tx *Tx) findingsTotal(ctx context.Context, f FindingFilter) (int, error) {
	heaps, err := tx.heaps(ctx, f)
	if err != nil {
		return 0, fmt.Errorf("count findings: %w", err)
	}
	total := 0
	for _, h := range heaps {
		total += int(h.n)
	}
	return total, nil
}

// orNone makes an empty list of a missing one.
func orNone[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// A WeaknessRow is a weakness with how much of the organisation's it touches.
type WeaknessRow struct {
	ID         string
	Names      []string
	Summary    string
	Severity   string
	Score      float64
	Scored     bool
	KEV        bool
	EPSS       float64
	Rated      bool
	Components int // that it is found in, live and in use
	Releases   int // that have one of these
}

var weaknessSorts = map[string][]string{
	"severity": {"severity_rank", "score", "id"},
	"score":    {"score", "id"},
	"kev":      {"kev", "severity_rank", "score", "id"},
	"epss":     {"epss", "id"},
	"weakness": {"id"},
}

// Weaknesses returns the weaknesses with live findings: the list of findings,
// grouped. Of the filter, sort goes by severity, score, kev, epss or weakness.
func (tx *Tx) Weaknesses(ctx context.Context, f FindingFilter, p Page) (Slice[WeaknessRow], error) {
	none := Slice[WeaknessRow]{}
	if f.Sort == "" {
		f.Sort = UsualOrder
	}
	by, falling := strings.CutPrefix(f.Sort, "-")
	columns := weaknessSorts[by]
	if columns == nil {
		return none, fault.New(fault.Invalid, "weaknesses can't be sorted by %q", by).Helped("sort by severity, score, kev, epss or weakness")
	}
	if len(f.States) == 0 {
		f.States = Live
	}
	inner, err := tx.findingsWhere(ctx, f)
	if err != nil {
		return none, err
	}
	w := inner.over("org = $1", "id IN (SELECT finding.weakness FROM finding WHERE "+inner.String()+")")
	if f.counted() && slices.Equal(f.States, Live) && f.Match == "" && f.Owner == "" {
		w = tx.in("org")
		w.conds = append(w.conds, "live > 0")
		f.ofWeakness(w)
	}
	total, err := tx.total(ctx, "weakness", w)
	if err != nil || total == 0 {
		return none, err
	}
	values, err := p.after(len(columns))
	if err != nil {
		return none, err
	}
	w.behind(columns, falling, values)
	rows, err := list(ctx, tx, scanWeaknessRow, `SELECT id, names, summary, severity_rank, score, kev, epss FROM weakness WHERE `+w.String()+w.order(columns, falling, p), w.args...)
	if err != nil {
		return none, fmt.Errorf("list weaknesses: %w", err)
	}
	out := cut(rows, p, func(r WeaknessRow) []any {
		return pick(map[string]any{"id": r.ID, "severity_rank": ranked(r.Severity), "score": orUnsaid(r.Score, r.Scored), "kev": bit(r.KEV), "epss": orUnsaid(r.EPSS, r.Rated)}, columns)
	})
	out.Total = total
	return out, tx.spread(ctx, out.Rows, inner)
}

// ofWeakness adds what a filter asks of the weakness itself.
func (f *FindingFilter) ofWeakness(w *where) {
	if f.KEV {
		w.conds = append(w.conds, "kev = 1")
	}
	if len(f.Severities) > 0 {
		w.conds = append(w.conds, "severity_rank IN ("+ranks(f.Severities)+")")
	}
}

// spread counts for each weakness where it is found.
func (tx *Tx) spread(ctx context.Context, rows []WeaknessRow, w *where) error {
	at := map[string]*WeaknessRow{}
	ids := make([]string, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
		at[ids[i]] = &rows[i]
	}
	w.conds = append(w.conds, tx.among("finding.weakness", w.arg(listed(tx, ids))))
	_, err := list(ctx, tx, func(r row) (struct{}, error) {
		var id string
		var components, releases int
		err := r.Scan(&id, &components, &releases)
		if row := at[id]; row != nil {
			row.Components, row.Releases = components, releases
		}
		return struct{}{}, err
	}, `SELECT finding.weakness, count(DISTINCT finding.component), count(DISTINCT rc.release)
		FROM finding JOIN release_component rc ON rc.org = finding.org AND rc.component = finding.component
		WHERE `+w.String()+` GROUP BY finding.weakness`, w.args...)
	if err != nil {
		return fmt.Errorf("count where weaknesses are found: %w", err)
	}
	return nil
}

func scanWeaknessRow(r row) (WeaknessRow, error) {
	var w WeaknessRow
	err := r.Scan(&w.ID, texts{&w.Names}, &w.Summary, rank{&w.Severity}, said{&w.Score, &w.Scored}, flag{&w.KEV}, said{&w.EPSS, &w.Rated})
	return w, err
}

// A Tally counts live findings. KEV and AllBySeverity are as many as Findings
// lists by that filter: each count leads to its list.
type Tally struct {
	Affected, CannotTell int
	BySeverity           map[string]int // of the affected ones
	AllBySeverity        map[string]int // also of those where nobody can tell
	KEV                  int            // known to be exploited, whatever the answer
	New                  int            // nobody has looked yet: open or reopened
	Snoozed              int            // set aside until a day; counted in all of these as well
}

// Total counts both.
func (t Tally) Total() int { return t.Affected + t.CannotTell }

// Tally counts the live findings that fit a filter, in one pass.
func (tx *Tx) Tally(ctx context.Context, f FindingFilter) (Tally, error) {
	f.States = Live
	heaps, err := tx.heaps(ctx, f)
	if err != nil {
		return Tally{}, fmt.Errorf("count findings: %w", err)
	}
	t := Tally{BySeverity: map[string]int{}, AllBySeverity: map[string]int{}}
	for _, h := range heaps {
		n := int(h.n)
		switch h.state {
		case finding.Open, finding.Reopened:
			t.New += n
		case finding.Snoozed:
			t.Snoozed += n
		}
		if h.kev == 1 {
			t.KEV += n
		}
		t.AllBySeverity[severityOf(h.rank)] += n
		if h.says != match.Affected {
			t.CannotTell += n
			continue
		}
		t.Affected += n
		t.BySeverity[severityOf(h.rank)] += n
	}
	return t, nil
}

// PartsWith returns the numbers of the components that have a finding of one
// of these weaknesses.
func (tx *Tx) PartsWith(ctx context.Context, weaknesses []string) (map[int64]bool, error) {
	out := map[int64]bool{}
	for some := range slices.Chunk(weaknesses, 5000) {
		found, err := list(ctx, tx, scanNumber, `SELECT DISTINCT component FROM finding WHERE org = $1 AND `+tx.among("weakness", 2), tx.org, listed(tx, some))
		if err != nil {
			return nil, fmt.Errorf("find the components of weaknesses: %w", err)
		}
		for _, n := range found {
			out[n] = true
		}
	}
	return out, nil
}
