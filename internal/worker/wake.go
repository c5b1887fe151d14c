package worker

import (
	"context"
	"fmt"

	"aceso/internal/domain/finding"
	"aceso/internal/domain/org"
	"aceso/internal/store"
)

// wakeAtOnce is how many findings are woken in one transaction.
const wakeAtOnce = 250

// Wake returns the task that brings snoozed findings back whose day has come.
func Wake(db *store.DB) func(context.Context) error {
	return func(ctx context.Context) error {
		var orgs []org.Organisation
		err := db.View(ctx, func(tx *store.Tx) (err error) {
			orgs, err = tx.Organisations(ctx)
			return err
		})
		if err != nil {
			return err
		}
		for _, o := range orgs {
			for woken := wakeAtOnce; woken == wakeAtOnce; {
				if err := db.In(o.ID).Update(ctx, func(tx *store.Tx) (err error) {
					woken, err = finding.WakeDue(ctx, tx, org.Program(o.ID), wakeAtOnce)
					return err
				}); err != nil {
					return fmt.Errorf("wake the findings of %s: %w", o.ID, err)
				}
			}
		}
		return nil
	}
}
