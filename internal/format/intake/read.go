package intake

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"

	"aceso/internal/value/fault"
)

// Read reads everything, unpacks gzip or zstd, and returns the bytes. It
// stops as soon as a limit is passed, without reading the rest.
func Read(r io.Reader, lim Limits) ([]byte, error) {
	in, err := Open(r, lim)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return readAll(in)
}

// Unpack unpacks bytes that begin as gzip or zstd do, and returns any others
// as they are.
func Unpack(data []byte, lim Limits) ([]byte, error) {
	if int64(len(data)) > lim.Bytes {
		return nil, Exceeded("bytes", lim.Bytes)
	}
	if packing(data) == "" {
		return data, nil
	}
	return Read(bytes.NewReader(data), lim)
}

// Open returns the bytes of r as a stream that unpacks gzip or zstd, one
// layer, and fails once a limit is passed.
func Open(r io.Reader, lim Limits) (io.ReadCloser, error) {
	packed := &counter{r: r, max: lim.Bytes, name: "bytes"}
	in := bufio.NewReaderSize(packed, 64<<10)
	magic, err := in.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch packing(magic) {
	case "gzip":
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, spoilt("gzip", err)
		}
		return &unpacked{r: z, close: func() { _ = z.Close() }, kind: "gzip", packed: packed, lim: lim}, nil
	case "zstd":
		z, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(128<<20), zstd.WithDecoderMaxWindow(64<<20))
		if err != nil {
			return nil, fmt.Errorf("open zstd: %w", err)
		}
		return &unpacked{r: z, close: z.Close, kind: "zstd", packed: packed, lim: lim}, nil
	}
	return io.NopCloser(in), nil
}

// packing tells by the first bytes how data is packed; "" is not at all.
func packing(data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte{0x1f, 0x8b}):
		return "gzip"
	case bytes.HasPrefix(data, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		return "zstd"
	}
	return ""
}

// A counter passes bytes on until there are more than max.
type counter struct {
	r    io.Reader
	n    int64
	max  int64
	name string
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	if c.n > c.max {
		return 0, Exceeded(c.name, c.max)
	}
	return n, err
}

// freeRatio is how much may be unpacked before the ratio counts: a small file
// of blanks is no bomb.
const freeRatio = 1 << 20

// unpacked counts what comes out against what went in.
type unpacked struct {
	r      io.Reader
	close  func()
	kind   string
	packed *counter
	n      int64
	lim    Limits
}

func (u *unpacked) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	u.n += int64(n)
	if u.n > u.lim.Unpacked {
		return 0, Exceeded("unpacked bytes", u.lim.Unpacked)
	}
	if u.lim.Ratio > 0 && u.n > freeRatio && u.n > u.packed.n*u.lim.Ratio {
		return 0, Exceeded("ratio of unpacked to packed bytes", u.lim.Ratio)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return n, spoilt(u.kind, err)
	}
	return n, err
}

func (u *unpacked) Close() error {
	u.close()
	return nil
}

// spoilt says that packed bytes are broken, unless err is a fault of its own.
func spoilt(kind string, err error) error {
	if fault.Of(err) != nil {
		return err
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return fault.New(fault.Invalid, "the %s data ends too early", kind).Helped("send the file again, it may have been cut off")
	}
	return fault.New(fault.Invalid, "the %s data is broken: %v", kind, err)
}

// readAll is io.ReadAll with fewer, larger steps for documents of megabytes.
func readAll(r io.Reader) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(64 << 10)
	if _, err := b.ReadFrom(r); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
