package worker

import (
	"context"
	"fmt"

	"aceso/internal/domain/deed"
	"aceso/internal/domain/finding"
	"aceso/internal/domain/job"
	"aceso/internal/domain/undo"
	"aceso/internal/store"
)

// part is how many records of a deed are looked at in one transaction: others
// write in between.
const part = 500

// act does what somebody wants done to many findings, or takes such a deed
// back. How far it came stands in the deed, so that it goes on there.
func (w *Worker) act(ctx context.Context, o string, j *job.Job) error {
	for more := true; more; {
		if err := enough(ctx); err != nil {
			return err
		}
		err := w.DB.In(o).Update(ctx, func(tx *store.Tx) error {
			var d deed.Deed
			var err error
			if j.Kind == job.Act {
				j.Step = "changing findings"
				d, more, err = finding.CarryOn(ctx, tx, j.About, part)
				j.Done, j.Total = d.Done+d.Left, d.Asked
			} else {
				j.Step = "taking it back"
				d, more, err = undo.CarryOn(ctx, tx, j.About, part)
				j.Done, j.Total = d.Back+d.Kept, d.Done
			}
			if err != nil {
				return err
			}
			if j.Total = max(j.Total, j.Done); !more {
				j.Step, j.Done = "done", j.Total
			}
			return tx.SaveJob(ctx, *j)
		})
		if err != nil {
			return fmt.Errorf("carry a deed on: %w", err)
		}
	}
	return nil
}
