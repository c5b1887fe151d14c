package chart

// A Fill is how an area looks: a colour of the theme, and a pattern that tells
// it from the others where there is none.
type Fill string

// The fills. Severities and answers look as they do everywhere.
const (
	Critical  Fill = "critical"
	High      Fill = "high"
	Unknown   Fill = "unknown"
	Medium    Fill = "medium"
	Low       Fill = "low"
	None      Fill = "none"
	Untold    Fill = "untold"    // nobody can tell
	Unchecked Fill = "unchecked" // could not be looked up
	Waiting   Fill = "waiting"
	Clean     Fill = "clean"
	Came      Fill = "came"
	Went      Fill = "went"
	Moved     Fill = "moved"
	Quiet     Fill = "quiet"
	Old       Fill = "old"
	Plain     Fill = "plain" // one thing alone: the accent
	Planned   Fill = "planned"
	Missing   Fill = "missing" // nobody looked
)

// a stroke of a pattern, in a tile of eight by eight.
type stroke struct {
	class string
	d     string // path; dots are circles of one
}

// patterns are the fills that are more than a colour: the class of the ground
// and what is drawn upon it.
var patterns = map[Fill]struct {
	ground string
	size   string
	stroke
}{
	High:      {"g-high", "8", stroke{"s-paper", "M-1 1l2-2M0 8L8 0M7 9l2-2"}},
	Unknown:   {"g-sunk", "8", stroke{"s-edge dots", "M2 2h.01M6 6h.01"}},
	Medium:    {"g-medium", "8", stroke{"s-paper", "M0 2h8M0 6h8"}},
	Low:       {"g-low", "8", stroke{"s-paper dots", "M2 2h.01M6 6h.01"}},
	None:      {"g-sunk", "8", stroke{"s-edge", "M2 0v8M6 0v8"}},
	Untold:    {"g-sunk", "8", stroke{"s-crit", "M-1 7l2 2M0 0L8 8M7-1l2 2"}},
	Unchecked: {"g-sunk", "8", stroke{"s-edge", "M-1 7l2 2M0 0L8 8M7-1l2 2"}},
	Went:      {"g-clean", "8", stroke{"s-paper", "M-1 1l2-2M0 8L8 0M7 9l2-2"}},
	Moved:     {"g-sunk", "8", stroke{"s-edge dots", "M2 2h.01M6 6h.01"}},
	Quiet:     {"g-sunk", "8", stroke{"s-edge", "M0 2h8M0 6h8"}},
	Old:       {"g-high", "8", stroke{"s-paper", "M-1 1l2-2M0 8L8 0M7 9l2-2"}},
	Planned:   {"g-sunk", "8", stroke{"s-accent", "M-1 1l2-2M0 8L8 0M7 9l2-2"}},
}

// patterned tells whether the fill is more than a colour.
func (f Fill) patterned() bool { return patterns[f].ground != "" }

// ref is where the pattern stands, within a figure of that id.
func (f Fill) ref(id string) string { return "url(#" + f.id(id) + ")" }

func (f Fill) id(id string) string { return id + "-" + string(f) }

// class of a plain fill.
func (f Fill) class() string { return "f-" + string(f) }

// distinct lists fills once, in their order.
func distinct(all ...Fill) []Fill {
	var out []Fill
	seen := map[Fill]bool{}
	for _, f := range all {
		if !seen[f] {
			seen[f] = true
			out = append(out, f)
		}
	}
	return out
}
