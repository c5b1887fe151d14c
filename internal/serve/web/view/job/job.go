// Package job draws the work in the background for whoever looks after it.
package job

import (
	"time"

	"aceso/internal/serve/web/view/ui"
)

// A Page is the jobs of an organisation.
type Page struct {
	ui.Frame
	Lanes  []Lane
	Tab    Tab
	Counts map[Tab]int
	List   ui.Listing
}

// A Tab is which jobs are listed.
type Tab string

// The tabs.
const (
	UnderWay Tab = ""
	Failed   Tab = "failed"
	Ended    Tab = "ended"
)

// Word is the tab behind the name of the list: "Jobs under way".
func (t Tab) Word() string {
	switch t {
	case Failed:
		return "that failed"
	case Ended:
		return "that have ended"
	}
	return "under way"
}

// A Lane is one line of jobs, with how it stands.
type Lane struct {
	Name, Means              string
	Waiting, Running, Failed int
	Oldest                   time.Time // when the one was asked for that waits longest
}

// A Row is one job.
type Row struct {
	ID          string
	Does        string
	About       ui.Link
	Record      string // id of what it works on
	Lane        string
	State       ui.State
	Step        string
	Done, Total int
	Tries       int
	By          string
	Asked       time.Time
	Started     time.Time
	Ended       time.Time
	Problem     string
	MayCancel   bool
	MayDiscard  bool
	MayRetry    bool
}

// New returns the page.
func New(f ui.Frame, tab Tab, listed ui.Listing) Page {
	f.Title = "Jobs"
	if tab == UnderWay {
		f.Refresh = 5
	}
	listed.Empty = tab.none(listed.Empty)
	return Page{Frame: f, Tab: tab, Counts: map[Tab]int{}, List: listed}
}

// Say is the page in one sentence.
func (p Page) Say() string {
	waiting, running, failed := 0, 0, 0
	for _, l := range p.Lanes {
		waiting, running, failed = waiting+l.Waiting, running+l.Running, failed+l.Failed
	}
	if waiting+running+failed == 0 {
		return "Nothing is under way, and nothing failed."
	}
	out := ui.Upper(ui.Number(running)) + " running, " + ui.Number(waiting) + " waiting"
	if failed > 0 {
		return out + "; " + ui.Number(failed) + " failed and " + map[bool]string{true: "waits", false: "wait"}[failed == 1] + " for a person."
	}
	return out + "."
}

func (p Page) tabs() []ui.NavItem {
	var out []ui.NavItem
	for _, t := range []struct {
		tab   Tab
		label string
	}{{UnderWay, "Under way"}, {Failed, "Failed"}, {Ended, "Ended"}} {
		url := "/jobs"
		if t.tab != UnderWay {
			url += "?tab=" + string(t.tab)
		}
		out = append(out, ui.NavItem{Label: t.label, URL: url, Count: p.Counts[t.tab], Current: t.tab == p.Tab})
	}
	return out
}

// self is the address of this very list, which the page asks for again.
func (p Page) self() string { return p.Path }

// progress says how far a job is.
func (r Row) progress() string {
	if r.Total == 0 {
		return r.Step
	}
	return r.Step + ", " + ui.Number(r.Done) + " of " + ui.Number(r.Total)
}
