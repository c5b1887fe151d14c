package serve

import (
	"bytes"
	"context"
	"net/http"
	"strings"

	"aceso/internal/domain/account"
	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/domain/sbom"
	"aceso/internal/domain/share"
	"aceso/internal/format/bom"
	"aceso/internal/format/intake"
	"aceso/internal/store"
	"aceso/internal/value/fault"
	"aceso/internal/value/id"
	"aceso/internal/value/secret"
)

// A Sharer gives bills of materials to people outside, whichever face asks.
type Sharer struct {
	DB    *store.DB
	Blobs *store.Blobs
	Intel Support
}

// Make gives a bill of materials of a release to a recipient. id names it; ""
// takes the one in use. The file is made now, so that what the recipient gets
// later is what was looked at when it was shared.
func (sh Sharer) Make(ctx context.Context, who org.Actor, release, sbomID string, w share.Wish) (share.Share, secret.Secret, error) {
	if err := who.May(org.ShareSBOM); err != nil {
		return share.Share{}, "", err
	}
	if err := w.Check(); err != nil {
		return share.Share{}, "", err
	}
	s, data, err := sh.file(ctx, who, release, sbomID, w)
	if err != nil {
		return s, "", err
	}
	if data != nil {
		kept, err := sh.Blobs.Put(bytes.NewReader(data), intake.SBOM.Bytes)
		if err != nil {
			return s, "", err
		}
		s.File.Hash, s.File.Size = kept.Hash, kept.Size
	}
	var key secret.Secret
	err = sh.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		if data != nil {
			if err := tx.SaveBlob(ctx, s.File); err != nil {
				return err
			}
		}
		var err error
		s, key, err = share.Make(ctx, tx, who, w, s)
		return err
	})
	return s, key, err
}

// file makes what is shared: the bytes, or nil where they are kept already.
func (sh Sharer) file(ctx context.Context, who org.Actor, release, sbomID string, w share.Wish) (share.Share, []byte, error) {
	var s share.Share
	var doc *sbom.Document
	err := sh.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		head, name, err := sharedList(ctx, tx, release, sbomID)
		if err != nil {
			return err
		}
		s = share.Share{Release: release, SBOM: head.ID, File: record.Blob{Hash: head.Hash, Size: head.Size, Name: head.File, Media: string(w.Form)}}
		if w.Form == share.Original {
			return nil
		}
		s.File.Name = name + map[share.Form]string{share.CycloneDX: ".cdx.json", share.SPDX: ".spdx.json"}[w.Form]
		if doc, err = tx.SBOMDocument(ctx, head.ID); err != nil {
			return err
		}
		return FillSupport(ctx, tx, sh.Intel, head, doc)
	})
	if err != nil || doc == nil {
		return s, nil, err
	}
	if w.Scope == share.Open {
		s.LeftOut = share.Withhold(doc)
	}
	data, _, err := bom.Convert(doc, string(w.Form))
	return s, data, err
}

// sharedList is the list that is meant, and the name of its release for a file.
func sharedList(ctx context.Context, tx *store.Tx, release, sbomID string) (sbom.SBOM, string, error) {
	r, err := tx.Release(ctx, release)
	if err != nil {
		return sbom.SBOM{}, "", err
	}
	m, err := tx.Model(ctx, r.Model)
	if err != nil {
		return sbom.SBOM{}, "", err
	}
	var head sbom.SBOM
	if sbomID == "" {
		if head, err = tx.CurrentSBOM(ctx, r.ID); fault.Is(err, fault.NotFound) {
			err = fault.New(fault.Conflict, "this release has no bill of materials to share").Helped("bring one in first")
		}
	} else if head, err = tx.SBOM(ctx, sbomID); err == nil && head.Release != r.ID {
		err = fault.New(fault.NotFound, "there is no bill of materials %s of this release", sbomID)
	}
	return head, m.Name + "-" + r.Version, err
}

// An Offer is what a recipient sees of a share.
type Offer struct {
	share.Share
	From, Model, Version string
	Newer                bool   // another list is in use by now
	Asks                 bool   // a password is asked for and was not given
	Ticket               string // shows that it was given
}

// Offer opens a link from outside. Whatever keeps it from being good is told
// alike. proof is a password, or the ticket of an earlier answer.
func (s *Server) Offer(ctx context.Context, r *http.Request, key, proof secret.Secret) (Offer, error) {
	if err := s.Visit(r); err != nil {
		return Offer{}, err
	}
	var o Offer
	var in, id string
	err := s.DB.View(ctx, func(tx *store.Tx) (err error) {
		in, id, err = tx.ShareBehind(ctx, secret.Digest(key))
		return err
	})
	if err == nil {
		err = s.DB.In(in).View(ctx, func(tx *store.Tx) error { return o.read(ctx, tx, id) })
	}
	if fault.Is(err, fault.NotFound) {
		return o, share.Gone
	}
	if err != nil || o.Password == "" {
		return o, err
	}
	ticket := secret.Digest(key + secret.Secret("\x00"+o.Password))
	switch {
	case secret.Equal(proof.Reveal(), ticket):
	case proof == "":
		o.Asks = true
		return o, nil
	default:
		link, from := "share "+o.ID, "a share, from "+network(s.Address(r)) // who guesses here can still sign in
		if err := s.limits.try(from, freeTries, s.DB.Now()); err != nil {
			return o, err
		}
		if err := s.limits.try(link, account.FreeTries, s.DB.Now()); err != nil {
			return o, err
		}
		if !secret.PasswordIs(proof, o.Password) {
			o.Asks = true
			return o, fault.New(fault.Invalid, "that is not the password of this link").Helped("ask whoever gave you the link")
		}
		s.limits.forget(link)
		s.limits.back(from)
	}
	o.Ticket = ticket
	return o, nil
}

func (o *Offer) read(ctx context.Context, tx *store.Tx, id string) error {
	var err error
	if o.Share, err = tx.Share(ctx, id); err != nil {
		return err
	}
	if o.State(tx.Now()) != share.Live {
		return share.Gone
	}
	from, err := tx.Organisation(ctx)
	if err != nil {
		return err
	}
	r, err := tx.Release(ctx, o.Release)
	if err != nil {
		return err
	}
	m, err := tx.Model(ctx, r.Model)
	if err != nil {
		return err
	}
	current, err := tx.CurrentSBOM(ctx, r.ID)
	o.From, o.Model, o.Version, o.Newer = from.Name, m.Name, r.Version, err == nil && current.ID != o.SBOM
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

// Hand notes a download and sends the file.
func (s *Server) Hand(w http.ResponseWriter, r *http.Request, blobs *store.Blobs, o Offer) error {
	agent := strings.ToValidUTF8(r.UserAgent(), "")
	fetch := share.Fetch{ID: id.New(), Address: s.Address(r), Agent: strings.ReplaceAll(agent[:min(len(agent), 200)], "\x00", "")}
	err := s.DB.In(o.Org).Update(r.Context(), func(tx *store.Tx) (err error) {
		o.Share, err = share.Take(r.Context(), tx, o.ID, fetch)
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Aceso-SHA256", o.File.Hash)
	return SendBlob(w, blobs, o.File)
}
