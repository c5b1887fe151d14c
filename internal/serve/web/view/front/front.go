// Package front draws the editor of what strangers see: where they report, what
// the policy promises, and security.txt.
package front

import (
	"strconv"
	"strings"

	"aceso/internal/maker/casework"
	"aceso/internal/serve/web/view/ui"
)

// A Page is the editor with what comes of it.
type Page struct {
	ui.Frame
	Front casework.Front
	Form  ui.Form
	Text  string // security.txt as it is now
	Base  string
	Ends  bool
}

// New makes the editor.
func New(f ui.Frame, c casework.Front, base string) Page {
	f.Title = "Page for strangers"
	p := Page{Frame: f, Front: c, Base: base, Ends: c.Ends(f.Now)}
	if c.Open {
		p.Text = c.SecurityTXT(base)
	}
	p.Form = ui.Form{Action: "/front", Submit: "Save", Inputs: []ui.Input{
		{Name: "rev", Kind: ui.Hidden, Value: strconv.FormatInt(c.Rev, 10)},
		{Name: "open", Label: "Strangers can read and send", Kind: ui.Select, Choices: []ui.Choice{{Value: "", Label: "not yet"}, {Value: "yes", Label: "yes"}}},
		{Name: "firm", Label: "Your firm, as strangers read it", Value: c.Firm},
		{Name: "namespace", Label: "Your address", Value: c.Namespace, Placeholder: "https://larkfield.example"},
		{Name: "prefix", Label: "Numbers begin with", Value: c.Prefix, Placeholder: "LF", Hint: "Cases and advisories: LF-2026-0001. It stays once strangers know it."},
		{Name: "mail", Label: "Mail address for reports", Kind: ui.Email, Value: c.Mail, Optional: true},
		{Name: "host", Label: "Host name", Value: c.Host, Optional: true, Hint: "Where several organisations share this server: the name by which yours is asked."},
		{Name: "answer", Label: "You answer within (days)", Kind: ui.Numeric, Value: strconv.Itoa(c.Answer)},
		{Name: "embargo", Label: "You ask to hold back for at most (days)", Kind: ui.Numeric, Value: strconv.Itoa(c.Embargo)},
		{Name: "languages", Label: "Languages", Value: strings.Join(c.Languages, ", "), Hint: "As in security.txt: en, de."},
		{Name: "policy", Label: "Disclosure policy", Kind: ui.Text, Rows: 16, Value: c.Policy, Hint: "Plain text. {answer} and {embargo} become the days above."},
		{Name: "thanks", Label: "Whom you thank", Kind: ui.Text, Rows: 4, Value: c.Thanks, Optional: true, Hint: "A line each."},
	}}
	open := ""
	if c.Open {
		open = "yes"
	}
	p.Form.Put("open", open)
	return p
}
