package store

import (
	"context"
	"fmt"
)

// A Rating is the estimate of a weakness that lists are sorted by. It changes
// daily and is no news: nothing of it goes into the log.
type Rating struct {
	Weakness string
	EPSS     float64
	Rated    bool
}

// Ratings returns the ratings of weaknesses that some component has or had,
// behind one of them, in order.
func (tx *Tx) Ratings(ctx context.Context, after string, n int) ([]Rating, error) {
	return list(ctx, tx, func(r row) (Rating, error) {
		var rating Rating
		err := r.Scan(&rating.Weakness, said{&rating.EPSS, &rating.Rated})
		return rating, err
	}, `SELECT id, epss FROM weakness WHERE org = $1 AND id > $2 ORDER BY id LIMIT $3`, tx.org, after, n)
}

// SaveRatings keeps new ratings of weaknesses and of their findings.
func (tx *Tx) SaveRatings(ctx context.Context, ratings []Rating) error {
	row := func(i int) []any {
		return []any{tx.org, ratings[i].Weakness, orUnsaid(ratings[i].EPSS, ratings[i].Rated)}
	}
	if err := tx.repeat(ctx, `UPDATE weakness SET epss = $3 WHERE org = $1 AND id = $2`, len(ratings), row); err != nil {
		return fmt.Errorf("keep the ratings of weaknesses: %w", err)
	}
	if err := tx.repeat(ctx, `UPDATE finding SET epss = $3 WHERE org = $1 AND weakness = $2`, len(ratings), row); err != nil {
		return fmt.Errorf("keep the ratings of findings: %w", err)
	}
	return nil
}
