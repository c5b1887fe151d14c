package cve

import (
	"strings"

	"aceso/internal/domain/vuln"
	"aceso/internal/format/intake"
	"aceso/internal/value/check"
	"aceso/internal/value/score"
)

// readMetric adds one entry of "metrics": ratings by CVSS of any version, or
// what a party says in a form of its own.
func readMetric(ps *check.Problems, r *vuln.Record, path, by string, m map[string]rawMetric) {
	for _, version := range []string{"cvssV4_0", "cvssV3_1", "cvssV3_0", "cvssV2_0"} {
		raw, ok := m[version]
		if !ok {
			continue
		}
		var c struct {
			Vector string `json:"vectorString"`
		}
		if err := intake.JSON(raw, intake.Feed, &c); err != nil {
			ps.Warn(path+".metrics", "cve-cvss", "%v", err)
			continue
		}
		v, err := score.ParseCVSS(c.Vector)
		if err != nil {
			ps.Warn(path+".metrics", "cve-cvss", "%v", err)
			continue
		}
		r.Scores = append(r.Scores, vuln.Score{Source: by, System: v.System, Vector: v.Vector, Value: v.Base, Severity: v.Severity})
	}
	if raw, ok := m["other"]; ok {
		readOther(ps, r, path, by, raw)
	}
}

// readOther reads the forms of its own that are common: CISA's SSVC answers
// and its note that a weakness is exploited, and ratings in a word.
func readOther(ps *check.Problems, r *vuln.Record, path, by string, raw rawMetric) {
	var o struct {
		Type    string `json:"type"`
		Content struct {
			Options   []map[string]any `json:"options"`
			Timestamp string           `json:"timestamp"`
			Added     string           `json:"dateAdded"`
			Value     any              `json:"value"`
			Text      any              `json:"text"`
		} `json:"content"`
	}
	if err := intake.JSON(raw, intake.Feed, &o); err != nil {
		ps.Warn(path+".metrics.other", "cve-other-metric", "%v", err)
		return
	}
	switch strings.ToLower(o.Type) {
	case "ssvc":
		if by == "cisa-adp" {
			r.SSVC = ssvc(o.Content.Options)
			r.SSVC.At = date(ps, path+".metrics.other.content.timestamp", o.Content.Timestamp)
		}
	case "kev":
		r.Exploited = o.Content.Added
	default:
		for _, v := range []any{o.Content.Value, o.Content.Text} {
			if word, _ := v.(string); words[strings.ToLower(word)] != "" {
				r.Scores = append(r.Scores, vuln.Score{Source: by, System: "word", Severity: words[strings.ToLower(word)]})
			}
		}
	}
}

func ssvc(options []map[string]any) *vuln.SSVC {
	s := &vuln.SSVC{}
	for _, o := range options {
		for key, v := range o {
			answer, _ := v.(string)
			answer = strings.ToLower(answer)
			switch strings.ToLower(key) {
			case "exploitation":
				s.Exploitation = answer
			case "automatable":
				s.Automatable = answer
			case "technical impact":
				s.Impact = answer
			}
		}
	}
	return s
}

// words are ratings in a word, in the words of CVSS.
var words = map[string]string{
	"low": "low", "moderate": "medium", "medium": "medium", "important": "high", "high": "high", "critical": "critical",
}
