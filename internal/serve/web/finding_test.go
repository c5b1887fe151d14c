package web

import (
	"slices"
	"testing"
	"time"

	"aceso/internal/domain/vuln"
	view "aceso/internal/serve/web/view/finding"
)

func TestASourceSaysTheSameScoreOnce(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC) }
	vector := "CVSS:3.1/AV:N/AC:H"
	w := &vuln.Weakness{ID: "CVE-2023-32681", Records: []vuln.Record{
		{Source: "osv", ID: "GHSA-j8r2", Modified: day(2), Scores: []vuln.Score{{Source: "ghsa", System: "word", Severity: "medium"}, {Source: "ghsa", System: "CVSS:3.1", Vector: vector, Value: 6.1, Severity: "medium"}}},
		{Source: "osv", ID: "PYSEC-1", Modified: day(5), Scores: []vuln.Score{{Source: "ghsa", System: "CVSS:3.1", Vector: vector, Value: 6.1, Severity: "medium"}}},
		{Source: "nvd", ID: "CVE-2023-32681", Modified: day(3), Scores: []vuln.Score{{Source: "nvd", System: "CVSS:3.1", Vector: vector, Value: 6.1, Severity: "medium"}, {Source: "nvd", System: "CVSS:4.0", Vector: "CVSS:4.0/AV:N", Value: 5.5, Severity: "medium"}}},
	}}
	one := &view.One{}
	fillSources(one, w)
	var got []string
	for _, s := range one.Scores {
		got = append(got, s.Source+" "+s.Rating.Text()+" "+s.AsOf.Format("2 Jan"))
	}
	if want := []string{"GitHub 6.1 medium 5 Nov", "NVD 6.1 medium 3 Nov", "NVD 5.5 medium 3 Nov"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
