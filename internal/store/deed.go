package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"aceso/internal/domain/deed"
	"aceso/internal/domain/finding"
)

const deedColumns = `id, kind, text, person, name, token, at, state, asked, done, left_out, back, kept, by_person, by_name, turned_at, job, plan, place`

func scanDeed(r row) (deed.Deed, error) {
	var d deed.Deed
	err := r.Scan(&d.ID, &d.Kind, &d.Text, &d.Who.Person, &d.Who.Name, &d.Who.Token, at{&d.At}, &d.State, &d.Asked, &d.Done, &d.Left, &d.Back, &d.Kept,
		&d.By.Person, &d.By.Name, at{&d.Turn}, &d.Job, marked{&d.Plan}, &d.Place)
	return d, err
}

// marked is marks in one column, as JSON; "" for none.
type marked struct{ m *deed.Marks }

func (m marked) Scan(v any) error {
	text, ok := v.(string)
	if b, raw := v.([]byte); raw {
		text, ok = string(b), true
	}
	if !ok {
		return fmt.Errorf("marks are kept as %T", v)
	}
	if *m.m = nil; text == "" {
		return nil
	}
	return json.Unmarshal([]byte(text), m.m)
}

func marksText(m deed.Marks) string {
	if len(m) == 0 {
		return ""
	}
	raw, err := json.Marshal(m)
	if err != nil {
		panic(err) // texts always encode
	}
	return string(raw)
}

// Deed returns what somebody did.
func (tx *Tx) Deed(ctx context.Context, id string) (deed.Deed, error) {
	d, err := one(tx.queryRow(ctx, `SELECT `+deedColumns+` FROM deed WHERE org = $1 AND id = $2`, tx.org, id), scanDeed, "nothing is on record as %s", id)
	d.Who.Org, d.By.Org = tx.org, tx.org
	return d, err
}

// SaveDeed keeps a deed, new or as it stands now. What was done by whom stays.
func (tx *Tx) SaveDeed(ctx context.Context, d deed.Deed) error {
	_, err := tx.exec(ctx, `
		INSERT INTO deed (org, `+deedColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
		ON CONFLICT (org, id) DO UPDATE SET text = excluded.text, state = excluded.state, done = excluded.done, left_out = excluded.left_out, back = excluded.back,
			kept = excluded.kept, by_person = excluded.by_person, by_name = excluded.by_name, turned_at = excluded.turned_at, job = excluded.job, plan = excluded.plan, place = excluded.place`,
		tx.org, d.ID, string(d.Kind), d.Text, d.Who.Person, d.Who.Name, d.Who.Token, when(d.At), string(d.State), d.Asked, d.Done, d.Left, d.Back, d.Kept,
		d.By.Person, d.By.Name, when(d.Turn), d.Job, marksText(d.Plan), d.Place)
	if err != nil {
		return fmt.Errorf("keep deed %s: %w", d.ID, err)
	}
	return nil
}

// AddSteps keeps what a deed did to further records. The log's next entry is
// the one that tells of it.
func (tx *Tx) AddSteps(ctx context.Context, deed string, steps []deed.Step) error {
	next, err := tx.LogSize(ctx)
	if err != nil {
		return err
	}
	err = tx.insertMany(ctx, "deed_step (org, deed, no, record, label, was, became, left_why, entry, entry_back, back, kept_why)", 12, len(steps), func(i int) []any {
		s := &steps[i]
		return []any{tx.org, deed, s.No, s.Record, s.Label, marksText(s.Was), marksText(s.Became), s.Left, next, -1, string(s.Back), s.Kept}
	}, "")
	if err != nil {
		return fmt.Errorf("keep what deed %s did: %w", deed, err)
	}
	return nil
}

// SaveSteps keeps what taking a deed back did. The log's last entry is the one
// that tells of it.
func (tx *Tx) SaveSteps(ctx context.Context, deed string, steps []deed.Step) error {
	next, err := tx.LogSize(ctx)
	if err != nil {
		return err
	}
	err = tx.repeat(ctx, `UPDATE deed_step SET back = $4, kept_why = $5, entry_back = $6 WHERE org = $1 AND deed = $2 AND no = $3`, len(steps), func(i int) []any {
		return []any{tx.org, deed, steps[i].No, string(steps[i].Back), steps[i].Kept, next - 1}
	})
	if err != nil {
		return fmt.Errorf("keep how deed %s was taken back: %w", deed, err)
	}
	return nil
}

// Steps returns up to n steps of a deed behind a place, in order.
func (tx *Tx) Steps(ctx context.Context, deed string, after int64, n int) ([]deed.Step, error) {
	return list(ctx, tx, scanStep, `SELECT `+stepColumns+` FROM deed_step s WHERE s.org = $1 AND s.deed = $2 AND s.no > $3 ORDER BY s.no LIMIT $4`, tx.org, deed, after, n)
}

const stepColumns = `s.no, s.record, s.label, s.was, s.became, s.left_why, s.back, s.kept_why, s.entry`

func stepFields(s *deed.Step) []any {
	return []any{&s.No, &s.Record, &s.Label, marked{&s.Was}, marked{&s.Became}, &s.Left, &s.Back, &s.Kept, &s.Entry}
}

func scanStep(r row) (deed.Step, error) {
	var s deed.Step
	return s, r.Scan(stepFields(&s)...)
}

// A DeedFilter says which deeds are asked for.
type DeedFilter struct {
	Person string // who did them, or took them back; "" for everybody
	Since  time.Time
	Text   string // in what was done, or who did it
	Sort   string // the newest first when not said
}

// deedOrders are what deeds can be sorted by.
var deedOrders = orders{
	"at": {"id"}, "what": {"text", "id"}, "state": {"state", "id"}, "by": {"name", "id"}, "done": {"done", "id"}, "left": {"left_out", "id"}, "back": {"back", "id"}, "turned": {"turned_at", "id"},
}

// Deeds returns what was done.
func (tx *Tx) Deeds(ctx context.Context, f DeedFilter, p Page) (Slice[deed.Deed], error) {
	w := tx.in("org")
	if f.Person != "" {
		w.and("person = $%d", f.Person)
	}
	if !f.Since.IsZero() {
		w.and("at >= $%d", when(f.Since))
	}
	w.has(f.Text, "text", "name")
	return stretch(ctx, tx, query[deed.Deed]{noun: "deeds", columns: deedColumns, from: "deed", where: w, orders: deedOrders, sort: cmp.Or(f.Sort, "-at"), scan: scanDeed}, p)
}

// NewestDeed returns what a person did or took back last in a browser, since a time.
func (tx *Tx) NewestDeed(ctx context.Context, person string, since time.Time) (deed.Deed, bool, error) {
	ds, err := list(ctx, tx, scanDeed, `SELECT `+deedColumns+` FROM deed WHERE org = $1 AND person = $2 AND turned_at > $3 AND token = '' ORDER BY turned_at DESC LIMIT 1`,
		tx.org, person, when(since))
	if err != nil || len(ds) == 0 {
		return deed.Deed{}, false, err
	}
	return ds[0], true, nil
}

// A DeedOn is what a deed did to one record.
type DeedOn struct {
	deed.Deed
	deed.Step
}

// DeedsOn returns what deeds did to a record, newest first. What a deed left
// alone is not among it.
func (tx *Tx) DeedsOn(ctx context.Context, record string, n int) ([]DeedOn, error) {
	return list(ctx, tx, func(r row) (DeedOn, error) {
		var o DeedOn
		err := r.Scan(append([]any{&o.Deed.ID, &o.Kind, &o.Text, &o.Who.Person, &o.Who.Name, at{&o.At}, &o.Asked, &o.By.Name, at{&o.Turn}}, stepFields(&o.Step)...)...)
		return o, err
	}, `SELECT d.id, d.kind, d.text, d.person, d.name, d.at, d.asked, d.by_name, d.turned_at, `+stepColumns+`
		FROM deed_step s JOIN deed d ON d.org = s.org AND d.id = s.deed
		WHERE s.org = $1 AND s.record = $2 AND s.left_why = '' ORDER BY s.entry DESC, s.no DESC LIMIT $3`, tx.org, record, n)
}

// HandsSince returns who changed records last by a deed, or by taking one
// back, of those that the log tells from an entry on: neither by that deed nor
// by the person who did it.
func (tx *Tx) HandsSince(ctx context.Context, records []string, entry int64, except deed.Deed) (map[string]finding.Hand, error) {
	type hand struct {
		record string
		finding.Hand
	}
	all, err := list(ctx, tx, func(r row) (hand, error) {
		var h hand
		err := r.Scan(&h.record, &h.Name, at{&h.At})
		return h, err
	}, `SELECT s.record, CASE WHEN s.entry_back >= $3 THEN d.by_name ELSE d.name END, CASE WHEN s.entry_back >= $3 THEN d.turned_at ELSE d.at END
		FROM deed_step s JOIN deed d ON d.org = s.org AND d.id = s.deed
		WHERE s.org = $1 AND `+tx.among("s.record", 2)+` AND s.left_why = '' AND d.id <> $4
			AND (s.entry >= $3 AND d.person <> $5 OR s.entry_back >= $3 AND s.back = 'restored' AND d.by_person <> $5)
		ORDER BY s.entry`, tx.org, listed(tx, records), entry, except.ID, except.Who.Person)
	if err != nil {
		return nil, fmt.Errorf("look who changed records since: %w", err)
	}
	out := make(map[string]finding.Hand, len(all))
	for _, h := range all {
		out[h.record] = h.Hand
	}
	return out, nil
}
