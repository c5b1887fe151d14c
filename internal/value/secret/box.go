package secret

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// BoxKey is the size of a box's key in bytes.
const BoxKey = 32

// A Box seals what must be read again later, so that it is of no use without
// the installation's key: AES-256-GCM, each under a nonce of its own.
type Box struct {
	id   string // of the key, in front of everything it sealed
	aead cipher.AEAD
}

// NewBox returns the box of a key.
func NewBox(key []byte) (*Box, error) {
	if len(key) != BoxKey {
		return nil, fmt.Errorf("the key of a box has %d bytes, not %d", BoxKey, len(key))
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(append([]byte("aceso box "), key...))
	return &Box{hex.EncodeToString(sum[:4]), aead}, nil
}

// RandomBox returns a box whose key nobody else has, and that ends with the process.
func RandomBox() *Box {
	key := make([]byte, BoxKey)
	rand.Read(key) // never fails, as of Go 1.24
	b, err := NewBox(key)
	if err != nil {
		panic(err) // the key has the right size
	}
	return b
}

// Seal closes something. It can be opened only as what it is about.
func (b *Box) Seal(plain []byte, about string) string {
	nonce := make([]byte, b.aead.NonceSize())
	rand.Read(nonce)
	return b.id + "." + base64.RawURLEncoding.EncodeToString(b.aead.Seal(nonce, nonce, plain, []byte(about)))
}

// Sealed tells whether something was sealed with the box's key.
func (b *Box) Sealed(sealed string) bool { return strings.HasPrefix(sealed, b.id+".") }

// ErrOtherKey tells that something was sealed with another key than the box has.
var ErrOtherKey = errors.New("it was sealed with another key")

// Open opens what was sealed about the same.
func (b *Box) Open(sealed, about string) ([]byte, error) {
	keyID, text, ok := strings.Cut(sealed, ".")
	if !ok {
		return nil, errors.New("it is nothing that was sealed")
	}
	if keyID != b.id {
		return nil, ErrOtherKey
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(raw) < b.aead.NonceSize() {
		return nil, errors.New("it is nothing that was sealed")
	}
	n := b.aead.NonceSize()
	return b.aead.Open(nil, raw[:n], raw[n:], []byte(about))
}
