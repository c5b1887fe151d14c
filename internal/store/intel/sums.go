package intel

import (
	"encoding/binary"
	"errors"
	"io"
	"runtime"
	"sync"

	"github.com/zeebo/xxh3"
)

// summedSize is the length of a stretch that has a check sum of its own.
const summedSize = 256 << 10

// A summer takes the check sums of what passes, a stretch at a time.
type summer struct {
	h    xxh3.Hasher
	n    int // bytes in the stretch that is not full yet
	sums []byte
}

func (s *summer) add(p []byte) {
	for len(p) > 0 {
		part := p[:min(len(p), summedSize-s.n)]
		s.h.Write(part)
		if s.n += len(part); s.n == summedSize {
			s.close()
		}
		p = p[len(part):]
	}
}

// close ends the stretch that is not full yet.
func (s *summer) close() {
	if s.n > 0 {
		s.sums = binary.LittleEndian.AppendUint64(s.sums, s.h.Sum64())
		s.h.Reset()
		s.n = 0
	}
}

// sumsHold reads a file from behind the head up to end, on all processors, and
// tells whether it has these check sums.
func sumsHold(in io.ReaderAt, end int64, sums []byte) error {
	stretches := int((end - headSize + summedSize - 1) / summedSize)
	if stretches*8 != len(sums) {
		return errors.New("it has more or fewer check sums than it should")
	}
	workers := min(runtime.GOMAXPROCS(0), max(1, stretches))
	errs := make([]error, workers)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			buf := make([]byte, summedSize)
			for i := w; i < stretches && errs[w] == nil; i += workers {
				errs[w] = sumHolds(in, i, end, sums, buf)
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

func sumHolds(in io.ReaderAt, i int, end int64, sums, buf []byte) error {
	off := headSize + int64(i)*summedSize
	stretch := buf[:min(summedSize, end-off)]
	if _, err := in.ReadAt(stretch, off); err != nil {
		return err
	}
	if xxh3.Hash(stretch) != binary.LittleEndian.Uint64(sums[i*8:]) {
		return errors.New("it has another check sum")
	}
	return nil
}
