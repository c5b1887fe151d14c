package app

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"testing"

	"aceso/internal/testkit"
	"aceso/internal/value/fault"
)

func TestMain(m *testing.M) { testkit.Main(m) }

// told is a data folder with the story in it, open as a server has it.
func told(t *testing.T, database string) *App {
	t.Helper()
	c, err := LoadConfig(map[string]any{"data": t.TempDir(), "database": database, "log.level": "error"})
	if err != nil {
		t.Fatal(err)
	}
	a, err := Open(context.Background(), c, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	if _, err := a.TellStory(context.Background()); err != nil {
		t.Fatal(err)
	}
	return a
}

func TestARestoreHasTheSameLogsAndFilesOnEitherDatabase(t *testing.T) {
	ctx := context.Background()
	for name, databases := range map[string][2]func() string{
		"SQLite to SQLite":     {none, none},
		"SQLite to PostgreSQL": {none, func() string { return testkit.Postgres(t) }},
		"PostgreSQL to SQLite": {func() string { return testkit.Postgres(t) }, none},
	} {
		t.Run(name, func(t *testing.T) {
			a := told(t, databases[0]())
			file := filepath.Join(t.TempDir(), "b")
			made, err := CreateBackup(ctx, a.Config, file)
			if err != nil || len(made.Missing) > 0 {
				t.Fatal(err, made)
			}
			c := a.Config
			c.Data, c.Database = filepath.Join(t.TempDir(), "new"), databases[1]()
			m, _, err := RestoreBackup(ctx, file, c)
			if err != nil {
				t.Fatal(err)
			}
			if text(made) != text(m) || len(m.Organisations) != 2 || m.Organisations[0].Entries == 0 {
				t.Errorf("made %s\nrestored %s", text(made), text(m))
			}
			for _, f := range m.Files {
				if info, err := os.Stat(filepath.Join(c.Data, f.Name)); f.Name != databaseName && (err != nil || info.Size() != f.Size) {
					t.Errorf("%s: %v", f.Name, err)
				}
			}
			if _, _, err := RestoreBackup(ctx, file, c); fault.Of(err) == nil || fault.Of(err).Kind != fault.Conflict {
				t.Errorf("a folder that is not empty: %v", err)
			}
		})
	}
}

func none() string { return "" }

func text(m *Manifest) string {
	b, _ := json.Marshal(m)
	return string(b)
}

func TestAHarmedBackupIsNoticed(t *testing.T) {
	a := told(t, "")
	file := filepath.Join(t.TempDir(), "b")
	if _, err := CreateBackup(context.Background(), a.Config, file); err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	harmed := filepath.Join(t.TempDir(), "h")
	try := func(what string, data []byte) {
		if err := os.WriteFile(harmed, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := VerifyBackup(context.Background(), harmed); fault.Of(err) == nil || fault.Of(err).Kind != fault.Unverified {
			t.Errorf("%s: %v", what, err)
		}
	}
	for i := range 12 {
		data := append([]byte(nil), good...)
		data[len(data)*(2*i+1)/24] ^= 1
		try("a flipped byte", data)
	}
	try("cut off", good[:len(good)-20])
	try("cut in half", good[:len(good)/2])
	try("nothing", nil)
	try("something else", []byte("hello"))
}

func TestABackupThatLacksEvidenceSaysSo(t *testing.T) {
	a := told(t, "")
	held, err := a.DB.BlobHashes(context.Background())
	if err != nil || len(held) < 2 {
		t.Fatal(err, held)
	}
	os.Remove(filepath.Join(a.Config.Data, "blobs", held[0][:2], held[0][2:]))
	os.WriteFile(filepath.Join(a.Config.Data, "blobs", held[1][:2], held[1][2:]), []byte("harmed"), 0o600)
	file := filepath.Join(t.TempDir(), "b")
	m, err := CreateBackup(context.Background(), a.Config, file)
	if err != nil || len(m.Missing) != 2 {
		t.Fatal(err, m)
	}
	if _, err := VerifyBackup(context.Background(), file); fault.Of(err) == nil || fault.Of(err).Kind != fault.Unverified {
		t.Errorf("verified: %v", err)
	}
}
