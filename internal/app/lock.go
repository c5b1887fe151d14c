package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"aceso/internal/value/fault"
)

// OpenAlone is Open for a server. On SQLite no second server opens the same
// data folder until Close: each would do the other's background work again.
// Whatever else opens the folder meanwhile (a backup, a verification) may.
func OpenAlone(ctx context.Context, c Config, logTo io.Writer) (*App, error) {
	if err := c.keyFiles(); err != nil {
		return nil, err
	}
	release, err := c.alone()
	if err != nil {
		return nil, err
	}
	a, err := Open(ctx, c, logTo)
	if err != nil {
		return nil, errors.Join(err, release())
	}
	a.release = release
	return a, nil
}

// lockName is the file in the data folder that a server holds locked.
const lockName = "serve.lock"

// alone takes the data folder for one server. The kernel gives it back when
// the process ends, however it does. Servers on PostgreSQL share a folder.
func (c Config) alone() (release func() error, err error) {
	if c.Database != "" {
		return func() error { return nil }, nil
	}
	if err := c.private(); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(c.Data, lockName), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the data folder: %w", err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		who := ""
		if text, _ := io.ReadAll(io.LimitReader(f, 20)); len(text) > 0 {
			who = " (process " + strings.TrimSpace(string(text)) + ")"
		}
		f.Close()
		return nil, fault.New(fault.Invalid, "another server runs on the data folder %s%s", c.Data, who).Helped("stop that one, or name another folder with --data")
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("lock the data folder: %w", err), f.Close())
	}
	if err := errors.Join(f.Truncate(0), write(f, fmt.Sprintln(os.Getpid()))); err != nil {
		return nil, errors.Join(fmt.Errorf("lock the data folder: %w", err), f.Close())
	}
	return f.Close, nil
}

func write(f *os.File, text string) error {
	_, err := f.WriteAt([]byte(text), 0)
	return err
}
