// Package testkit is what tests share: finding the corpus of real documents,
// a PostgreSQL of the run's own, and a browser. The product never imports it.
package testkit

import (
	"os"
	"path/filepath"
	"testing"
)

// root is found once, before a test changes its folder.
var root = moduleAbove()

// Root returns the folder of the module.
func Root() string { return root }

// moduleAbove looks for the module from the folder of the running test
// upwards: the compiler can't tell where its sources lie when paths are
// trimmed.
func moduleAbove() string {
	dir, err := os.Getwd()
	for err == nil {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			break
		}
		dir = up
	}
	return ""
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
