package feed

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"aceso/internal/domain/vuln"
	"aceso/internal/format/intake"
	"aceso/internal/store/intel"
	"aceso/internal/value/check"
	"aceso/internal/value/fault"
)

// Terms are what a new bundle must meet before it is put in use.
type Terms struct {
	Trusted []string // public keys; with any, one of them must have signed
	Anyway  bool     // a person has seen the problems of the gate and takes it
}

// An Outcome says what came of a new bundle.
type Outcome struct {
	Info     vuln.Info
	Before   vuln.Info // what is in use; zero when there is none
	Signed   vuln.Signature
	Problems check.Problems // of the gate
	Placed   bool           // it is in use now
	Same     bool           // its contents are those of the one in use
}

// Import takes a bundle from outside, plain or compressed by zstd, verifies
// all of it, holds it against the gates and puts it in use. When it is not
// taken, the bundle in use stays as it is.
func Import(ctx context.Context, dir string, in io.Reader, terms Terms) (*Outcome, error) {
	file, err := Receive(ctx, dir, in)
	if err != nil {
		return nil, err
	}
	defer os.Remove(file)
	return Install(dir, file, terms)
}

// Receive writes what arrives, plain or compressed, to a temporary file beside the bundles.
func Receive(ctx context.Context, dir string, in io.Reader) (string, error) {
	if err := os.MkdirAll(intel.Folder(dir), 0o700); err != nil {
		return "", fmt.Errorf("make the folder of the bundles: %w", err)
	}
	lim := intake.Feed
	lim.Ratio = 0 // the packed form of our own file may be very dense
	unpacked, err := intake.Open(&interruptible{ctx, in}, lim)
	if err != nil {
		return "", err
	}
	defer unpacked.Close()
	f, err := os.CreateTemp(intel.Folder(dir), ".intel-incoming-*")
	if err != nil {
		return "", fmt.Errorf("receive the bundle: %w", err)
	}
	_, err = io.Copy(f, &bounded{unpacked, lim.Bytes})
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		_ = os.Remove(f.Name())
		if fault.Of(err) != nil {
			return "", err
		}
		return "", fmt.Errorf("receive the bundle: %w", err)
	}
	return f.Name(), os.Chmod(f.Name(), 0o600)
}

// Install verifies a file in the folder of the bundles, holds it against the
// gates and the terms, and puts it in use. The file is moved when it is taken.
func Install(dir, file string, terms Terms) (*Outcome, error) {
	out, err := Assess(dir, file, terms)
	if err != nil || out.Same && !out.Before.Made.Before(out.Info.Made) {
		return out, err
	}
	if !out.Problems.Valid() && !terms.Anyway {
		return out, fault.New(fault.Conflict, "the new vulnerability bundle was not put in use: %s", told(out.Problems)).
			Helped("look at what its sources say; if it is right all the same, take it knowingly: aceso intel import FILE --anyway")
	}
	if err := intel.Place(dir, file); err != nil {
		return out, err
	}
	out.Placed = true
	return out, nil
}

// Assess verifies a file and holds it against the gates, without using it. One
// that no trusted key signed is refused where keys are named.
func Assess(dir, file string, terms Terms) (*Outcome, error) {
	info, sig, err := intel.Verify(file, terms.Trusted)
	if err != nil {
		return nil, err
	}
	out := &Outcome{Info: info, Signed: sig}
	if len(terms.Trusted) > 0 && !sig.Trusted {
		return out, fault.New(fault.Unverified, "the vulnerability bundle is %s; keys are named here, and only what one of them signed is taken", sig.Say()).
			Helped("add the public key of its maker to intel.trust, or get it from a maker that is there")
	}
	current, err := intel.Current(dir)
	switch {
	case err == nil:
		out.Before = current.Info()
		_ = current.Close()
	case fault.Is(err, fault.NotFound):
	case fault.Is(err, fault.Unverified): // a damaged one is no measure, and must not stay
	default:
		return out, err
	}
	out.Same = out.Before.ID == info.ID
	out.Problems = vuln.Gate(out.Before, info)
	return out, nil
}

// told names the reasons among the problems.
func told(ps check.Problems) string {
	var texts []string
	for _, p := range ps {
		if p.Level == check.Error {
			texts = append(texts, p.Text)
		}
	}
	if len(texts) > 5 {
		texts = append(texts[:5], fmt.Sprintf("and %d more", len(texts)-5))
	}
	return strings.Join(texts, "; ")
}

// staging returns where a bundle is built before it is put in use.
func staging(dir string) (string, error) {
	if err := os.MkdirAll(intel.Folder(dir), 0o700); err != nil {
		return "", fmt.Errorf("make the folder of the bundles: %w", err)
	}
	return filepath.Join(intel.Folder(dir), ".intel-built"), nil
}

// An interruptible reader ends when its context does.
type interruptible struct {
	ctx context.Context
	in  io.Reader
}

func (r *interruptible) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.in.Read(p)
}

// A bounded reader fails behind so many bytes.
type bounded struct {
	in   io.Reader
	left int64
}

func (r *bounded) Read(p []byte) (int, error) {
	n, err := r.in.Read(p)
	if r.left -= int64(n); r.left < 0 {
		return 0, intake.Exceeded("bytes of the bundle", intake.Feed.Bytes)
	}
	return n, err
}
