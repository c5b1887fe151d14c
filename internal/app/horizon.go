package app

import (
	"context"
	"errors"

	"aceso/internal/domain/support"
	"aceso/internal/serve"
	"aceso/internal/store"
)

// stride is how many parts are reckoned in one transaction: others write in between.
const stride = 500

// errMoved says that what was reckoned is no longer what is asked for.
var errMoved = errors.New("the round began anew")

// reckonSupport brings what is known of the support of parts up to date: of all
// of them when the bundle, the day, a statement or a name rule is another, and
// of those of a release when its bill of materials is new.
func (a *App) reckonSupport(ctx context.Context) error {
	orgs, err := a.organisations(ctx)
	if err != nil {
		return err
	}
	for _, o := range orgs {
		for more := true; more; {
			if err := ctx.Err(); err != nil {
				return err
			}
			if more, err = a.reckonSome(ctx, o.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// A batch is some parts whose support is to be reckoned.
type batch struct {
	cause   string // of the round; "" when they are of one release
	release int64
	parts   []store.Part
}

// reckonSome reckons a few parts of an organisation, and tells whether there may be more.
func (a *App) reckonSome(ctx context.Context, org string) (bool, error) {
	var b batch
	var standings []support.Standing
	var same bool
	err := a.DB.In(org).View(ctx, func(tx *store.Tx) (err error) {
		if b, err = a.nextBatch(ctx, tx); err != nil || len(b.parts) == 0 {
			return err
		}
		if standings, err = serve.PartStandings(ctx, tx, a.desk, b.parts); err != nil {
			return err
		}
		same, err = tx.SameStandings(ctx, b.parts, standings)
		return err
	})
	if err != nil || b.cause == "" && b.release == 0 {
		return false, err
	}
	upto := int64(-1)
	if len(b.parts) == stride {
		upto = b.parts[stride-1].No
	}
	err = a.DB.In(org).Update(ctx, func(tx *store.Tx) error {
		if !same {
			if err := tx.SaveStandings(ctx, b.parts, standings); err != nil {
				return err
			}
		}
		if b.release != 0 {
			return tx.SaveSupportDue(ctx, b.release, upto)
		}
		if now, err := a.supportCause(ctx, tx); err != nil || now != b.cause {
			return errors.Join(err, errMoved)
		}
		return tx.SaveSupportRound(ctx, b.cause, upto)
	})
	if errors.Is(err, errMoved) {
		return true, nil
	}
	return err == nil, err
}

// nextBatch finds what is to be reckoned next. First comes what arrived, which
// somebody looks at.
func (a *App) nextBatch(ctx context.Context, tx *store.Tx) (batch, error) {
	release, parts, err := tx.SupportDue(ctx, stride)
	if err != nil || release != 0 {
		return batch{release: release, parts: parts}, err
	}
	want, err := a.supportCause(ctx, tx)
	if err != nil {
		return batch{}, err
	}
	cause, upto, err := tx.SupportRound(ctx)
	if err != nil || cause == want && upto < 0 {
		return batch{}, err
	}
	if cause != want {
		upto = 0
	}
	parts, err = tx.PartsFrom(ctx, upto+1, stride)
	return batch{cause: want, parts: parts}, err
}

// supportCause is by what the support of all parts is known.
func (a *App) supportCause(ctx context.Context, tx *store.Tx) (string, error) {
	rests, err := tx.SupportRests(ctx)
	bundle := "none"
	if info, ok := a.desk.Now(); ok {
		bundle = info.ID
	}
	return support.Today(tx.Now()) + "; " + bundle + "; " + rests, err
}
