package app

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"aceso/internal/value/fault"
)

func TestNobodyElseReadsTheDataFolder(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0))
	a := told(t, "")
	if _, err := a.blobs.Put(bytes.NewReader([]byte("x")), 1); err != nil {
		t.Fatal(err)
	}
	look := func(when string) {
		t.Helper()
		err := filepath.WalkDir(a.Config.Data, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := d.Info()
			if rel, _ := filepath.Rel(a.Config.Data, path); err == nil && info.Mode().Perm()&0o077 != 0 && filepath.Dir(rel) != "intel" {
				t.Errorf("%s %s has the mode %v", when, rel, info.Mode())
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"aceso.db-wal", "aceso.db-shm", "keys/log.pub"} {
		if _, err := os.Stat(filepath.Join(a.Config.Data, name)); err != nil {
			t.Error(err)
		}
	}
	look("as it is made")
	for _, name := range []string{".", "keys", "blobs", "intel"} {
		if err := os.Chmod(filepath.Join(a.Config.Data, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"aceso.db", "aceso.db-wal", "aceso.db-shm", "keys/log.key", "keys/log.pub"} {
		if err := os.Chmod(filepath.Join(a.Config.Data, name), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	again, err := Open(context.Background(), a.Config, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	again.Close()
	look("after another start")
}

func TestADataFolderHasOneServer(t *testing.T) {
	ctx := context.Background()
	c, err := LoadConfig(map[string]any{"data": t.TempDir(), "log.level": "error"})
	if err != nil {
		t.Fatal(err)
	}
	first, err := OpenAlone(ctx, c, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenAlone(ctx, c, io.Discard); !fault.Is(err, fault.Invalid) {
		t.Errorf("a second server: %v", err)
	}
	command, err := Open(ctx, c, io.Discard)
	if err != nil {
		t.Fatalf("a command while the server runs: %v", err)
	}
	command.Close()
	first.Close()
	second, err := OpenAlone(ctx, c, io.Discard)
	if err != nil {
		t.Fatalf("after the first has ended: %v", err)
	}
	second.Close()
}
