package app

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"aceso/internal/store/intel"
	"aceso/internal/value/fault"
)

const (
	littleRoom = 1 << 30 // below it, somebody should look
	noRoom     = 100 << 20
	slowDisk   = 250 * time.Millisecond // for one small file to be safe; every change waits as long
)

// folder looks at the data folder and at who may read it.
func (d *doctor) folder() bool {
	info, err := os.Stat(d.Data)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		d.fault("data-folder", fault.Invalid, "name it with --data, or make it: aceso serve --data "+d.Data, "there is no folder %s, so nothing in it was looked at", d.Data)
		return false
	case err != nil:
		d.fault("data-folder", fault.Invalid, "run this as the account that runs the server", "the folder %s can't be looked at, so nothing in it was: %v", d.Data, errors.Unwrap(err))
		return false
	case !info.IsDir():
		d.fault("data-folder", fault.Invalid, "name a folder with --data", "%s is no folder, so nothing in it was looked at", d.Data)
		return false
	}
	if open := d.open(); len(open) > 0 {
		d.warn("data-folder", "chmod -R go-rwx "+d.Data+" (the server does so at its next start, where it owns them)", "others can read %s", strings.Join(few(open), ", "))
	} else {
		d.ok("data-folder", "%s is there, for its owner alone", d.Data)
	}
	return true
}

// open returns what others than the owner have rights to.
func (d *doctor) open() []string {
	var out []string
	for _, pattern := range ownersOnly {
		found, _ := fs.Glob(os.DirFS(d.Data), pattern) // only a bad pattern fails
		for _, name := range found {
			path := filepath.Join(d.Data, name)
			if info, err := os.Lstat(path); err == nil && info.Mode()&fs.ModeSymlink == 0 && info.Mode().Perm()&0o077 != 0 {
				out = append(out, path)
			}
		}
	}
	return out
}

// few names the first few of many.
func few(all []string) []string {
	if len(all) <= 3 {
		return all
	}
	return append(all[:3:3], "…")
}

// disk looks at the room that is left.
func (d *doctor) disk() {
	free, whole, err := d.room(d.Data)
	need := max(littleRoom, sizeOf(d.Config.address())+sizeOf(intel.Path(d.Data)))
	switch fix := "make room, or move the folder to a larger disk"; {
	case err != nil:
		d.warn("disk-space", "look at the disk yourself", "how much room is left can't be told: %v", err)
	case free < noRoom:
		d.fault("disk-space", fault.Invalid, fix, "%s of %s are free: writing will fail soon", amount(free), amount(whole))
	case free < need:
		d.warn("disk-space", fix, "%s of %s are free; a new bundle or a copy of the database may need %s", amount(free), amount(whole), amount(need))
	default:
		d.ok("disk-space", "%s of %s are free", amount(free), amount(whole))
	}
}

// writing writes one small file as evidence is written: temporary, fsync,
// rename, fsync of the folder.
func (d *doctor) writing() {
	took, err := writeOnce(d.Data)
	switch {
	case err != nil:
		d.fault("disk-write", fault.Invalid, "run this as the account that runs the server, and see that the disk can be written to", "a file can't be written safely: %v", err)
	case took > slowDisk:
		d.warn("disk-write", "put the data folder on a faster disk, not on a network share", "a small file takes %s to be safe on disk, and every change waits as long", span(took))
	default:
		d.ok("disk-write", "a small file is safe on disk in %s", span(took))
	}
}

// sizeOf is how large a file is; 0 when there is none.
func sizeOf(path string) uint64 {
	if info, err := os.Stat(path); err == nil {
		return uint64(info.Size())
	}
	return 0
}

func roomOf(dir string) (free, whole uint64, err error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0, 0, err
	}
	return uint64(s.Bavail) * uint64(s.Bsize), uint64(s.Blocks) * uint64(s.Bsize), nil
}

func writeOnce(dir string) (time.Duration, error) {
	start := time.Now()
	f, err := os.CreateTemp(dir, ".doctor-*")
	if err != nil {
		return 0, err
	}
	final := f.Name() + ".done"
	defer os.Remove(f.Name()) // gone already when it was renamed
	defer os.Remove(final)
	_, err = f.WriteString("aceso doctor\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return 0, err
	}
	if err := os.Rename(f.Name(), final); err != nil {
		return 0, err
	}
	folder, err := os.Open(dir)
	if err != nil {
		return 0, err
	}
	if err := errors.Join(folder.Sync(), folder.Close()); err != nil {
		return 0, err
	}
	return time.Since(start), nil
}

// secrets looks at the files with keys that the configuration names.
func (d *doctor) secrets() {
	for _, named := range [][2]string{{"intel.nvd_key_file", d.Intel.NVDKeyFile}, {"intel.sign_file", d.Intel.SignFile}, {"sso.secret_file", d.SSO.SecretFile}} {
		key, path := named[0], named[1]
		if path == "" {
			continue
		}
		f, err := os.Open(path)
		if err != nil {
			d.fault("key-file", fault.Invalid, "name another file, or take the setting out", "%s names %s, which can't be read: %v", key, path, errors.Unwrap(err))
			continue
		}
		info, err := f.Stat()
		f.Close()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			d.warn("key-file", "chmod 600 "+path, "others can read %s, which %s names", path, key)
			continue
		}
		d.ok("key-file", "%s names %s, which can be read by its owner alone", key, path)
	}
}
