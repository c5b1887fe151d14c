package cli

import (
	"archive/tar"
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"aceso/internal/app"
	"aceso/internal/testkit"
)

// A proof is a file that some command verifies, alone or with others.
type proof struct {
	name string
	good []byte
	line []string // the command; FILE is the proof
	ok   int      // its exit code for the good one
	same func(good, bad []byte) bool
}

// TestNoMalformedProofIsEverBelieved harms each file that a verifier reads in
// many ways. The verifier never ends with 0 unless what is proven is untouched
// (the harm hit a blank, or a claim that nobody proves), and never breaks down:
// another project's crashed and ended with 0.
func TestNoMalformedProofIsEverBelieved(t *testing.T) {
	rounds := testkit.Rounds(t, "proof", 250, 100)
	dir := t.TempDir()
	all := proofs(t, dir)
	r := rand.New(rand.NewPCG(testkit.Seed(t), 8))
	believed := 0
	for n := range rounds {
		p := all[n%len(all)]
		how := harms[n/len(all)%len(harms)]
		bad := how.do(r, slices.Clone(p.good))
		file := filepath.Join(dir, "bad")
		if err := os.WriteFile(file, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		code, told := verifyWith(t, p, file)
		switch {
		case strings.Contains(told, "goroutine ") || strings.Contains(told, "runtime error") || code == exitUnexpected:
			t.Errorf("%s, %s: it breaks down: %d %.500s", p.name, how.name, code, told)
		case code == p.ok && !bytes.Equal(p.good, bad) && !p.same(p.good, bad):
			t.Errorf("%s, %s: believed (exit code %d): %.300s", p.name, how.name, code, told)
		case code == p.ok:
			believed++
		case code == 0:
			t.Errorf("%s, %s: it ends with 0", p.name, how.name)
		}
	}
	testkit.Tell(t, "malformed logs, checkpoints, keys, bundles and backups verified", rounds, "%d ways, %d kinds of file; %d harmed nothing that is proven; 0 others believed, 0 crashes", len(harms), len(all), believed)
}

// sameKey tells whether two texts are the same verifier key: its hash is
// hexadecimal, and counts whatever the case of its letters.
func sameKey(a, b []byte) bool {
	x, y := strings.SplitN(strings.TrimSpace(string(a)), "+", 3), strings.SplitN(strings.TrimSpace(string(b)), "+", 3)
	return len(x) == 3 && len(y) == 3 && x[0] == y[0] && strings.EqualFold(x[1], y[1]) && x[2] == y[2]
}

func verifyWith(t *testing.T, p proof, file string) (int, string) {
	t.Helper()
	args := slices.Clone(p.line)
	for i, a := range args {
		if a == "FILE" {
			args[i] = file
		}
	}
	var out, told bytes.Buffer
	code := Run(t.Context(), args, Streams{In: strings.NewReader(""), Out: &out, Err: &told})
	return code, out.String() + told.String()
}

// proofs makes one good file of each kind.
func proofs(t *testing.T, dir string) []proof {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	data, at := filepath.Join(dir, "data"), func(name string) string { return filepath.Join(dir, name) }
	config, err := app.LoadConfig(map[string]any{"data": data, "log.level": "error"})
	must(err)
	a, err := app.Open(t.Context(), config, os.Stderr)
	must(err)
	_, err = a.TellStory(t.Context())
	must(err)
	must(a.Close())
	org, story := "Larkfield Infusion", filepath.Join("..", "app", "story")
	for _, line := range [][]string{
		{"audit", "export", "--data", data, "--org", org, "-o", at("log")},
		{"audit", "checkpoint", "--data", data, "--org", org, "-o", at("kept")},
		{"intel", "key", at("maker")},
		{"intel", "build", "--osv", filepath.Join(story, "osv"), "--kev", filepath.Join(story, "kev.json"), "--sign", at("maker.key"), "-o", at("bundle")},
		{"backup", "create", "--data", data, "-o", at("backup")},
	} {
		if code, told := verifyWith(t, proof{line: line}, ""); code != exitOK {
			t.Fatalf("%v: %d %s", line, code, told)
		}
	}
	key := filepath.Join(data, "keys", "log.pub")
	out := []proof{
		{name: "an exported log", line: []string{"audit", "verify", "FILE", "--key", key}, same: sameLeaves},
		{name: "an exported log, against a checkpoint", line: []string{"audit", "verify", "FILE", "--checkpoint", at("kept")}, same: sameLeaves},
		{name: "a checkpoint", line: []string{"audit", "verify", at("log"), "--checkpoint", "FILE"}, same: sameNote},
		{name: "a checkpoint of the folder", line: []string{"audit", "verify", "--data", data, "--org", org, "--checkpoint", "FILE"}, same: sameNote},
		{name: "the key of a log", line: []string{"audit", "verify", at("log"), "--key", "FILE"}, same: sameKey},
		{name: "a signed bundle", line: []string{"intel", "verify", "FILE", "--key", at("maker.pub")}, same: bytes.Equal},
		{name: "the key of a bundle", line: []string{"intel", "verify", at("bundle"), "--key", "FILE"}, same: sameKey},
		{name: "a backup", line: []string{"backup", "verify", "FILE"}, same: sameFiles},
	}
	for i, file := range []string{at("log"), at("log"), at("kept"), at("kept"), key, at("bundle"), at("maker.pub"), at("backup")} {
		out[i].good, err = os.ReadFile(file)
		must(err)
		if code, told := verifyWith(t, out[i], file); code != out[i].ok {
			t.Fatalf("the good one of %s: %d %s", out[i].name, code, told)
		}
	}
	return out
}

// sameLeaves tells whether the entries of a log are untouched: what stands in
// its head beside their number is only claimed.
func sameLeaves(good, bad []byte) bool {
	leaves := func(log []byte) []string {
		lines := strings.Split(strings.TrimSpace(string(log)), "\n")
		for i := range lines {
			lines[i] = strings.TrimSpace(lines[i])
		}
		return lines[1:]
	}
	return slices.Equal(leaves(good), leaves(bad))
}

// sameNote tells whether the text that a note signs is untouched.
func sameNote(good, bad []byte) bool {
	text := func(note []byte) string {
		head, _, _ := strings.Cut(string(note), "\n\n")
		return head
	}
	return text(good) == text(bad)
}

// sameFiles tells whether a backup still has the same files with the same
// bytes: an archive has padding besides, and times that nobody restores.
func sameFiles(good, bad []byte) bool {
	read := func(data []byte) (map[string]string, error) {
		out := map[string]string{}
		plain, err := zstd.NewReader(bytes.NewReader(data), zstd.WithDecoderConcurrency(1))
		if err != nil {
			return nil, err
		}
		defer plain.Close()
		for in := tar.NewReader(plain); ; {
			h, err := in.Next()
			if errors.Is(err, io.EOF) {
				return out, nil
			}
			if err != nil {
				return nil, err
			}
			body, err := io.ReadAll(in)
			if err != nil {
				return nil, err
			}
			out[h.Name] = string(body)
		}
	}
	one, err := read(good)
	two, err2 := read(bad)
	if err != nil || err2 != nil || len(one) != len(two) {
		return false
	}
	for name, body := range one {
		if two[name] != body {
			return false
		}
	}
	return true
}

// harms are ways in which a file can be other than it was.
var harms = []struct {
	name string
	do   func(r *rand.Rand, b []byte) []byte
}{
	{"a bit flipped", func(r *rand.Rand, b []byte) []byte { b[r.IntN(len(b))] ^= 1 << r.IntN(8); return b }},
	{"a byte replaced", func(r *rand.Rand, b []byte) []byte { b[r.IntN(len(b))] = byte(r.IntN(256)); return b }},
	{"cut off", func(r *rand.Rand, b []byte) []byte { return b[:r.IntN(len(b))] }},
	{"its start missing", func(r *rand.Rand, b []byte) []byte { return b[1+r.IntN(len(b)-1):] }},
	{"a stretch missing", func(r *rand.Rand, b []byte) []byte {
		at := r.IntN(len(b))
		return slices.Delete(b, at, min(len(b), at+1+r.IntN(200)))
	}},
	{"a stretch twice", func(r *rand.Rand, b []byte) []byte {
		at := r.IntN(len(b))
		return slices.Insert(b, at, slices.Clone(b[at:min(len(b), at+1+r.IntN(200))])...)
	}},
	{"zeros", func(r *rand.Rand, b []byte) []byte {
		at := r.IntN(len(b))
		clear(b[at:min(len(b), at+64)])
		return b
	}},
	{"empty", func(*rand.Rand, []byte) []byte { return nil }},
	{"blanks", func(*rand.Rand, []byte) []byte { return []byte("\n\n\n") }},
	{"twice", func(_ *rand.Rand, b []byte) []byte { return append(b, b...) }},
	{"rubbish behind it", func(_ *rand.Rand, b []byte) []byte { return append(b, "rubbish\x00\xff{}[]\n"...) }},
	{"rubbish before it", func(_ *rand.Rand, b []byte) []byte { return append([]byte("rubbish\x00\xff{}[]\n"), b...) }},
	{"a mark of byte order", func(_ *rand.Rand, b []byte) []byte { return append([]byte("\xef\xbb\xbf"), b...) }},
	{"random bytes", func(r *rand.Rand, b []byte) []byte {
		for i := range b {
			b[i] = byte(r.IntN(256))
		}
		return b
	}},
	{"two lines swapped", func(r *rand.Rand, b []byte) []byte {
		return lines(b, func(l [][]byte) [][]byte { i, j := r.IntN(len(l)), r.IntN(len(l)); l[i], l[j] = l[j], l[i]; return l })
	}},
	{"a line missing", func(r *rand.Rand, b []byte) []byte {
		return lines(b, func(l [][]byte) [][]byte { i := r.IntN(len(l)); return slices.Delete(l, i, i+1) })
	}},
	{"a line twice", func(r *rand.Rand, b []byte) []byte {
		return lines(b, func(l [][]byte) [][]byte { i := r.IntN(len(l)); return slices.Insert(l, i, l[i]) })
	}},
	{"a line of a megabyte", func(_ *rand.Rand, b []byte) []byte { return append(b, bytes.Repeat([]byte("x"), 1<<20)...) }},
	{"an endless line", func(_ *rand.Rand, b []byte) []byte { return bytes.ReplaceAll(b, []byte("\n"), []byte(" ")) }},
	{"another number", func(r *rand.Rand, b []byte) []byte { return swap(r, b, "0123456789", "9876543210") }},
	{"other letters", func(r *rand.Rand, b []byte) []byte { return swap(r, b, "abcdefABCDEF", "ABCDEFabcdef") }},
	{"null where a value is", func(_ *rand.Rand, b []byte) []byte { return bytes.Replace(b, []byte(`:"`), []byte(`:null,"x":"`), 1) }},
	{"nothing but nulls", func(*rand.Rand, []byte) []byte { return []byte("null\nnull\n") }},
	{"nested deep", func(*rand.Rand, []byte) []byte { return []byte(strings.Repeat("[", 100_000) + "\n") }},
	{"huge numbers", func(_ *rand.Rand, b []byte) []byte {
		return bytes.ReplaceAll(b, []byte(`"size":`), []byte(`"size":99999999999999999999`))
	}},
	{"a note with no signature", func(_ *rand.Rand, b []byte) []byte {
		head, _, _ := bytes.Cut(b, []byte("\n\n"))
		return append(head, "\n\n"...)
	}},
	{"a signature of nobody's", func(_ *rand.Rand, b []byte) []byte {
		return append(b, "\n— nobody "+base64.StdEncoding.EncodeToString(make([]byte, 68))+"\n"...)
	}},
	{"an object that closes too early", func(_ *rand.Rand, b []byte) []byte { return bytes.Replace(b, []byte(`,"`), []byte(`},{"`), 1) }},
	{"bytes that are no text", func(r *rand.Rand, b []byte) []byte { return slices.Insert(b, r.IntN(len(b)), 0xc0, 0xaf) }},
	{"carriage returns", func(_ *rand.Rand, b []byte) []byte { return bytes.ReplaceAll(b, []byte("\n"), []byte("\r\n")) }},
	{"a zip", func(*rand.Rand, []byte) []byte { return append([]byte("PK\x03\x04"), make([]byte, 100)...) }},
}

func lines(b []byte, change func([][]byte) [][]byte) []byte {
	return bytes.Join(change(bytes.SplitAfter(b, []byte("\n"))), nil)
}

// swap replaces one of these bytes, wherever it stands, by its counterpart.
func swap(r *rand.Rand, b []byte, from, to string) []byte {
	for range 10_000 {
		i := r.IntN(len(b))
		if j := strings.IndexByte(from, b[i]); j >= 0 && to[j] != b[i] {
			b[i] = to[j]
			return b
		}
	}
	return b
}
