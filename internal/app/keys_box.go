package app

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"aceso/internal/store"
	"aceso/internal/value/fault"
	"aceso/internal/value/secret"
)

// boxKeyName is the file with the key that seals what the database keeps of
// people's second factors.
const boxKeyName = "box.key"

// box returns the installation's box, with a key made when the data folder has
// none. Where something is sealed already, only the key that sealed it will do.
func (a *App) box(ctx context.Context) (*secret.Box, error) {
	path := filepath.Join(a.Config.Data, "keys", boxKeyName)
	text, err := os.ReadFile(path)
	missing := errors.Is(err, fs.ErrNotExist)
	if missing {
		text, err = makeBoxKey(path)
	}
	if err != nil {
		return nil, fmt.Errorf("read the key of the installation: %w", err)
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil {
		return nil, fault.New(fault.Invalid, "%s holds no key: it is harmed", path).Helped("bring it back from a backup")
	}
	box, err := secret.NewBox(key)
	if err != nil {
		return nil, fault.New(fault.Invalid, "%s holds no key: %v", path, err).Helped("bring it back from a backup")
	}
	if err := a.opens(ctx, box); err != nil {
		if missing {
			err = errors.Join(err, os.Remove(path))
		}
		return nil, err
	}
	return box, nil
}

// opens refuses a key that does not open what is sealed: people could not come
// in any more, and nobody would know why.
func (a *App) opens(ctx context.Context, box *secret.Box) error {
	sealed := ""
	err := a.DB.View(ctx, func(tx *store.Tx) error {
		app, err := tx.AnyCodeApp(ctx)
		sealed = app.Sealed
		return err
	})
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if !box.Sealed(sealed) {
		return fault.New(fault.Invalid, "the key %s in the folder keys is not the one that sealed people's second factors", boxKeyName).
			Helped("bring it back from a backup; when it is lost for good, empty the table code_app: those people set up their app anew")
	}
	return nil
}

// makeBoxKey makes the key. Of two programs that begin at once, both take the
// one that was there first.
func makeBoxKey(path string) ([]byte, error) {
	key := make([]byte, secret.BoxKey)
	rand.Read(key) // never fails, as of Go 1.24
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	half, err := os.CreateTemp(filepath.Dir(path), "box-")
	if err != nil {
		return nil, err
	}
	defer os.Remove(half.Name())
	_, err = half.WriteString(base64.StdEncoding.EncodeToString(key) + "\n")
	if err := errors.Join(err, half.Sync(), half.Close()); err != nil {
		return nil, err
	}
	if err := os.Link(half.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return os.ReadFile(path)
}
