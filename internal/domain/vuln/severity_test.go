package vuln

import (
	"testing"
	"time"
)

func TestTheLeadingScore(t *testing.T) {
	score := func(system string, value float64, word string) Score {
		return Score{Source: "x", System: system, Value: value, Severity: word}
	}
	for name, tc := range map[string]struct {
		records []Record
		want    string
	}{
		"nobody rated it":                  {nil, UnknownSeverity},
		"the highest of equals":            {[]Record{{Scores: []Score{score("CVSS:3.1", 5, "medium"), score("CVSS:4.0", 9.3, "critical")}}}, "critical"},
		"a new system leads an old one":    {[]Record{{Scores: []Score{score("CVSS:2.0", 10, "high")}}, {Scores: []Score{score("CVSS:3.0", 4, "medium")}}}, "medium"},
		"a number leads a word":            {[]Record{{Scores: []Score{score("word", 0, "critical"), score("CVSS:2.0", 2, "low")}}}, "low"},
		"the worst of words":               {[]Record{{Scores: []Score{score("word", 0, "low"), score("word", 0, "high")}}}, "high"},
		"a word that is none is unknown":   {[]Record{{Scores: []Score{score("word", 0, "not yet assigned")}}}, UnknownSeverity},
		"a zero is known to be none":       {[]Record{{Scores: []Score{score("CVSS:3.1", 0, "none")}}}, "none"},
		"a withdrawn record rates no more": {[]Record{{Withdrawn: time.Unix(1, 0), Scores: []Score{score("CVSS:3.1", 9, "critical")}}}, UnknownSeverity},
	} {
		w := &Weakness{Records: tc.records}
		if got := w.Severity(); got != tc.want {
			t.Errorf("%s: got %s, want %s", name, got, tc.want)
		}
	}
}

func TestUnknownIsNeitherZeroNorReached(t *testing.T) {
	if SeverityRank(UnknownSeverity) >= SeverityRank("medium") || SeverityRank(UnknownSeverity) <= SeverityRank("high") {
		t.Error("an unknown severity stands between high and medium")
	}
	if AtLeast(UnknownSeverity, "none") || !AtLeast("high", "high") || AtLeast("medium", "high") || !AtLeast("critical", "high") {
		t.Error("AtLeast")
	}
}
