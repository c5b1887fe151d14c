package feed_test

import (
	"context"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"aceso/internal/testkit"
	"aceso/internal/worker/feed"
)

// BenchmarkBuildOSV tells how many OSV records become a bundle in a second of
// processor time (goal: 20,000 a second and core).
func BenchmarkBuildOSV(b *testing.B) {
	in := feed.Inputs{OSV: testkit.Corpus(b, "osv"), Made: testkit.CorpusMade}
	out := filepath.Join(b.TempDir(), "osv.intel")
	records, before := 0, cpu()
	for b.Loop() {
		report, err := feed.Build(context.Background(), in, nil, out)
		if err != nil {
			b.Fatal(err)
		}
		for _, s := range report.Info.Sources {
			records += s.Records
		}
	}
	b.ReportMetric(float64(records)/(cpu()-before).Seconds(), "records/cpu-s")
}

// cpu returns the processor time that this process has used.
func cpu() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
