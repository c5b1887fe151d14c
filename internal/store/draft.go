package store

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"aceso/internal/domain/draft"
)

const draftHead = `id, action, page, what, start, why, size, saved_at, expires_at`

func draftFields(d *draft.Draft) []any {
	return []any{&d.ID, &d.Action, &d.Page, &d.What, &d.Start, &d.Why, &d.Size, at{&d.Saved}, at{&d.Expires}}
}

// Draft returns a draft of a person with all that is written in it.
func (tx *Tx) Draft(ctx context.Context, person, id string) (draft.Draft, error) {
	return one(tx.queryRow(ctx, `SELECT `+draftHead+`, fields FROM draft WHERE org = $1 AND person = $2 AND id = $3`, tx.org, person, id), func(r row) (d draft.Draft, err error) {
		var fields string
		if err := r.Scan(append(draftFields(&d), &fields)...); err != nil {
			return d, err
		}
		d.Fields, err = url.ParseQuery(fields)
		return d, err
	}, "there is no draft %s", id)
}

// Drafts returns what a person has begun, without the fields, the newest first.
func (tx *Tx) Drafts(ctx context.Context, person string) ([]draft.Draft, error) {
	return list(ctx, tx, func(r row) (d draft.Draft, err error) {
		err = r.Scan(draftFields(&d)...)
		return d, err
	}, `SELECT `+draftHead+` FROM draft WHERE org = $1 AND person = $2 ORDER BY saved_at DESC, id DESC`, tx.org, person)
}

// SaveDraft keeps a draft as it is now.
func (tx *Tx) SaveDraft(ctx context.Context, person string, d draft.Draft) error {
	_, err := tx.exec(ctx, `
		INSERT INTO draft (org, person, `+draftHead+`, fields) VALUES `+marks(1, 12)+`
		ON CONFLICT (org, person, id) DO UPDATE SET action = excluded.action, page = excluded.page, what = excluded.what, start = excluded.start, why = excluded.why,
			fields = excluded.fields, size = excluded.size, saved_at = excluded.saved_at, expires_at = excluded.expires_at`,
		tx.org, person, d.ID, d.Action, d.Page, d.What, d.Start, string(d.Why), d.Size, when(d.Saved), when(d.Expires), d.Fields.Encode())
	if err != nil {
		return fmt.Errorf("keep a draft: %w", err)
	}
	return nil
}

// DropDraft deletes a draft, if it is there.
func (tx *Tx) DropDraft(ctx context.Context, person, id string) error {
	_, err := tx.exec(ctx, `DELETE FROM draft WHERE org = $1 AND person = $2 AND id = $3`, tx.org, person, id)
	return err
}

// ForgetDrafts deletes the drafts whose time has come.
func (tx *Tx) ForgetDrafts(ctx context.Context, now time.Time) error {
	_, err := tx.exec(ctx, `DELETE FROM draft WHERE org = $1 AND expires_at <= $2`, tx.org, when(now))
	return err
}

var _ draft.Tx = (*Tx)(nil)
