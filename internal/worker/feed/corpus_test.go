package feed_test

import (
	"context"
	"path/filepath"
	"runtime"
	"strings"
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
	for _, r := range report.Refused { // ten overrides that override nothing
		if r.Source != "nvd" || !strings.HasSuffix(r.Why, "the override has no configurations") {
			t.Errorf("refused: %s %s: %s", r.Source, r.Where, r.Why)
		}
	}
	b, err := intel.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	known(t, b)
}

// known asks for what everybody knows.
func known(t *testing.T, b *intel.Bundle) {
	for name, want := range map[string]struct {
		id  string
		kev bool
	}{
		"GHSA-jfh8-c2jp-5v3q": {"CVE-2021-44228", true},
		"CVE-2024-3094":       {"CVE-2024-3094", false},
		"cve-2014-0160":       {"CVE-2014-0160", true},
	} {
		w, err := b.Weakness(name)
		if err != nil || w == nil || w.ID != want.id || (w.KEV != nil) != want.kev || w.EPSS == nil {
			t.Errorf("%s: %+v, %v", name, w, err)
		}
	}
	for _, p := range [][2]string{
		{"npm", "lodash"},
		{"Maven", "org.apache.logging.log4j:log4j-core"},
		{"PyPI", "Django"},
		{"Debian", "openssl"},
		{"Alpine", "busybox"},
		{"AlmaLinux", "kernel"},
		{"Go", "golang.org/x/net"},
		{"crates.io", "time"},
		{"NuGet", "newtonsoft.json"},
	} {
		if list, err := b.ByPackage(p[0], p[1]); err != nil || len(list) == 0 {
			t.Errorf("%v: %d statements, %v", p, len(list), err)
		}
	}
	if list, err := b.ByProduct("a", "openssl", "openssl"); err != nil || len(list) < 100 {
		t.Errorf("openssl by its CPE: %d statements, %v", len(list), err)
	}
	if list, err := b.Support("openssl"); err != nil || len(list) < 5 {
		t.Errorf("support dates of openssl: %v, %v", list, err)
	}
}

// TestANewCatalogueChangesItsWeaknessesOnly goes from one catalogue of
// exploited weaknesses to the next.
func TestANewCatalogueChangesItsWeaknessesOnly(t *testing.T) {
	dir := t.TempDir()
	open := func(name, kev string) *intel.Bundle {
		in := feed.Inputs{CVE: []string{testkit.Corpus(t, "cve/cve5-notable.zip")}, KEV: testkit.Corpus(t, "kev/"+kev), Made: testkit.CorpusMade}
		if _, err := feed.Build(context.Background(), in, nil, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
		b, err := intel.Open(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = b.Close() })
		return b
	}
	names := []string{
		"history/kev-2025-01-27.json.gz", "history/kev-2025-03-03.json.gz", "history/kev-2025-04-17.json.gz",
		"history/kev-2025-06-25.json.gz", "history/kev-2025-08-21.json.gz", "known_exploited_vulnerabilities.json.gz",
	}
	var before *intel.Bundle
	for i, name := range names {
		after := open(filepath.Base(name), name)
		if i > 0 {
			keys, err := intel.Changed(before, after)
			if err != nil {
				t.Fatal(err)
			}
			for _, k := range keys {
				if k.Kind != intel.Weakness {
					t.Errorf("%+v changed", k)
				}
			}
			added := after.Info().Weaknesses - before.Info().Weaknesses
			if len(keys) < added || added <= 0 {
				t.Errorf("%d changed, %d added", len(keys), added)
			}
			t.Logf("%s: %d added, %d changed in all", name, added, len(keys))
		}
		before = after
	}
}

// TestAnIndexEntryCostsLittleMemory holds the goal of 400 bytes a key.
func TestAnIndexEntryCostsLittleMemory(t *testing.T) {
	path := testkit.CorpusBundlePath(t)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.GC() // what pools and finalizers held is gone only now
	runtime.ReadMemStats(&before)
	b, err := intel.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	runtime.GC()
	runtime.ReadMemStats(&after)
	keys := b.Info().Keys
	each := float64(int64(after.HeapAlloc)-int64(before.HeapAlloc)) / float64(keys)
	t.Logf("%.1f bytes for each of %d keys", each, keys)
	if each > 400 {
		t.Errorf("%.0f bytes a key", each)
	}
	runtime.KeepAlive(b)
}
