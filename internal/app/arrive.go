package app

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"

	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/serve"
	"aceso/internal/store"
	"aceso/internal/store/intel"
	"aceso/internal/value/fault"
	"aceso/internal/value/secret"
	"aceso/internal/worker/feed"
)

// heldID is the name under which a bundle waits for a person's word.
var heldID = regexp.MustCompile(`^[a-z2-7]{16}$`)

// held is the file of a bundle that waits. What nobody decides on is swept
// away with what was left half-written.
func (d *desk) held(id string) string { return filepath.Join(intel.Folder(d.dir), ".intel-held-"+id) }

// Hold receives a bundle that somebody brings and verifies it, and does not
// use it yet.
func (d *desk) Hold(ctx context.Context, who org.Actor, r io.Reader) (serve.Held, error) {
	if err := who.May(org.ManageIntel); err != nil {
		return serve.Held{}, err
	}
	file, err := feed.Receive(ctx, d.dir, arriving{r})
	if err != nil {
		return serve.Held{}, err
	}
	h := serve.Held{ID: secret.Word(10)}
	out, err := feed.Assess(d.dir, file, feed.Terms{Trusted: d.trust})
	if err == nil {
		err = os.Rename(file, d.held(h.ID))
	}
	if err != nil {
		return h, errors.Join(err, os.Remove(file))
	}
	h.Info, h.Before, h.Signature, h.Problems, h.Same = out.Info, out.Before, out.Signed, out.Problems, out.Same
	return h, nil
}

// Use puts a bundle in use that waits, because somebody saw what it is and
// takes it all the same.
func (d *desk) Use(ctx context.Context, who org.Actor, id string) error {
	if err := who.May(org.ManageIntel); err != nil {
		return err
	}
	gone := fault.New(fault.NotFound, "no bundle waits here under that name").Helped("bring the file again; one that nobody decides on is dropped after a day")
	if !heldID.MatchString(id) {
		return gone
	}
	file := d.held(id)
	if _, err := os.Stat(file); err != nil {
		return gone
	}
	defer os.Remove(file) // gone already when it was put in place
	return d.install(ctx, who, file, true)
}

// Take verifies a bundle that somebody brings and puts it in use, when the
// gates let it pass and a trusted key signed it, or the sender accepts that
// none did.
func (d *desk) Take(ctx context.Context, who org.Actor, r io.Reader, unsigned bool) error {
	if err := who.May(org.ManageIntel); err != nil {
		return err
	}
	file, err := feed.Receive(ctx, d.dir, arriving{r})
	if err != nil {
		return err
	}
	defer os.Remove(file)
	if !unsigned {
		out, err := feed.Assess(d.dir, file, feed.Terms{Trusted: d.trust})
		if err != nil {
			return err
		}
		if !out.Signed.Trusted {
			return fault.New(fault.Conflict, "the bundle is whole, but %s: it was not put in use", out.Signed.Say()).
				Helped("send it again with ?unsigned=accept to take it knowingly, or name the key of its maker in intel.trust")
		}
	}
	return d.install(ctx, who, file, false)
}

// install puts a file of the folder in use and notes who did it.
func (d *desk) install(ctx context.Context, who org.Actor, file string, anyway bool) error {
	out, err := feed.Install(d.dir, file, feed.Terms{Trusted: d.trust, Anyway: anyway})
	if err != nil {
		return err
	}
	if err := d.db.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		return tx.Append(ctx, record.Entry{What: "intel.brought", About: out.Info.ID, Who: who, Data: map[string]any{
			"made": out.Info.Made, "weaknesses": out.Info.Weaknesses, "signed_by": out.Signed.Key, "trusted": out.Signed.Trusted, "same": out.Same,
			"before": out.Before.ID, "weaknesses_before": out.Before.Weaknesses,
		}})
	}); err != nil {
		return err
	}
	d.problem.Store(nil)
	return d.refresh(ctx)
}

// File opens the bundle in use to be carried elsewhere; its signature is in it.
func (d *desk) File() (serve.BundleFile, error) {
	b, err := intel.Current(d.dir)
	if fault.Is(err, fault.NotFound) {
		return serve.BundleFile{}, fault.New(fault.NotFound, "there is no bundle in use").Helped("fetch the data, or bring a bundle")
	}
	if err != nil {
		return serve.BundleFile{}, err
	}
	sig, err := b.Signature(d.trust)
	if err != nil {
		return serve.BundleFile{}, errors.Join(err, b.Close())
	}
	return serve.BundleFile{Info: b.Info(), Signature: sig, Size: b.Size(), Body: b.Bytes(), Close: b.Close}, nil
}
