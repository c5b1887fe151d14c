package release

import (
	"strconv"
	"unicode/utf8"

	"aceso/internal/domain/sbom"
	"aceso/internal/serve/web/view/ui"
)

// A Web is the dependency graph of a release from one part: what needs it, and
// what it needs.
type Web struct {
	Page
	sbom.Around
	Here     bool // there is a part to stand at; else the roots are shown
	Roots    []sbom.Node
	MoreRoot int
	Find     string
	Found    []sbom.Node
	MoreHits int
	Why      string // every way to it
}

// at is the address of the graph from another part.
func (w Web) at(n sbom.Node) string {
	if n.Key == "" {
		return ""
	}
	return w.URL(Graph) + "?at=" + n.Key
}

// called is what a part is called with its version.
func called(n sbom.Node) string {
	name := n.Name
	if name == "" {
		name = "no name"
	}
	if n.Version != "" {
		name += " " + n.Version
	}
	return name
}

// Say is the picture in one sentence.
func (w Web) Say() string {
	return called(w.Node) + " is needed by " + ui.Count(w.NeededBy, "part", "parts") + " and needs " + ui.Count(w.Needs, "part", "parts") + "."
}

// A box of the picture, with the line to the middle.
type box struct {
	x, y       int
	text, href string
	title      string
	focus      bool
	line       string // path of its line; "" for the focus
	ring       bool   // it leads back
}

const (
	boxWide, boxHigh = 210, 30
	boxStep          = 40
	boxLetters       = 28
)

// picture lays the part in the middle, what needs it to the left, what it
// needs to the right.
func (w Web) picture() (boxes []box, high int) {
	rows := max(len(w.Up), len(w.Down), 1)
	high = rows*boxStep + 10
	middle := high/2 - boxHigh/2
	put := func(n sbom.Node, x, i, of int) box {
		y := 10 + i*boxStep + (rows-of)*boxStep/2
		return box{x: x, y: y, text: cut(called(n)), title: called(n), href: w.at(n)}
	}
	for i, n := range w.Up {
		b := put(n, 5, i, len(w.Up))
		b.line = curve(b.x+boxWide, b.y+boxHigh/2, 265, middle+boxHigh/2)
		boxes = append(boxes, b)
	}
	for i, n := range w.Down {
		b := put(n.Node, 525, i, len(w.Down))
		b.line, b.ring = curve(475, middle+boxHigh/2, b.x, b.y+boxHigh/2), n.Circle
		boxes = append(boxes, b)
	}
	return append(boxes, box{x: 265, y: middle, text: cut(called(w.Node)), title: called(w.Node), focus: true}), high
}

func curve(x1, y1, x2, y2 int) string {
	half := strconv.Itoa((x1 + x2) / 2)
	return "M" + strconv.Itoa(x1) + " " + strconv.Itoa(y1) + "C" + half + " " + strconv.Itoa(y1) + " " + half + " " + strconv.Itoa(y2) + " " + strconv.Itoa(x2) + " " + strconv.Itoa(y2)
}

// cut shortens a name to what fits a box.
func cut(s string) string {
	if utf8.RuneCountInString(s) <= boxLetters {
		return s
	}
	return string([]rune(s)[:boxLetters-1]) + "…"
}
