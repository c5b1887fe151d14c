package feed_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"aceso/internal/store/intel"
	"aceso/internal/value/fault"
	"aceso/internal/worker/feed"
)

// made returns the bytes of a bundle of so many npm records, made on a day.
func made(t testing.TB, records, day int, signer string) []byte {
	t.Helper()
	dir := t.TempDir()
	all := map[string]string{}
	for i := range records {
		all[fmt.Sprintf("GHSA-%04d.json", i)] = osvRecord("npm", i, fmt.Sprintf("2026-08-%02dT00:00:00Z", day))
	}
	if err := os.MkdirAll(filepath.Join(dir, "osv", "npm"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "osv", "npm", "all.zip"), zipOf(all), 0o644); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(dir, "out.intel")
	in := feed.Inputs{OSV: filepath.Join(dir, "osv"), Made: time.Date(2026, 8, day, 1, 0, 0, 0, time.UTC), Signer: signer}
	if _, err := feed.Build(context.Background(), in, nil, out); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func take(t testing.TB, dir string, data []byte, terms feed.Terms) (*feed.Outcome, error) {
	t.Helper()
	out, err := feed.Import(context.Background(), dir, bytes.NewReader(data), terms)
	if left, _ := filepath.Glob(filepath.Join(intel.Folder(dir), ".intel*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	return out, err
}

func TestABundleComesInPlainOrCompressed(t *testing.T) {
	dir := t.TempDir()
	first := made(t, 100, 10, "")
	if out, err := take(t, dir, first, feed.Terms{}); err != nil || !out.Placed || out.Signed.Signed {
		t.Fatalf("%+v, %v", out, err)
	}
	second := made(t, 101, 11, "")
	file := filepath.Join(t.TempDir(), "b")
	if err := os.WriteFile(file, second, 0o644); err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	if err := intel.Pack(file, &packed); err != nil {
		t.Fatal(err)
	}
	out, err := take(t, dir, packed.Bytes(), feed.Terms{})
	if err != nil || !out.Placed {
		t.Fatalf("%+v, %v", out, err)
	}
	b, err := intel.Current(dir)
	if err != nil || b.Info().ID != out.Info.ID {
		t.Fatalf("%v", err)
	}
	_ = b.Close()
	if out, err = take(t, dir, second, feed.Terms{}); err != nil || !out.Same || out.Placed {
		t.Errorf("the same again: %+v, %v", out, err)
	}
}

func TestWhatDoesNotHoldIsNotTaken(t *testing.T) {
	secret, public, err := intel.GenerateKey("maker.example.org")
	if err != nil {
		t.Fatal(err)
	}
	good := made(t, 100, 10, "")
	broken := bytes.Clone(good)
	broken[len(broken)/3] ^= 1
	var bomb bytes.Buffer
	bomb.Write(gz(make([]byte, 1<<20)))
	for name, c := range map[string]struct {
		data  []byte
		terms feed.Terms
		kind  fault.Kind
	}{
		"nothing":              {nil, feed.Terms{}, fault.Unverified},
		"another file":         {[]byte("PK\x03\x04 a zip"), feed.Terms{}, fault.Unverified},
		"zeros, compressed":    {bomb.Bytes(), feed.Terms{}, fault.Unverified},
		"a byte is wrong":      {broken, feed.Terms{}, fault.Unverified},
		"it is cut":            {good[:len(good)-1], feed.Terms{}, fault.Unverified},
		"it is unsigned":       {made(t, 100, 12, ""), feed.Terms{Trusted: []string{public}}, fault.Unverified},
		"it shrank":            {made(t, 80, 12, secret), feed.Terms{}, fault.Conflict},
		"it is older":          {made(t, 100, 9, secret), feed.Terms{}, fault.Conflict},
		"it is older, trusted": {made(t, 100, 9, secret), feed.Terms{Trusted: []string{public}}, fault.Conflict},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if _, err := take(t, dir, good, feed.Terms{}); err != nil {
				t.Fatal(err)
			}
			if _, err := take(t, dir, c.data, c.terms); !fault.Is(err, c.kind) {
				t.Errorf("%v", err)
			}
			b, err := intel.Current(dir)
			if err != nil || b.Info().Sources[0].Records != 100 {
				t.Errorf("what was in use is not any more: %v", err)
			}
		})
	}
}

func TestAPersonMayTakeASmallerBundleKnowingly(t *testing.T) {
	dir := t.TempDir()
	if _, err := take(t, dir, made(t, 100, 10, ""), feed.Terms{}); err != nil {
		t.Fatal(err)
	}
	out, err := take(t, dir, made(t, 50, 11, ""), feed.Terms{Anyway: true})
	if err != nil || !out.Placed || out.Problems.Valid() {
		t.Errorf("%+v, %v", out, err)
	}
}

func TestADamagedBundleInUseIsReplaced(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(intel.Folder(dir), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(intel.Path(dir), []byte("rubbish"), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := take(t, dir, made(t, 10, 10, ""), feed.Terms{}); err != nil || !out.Placed {
		t.Errorf("%+v, %v", out, err)
	}
}

// TestAKilledImportLeavesTheOldOrTheNew kills a process that does nothing but
// put bundles in use, at any moment.
func TestAKilledImportLeavesTheOldOrTheNew(t *testing.T) {
	if dir := os.Getenv("ACESO_TEST_IMPORT"); dir != "" {
		importForEver(t, dir)
		return
	}
	dir := t.TempDir()
	for i, name := range []string{"a", "b"} {
		if err := os.WriteFile(filepath.Join(dir, name), made(t, 200+i, 10+i, ""), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	seen := map[int]int{}
	const kills = 20
	for i := range kills {
		cmd := exec.Command(os.Args[0], "-test.run=^TestAKilledImportLeavesTheOldOrTheNew$")
		cmd.Env = append(os.Environ(), "ACESO_TEST_IMPORT="+dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		for start := time.Now(); time.Since(start) < 10*time.Second; { // until it is at work
			if _, err := os.Stat(intel.Path(dir)); err == nil {
				break
			}
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Duration(20+i*3) * time.Millisecond)
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		info, _, err := intel.Verify(intel.Path(dir), nil)
		if err != nil {
			t.Fatalf("after kill %d: %v", i, err)
		}
		seen[info.Weaknesses]++
	}
	t.Logf("%d kills left %v", kills, seen)
}

func importForEver(t *testing.T, dir string) {
	for i := 0; ; i++ {
		f, err := os.Open(filepath.Join(dir, []string{"a", "b"}[i%2]))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := feed.Import(context.Background(), dir, f, feed.Terms{Anyway: true}); err != nil {
			t.Fatal(err)
		}
		_ = f.Close()
	}
}
