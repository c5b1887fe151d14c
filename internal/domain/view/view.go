// Package view holds views of lists that somebody comes back to: filters, order
// and columns under a name, for oneself or for everybody in the organisation.
package view

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/value/fault"
	"aceso/internal/value/id"
)

// A List is a list whose views can be kept.
type List struct{ Name, Label, Path string }

// Lists are all of them, in the order that pages show.
var Lists = []List{
	{"findings", "Findings", "/findings"},
	{"components", "Components", "/components"},
	{"unchecked", "Not checkable", "/unchecked"},
	{"cases", "Cases", "/cases"},
	{"clocks", "Clocks", "/clocks"},
	{"shares", "Shared", "/shares"},
	{"jobs", "Jobs", "/jobs"},
	{"log", "Log", "/log"},
	{"deeds", "Activity", "/deeds"},
}

// ListBy returns the list of a name.
func ListBy(name string) (List, bool) {
	i := slices.IndexFunc(Lists, func(l List) bool { return l.Name == name })
	if i < 0 {
		return List{}, false
	}
	return Lists[i], true
}

// Limits: characters of a name, bytes of a query, and views of one person.
const (
	MaxName  = 60
	MaxQuery = 2000
	MaxOwn   = 100
)

// A View is one kept view of a list.
type View struct {
	ID     string
	List   string // name of a List
	Name   string
	Query  string // of its address, without the place in the list: "severity=critical&sort=-epss"
	Owner  string // id of the person whose it is
	By     string // their name
	Shared bool   // everybody in the organisation sees it
	Pinned bool   // it stands above its list, for whoever sees it
	Rev    int64

	Created, Changed time.Time
}

// URL is the address at which the view is seen.
func (v View) URL() string {
	l, _ := ListBy(v.List)
	q, _ := url.ParseQuery(v.Query) // it was read when it was kept
	q.Set("view", v.ID)
	return l.Path + "?" + q.Encode()
}

// Mine tells whether it is the person's own.
func (v View) Mine(who org.Actor) bool { return v.Owner == who.Person }

// Sees tells whether somebody sees it.
func (v View) Sees(who org.Actor) bool { return v.Shared || v.Mine(who) }

// May tells whether somebody may change it: whose it is, and of a shared one
// whoever may share.
func (v View) May(who org.Actor) bool {
	return who.Allowed(org.KeepViews) && (v.Mine(who) || v.Shared && who.Allowed(org.ShareViews))
}

// Tx is what this package asks of a transaction.
type Tx interface {
	record.Log
	KeptView(ctx context.Context, id string) (View, error)
	KeptViews(ctx context.Context, person, list string) ([]View, error) // one's own and the shared ones; of all lists where list is ""
	SaveView(context.Context, *View) error
	DropView(ctx context.Context, id string) error
	Openings(ctx context.Context, person string) (map[string]string, error) // by list
	SetOpening(ctx context.Context, person, list, view string) error
}

// Keep keeps a new view under a name.
func Keep(ctx context.Context, tx Tx, who org.Actor, v View) (View, error) {
	if err := may(who, v.Shared); err != nil {
		return View{}, err
	}
	v.ID, v.Owner, v.By, v.Rev, v.Created = id.New(), who.Person, who.Name, 0, tx.Now()
	if err := v.tidy(); err != nil {
		return View{}, err
	}
	all, err := tx.KeptViews(ctx, who.Person, "")
	if err != nil {
		return View{}, err
	}
	own := 0
	for _, x := range all {
		if x.Mine(who) {
			own++
		}
	}
	if own >= MaxOwn {
		return View{}, fault.New(fault.TooMany, "you have kept %d views, as many as one person can", own).Helped("delete one that you don't need any more")
	}
	if err := v.free(all); err != nil {
		return View{}, err
	}
	return save(ctx, tx, who, v, "view.kept")
}

// Change gives a view another name, query or place.
func Change(ctx context.Context, tx Tx, who org.Actor, in View) (View, error) {
	old, err := seen(ctx, tx, who, in.ID)
	if err != nil {
		return View{}, err
	}
	if err := may(who, in.Shared && !old.Shared); err != nil {
		return View{}, err
	}
	if !old.May(who) {
		return View{}, fault.New(fault.Forbidden, "the view %q is shared by %s: only they, or who may share views, can change it", old.Name, old.By).Helped("keep one of your own")
	}
	if in.Rev != old.Rev {
		return View{}, fault.New(fault.Stale, "this view was changed meanwhile: you saw version %d and it is at %d now", in.Rev, old.Rev).Helped("look at what changed and make your change again")
	}
	v := old
	v.Name, v.Query, v.Shared, v.Pinned, v.Rev = in.Name, in.Query, in.Shared, in.Pinned, in.Rev
	if err := v.tidy(); err != nil {
		return View{}, err
	}
	all, err := tx.KeptViews(ctx, v.Owner, v.List)
	if err != nil {
		return View{}, err
	}
	if err := v.free(all); err != nil {
		return View{}, err
	}
	return save(ctx, tx, who, v, "view.changed")
}

// Drop deletes a view; for whom a list opened with it, it opens as it comes.
func Drop(ctx context.Context, tx Tx, who org.Actor, id string) error {
	v, err := seen(ctx, tx, who, id)
	if err != nil {
		return err
	}
	if err := may(who, false); err != nil {
		return err
	}
	if !v.May(who) {
		return fault.New(fault.Forbidden, "the view %q is shared by %s: only they, or who may share views, can delete it", v.Name, v.By).Helped("ask them")
	}
	if err := tx.DropView(ctx, v.ID); err != nil {
		return err
	}
	return tx.Append(ctx, record.Entry{What: "view.deleted", About: v.ID, Who: who, Data: map[string]any{"name": v.Name, "list": v.List}})
}

// Usual lets the view's list open with it for who asks, or no more.
func Usual(ctx context.Context, tx Tx, who org.Actor, v View, usual bool) error {
	opens, err := tx.Openings(ctx, who.Person)
	if err != nil || usual == (opens[v.List] == v.ID) {
		return err
	}
	if !usual {
		return Open(ctx, tx, who, v.List, "")
	}
	return Open(ctx, tx, who, v.List, v.ID)
}

// Open lets a list open with a view for who asks, or with none again.
func Open(ctx context.Context, tx Tx, who org.Actor, list, view string) error {
	if err := may(who, false); err != nil {
		return err
	}
	data := map[string]any{"list": list}
	if view != "" {
		v, err := seen(ctx, tx, who, view)
		if err != nil {
			return err
		}
		if v.List != list {
			return fault.New(fault.Invalid, "%q is a view of another list", v.Name).Helped("choose one of %s", list)
		}
		data["name"] = v.Name
	}
	if err := tx.SetOpening(ctx, who.Person, list, view); err != nil {
		return err
	}
	return tx.Append(ctx, record.Entry{What: "view.opens", About: view, Who: who, Data: data})
}

func may(who org.Actor, share bool) error {
	if who.Person == "" {
		return fault.New(fault.Unsigned, "a view belongs to a person").Helped("sign in")
	}
	if err := who.May(org.KeepViews); err != nil || !share {
		return err
	}
	return who.May(org.ShareViews)
}

// seen returns a view that the asker sees; any other is not there.
func seen(ctx context.Context, tx Tx, who org.Actor, id string) (View, error) {
	v, err := tx.KeptView(ctx, id)
	if err == nil && !v.Sees(who) {
		err = fault.New(fault.NotFound, "there is no view %s", id)
	}
	return v, err
}

func save(ctx context.Context, tx Tx, who org.Actor, v View, what string) (View, error) {
	v.Changed = tx.Now()
	if err := tx.SaveView(ctx, &v); err != nil {
		return View{}, err
	}
	return v, tx.Append(ctx, record.Entry{What: what, About: v.ID, Who: who, Data: map[string]any{"name": v.Name, "list": v.List, "query": v.Query, "shared": v.Shared, "pinned": v.Pinned}})
}

// tidy brings a view into its one form.
func (v *View) tidy() error {
	if v.Name = strings.Join(strings.Fields(v.Name), " "); v.Name == "" || utf8.RuneCountInString(v.Name) > MaxName {
		return fault.New(fault.Invalid, "a view needs a name of up to %d characters", MaxName).Helped("say what it shows: critical, nobody's")
	}
	if _, ok := ListBy(v.List); !ok {
		return fault.New(fault.Invalid, "%.60q is no list whose views can be kept", v.List).Helped("choose one of: %s", strings.Join(names(), ", "))
	}
	q, err := url.ParseQuery(v.Query)
	if err != nil {
		return fault.New(fault.Invalid, "the view's filters can't be read").Helped("copy what stands behind the question mark in the address of the list")
	}
	for name, values := range q {
		if q[name] = slices.DeleteFunc(values, func(s string) bool { return s == "" }); len(q[name]) == 0 || slices.Contains([]string{"after", "from", "page", "view"}, name) {
			delete(q, name)
		}
	}
	if v.Query = q.Encode(); len(v.Query) > MaxQuery {
		return fault.New(fault.TooLarge, "the view's filters take more than %d bytes", MaxQuery).Helped("take fewer filters")
	}
	return nil
}

func names() []string {
	var out []string
	for _, l := range Lists {
		out = append(out, l.Name)
	}
	return out
}

// free refuses a name under which the owner sees another view of the list.
func (v *View) free(all []View) error {
	for _, x := range all {
		if x.ID != v.ID && x.List == v.List && strings.EqualFold(x.Name, v.Name) {
			return fault.New(fault.Conflict, "there is a view %q of this list already", x.Name).Helped("choose another name, or change that one")
		}
	}
	return nil
}
