package app

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// logKey returns the key that signs checkpoints of the log, made when the
// data folder has none. The public half lies beside it for whoever verifies.
func logKey(data string) (note.Signer, note.Verifier, error) {
	dir := filepath.Join(data, "keys")
	secretPath, publicPath := filepath.Join(dir, "log.key"), filepath.Join(dir, "log.pub")
	text, err := os.ReadFile(secretPath)
	if errors.Is(err, fs.ErrNotExist) {
		if text, err = makeLogKey(dir, secretPath, publicPath); err != nil {
			return nil, nil, err
		}
	} else if err != nil {
		return nil, nil, fmt.Errorf("read the key of the log: %w", err)
	}
	signer, err := note.NewSigner(strings.TrimSpace(string(text)))
	if err != nil {
		return nil, nil, fmt.Errorf("read the key of the log: %w", err)
	}
	public, err := os.ReadFile(publicPath)
	if err != nil {
		return nil, nil, fmt.Errorf("read the public key of the log: %w", err)
	}
	verifier, err := note.NewVerifier(strings.TrimSpace(string(public)))
	if err != nil {
		return nil, nil, fmt.Errorf("read the public key of the log: %w", err)
	}
	return signer, verifier, nil
}

// PublicKeyFile is where the public key of the log lies.
func (a *App) PublicKeyFile() string { return filepath.Join(a.Config.Data, "keys", "log.pub") }

func makeLogKey(dir, secretPath, publicPath string) ([]byte, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of keys: %w", err)
	}
	private, public, err := note.GenerateKey(rand.Reader, "aceso-log")
	if err != nil {
		return nil, fmt.Errorf("make a key for the log: %w", err)
	}
	// The public half first: without the private one it is made anew next time.
	if err := os.WriteFile(publicPath, []byte(public+"\n"), 0o600); err != nil {
		return nil, fmt.Errorf("keep the public key of the log: %w", err)
	}
	if err := os.WriteFile(secretPath, []byte(private+"\n"), 0o600); err != nil {
		return nil, fmt.Errorf("keep the key of the log: %w", err)
	}
	return []byte(private), nil
}
