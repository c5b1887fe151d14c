package horizon

import (
	"time"

	"github.com/a-h/templ"

	"aceso/internal/serve/web/list"
	"aceso/internal/serve/web/view/component"
	"aceso/internal/serve/web/view/ui"
)

// A Row is one part whose support ends.
type Row struct {
	Key, URL                string
	Name, Version, Supplier string
	PURL                    string
	Support                 component.Support
	Over                    bool
	Devices                 []Device // the first of those that outlive it
	Outlived                int      // how many there are
	Unstated                int      // releases that state no end
	Latest                  time.Time
	Plan                    string // the newest plan: "planned, by 30 June 2027"; "" for none
	PlanState               ui.State
}

// A Device is a release that is supported longer than a part of it.
type Device struct {
	ui.Link
	End time.Time // zero when none is stated
}

// more is how many releases are not named.
func (r Row) more() int { return r.Outlived - len(r.Devices) }

func (r Row) in() []string {
	var out []string
	for _, d := range r.Devices {
		out = append(out, d.Label+" ("+d.until()+")")
	}
	if r.more() > 0 {
		out = append(out, "and "+ui.Number(r.more())+" more")
	}
	return out
}

func (d Device) until() string {
	if d.End.IsZero() {
		return "no end stated"
	}
	return "until " + ui.Day(d.End)
}

// Parts is the list of what loses support.
var Parts = list.Spec[Row]{
	Name: "horizon", Title: "End of support", One: "part", Many: "parts", Path: "/horizon", Usual: "ends", Order: "ended first, then the earliest", OnIntel: true,
	Key:  func(r Row) string { return r.Key },
	Link: func(_ ui.Query, r Row) string { return r.URL },
	Empty: list.Empty{
		Title: "No part loses support before the device that holds it", Text: "So it is as far as anybody says. Parts of which nobody says anything are not in this list: their page in Components is where it can be stated.",
		Do: ui.Link{Label: "Components without a statement", URL: "/components?sort=support"},
	},
	Filters: []list.Filter{
		list.Find("name, version, supplier, purl"),
		list.Choose("when", "Ends", "", "any time", "ended", "has ended", "year", "within twelve months", "later", ""),
		list.Choose("device", "Device", "", "outlives it", "unstated", "states no end", "all", "any"),
		list.Choose("plan", "Plan", "", "any", "none", "none yet", "made", ""),
		{Name: "model", Label: "Product", Open: true},
		{Name: "release", Hidden: true},
	},
	Columns: []list.Column[Row]{
		{Key: "part", Label: "Part", Sort: "name", Always: true, Opens: true, Says: true, Value: func(r Row) any { return r.Name }},
		{Key: "version", Label: "Version", Says: true, None: "no version", Value: func(r Row) any { return r.Version }},
		{Key: "ends", Label: "Support", Kind: list.Day, Says: true, Value: func(r Row) any { return r.Support.Until }, Show: func(r Row) templ.Component { return component.Supported(r.Support) }},
		{Key: "ended", Label: "Has ended", Sort: "ends", Kind: list.Truth, Extra: true, Value: func(r Row) any { return r.Over }},
		{Key: "level", Label: "Level", Extra: true, None: "not said", Value: func(r Row) any { return r.Support.Level }},
		{Key: "by", Label: "Said by", Extra: true, Value: func(r Row) any { return r.Support.By }},
		{Key: "devices", Label: "Outlived by", Sort: "device", Falls: true, Says: true, Value: func(r Row) any { return r.in() }, Show: func(r Row) templ.Component { return devices(r) }},
		{Key: "outlived", Label: "Releases", Sort: "device", Kind: list.Number, Extra: true, Value: func(r Row) any { return r.Outlived }},
		{Key: "latest", Label: "Longest device", Sort: "device", Falls: true, Kind: list.Day, Extra: true, None: "not stated", Value: func(r Row) any { return r.Latest }},
		{Key: "plan", Label: "Plan", Says: true, None: "none yet", Value: func(r Row) any { return r.Plan }, Show: func(r Row) templ.Component { return planned(r) }},
		{Key: "supplier", Label: "Supplier", Extra: true, None: "not said", Value: func(r Row) any { return r.Supplier }},
		{Key: "purl", Label: "Package URL", Sort: "name", Extra: true, None: "none", Value: func(r Row) any { return r.PURL }},
	},
}
