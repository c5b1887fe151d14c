package web

import (
	"context"
	"time"

	"aceso/internal/domain/agenda"
	"aceso/internal/domain/draft"
	"aceso/internal/domain/org"
	"aceso/internal/domain/share"
	view "aceso/internal/serve/web/view/today"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
)

// newsFor is how long Today speaks of a bundle that came into use.
const newsFor = 48 * time.Hour

// bundleNeeds is what the newest bundle did to the organisation's findings.
func bundleNeeds(ctx context.Context, tx *store.Tx, _ org.Actor, frame ui.Frame, _ []store.ProductRow) ([]view.Need, error) {
	last, err := tx.Swaps(ctx, 1)
	if err != nil || len(last) == 0 || frame.Now.Sub(last[0].At) > newsFor {
		return nil, err
	}
	sums, err := tx.TouchTotals(ctx, []string{last[0].Bundle})
	sum := sums[last[0].Bundle]
	if err != nil || sum.Parts == 0 {
		return nil, err
	}
	return []view.Need{{
		Kind: agenda.News, Verb: "See what the newest weakness data changed", Why: ui.Upper(ui.Count(sum.Opened, "finding", "findings")) + " opened, " + ui.Number(sum.Closed) + " closed, in " + ui.Count(sum.Parts, "part", "parts") + ".",
		URL: "/intelligence/bundles/" + last[0].ID, Clock: "in use since " + ui.Moment(last[0].At),
	}}, nil
}

// shareNeeds are recipients whose link gives a list that was replaced since.
func shareNeeds(ctx context.Context, tx *store.Tx, _ org.Actor, _ ui.Frame, _ []store.ProductRow) ([]view.Need, error) {
	older, err := tx.Shares(ctx, store.ShareFilter{State: share.Live, Newer: true}, store.Page{Limit: 1})
	if err != nil || older.Total == 0 {
		return nil, err
	}
	g := older.Rows[0]
	why := g.Recipient + " can still fetch the list of " + g.Model + " " + g.Version + " that was replaced."
	if older.Total > 1 {
		why = ui.Upper(ui.Count(older.Total, "link gives", "links give")) + " a list that was replaced, the newest to " + g.Recipient + "."
	}
	return []view.Need{{Kind: agenda.Superseded, Verb: "Share the newer parts list", Why: why, URL: "/shares?newer=yes&state=live", Clock: "shared " + ui.Day(g.Made)}}, nil
}

// draftNeeds is what this person began to write, and did not send.
func draftNeeds(ctx context.Context, tx *store.Tx, who org.Actor, _ ui.Frame, _ []store.ProductRow) ([]view.Need, error) {
	all, err := draft.List(ctx, tx, who)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	last := all[0]
	need := view.Need{Kind: agenda.Unsent, Verb: "Send what you began: " + last.What, Why: "“" + last.Start + "”", URL: "/drafts/" + last.ID, Clock: "kept until " + ui.Moment(last.Expires)}
	if len(all) > 1 {
		need.Verb, need.URL = "Send what you began: "+last.What+" and "+ui.Number(len(all)-1)+" more", "/drafts"
	}
	return []view.Need{need}, nil
}
