package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"aceso/internal/domain/finding"
	"aceso/internal/domain/match"
	"aceso/internal/domain/sbom"
	"aceso/internal/value/fault"
)

// A FindingFilter says which findings are asked for. What is empty does not
// narrow. Findings of components that no current bill of materials has any
// more are left out.
type FindingFilter struct {
	Line, Model, Release string // only of components that these have
	Component            string // key
	Weakness             string // canonical id
	States               []finding.State
	Match                match.State // affected, or cannot_tell
	Severities           []string
	KEV                  bool
	Owner                string // a person's id; Nobody for none
	Text                 string // contained in a name of the weakness or the component, or in the summary
	Sort                 string // one of FindingSorts, with "-" before it falling; "-severity" when not said
}

// Nobody is the owner of what has none, in filters.
const Nobody = "-"

// Live is every state but closed: the usual filter.
var Live = []finding.State{finding.Reopened, finding.Open, finding.InReview}

// A FindingRow is a finding in a list, with its component.
type FindingRow struct {
	finding.Finding
	Part     sbom.Component // its identity
	Releases int            // whose current bill of materials has it
	place    map[string]any
}

var findingSorts = []struct {
	name    string
	columns []string
}{
	{"severity", []string{"severity_rank", "score", "no"}},
	{"score", []string{"score", "no"}},
	{"kev", []string{"kev", "severity_rank", "no"}},
	{"epss", []string{"epss", "no"}},
	{"component", []string{"name", "version", "no"}},
	{"weakness", []string{"weakness", "no"}},
	{"state", []string{"state", "severity_rank", "no"}},
	{"match", []string{"says", "severity_rank", "no"}},
	{"owner", []string{"owner", "severity_rank", "no"}},
	{"opened", []string{"opened_at", "no"}},
	{"turned", []string{"turned_at", "no"}},
}

// FindingSorts tells what findings can be sorted by.
func FindingSorts() []string {
	names := make([]string, len(findingSorts))
	for i, s := range findingSorts {
		names[i] = s.name
	}
	return names
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
	columns, falling, err := sortBy(f.Sort, "-severity")
	if err != nil {
		return none, err
	}
	w, err := tx.findingsWhere(ctx, f)
	if err != nil {
		return none, err
	}
	total, err := tx.total(ctx, "finding", w)
	if err != nil {
		return none, fmt.Errorf("count findings: %w", err)
	}
	values, err := p.after(len(columns))
	if err != nil {
		return none, err
	}
	w.behind(columns, falling, values)
	// The page is found in the narrow table first, and only its rows are joined.
	page := `SELECT org, no FROM finding WHERE ` + w.String() + w.order(columns, falling, p)
	way := ""
	if falling {
		way = " DESC"
	}
	rows, err := list(ctx, tx, scanFindingRow, `
		SELECT `+findingColumns+`, f.no, f.name, c.kind, c.supplier, c.grp, c.name, c.version, c.purl, c.cpes, c.distro,
			(SELECT count(*) FROM release_component rc WHERE rc.org = f.org AND rc.component = f.component)
		FROM (`+page+`) AS page
		JOIN finding f ON f.org = page.org AND f.no = page.no
		JOIN component c ON c.org = f.org AND c.no = f.component
		LEFT JOIN weakness w ON w.org = f.org AND w.id = f.weakness
		ORDER BY f.`+strings.Join(columns, way+", f.")+way, w.args...)
	if err != nil {
		return none, fmt.Errorf("list findings: %w", err)
	}
	out := cut(rows, p, func(r FindingRow) []any { return pick(r.place, columns) })
	out.Total = total
	return out, nil
}

func scanFindingRow(r row) (FindingRow, error) {
	var f FindingRow
	var no int64
	var name string
	c := &f.Part
	fields := append(findingFields(&f.Finding), &no, &name, &c.Kind, &c.Supplier, &c.Group, &c.Name, &c.Version, &c.PURL, texts{&c.CPEs}, &c.Distro, &f.Releases)
	if err := r.Scan(fields...); err != nil {
		return f, err
	}
	f.place = map[string]any{"no": no, "severity_rank": ranked(f.Severity), "score": orUnsaid(f.Score, f.Scored), "kev": bit(f.KEV), "epss": orUnsaid(f.EPSS, f.Rated),
		"name": name, "version": c.Version, "weakness": f.Weakness, "state": string(f.State), "says": string(f.Match), "owner": f.Owner,
		"opened_at": when(f.Opened), "turned_at": when(f.Turned)}
	return f, nil
}

func (tx *Tx) findingsWhere(ctx context.Context, f FindingFilter) (*where, error) {
	w := tx.in("finding.org")
	w.conds = append(w.conds, "finding.used = 1")
	if len(f.States) > 0 && len(f.States) < len(finding.States) {
		w.oneOf("finding.state", f.States)
	}
	if f.Match != "" {
		w.and("finding.says = $%d", string(f.Match))
	}
	if len(f.Severities) > 0 {
		ranks := make([]string, len(f.Severities))
		for i, s := range f.Severities {
			ranks[i] = fmt.Sprint(ranked(s))
		}
		w.conds = append(w.conds, "finding.severity_rank IN ("+strings.Join(ranks, ", ")+")")
	}
	if f.KEV {
		w.conds = append(w.conds, "finding.kev = 1")
	}
	switch f.Owner {
	case "":
	case Nobody:
		w.conds = append(w.conds, "finding.owner = ''")
	default:
		w.and("finding.owner = $%d", f.Owner)
	}
	if f.Weakness != "" {
		w.and("finding.weakness = $%d", f.Weakness)
	}
	if f.Component != "" {
		w.and("finding.component = (SELECT no FROM component WHERE org = $1 AND key = $%d)", f.Component)
	}
	tx.inProducts(w, f)
	tx.aboutText(w, f.Text)
	return w, nil
}

// oneOf adds the condition that a column is one of a few words of ours.
func (w *where) oneOf(column string, words []finding.State) {
	marks := make([]string, len(words))
	args := make([]any, len(words))
	for i, s := range words {
		marks[i], args[i] = "$%d", string(s)
	}
	w.and(column+" IN ("+strings.Join(marks, ", ")+")", args...)
}

// inProducts narrows findings to the components of a release, model or line.
func (tx *Tx) inProducts(w *where, f FindingFilter) {
	switch {
	case f.Release != "":
		w.and("finding.component IN (SELECT rc.component FROM release_component rc WHERE rc.org = $1 AND rc.release = (SELECT no FROM release WHERE org = $1 AND id = $%d))", f.Release)
	case f.Model != "":
		w.and("finding.component IN (SELECT rc.component FROM release_component rc JOIN release r ON r.org = rc.org AND r.no = rc.release WHERE rc.org = $1 AND r.model = $%d)", f.Model)
	case f.Line != "":
		w.and(`finding.component IN (SELECT rc.component FROM release_component rc JOIN release r ON r.org = rc.org AND r.no = rc.release
			JOIN model m ON m.org = r.org AND m.id = r.model WHERE rc.org = $1 AND m.line = $%d)`, f.Line)
	}
}

// aboutText narrows findings to those whose weakness or component holds a
// text: it is looked for among the distinct ones, not in every finding.
func (tx *Tx) aboutText(w *where, text string) {
	text = strings.TrimSpace(text)
	if text == "" {
		return
	}
	n := w.arg("%" + likeEscaper.Replace(strings.ToLower(text)) + "%")
	w.conds = append(w.conds, fmt.Sprintf(`finding.no IN (
		SELECT x.no FROM finding x WHERE x.org = $1 AND x.weakness IN (SELECT id FROM weakness WHERE org = $1 AND (lower(names) LIKE $%[1]d ESCAPE '\' OR lower(summary) LIKE $%[1]d ESCAPE '\'))
		UNION
		SELECT y.no FROM finding y WHERE y.org = $1 AND y.component IN (SELECT no FROM component WHERE org = $1 AND (lower(name) LIKE $%[1]d ESCAPE '\' OR lower(grp) LIKE $%[1]d ESCAPE '\' OR lower(purl) LIKE $%[1]d ESCAPE '\')))`, n))
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
	"kev":      {"kev", "severity_rank", "id"},
	"epss":     {"epss", "id"},
	"weakness": {"id"},
}

// Weaknesses returns the weaknesses with live findings: the list of findings,
// grouped. Of the filter, sort goes by severity, score, kev, epss or weakness.
func (tx *Tx) Weaknesses(ctx context.Context, f FindingFilter, p Page) (Slice[WeaknessRow], error) {
	none := Slice[WeaknessRow]{}
	by, falling := strings.CutPrefix(f.Sort, "-")
	if by == "" {
		by, falling = "severity", true
	}
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
	w := inner.copy()
	w.conds = []string{"org = $1", "EXISTS (SELECT 1 FROM finding WHERE finding.weakness = weakness.id AND " + inner.String() + ")"}
	total, err := tx.total(ctx, "weakness", w)
	if err != nil {
		return none, fmt.Errorf("count weaknesses: %w", err)
	}
	values, err := p.after(len(columns))
	if err != nil {
		return none, err
	}
	w.behind(columns, falling, values)
	rows, err := list(ctx, tx, scanWeaknessRow, `
		SELECT id, names, summary, severity_rank, score, kev, epss,
			(SELECT count(*) FROM finding WHERE finding.weakness = weakness.id AND `+inner.String()+`),
			(SELECT count(DISTINCT rc.release) FROM finding JOIN release_component rc ON rc.org = finding.org AND rc.component = finding.component
				WHERE finding.weakness = weakness.id AND `+inner.String()+`)
		FROM weakness WHERE `+w.String()+w.order(columns, falling, p), w.args...)
	if err != nil {
		return none, fmt.Errorf("list weaknesses: %w", err)
	}
	out := cut(rows, p, func(r WeaknessRow) []any {
		return pick(map[string]any{"id": r.ID, "severity_rank": ranked(r.Severity), "score": orUnsaid(r.Score, r.Scored), "kev": bit(r.KEV), "epss": orUnsaid(r.EPSS, r.Rated)}, columns)
	})
	out.Total = total
	return out, nil
}

func scanWeaknessRow(r row) (WeaknessRow, error) {
	var w WeaknessRow
	err := r.Scan(&w.ID, texts{&w.Names}, &w.Summary, rank{&w.Severity}, said{&w.Score, &w.Scored}, flag{&w.KEV}, said{&w.EPSS, &w.Rated}, &w.Components, &w.Releases)
	return w, err
}

// A Tally counts live findings.
type Tally struct {
	Affected, CannotTell int
	BySeverity           map[string]int // of the affected ones
	KEV                  int            // affected, and known to be exploited
	New                  int            // nobody has looked yet: open or reopened
}

// Total counts both.
func (t Tally) Total() int { return t.Affected + t.CannotTell }

// Tally counts the live findings that fit a filter, in one pass.
func (tx *Tx) Tally(ctx context.Context, f FindingFilter) (Tally, error) {
	f.States = slices.Clone(Live)
	w, err := tx.findingsWhere(ctx, f)
	if err != nil {
		return Tally{}, err
	}
	type group struct {
		state    finding.State
		says     match.State
		severity string
		kev      bool
		n        int
	}
	groups, err := list(ctx, tx, func(r row) (group, error) {
		var g group
		err := r.Scan(&g.state, &g.says, rank{&g.severity}, flag{&g.kev}, &g.n)
		return g, err
	}, `SELECT state, says, severity_rank, kev, count(*) FROM finding WHERE `+w.String()+` GROUP BY state, says, severity_rank, kev`, w.args...)
	if err != nil {
		return Tally{}, fmt.Errorf("count findings: %w", err)
	}
	t := Tally{BySeverity: map[string]int{}}
	for _, g := range groups {
		if g.state != finding.InReview {
			t.New += g.n
		}
		if g.says != match.Affected {
			t.CannotTell += g.n
			continue
		}
		t.Affected += g.n
		t.BySeverity[g.severity] += g.n
		if g.kev {
			t.KEV += g.n
		}
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
