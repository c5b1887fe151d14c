package web

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/serve"
	"aceso/internal/serve/web/list"
	view "aceso/internal/serve/web/view/token"
	"aceso/internal/store"
	"aceso/internal/value/fault"
	"aceso/internal/value/secret"
)

// GET /tokens
func (f *Face) tokens(w http.ResponseWriter, r *http.Request) error {
	p, err := f.tokenPage(r)
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

func (f *Face) tokenPage(r *http.Request) (view.Page, error) {
	ctx, who := r.Context(), serve.Actor(r)
	var p view.Page
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		shown, err := f.listed(ctx, tx, r, f.tokenList())
		p = view.New(frame, shown, permissions(who))
		return err
	})
	return p, err
}

// tokenList is the list of one's own tokens, as it is read.
func (f *Face) tokenList() list.List[view.Row] {
	return list.List[view.Row]{Spec: view.Tokens, Needs: org.ManageOwnTokens, Open: func(ctx context.Context, tx *store.Tx, a *list.Ask) (list.Reader[view.Row], error) {
		all, err := tx.Tokens(ctx, a.Who.Person)
		rows := make([]view.Row, len(all))
		for i, t := range all {
			rows[i] = view.RowOf(t, tx.Now())
		}
		return view.Tokens.Memory(a, rows), err
	}}
}

// permissions are what somebody may do: a token of theirs can carry no more.
func permissions(who org.Actor) []org.Permission {
	var out []org.Permission
	for _, p := range org.Permissions {
		if who.Allowed(p) {
			out = append(out, p)
		}
	}
	return out
}

// scopeOf reads what a token is for: a usual purpose, or what was marked by hand.
func scopeOf(r *http.Request) ([]org.Permission, error) {
	purpose := r.PostFormValue("for")
	for _, p := range view.Purposes {
		if p.Key == purpose {
			return p.Scope, nil
		}
	}
	if purpose != "" && purpose != view.Own {
		return nil, fault.New(fault.Invalid, "%q is nothing that a token is for", purpose).Helped("choose one of the list")
	}
	var scope []org.Permission
	for _, p := range r.PostForm["scope"] {
		scope = append(scope, org.Permission(p))
	}
	return scope, nil
}

// POST /tokens makes a token and shows its secret this once.
func (f *Face) makeToken(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	ctx, who, name := r.Context(), serve.Actor(r), r.PostFormValue("name")
	scope, err := scopeOf(r)
	if err != nil {
		return err
	}
	days, _ := strconv.Atoi(r.PostFormValue("days")) // what is no number is refused as zero days
	var made secret.Secret
	err = f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		var err error
		_, made, err = org.MakeToken(ctx, tx, who, name, scope, time.Duration(days)*24*time.Hour)
		return err
	})
	what := refused(err)
	if err != nil && what == nil {
		return err
	}
	p, err := f.tokenPage(r)
	if err != nil {
		return err
	}
	if what != nil {
		p.Form.Put("name", name)
		p.Form.Put("days", r.PostFormValue("days"))
		p.Form.Put("for", r.PostFormValue("for"))
		p.Form.Mark("scope", r.PostForm["scope"])
		p.Form.Wrong, p.Form.Fix = what.Text, what.Fix
		return draw(w, r, serve.Status(what.Kind), p.Show())
	}
	p.Made, p.Name, p.Server = made.Reveal(), name, f.site(r)
	return show(w, r, p.Show())
}

// POST /tokens/{id}/revoke
func (f *Face) revokeToken(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), serve.Actor(r)
	err := f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error { return org.RevokeToken(ctx, tx, who, r.PathValue("id")) })
	if err != nil {
		return err
	}
	return onward(w, r, "/tokens")
}
