package testkit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"aceso/internal/store/intel"
	"aceso/internal/worker/feed"
)

// CorpusMade is the moment that the bundle of the corpus claims to be made at.
var CorpusMade = time.Date(2026, 8, 25, 12, 0, 0, 0, time.UTC)

// CorpusInputs returns the sources that lie in the corpus, and skips where it
// is not there.
func CorpusInputs(t testing.TB) feed.Inputs {
	t.Helper()
	return feed.Inputs{
		OSV: Corpus(t, "osv"),
		NVD: []string{
			Corpus(t, "cve/nvd-legacy-1.1-subset.json.gz"), Corpus(t, "cve/nvd-2.0-samples.zip"),
			Corpus(t, "cve/nvd-overrides-2.0-shape.jsonl.gz"),
		},
		CVE:     []string{Corpus(t, "cve/vulnrichment-cve5.jsonl.gz"), Corpus(t, "cve/cve5-notable.zip")},
		KEV:     Corpus(t, "kev/known_exploited_vulnerabilities.json.gz"),
		EPSS:    Corpus(t, "epss/epss-2026-08-16.csv.gz"),
		EOL:     Corpus(t, "eol/endoflife-releases.tar.gz"),
		Made:    CorpusMade,
		Fetched: CorpusMade.Add(-time.Hour),
	}
}

// CorpusBundle opens the bundle of everything in the corpus. It is built once
// and kept in the temporary folder under a name that follows from the corpus
// and from the code that makes it; the test's end closes it.
func CorpusBundle(t testing.TB) *intel.Bundle {
	t.Helper()
	b, err := intel.Open(CorpusBundlePath(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	return b
}

var building sync.Mutex

// CorpusBundlePath returns the file that CorpusBundle opens.
func CorpusBundlePath(t testing.TB) string {
	t.Helper()
	in := CorpusInputs(t)
	h := sha256.New()
	sum(t, h, Corpus(t, "MANIFEST.json"))
	for _, room := range []string{"store/intel", "worker/feed", "format", "domain/vuln", "value"} {
		sum(t, h, filepath.Join(Root(), "internal", filepath.FromSlash(room)))
	}
	path := filepath.Join(os.TempDir(), "aceso-corpus-"+hex.EncodeToString(h.Sum(nil))[:16]+".intel")
	building.Lock()
	defer building.Unlock()
	if _, err := os.Stat(path); err == nil {
		return path
	}
	sweep()
	if _, err := feed.Build(context.Background(), in, nil, path); err != nil {
		t.Fatal(err)
	}
	return path
}

// sum adds a file, or all Go files below a folder but tests: a bundle that other
// code made proves nothing of this one.
func sum(t testing.TB, h hash.Hash, path string) {
	t.Helper()
	err := filepath.WalkDir(path, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || p != path && (!strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go")) {
			return err
		}
		data, err := os.ReadFile(p)
		h.Write(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// sweep removes bundles that older code left.
func sweep() {
	old, _ := filepath.Glob(filepath.Join(os.TempDir(), "aceso-corpus-*.intel"))
	for _, path := range old {
		if stat, err := os.Stat(path); err == nil && time.Since(stat.ModTime()) > time.Hour {
			_ = os.Remove(path)
		}
	}
}
