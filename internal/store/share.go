package store

import (
	"cmp"
	"context"

	"aceso/internal/domain/share"
	"aceso/internal/value/fault"
)

const shareColumns = `id, release, sbom, receiver, contact, note, format, scope, left_out, file, file_name, file_size, digest, password, made_at, made_by, expires_at, most, taken, taken_at, revoked_at, revoked_by`

func shareFields(s *share.Share) []any {
	return []any{
		&s.ID, &s.Release, &s.SBOM, &s.Recipient, &s.Contact, &s.Purpose, &s.Form, &s.Scope, &s.LeftOut, &s.File.Hash, &s.File.Name, &s.File.Size, &s.Digest, &s.Password,
		at{&s.Made},
		&s.By,
		at{&s.Expires},
		&s.Most, &s.Taken,
		at{&s.LastTaken},
		at{&s.Revoked},
		&s.RevokedBy,
	}
}

// Share returns a link as it stands.
func (tx *Tx) Share(ctx context.Context, id string) (share.Share, error) {
	return one(tx.queryRow(ctx, `SELECT `+shareColumns+` FROM share WHERE org = $1 AND id = $2`, tx.org, id), func(r row) (share.Share, error) {
		s := share.Share{Org: tx.org}
		err := r.Scan(shareFields(&s)...)
		return s, err
	}, "there is no share %s", id)
}

// ShareBehind returns whose link has a digest, and its id. It is asked by the
// public door, which knows no organisation yet.
func (tx *Tx) ShareBehind(ctx context.Context, digest string) (org, id string, err error) {
	type found struct{ org, id string }
	f, err := one(tx.queryRow(ctx, `SELECT org, id FROM share WHERE digest = $1`, digest), func(r row) (f found, err error) {
		err = r.Scan(&f.org, &f.id)
		return f, err
	}, "there is no such link")
	return f.org, f.id, err
}

// SaveShare keeps a link, new, fetched or revoked. What was given to whom is
// never changed.
func (tx *Tx) SaveShare(ctx context.Context, s share.Share) error {
	return tx.create(ctx, fault.New(fault.Conflict, "the link is taken"), `
		INSERT INTO share (org, `+shareColumns+`) VALUES `+marks(1, 23)+`
		ON CONFLICT (org, id) DO UPDATE SET taken = excluded.taken, taken_at = excluded.taken_at, revoked_at = excluded.revoked_at, revoked_by = excluded.revoked_by`,
		tx.org, s.ID, s.Release, s.SBOM, s.Recipient, s.Contact, s.Purpose, string(s.Form), string(s.Scope), s.LeftOut, s.File.Hash, s.File.Name, s.File.Size, s.Digest, s.Password,
		when(s.Made), s.By, when(s.Expires), s.Most, s.Taken, when(s.LastTaken), when(s.Revoked), s.RevokedBy)
}

// AddFetch notes a download.
func (tx *Tx) AddFetch(ctx context.Context, f share.Fetch) error {
	_, err := tx.exec(ctx, `INSERT INTO share_fetch (org, id, share, at, address, agent) VALUES `+marks(1, 6), tx.org, f.ID, f.Share, when(f.At), f.Address, f.Agent)
	return err
}

// Fetches returns the downloads by a link, the newest first, at most 500.
func (tx *Tx) Fetches(ctx context.Context, id string) ([]share.Fetch, error) {
	return list(ctx, tx, func(r row) (share.Fetch, error) {
		f := share.Fetch{Share: id}
		err := r.Scan(&f.ID, at{&f.At}, &f.Address, &f.Agent)
		return f, err
	}, `SELECT id, at, address, agent FROM share_fetch WHERE org = $1 AND share = $2 ORDER BY id DESC LIMIT 500`, tx.org, id)
}

// A Given is a link with what it is about.
type Given struct {
	share.Share
	Model, Version string
	Newer          bool // the release has another parts list in use by now
}

// A ShareFilter says which links are meant.
type ShareFilter struct {
	Release string
	State   share.State
	Text    string // in the recipient, contact, purpose, model or version
	Newer   bool   // only those of a list that was replaced since
	Sort    string // the newest first when not said
}

// Shares returns links.
func (tx *Tx) Shares(ctx context.Context, f ShareFilter, p Page) (Slice[Given], error) {
	const from = `share JOIN release ON release.org = share.org AND release.id = share.release JOIN model ON model.org = share.org AND model.id = release.model`
	w := tx.in("share.org")
	if f.Release != "" {
		w.and("share.release = $%d", f.Release)
	}
	spent := "share.most > 0 AND share.taken >= share.most"
	switch now := when(tx.now); f.State {
	case share.Live:
		w.and("share.revoked_at = '' AND share.expires_at > $%d AND NOT ("+spent+")", now)
	case share.Expired:
		w.and("share.revoked_at = '' AND share.expires_at <= $%d", now)
	case share.UsedUp:
		w.and("share.revoked_at = '' AND share.expires_at > $%d AND "+spent, now)
	case share.Revoked:
		w.and("share.revoked_at <> ''")
	case "":
	default:
		return Slice[Given]{}, fault.New(fault.Invalid, "no link is %q", f.State).Helped("known are live, expired, used up and revoked")
	}
	if f.Newer {
		w.and("EXISTS (SELECT 1 FROM sbom c WHERE c.org = share.org AND c.release = share.release AND c.is_current = 1 AND c.id <> share.sbom)")
	}
	w.has(f.Text, "share.receiver", "share.contact", "share.note", "model.name", "release.version")
	return stretch(ctx, tx, query[Given]{
		noun: "links", columns: prefixed("share", shareColumns) + `, model.name, release.version, ` + replaced, from: from, where: w, orders: shareOrders, sort: cmp.Or(f.Sort, "-made"),
		scan: func(r row) (Given, error) {
			g := Given{Share: share.Share{Org: tx.org}}
			var newer int64
			err := r.Scan(append(shareFields(&g.Share), &g.Model, &g.Version, &newer)...)
			g.Newer = newer > 0
			return g, err
		},
	}, p)
}

// replaced counts the list in use that is another than the one given.
const replaced = `(SELECT count(*) FROM sbom c WHERE c.org = share.org AND c.release = share.release AND c.is_current = 1 AND c.id <> share.sbom)`

// shareOrders are what links can be sorted by. Their state follows from three
// columns: revoked ones, then by the day on which they end.
var shareOrders = orders{
	"made": {"share.id"}, "recipient": {"share.receiver", "share.id"}, "contact": {"share.contact", "share.id"}, "purpose": {"share.note", "share.id"},
	"product": {"model.name", "release.version", "share.id"}, "version": {"release.version", "model.name", "share.id"}, "form": {"share.format", "share.scope", "share.id"},
	"state": {"CASE WHEN share.revoked_at = '' THEN 0 ELSE 1 END", "share.expires_at", "share.id"}, "expires": {"share.expires_at", "share.id"}, "taken": {"share.taken", "share.id"}, "most": {"share.most", "share.id"},
	"last": {"share.taken_at", "share.id"}, "by": {"share.made_by", "share.id"}, "file": {"share.file_name", "share.id"}, "sha256": {"share.file", "share.id"},
	"password": {"CASE WHEN share.password = '' THEN 0 ELSE 1 END", "share.id"}, "newer": {replaced, "share.id"},
}

var _ share.Tx = (*Tx)(nil)
