// Package system draws how the installation stands, for whoever looks after it.
package system

import (
	"time"

	"aceso/internal/client/wire"
	"aceso/internal/serve/web/view/ui"
)

// A Page is the state of the installation.
type Page struct {
	ui.Frame
	wire.System
}

// New returns the page.
func New(f ui.Frame, now wire.System) Page {
	f.Title = "System"
	return Page{f, now}
}

// Say answers whether somebody has to do something.
func (p Page) Say() string {
	bad := 0
	for _, c := range p.Checks {
		if c.State != "ok" {
			bad++
		}
	}
	if bad == 0 {
		return "All that can be seen at a glance is well."
	}
	return ui.Upper(ui.Count(bad, "thing", "things")) + " to look at."
}

// last is the newest run of a kind that went well; nil when there is none.
func (p Page) last(kinds ...string) *wire.Backup {
	for i := range p.Backups {
		for _, k := range kinds {
			if b := &p.Backups[i]; b.Kind == k && b.Problem == "" {
				return b
			}
		}
	}
	return nil
}

// apart says how far the two clocks are from each other.
func (p Page) apart() string {
	if d := p.Clock.Sub(p.Database.Clock).Abs(); d >= time.Second {
		return d.Round(time.Second).String() + " apart from the server's"
	}
	return "the same as the server's"
}

func state(c wire.Check) ui.State {
	return map[string]ui.State{
		"ok": {Word: "well", Look: ui.Fine}, "warning": {Word: "look at it", Look: ui.Attention}, "fault": {Word: "at fault", Look: ui.Failed},
	}[c.State]
}

var kinds = map[string]string{"backup": "Backup made", "verify": "Backup verified", "drill": "Restore tried", "restore": "Restored"}

func took(seconds float64) string {
	return time.Duration(seconds * float64(time.Second)).Round(100 * time.Millisecond).String()
}

func result(b wire.Backup) ui.State {
	if b.Problem != "" {
		return ui.State{Word: "failed", Look: ui.Failed}
	}
	return ui.State{Word: "well", Look: ui.Fine}
}
