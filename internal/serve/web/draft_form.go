package web

import (
	"net/url"
	"strings"

	"aceso/internal/domain/draft"
)

// A typed form holds work that nobody should do twice. It survives a session
// that ended, a closed window and a broken connection, as a draft.
type typed struct {
	action string // that it is sent to, as the route writes it
	page   string // on which it stands, for the same record
	with   []string
	what   string // in words
	stays  bool   // what was done is shown on the page itself, not on the next
}

// typedForms are the forms that are kept. Every route that takes a form stands
// here or in plainForms.
var typedForms = []typed{
	{action: "/products", page: "/products/new", what: "new product"},
	{action: "/products/{id}", page: "/products/{id}/edit", what: "change of a product"},
	{action: "/products/{id}/releases", page: "/products/{id}", what: "new release"},
	{action: "/releases/{id}", page: "/releases/{id}/edit", what: "change of a release"},
	{action: "/releases/{id}/table", page: "/releases/{id}/table", what: "parts list kept by hand"},
	{action: "/releases/{id}/shares", page: "/releases/{id}/shares", what: "link for a recipient", stays: true},
	{action: "/import", page: "/import", what: "parts list to check"},
	{action: "/import/columns", page: "/import/columns", with: []string{"file", "into", "version"}, what: "columns of a table"},
	{action: "/imports/{id}/columns", page: "/imports/{id}/columns", what: "columns of a table"},
	{action: "/findings/{id}/note", page: "/findings/{id}", what: "note on a finding"},
	{action: "/findings/{id}/snooze", page: "/findings/{id}", what: "reason to put a finding off"},
	{action: "/cases", page: "/cases/new", what: "case that came in"},
	{action: "/cases/{id}", page: "/cases/{id}/edit", what: "what is known of a case"},
	{action: "/cases/{id}/messages", page: "/cases/{id}", what: "message in a case"},
	{action: "/cases/{id}/close", page: "/cases/{id}", what: "reason to close a case"},
	{action: "/cases/{id}/links", page: "/cases/{id}", what: "link of a case"},
	{action: "/front", page: "/front", what: "page for strangers"},
	{action: "/findings/{id}/owner", page: "/findings/{id}", what: "who looks after a finding"},
	{action: "/components/{key}/support", page: "/components/{key}", what: "statement on support"},
	{action: "/components/{key}/plan", page: "/components/{key}", what: "replacement plan"},
	{action: "/names", page: "/names", what: "name rule"},
	{action: "/names/import", page: "/names/import", what: "file of name rules"},
	{action: "/people", page: "/people", what: "invitation", stays: true},
	{action: "/people/{id}", page: "/people/{id}", what: "roles of a member"},
	{action: "/account", page: "/account", what: "your account"},
	{action: "/people/{id}/reset-factor", page: "/people/{id}", what: "reason to reset a second factor"},
	{action: "/people/{id}/lock", page: "/people/{id}", what: "reason to lock a member"},
	{action: "/settings", page: "/settings", what: "your organisation"},
	{action: "/settings/sign-in", page: "/settings/sign-in", what: "what is asked of who signs in"},
	{action: "/views/{id}", page: "/views/{id}", what: "change of a saved view"},
	{action: "/tokens", page: "/tokens", what: "new API token", stays: true},
}

// plainForms take a press of a button, a file, or a secret: nothing of them is
// kept. One that ends in a slash stands for all that begin so.
var plainForms = []string{
	"/sign-in/", "/prove", "/prove/", "/session/", "/account/",
	"/set-up", "/welcome", "/join", "/sign-in", "/sign-out", "/switch", "/appearance", "/sso", "/hats",
	"/sboms/{id}/current", "/imports/{id}/retry", "/findings/{id}/state", "/support/{id}/undo", "/names/{id}/undo", "/names/imports/{id}/undo", "/shares/{id}/revoke",
	"/intelligence", "/intelligence/renew", "/intelligence/use", "/log/verify", "/jobs/{id}/retry", "/jobs/{id}/cancel", "/people/{id}/link", "/people/{id}/remove", "/people/{id}/free", "/people/{id}/unlock", "/people/{id}/sessions/end", "/settings/single-sign-on", "/tokens/{id}/revoke",
	"/drafts", "/drafts/{id}/drop", "/keys", "/findings/preview", "/findings/act", "/deeds/{id}/undo", "/views", "/views/{id}/delete",
	"/cases/{id}/state", "/cases/{id}/owner", "/cases/{id}/clocks", "/clocks/{id}",
}

// typedBy finds the form that is sent to a path, and the record in it.
func typedBy(path string) (t typed, record string, ok bool) {
	for _, t := range typedForms {
		if record, ok := fits(t.action, path); ok {
			return t, record, true
		}
	}
	return typed{}, "", false
}

// fits tells whether a path is of a pattern, and what stands in its slot.
func fits(pattern, path string) (slot string, ok bool) {
	want, got := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return "", false
	}
	for i, w := range want {
		if strings.HasPrefix(w, "{") && got[i] != "" {
			slot = got[i]
		} else if w != got[i] {
			return "", false
		}
	}
	return slot, true
}

// draft is the form as it was filled in. seen is the page that the browser
// showed, "" where that is not known: it may carry a filter, and is taken when
// it is the page of this form.
func (t typed) draft(action, record, seen string, why draft.Why, fields url.Values) draft.Draft {
	page := t.page
	if at := strings.Index(page, "{"); at >= 0 {
		page = page[:at] + record + page[strings.Index(page, "}")+1:]
	}
	if path, _, _ := strings.Cut(local(seen), "?"); path == page {
		page = local(seen)
	} else if len(t.with) > 0 {
		q := url.Values{}
		for _, name := range t.with {
			if v := fields.Get(name); v != "" {
				q.Set(name, v)
			}
		}
		page += "?" + q.Encode()
	}
	return draft.Draft{Action: action, Page: page, What: t.what, Why: why, Fields: fields}
}
