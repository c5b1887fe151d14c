package intel_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"aceso/internal/domain/vuln"
	"aceso/internal/store/intel"
	"aceso/internal/value/fault"
)

// ask asks a bundle for everything there is, and returns the first error.
// Answers are counted: damage must not make fewer of them in silence.
func ask(b *intel.Bundle) (answers int, err error) {
	for k, err := range b.Keys() {
		if err != nil {
			return answers, err
		}
		answers++
		switch k.Kind {
		case intel.Package:
			_, err = b.ByPackage(k.Ecosystem, k.Name)
		case intel.Product:
			_, err = b.ByProduct(k.Part, k.Vendor, k.Name)
		case intel.Weakness:
			_, err = b.InFull(k.Name)
		}
		if err != nil {
			return answers, err
		}
	}
	for i := range 40 {
		if _, err := b.Weaknesses(fmt.Sprintf("GHSA-%04d", i)); err != nil {
			return answers, err
		}
	}
	_, err = b.Support("openssl")
	return answers, err
}

// sample writes a small bundle with something in every section.
func sample(t testing.TB, opts intel.Options) ([]byte, int) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sample")
	write(t, path, opts, func(w *intel.Writer) {
		w.Exploited("CVE-2021-0001", vuln.Exploited{Added: "2024-01-01"})
		w.Probability("CVE-2021-0001", 0.5, 0.5)
		if err := w.Support("openssl", []vuln.Support{{Cycle: "3.0"}}); err != nil {
			t.Fatal(err)
		}
	}, append(many(40), record("nvd", "CVE-2021-0001", func(r *vuln.Record) {
		r.Says = []vuln.Statement{{Source: "nvd", Record: r.ID, CPE: "cpe:2.3:a:acme:pump:*:*:*:*:*:*:*:*", Says: vuln.Affected}}
	}))...)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b, err := intel.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	n, err := ask(b)
	if err != nil || n == 0 {
		t.Fatal(n, err)
	}
	return data, n
}

// told tells whether damage was told of as such, or did no harm.
func told(t testing.TB, path string, data []byte, answers int) string {
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	b, err := intel.Open(path)
	if err == nil {
		defer b.Close()
		n := 0
		if n, err = ask(b); err == nil && n != answers {
			return fmt.Sprintf("%d answers of %d, and no error", n, answers)
		}
	}
	if err != nil && !fault.Is(err, fault.Unverified) && !fault.Is(err, fault.Invalid) {
		return fmt.Sprintf("an error that is not for people: %v", err)
	}
	if _, _, verr := intel.Verify(path, nil); verr == nil {
		return "verify finds nothing"
	}
	return ""
}

func TestDamageIsToldWhereverItIs(t *testing.T) {
	data, answers := sample(t, intel.Options{})
	path := filepath.Join(t.TempDir(), "damaged")
	step := max(1, len(data)/700)
	flips := 0
	for i := 0; i < len(data); i += step {
		bad := bytes.Clone(data)
		bad[i] ^= 0x10
		if s := told(t, path, bad, answers); s != "" {
			t.Errorf("byte %d of %d: %s", i, len(data), s)
		}
		flips++
	}
	cuts := 0
	for i := 0; i < len(data); i += max(1, len(data)/150) {
		if s := told(t, path, data[:i], answers); s != "" {
			t.Errorf("cut to %d of %d: %s", i, len(data), s)
		}
		cuts++
	}
	if s := told(t, path, append(bytes.Clone(data), 0), answers); s != "" {
		t.Errorf("a byte behind: %s", s)
	}
	t.Logf("%d flipped bytes and %d cuts", flips, cuts)
}

func TestAFileThatIsCutWhileItIsOpenEndsNothing(t *testing.T) {
	data, _ := sample(t, intel.Options{})
	path := filepath.Join(t.TempDir(), "open")
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	b, err := intel.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if err := os.Truncate(path, 1000); err != nil {
		t.Fatal(err)
	}
	if _, err := b.ByPackage("npm", "p1"); !fault.Is(err, fault.Unverified) {
		t.Errorf("a look-up: %v", err)
	}
}

func TestOtherFilesAreNoBundles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	for name, in := range map[string]string{
		"nothing": "", "a word": "hello", "JSON": `{"a":1}`, "SQLite": "SQLite format 3\x00" + strings.Repeat("\x00", 200),
		"a magic and nothing": "ACESOVB\x01", "another layout": "ACESOVB\x07" + strings.Repeat("\x00", 200), "zeros": strings.Repeat("\x00", 4096),
	} {
		if err := os.WriteFile(path, []byte(in), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := intel.Open(path); fault.Of(err) == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := intel.Open(filepath.Join(t.TempDir(), "none")); !fault.Is(err, fault.NotFound) {
		t.Errorf("none: %v", err)
	}
}

func TestSignaturesAreTold(t *testing.T) {
	secret, public, err := intel.GenerateKey("intel.example.org")
	if err != nil {
		t.Fatal(err)
	}
	_, other, err := intel.GenerateKey("intel.example.org")
	if err != nil {
		t.Fatal(err)
	}
	signed, _ := sample(t, intel.Options{Signer: secret})
	bare, _ := sample(t, intel.Options{})
	path := filepath.Join(t.TempDir(), "b")
	for name, c := range map[string]struct {
		data    []byte
		trusted []string
		want    vuln.Signature
	}{
		"unsigned":                 {bare, []string{public}, vuln.Signature{}},
		"signed by one trusted":    {signed, []string{other, public}, vuln.Signature{Signed: true, Key: keyOf(public), Trusted: true}},
		"signed by another":        {signed, []string{other}, vuln.Signature{Signed: true, Key: keyOf(public)}},
		"signed, and nobody known": {signed, nil, vuln.Signature{Signed: true, Key: keyOf(public)}},
	} {
		if err := os.WriteFile(path, c.data, 0o644); err != nil {
			t.Fatal(err)
		}
		if _, sig, err := intel.Verify(path, c.trusted); err != nil || sig != c.want {
			t.Errorf("%s: %+v, %v", name, sig, err)
		}
	}
	if _, _, err := intel.Verify(path, []string{"no key"}); len(signed) > 0 && !fault.Is(err, fault.Invalid) && err != nil {
		t.Errorf("a trusted key that is none: %v", err)
	}
	if _, err := intel.Create(path, intel.Options{Signer: "no key"}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a signing key that is none: %v", err)
	}
	if _, _, err := intel.GenerateKey("a b"); !fault.Is(err, fault.Invalid) {
		t.Errorf("a name that is none: %v", err)
	}
	// The signature of one bundle under another: the head says where it ends,
	// so it must have the same length, and the text that it signs is another.
	swapped := bytes.Clone(signed)
	at := bytes.LastIndex(swapped, []byte("\n\n"))
	copy(swapped[at-10:at], "AAAAAAAAA=")
	if err := os.WriteFile(path, swapped, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, _, err := intel.Verify(path, []string{public}); !fault.Is(err, fault.Unverified) {
		t.Errorf("a note that was changed: %v", err)
	}
}

// keyOf is what a public key begins with: its name and its hash.
func keyOf(public string) string { return strings.Join(strings.SplitN(public, "+", 3)[:2], "+") }

func FuzzOpen(f *testing.F) {
	data, _ := sample(f, intel.Options{})
	f.Add(data)
	f.Add(data[:100])
	f.Add([]byte("ACESOVB\x01"))
	path := filepath.Join(f.TempDir(), "fuzz")
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		if b, err := intel.Open(path); err == nil {
			_, _ = ask(b)
			_ = b.Close()
		}
	})
}
