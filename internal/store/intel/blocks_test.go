package intel

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/zeebo/xxh3"

	"aceso/internal/domain/vuln"
	"aceso/internal/value/fault"
)

// many writes a bundle of several blocks, signed, and returns its bytes.
func many(t *testing.T) (path, public string) {
	t.Helper()
	secret, public, err := GenerateKey("intel.example.org")
	if err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "many.intel")
	w, err := Create(path, Options{Made: time.Date(2026, 8, 25, 0, 0, 0, 0, time.UTC), Signer: secret})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 400 {
		r := vuln.Record{Source: "osv", ID: fmt.Sprintf("GHSA-%d", i), Summary: "a weakness of a pump", Says: []vuln.Statement{
			{Source: "osv", Ecosystem: "npm", Package: fmt.Sprintf("p%d", i), Says: vuln.Affected, Versions: []string{"1.0.0"}},
		}}
		if _, err := w.Add("osv:npm", &r); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Finish(); err != nil {
		t.Fatal(err)
	}
	return path, public
}

// forge changes a package's answer, and mends the check sums on the way to
// it, as somebody would who knows the layout and has not the key.
func forge(t *testing.T, path, name string) {
	t.Helper()
	b, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	index := b.m.section("index")
	for off := index.Off; off < index.Off+index.Len; off += pageSize {
		page := data[off : off+pageSize]
		for at := 0; at+entrySize <= pageSpace; at += entrySize {
			e := readEntry(page[at:])
			blob := data[e.off : e.off+int64(e.length)]
			if u := (unpacker{s: string(blob)}); e.kind != Package || u.str() != string(Package)+"npm/"+name {
				continue
			}
			blob[len(blob)-3] ^= 1 // in its version
			binary.LittleEndian.PutUint64(page[at+20:], xxh3.Hash(blob))
			binary.LittleEndian.PutUint64(page[pageSpace:], xxh3.Hash(page[:pageSpace]))
			if err := os.WriteFile(path, data, 0o600); err != nil {
				t.Fatal(err)
			}
			return
		}
	}
	t.Fatal("there is no such package")
}

func TestADoctoredAnswerIsRefusedThoughItsCheckSumsHold(t *testing.T) {
	path, public := many(t)
	forge(t, path, "p7")
	b, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if _, err := b.ByPackage("npm", "p7"); !fault.Is(err, fault.Unverified) {
		t.Errorf("the answer is taken: %v", err)
	}
	if err := b.Check(); !fault.Is(err, fault.Unverified) {
		t.Errorf("the whole is taken: %v", err)
	}
	if _, _, err := Verify(path, []string{public}); !fault.Is(err, fault.Unverified) {
		t.Errorf("verify takes it: %v", err)
	}
}

func TestAnyFlippedByteIsFoundByReadingAll(t *testing.T) {
	path, _ := many(t)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	check := func(how func(*Bundle) error) error {
		b, err := Open(path)
		if err != nil {
			return err
		}
		defer b.Close()
		return how(b)
	}
	if err := check((*Bundle).Check); err != nil {
		t.Fatal(err)
	}
	if err := check((*Bundle).Unharmed); err != nil {
		t.Fatal(err)
	}
	for at := 0; at < len(good); at += max(1, len(good)/500) {
		bad := append([]byte(nil), good...)
		bad[at] ^= 4
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if at >= len(good)-200 { // of the note, only a trusted key can tell
			continue
		}
		if err := check((*Bundle).Check); err == nil {
			t.Errorf("byte %d of %d", at, len(good))
		}
		if err := check((*Bundle).Unharmed); err == nil {
			t.Errorf("byte %d of %d, by its check sum", at, len(good))
		}
	}
}

func TestABundleWithoutBlocksIsReadAsItIs(t *testing.T) {
	path, _ := many(t)
	b, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	b.in.sums, b.in.seen, b.m.Sums = nil, nil, nil // as an older version wrote it
	if list, err := b.ByPackage("npm", "p7"); err != nil || len(list) != 1 {
		t.Errorf("%v, %v", list, err)
	}
	if err := b.Check(); err != nil {
		t.Error(err)
	}
	if err := b.Unharmed(); err != nil {
		t.Error(err)
	}
}
