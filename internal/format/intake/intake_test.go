package intake_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"io"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"aceso/internal/format/intake"
	"aceso/internal/value/fault"
)

// small are limits that a test can pass without filling the memory.
var small = intake.Limits{
	Bytes: 1 << 20, Unpacked: 8 << 20, Ratio: 100, Entry: 4 << 20, Entries: 3,
	Depth: 8, Text: 64, Tokens: 100, Rows: 3, Columns: 4,
}

func gz(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func zst(t testing.TB, data []byte) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return w.EncodeAll(data, nil)
}

func TestReadUnpacksByTheFirstBytesAndHoldsTheLimits(t *testing.T) {
	plain := []byte(`{"name":"pump"}`)
	zeros := make([]byte, 6<<20)
	cut := gz(t, bytes.Repeat([]byte("pump "), 1000))
	for name, c := range map[string]struct {
		in   []byte
		want string // what the error says; "" for none
	}{
		"plain bytes pass":             {in: plain},
		"gzip is unpacked":             {in: gz(t, plain)},
		"zstd is unpacked":             {in: zst(t, plain)},
		"too many bytes":               {in: make([]byte, 1<<20+1), want: `"bytes" of 1048576`},
		"a gzip bomb":                  {in: gz(t, zeros), want: `"ratio of unpacked to packed bytes" of 100`},
		"a zstd bomb":                  {in: zst(t, zeros), want: `"ratio of unpacked to packed bytes" of 100`},
		"gzip that was cut off":        {in: cut[:len(cut)/2], want: "ends too early"},
		"gzip with a broken check sum": {in: append(gz(t, plain)[:len(gz(t, plain))-8], 0, 0, 0, 0, 0, 0, 0, 0), want: "gzip data is broken"},
		"zstd that is none":            {in: []byte{0x28, 0xb5, 0x2f, 0xfd, 1, 2, 3}, want: "zstd data"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := intake.Read(bytes.NewReader(c.in), small)
			tells(t, err, c.want)
			if c.want == "" && !bytes.Equal(got, plain) {
				t.Errorf("read %q", got)
			}
		})
	}
}

func TestUnpackStopsAtTheUnpackedLimit(t *testing.T) {
	lim := small
	lim.Ratio, lim.Unpacked = 0, 1000
	_, err := intake.Unpack(gz(t, make([]byte, 2000)), lim)
	tells(t, err, `"unpacked bytes" of 1000`)
	if !fault.Is(err, fault.TooLarge) {
		t.Errorf("a passed limit is %v, not too large", err)
	}
}

func TestTextIsUTF8OrRefused(t *testing.T) {
	for name, c := range map[string]struct{ in, want, err string }{
		"plain":                        {in: "é", want: "é"},
		"a mark is taken away":         {in: "\xef\xbb\xbfé", want: "é"},
		"UTF-16 little end first":      {in: "\xff\xfe\xe9\x00\x3d\xd8\x00\xde", want: "é😀"},
		"UTF-16 big end first":         {in: "\xfe\xff\x00\xe9", want: "é"},
		"half a UTF-16 character":      {in: "\xff\xfe\xe9", err: "half a character"},
		"a lone surrogate in UTF-16":   {in: "\xff\xfe\x3d\xd8\x41\x00", err: "half a character"},
		"overlong UTF-8":               {in: "ab\n\xc0\xaf", err: "line 2, column 1"},
		"a surrogate in UTF-8":         {in: "\xed\xa0\x80", err: "not UTF-8"},
		"Latin-1 is not guessed there": {in: "caf\xe9", err: "byte 0xe9"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := intake.Text([]byte(c.in))
			tells(t, err, c.err)
			if string(got) != c.want {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestLooseTextTakesOtherBytesForWindows1252(t *testing.T) {
	got, encoding, err := intake.LooseText([]byte("caf\xe9 \x80"))
	if err != nil || string(got) != "café €" || encoding != "windows-1252" {
		t.Errorf("got %q in %s, %v", got, encoding, err)
	}
	_, _, err = intake.LooseText([]byte("a\x00b"))
	tells(t, err, "zero bytes")
}

func TestZipRefusesWhatLeavesItsFolderOrItsLimits(t *testing.T) {
	type entry struct {
		name string
		body []byte
		mode uint32
	}
	good := entry{name: "npm/a.json", body: []byte("{}")}
	for name, c := range map[string]struct {
		in   []entry
		want string
	}{
		"plain files":         {in: []entry{good}},
		"a folder is skipped": {in: []entry{{name: "npm/"}, good}},
		"a way up":            {in: []entry{{name: "../a.json"}}, want: "does not stay in its folder"},
		"an absolute name":    {in: []entry{{name: "/etc/passwd"}}, want: "does not stay in its folder"},
		"a drive letter":      {in: []entry{{name: `C:a`}}, want: "does not stay in its folder"},
		"a back slash":        {in: []entry{{name: `a\..\..\b`}}, want: "does not stay in its folder"},
		"a link":              {in: []entry{{name: "link", mode: 0o120777 << 16}}, want: "no plain file"},
		"the same name twice": {in: []entry{good, good}, want: "twice"},
		"too many entries":    {in: []entry{{name: "a"}, {name: "b"}, {name: "c"}, {name: "d"}}, want: `"entries of the archive" of 3`},
		"a bomb":              {in: []entry{{name: "a", body: make([]byte, 3<<20)}}, want: "ratio"},
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			z := zip.NewWriter(&b)
			for _, e := range c.in {
				h := &zip.FileHeader{Name: e.name, Method: zip.Deflate, ExternalAttrs: e.mode}
				if e.mode != 0 {
					h.CreatorVersion = 3 << 8
				}
				w, err := z.CreateHeader(h)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := w.Write(e.body); err != nil && len(e.body) > 0 {
					t.Fatal(err)
				}
			}
			if err := z.Close(); err != nil {
				t.Fatal(err)
			}
			var names []string
			err := intake.ZipBytes(b.Bytes(), small, func(name string, in io.Reader) error {
				names = append(names, name)
				_, err := io.Copy(io.Discard, in)
				return err
			})
			tells(t, err, c.want)
			if c.want == "" && strings.Join(names, " ") != good.name {
				t.Errorf("walked %q", names)
			}
			if c.want != "" {
				tells(t, intake.ZipBytes(b.Bytes(), small, nil), c.want)
			}
		})
	}
}

func TestZipThatIsNoneIsRefused(t *testing.T) {
	tells(t, intake.ZipBytes([]byte("PK\x03\x04 and no more"), small, nil), "not a readable zip archive")
}

func TestCSVHoldsTheLimitsOfATable(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"rows of different length": {in: "a,b\nc\n"},
		"a quote inside a field":   {in: "a \"b\" c,d\n"},
		"too many rows":            {in: "a\nb\nc\nd\n", want: `"rows" of 3`},
		"too many columns":         {in: "a,b,c,d,e\n", want: `"columns" of 4`},
		"a field too long":         {in: strings.Repeat("x", 65), want: `"bytes of one field" of 64`},
		"a quote that never ends":  {in: "\"a\n", want: ""},
	} {
		t.Run(name, func(t *testing.T) {
			tells(t, intake.CSV(strings.NewReader(c.in), ',', small, func(int, []string) error { return nil }), c.want)
		})
	}
}

// tells fails unless err is a fault that says want, or nil for "".
func tells(t *testing.T, err error, want string) {
	t.Helper()
	switch {
	case want == "" && err != nil:
		t.Fatalf("refused: %v", err)
	case want != "" && err == nil:
		t.Fatalf("accepted; want an error that says %q", want)
	case want != "" && !strings.Contains(err.Error(), want):
		t.Fatalf("says %q, which lacks %q", err, want)
	case want != "" && fault.Of(err) == nil:
		t.Fatalf("%v is not for the sender's eyes", err)
	}
}
