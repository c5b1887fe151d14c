package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"aceso/internal/domain/advisory"
	"aceso/internal/value/fault"
)

// Issue returns an advisory of our own as it stands.
func (tx *Tx) Issue(ctx context.Context, id string) (advisory.Issue, error) {
	return one(tx.queryRow(ctx, `SELECT body, rev FROM issue WHERE org = $1 AND id = $2`, tx.org, id), scanIssue, "there is no advisory %s", id)
}

func scanIssue(r row) (i advisory.Issue, err error) {
	var body []byte
	var rev int64
	if err := r.Scan(&body, &rev); err != nil {
		return i, err
	}
	if err := json.Unmarshal(body, &i); err != nil {
		return i, fmt.Errorf("read an advisory: %w", err)
	}
	i.Rev = rev
	return i, nil
}

// NextAdvisory takes the next number of a year.
func (tx *Tx) NextAdvisory(ctx context.Context, year int) (int, error) {
	if _, err := tx.exec(ctx, `INSERT INTO issue_count (org, year, n) VALUES ($1, $2, 1) ON CONFLICT (org, year) DO UPDATE SET n = issue_count.n + 1`, tx.org, year); err != nil {
		return 0, fmt.Errorf("count an advisory: %w", err)
	}
	n, err := one(tx.queryRow(ctx, `SELECT n FROM issue_count WHERE org = $1 AND year = $2`, tx.org, year), scanNumber, "there is no count of %d", year)
	return int(n), err
}

// SaveIssue keeps an advisory, new or changed, and counts its version up.
func (tx *Tx) SaveIssue(ctx context.Context, i *advisory.Issue) error {
	body, err := json.Marshal(i)
	if err != nil {
		return fmt.Errorf("write advisory %s: %w", i.Number, err)
	}
	n, err := tx.exec(ctx, `
		INSERT INTO issue (org, id, number, stage, title, tlp, edition, body, rev, made_at, changed_at, last_at) VALUES `+marks(1, 12)+`
		ON CONFLICT (org, id) DO UPDATE SET stage = excluded.stage, title = excluded.title, tlp = excluded.tlp, edition = excluded.edition, body = excluded.body, rev = excluded.rev,
			changed_at = excluded.changed_at, last_at = excluded.last_at
		WHERE issue.rev = excluded.rev - 1`,
		tx.org, i.ID, i.Number, string(i.Stage), i.Content.Title, i.Content.TLP, i.Edition, string(body), i.Rev+1, when(i.Created), when(i.Changed), when(i.Last))
	if err != nil {
		return fmt.Errorf("keep advisory %s: %w", i.Number, err)
	}
	if n == 0 {
		return fault.New(fault.Stale, "this advisory was changed meanwhile").Helped("look at what changed and make your change again")
	}
	i.Rev++
	return nil
}

// An IssueFilter says which advisories are meant. What is empty does not narrow.
type IssueFilter struct {
	Stages []advisory.Stage
	Text   string // in number or title
	Sort   string // changed, number, title, stage, tlp, edition, published; "-" before it for falling
}

var issueSorts = map[string][]string{
	"changed": {"changed_at", "id"}, "number": {"number", "id"}, "title": {"title", "id"}, "stage": {"stage", "id"}, "tlp": {"tlp", "id"}, "edition": {"edition", "id"}, "published": {"last_at", "id"},
}

// Issues returns advisories of our own, with their exact count; those changed last first.
func (tx *Tx) Issues(ctx context.Context, f IssueFilter, p Page) (Slice[advisory.Issue], error) {
	none := Slice[advisory.Issue]{}
	if f.Sort == "" {
		f.Sort = "-changed"
	}
	name, falling := strings.CutPrefix(f.Sort, "-")
	columns := issueSorts[name]
	if columns == nil {
		return none, fault.New(fault.Invalid, "advisories can't be sorted by %q", name).Helped("sort by changed, number, title, stage, tlp, edition or published")
	}
	w := tx.in("org")
	if len(f.Stages) > 0 {
		oneOf(w, "stage", f.Stages)
	}
	w.has(f.Text, "number", "title")
	total, err := tx.total(ctx, "issue", w)
	if err != nil || total == 0 {
		return none, err
	}
	values, err := p.after(len(columns))
	if err != nil {
		return none, err
	}
	w.behind(columns, falling, values)
	rows, err := list(ctx, tx, scanIssue, `SELECT body, rev FROM issue WHERE `+w.String()+w.order(columns, falling, p), w.args...)
	out := cut(rows, p, func(i advisory.Issue) []any {
		return pick(map[string]any{
			"changed_at": when(i.Changed), "id": i.ID, "number": i.Number, "title": i.Content.Title, "stage": string(i.Stage), "tlp": i.Content.TLP, "edition": i.Edition, "last_at": when(i.Last),
		}, columns)
	})
	out.Total = total
	return out, err
}

const editionColumns = `issue, edition, number, title, tlp, status, stage, first_at, at, file, document, sha256, sha512, signature, content, patient`

func (tx *Tx) scanEdition(r row) (advisory.Edition, error) {
	e := advisory.Edition{Org: tx.org}
	var content, patient []byte
	err := r.Scan(&e.Issue, &e.Edition, &e.Number, &e.Title, &e.TLP, &e.Status, &e.Stage, at{&e.First}, at{&e.At}, &e.File, &e.Document, &e.SHA256, &e.SHA512, &e.Signature, &content, &patient)
	if err != nil {
		return e, err
	}
	if err := json.Unmarshal(content, &e.Content); err != nil {
		return e, fmt.Errorf("read edition %d of %s: %w", e.Edition, e.Number, err)
	}
	return e, json.Unmarshal(patient, &e.Patient)
}

// AddEdition keeps what was published. It costs the same however many there are.
func (tx *Tx) AddEdition(ctx context.Context, e advisory.Edition) error {
	content, err := json.Marshal(e.Content)
	if err != nil {
		return fmt.Errorf("write edition %d of %s: %w", e.Edition, e.Number, err)
	}
	patient, err := json.Marshal(e.Patient)
	if err != nil {
		return fmt.Errorf("write the notice of %s: %w", e.Number, err)
	}
	if _, err := tx.exec(ctx, `UPDATE edition SET latest = 0 WHERE org = $1 AND issue = $2 AND latest = 1`, tx.org, e.Issue); err != nil {
		return fmt.Errorf("replace the edition before: %w", err)
	}
	return tx.create(ctx, fault.New(fault.Conflict, "edition %d of %s is there already", e.Edition, e.Number), `
		INSERT INTO edition (org, `+editionColumns+`, latest) VALUES `+marks(1, 18),
		tx.org, e.Issue, e.Edition, e.Number, e.Title, e.TLP, string(e.Status), string(e.Stage), when(e.First), when(e.At), e.File, string(e.Document), e.SHA256, e.SHA512, string(e.Signature), string(content), string(patient), 1)
}

// TurnEditions says of all editions of an advisory where it stands now.
func (tx *Tx) TurnEditions(ctx context.Context, issue string, to advisory.Stage) error {
	_, err := tx.exec(ctx, `UPDATE edition SET stage = $3 WHERE org = $1 AND issue = $2`, tx.org, issue, string(to))
	return err
}

// EditionFile returns the last edition that lies under a file name of a label.
func (tx *Tx) EditionFile(ctx context.Context, tlp, file string) (advisory.Edition, error) {
	return one(tx.queryRow(ctx, `SELECT `+editionColumns+` FROM edition WHERE org = $1 AND tlp = $2 AND file = $3 AND latest = 1`, tx.org, tlp, file), tx.scanEdition, "there is no advisory %s", file)
}

// EditionsOf returns all editions of an advisory, the first first.
func (tx *Tx) EditionsOf(ctx context.Context, issue string) ([]advisory.Edition, error) {
	return list(ctx, tx, tx.scanEdition, `SELECT `+editionColumns+` FROM edition WHERE org = $1 AND issue = $2 ORDER BY edition`, tx.org, issue)
}

// A PublishedRow is the head of a published advisory, without its text.
type PublishedRow struct {
	Issue, Number, Title, TLP, File string
	Stage                           advisory.Stage
	Edition                         int
	First, Last                     time.Time
}

// PublishedHeads returns the heads of the last editions, of some labels or of
// all, the newest first.
func (tx *Tx) PublishedHeads(ctx context.Context, labels ...string) ([]PublishedRow, error) {
	w := tx.in("org")
	w.and("latest = 1")
	if len(labels) > 0 {
		oneOf(w, "tlp", labels)
	}
	return list(ctx, tx, func(r row) (PublishedRow, error) {
		var p PublishedRow
		err := r.Scan(&p.Issue, &p.Number, &p.Title, &p.TLP, &p.File, &p.Stage, &p.Edition, at{&p.First}, at{&p.Last})
		return p, err
	}, `SELECT issue, number, title, tlp, file, stage, edition, first_at, at FROM edition WHERE `+w.String()+` ORDER BY at DESC, issue DESC`, w.args...)
}

var _ advisory.Tx = (*Tx)(nil)
