package sbom

import (
	"context"

	"aceso/internal/domain/deed"
	"aceso/internal/domain/org"
	"aceso/internal/value/fault"
	"aceso/internal/value/id"
)

// WasChosen is the deed of making an earlier list the current one.
const WasChosen deed.Kind = "sbom.chosen"

// did keeps which list a release rested on before another was chosen.
func did(ctx context.Context, tx Tx, who org.Actor, before, s SBOM) error {
	r, err := tx.Release(ctx, s.Release)
	if err != nil {
		return err
	}
	step := deed.Step{Record: s.ID, Label: s.File, Was: deed.Marks{"current": before.ID}, Became: deed.Marks{"current": s.ID}}
	_, err = deed.One(ctx, tx, who, id.New(), WasChosen, "Chose the list "+s.File+" for "+r.Version, step)
	return err
}

// TakeBack makes the list current that was so before another was chosen,
// unless a newer one has come since, and marks each step with what came of it.
func TakeBack(ctx context.Context, tx Tx, who org.Actor, d deed.Deed, steps []deed.Step) error {
	if err := who.May(org.ImportSBOM); err != nil {
		return err
	}
	for i := range steps {
		step := &steps[i]
		s, err := tx.SBOM(ctx, step.Record)
		if err != nil {
			return err
		}
		if !s.Current {
			step.Back, step.Kept = deed.Kept, "the release rests on another list by now"
			continue
		}
		before, err := tx.SBOM(ctx, step.Was["current"])
		if fault.Is(err, fault.NotFound) {
			step.Back, step.Kept = deed.Kept, "the list before it is not there any more"
			continue
		}
		if err != nil {
			return err
		}
		if err := use(ctx, tx, who, &before); err != nil {
			return err
		}
		step.Back = deed.Restored
	}
	return nil
}
