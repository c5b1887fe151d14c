package store

import (
	"context"
	"fmt"

	"aceso/internal/domain/view"
)

const viewColumns = `id, list, name, query, owner, owner_name, shared, pinned, rev, created_at, changed_at`

func scanView(r row) (view.View, error) {
	var v view.View
	var shared, pinned int64
	err := r.Scan(&v.ID, &v.List, &v.Name, &v.Query, &v.Owner, &v.By, &shared, &pinned, &v.Rev, at{&v.Created}, at{&v.Changed})
	v.Shared, v.Pinned = shared > 0, pinned > 0
	return v, err
}

// KeptView returns a view of a list.
func (tx *Tx) KeptView(ctx context.Context, id string) (view.View, error) {
	return one(tx.queryRow(ctx, `SELECT `+viewColumns+` FROM list_view WHERE org = $1 AND id = $2`, tx.org, id), scanView, "there is no view %s", id)
}

// KeptViews returns a person's own views and the shared ones, by name; of all
// lists where list is "".
func (tx *Tx) KeptViews(ctx context.Context, person, of string) ([]view.View, error) {
	all, err := list(ctx, tx, scanView, `SELECT `+viewColumns+` FROM list_view WHERE org = $1 AND (owner = $2 OR shared = 1) AND ($3 = '' OR list = $3) ORDER BY lower(name), id`, tx.org, person, of)
	if err != nil {
		return nil, fmt.Errorf("list views: %w", err)
	}
	return all, nil
}

// SaveView keeps a view: a new one where its rev is 0, else upon that rev.
func (tx *Tx) SaveView(ctx context.Context, v *view.View) error {
	if v.Rev == 0 {
		v.Rev = 1
		_, err := tx.exec(ctx, `INSERT INTO list_view (org, `+viewColumns+`) VALUES `+marks(1, 12),
			tx.org, v.ID, v.List, v.Name, v.Query, v.Owner, v.By, bit(v.Shared), bit(v.Pinned), v.Rev, when(v.Created), when(v.Changed))
		if err != nil {
			return fmt.Errorf("keep the view %s: %w", v.ID, err)
		}
		return nil
	}
	return tx.save(ctx, "list_view", v.ID, &v.Rev, `UPDATE list_view SET rev = rev + 1, name = $4, query = $5, shared = $6, pinned = $7, changed_at = $8 WHERE org = $1 AND id = $2 AND rev = $3`,
		v.Name, v.Query, bit(v.Shared), bit(v.Pinned), when(v.Changed))
}

// DropView deletes a view, also where a list opens with it.
func (tx *Tx) DropView(ctx context.Context, id string) error {
	for _, text := range []string{`DELETE FROM list_opening WHERE org = $1 AND view = $2`, `DELETE FROM list_view WHERE org = $1 AND id = $2`} {
		if _, err := tx.exec(ctx, text, tx.org, id); err != nil {
			return fmt.Errorf("delete the view %s: %w", id, err)
		}
	}
	return nil
}

// Openings returns the views with which lists open for a person, by list.
func (tx *Tx) Openings(ctx context.Context, person string) (map[string]string, error) {
	pairs, err := list(ctx, tx, func(r row) ([2]string, error) {
		var p [2]string
		err := r.Scan(&p[0], &p[1])
		return p, err
	}, `SELECT list, view FROM list_opening WHERE org = $1 AND person = $2`, tx.org, person)
	if err != nil {
		return nil, fmt.Errorf("read how lists open: %w", err)
	}
	out := map[string]string{}
	for _, p := range pairs {
		out[p[0]] = p[1]
	}
	return out, nil
}

// SetOpening lets a list open with a view for a person; "" is as it comes.
func (tx *Tx) SetOpening(ctx context.Context, person, list, view string) error {
	if _, err := tx.exec(ctx, `DELETE FROM list_opening WHERE org = $1 AND person = $2 AND list = $3`, tx.org, person, list); err != nil {
		return fmt.Errorf("forget how a list opens: %w", err)
	}
	if view == "" {
		return nil
	}
	if _, err := tx.exec(ctx, `INSERT INTO list_opening (org, person, list, view) VALUES ($1, $2, $3, $4)`, tx.org, person, list, view); err != nil {
		return fmt.Errorf("keep how a list opens: %w", err)
	}
	return nil
}

var _ view.Tx = (*Tx)(nil)
