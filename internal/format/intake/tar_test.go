package intake_test

import (
	"archive/tar"
	"bytes"
	"io"
	"strings"
	"testing"

	"aceso/internal/format/intake"
)

func TestTarGivesPlainFilesWithinLimits(t *testing.T) {
	pack := func(headers ...tar.Header) []byte {
		var b bytes.Buffer
		w := tar.NewWriter(&b)
		for _, h := range headers {
			if err := w.WriteHeader(&h); err != nil {
				t.Fatal(err)
			}
			if _, err := w.Write(make([]byte, h.Size)); err != nil {
				t.Fatal(err)
			}
		}
		_ = w.Close()
		return b.Bytes()
	}
	file := func(name string, size int64) tar.Header {
		return tar.Header{Name: name, Size: size, Typeflag: tar.TypeReg, Mode: 0o600}
	}
	good := pack(file("a.json", 2), tar.Header{Name: "d/", Typeflag: tar.TypeDir}, tar.Header{Name: "l", Linkname: "a", Typeflag: tar.TypeSymlink})
	for name, c := range map[string]struct {
		in   []byte
		want string
	}{
		"plain files only":   {in: good},
		"too many":           {in: pack(file("a", 0), file("b", 0), file("c", 0), file("d", 0)), want: `"entries of the archive" of 3`},
		"one that is large":  {in: pack(file("a", 5<<20)), want: `"unpacked bytes of one entry"`},
		"cut off":            {in: good[:100], want: "not a readable tar"},
		"large all together": {in: pack(file("a", 4<<20), file("b", 4<<20), file("c", 4<<20)), want: `"unpacked bytes" of`},
	} {
		t.Run(name, func(t *testing.T) {
			var names []string
			err := intake.Tar(bytes.NewReader(c.in), small, func(name string, in io.Reader) error {
				names = append(names, name)
				_, err := io.Copy(io.Discard, in)
				return err
			})
			tells(t, err, c.want)
			if c.want == "" && strings.Join(names, " ") != "a.json" {
				t.Errorf("walked %q", names)
			}
		})
	}
	if !intake.IsTar(good) || intake.IsTar([]byte("{}")) {
		t.Error("a tar archive is not told by its first bytes")
	}
}
