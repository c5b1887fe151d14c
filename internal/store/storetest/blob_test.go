package storetest

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"aceso/internal/store"
)

func TestHalfWrittenFilesAreSweptWhenTheirWriterIsGone(t *testing.T) {
	dir := t.TempDir()
	blobs, err := store.OpenBlobs(dir)
	if err != nil {
		t.Fatal(err)
	}
	day := time.Now().Add(-24 * time.Hour)
	left, underWay := filepath.Join(dir, "new", "blob-1"), filepath.Join(dir, "new", "blob-2")
	for _, path := range []string{left, underWay} {
		if err := os.WriteFile(path, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chtimes(left, day, day.Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	if err := blobs.Sweep(day); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(left); err == nil {
		t.Error("what a killed writer left is still there")
	}
	if _, err := os.Stat(underWay); err != nil {
		t.Error("what is being written was taken away")
	}
}
