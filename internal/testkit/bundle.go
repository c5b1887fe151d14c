package testkit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
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
		NVD: []string{Corpus(t, "cve/nvd-legacy-1.1-subset.json.gz"), Corpus(t, "cve/nvd-2.0-samples.zip"),
			Corpus(t, "cve/nvd-overrides-2.0-shape.jsonl.gz")},
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
// and from this program; the test's end closes it.
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
	for _, path := range []string{Corpus(t, "MANIFEST.json"), self()} {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		h.Write(data)
	}
	path := filepath.Join(os.TempDir(), "aceso-corpus-"+hex.EncodeToString(h.Sum(nil))[:16]+".intel")
	building.Lock()
	defer building.Unlock()
	if _, err := os.Stat(path); err == nil {
		return path
	}
	if _, err := feed.Build(context.Background(), in, nil, path); err != nil {
		t.Fatal(err)
	}
	return path
}

// self returns the running program: a bundle that another build of the code
// made proves nothing of this one.
func self() string {
	path, err := os.Executable()
	if err != nil {
		return os.Args[0]
	}
	return path
}
