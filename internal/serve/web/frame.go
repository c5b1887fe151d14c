package web

import (
	"cmp"
	"context"
	"net/http"
	"strings"

	"aceso/internal/domain/org"
	"aceso/internal/serve"
	"aceso/internal/serve/web/keys"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
)

// The cookies that hold how somebody likes the pages. They hold no secret.
const (
	themeCookie = "aceso-theme"
	keysCookie  = "aceso-keys"
)

// bare returns the frame for who is not signed in.
func (f *Face) bare(r *http.Request) ui.Frame {
	out := ui.Frame{
		Assets: ui.Assets{Style: f.Assets.URL("aceso.css"), Script: f.Assets.URL("aceso.js"), Mark: f.Assets.URL("mark.svg")},
		Keys:   true, Table: keys.Usual, Now: f.DB.Now(), Path: here(r),
	}
	out.Help = helpOf(r, out.Table)
	if c, err := r.Cookie(themeCookie); err == nil && (c.Value == "light" || c.Value == "dark") {
		out.Theme = c.Value
	}
	if c, err := r.Cookie(keysCookie); err == nil && c.Value == "off" {
		out.Keys = false
	}
	return out
}

// here is the page that a browser can come back to; it can't to a form that was sent.
func here(r *http.Request) string {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return r.URL.RequestURI()
	}
	return "/"
}

// frame returns the frame for who asks, with their organisation and how fresh
// the data is.
func (f *Face) frame(ctx context.Context, tx *store.Tx, r *http.Request) (ui.Frame, error) {
	out, who := f.bare(r), serve.Actor(r)
	if who.Person == "" {
		return out, nil
	}
	o, err := tx.Organisation(ctx)
	if err != nil {
		return out, err
	}
	out.Org, out.Person = o.Name, who.Name
	chosen, err := tx.KeysOf(ctx, who.Person)
	if err != nil {
		return out, err
	}
	out.Table = keys.Usual.With(chosen)
	if err := f.ownFrame(ctx, tx, r, &out, o.Zone); err != nil {
		return out, err
	}
	out.Help = helpOf(r, out.Table)
	out.Help.Tour = true
	if out.Fresh = f.fresh(r); !who.Allowed(org.ReadIntel) {
		out.Fresh.URL = "" // it would lead to a page that this person may not open
	}
	out.Search = "/search"
	if who.Allowed(org.ImportSBOM) {
		out.Drop = "/import"
	}
	counts, err := f.navCounts(ctx, tx, who)
	if err != nil {
		return out, err
	}
	out.Nav, out.Menu = nav(r.URL.Path, who, counts), f.menu(who)
	if out.Orgs, err = otherOrgs(ctx, tx, who); err != nil {
		return out, err
	}
	if out.Tour, err = f.tourAt(ctx, tx, r); err != nil {
		return out, err
	}
	if out.Notices, err = f.begun(ctx, tx, r); err != nil {
		return out, err
	}
	out.Did, err = f.did(ctx, tx, r, who)
	return out, err
}

// ownFrame adds what is the person's own: their zone, when their session ends,
// and what they have not read yet.
func (f *Face) ownFrame(ctx context.Context, tx *store.Tx, r *http.Request, out *ui.Frame, zone string) error {
	sitting := serve.SittingOf(r)
	out.Zone = cmp.Or(sitting.Zone, zone)
	if sitting.Digest != "" {
		out.Ends, out.Whole = sitting.Ends(sitting.Limits)
	}
	told, err := tx.Untold(ctx, serve.Actor(r).Person)
	for i, t := range told {
		if i == 0 {
			out.ToldTo = t.ID
		}
		out.Told = append(out.Told, ui.Notice{Tone: ui.Warn, Text: ui.Moment(t.At) + ": " + t.Text})
	}
	return err
}

// page returns the frame in a transaction of its own, for pages that read
// nothing else.
func (f *Face) page(r *http.Request) (ui.Frame, error) {
	var out ui.Frame
	err := f.DB.In(serve.Actor(r).Org).View(r.Context(), func(tx *store.Tx) error {
		var err error
		out, err = f.frame(r.Context(), tx, r)
		return err
	})
	return out, err
}

func (f *Face) fresh(r *http.Request) ui.Freshness {
	info, ok := f.Intel.Now()
	if !ok {
		return ui.FreshnessOf(nil, f.DB.Now(), "/intelligence")
	}
	fresh := ui.FreshnessOf(&info, f.DB.Now(), "/intelligence")
	if fresh.Stale == "" && f.Intel.Problem() != "" {
		fresh.Stale = "It could not be renewed"
	}
	return fresh
}

// otherOrgs are the organisations that a person could change to.
func otherOrgs(ctx context.Context, tx *store.Tx, who org.Actor) ([]ui.Choice, error) {
	in, err := tx.MembershipsOf(ctx, who.Person)
	if err != nil || len(in) < 2 {
		return nil, err
	}
	all, err := tx.Organisations(ctx)
	if err != nil {
		return nil, err
	}
	var out []ui.Choice
	for _, o := range all {
		for _, m := range in {
			if m.Org == o.ID && o.ID != who.Org {
				out = append(out, ui.Choice{Value: o.ID, Label: o.Name})
			}
		}
	}
	return out, nil
}

// place is one place in the navigation, shown to who may go there.
type place struct {
	label, path, key string
	needs            org.Permission
	group            int
}

// places is the navigation: nouns first, then what they rest on.
var places = []place{
	{"Today", "/", "t", serve.SignedIn, 0},
	{"Products", "/products", "p", org.ReadProducts, 0},
	{"Components", "/components", "c", org.ReadProducts, 0},
	{"End of support", "/horizon", "o", org.ReadProducts, 0},
	{"Findings", "/findings", "f", org.ReadFindings, 0},
	{"Trends", "/trends", "d", org.ReadFindings, 0},
	{"Cases", "/cases", "a", org.ReadCases, 0},
	{"Clocks", "/clocks", "k", org.ReadCases, 0},
	{"Not checkable", "/unchecked", "u", org.ReadProducts, 0},
	{"Identity desk", "/names", "n", org.ReadNames, 0},
	{"Intelligence", "/intelligence", "i", org.ReadIntel, 1},
	{"Shared", "/shares", "h", org.ReadProducts, 1},
	{"Jobs", "/jobs", "j", org.ReadSystem, 1},
	{"System", "/system", "y", org.ReadSystem, 1},
	{"Page for strangers", "/front", "e", org.ManagePublicFace, 1},
	{"Log", "/log", "l", org.ReadLog, 1},
	{"People", "/people", "w", org.ReadPeople, 1},
	{"Settings", "/settings", "s", org.ManageSettings, 1},
}

// counted is how much waits at a place.
type counted map[string]ui.NavItem

// navCounts counts what is open. The answer holds until the organisation's log
// has grown: nothing changes without an entry.
func (f *Face) navCounts(ctx context.Context, tx *store.Tx, who org.Actor) (counted, error) {
	if !who.Allowed(org.ReadFindings) {
		return nil, nil
	}
	size, err := tx.LogSize(ctx)
	if err != nil {
		return nil, err
	}
	last, ok := f.tallies.Load(who.Org)
	if known, _ := last.(tallied); !ok || known.size != size {
		t, err := tx.Tally(ctx, store.FindingFilter{})
		if err != nil {
			return nil, err
		}
		last = tallied{size, t.Total()}
		f.tallies.Store(who.Org, last)
	}
	return counted{"/findings": {Count: last.(tallied).live, Counted: "open"}}, nil
}

// tallied is how many findings were live when the log had a size.
type tallied struct {
	size int64
	live int
}

// nav returns the navigation with the place of this page marked.
func nav(path string, who org.Actor, counts counted) [][]ui.NavItem {
	out := make([][]ui.NavItem, 2)
	for _, p := range places {
		if p.needs != serve.SignedIn && !who.Allowed(p.needs) {
			continue
		}
		item := counts[p.path]
		item.Label, item.URL, item.Key = p.label, p.path, p.key
		item.Current = path == p.path || p.path != "/" && strings.HasPrefix(path, p.path+"/") || p.path == "/products" && strings.HasPrefix(path, "/releases/")
		out[p.group] = append(out[p.group], item)
	}
	if len(out[1]) == 0 {
		out = out[:1]
	}
	return out
}

// menu are the pages of the person's own menu.
func (f *Face) menu(who org.Actor) []ui.Link {
	var out []ui.Link
	if who.Allowed(org.ImportSBOM) {
		out = append(out, ui.Link{Label: "Check a parts list", URL: "/import"})
	}
	if who.Allowed(org.ReadProducts) {
		out = append(out, ui.Link{Label: "Send from a build", URL: "/ci"})
	}
	if who.Allowed(org.ReadFindings) {
		out = append(out, ui.Link{Label: "Activity", URL: "/deeds"})
	}
	if who.Allowed(org.KeepViews) {
		out = append(out, ui.Link{Label: "Saved views", URL: "/views"})
	}
	out = append(out, ui.Link{Label: "Your account", URL: "/account"})
	if who.Allowed(org.ManageOwnTokens) {
		out = append(out, ui.Link{Label: "API tokens", URL: "/tokens"})
	}
	if len(f.Hats) > 0 {
		out = append(out, ui.Link{Label: "Change hat", URL: "/hats"})
	}
	return append(out, ui.Link{Label: "Drafts", URL: "/drafts"}, ui.Link{Label: "First steps", URL: "/start"}, ui.Link{Label: "Help", URL: "/help"})
}

// POST /appearance keeps how somebody likes the pages, in their browser.
func (f *Face) appearance(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	for _, c := range []struct {
		cookie, field string
		allowed       []string
	}{{themeCookie, "theme", []string{"system", "light", "dark"}}, {keysCookie, "keys", []string{"on", "off"}}} {
		for _, v := range c.allowed {
			if r.PostFormValue(c.field) == v {
				http.SetCookie(w, &http.Cookie{Name: c.cookie, Value: v, Path: "/", HttpOnly: true, Secure: f.Server.TLS, SameSite: http.SameSiteLaxMode, MaxAge: 365 * 24 * 3600})
			}
		}
	}
	return onward(w, r, local(r.PostFormValue("back")))
}

// local returns the path when it leads to a page of ours, else the first page:
// a link that somebody else made must not send people elsewhere.
func local(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return "/"
	}
	return path
}
