package gallery

import (
	"aceso/internal/serve/web/view/deed"
	"aceso/internal/serve/web/view/finding"
	"aceso/internal/serve/web/view/ui"
)

// acts are what the panels beside a finding offer.
func acts() finding.Acts {
	return finding.Acts{
		People: []finding.Pick{{Value: "1", Label: "Me", Key: "m"}, {Label: "Nobody", Key: "0", Chosen: true}, {Value: "2", Label: "Tomas Ferreira", Key: "1"}},
		More:   []ui.Choice{{Value: "9", Label: "Ines Duarte"}}, Moves: []finding.Pick{{Value: "in review", Label: "Take it up", Key: "t"}},
		Days:    []finding.Pick{{Value: "2026-11-24", Label: "Tomorrow", Key: "1"}, {Value: "2026-11-30", Label: "In a week", Key: "2", Chosen: true}},
		Reasons: []finding.Pick{{Value: "waits for a test", Label: "waits for a test", Key: "t"}}, Soonest: "2026-11-24", Latest: "2027-11-23",
	}
}

// views are the standing questions above the list of findings.
func views() []ui.NavItem {
	return []ui.NavItem{
		{Label: "All", URL: "/findings", Count: 19, Current: true},
		{Label: "New today", URL: "/findings?opened=today", Count: 3},
		{Label: "Exploited", URL: "/findings?exploited=yes", Count: 1},
		{Label: "Mine", URL: "/findings?owner=me"},
		{Label: "Nobody's", URL: "/findings?owner=nobody", Count: 12},
		{Label: "Snoozed", URL: "/findings?state=snoozed", Count: 2},
		{Label: "Cannot tell", URL: "/findings?match=cannot_tell", Count: 3},
	}
}

// preview is what an act on many findings would do.
func preview(f ui.Frame, change int) finding.Many {
	p := finding.NewMany(f, "Give %s to Tomas Ferreira", 312, "/findings")
	p.Releases, p.Change, p.Of, p.Long, p.Touched = 14, change, "all of this view", change > 2000, "/findings"
	p.Lines = []finding.Line{{N: 6, Text: "are so already"}, {N: 2, Text: "are left alone: somebody else has changed them since you opened the list"}, {N: 1, Text: "are left alone: a finding that is closed comes to in review by matching alone"}}
	return p
}

func refusedPreview(f ui.Frame) finding.Many {
	p := finding.NewMany(f, "Snooze %s until 1 Nov 2026", 0, "/findings")
	p.Wrong, p.Fix = "2026-11-01 is not ahead: a finding is snoozed until a day to come", "choose tomorrow or later"
	return p
}

func deeds(f ui.Frame) deed.Page {
	return deed.New(f, true, drawn(deed.Deeds, "who=everybody", 3, didRows()...))
}

func didRows() []deed.Row {
	return []deed.Row{
		{ID: "1", Text: "Gave 12 findings to Dele Okoro", Who: "Dele Okoro", At: now.Add(-3 * 60e9), State: ui.State{Word: "done", Look: ui.Fine}, Result: "12 changed; 3 left alone", Until: now.Add(23 * 3600e9), Named: true, Now: now},
		{ID: "2", Text: "Snoozed CVE-2022-48174 in busybox 1.34.1 until 2 Dec 2026", Who: "Tomas Ferreira", ByToken: true, Named: true, At: now.Add(-5 * 3600e9), State: ui.State{Word: "taken back", Look: ui.Quiet}, Result: "1 changed; 1 as they were before by Dele Okoro", Why: "Dele Okoro has taken this back already"},
		{ID: "3", Text: "Took up 48,112 findings", Who: "Dele Okoro", At: now.Add(-60e9), State: ui.State{Word: "under way", Look: ui.Moving}, Result: "12,500 of 48,112 changed"},
	}
}

func oneDeed(f ui.Frame, under bool) deed.One {
	r := didRows()[0]
	if under {
		r = didRows()[2]
		r.Job = "9"
	}
	p := deed.NewOne(f, r, []deed.Step{
		{Record: ui.Link{Label: "CVE-2022-48174 in busybox 1.34.1", URL: "/findings/2"}, Changes: []ui.Change{{Name: "Owner", From: "nobody", To: "Dele Okoro"}}, Back: ui.State{Word: "as before", Look: ui.Fine}},
		{Record: ui.Link{Label: "CVE-2022-3602 in openssl 3.0.5", URL: "/findings/3"}, Left: "Tomas Ferreira changed it at 08:12 on 2026-11-23"},
	}, ui.Pager{Noun: "records", First: 1, Last: 2, Total: 15, Next: "/deeds/1?from=2"})
	p.Done, p.Total = 12500, 48112
	return p
}

// told is a page on which somebody sees what they did a moment ago.
func told(f ui.Frame) deed.Page {
	f.Did = &ui.Did{Text: "Gave 12 findings to Dele Okoro", More: "3 were left alone.", URL: "/deeds/1", Undo: "/deeds/1/undo", Back: "/deeds"}
	return deed.New(f, false, drawn(deed.Deeds, "", 0))
}
