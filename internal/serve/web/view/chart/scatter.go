package chart

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"github.com/a-h/templ"
)

// A Scatter lays weaknesses out by how likely they are used (EPSS, across,
// in powers of ten) and how severe they are (up). Whoever has no estimate or no
// score has a strip of their own: not known is not zero.
type Scatter struct{ Points []Point }

// A Point is one weakness, or several at one place.
type Point struct {
	EPSS      float64
	Rated     bool
	Score     float64
	Scored    bool
	N         int // how many are there
	Exploited bool
	Name      string // of one
	URL       string // "" for several
}

// What is drawn of many points: they share the nearest place of a grid.
const (
	pointsApart  = 500 // up to so many each has its own place
	scatterHigh  = 250.0
	scatterStrip = 30.0 // for what has no score
	scatterTop   = 10.0
	scatterLeft  = 0.11 // for what has no estimate
	leastEPSS    = 0.001
)

func (s Scatter) links() bool { return true }

func (s Scatter) draw(id string) templ.Component { return s.picture(id) }

// place is where a point lies: across as a share of the width, down in pixels.
func (s Scatter) place(p Point) (x, y float64) {
	x, y = s.left()/2, scatterHigh-scatterStrip/2
	if p.Rated {
		x = s.across(p.EPSS)
	}
	if p.Scored {
		y = s.up(p.Score)
	}
	return x, y
}

func (s Scatter) across(epss float64) float64 {
	left := s.left() + 0.02
	return left + (0.985-left)*(1-math.Log10(min(max(epss, leastEPSS), 1))/math.Log10(leastEPSS))
}

func (s Scatter) up(score float64) float64 {
	return scatterTop + (scatterHigh-s.below()-scatterTop)*(1-score/10)
}

// left is how much room those without an estimate take.
func (s Scatter) left() float64 {
	if slices.ContainsFunc(s.Points, func(p Point) bool { return !p.Rated }) {
		return scatterLeft
	}
	return 0
}

// below is how much room those without a score take.
func (s Scatter) below() float64 {
	if slices.ContainsFunc(s.Points, func(p Point) bool { return !p.Scored }) {
		return scatterStrip
	}
	return 6
}

// thinned are the points as they are drawn, the exploited ones last and so on
// top: where there are many, those that lie close together are one.
func (s Scatter) thinned() []Point {
	type spot struct {
		x, y      int
		exploited bool
	}
	apart := len(s.Points) <= pointsApart
	at := map[spot]int{}
	var out []Point
	for _, p := range s.Points {
		x, y := s.place(p)
		key := spot{int(math.Round(x * 100)), int(math.Round(y / 5)), p.Exploited}
		if apart {
			key = spot{int(math.Round(x * 1e4)), int(math.Round(y * 10)), p.Exploited}
		}
		if i, ok := at[key]; ok {
			out[i].N += p.N
			out[i].URL, out[i].Name = "", strconv.Itoa(out[i].N)+" weaknesses"
			continue
		}
		at[key] = len(out)
		out = append(out, p)
	}
	slices.SortStableFunc(out, func(a, b Point) int { return cmp.Compare(asInt(a.Exploited), asInt(b.Exploited)) })
	return out
}

func asInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// radius of a mark: its area goes with how many weaknesses are there.
func (p Point) radius() float64 {
	return rounded(min(3*math.Sqrt(float64(max(p.N, 1))), 11))
}

// say is the point in words.
func (p Point) say() string {
	s := p.Name + ": "
	if p.Scored {
		s += "score " + strconv.FormatFloat(p.Score, 'f', 1, 64)
	} else {
		s += "not scored"
	}
	if p.Rated {
		s += ", EPSS " + percentage(p.EPSS)
	} else {
		s += ", no EPSS"
	}
	if p.Exploited {
		s += ", known to be exploited"
	}
	return s
}

// shares are the lines of the scale across.
var shares = []float64{0.001, 0.01, 0.1, 1}

// grades are the lines of the scale up: where severities begin (CVSS 3.1, 5).
var grades = []float64{0, 4, 7, 9}

// band is the severity that begins at a line.
func band(from float64) string {
	return map[float64]string{0: "low", 4: "medium", 7: "high", 9: "critical"}[from]
}

// Figure makes the figure around the picture. rows are what its table says: the
// first of them in the order in which they are to be looked at.
func (s Scatter) Figure(f Figure, t Table) Figure {
	f.Table = t
	if len(s.Points) > 0 {
		f.Plot = s
	}
	return f
}

// Foremost are the points in the order in which
// they are to be looked at: exploited ones, then by likelihood, then by severity;
// who has no estimate comes before those of which little is expected.
func Foremost(all []Point) []Point {
	out := slices.Clone(all)
	weight := func(p Point) float64 {
		if !p.Rated {
			return 0.05
		}
		return p.EPSS
	}
	slices.SortStableFunc(out, func(a, b Point) int {
		return cmp.Or(-cmp.Compare(asInt(a.Exploited), asInt(b.Exploited)), -cmp.Compare(weight(a), weight(b)), -cmp.Compare(a.Score, b.Score), cmp.Compare(a.Name, b.Name))
	})
	return out
}
