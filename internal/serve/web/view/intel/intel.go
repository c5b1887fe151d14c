// Package intel draws on what every answer rests: the bundle of known
// weaknesses, its sources and how old they are.
package intel

import (
	"time"

	"aceso/internal/domain/vuln"
	"aceso/internal/serve/web/view/chart"
	"aceso/internal/serve/web/view/ui"
)

// A Page is the state of the intelligence.
type Page struct {
	ui.Frame
	Loaded    bool
	ID        string // of the bundle
	Made      time.Time
	Signature vuln.Signature
	Size      int64 // of its file
	Weak      int
	Bundles   []Swapped // that came into use, the newest first
	Sources   []Source
	Days      chart.Figure // how fresh they were, day by day
	Problem   string       // why the newest try to renew did not succeed; "" when it did
	MayManage bool
	Upload    ui.Form
	CanSync   bool // whether this machine is set up to fetch by itself
}

// A Source is one feed in the bundle in use.
type Source struct {
	Name    string
	State   ui.State
	AsOf    time.Time
	Fetched time.Time
	Records int
	Refused int
	Problem string
	Limit   string // what it lacks though its name promises it
}

// New returns the page for the bundle in use; nil for none.
func New(f ui.Frame, info *vuln.Info) Page {
	f.Title = "Intelligence"
	p := Page{Frame: f, Upload: ui.Form{Action: "/intelligence", Submit: "Check it", Inputs: []ui.Input{
		{Name: "bundle", Label: "Bundle", Kind: ui.File, Hint: "A file made by \"aceso intel build\" or \"aceso intel sync\" on another machine, or downloaded from another Aceso. It is checked, and you are shown what it is before it is used."},
	}}}
	if info == nil || info.Made.IsZero() {
		return p
	}
	p.Loaded, p.ID, p.Made, p.Weak = true, info.ID, info.Made, info.Weaknesses
	for _, s := range info.Sources {
		p.Sources = append(p.Sources, source(s, f.Now))
	}
	return p
}

// source tells how a feed stands, by the worse of its two dates. One that
// failed is never shown as fresh, however young its last good copy is.
func source(s vuln.Source, now time.Time) Source {
	looks := map[vuln.Standing]ui.Look{vuln.NotRenewed: ui.Attention, vuln.Outdated: ui.Attention, vuln.NoAge: ui.Uncertain, vuln.NoFetch: ui.Uncertain, vuln.Still: ui.Uncertain, vuln.Fresh: ui.Fine}
	stand := s.Stand(now)
	return Source{Name: ui.SourceName(s.Name), AsOf: s.AsOf, Fetched: s.Fetched, Records: s.Records, Refused: s.Refused, Problem: s.Problem, Limit: s.Limit, State: ui.State{Word: string(stand), Look: looks[stand]}}
}

// Say is the page in one sentence.
func (p Page) Say() string {
	if !p.Loaded {
		return "No bundle is loaded: nothing can be checked."
	}
	behind := 0
	for _, s := range p.Sources {
		if s.State.Look != ui.Fine {
			behind++
		}
	}
	what := ui.Upper(ui.Count(p.Weak, "weakness", "weaknesses")) + " from " + ui.Count(len(p.Sources), "source", "sources")
	switch behind {
	case 0:
		return what + ", all fresh."
	case 1:
		return what + "; one of them is not fresh."
	}
	return what + "; " + ui.Number(behind) + " of them are not fresh."
}
