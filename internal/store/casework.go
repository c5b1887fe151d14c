package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"aceso/internal/domain/org"
	"aceso/internal/maker/casework"
	"aceso/internal/value/fault"
)

// Case returns a case as it stands. Who may see it is asked by the use case.
func (tx *Tx) Case(ctx context.Context, id string) (casework.Case, error) {
	return one(tx.queryRow(ctx, `SELECT body, rev FROM told WHERE org = $1 AND id = $2`, tx.org, id), scanCase, "there is no case %s", id)
}

// CaseByNumber returns the case with a number.
func (tx *Tx) CaseByNumber(ctx context.Context, number string) (casework.Case, error) {
	return one(tx.queryRow(ctx, `SELECT body, rev FROM told WHERE org = $1 AND number = $2`, tx.org, number), scanCase, "there is no case %s", number)
}

// CaseBehind returns which case a reporter's link opens. It is asked by the
// public door, which knows no organisation yet.
func (tx *Tx) CaseBehind(ctx context.Context, digest string) (org, id string, err error) {
	type found struct{ org, id string }
	f, err := one(tx.queryRow(ctx, `SELECT org, id FROM told WHERE digest = $1`, digest), func(r row) (f found, err error) {
		err = r.Scan(&f.org, &f.id)
		return f, err
	}, "there is no such link")
	return f.org, f.id, err
}

// CaseOfMail returns the case that a mail belongs to which answers another; "" for none.
func (tx *Tx) CaseOfMail(ctx context.Context, refs []string) (string, error) {
	for _, ref := range refs {
		ids, err := list(ctx, tx, scanText, `SELECT told FROM told_message WHERE org = $1 AND ref = $2 LIMIT 1`, tx.org, ref)
		if err != nil || len(ids) > 0 && ref != "" {
			return strings.Join(ids, ""), err
		}
	}
	return "", nil
}

func scanCase(r row) (c casework.Case, err error) {
	var body []byte
	var rev int64
	if err := r.Scan(&body, &rev); err != nil {
		return c, err
	}
	if err := json.Unmarshal(body, &c); err != nil {
		return c, fmt.Errorf("read a case: %w", err)
	}
	c.Rev = rev
	return c, nil
}

// NextCase takes the next number of a year.
func (tx *Tx) NextCase(ctx context.Context, year int) (int, error) {
	if _, err := tx.exec(ctx, `INSERT INTO told_count (org, year, n) VALUES ($1, $2, 1) ON CONFLICT (org, year) DO UPDATE SET n = told_count.n + 1`, tx.org, year); err != nil {
		return 0, fmt.Errorf("count a case: %w", err)
	}
	n, err := one(tx.queryRow(ctx, `SELECT n FROM told_count WHERE org = $1 AND year = $2`, tx.org, year), scanNumber, "there is no count of %d", year)
	return int(n), err
}

// SaveCase keeps a case, new or changed, and counts its version up.
func (tx *Tx) SaveCase(ctx context.Context, c *casework.Case) error {
	body, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("write case %s: %w", c.ID, err)
	}
	n, err := tx.exec(ctx, `
		INSERT INTO told (org, id, number, kind, state, title, model, product, owner, private, members, digest, received_at, changed_at, body, rev) VALUES `+marks(1, 16)+`
		ON CONFLICT (org, id) DO UPDATE SET kind = excluded.kind, state = excluded.state, title = excluded.title, model = excluded.model, product = excluded.product, owner = excluded.owner,
			private = excluded.private, members = excluded.members, changed_at = excluded.changed_at, body = excluded.body, rev = excluded.rev
		WHERE told.rev = excluded.rev - 1`,
		tx.org, c.ID, c.Number, string(c.Kind), string(c.State), c.Title, c.Device.Model, c.Device.Said, c.Owner, bit(c.Private), ","+strings.Join(append(c.Members, c.Owner), ",")+",", c.Digest,
		when(c.Received), when(c.Changed), string(body), c.Rev+1)
	if err != nil {
		return fmt.Errorf("keep case %s: %w", c.ID, err)
	}
	if n == 0 {
		return fault.New(fault.Stale, "this case was changed meanwhile").Helped("look at what changed and make your change again")
	}
	c.Rev++
	return nil
}

// A CaseFilter says which cases are meant. What is empty does not narrow. A
// private case is in no list, and no count, of who may not see it.
type CaseFilter struct {
	Sees   org.Actor
	Kinds  []casework.Kind
	States []casework.State
	Model  string
	Owner  string // a person's id; Nobody for none
	Text   string // in number, title, or product
	Sort   string // changed, received, number, title, kind, state, product, owner; "-" before it for falling
}

var caseSorts = map[string][]string{
	"changed": {"changed_at", "id"}, "received": {"received_at", "id"}, "number": {"number", "id"}, "title": {"title", "id"}, "kind": {"kind", "id"}, "state": {"state", "id"}, "product": {"product", "id"}, "owner": {"owner", "id"},
}

// Cases returns cases, with their exact count; those changed last first.
func (tx *Tx) Cases(ctx context.Context, f CaseFilter, p Page) (Slice[casework.Case], error) {
	none := Slice[casework.Case]{}
	if f.Sort == "" {
		f.Sort = "-changed"
	}
	name, falling := strings.CutPrefix(f.Sort, "-")
	columns := caseSorts[name]
	if columns == nil {
		return none, fault.New(fault.Invalid, "cases can't be sorted by %q", name).Helped("sort by changed, received, number, title, kind, state, product or owner")
	}
	w := tx.in("org")
	if !f.Sees.System {
		w.and(`(private = 0 OR members LIKE $%d ESCAPE '\')`, "%,"+likeEscaper.Replace(f.Sees.Person)+",%")
	}
	if len(f.Kinds) > 0 {
		oneOf(w, "kind", f.Kinds)
	}
	if len(f.States) > 0 {
		oneOf(w, "state", f.States)
	}
	if f.Model != "" {
		w.and("model = $%d", f.Model)
	}
	switch f.Owner {
	case "":
	case Nobody:
		w.and("owner = ''")
	default:
		w.and("owner = $%d", f.Owner)
	}
	w.has(f.Text, "number", "title", "product")
	total, err := tx.total(ctx, "told", w)
	if err != nil || total == 0 {
		return none, err
	}
	values, err := p.after(len(columns))
	if err != nil {
		return none, err
	}
	w.behind(columns, falling, values)
	rows, err := list(ctx, tx, scanCase, `SELECT body, rev FROM told WHERE `+w.String()+w.order(columns, falling, p), w.args...)
	out := cut(rows, p, func(c casework.Case) []any {
		return pick(map[string]any{
			"changed_at": when(c.Changed), "received_at": when(c.Received), "id": c.ID, "number": c.Number, "title": c.Title, "kind": string(c.Kind), "state": string(c.State), "product": c.Device.Said, "owner": c.Owner,
		}, columns)
	})
	out.Total = total
	return out, err
}

// AddMessage keeps a message. None is ever changed.
func (tx *Tx) AddMessage(ctx context.Context, m casework.Message) error {
	files, err := json.Marshal(m.Files)
	if err != nil {
		return fmt.Errorf("write the files of a message: %w", err)
	}
	return tx.create(ctx, fault.New(fault.Conflict, "this message is there already"), `INSERT INTO told_message (org, id, told, at, side, who, person, text, via, files, ref) VALUES `+marks(1, 11),
		tx.org, m.ID, m.Case, when(m.At), string(m.Side), m.Who, m.Person, m.Text, string(m.Via), string(files), m.Ref)
}

// Messages returns the messages of a case, the oldest first, at most 2,000;
// with inside left out where they are for the reporter.
func (tx *Tx) Messages(ctx context.Context, about string, inside bool) ([]casework.Message, error) {
	w := tx.in("org")
	w.and("told = $%d", about)
	if !inside {
		w.and("side <> $%d", string(casework.Inside))
	}
	return list(ctx, tx, func(r row) (casework.Message, error) {
		m := casework.Message{Org: tx.org, Case: about}
		var files []byte
		if err := r.Scan(&m.ID, at{&m.At}, &m.Side, &m.Who, &m.Person, &m.Text, &m.Via, &files, &m.Ref); err != nil {
			return m, err
		}
		return m, json.Unmarshal(files, &m.Files)
	}, `SELECT id, at, side, who, person, text, via, files, ref FROM told_message WHERE `+w.String()+` ORDER BY id LIMIT 2000`, w.args...)
}

func (tx *Tx) scanLink(r row) (casework.Link, error) {
	l := casework.Link{Org: tx.org}
	err := r.Scan(&l.ID, &l.Case, &l.Kind, &l.About, &l.Title, &l.URL, &l.Why, &l.By, at{&l.At})
	return l, err
}

// Links returns what a case is linked with, the oldest first.
func (tx *Tx) Links(ctx context.Context, about string) ([]casework.Link, error) {
	return list(ctx, tx, tx.scanLink, `SELECT id, told, kind, about, title, url, why, name, at FROM told_link WHERE org = $1 AND told = $2 ORDER BY id`, tx.org, about)
}

// LinksTo returns the links of cases to a record.
func (tx *Tx) LinksTo(ctx context.Context, kind, about string) ([]casework.Link, error) {
	return list(ctx, tx, tx.scanLink, `SELECT id, told, kind, about, title, url, why, name, at FROM told_link WHERE org = $1 AND kind = $2 AND about = $3 ORDER BY id`, tx.org, kind, about)
}

// SaveLink keeps a link.
func (tx *Tx) SaveLink(ctx context.Context, l casework.Link) error {
	return tx.create(ctx, fault.New(fault.Conflict, "this link is there already"), `INSERT INTO told_link (org, id, told, kind, about, title, url, why, name, at) VALUES `+marks(1, 10),
		tx.org, l.ID, l.Case, l.Kind, l.About, l.Title, l.URL, l.Why, l.By, when(l.At))
}

// DropLink takes a link away.
func (tx *Tx) DropLink(ctx context.Context, id string) error {
	_, err := tx.exec(ctx, `DELETE FROM told_link WHERE org = $1 AND id = $2`, tx.org, id)
	return err
}

var _ casework.Tx = (*Tx)(nil)
