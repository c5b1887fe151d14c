package worker

import (
	"context"
	"fmt"

	"aceso/internal/domain/org"
	"aceso/internal/store"
)

// markAtOnce is how many parts lists are gone over in one transaction.
const markAtOnce = 5

// Mark returns the work of keeping what parts lists that an older program took
// in say of their components: licences and digests, to be found by.
func Mark(db *store.DB) func(context.Context) error {
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
			for marked := markAtOnce; marked == markAtOnce; {
				if err := db.In(o.ID).Update(ctx, func(tx *store.Tx) (err error) {
					marked, err = tx.MarkSBOMs(ctx, markAtOnce)
					return err
				}); err != nil {
					return fmt.Errorf("mark the components of %s: %w", o.ID, err)
				}
			}
		}
		return nil
	}
}
