package intake

import (
	"archive/tar"
	"errors"
	"io"

	"aceso/internal/value/fault"
)

// Tar calls fn for each plain file of a tar archive, with its name and its
// bytes. Nothing is written anywhere by these names. Folders, links and
// devices are passed over; sizes are counted while reading.
func Tar(in io.Reader, lim Limits, fn func(name string, in io.Reader) error) error {
	archive := tar.NewReader(in)
	total := &budget{left: lim.Unpacked, max: lim.Unpacked, name: "unpacked bytes"}
	for n := 1; ; n++ {
		h, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if fault.Of(err) != nil {
			return err
		}
		if err != nil && !errors.Is(err, tar.ErrInsecurePath) {
			return fault.New(fault.Invalid, "this is not a readable tar archive: %v", err)
		}
		if lim.Entries > 0 && n > lim.Entries {
			return Exceeded("entries of the archive", int64(lim.Entries))
		}
		if lim.Entry > 0 && h.Size > lim.Entry {
			return Exceeded("unpacked bytes of one entry", lim.Entry)
		}
		if err := total.take(h.Size); err != nil {
			return err
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		if err := fn(h.Name, archive); errors.Is(err, ErrStop) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// IsTar tells by the first 512 bytes whether an archive begins.
func IsTar(head []byte) bool { return len(head) >= 262 && string(head[257:262]) == "ustar" }
