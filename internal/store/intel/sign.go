package intel

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"aceso/internal/domain/vuln"
	"aceso/internal/value/fault"
)

// Bundles are signed with Ed25519 in a signed note (golang.org/x/mod/sumdb/note),
// the form that Go's own checksum database uses. What is signed is the hash of
// the manifest, which holds the hash of every section.

// GenerateKey makes a key pair under a name, such as that of the organisation.
// The first text is secret and signs; the second is public and verifies.
func GenerateKey(name string) (string, string, error) {
	if name == "" || strings.ContainsAny(name, "+ \t\r\n") {
		return "", "", fault.New(fault.Invalid, "%q can't name a key", name).Helped("use a name without blanks and plus signs, such as intel.example.org")
	}
	secret, public, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		return "", "", fmt.Errorf("make a signing key: %w", err)
	}
	return secret, public, nil
}

func signer(secret string) (note.Signer, error) {
	s, err := note.NewSigner(strings.TrimSpace(secret))
	if err != nil {
		return nil, fault.New(fault.Invalid, "the signing key of the bundle can't be read").Helped("make one with \"aceso intel key\"")
	}
	return s, nil
}

// signedText is what the signature is over.
func signedText(id string, manifest [32]byte) string {
	return "aceso vulnerability bundle\n" + id + "\n" + base64.StdEncoding.EncodeToString(manifest[:]) + "\n"
}

// sign returns the signed note, or nothing without a key.
func sign(secret, id string, manifest [32]byte) ([]byte, error) {
	if secret == "" {
		return nil, nil
	}
	s, err := signer(secret)
	if err != nil {
		return nil, err
	}
	signed, err := note.Sign(&note.Note{Text: signedText(id, manifest)}, s)
	if err != nil {
		return nil, fmt.Errorf("sign the bundle: %w", err)
	}
	return signed, nil
}

// checkNote holds the note against the manifest and the trusted public keys.
func checkNote(signed []byte, id string, manifest [32]byte, trusted []string) (vuln.Signature, error) {
	if len(signed) == 0 {
		return vuln.Signature{}, nil
	}
	var verifiers []note.Verifier
	for _, key := range trusted {
		v, err := note.NewVerifier(strings.TrimSpace(key))
		if err != nil {
			return vuln.Signature{}, fault.New(fault.Invalid, "%q is no public key of a bundle", key).Helped("\"aceso intel key\" writes one to NAME.pub")
		}
		verifiers = append(verifiers, v)
	}
	sig := vuln.Signature{Signed: true}
	n, err := note.Open(signed, note.VerifierList(verifiers...))
	var unverified *note.UnverifiedNoteError
	switch {
	case errors.As(err, &unverified):
		n = unverified.Note
		sig.Key = keyOf(n.UnverifiedSigs)
	case err != nil:
		return sig, damaged("its signature does not hold (%v)", err)
	default:
		sig.Key, sig.Trusted = keyOf(n.Sigs), true
	}
	if n.Text != signedText(id, manifest) {
		return vuln.Signature{Signed: true}, damaged("its signature is that of another bundle")
	}
	return sig, nil
}

// keyOf names the first key, as its public half begins.
func keyOf(list []note.Signature) string {
	if len(list) == 0 {
		return ""
	}
	return fmt.Sprintf("%s+%08x", list[0].Name, list[0].Hash)
}
