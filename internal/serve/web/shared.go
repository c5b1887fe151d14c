package web

import (
	"net/http"

	"aceso/internal/serve"
	view "aceso/internal/serve/web/view/share"
	"aceso/internal/value/fault"
	"aceso/internal/value/secret"
)

// GET /shared?key=… shows a recipient what a link gives. Looking changes
// nothing: previews of mail programs must not use it up.
func (f *Face) offer(w http.ResponseWriter, r *http.Request) error {
	unlisted(w)
	key := secret.Secret(r.FormValue("key"))
	o, err := f.Server.Offer(r.Context(), r, key, "")
	if err != nil {
		return f.noOffer(w, r, err)
	}
	return show(w, r, f.offerPage(r, o, key).Show())
}

// POST /shared opens a link with its password, or downloads what it gives.
func (f *Face) handOver(w http.ResponseWriter, r *http.Request) error {
	unlisted(w)
	if err := form(w, r); err != nil {
		return err
	}
	key := secret.Secret(r.PostFormValue("key"))
	proof := secret.Secret(r.PostFormValue("proof"))
	if password := r.PostFormValue("password"); password != "" {
		proof = secret.Secret(password)
	}
	o, err := f.Server.Offer(r.Context(), r, key, proof)
	if what := fault.Of(err); what != nil && o.Asks {
		p := f.offerPage(r, o, key)
		p.Ask.Wrong, p.Ask.Fix = what.Text, what.Fix
		return drawRefusal(w, r, what, p.Show())
	}
	if err != nil {
		return f.noOffer(w, r, err)
	}
	if r.PostFormValue("do") != "download" || o.Asks {
		return show(w, r, f.offerPage(r, o, key).Show())
	}
	if err := f.Server.Hand(w, r, f.Blobs, o); err != nil {
		return f.noOffer(w, r, err)
	}
	return nil
}

// unlisted keeps search engines away: a link is for one recipient.
func unlisted(w http.ResponseWriter) { w.Header().Set("X-Robots-Tag", "noindex, nofollow, noarchive") }

func (f *Face) offerPage(r *http.Request, o serve.Offer, key secret.Secret) view.Offer {
	p := view.NewOffer(f.bare(r), o.From, key.Reveal())
	p.Expires = o.Expires
	if o.Asks {
		p.AskPassword()
		return p
	}
	p.What, p.Recipient, p.Purpose, p.Form = o.Model+" "+o.Version, o.Recipient, o.Purpose, view.FormOf(o.Share)
	p.File, p.Size, p.SHA256, p.Made, p.Left, p.Newer, p.Proof = o.File.Name, o.File.Size, o.File.Hash, o.Made, o.Left(), o.Newer, o.Ticket
	p.Title = p.What
	return p
}

// noOffer tells a stranger that a link does not count, always alike.
func (f *Face) noOffer(w http.ResponseWriter, r *http.Request, err error) error {
	what := fault.Of(err)
	if what == nil || what.Kind != fault.NotFound {
		return err
	}
	return draw(w, r, http.StatusNotFound, view.NewGone(f.bare(r), what.Text, what.Fix).Show())
}
