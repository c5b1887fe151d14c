package gallery

import (
	"net/url"
	"time"

	"aceso/internal/serve/web/view/draft"
	"aceso/internal/serve/web/view/ui"
)

func drafts(f ui.Frame) draft.Page {
	return draft.New(f, []draft.Row{
		{ID: "1", What: "note on a finding", Start: "The shell is not reachable: the pump starts no console, and the port is …", Ended: true, Saved: day(time.November, 23), Expires: day(time.November, 24)},
		{ID: "2", What: "name rule", Start: "drug library client", Saved: day(time.November, 22), Expires: day(time.November, 29)},
	}, 7*24*time.Hour)
}

func unsent(f ui.Frame) draft.Unsent {
	p := draft.NewUnsent(f, "Please sign in", "your session has ended, or you signed out elsewhere", "", "/releases/1/shares", url.Values{
		"recipient": {"Marrow Valley Health"}, "purpose": {"For the yearly review of what is inside the pumps."}, "days": {"30"},
	})
	p.SignIn, p.Secret = true, true
	return p
}
