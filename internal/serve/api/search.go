package api

import (
	"context"
	"slices"

	"aceso/internal/client/wire"
	"aceso/internal/domain/org"
	"aceso/internal/domain/search"
	"aceso/internal/serve"
	"aceso/internal/serve/find"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

func (f *Face) searches() {
	operation(f, serve.SignedIn, "GET", "/api/v1/search", "Search everything that the token may read, in groups", f.search)
}

type searching struct {
	Paged
	Q    string `query:"q" maxLength:"1000" doc:"words, quoted phrases and tokens: kev:yes product:ip-200"`
	Kind string `query:"kind" doc:"only of this kind: products, releases, weaknesses, parts, findings, cases, clocks, names, shares, people, data, log"`
}

func (f *Face) search(ctx context.Context, who org.Actor, in *searching) (*body[wire.Found], error) {
	q, err := search.Read(in.Q, f.DB.Now())
	if err != nil {
		return nil, err
	}
	kind := find.Kind(in.Kind)
	if kind != "" && !slices.Contains(find.Kinds(), kind) {
		return nil, fault.New(fault.Invalid, "nothing is searched by the name %.40q", in.Kind).Helped("leave kind out to search everything")
	}
	page := in.page()
	if page.After != "" && kind == "" {
		return nil, fault.New(fault.Invalid, "after goes on in one kind").Helped("give the kind too")
	}
	out := &body[wire.Found]{Body: wire.Found{Query: q.String(), Groups: []wire.FoundGroup{}, Unread: []string{}, AsOf: f.Intel.AsOf()}}
	err = f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		found, err := find.Everything(ctx, tx, find.Ask{Who: who, Query: q, Intel: f.Intel, Most: page.Size(), Only: kind, After: page.After})
		for _, g := range found.Groups {
			out.Body.Total += g.Total
			out.Body.Groups = append(out.Body.Groups, wire.FoundGroup{Kind: string(g.Kind), Name: g.Name, Total: g.Total, Next: g.Next, Hits: each(g.Hits, func(h find.Hit) wire.Hit {
				return wire.Hit{ID: h.ID, Name: h.Name, Note: h.Note, Path: h.Path}
			})})
		}
		for _, k := range found.Unread {
			out.Body.Unread = append(out.Body.Unread, string(k))
		}
		return err
	})
	return out, err
}
