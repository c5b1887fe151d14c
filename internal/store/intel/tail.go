package intel

import (
	"fmt"
	"os"
)

// A tail is a growing file that can be read back by position. It holds a
// bounded amount of its end in memory, and makes no file for less than that.
type tail struct {
	dir   string
	limit int
	file  *os.File
	off   int64 // of mem
	mem   []byte
}

// append adds bytes and returns where they are.
func (t *tail) append(b []byte) (int64, error) {
	if len(t.mem)+len(b) > t.limit && len(t.mem) > 0 {
		if t.file == nil {
			f, err := os.CreateTemp(t.dir, ".intel-heads-*")
			if err != nil {
				return 0, fmt.Errorf("make a temporary file for the bundle: %w", err)
			}
			t.file = f
		}
		if _, err := t.file.WriteAt(t.mem, t.off); err != nil {
			return 0, fmt.Errorf("write a temporary file for the bundle: %w", err)
		}
		t.off += int64(len(t.mem))
		t.mem = t.mem[:0]
	}
	at := t.off + int64(len(t.mem))
	t.mem = append(t.mem, b...)
	return at, nil
}

// readAt fills b with the bytes that were appended at off.
func (t *tail) readAt(b []byte, off int64) error {
	if off >= t.off {
		copy(b, t.mem[off-t.off:])
		return nil
	}
	if _, err := t.file.ReadAt(b, off); err != nil {
		return fmt.Errorf("read a temporary file of the bundle: %w", err)
	}
	return nil
}

func (t *tail) close() {
	if t.file != nil {
		_ = t.file.Close()
		_ = os.Remove(t.file.Name())
		t.file = nil
	}
	t.mem = nil
}
