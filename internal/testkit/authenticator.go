package testkit

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"slices"
)

// An Authenticator is a device that holds passkeys (WebAuthn 3, 6), in
// software. Its fields are what a test forges.
type Authenticator struct {
	Origin   string // that the browser says it was at
	RP       string // the host that its keys are for
	Verifies bool   // asks its owner for a PIN, a finger or a face
	Counter  uint32 // of the last use; 0 counts nothing, as most devices do
	Handle   []byte // whose keys it says they are

	id  []byte
	key *ecdsa.PrivateKey
}

// NewAuthenticator returns a device that verifies its owner.
func NewAuthenticator(origin, rp string) *Authenticator {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	id := make([]byte, 32)
	rand.Read(id)
	return &Authenticator{Origin: origin, RP: rp, Verifies: true, id: id, key: key}
}

// Copy returns a device that holds the same keys, as a thief's would.
func (a *Authenticator) Copy() *Authenticator {
	c := *a
	return &c
}

// As returns a device that says it holds another's passkey, and lacks its key.
func (a *Authenticator) As(other *Authenticator) *Authenticator {
	c := *a
	c.id, c.Handle = other.id, other.Handle
	return &c
}

// ID is the name of its passkey.
func (a *Authenticator) ID() string { return b64(a.id) }

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// client is what the browser says of where it was asked, and what.
func (a *Authenticator) client(kind, challenge string) []byte {
	text, err := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": a.Origin, "crossOrigin": false})
	if err != nil {
		panic(err)
	}
	return text
}

// data is what the device signs of itself (WebAuthn 3, 6.1).
func (a *Authenticator) data(attested []byte) []byte {
	rp := sha256.Sum256([]byte(a.RP))
	flags := byte(1) // somebody was there
	if a.Verifies {
		flags |= 4
	}
	if attested != nil {
		flags |= 0x40
	}
	return slices.Concat(rp[:], []byte{flags}, binary.BigEndian.AppendUint32(nil, a.Counter), attested)
}

// Make answers the question for a new passkey.
func (a *Authenticator) Make(question []byte) (answer json.RawMessage) {
	var asked struct {
		Challenge string
		User      struct{ ID string }
	}
	if err := json.Unmarshal(question, &asked); err != nil {
		panic(err)
	}
	handle, err := base64.RawURLEncoding.DecodeString(asked.User.ID)
	if err != nil {
		panic(err)
	}
	a.Handle = handle
	point, err := a.key.PublicKey.Bytes()
	if err != nil {
		panic(err)
	}
	cose := slices.Concat([]byte{0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21}, cborBytes(point[1:33]), []byte{0x22}, cborBytes(point[33:])) // RFC 9053, 7.1.1
	attested := slices.Concat(make([]byte, 16), binary.BigEndian.AppendUint16(nil, uint16(len(a.id))), a.id, cose)
	object := slices.Concat([]byte{0xa3}, cborText("fmt"), cborText("none"), cborText("attStmt"), []byte{0xa0}, cborText("authData"), cborBytes(a.data(attested)))
	return a.answer(map[string]string{"clientDataJSON": b64(a.client("webauthn.create", asked.Challenge)), "attestationObject": b64(object)})
}

// Show answers the question for a passkey that was made before.
func (a *Authenticator) Show(question []byte) (answer json.RawMessage) {
	var asked struct{ Challenge string }
	if err := json.Unmarshal(question, &asked); err != nil {
		panic(err)
	}
	client, data := a.client("webauthn.get", asked.Challenge), a.data(nil)
	hash := sha256.Sum256(client)
	digest := sha256.Sum256(slices.Concat(data, hash[:]))
	signature, err := ecdsa.SignASN1(rand.Reader, a.key, digest[:])
	if err != nil {
		panic(err)
	}
	return a.answer(map[string]string{"clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(signature), "userHandle": b64(a.Handle)})
}

func (a *Authenticator) answer(response map[string]string) json.RawMessage {
	text, err := json.Marshal(map[string]any{"id": b64(a.id), "rawId": b64(a.id), "type": "public-key", "response": response, "clientExtensionResults": map[string]any{}})
	if err != nil {
		panic(err)
	}
	return text
}

// cborBytes and cborText are a byte string and a text as CBOR writes them
// (RFC 8949, 3), up to 65535 bytes.
func cborBytes(b []byte) []byte { return append(cborHead(2, len(b)), b...) }
func cborText(s string) []byte  { return append(cborHead(3, len(s)), s...) }

func cborHead(kind byte, n int) []byte {
	switch {
	case n < 24:
		return []byte{kind<<5 | byte(n)}
	case n < 256:
		return []byte{kind<<5 | 24, byte(n)}
	}
	return []byte{kind<<5 | 25, byte(n >> 8), byte(n)}
}
