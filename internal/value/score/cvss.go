// Package score reads ratings of severity: CVSS vectors of every version.
package score

import (
	"strings"

	gocvss20 "github.com/pandatix/go-cvss/20"
	gocvss30 "github.com/pandatix/go-cvss/30"
	gocvss31 "github.com/pandatix/go-cvss/31"
	gocvss40 "github.com/pandatix/go-cvss/40"

	"aceso/internal/value/fault"
)

// A CVSS is a rating by the Common Vulnerability Scoring System.
type CVSS struct {
	System   string  // "CVSS:2.0", "CVSS:3.0", "CVSS:3.1", "CVSS:4.0"
	Vector   string  // canonical: metrics in the order of the specification
	Base     float64 // base score, 0.0 to 10.0; of CVSS 4.0 the score of the whole vector
	Severity string  // none, low, medium, high, critical
}

// ParseCVSS reads a vector of any version. CVSS 2 has no prefix and may
// stand in brackets; a vector without its prefix is tried as that.
func ParseCVSS(vector string) (CVSS, error) {
	v := strings.TrimSpace(vector)
	var c CVSS
	switch {
	case strings.HasPrefix(v, "CVSS:4.0/"):
		m, err := gocvss40.ParseVector(v)
		if err != nil {
			return CVSS{}, invalid(vector, err)
		}
		c = CVSS{System: "CVSS:4.0", Vector: m.Vector(), Base: m.Score()}
	case strings.HasPrefix(v, "CVSS:3.1/"):
		m, err := gocvss31.ParseVector(v)
		if err != nil {
			return CVSS{}, invalid(vector, err)
		}
		c = CVSS{System: "CVSS:3.1", Vector: m.Vector(), Base: m.BaseScore()}
	case strings.HasPrefix(v, "CVSS:3.0/"):
		m, err := gocvss30.ParseVector(v)
		if err != nil {
			return CVSS{}, invalid(vector, err)
		}
		c = CVSS{System: "CVSS:3.0", Vector: m.Vector(), Base: m.BaseScore()}
	default:
		m, err := gocvss20.ParseVector(strings.Trim(v, "()"))
		if err != nil {
			return CVSS{}, invalid(vector, err)
		}
		c = CVSS{System: "CVSS:2.0", Vector: m.Vector(), Base: m.BaseScore()}
	}
	c.Severity = Severity(c.System, c.Base)
	return c, nil
}

func invalid(vector string, err error) error {
	return fault.New(fault.Invalid, "%q is no CVSS vector: %v", vector, err)
}

// Severity returns the word for a score: the qualitative scale of CVSS 3.0 and
// later, and for CVSS 2.0 the one of the NVD, which knows neither none nor critical.
func Severity(system string, value float64) string {
	switch {
	case system == "CVSS:2.0" && value < 4:
		return "low"
	case system == "CVSS:2.0" && value < 7:
		return "medium"
	case system == "CVSS:2.0":
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
