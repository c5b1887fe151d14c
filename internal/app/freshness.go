package app

import (
	"context"

	"aceso/internal/store"
)

// noteFreshness keeps how the sources of the intelligence stand: in a quarter
// of a year somebody asks whether the zero of a day could be trusted.
func (a *App) noteFreshness(ctx context.Context) error {
	info, ok := a.desk.Now()
	if !ok {
		return nil
	}
	return a.DB.Update(ctx, func(tx *store.Tx) error { return tx.NoteFreshness(ctx, info.Sources) })
}
