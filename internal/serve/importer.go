package serve

import (
	"bytes"
	"context"

	"aceso/internal/domain/org"
	"aceso/internal/domain/product"
	"aceso/internal/domain/sbom"
	"aceso/internal/format/intake"
	"aceso/internal/format/sheet"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// An Importer takes bills of materials, whichever face they come by.
type Importer struct {
	DB    *store.DB
	Blobs *store.Blobs
}

// A Target is the release that a bill of materials is for: by id, or by the
// names of its model and version, made when missing if that is asked for.
type Target struct {
	Release string
	Name    string
	Version string
	Create  bool
	// Apart gives a file a release of its own when another of the same name
	// is there: what was only looked at is not replaced by what is called alike.
	Apart bool
}

// A Delivery is a file as it was sent.
type Delivery struct {
	Target Target
	File   string // as its sender called it
	Via    string // web, api, cli, contract
	Data   []byte
	// Columns is what a person says that the columns of a table hold; nil takes the guess.
	Columns *sheet.Mapping
	// Upon is the bill of materials that this one was made upon, "" for none;
	// where another is current now, it is refused. nil does not ask.
	Upon *string
}

// Import reads a file, keeps it byte for byte and asks for it to be matched.
// The file is read before anything is written, so that what can't be used leaves no trace.
func (im Importer) Import(ctx context.Context, who org.Actor, d Delivery) (sbom.Receipt, error) {
	if err := who.May(org.ImportSBOM); err != nil {
		return sbom.Receipt{}, err
	}
	if len(d.Data) == 0 {
		return sbom.Receipt{}, fault.New(fault.Invalid, "the file is empty").Helped("send a CycloneDX or SPDX document, or a table of parts")
	}
	doc, problems, reading, err := decode(d)
	if err != nil {
		return sbom.Receipt{}, err
	}
	blob, err := im.Blobs.Put(bytes.NewReader(d.Data), intake.SBOM.Bytes)
	if err != nil {
		return sbom.Receipt{}, err
	}
	blob.Name, blob.Media, blob.At = d.File, string(doc.Format)+" "+doc.Version, im.DB.Now()
	var receipt sbom.Receipt
	err = im.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		release, err := im.release(ctx, tx, who, d.Target, blob.Hash)
		if err != nil {
			return err
		}
		if err := upon(ctx, tx, release, d.Upon); err != nil {
			return err
		}
		receipt, err = sbom.Import(ctx, tx, who, sbom.Arrival{Release: release, Original: blob, Via: d.Via, Reading: reading, Document: *doc, Problems: problems})
		if err == nil && (d.Columns != nil || d.Upon != nil) && receipt.Again && !receipt.Current { // back to how it was read before
			receipt.SBOM, err = sbom.Choose(ctx, tx, who, receipt.ID)
		}
		return err
	})
	return receipt, err
}

// upon refuses what was made upon a bill of materials that is current no more.
func upon(ctx context.Context, tx *store.Tx, release string, made *string) error {
	if made == nil {
		return nil
	}
	now, err := tx.CurrentSBOM(ctx, release)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if now.ID != *made {
		return fault.New(fault.Stale, "another parts list arrived for this release meanwhile").Helped("look at what differs, and save again")
	}
	return nil
}

func (im Importer) release(ctx context.Context, tx *store.Tx, who org.Actor, t Target, hash string) (string, error) {
	if t.Release != "" {
		r, err := tx.Release(ctx, t.Release)
		return r.ID, err
	}
	if t.Name == "" || t.Version == "" {
		return "", fault.New(fault.Invalid, "a bill of materials is for one release").Helped("name the product and its version, or the release's id")
	}
	if t.Apart {
		var err error
		if t.Version, err = apart(ctx, tx, t, hash); err != nil {
			return "", err
		}
	}
	if t.Create {
		r, err := product.Ensure(ctx, tx, who, t.Name, t.Version)
		return r.ID, err
	}
	r, err := product.Find(ctx, tx, t.Name, t.Version)
	return r.ID, err
}

// apart returns the version under which a file stands by itself: its own name,
// and behind it the beginning of its hash when another content has that name.
func apart(ctx context.Context, tx *store.Tx, t Target, hash string) (string, error) {
	r, err := product.Find(ctx, tx, t.Name, t.Version)
	if fault.Is(err, fault.NotFound) {
		return t.Version, nil
	}
	if err != nil {
		return "", err
	}
	had, err := tx.SBOMs(ctx, r.ID)
	if err != nil {
		return "", err
	}
	for _, s := range had {
		if s.Hash == hash {
			return t.Version, nil
		}
	}
	if len(had) == 0 {
		return t.Version, nil
	}
	return t.Version + " (" + hash[:8] + ")", nil
}
