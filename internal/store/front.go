package store

import (
	"context"
	"encoding/json"
	"fmt"

	"aceso/internal/maker/casework"
	"aceso/internal/value/fault"
)

// Front returns the organisation's door for strangers; the zero one where
// nobody has arranged it.
func (tx *Tx) Front(ctx context.Context) (casework.Front, error) {
	f, err := one(tx.queryRow(ctx, `SELECT body, rev FROM front WHERE org = $1`, tx.org), scanFront, "there is no public face yet")
	if fault.Is(err, fault.NotFound) {
		return casework.Front{Org: tx.org}, nil
	}
	return f, err
}

func scanFront(r row) (f casework.Front, err error) {
	var body []byte
	var rev int64
	if err := r.Scan(&body, &rev); err != nil {
		return f, err
	}
	if err := json.Unmarshal(body, &f); err != nil {
		return f, fmt.Errorf("read the public face: %w", err)
	}
	f.Rev = rev
	return f, nil
}

// SaveFront keeps the door, new or changed, and counts its version up.
func (tx *Tx) SaveFront(ctx context.Context, f *casework.Front) error {
	body, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("write the public face: %w", err)
	}
	n, err := tx.exec(ctx, `
		INSERT INTO front (org, open, host, body, rev) VALUES `+marks(1, 5)+`
		ON CONFLICT (org) DO UPDATE SET open = excluded.open, host = excluded.host, body = excluded.body, rev = excluded.rev WHERE front.rev = excluded.rev - 1`,
		tx.org, bit(f.Open), f.Host, string(body), f.Rev+1)
	if err != nil {
		return fmt.Errorf("keep the public face: %w", err)
	}
	if n == 0 {
		return fault.New(fault.Stale, "the public face was changed meanwhile").Helped("look at what changed and make your change again")
	}
	f.Rev++
	return nil
}

// FrontAt returns the open door that answers by a host's name: the one that
// has that name, or else the only one that has none. It is asked before an
// organisation is known.
func (tx *Tx) FrontAt(ctx context.Context, host string) (casework.Front, error) {
	for _, name := range []string{host, ""} {
		found, err := list(ctx, tx, scanFront, `SELECT body, rev FROM front WHERE open = 1 AND host = $1 ORDER BY org LIMIT 2`, name)
		if err != nil {
			return casework.Front{}, fmt.Errorf("find the public face: %w", err)
		}
		if len(found) == 1 {
			return found[0], nil
		}
		if len(found) > 1 {
			return casework.Front{}, fault.New(fault.NotFound, "several organisations answer here, and none by this name").Helped("give each its host name in its public face")
		}
	}
	return casework.Front{}, fault.New(fault.NotFound, "there is no public page here")
}

var _ casework.FrontTx = (*Tx)(nil)
