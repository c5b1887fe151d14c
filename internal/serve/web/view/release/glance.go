package release

import (
	"time"

	"aceso/internal/domain/sbom"
	"aceso/internal/serve/web/view/ui"
)

// A Sight is what a parts list holds, before somebody looks closer.
type Sight struct {
	sbom.Glance
	Made   string // format and tool
	Grades []GradeLine
	Next   ui.Link // the one thing that helps most
	Why    string  // it does
}

// A GradeLine is one profile in a line.
type GradeLine struct {
	Profile ui.Link
	Share   int // per cent, rounded down
	Met, Of int
}

// depth says how the parts hang together.
func (s Sight) depth() string {
	switch {
	case s.Edges == 0 && s.Depth <= 1:
		return "no dependencies are told"
	case s.Direct > 0:
		return ui.Count(s.Depth, "level", "levels") + " deep, " + ui.Number(s.Direct) + " direct"
	}
	return ui.Count(s.Depth, "level", "levels") + " deep"
}

// named lists the words that stand most often, with what says nothing.
func named(list []sbom.Counted, kinds, without int) string {
	var words []string
	for _, w := range list[:min(len(list), 4)] {
		words = append(words, w.Word+" ("+ui.Number(w.N)+")")
	}
	s := ui.List(words)
	if more := kinds - min(len(list), 4); more > 0 {
		s += " and " + ui.Number(more) + " more"
	}
	if without > 0 {
		if s != "" {
			s += "; "
		}
		s += ui.Count(without, "part says", "parts say") + " nothing"
	}
	return s
}

// Uploads is the side that lists every parts list that a release had.
const Uploads Tab = "uploads"

// A History is every parts list of a release, the newest first.
type History struct {
	Page
}

// An Upload is one parts list as it arrived.
type Upload struct {
	ID       string
	File     string
	URL      string // the page of its import
	Arrived  time.Time
	From     string
	Format   string
	Tools    string
	SHA256   string
	Size     int64
	Parts    int
	Distinct int
	Edges    int
	More     int // parts more, or fewer, than the one before
	First    bool
	Problems int
	Current  bool
	Original string
	Compare  string // with the one before; "" for the first
	MayUse   bool   // the reader may choose it to be in use
}

// use says whether the answers rest on it.
func (u Upload) use() ui.State {
	if u.Current {
		return ui.State{Word: "in use", Look: ui.Fine}
	}
	return ui.State{Word: "replaced", Look: ui.Quiet}
}

func (u Upload) difference() string {
	switch {
	case u.First:
		return ""
	case u.More > 0:
		return ui.Number(u.More) + " more"
	case u.More < 0:
		return ui.Number(-u.More) + " fewer"
	}
	return "as many"
}

// A Versions compares two parts lists of one release.
type Versions struct {
	Page
	From, To              Upload
	Added, Removed, Moved []Moved
	Parts, Same           int
}

// Answer is the comparison in one sentence.
func (v Versions) Answer() string {
	if len(v.Added)+len(v.Removed)+len(v.Moved) == 0 {
		return "The same " + ui.Count(v.Same, "part", "parts") + " in both."
	}
	return ui.Upper(ui.Count(len(v.Added), "part", "parts")) + " added, " + ui.Number(len(v.Removed)) + " removed, " + ui.Number(v.Parts) + " changed; " + ui.Number(v.Same) + " the same."
}

// Sides of a release at addresses of their own.
const (
	Graph  Tab = "graph"
	Shares Tab = "shares"
)
