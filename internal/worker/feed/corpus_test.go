package feed_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"aceso/internal/store/intel"
	"aceso/internal/testkit"
	"aceso/internal/worker/feed"
)

func TestTheWholeCorpusBecomesABundle(t *testing.T) {
	in := testkit.CorpusInputs(t)
	out := filepath.Join(t.TempDir(), "corpus.intel")
	start := time.Now()
	report, err := feed.Build(context.Background(), in, nil, out)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("built in %v: %d weaknesses, %d statements, %d keys; %d odd, %d twice", time.Since(start),
		report.Info.Weaknesses, report.Info.Statements, report.Info.Keys, report.Odd, report.Twice)
	for _, s := range report.Info.Sources {
		t.Logf("%-14s %7d records, %4d refused, as of %s", s.Name, s.Records, s.Refused, s.AsOf.Format(time.DateOnly))
	}
	for _, r := range report.Refused {
		t.Logf("refused: %s %s: %s", r.Source, r.Where, r.Why)
	}
	b, err := intel.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	list, err := b.ByPackage("npm", "lodash")
	if err != nil || len(list) == 0 {
		t.Fatalf("lodash: %d statements, %v", len(list), err)
	}
	w, err := b.Weakness("GHSA-jfh8-c2jp-5v3q")
	if err != nil || w == nil {
		t.Fatalf("log4shell: %v", err)
	}
	t.Logf("%s %v kev %+v epss %+v", w.ID, w.Names, w.KEV, w.EPSS)
}
