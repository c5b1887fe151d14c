package score

import (
	"strconv"
	"strings"

	gocvss40 "github.com/pandatix/go-cvss/40"
)

// CVSS 4.0 is scored here in whole numbers: the library rounds a binary
// fraction, and so gives 5.6 for what is exactly 5.65, where the specification
// and its calculator give 5.7.

// macroScores holds ten times the score of each MacroVector (CVSS 4.0,
// section 8.3, lookup table): a line for each EQ1, EQ2, EQ3, and on it EQ4,
// EQ5, EQ6 in their order. EQ3 of 2 with EQ6 of 0 can't be.
var macroScores = func() (scores [18][18]int) {
	for i, line := range strings.Split(strings.TrimSpace(`
100 99 98 95 95 92 100 96 93 87 91 81 93 90 89 80 81 68
98 95 95 92 90 84 93 92 89 81 81 65 88 80 78 70 69 48
-- 92 -- 82 -- 72 -- 79 -- 69 -- 50 -- 69 -- 55 -- 27
99 97 95 92 92 85 95 91 90 83 84 71 92 81 82 71 72 53
95 93 92 85 85 73 92 82 80 72 70 59 84 70 71 52 50 30
-- 86 -- 75 -- 52 -- 71 -- 52 -- 29 -- 63 -- 29 -- 17
98 95 94 87 91 81 94 89 86 74 77 64 87 75 74 63 63 49
94 89 88 77 76 67 86 76 74 58 59 50 72 57 57 52 52 25
-- 83 -- 70 -- 54 -- 65 -- 58 -- 26 -- 53 -- 21 -- 13
95 90 88 76 76 70 90 77 75 62 61 53 77 66 68 59 52 30
89 78 76 67 62 58 74 59 57 57 47 23 61 52 57 29 24 16
-- 71 -- 59 -- 30 -- 58 -- 26 -- 15 -- 23 -- 13 -- 06
93 87 86 72 75 58 86 74 74 61 56 34 70 54 52 40 40 22
85 75 74 55 62 51 72 57 55 41 46 19 53 36 34 19 19 08
-- 64 -- 51 -- 20 -- 47 -- 21 -- 11 -- 24 -- 09 -- 04
88 75 73 53 60 50 73 55 59 40 41 20 54 43 45 22 20 11
75 55 58 45 40 21 61 51 48 18 20 09 46 18 17 07 08 02
-- 53 -- 24 -- 14 -- 24 -- 12 -- 05 -- 10 -- 03 -- 01`), "\n") {
		for j, cell := range strings.Fields(line) {
			scores[i][j], _ = strconv.Atoi(cell)
		}
	}
	return scores
}()

// severities lists the values of each metric from the most severe on (CVSS
// 4.0, section 8.2, tables 24 to 29).
var severities = map[string]string{
	"AV": "NALP", "AC": "LH", "AT": "NP", "PR": "NLH", "UI": "NPA", "VC": "HLN", "VI": "HLN", "VA": "HLN",
	"SC": "HLN", "SI": "SHLN", "SA": "SHLN", "CR": "HML", "IR": "HML", "AR": "HML",
}

// A level is one equivalence class of a vector.
type level struct {
	next     int // ten times the score of the next lower MacroVector; -1 when there is none
	distance int // steps below the most severe vector of the class
	depth    int // steps there are in the class, and one
}

// score40 returns the score of a vector (CVSS 4.0, section 8).
func score40(m *gocvss40.CVSS40) float64 {
	v := steps(m)
	if v["VC"]+v["VI"]+v["VA"] == 6 && v["SC"] == 2 && v["SI"]+v["SA"] == 6 {
		return 0 // no impact at all
	}
	e, _ := m.Get("E")
	eq5 := max(0, strings.Index("APU", e)) // X counts as A
	eq1, eq2, eq3, eq4, eq6 := classes(v)
	at := func(eq1, eq2, eq3, eq4, eq5, eq6 int) int {
		if eq1 > 2 || eq2 > 1 || eq3 > 2 || eq4 > 2 || eq5 > 2 {
			return -1
		}
		return macroScores[eq1*6+eq2*3+eq3][eq4*6+eq5*2+eq6]
	}
	below36 := -1 // EQ3 and EQ6 are lowered together
	switch {
	case eq3 == 0 && eq6 == 0:
		below36 = max(at(eq1, eq2, 1, eq4, eq5, 0), at(eq1, eq2, 0, eq4, eq5, 1))
	case eq3 == 1 && eq6 == 0:
		below36 = at(eq1, eq2, 1, eq4, eq5, 1)
	case eq3 < 2:
		below36 = at(eq1, eq2, eq3+1, eq4, eq5, 1)
	}
	top36 := [][]int{{0, 3}, {1, 3}, {0, 3}}[eq3][eq6]
	depth36 := [][]int{{7, 6}, {8, 8}, {1, 10}}[eq3][eq6]
	return interpolate(at(eq1, eq2, eq3, eq4, eq5, eq6), []level{
		{at(eq1+1, eq2, eq3, eq4, eq5, eq6), v["AV"] + v["PR"] + v["UI"] - []int{0, 1, 3}[eq1], []int{1, 4, 5}[eq1]},
		{at(eq1, eq2+1, eq3, eq4, eq5, eq6), v["AC"] + v["AT"] - []int{0, 1}[eq2], []int{1, 2}[eq2]},
		{below36, v["VC"] + v["VI"] + v["VA"] + v["CR"] + v["IR"] + v["AR"] - top36, depth36},
		{at(eq1, eq2, eq3, eq4+1, eq5, eq6), v["SC"] + v["SI"] + v["SA"] - []int{0, 2, 5}[eq4], []int{6, 5, 4}[eq4]},
		{at(eq1, eq2, eq3, eq4, eq5+1, eq6), 0, 1},
	})
}

// steps tells for each metric how many steps it is below its most severe
// value, with the modified metrics in the place of those that they modify.
func steps(m *gocvss40.CVSS40) map[string]int {
	v := make(map[string]int, len(severities))
	for metric, values := range severities {
		value, _ := m.Get(metric)
		if changed, err := m.Get("M" + metric); err == nil && changed != "X" {
			value = changed
		}
		v[metric] = max(0, strings.Index(values, value)) // X of a requirement counts as H
	}
	return v
}

// classes returns the levels of EQ1 to EQ4 and of EQ6 (section 8.2).
func classes(v map[string]int) (eq1, eq2, eq3, eq4, eq6 int) {
	switch n := v["AV"] == 0; {
	case n && v["PR"] == 0 && v["UI"] == 0:
		eq1 = 0
	case v["AV"] != 3 && (n || v["PR"] == 0 || v["UI"] == 0):
		eq1 = 1
	default:
		eq1 = 2
	}
	if v["AC"] != 0 || v["AT"] != 0 {
		eq2 = 1
	}
	switch {
	case v["VC"] == 0 && v["VI"] == 0:
		eq3 = 0
	case v["VC"] == 0 || v["VI"] == 0 || v["VA"] == 0:
		eq3 = 1
	default:
		eq3 = 2
	}
	switch {
	case v["SI"] == 0 || v["SA"] == 0: // safety
		eq4 = 0
	case v["SC"] == 0 || v["SI"] == 1 || v["SA"] == 1:
		eq4 = 1
	default:
		eq4 = 2
	}
	if v["CR"]+v["VC"] != 0 && v["IR"]+v["VI"] != 0 && v["AR"]+v["VA"] != 0 {
		eq6 = 1
	}
	return eq1, eq2, eq3, eq4, eq6
}

// interpolate takes from a MacroVector's score the mean of what its classes
// lose on the way to their next lower ones, rounded half up to tenths. 840 is
// a multiple of every depth, so nothing is lost on the way.
func interpolate(score int, levels []level) float64 {
	const whole = 840
	n, loss := 0, 0
	for _, l := range levels {
		if l.next < 0 {
			continue
		}
		n++
		loss += (score - l.next) * l.distance * whole / l.depth
	}
	if n == 0 {
		return float64(score) / 10
	}
	exact := score*whole*n - loss
	return float64((2*exact+whole*n)/(2*whole*n)) / 10
}
