package intel

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// Sweep removes half-made files of a data folder that nobody has touched since
// a time: whoever wrote them was killed.
func Sweep(dir string, before time.Time) error {
	left, err := filepath.Glob(filepath.Join(Folder(dir), ".intel-*"))
	if err != nil {
		return fmt.Errorf("look for half-made bundles: %w", err)
	}
	for _, path := range left {
		if stat, err := os.Stat(path); err != nil || !stat.ModTime().Before(before) {
			continue
		}
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("remove a half-made bundle: %w", err)
		}
	}
	return nil
}
