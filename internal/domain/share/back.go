package share

import (
	"context"
	"time"

	"aceso/internal/domain/deed"
	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/value/id"
)

// LinkEnded is the deed of ending a link. Making one is none: what was given
// away can't be taken back, only ended.
const LinkEnded deed.Kind = "sbom.share-revoked"

// did keeps that a link was ended, so that a slip can be taken back.
func did(ctx context.Context, tx Tx, who org.Actor, s *Share) error {
	step := deed.Step{Record: s.ID, Label: "the link of " + s.Recipient, Was: deed.Marks{"ended": "no"}, Became: deed.Marks{"ended": "yes"}}
	_, err := deed.One(ctx, tx, who, id.New(), LinkEnded, "Ended "+step.Label, step)
	return err
}

// TakeBack lets links count again that were ended, unless they have run out
// meanwhile, and marks each step with what came of it.
func TakeBack(ctx context.Context, tx Tx, who org.Actor, d deed.Deed, steps []deed.Step) error {
	if err := who.May(org.ShareSBOM); err != nil {
		return err
	}
	for i := range steps {
		step := &steps[i]
		s, err := tx.Share(ctx, step.Record)
		if err != nil {
			return err
		}
		if !s.Revoked.Equal(d.At) {
			step.Back, step.Kept = deed.Kept, "somebody has changed it since"
			continue
		}
		s.Revoked, s.RevokedBy = time.Time{}, ""
		if state := s.State(tx.Now()); state != Live {
			step.Back, step.Kept = deed.Kept, "the link is "+string(state)+" by now: make a new one"
			continue
		}
		if err := tx.SaveShare(ctx, s); err != nil {
			return err
		}
		step.Back = deed.Restored
		if err := tx.Append(ctx, record.Entry{What: "sbom.share-restored", About: s.ID, Who: who, Data: s.told(map[string]any{"deed": d.ID})}); err != nil {
			return err
		}
	}
	return nil
}
