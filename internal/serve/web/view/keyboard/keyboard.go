// Package keyboard draws the page where somebody chooses their keys.
package keyboard

import (
	"aceso/internal/serve/web/keys"
	"aceso/internal/serve/web/view/ui"
)

// A Page is the table of keys to change.
type Page struct {
	ui.Frame
	Groups []Group
	Form   ui.Form // what was wrong with the last try
	Kept   bool    // a choice was just kept
	Own    bool    // something differs from the usual
}

// A Group is the keys that are about the same part of a page.
type Group struct {
	Name, Note string
	Rows       []Row
}

// A Row is one key.
type Row struct {
	keys.Key
	Usual string // what is pressed when nobody chose another
	Input ui.Input
}

// New returns the page with the keys as the frame has them.
func New(f ui.Frame) Page {
	f.Title = "Keys"
	p := Page{Frame: f, Groups: []Group{
		{Name: "Anywhere"},
		{Name: "In a list"},
		{Name: "On a page that has it", Note: "A page shows the key on the button that it presses."},
	}}
	at := map[keys.On]int{keys.Anywhere: 0, keys.Rows: 1, keys.Marked: 2}
	for _, k := range f.Table {
		usual, _ := keys.Usual.Of(k.Name)
		p.Own = p.Own || usual.Press != k.Press
		g := &p.Groups[at[k.On]]
		g.Rows = append(g.Rows, Row{Key: k, Usual: usual.Press, Input: ui.Input{Name: k.Name, ID: "key-" + k.Name, Label: ui.Upper(k.Does), Value: k.Press, Optional: true}})
	}
	return p
}

// Refused returns the page with what was entered, and what is wrong with it.
func (p Page) Refused(entered map[string]string, wrong, fix string) Page {
	p.Form.Wrong, p.Form.Fix = wrong, fix
	for i := range p.Groups {
		for j := range p.Groups[i].Rows {
			r := &p.Groups[i].Rows[j]
			if press, ok := entered[r.Name]; ok {
				r.Input.Value = press
			}
		}
	}
	return p
}

// Say is the page in one sentence.
func (p Page) Say() string {
	if !p.Keys {
		return "Single keys are switched off in this browser. What they would do has its button or link too."
	}
	return "One key does one thing. Keys rest while you type, and whatever they do has its button or link too."
}
