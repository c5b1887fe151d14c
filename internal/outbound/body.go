package outbound

import (
	"context"
	"errors"
	"io"
	"time"

	"aceso/internal/value/fault"
)

// A body is an answer's body that ends with a fault behind its limit, or when
// nothing arrives for too long.
type body struct {
	in     io.ReadCloser
	cancel context.CancelCauseFunc
	left   int64
	max    int64
	wait   time.Duration
	host   string
}

// Read reads some bytes.
func (b *body) Read(p []byte) (int, error) {
	stalled := fault.New(fault.Unavailable, "%s stopped sending", b.host)
	timer := time.AfterFunc(b.wait, func() { b.cancel(stalled) })
	n, err := b.in.Read(p)
	late := !timer.Stop()
	if b.left -= int64(n); b.left < 0 {
		return 0, fault.New(fault.TooLarge, "%s sends more than %d bytes", b.host, b.max)
	}
	switch {
	case err == nil || errors.Is(err, io.EOF):
		return n, err
	case late:
		return n, stalled
	case errors.Is(err, context.Canceled) || fault.Of(err) != nil:
		return n, err
	case isTimeout(err):
		return n, fault.New(fault.Unavailable, "%s does not finish in time", b.host)
	}
	return n, fault.New(fault.Unavailable, "%s broke off: %v", b.host, err)
}

// Close ends the exchange.
func (b *body) Close() error {
	err := b.in.Close()
	b.cancel(nil)
	return err
}
