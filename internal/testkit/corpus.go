// Package testkit is what tests share: finding the corpus of real documents,
// a PostgreSQL of the run's own, and a browser. The product never imports it.
package testkit

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// Root returns the folder of the module.
func Root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..")
}

// Corpus returns the path of a file of real data that lies beside the
// project, and skips the test, saying so, where it does not. A short run (as
// under the race detector) leaves the corpus out.
func Corpus(t testing.TB, name string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("a short run reads nothing of the corpus: skipped")
	}
	path := filepath.Join(Root(), "..", "shared", "corpus", filepath.FromSlash(name))
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the corpus file %s is not beside the project: skipped", name)
	}
	return path
}
