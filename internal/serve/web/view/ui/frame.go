// Package ui holds the parts that every page is made of: the frame around it,
// words with shapes, tables, forms, notices. It knows no noun; a page hands it
// plain values. One way to draw a thing, so that seventy screens look like one.
package ui

import (
	"strings"
	"time"

	"aceso/internal/serve/web/keys"
)

// A Frame is what stands around a page: where one is, how fresh the data is,
// who asks.
type Frame struct {
	Title  string // of the page, and its h1
	Assets Assets
	Theme  string     // "light", "dark", or "" to follow the system
	Keys   bool       // whether single keys act
	Table  keys.Table // what is pressed for what, as this person chose
	Path   string     // of this page with its query: the switches in the menu return to it

	Org    string
	Orgs   []Choice // other organisations of this person
	Person string
	Nav    [][]NavItem
	Menu   []Link // further pages, in the person's menu
	Search string // where the search box leads; "" leaves it out
	Query  string // what was searched for
	Drop   string // address of the page that takes a file dropped on any page; "" takes none

	Zone   string    // of time, in which the page's times are written; "" for UTC
	Ends   time.Time // when the session ends if nobody comes; zero for no session
	Whole  time.Time // when it ends in any case
	Told   []Notice  // what this person has not read yet
	ToldTo string    // the last of it

	Help    *Help // of this page; nil where there is none
	Tour    *Tour // nil when nobody is taken round
	Fresh   Freshness
	Notices []Notice
	Did     *Did // nil when the reader did nothing a moment ago
	Refresh int  // seconds after which a page without script asks again; 0 never
	Now     time.Time
}

// Did is what the reader did a moment ago, with its undo beside it.
type Did struct {
	Text string // "Gave 12 findings to Dele Okoro"
	More string // "3 were left alone."
	URL  string // of what it did to each record
	Undo string // where a form takes it back; "" when it can't be
	Back string // where the undo leads
}

// Assets are the addresses of what the page loads.
type Assets struct{ Style, Script, Mark string }

// A NavItem leads to a noun.
type NavItem struct {
	Label, URL string
	Count      int    // shown when above zero
	Counted    string // what the count counts, for those who hear it: "need you"
	Key        string // second key after g
	Current    bool
}

// A Link is a word that leads somewhere.
type Link struct{ Label, URL string }

// A Choice is one of several values.
type Choice struct {
	Value, Label, Hint string
	Chosen             bool
	Fixed              bool // chosen, and can't be otherwise
}

// DocumentTitle is what the browser's tab shows.
func (f Frame) DocumentTitle() string {
	parts := []string{f.Title}
	if f.Org != "" {
		parts = append(parts, f.Org)
	}
	return strings.Join(append(parts, "Aceso"), " · ")
}

// themeState is "true" for the theme in use, as aria-pressed wants it.
func (f Frame) themeState(name string) string {
	if f.Theme == name || f.Theme == "" && name == "system" {
		return "true"
	}
	return "false"
}

// keysWord is how the body tells the script whether single keys act.
func (f Frame) keysWord() string {
	if f.Keys {
		return "on"
	}
	return "off"
}

// keyGroups are the keys of the help by what they are about; what a person
// switched off is not among them.
func (f Frame) keyGroups() []keyGroup {
	out := []keyGroup{{Name: "Anywhere", On: keys.Anywhere}, {Name: "In a list", On: keys.Rows}, {Name: "On this page", On: keys.Marked}}
	for i := range out {
		for _, k := range f.Table {
			if k.On == out[i].On && k.Press != "" {
				out[i].Keys = append(out[i].Keys, k)
			}
		}
	}
	return out
}

// A keyGroup is a part of the help.
type keyGroup struct {
	Name string
	On   keys.On
	Keys []keys.Key
}

// goes is what is pressed before the letter of a place; "" when that is off.
func (f Frame) goes() string {
	k, _ := f.Table.Of("go")
	return k.Press
}

// A Notice tells something that is not part of the page's own answer.
type Notice struct {
	Tone Tone
	Text string
	More []string // further lines, as a list
	Link Link
}

// A Tone is how much a notice weighs.
type Tone string

// The tones of a notice.
const (
	Plain Tone = "plain"
	Good  Tone = "good"
	Warn  Tone = "warn"
	Bad   Tone = "bad"
)

// icon of the notice's tone; the class colours it, the words carry it.
func (t Tone) icon() string {
	switch t {
	case Good:
		return "check"
	case Warn:
		return "triangle-alert"
	case Bad:
		return "circle-alert"
	}
	return "info"
}
