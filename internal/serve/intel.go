package serve

import (
	"context"
	"io"

	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/domain/vuln"
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
	// Take takes in a bundle that somebody brings, checks it, and opens it.
	Take(ctx context.Context, who org.Actor, r io.Reader) error
	// Signature says who signed the open bundle, and whether that key is trusted here.
	Signature() vuln.Signature
	// Problem says why the newest try to renew the data did not succeed; "" when it did.
	Problem() string
}

// MaxBundle bounds a bundle that somebody brings, in bytes.
const MaxBundle = 2 << 30
