package api

import (
	"cmp"
	"context"
	"time"

	"aceso/internal/client/wire"
	"aceso/internal/domain/org"
	"aceso/internal/domain/share"
	"aceso/internal/serve"
	"aceso/internal/store"
	"aceso/internal/value/fault"
	"aceso/internal/value/secret"
)

func (f *Face) shares() {
	operation(f, org.ReadProducts, "GET", "/api/v1/shares", "To whom bills of materials were given, newest first", f.listShares)
	operation(f, org.ShareSBOM, "POST", "/api/v1/shares", "Give a bill of materials to a recipient by a link that ends", f.makeShare)
	operation(f, org.ReadProducts, "GET", "/api/v1/shares/{id}", "One share, with its downloads", f.getShare)
	operation(f, org.ShareSBOM, "DELETE", "/api/v1/shares/{id}", "Revoke a link at once; it stays on record", f.revokeShare)
}

// moment is a time, or nil for none.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func wireShare(g store.Given, now time.Time) wire.Share {
	return wire.Share{
		ID: g.ID, Release: g.Release, SBOM: g.SBOM, Model: g.Model, Version: g.Version, Recipient: g.Recipient, Contact: g.Contact, Purpose: g.Purpose, Form: string(g.Form), Scope: string(g.Scope), LeftOut: g.LeftOut,
		Most: g.Most, File: g.File.Name, Size: g.File.Size, SHA256: g.File.Hash, State: string(g.State(now)), Made: moment(g.Made), By: g.By, Expires: moment(g.Expires), Taken: g.Taken, LastTaken: moment(g.LastTaken),
		Revoked: moment(g.Revoked), RevokedBy: g.RevokedBy, Locked: g.Password != "", Newer: g.Newer,
	}
}

type shareList struct {
	Paged
	Release string `query:"release" doc:"id of a release: only its shares"`
	State   string `query:"state" enum:"live,expired,used up,revoked" doc:"only links that stand there"`
	Newer   bool   `query:"newer" doc:"only those of a list that was replaced since"`
	Text    string `query:"text" doc:"contained in recipient, contact, purpose, model or version"`
}

func (f *Face) listShares(ctx context.Context, who org.Actor, in *shareList) (*body[wire.Slice[wire.Share]], error) {
	out := &body[wire.Slice[wire.Share]]{}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		if in.Release != "" {
			if _, err := tx.Release(ctx, in.Release); err != nil {
				return err
			}
		}
		all, err := tx.Shares(ctx, store.ShareFilter{Release: in.Release, State: share.State(in.State), Text: in.Text, Newer: in.Newer}, in.page())
		out.Body = sliceOf(all, func(g store.Given) wire.Share { return wireShare(g, tx.Now()) })
		return err
	})
	return out, err
}

type newShare struct{ Body wire.Share }

func (f *Face) makeShare(ctx context.Context, who org.Actor, in *newShare) (*body[wire.Share], error) {
	b := in.Body
	wish := share.Wish{
		Recipient: b.Recipient, Contact: b.Contact, Purpose: b.Purpose, Form: share.Form(cmp.Or(b.Form, string(share.CycloneDX))), Scope: share.Scope(cmp.Or(b.Scope, string(share.Whole))),
		Life: time.Duration(cmp.Or(b.Days, 30)) * 24 * time.Hour, Most: b.Most, Password: secret.Secret(b.Password),
	}
	made, key, err := serve.Sharer{DB: f.DB, Blobs: f.Importer.Blobs, Intel: f.Intel}.Make(ctx, who, b.Release, b.SBOM, wish)
	if err != nil {
		return nil, err
	}
	out, err := f.shareInFull(ctx, who, made.ID)
	if err == nil {
		out.Body.Link = "/shared?key=" + key.Reveal()
	}
	return out, err
}

func (f *Face) getShare(ctx context.Context, who org.Actor, in *ByID) (*body[wire.Share], error) {
	return f.shareInFull(ctx, who, in.ID)
}

func (f *Face) shareInFull(ctx context.Context, who org.Actor, id string) (*body[wire.Share], error) {
	out := &body[wire.Share]{}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		s, err := tx.Share(ctx, id)
		if err != nil {
			return err
		}
		g := store.Given{Share: s}
		r, err := tx.Release(ctx, s.Release)
		if err != nil {
			return err
		}
		m, err := tx.Model(ctx, r.Model)
		if err != nil {
			return err
		}
		current, err := tx.CurrentSBOM(ctx, r.ID)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		g.Model, g.Version, g.Newer = m.Name, r.Version, current.ID != s.SBOM
		all, err := tx.Fetches(ctx, id)
		out.Body = wireShare(g, tx.Now())
		out.Body.Fetches = each(all, func(x share.Fetch) wire.Fetch { return wire.Fetch{At: x.At, Address: x.Address, Agent: x.Agent} })
		return err
	})
	return out, err
}

func (f *Face) revokeShare(ctx context.Context, who org.Actor, in *ByID) (*body[wire.Share], error) {
	err := f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		_, err := share.Revoke(ctx, tx, who, in.ID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return f.shareInFull(ctx, who, in.ID)
}
