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
	Inputs    = feed.Inputs
	Report    = feed.Report
	Signature = intel.Signature
)

// BuildBundle builds a bundle from files.
func BuildBundle(ctx context.Context, in Inputs, progress feed.Progress, out string) (*Report, error) {
	if progress == nil {
		progress = func(string, int) {}
	}
	return feed.Build(ctx, in, progress, out)
}

// BundleInfo says what a bundle rests on, without reading all of it.
func BundleInfo(path string) (vuln.Info, Signature, error) {
	b, err := intel.Open(path)
	if err != nil {
		return vuln.Info{}, Signature{}, err
	}
	defer b.Close()
	sig, err := b.Signature(nil)
	return b.Info(), sig, err
}

// VerifyBundle reads a whole bundle and holds it against hashes and signature.
func VerifyBundle(path string, trusted []string) (vuln.Info, Signature, error) {
	return intel.Verify(path, trusted)
}

// ImportBundle puts a bundle in use that was carried here. A server that runs
// on the same data folder notices it by itself.
func ImportBundle(ctx context.Context, c Config, r io.Reader, anyway bool) (vuln.Info, error) {
	if err := c.private(); err != nil {
		return vuln.Info{}, err
	}
	out, err := feed.Import(ctx, c.Data, r, feed.Terms{Trusted: c.Intel.Trust, Anyway: anyway})
	if err != nil {
		return vuln.Info{}, err
	}
	return out.Info, nil
}

// SyncBundle fetches the sources and puts a new bundle in use. failed says
// whether some source could not be renewed and keeps its last good state.
func SyncBundle(ctx context.Context, c Config, progress feed.Progress) (info vuln.Info, failed bool, err error) {
	if err := c.private(); err != nil {
		return info, false, err
	}
	fc := feed.Config{
		Dir: c.Data, OSV: c.Intel.OSV, NVD: c.Intel.NVD, CVE: c.Intel.CVE, KEV: c.Intel.KEV, EPSS: c.Intel.EPSS, EOL: c.Intel.EOL,
		Ecosystems: c.Intel.Ecosystems, NVDKeyFile: c.Intel.NVDKeyFile, Terms: feed.Terms{Trusted: c.Intel.Trust},
	}
	if c.Intel.SignFile != "" {
		key, err := os.ReadFile(c.Intel.SignFile)
		if err != nil {
			return info, false, fault.New(fault.Invalid, "the key that signs the bundle can't be read: %v", errors.Unwrap(err))
		}
		fc.Signer = strings.TrimSpace(string(key))
	}
	credentials, err := fc.Credentials()
	if err != nil {
		return info, false, err
	}
	report, err := feed.Sync(ctx, fc, outbound.New(outbound.Config{Version: Version, Allow: c.Intel.Allow, Credentials: credentials}), progress)
	if err != nil {
		return info, false, err
	}
	for _, s := range report.Sources {
		failed = failed || s.Problem != ""
	}
	info, _, err = BundleInfo(intel.Path(c.Data))
	return info, failed, err
}

// BundleKey makes a key pair, named by the last part of a path.
func BundleKey(path string) (secret, public string, err error) {
	return intel.GenerateKey(filepath.Base(path))
}
