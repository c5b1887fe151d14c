package app

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"aceso/internal/domain/vuln"
	"aceso/internal/outbound"
	"aceso/internal/store/intel"
	"aceso/internal/value/fault"
	"aceso/internal/worker/feed"
)

// What the command line says of bundles.
type (
	Inputs = feed.Inputs
	Report = feed.Report
)

// BuildBundle builds a bundle from files.
func BuildBundle(ctx context.Context, in Inputs, progress feed.Progress, out string) (*Report, error) {
	if progress == nil {
		progress = func(string, int) {}
	}
	return feed.Build(ctx, in, progress, out)
}

// A BundleState is what a bundle rests on, and who signed it.
type BundleState struct {
	vuln.Info
	Signature vuln.Signature
}

// LookAtBundle reads a whole bundle and holds it against its hashes and its
// signature. With trusted keys, one of them must have signed it.
func LookAtBundle(path string, trusted []string) (BundleState, error) {
	info, sig, err := intel.Verify(path, trusted)
	if err == nil {
		err = demand(sig, trusted)
	}
	return BundleState{info, sig}, err
}

// signatureOf says who signed an open bundle, and refuses one of which keys
// were demanded that did not.
func signatureOf(b *intel.Bundle, trusted []string) (vuln.Signature, error) {
	sig, err := b.Signature(trusted)
	if err == nil {
		err = demand(sig, trusted)
	}
	return sig, err
}

func demand(sig vuln.Signature, trusted []string) error {
	if len(trusted) == 0 || sig.Trusted {
		return nil
	}
	return fault.New(fault.Unverified, "the bundle is whole, but %s", sig.Say()).
		Helped("name the public key of its maker, or get a bundle that one of these keys signed")
}

// ImportBundle puts a bundle in use that was carried here. A server that runs
// on the same data folder notices it by itself.
func ImportBundle(ctx context.Context, c Config, r io.Reader, anyway bool) (BundleState, error) {
	if err := c.private(); err != nil {
		return BundleState{}, err
	}
	out, err := feed.Import(ctx, c.Data, r, feed.Terms{Trusted: c.Intel.Trust, Anyway: anyway})
	if err != nil {
		return BundleState{}, err
	}
	return BundleState{out.Info, out.Signed}, nil
}

// SyncBundle fetches the sources and puts a new bundle in use. failed says
// whether some source could not be renewed and keeps its last good state.
func SyncBundle(ctx context.Context, c Config, progress feed.Progress) (state BundleState, failed bool, err error) {
	if err := c.private(); err != nil {
		return state, false, err
	}
	fc := feed.Config{
		Dir: c.Data, OSV: c.Intel.OSV, NVD: c.Intel.NVD, CVE: c.Intel.CVE, KEV: c.Intel.KEV, EPSS: c.Intel.EPSS, EOL: c.Intel.EOL,
		Ecosystems: c.Intel.Ecosystems, NVDKeyFile: c.Intel.NVDKeyFile, Terms: feed.Terms{Trusted: c.Intel.Trust},
	}
	if c.Intel.SignFile != "" {
		key, err := os.ReadFile(c.Intel.SignFile)
		if err != nil {
			return state, false, fault.New(fault.Invalid, "the key that signs the bundle can't be read: %v", errors.Unwrap(err))
		}
		fc.Signer = strings.TrimSpace(string(key))
	}
	credentials, err := fc.Credentials()
	if err != nil {
		return state, false, err
	}
	report, err := feed.Sync(ctx, fc, outbound.New(outbound.Config{Version: Version, Allow: c.Intel.Allow, Credentials: credentials}), progress)
	if err != nil {
		return state, false, err
	}
	for _, s := range report.Sources {
		failed = failed || s.Problem != ""
	}
	state.Info, state.Signature, err = intel.Verify(intel.Path(c.Data), c.Intel.Trust)
	return state, failed, err
}

// BundleKey makes a key pair, named by the last part of a path.
func BundleKey(path string) (secret, public string, err error) {
	return intel.GenerateKey(filepath.Base(path))
}
