package store

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strings"

	"aceso/internal/maker/assess"
	"aceso/internal/value/fault"
)

// Matrix returns the newest version of the firm's matrix.
func (tx *Tx) Matrix(ctx context.Context) (assess.Matrix, error) {
	return one(tx.queryRow(ctx, `SELECT version, line, why, at, name, person FROM harm_matrix WHERE org = $1 ORDER BY version DESC LIMIT 1`, tx.org), tx.scanMatrix, "there is no matrix yet that says which risks are controlled")
}

// Matrices returns every version of the firm's matrix, the newest first.
func (tx *Tx) Matrices(ctx context.Context) ([]assess.Matrix, error) {
	return list(ctx, tx, tx.scanMatrix, `SELECT version, line, why, at, name, person FROM harm_matrix WHERE org = $1 ORDER BY version DESC`, tx.org)
}

// MatrixVersion returns one version.
func (tx *Tx) MatrixVersion(ctx context.Context, version int64) (assess.Matrix, error) {
	return one(tx.queryRow(ctx, `SELECT version, line, why, at, name, person FROM harm_matrix WHERE org = $1 AND version = $2`, tx.org, version), tx.scanMatrix, "there is no version %d of the matrix", version)
}

func (tx *Tx) scanMatrix(r row) (assess.Matrix, error) {
	m := assess.Matrix{Org: tx.org}
	var line []byte
	if err := r.Scan(&m.Version, &line, &m.Why, at{&m.Adopted}, &m.By, &m.Person); err != nil {
		return m, err
	}
	return m, json.Unmarshal(line, &m.Line)
}

// AddMatrix keeps a new version. None is ever changed.
func (tx *Tx) AddMatrix(ctx context.Context, m assess.Matrix) error {
	line, err := json.Marshal(m.Line)
	if err != nil {
		return fmt.Errorf("write the matrix: %w", err)
	}
	return tx.create(ctx, fault.New(fault.Conflict, "version %d of the matrix is there already", m.Version), `INSERT INTO harm_matrix (org, version, line, why, at, name, person) VALUES `+marks(1, 7),
		tx.org, m.Version, string(line), m.Why, when(m.Adopted), m.By, m.Person)
}

// Assessment returns an assessment as it stands.
func (tx *Tx) Assessment(ctx context.Context, id string) (assess.Assessment, error) {
	return one(tx.queryRow(ctx, `SELECT body, rev FROM assessment WHERE org = $1 AND id = $2`, tx.org, id), scanAssessment, "there is no assessment %s", id)
}

// AssessmentsOf returns the assessments of one record, the oldest first.
func (tx *Tx) AssessmentsOf(ctx context.Context, kind, about string) ([]assess.Assessment, error) {
	return list(ctx, tx, scanAssessment, `SELECT body, rev FROM assessment WHERE org = $1 AND kind = $2 AND about = $3 ORDER BY id`, tx.org, kind, about)
}

func scanAssessment(r row) (a assess.Assessment, err error) {
	var body []byte
	var rev int64
	if err := r.Scan(&body, &rev); err != nil {
		return a, err
	}
	if err := json.Unmarshal(body, &a); err != nil {
		return a, fmt.Errorf("read an assessment: %w", err)
	}
	a.Rev = rev
	return a, nil
}

// SaveAssessment keeps an assessment, new or changed, and counts its version up.
func (tx *Tx) SaveAssessment(ctx context.Context, a *assess.Assessment) error {
	body, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf("write assessment %s: %w", a.ID, err)
	}
	scored := int64(-1)
	if v, err := a.CVSS31(); err == nil {
		scored = int64(math.Round(v.Environmental * 10))
	}
	n, err := tx.exec(ctx, `
		INSERT INTO assessment (org, id, kind, about, about_title, state, result, severity, exploitability, score, body, rev, aware_at, made_at, changed_at, decided_at) VALUES `+marks(1, 16)+`
		ON CONFLICT (org, id) DO UPDATE SET about_title = excluded.about_title, state = excluded.state, result = excluded.result, severity = excluded.severity, exploitability = excluded.exploitability,
			score = excluded.score, body = excluded.body, rev = excluded.rev, aware_at = excluded.aware_at, changed_at = excluded.changed_at, decided_at = excluded.decided_at
		WHERE assessment.rev = excluded.rev - 1`,
		tx.org, a.ID, a.About.Kind, a.About.ID, a.About.Title, string(a.State), string(a.Result), string(a.Severity), string(a.Exploitability), scored, string(body), a.Rev+1,
		when(a.Aware), when(a.Created), when(a.Changed), when(a.Decided))
	if err != nil {
		return fmt.Errorf("keep assessment %s: %w", a.ID, err)
	}
	if n == 0 {
		return fault.New(fault.Stale, "this assessment was changed meanwhile").Helped("look at what changed and make your change again")
	}
	a.Rev++
	return nil
}

// An AssessmentFilter says which assessments are meant. What is empty does not narrow.
type AssessmentFilter struct {
	States []assess.State
	Result assess.Result
	Kind   string
	Text   string // in the record's title
	Sort   string // changed, title, state, result, severity, exploitability, score; "-" before it for falling
}

var assessmentSorts = map[string][]string{
	"changed": {"changed_at", "id"}, "title": {"about_title", "id"}, "state": {"state", "id"}, "result": {"result", "id"}, "severity": {"severity", "id"}, "exploitability": {"exploitability", "id"}, "score": {"score", "id"},
}

// An AssessmentRow is an assessment in a list.
type AssessmentRow struct {
	assess.Assessment
	score int64
}

// Assessments returns assessments, with their exact count; those changed last first.
func (tx *Tx) Assessments(ctx context.Context, f AssessmentFilter, p Page) (Slice[AssessmentRow], error) {
	none := Slice[AssessmentRow]{}
	if f.Sort == "" {
		f.Sort = "-changed"
	}
	name, falling := strings.CutPrefix(f.Sort, "-")
	columns := assessmentSorts[name]
	if columns == nil {
		return none, fault.New(fault.Invalid, "assessments can't be sorted by %q", name).Helped("sort by changed, title, state, result, severity, exploitability or score")
	}
	w := tx.in("org")
	if len(f.States) > 0 {
		oneOf(w, "state", f.States)
	}
	if f.Result != "" {
		w.and("result = $%d", string(f.Result))
	}
	if f.Kind != "" {
		w.and("kind = $%d", f.Kind)
	}
	w.has(f.Text, "about_title")
	total, err := tx.total(ctx, "assessment", w)
	if err != nil || total == 0 {
		return none, err
	}
	values, err := p.after(len(columns))
	if err != nil {
		return none, err
	}
	w.behind(columns, falling, values)
	rows, err := list(ctx, tx, func(r row) (AssessmentRow, error) {
		var out AssessmentRow
		var body []byte
		var rev int64
		err := r.Scan(&body, &rev, &out.score)
		if err == nil {
			err = json.Unmarshal(body, &out.Assessment)
		}
		out.Rev = rev
		return out, err
	}, `SELECT body, rev, score FROM assessment WHERE `+w.String()+w.order(columns, falling, p), w.args...)
	out := cut(rows, p, func(a AssessmentRow) []any {
		return pick(map[string]any{
			"changed_at": when(a.Changed), "id": a.ID, "about_title": a.About.Title, "state": string(a.State), "result": string(a.Result), "severity": string(a.Severity), "exploitability": string(a.Exploitability), "score": a.score,
		}, columns)
	})
	out.Total = total
	return out, err
}

// HarmMap counts the decided assessments in force by exploitability and severity.
func (tx *Tx) HarmMap(ctx context.Context) (map[assess.Exploitability]map[assess.Severity]int, error) {
	out := map[assess.Exploitability]map[assess.Severity]int{}
	_, err := list(ctx, tx, func(r row) (struct{}, error) {
		var e assess.Exploitability
		var s assess.Severity
		var n int
		err := r.Scan(&e, &s, &n)
		if out[e] == nil {
			out[e] = map[assess.Severity]int{}
		}
		out[e][s] = n
		return struct{}{}, err
	}, `SELECT exploitability, severity, count(*) FROM assessment WHERE org = $1 AND state = 'decided' GROUP BY exploitability, severity`, tx.org)
	return out, err
}

var _ assess.Tx = (*Tx)(nil)
