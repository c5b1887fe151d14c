package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"aceso/internal/domain/support"
)

// How each part is supported is reckoned ahead (component_support), so that what
// loses support can be listed and sorted: asking three sources about every part
// of five thousand bills of materials takes longer than anybody waits.

// SupportRests tells by what the support of all parts of the organisation is
// known here: when it says another thing, all is to be reckoned again.
func (tx *Tx) SupportRests(ctx context.Context) (string, error) {
	s, err := scanText(tx.queryRow(ctx, `
		SELECT (SELECT count(*) || ' ' || coalesce(max(id), '') || ' ' || coalesce(max(undone_at), '') FROM support_statement WHERE org = $1)
			|| '; ' || (SELECT count(*) || ' ' || coalesce(max(id), '') || ' ' || coalesce(max(undone_at), '') FROM alias WHERE org = $1)`, tx.org))
	if err != nil {
		return "", fmt.Errorf("find by what support is known: %w", err)
	}
	return s, nil
}

// SupportRound tells for what cause the support of parts is reckoned, and up to
// which component that has come; -1 when it is done with all.
func (tx *Tx) SupportRound(ctx context.Context) (cause string, upto int64, err error) {
	err = tx.queryRow(ctx, `SELECT cause, upto FROM support_round WHERE org = $1`, tx.org).Scan(&cause, &upto)
	if errors.Is(err, sql.ErrNoRows) {
		return "", 0, nil
	}
	return cause, upto, err
}

// SaveSupportRound keeps how far the reckoning has come.
func (tx *Tx) SaveSupportRound(ctx context.Context, cause string, upto int64) error {
	_, err := tx.exec(ctx, `INSERT INTO support_round (org, cause, upto) VALUES ($1, $2, $3) ON CONFLICT (org) DO UPDATE SET cause = excluded.cause, upto = excluded.upto`, tx.org, cause, upto)
	return err
}

// SupportDue returns components whose support is to be reckoned since a bill of
// materials arrived that holds them, and the release that it is of; 0 when
// there is none.
func (tx *Tx) SupportDue(ctx context.Context, most int) (release int64, parts []Part, err error) {
	first, err := list(ctx, tx, scanPair, `SELECT release, component FROM support_due WHERE org = $1 ORDER BY release, component LIMIT 1`, tx.org)
	if err != nil || len(first) == 0 {
		return 0, nil, err
	}
	release = first[0][0]
	parts, err = list(ctx, tx, scanPart, `SELECT `+partColumnsOf("c")+` FROM release_component rc JOIN component c ON c.org = rc.org AND c.no = rc.component
		WHERE rc.org = $1 AND rc.release = $2 AND rc.component > $3 ORDER BY rc.component LIMIT $4`, tx.org, release, first[0][1], most)
	return release, parts, err
}

// SaveSupportDue keeps up to which component the parts of a release are
// reckoned; -1 when that is done.
func (tx *Tx) SaveSupportDue(ctx context.Context, release, upto int64) error {
	if _, err := tx.exec(ctx, `DELETE FROM support_due WHERE org = $1 AND release = $2`, tx.org, release); err != nil || upto < 0 {
		return err
	}
	_, err := tx.exec(ctx, `INSERT INTO support_due (org, release, component) VALUES ($1, $2, $3)`, tx.org, release, upto)
	return err
}

func scanPair(r row) (p [2]int64, err error) { return p, r.Scan(&p[0], &p[1]) }

// SaveStandings keeps how components are supported. Those of whom nobody says
// anything have no row.
func (tx *Tx) SaveStandings(ctx context.Context, parts []Part, standings []support.Standing) error {
	if len(parts) == 0 {
		return nil
	}
	numbers := make([]int64, len(parts))
	var said []int
	for i := range parts {
		if numbers[i] = parts[i].No; standings[i].By != nil {
			said = append(said, i)
		}
	}
	if _, err := tx.exec(ctx, `DELETE FROM component_support WHERE org = $1 AND `+tx.among("component", 2), tx.org, listed(tx, numbers)); err != nil {
		return fmt.Errorf("forget how parts were supported: %w", err)
	}
	err := tx.insertMany(ctx, `component_support (org, component, lineage, level, ends, over, words, source, who, differ)`, 10, len(said), func(i int) []any {
		p, s := &parts[said[i]], standings[said[i]]
		who := s.By.From
		if s.By.Source == support.Person {
			who = s.By.Who
		}
		return []any{tx.org, p.No, p.Component.Lineage(), string(s.Level(tx.now)), s.End(), bit(s.Over()), s.By.Words, string(s.By.Source), who, bit(s.Differ)}
	}, "")
	if err != nil {
		return fmt.Errorf("keep how parts are supported: %w", err)
	}
	return nil
}

// SameStandings tells whether what is kept of parts is what was reckoned, so
// that a round in which nothing changed writes nothing.
func (tx *Tx) SameStandings(ctx context.Context, parts []Part, standings []support.Standing) (bool, error) {
	numbers := make([]int64, len(parts))
	var want []string
	for i, s := range standings {
		numbers[i] = parts[i].No
		if s.By != nil {
			want = append(want, fmt.Sprintf("%d|%s|%s|%d|%t", parts[i].No, s.Level(tx.now), s.End(), bit(s.Over()), s.Differ)+"|"+string(s.By.Source))
		}
	}
	have, err := list(ctx, tx, func(r row) (string, error) {
		var no, over, differ int64
		var level, ends, source string
		err := r.Scan(&no, &level, &ends, &over, &differ, &source)
		return fmt.Sprintf("%d|%s|%s|%d|%t|%s", no, level, ends, over, differ == 1, source), err
	}, `SELECT component, level, ends, over, differ, source FROM component_support WHERE org = $1 AND `+tx.among("component", 2), tx.org, listed(tx, numbers))
	slices.Sort(want)
	slices.Sort(have)
	return slices.Equal(want, have), err
}
