// Package score reads ratings of severity: CVSS vectors of every version. A
// rating that can't be read is an error and never a score of zero.
package score

import (
	"strings"

	gocvss20 "github.com/pandatix/go-cvss/20"
	gocvss30 "github.com/pandatix/go-cvss/30"
	gocvss31 "github.com/pandatix/go-cvss/31"
	gocvss40 "github.com/pandatix/go-cvss/40"

	"aceso/internal/value/fault"
)

// The systems of a rating.
const (
	CVSS20 = "CVSS:2.0"
	CVSS30 = "CVSS:3.0"
	CVSS31 = "CVSS:3.1"
	CVSS40 = "CVSS:4.0"
)

// A CVSS is a rating by the Common Vulnerability Scoring System.
type CVSS struct {
	System   string  // "CVSS:2.0", "CVSS:3.0", "CVSS:3.1", "CVSS:4.0"
	Vector   string  // canonical: metrics in the order of the specification, those not defined left out
	Base     float64 // 0.0 to 10.0. CVSS 4.0 knows one score only, that of the whole vector
	Severity string  // of Base: none, low, medium, high, critical

	// The vector with its metrics of time and place: equal to Base where it has none.
	Temporal      float64
	Environmental float64
}

// maxVector bounds a vector; the longest possible one has 220 bytes.
const maxVector = 400

// ParseCVSS reads a vector of any version. CVSS 2.0 has no prefix and may
// stand in brackets. A later vector that lost its prefix is told by its
// metrics; 3.0 and 3.1 have the same, and then it is read as 3.1.
func ParseCVSS(vector string) (CVSS, error) {
	v := strings.TrimSpace(vector)
	if len(v) > maxVector {
		return CVSS{}, fault.New(fault.Invalid, "a CVSS vector of %d bytes is longer than any can be", len(v))
	}
	if strings.HasPrefix(v, "(") && strings.HasSuffix(v, ")") {
		v = v[1 : len(v)-1]
	}
	v = strings.TrimSuffix(v, "/")
	var c CVSS
	var err error
	switch system, metrics := split(v); system {
	case CVSS40:
		c, err = parse40(CVSS40 + "/" + metrics)
	case CVSS31:
		c, err = parse31(CVSS31 + "/" + metrics)
	case CVSS30:
		c, err = parse30(CVSS30 + "/" + metrics)
	case CVSS20:
		c, err = parse20(metrics)
	default:
		return CVSS{}, fault.New(fault.Invalid, "%.80q is a CVSS vector of an unknown version", vector)
	}
	if err != nil {
		return CVSS{}, fault.New(fault.Invalid, "%.80q is no CVSS vector: %v", vector, err)
	}
	c.Severity = Severity(c.System, c.Base)
	return c, nil
}

// split parts the prefix from the metrics, or finds out which it should have.
func split(v string) (system, metrics string) {
	if len(v) > 5 && strings.EqualFold(v[:5], "CVSS:") {
		system, metrics, _ = strings.Cut(v, "/")
		return strings.ToUpper(system), metrics
	}
	all := "/" + v + "/"
	switch {
	case strings.Contains(all, "/VC:") && strings.Contains(all, "/AT:"):
		return CVSS40, v
	case strings.Contains(all, "/PR:") && strings.Contains(all, "/S:"):
		return CVSS31, v
	}
	return CVSS20, v
}

func parse20(v string) (CVSS, error) {
	m, err := gocvss20.ParseVector(v)
	if err != nil {
		return CVSS{}, err
	}
	c := CVSS{System: CVSS20, Vector: defined20(m)}
	c.Base, c.Temporal, c.Environmental = score20(m)
	return c, nil
}

func parse30(v string) (CVSS, error) {
	m, err := gocvss30.ParseVector(v)
	if err != nil {
		return CVSS{}, err
	}
	return CVSS{System: CVSS30, Vector: m.Vector(), Base: m.BaseScore(), Temporal: m.TemporalScore(), Environmental: m.EnvironmentalScore()}, nil
}

func parse31(v string) (CVSS, error) {
	m, err := gocvss31.ParseVector(v)
	if err != nil {
		return CVSS{}, err
	}
	return CVSS{System: CVSS31, Vector: m.Vector(), Base: m.BaseScore(), Temporal: m.TemporalScore(), Environmental: m.EnvironmentalScore()}, nil
}

func parse40(v string) (CVSS, error) {
	m, err := gocvss40.ParseVector(v)
	if err != nil {
		return CVSS{}, err
	}
	s := score40(m)
	return CVSS{System: CVSS40, Vector: m.Vector(), Base: s, Temporal: s, Environmental: s}, nil
}

// defined20 leaves out the metrics that say "not defined", which the library
// writes in CVSS 2.0 only.
func defined20(m *gocvss20.CVSS20) string {
	var kept []string
	for metric := range strings.SplitSeq(m.Vector(), "/") {
		if !strings.HasSuffix(metric, ":ND") {
			kept = append(kept, metric)
		}
	}
	return strings.Join(kept, "/")
}

// Severity returns the word for a score: the qualitative scale of CVSS 3.0 and
// later, and for CVSS 2.0 the one of the NVD, which knows neither none nor
// critical. A score that no system gives has no word.
func Severity(system string, value float64) string {
	switch {
	case !(value >= 0 && value <= 10):
		return ""
	case system == CVSS20 && value < 4:
		return "low"
	case system == CVSS20 && value < 7:
		return "medium"
	case system == CVSS20:
		return "high"
	case value < 0.1:
		return "none"
	case value < 4:
		return "low"
	case value < 7:
		return "medium"
	case value < 9:
		return "high"
	}
	return "critical"
}
