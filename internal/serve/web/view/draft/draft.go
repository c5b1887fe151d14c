// Package draft draws what somebody began to write and has not sent, and what
// could not be sent: nothing that was typed is lost.
package draft

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"aceso/internal/serve/web/view/ui"
)

// A Page lists what somebody began to write.
type Page struct {
	ui.Frame
	Rows []Row
	Life time.Duration // for which what is typed is kept
}

// A Row is one draft.
type Row struct {
	ID, What, Start string
	Ended           bool // it was sent when the session had ended
	Saved, Expires  time.Time
}

// New returns the page.
func New(f ui.Frame, rows []Row, life time.Duration) Page {
	f.Title = "Drafts"
	return Page{Frame: f, Rows: rows, Life: life}
}

// Open is where a draft is taken up.
func (r Row) Open() string { return "/drafts/" + r.ID }

// A Back is the line in a form that was filled in again.
type Back struct {
	ID    string // "" when nothing is kept, and the form just goes on
	Ended bool
	Saved time.Time
	Now   time.Time
}

// Say tells what happened, and what is to be done.
func (b Back) Say() string {
	if b.Ended {
		return "Your session had ended when you sent this. Nothing is lost: it is filled in again. Look it over, and send it."
	}
	return "You wrote this " + ui.Ago(b.Saved, b.Now) + " and did not send it. It is filled in again. Look it over, and send it."
}

// Unsent is a form that could not be done, as its sender has it in hand: it
// can be sent again as it is.
type Unsent struct {
	ui.Frame
	Text, Fix string
	Action    string
	Inputs    []ui.Input // hidden: what was sent
	Said      []Said
	SignIn    bool // nobody is signed in
	File      bool // there was a file, which a page can't hold
	Secret    bool // there was a secret, which is not written into a page
	Signed    bool
}

// Said is one text of it, to be read and copied.
type Said struct{ Name, Value string }

// NewUnsent returns the page for what was sent to an address.
func NewUnsent(f ui.Frame, title, text, fix, action string, fields url.Values) Unsent {
	f.Title = title
	p := Unsent{Frame: f, Text: text, Fix: fix, Action: action, Signed: f.Person != ""}
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	slices.SortFunc(names, inOrder)
	for _, name := range names {
		for _, v := range fields[name] {
			p.Inputs = append(p.Inputs, ui.Input{Name: name, Kind: ui.Hidden, Value: v})
			if readable(v) && name != "back" {
				p.Said = append(p.Said, Said{ui.Upper(strings.ReplaceAll(name, "_", " ")), v})
			}
		}
	}
	return p
}

// readable tells whether a value is worth to be read: words, not a number or an id.
func readable(v string) bool {
	return strings.ContainsAny(strings.TrimSpace(v), " \n") || utf8.RuneCountInString(v) > 40
}

// inOrder sorts names, and those that end in a number by the number.
func inOrder(a, b string) int {
	an, ai := numbered(a)
	bn, bi := numbered(b)
	if an != bn {
		return strings.Compare(an, bn)
	}
	return ai - bi
}

func numbered(name string) (string, int) {
	at := strings.LastIndexByte(name, '-')
	if n, err := strconv.Atoi(name[at+1:]); at > 0 && err == nil {
		return name[:at], n
	}
	return name, 0
}
