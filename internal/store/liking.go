package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
)

// KeysOf returns what a person presses instead of the usual keys, by the name
// of what it does.
func (tx *Tx) KeysOf(ctx context.Context, person string) (map[string]string, error) {
	pairs, err := list(ctx, tx, func(r row) ([2]string, error) {
		var p [2]string
		err := r.Scan(&p[0], &p[1])
		return p, err
	}, `SELECT name, press FROM person_key WHERE person = $1`, person)
	if err != nil {
		return nil, fmt.Errorf("read the keys of a person: %w", err)
	}
	out := make(map[string]string, len(pairs))
	for _, p := range pairs {
		out[p[0]] = p[1]
	}
	return out, nil
}

// SaveKeys keeps what a person presses, in place of what they chose before.
func (tx *Tx) SaveKeys(ctx context.Context, person string, chosen map[string]string) error {
	if _, err := tx.exec(ctx, `DELETE FROM person_key WHERE person = $1`, person); err != nil {
		return fmt.Errorf("forget the keys of a person: %w", err)
	}
	names := slices.Sorted(maps.Keys(chosen))
	err := tx.insertMany(ctx, `person_key (person, name, press)`, 3, len(names), func(i int) []any { return []any{person, names[i], chosen[names[i]]} }, "")
	if err != nil {
		return fmt.Errorf("keep the keys of a person: %w", err)
	}
	return nil
}
