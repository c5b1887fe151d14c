package score

import (
	"math"

	gocvss20 "github.com/pandatix/go-cvss/20"
)

// weights20 are the numbers behind the metrics of time and place (CVSS 2.0
// guide, 2.2, 2.3 and 3.2). Any other value counts as 1, or as no damage.
var weights20 = map[string]map[string]float64{
	"E":   {"U": 0.85, "POC": 0.9, "F": 0.95},
	"RL":  {"OF": 0.87, "TF": 0.9, "W": 0.95},
	"RC":  {"UC": 0.9, "UR": 0.95},
	"TD":  {"N": 0, "L": 0.25, "M": 0.75},
	"CDP": {"L": 0.1, "LM": 0.3, "MH": 0.4, "H": 0.5},
	"REQ": {"L": 0.5, "H": 1.51},
	"IMP": {"N": 0, "P": 0.275, "C": 0.66},
}

// score20 returns the three scores of a vector (CVSS 2.0 guide, 3.2). The
// library rounds binary fractions, and so gives 8.5 for what is exactly 8.55.
func score20(m *gocvss20.CVSS20) (base, temporal, environmental float64) {
	get := func(metric, table string, otherwise float64) float64 {
		value, _ := m.Get(metric)
		if w, ok := weights20[table][value]; ok {
			return w
		}
		return otherwise
	}
	base = positive(m.BaseScore())
	times := get("E", "E", 1) * get("RL", "RL", 1) * get("RC", "RC", 1)
	temporal = tenths(base * times)

	kept := 1.0 // what the adjusted impact leaves
	for _, impact := range [...]string{"C", "I", "A"} {
		kept *= 1 - get(impact, "IMP", 0)*get(impact+"R", "REQ", 1)
	}
	adjusted := 0.0
	if impact := math.Min(10, 10.41*(1-kept)); impact > 0 {
		adjusted = tenths((0.6*impact + 0.4*m.Exploitability() - 1.5) * 1.176)
	}
	adjusted = tenths(adjusted * times)
	environmental = tenths((adjusted + (10-adjusted)*get("CDP", "CDP", 0)) * get("TD", "TD", 1))
	return base, temporal, environmental
}

// tenths rounds half up to one decimal, and takes what is a half but for the
// binary fraction's error as one.
func tenths(x float64) float64 { return positive(math.Floor(x*10+0.5+1e-9) / 10) }

// positive turns the -0.0 of the equations into 0.0.
func positive(score float64) float64 {
	if score <= 0 {
		return 0
	}
	return score
}
