package chart

import (
	"math"
	"time"

	"aceso/internal/serve/web/view/ui"
)

func moment(t time.Time) string { return ui.Moment(t) }

func abs(f float64) float64 { return math.Abs(f) }

// derived is the class of what nobody counted.
func derived(is bool) string {
	if is {
		return "derived"
	}
	return ""
}

// place is where a rule stands.
func (c Columns) place(r Rule) float64 { return float64(r.After+1) / float64(max(len(c.Cols), 1)) }

// anchorAt keeps a label inside the picture: at its left edge it begins there,
// at its right edge it ends there.
func anchorAt(x float64) string {
	switch {
	case x <= 0.04:
		return "start"
	case x >= 0.96:
		return "end"
	}
	return "middle"
}

// diamond is the path of a mark around its middle.
func diamond(r float64) string {
	n := px(r)
	return "M0-" + n + "L" + n + " 0L0 " + n + "L-" + n + " 0Z"
}
