package app

import (
	"context"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/domain/support"
	"aceso/internal/store"
)

// storySupport says what the maker of the story knows of its parts beyond what
// public data says: support that was bought, and what will take a part's place.
func (a *App) storySupport(ctx context.Context, who org.Actor) error {
	return a.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		qt, err := tx.PartsNamed(ctx, "qtbase")
		if err != nil {
			return err
		}
		for _, p := range qt {
			if _, err := support.Say(ctx, tx, who, support.Statement{
				Subject: support.SubjectOf(&p.Component), Level: support.Limited, End: "2029-12-31", Reason: "Extended support was bought; the contract is filed with purchasing.",
			}); err != nil {
				return err
			}
		}
		ssl, err := tx.PartsNamed(ctx, "openssl")
		if err != nil || len(ssl) == 0 {
			return err
		}
		last := ssl[len(ssl)-1]
		_, err = support.KeepPlan(ctx, tx, who, support.Plan{
			Subject: support.SubjectOf(&last.Component), Name: last.Component.FullName() + " " + last.Component.Version, Text: "Move to OpenSSL 3.5 with the release after this one.",
			Due: tx.Now().AddDate(0, 4, 0).Format(time.DateOnly), Owner: who.Name,
		})
		return err
	})
}
