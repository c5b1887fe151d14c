package app

import (
	"context"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/maker/casework"
	"aceso/internal/store"
)

// storyEarlier is how many cases the maker of the story had in the year before
// the one that is told.
const storyEarlier = 6

// storyCases opens the maker's door for strangers, and lets a researcher and a
// nurse come through it.
func (a *App) storyCases(ctx context.Context, who org.Actor) error {
	return a.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		front, err := casework.Arrange(ctx, tx, who, 0, casework.Front{
			Open: true, Firm: "Larkfield Infusion", Namespace: "https://larkfield.example", Prefix: "LF", Mail: "psirt@larkfield.example", Languages: []string{"en"}, Answer: 3, Embargo: 90,
		})
		if err != nil {
			return err
		}
		for range storyEarlier {
			if _, err := tx.NextCase(ctx, tx.Now().Year()); err != nil {
				return err
			}
		}
		c, _, err := casework.Hear(ctx, tx, who.Org, casework.Case{
			Kind: casework.Vulnerability, Way: casework.Page, Title: "Anybody on the network can write the drug library",
			Text:     "The pump takes a drug library on TCP 8443 from whoever sends one. There is no password and no certificate of the sender. I saw it on 4.2.0 and on a 4.1.2.",
			Impact:   "A changed library lets the pump accept a dose that it should refuse.",
			Device:   casework.Device{Said: "Aurelia IP-200", Version: "4.1.2, 4.2.0"},
			Reporter: casework.Reporter{Name: "Kim Aldous", Mail: "kim@research.example", Credit: "Kim A."}, Wish: "I mean to speak about it in March.",
		}, front.Prefix, nil)
		if err != nil {
			return err
		}
		if c, err = casework.Turn(ctx, tx, who, c.ID, c.Rev, casework.Acknowledged, "answered the same day"); err != nil {
			return err
		}
		if c, err = casework.Say(ctx, tx, who, c.ID, casework.Out, "Thank you, Kim. We have it and are building the same set-up to see it ourselves. You hear from us by Friday.", nil); err != nil {
			return err
		}
		if _, err = casework.Say(ctx, tx, who, c.ID, casework.Inside, "Tomas: the library service listens on every interface. Please check 4.1.2 too.", nil); err != nil {
			return err
		}
		_, _, err = casework.Enter(ctx, tx, who, casework.Case{
			Kind: casework.Complaint, Way: casework.Phone, Title: "Pump asked for the drug library again and again", Received: tx.Now().Add(-26 * time.Hour),
			Text:     "A nurse of ward 4 called. The pump showed the message for the drug library each time it was switched on, and was taken out of use. No patient was on it.",
			Device:   casework.Device{Said: "Aurelia IP-200", Version: "4.2.0", UDI: "(01)09521234000013(21)LF2604711"},
			Reporter: casework.Reporter{Name: "Ward 4", Organisation: "Marrow Valley Health", Phone: "+1 555 0100"},
		}, front.Prefix, nil)
		return err
	})
}
