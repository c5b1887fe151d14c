package chart

import (
	"math"
	"strconv"

	"aceso/internal/serve/web/view/ui"
)

// ticks returns round numbers from zero to at least most, at most so many
// steps; whole leaves fractions out. Where there is nothing, one step is left.
func ticks(most float64, steps int, whole bool) []float64 {
	if most <= 0 || math.IsNaN(most) || math.IsInf(most, 0) {
		most = 1
	}
	step := round(most / float64(steps))
	if whole {
		step = math.Max(1, math.Ceil(step))
	}
	var out []float64
	for i := 0; ; i++ {
		out = append(out, float64(i)*step)
		if float64(i)*step >= most-step*1e-9 && i > 0 {
			return out
		}
	}
}

// round returns the next number up that is 1, 2, 2.5 or 5 times a power of ten.
func round(n float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(n)))
	for _, nice := range []float64{1, 2, 2.5, 5, 10} {
		if n <= nice*power*(1+1e-9) {
			return nice * power
		}
	}
	return 10 * power
}

// px writes a length, in pixels or units of the picture.
func px(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// rounded is a length to a tenth.
func rounded(f float64) float64 { return math.Round(f*10) / 10 }

// pct writes a length as a share of the picture's width.
func pct(f float64) string {
	return strconv.FormatFloat(math.Round(f*1e5)/1e3, 'f', -1, 64) + "%"
}

// figure writes a number for people.
func figure(f float64, percent bool) string {
	if percent {
		return percentage(f)
	}
	if f == math.Trunc(f) {
		return ui.Number(int(f))
	}
	return strconv.FormatFloat(f, 'f', 1, 64)
}

// Percent writes a share, 0 to 1, as percentage does.
func Percent(f float64) string { return percentage(f) }

// percentage writes a share, 0 to 1: what is there and small is never 0 %.
func percentage(f float64) string {
	switch {
	case f > 0 && f < 0.001:
		return "under 0.1\u00a0%"
	case f > 0 && f < 0.1 || f > 0.999 && f < 1:
		return strconv.FormatFloat(math.Floor(f*1000)/10, 'f', -1, 64) + "\u00a0%"
	}
	return strconv.FormatFloat(math.Round(f*100), 'f', -1, 64) + "\u00a0%"
}

// every returns each how many of n labels are written, so that they are no more
// than most.
func every(n, most int) int {
	return max(1, (n+most-1)/max(most, 1))
}
