package serve

import (
	"context"
	"io"
	"net/http"
	"strconv"

	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/domain/vuln"
	"aceso/internal/value/check"
)

// Intel is what the faces ask of the intelligence that all findings rest on.
type Intel interface {
	// Now returns what the open bundle rests on, and false when there is none.
	Now() (vuln.Info, bool)
	// AsOf says in a few words what a count rests on: "bundle of 2026-11-23 06:10".
	AsOf() string
	// Weakness returns the weakness that goes by a name, or nil.
	Weakness(name string) (*vuln.Weakness, error)
	// Bundle returns the open bundle to look names up in; nil when there is none.
	Bundle() match.Intel
	// Support returns what end-of-life data says of a product's release cycles;
	// nothing when it does not know the product.
	Support(product string) ([]vuln.Support, error)
	// Hold receives a bundle that somebody brings and verifies it, and leaves
	// what is in use as it is.
	Hold(ctx context.Context, who org.Actor, r io.Reader) (Held, error)
	// Use puts a bundle in use that waits since Hold.
	Use(ctx context.Context, who org.Actor, id string) error
	// Take does both in one. One that no trusted key signed is refused unless
	// unsigned says that the sender knows.
	Take(ctx context.Context, who org.Actor, r io.Reader, unsigned bool) error
	// File opens the bundle in use to be carried elsewhere.
	File() (BundleFile, error)
	// Signature says who signed the open bundle, and whether that key is trusted here.
	Signature() vuln.Signature
	// Size is that of the open bundle in bytes; 0 when there is none.
	Size() int64
	// Problem says why the newest try to renew the data did not succeed; "" when it did.
	Problem() string
}

// MaxBundle bounds a bundle that somebody brings, in bytes.
const MaxBundle = 2 << 30

// Held is a bundle that was brought and verified, and waits for a person's word.
type Held struct {
	ID           string
	Info, Before vuln.Info // Before is what is in use
	Signature    vuln.Signature
	Problems     check.Problems // of the gate
	Same         bool           // it holds what is in use
}

// A BundleFile is the bundle in use as a file. Its signature is in it.
type BundleFile struct {
	Info      vuln.Info
	Signature vuln.Signature
	Size      int64
	Body      io.Reader
	Close     func() error
}

// SendBundle answers with the bundle in use, for a machine without a network.
func SendBundle(w http.ResponseWriter, in Intel) error {
	f, err := in.File()
	if err != nil {
		return err
	}
	defer f.Close()
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", `attachment; filename="aceso-`+f.Info.Made.UTC().Format("2006-01-02")+"-"+f.Info.ID[:min(12, len(f.Info.ID))]+`.intel"`)
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Content-Length", strconv.FormatInt(f.Size, 10))
	if f.Signature.Signed {
		h.Set("Aceso-Signed-By", f.Signature.Key)
	}
	if _, err := io.Copy(w, f.Body); err != nil {
		panic(http.ErrAbortHandler) // part of it is sent: only breaking off can tell
	}
	return nil
}
