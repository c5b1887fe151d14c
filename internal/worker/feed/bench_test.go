package feed_test

import (
	"context"
	"path/filepath"
	"testing"

	"aceso/internal/testkit"
	"aceso/internal/worker/feed"
)

// BenchmarkBuildOSV tells how many OSV records become a bundle in a second of
// processor time (goal: 20,000 a second and core).
func BenchmarkBuildOSV(b *testing.B) {
	in := feed.Inputs{OSV: testkit.Corpus(b, "osv"), Made: testkit.CorpusMade}
	out := filepath.Join(b.TempDir(), "osv.intel")
	records, before := 0, testkit.CPU(b)
	for b.Loop() {
		report, err := feed.Build(context.Background(), in, nil, out)
		if err != nil {
			b.Fatal(err)
		}
		for _, s := range report.Info.Sources {
			records += s.Records
		}
	}
	b.ReportMetric(float64(records)/(testkit.CPU(b)-before).Seconds(), "records/cpu-s")
}
