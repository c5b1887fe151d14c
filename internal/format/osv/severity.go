package osv

import (
	"fmt"
	"slices"
	"strings"

	"aceso/internal/domain/vuln"
	"aceso/internal/value/check"
	"aceso/internal/value/ident"
	"aceso/internal/value/score"
)

// scores returns every rating in the record, those of single packages too.
func scores(ps *check.Problems, d *document) []vuln.Score {
	by := rater(d.ID)
	var out []vuln.Score
	add := func(s vuln.Score) {
		if s.Severity != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	for i, s := range d.Severity {
		add(rate(ps, fmt.Sprintf("severity[%d]", i), by, s))
	}
	add(inWord(by, d.Word))
	for i := range d.Affected {
		a := &d.Affected[i]
		for j, s := range a.Severity {
			add(rate(ps, fmt.Sprintf("affected[%d].severity[%d]", i, j), by, s))
		}
		// Debian's tracker and OSS-Fuzz rate in a word at the package.
		where := strings.ToLower(ecosystem(a.Ecosystem))
		add(inWord(where, a.Urgency))
		add(inWord(where, a.Word))
	}
	return out
}

// rater says whose rating stands in a record: the owner of its id.
func rater(id string) string {
	switch f := ident.Family(id); f {
	case "GHSA", "RUSTSEC", "PYSEC", "GO", "HSEC", "USN":
		return strings.ToLower(f)
	case "UBUNTU":
		return "ubuntu"
	}
	return "osv"
}

func rate(ps *check.Problems, path, by string, s severity) vuln.Score {
	switch s.Type {
	case "CVSS_V2", "CVSS_V3", "CVSS_V4":
		c, err := score.ParseCVSS(s.Score)
		if err != nil {
			ps.Warn(path, "osv-severity", "%v", err)
			return vuln.Score{}
		}
		return vuln.Score{Source: by, System: c.System, Vector: c.Vector, Value: c.Base, Severity: c.Severity}
	case "Ubuntu":
		return inWord("ubuntu", s.Score)
	}
	return vuln.Score{}
}

// words are the severity words of the databases in the words of CVSS. What
// says nothing of severity ("not yet assigned") is not among them.
var words = map[string]string{
	"negligible": "low", "unimportant": "low", "low": "low", "minor": "low",
	"moderate": "medium", "medium": "medium", "important": "high", "high": "high", "critical": "critical",
}

func inWord(by, word string) vuln.Score {
	w := words[strings.TrimRight(strings.ToLower(strings.TrimSpace(word)), "*")]
	return vuln.Score{Source: by, System: "word", Severity: w}
}
