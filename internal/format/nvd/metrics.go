package nvd

import (
	"fmt"
	"strings"

	"aceso/internal/domain/vuln"
	"aceso/internal/value/check"
	"aceso/internal/value/score"
)

type metrics struct {
	V40 []metric `json:"cvssMetricV40"`
	V31 []metric `json:"cvssMetricV31"`
	V30 []metric `json:"cvssMetricV30"`
	V2  []metric `json:"cvssMetricV2"`
}

type metric struct {
	Source string `json:"source"`
	Data   cvss   `json:"cvssData"`
}

type cvss struct {
	Vector string `json:"vectorString"`
	Score  any    `json:"baseScore"`
}

// scores returns all ratings, each with who gave it.
func (m *metrics) scores(ps *check.Problems) []vuln.Score {
	var out []vuln.Score
	for _, set := range []struct {
		name string
		list []metric
	}{{"cvssMetricV40", m.V40}, {"cvssMetricV31", m.V31}, {"cvssMetricV30", m.V30}, {"cvssMetricV2", m.V2}} {
		for i, x := range set.list {
			if s, ok := x.Data.score(ps, fmt.Sprintf("metrics.%s[%d]", set.name, i)); ok {
				s.Source = rater(x.Source)
				out = append(out, s)
			}
		}
	}
	return out
}

// score computes the score from its vector; where the source says another, its
// vector is still what counts, since that is what it published as its ground.
func (c *cvss) score(ps *check.Problems, path string) (vuln.Score, bool) {
	if c.Vector == "" {
		return vuln.Score{}, false
	}
	v, err := score.ParseCVSS(c.Vector)
	if err != nil {
		ps.Warn(path, "nvd-cvss", "%v", err)
		return vuln.Score{}, false
	}
	if said, ok := c.Score.(float64); ok && v.System != "CVSS:4.0" && (said-v.Base > 0.05 || v.Base-said > 0.05) {
		ps.Warn(path, "nvd-cvss-score", "the vector %s gives %.1f, and the record says %.1f", v.Vector, v.Base, said)
	}
	return vuln.Score{System: v.System, Vector: v.Vector, Value: v.Base, Severity: v.Severity}, true
}

// rater names who gave a rating: the NVD itself, CISA, or the numbering
// authority by the address or id that it has at the NVD.
func rater(source string) string {
	switch source {
	case "nvd@nist.gov", "":
		return "nvd"
	case "134c704f-9b21-4f2e-91b3-4a467353bcc0":
		return "cisa-adp"
	}
	return "cna:" + strings.ToLower(source)
}
