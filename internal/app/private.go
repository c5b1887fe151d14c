package app

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"aceso/internal/value/fault"
)

// private makes the data folder, for its owner's eyes only.
func (c Config) private() error {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return fault.New(fault.Invalid, "the data folder %s can't be made: %v", c.Data, errors.Unwrap(err))
	}
	return nil
}

// ownersOnly is what nobody but the owner may read, in the data folder.
var ownersOnly = []string{".", databaseName + "*", lockName, "aceso.toml", "keys", "keys/*", "blobs", "blobs/*", "intel"}

// shut takes from everybody but the owner what an older program, a copy or an
// unpacked archive gave them of the data folder. It returns what it could not
// take, where others own the folder.
func (c Config) shut() (open []string, err error) {
	for _, pattern := range ownersOnly {
		found, err := fs.Glob(os.DirFS(c.Data), pattern)
		if err != nil {
			return nil, err
		}
		for _, name := range found {
			if path := filepath.Join(c.Data, name); tighten(path) != nil {
				open = append(open, path)
			}
		}
	}
	return open, nil
}

// tighten takes all rights to a file or folder from everybody but its owner.
func tighten(path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.Mode()&fs.ModeSymlink != 0 {
		return nil
	}
	if err != nil || info.Mode().Perm()&0o077 == 0 {
		return err
	}
	return os.Chmod(path, info.Mode().Perm()&0o700)
}
