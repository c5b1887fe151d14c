package intel

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestSweepTakesOnlyWhatWasLeftHalfMade(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(Folder(dir), 0o700); err != nil {
		t.Fatal(err)
	}
	day := time.Now().Add(-24 * time.Hour)
	for name, stays := range map[string]bool{".intel-incoming-1": false, "current.intel": true, ".intel-new-2": true} {
		path := filepath.Join(Folder(dir), name)
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if name != ".intel-new-2" { // that one is under way
			if err := os.Chtimes(path, day, day.Add(-time.Hour)); err != nil {
				t.Fatal(err)
			}
		}
		if err := Sweep(dir, day); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(path); (err == nil) != stays {
			t.Errorf("%s: there %v, want %v", name, err == nil, stays)
		}
	}
}
