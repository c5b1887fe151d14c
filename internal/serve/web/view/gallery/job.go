package gallery

import (
	"aceso/internal/serve/web/view/job"
	"aceso/internal/serve/web/view/ui"
)

func jobs(f ui.Frame, tab job.Tab) job.Page {
	p := job.New(f, tab, ui.Listing{})
	p.Lanes = []job.Lane{{Name: "Now", Means: "parts lists that somebody waits for", Running: 1}, {Name: "Bulk", Means: "large work that nobody waits for: a new bundle, a name rule", Waiting: 2, Failed: 1, Oldest: now.Add(-7 * 60e9)}}
	p.Counts = map[job.Tab]int{job.UnderWay: 3, job.Failed: 1, job.Ended: 214}
	check := job.Row{ID: "1", Does: "Check a parts list", About: ui.Link{Label: "the parts list", URL: "/imports/1"}, State: ui.State{Word: "running", Look: ui.Moving}, Step: "matching components", Done: 120, Total: 214, Tries: 1, By: "Dele Okoro", Asked: now.Add(-20e9), MayCancel: true}
	again := job.Row{ID: "2", Does: "Check all parts against a new bundle", About: ui.Link{Label: "intelligence", URL: "/intelligence"}, State: ui.State{Word: "waits", Look: ui.Quiet}, By: "Aceso", Asked: now.Add(-7 * 60e9), MayCancel: true, Problem: "the database does not answer; it is tried again by itself", Tries: 2}
	failed := job.Row{ID: "3", Does: "Apply a name rule", About: ui.Link{Label: "the identity desk", URL: "/names"}, State: ui.State{Word: "failed", Look: ui.Failed}, Tries: 5, By: "Tomas Ferreira", Asked: day(11, 22), Ended: day(11, 22), Problem: "something went wrong on our side", MayDiscard: true, MayRetry: true}
	rows := []job.Row{check, again}
	if tab == job.Failed {
		rows = []job.Row{failed}
	}
	p.List = drawn(job.Jobs, "tab="+string(tab), len(rows), rows...)
	return p
}
