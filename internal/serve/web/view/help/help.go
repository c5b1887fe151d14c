// Package help holds what every page says of itself when somebody asks: what
// it is for, what to do there, what the words mean, and who asks for it.
package help

import (
	"aceso/internal/domain/catalog"
	"aceso/internal/serve/web/keys"
	"aceso/internal/serve/web/view/ui"
)

// A Screen is the help of one page, or of a few that belong together.
type Screen struct {
	Paths   []string // routes that draw it
	Title   string
	Purpose string
	Do      []string
	Terms   []string // ids of the glossary
	Why     []Reason
	Keys    []string // names of keys that help most here
}

// A Reason is why somebody asks for it, and where that is written.
type Reason struct{ Text, Source string }

// Of returns the help of the page that a route draws, with keys as a person
// has them. A route of which nothing is said gets none.
func Of(path string, table keys.Table) *ui.Help {
	s, ok := find(path)
	if !ok {
		return nil
	}
	out := &ui.Help{Title: s.Title, Purpose: s.Purpose, Do: s.Do}
	for _, id := range s.Terms {
		if t, ok := catalog.TermOf(id); ok {
			out.Terms = append(out.Terms, ui.Term{ID: t.ID, Word: t.Word, Means: t.Means})
		}
	}
	for _, w := range s.Why {
		out.Why = append(out.Why, ui.Reason(w))
	}
	for _, name := range s.Keys {
		if k, ok := table.Of(name); ok && k.Press != "" {
			out.Keys = append(out.Keys, ui.Pressed{Key: k.Press, Does: k.Does})
		}
	}
	return out
}

func find(path string) (Screen, bool) {
	for _, s := range screens {
		for _, p := range s.Paths {
			if p == path {
				return s, true
			}
		}
	}
	return Screen{}, false
}

// Screens is the help of every page.
func Screens() []Screen { return screens }

// An Index is the page of all help.
type Index struct {
	ui.Frame
	Screens []Screen
	Signed  bool
}

// New returns the page.
func New(f ui.Frame) Index {
	f.Title = "Help"
	return Index{Frame: f, Screens: screens, Signed: f.Person != ""}
}

// Words is the page of what words mean.
type Words struct {
	ui.Frame
	Text   string // that was looked for
	Terms  []catalog.Term
	Signed bool
}

// NewWords returns the page for what was looked for; "" for all words.
func NewWords(f ui.Frame, text string) Words {
	f.Title = "Glossary"
	return Words{Frame: f, Text: text, Terms: catalog.Find(text), Signed: f.Person != ""}
}
