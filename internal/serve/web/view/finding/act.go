package finding

import (
	"fmt"
	"maps"
	"slices"

	"aceso/internal/serve/web/view/ui"
)

// listed is the list with what chooses its rows.
func (p Page) listed() ui.Listing {
	l := p.List
	if p.Bulk == nil {
		return l
	}
	l.Head.Lead, l.Bulk = chooseAll(), bar(*p.Bulk)
	l.Rows = slices.Clone(l.Rows)
	for i := range l.Rows {
		l.Rows[i].Lead = choose(p.Rows[i])
	}
	return l
}

// First is the address of the first row of the page, or of the list without any.
func (p Page) First() string {
	if len(p.Rows) == 0 {
		return p.List.Query.Keep("/findings")
	}
	q := ui.Query{Path: "/findings/" + p.Rows[0].ID, Values: maps.Clone(p.List.Query.Values)}
	q.Values.Del("open")
	return q.String()
}

// narrowHead is the head of the list beside an open finding.
func (p Page) narrowHead() ui.Head {
	h := ui.Head{Columns: []ui.Column{{Label: "Weakness"}, {Label: "Severity"}}}
	if p.Bulk != nil {
		h.Lead = chooseAll()
	}
	return h
}

// A Many is what an act would do to many findings, before it is done.
type Many struct {
	ui.Frame
	Do       string // "Give %s to Dele Okoro"
	Of       string // what they are, when a list says it: "all findings of this view"
	Total    int
	Releases int
	Change   int
	Lines    []Line // what happens to the rest
	Long     bool
	Hidden   []ui.Input // the act and its scope, sent again to be done
	Back     string
	Wrong    string // why it can't be done
	Fix      string
	Touched  string // address of the list as it is now, where somebody else changed some
}

// A Line is a number of findings and what becomes of them.
type Line struct {
	N    int
	Text string
}

// NewMany returns the page of what an act would do to so many findings; do
// holds %s in their place.
func NewMany(f ui.Frame, do string, total int, back string) Many {
	f.Title = fmt.Sprintf(do, ui.Count(total, "finding", "findings"))
	return Many{Frame: f, Do: do, Total: total, Back: back}
}

// Say is the preview in one sentence.
func (m Many) Say() string {
	s := ui.Upper(ui.Count(m.Total, "finding", "findings"))
	if m.Of != "" {
		s += ", " + m.Of + ","
	}
	return s + " in " + ui.Count(m.Releases, "release", "releases") + "."
}

// button is the word on the main button, with how many it changes.
func (m Many) button() string {
	return fmt.Sprintf(m.Do, ui.Count(m.Change, "finding", "findings"))
}

func fixes(fix string) []string {
	if fix == "" {
		return nil
	}
	return []string{ui.Upper(fix) + "."}
}
