package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"aceso/internal/client/wire"
	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/format/alias"
	"aceso/internal/serve"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

func (f *Face) names() {
	operation(f, org.ReadNames, "GET", "/api/v1/names", "The name rules that people keep", f.listNames)
	operation(f, org.WriteNames, "POST", "/api/v1/names", "Keep a name rule", f.keepName)
	operation(f, org.WriteNames, "DELETE", "/api/v1/names/{id}", "Undo a name rule; it stays in the list as undone", f.undoName)
	operation(f, org.ReadNames, "GET", "/api/v1/names/unchecked", "What could not be checked, by name: those in most releases first, with the products they may mean", f.listGroups)
	operation(f, org.ReadNames, "GET", "/api/v1/names/proposals", "The products that a name may mean, the likeliest first", f.listProposals)
	operation(f, org.WriteNames, "POST", "/api/v1/names/test", "What a name rule would change; nothing is kept", f.tryName)
	operation(f, org.WriteNames, "POST", "/api/v1/names/import", "Keep the rules of a file, all or none", f.takeNames)
	operation(f, org.WriteNames, "DELETE", "/api/v1/names/imports/{id}", "Undo all rules that came in with one file", f.undoNames)
	operation(f, org.ReadProducts, "GET", "/api/v1/components/{key}/explanation", "Why a component matched and why not: every step that was tried", f.explain)

	f.routes.list = append(f.routes.list, serve.Route{Method: "GET", Path: "/api/v1/names/export", Needs: org.ReadNames, Face: serve.API, Do: f.exportNames})
	f.byHand(&huma.Operation{
		Method: "GET", Path: "/api/v1/names/export", Summary: "The name rules in force as a file",
		Description: "Needs the permission names:read.",
		Parameters:  []*huma.Param{{Name: "format", In: "query", Description: "json or csv", Schema: &huma.Schema{Type: "string", Enum: []any{"json", "csv"}}}},
		Responses:   map[string]*huma.Response{"200": {Description: "the file", Content: map[string]*huma.MediaType{"application/json": {Schema: &huma.Schema{Type: "array"}}, "text/csv": {Schema: &huma.Schema{Type: "string"}}}}},
	})
}

func wireName(a match.Alias) wire.Name {
	n := serve.WireRule(a)
	n.ID, n.Who, n.When, n.Undone, n.Batch = a.ID, a.Who, stamp(a.When), stamp(a.Undone), a.Batch
	return n
}

func ruleOf(n wire.Name) match.Alias {
	return match.Alias{Name: n.Name, Vendor: n.Vendor, Patterns: n.Patterns, Ecosystem: n.Ecosystem, Package: n.Package, CPE: n.CPE}
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func (f *Face) listNames(ctx context.Context, who org.Actor, _ *struct{}) (*body[wire.Slice[wire.Name]], error) {
	out := &body[wire.Slice[wire.Name]]{}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		all, err := tx.Aliases(ctx)
		out.Body.Items, out.Body.Total = each(all, wireName), len(all)
		return err
	})
	return out, err
}

func (f *Face) keepName(ctx context.Context, who org.Actor, in *making[wire.Name]) (*body[wire.Name], error) {
	out := &body[wire.Name]{}
	err := f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		a, err := match.KeepAlias(ctx, tx, who, ruleOf(in.Body))
		if err == nil {
			out.Body = wireName(*a)
		}
		return err
	})
	return out, err
}

func (f *Face) undoName(ctx context.Context, who org.Actor, in *ByID) (*struct{}, error) {
	return nil, f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		_, err := match.UndoAlias(ctx, tx, who, in.ID)
		return err
	})
}

type groupList struct {
	Text  string `query:"text" doc:"contained in name, group, version, supplier or package URL"`
	Model string `query:"model" doc:"only those of this model"`
	Page  int    `query:"page" minimum:"0" maximum:"100000" doc:"which page, from 0"`
	Limit int    `query:"limit" minimum:"1" maximum:"50" default:"20"`
}

func (f *Face) listGroups(ctx context.Context, who org.Actor, in *groupList) (*body[wire.Slice[wire.NameGroup]], error) {
	out := &body[wire.Slice[wire.NameGroup]]{}
	intel := f.Intel.Bundle()
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		groups, err := tx.NameGroups(ctx, store.PartFilter{Text: in.Text, Model: in.Model}, store.Page{Limit: in.Limit, Skip: in.Page * in.Limit})
		if err != nil {
			return err
		}
		groups.Next = "" // pages are counted here
		out.Body = sliceOf(groups, func(g store.NameGroup) wire.NameGroup {
			return wire.NameGroup{Name: g.Name, Group: g.Group, Supplier: g.Supplier, Reason: g.Cause, Parts: g.Parts, Versions: g.Versions, Releases: g.Releases, Key: g.Key}
		})
		return nil
	})
	if err != nil || intel == nil {
		return out, err
	}
	out.Body.AsOf = f.Intel.AsOf()
	for i := range out.Body.Items {
		g := &out.Body.Items[i]
		if g.Proposals, err = proposals(g.Name, g.Supplier, intel); err != nil {
			return out, err
		}
	}
	return out, nil
}

func proposals(name, supplier string, intel match.Intel) ([]wire.Proposal, error) {
	found, err := match.Propose(name, supplier, intel)
	return each(found, func(p match.Proposal) wire.Proposal { return wire.Proposal(p) }), err
}

type proposalsFor struct {
	Name     string `query:"name" required:"true" maxLength:"200" doc:"as it stands in the parts list"`
	Supplier string `query:"supplier" maxLength:"200"`
}

func (f *Face) listProposals(_ context.Context, _ org.Actor, in *proposalsFor) (*body[wire.Slice[wire.Proposal]], error) {
	intel := f.Intel.Bundle()
	if intel == nil {
		return nil, fault.New(fault.Unavailable, "there is no weakness data yet to look names up in").Helped("bring a bundle, or wait for the first synchronisation")
	}
	found, err := proposals(in.Name, in.Supplier, intel)
	return &body[wire.Slice[wire.Proposal]]{Body: wire.Slice[wire.Proposal]{Items: found, Total: len(found), AsOf: f.Intel.AsOf()}}, err
}

// triedMost is how many parts the answer to a trial names.
const triedMost = 500

func (f *Face) tryName(ctx context.Context, who org.Actor, in *making[wire.Name]) (*body[wire.Trial], error) {
	out := &body[wire.Trial]{}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		t, err := serve.TryRule(ctx, tx, f.Intel.Bundle(), ruleOf(in.Body))
		out.Body = serve.WireTrial(t, triedMost)
		return err
	})
	return out, err
}

func (f *Face) takeNames(ctx context.Context, who org.Actor, in *making[wire.RuleFile]) (*body[wire.Taken], error) {
	lines, err := alias.Decode([]byte(in.Body.Text))
	if err != nil {
		return nil, err
	}
	out := &body[wire.Taken]{}
	take := func(tx *store.Tx) error {
		kept, err := tx.Aliases(ctx)
		if err != nil {
			return err
		}
		weighed := match.Weigh(lines, kept)
		out.Body = wire.Taken{Lines: serve.WireLines(weighed), Refused: match.Faulty(weighed)}
		for _, l := range weighed {
			if out.Body.Refused == 0 && !l.Again {
				out.Body.Kept++
			}
		}
		if in.Body.DryRun || out.Body.Refused > 0 { // each line says why; a refusal alone would not
			return nil
		}
		out.Body.Batch, out.Body.Kept, err = match.TakeAliases(ctx, tx, who, in.Body.File, weighed)
		return err
	}
	if in.Body.DryRun {
		return out, f.DB.In(who.Org).View(ctx, take)
	}
	return out, f.DB.In(who.Org).Update(ctx, take)
}

func (f *Face) undoNames(ctx context.Context, who org.Actor, in *ByID) (*struct{}, error) {
	return nil, f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		_, err := match.UndoAliases(ctx, tx, who, in.ID)
		return err
	})
}

type byKey struct {
	Key string `path:"key" maxLength:"400" doc:"of the component, as the list of parts gives it"`
}

func (f *Face) explain(ctx context.Context, who org.Actor, in *byKey) (*body[wire.Explanation], error) {
	out := &body[wire.Explanation]{}
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		p, e, err := serve.Explain(ctx, tx, f.Intel.Bundle(), in.Key)
		out.Body = serve.WireExplanation(p, e, f.Intel.AsOf())
		return err
	})
	return out, err
}

func (f *Face) exportNames(w http.ResponseWriter, r *http.Request) error {
	return serve.SendRules(w, r, f.DB)
}
