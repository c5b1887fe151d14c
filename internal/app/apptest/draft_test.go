package apptest

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"aceso/internal/domain/account"
	"aceso/internal/store"
	"aceso/internal/testkit"
	"aceso/internal/value/id"
	"aceso/internal/value/secret"
)

// A paper is one form with what somebody writes into it.
type paper struct {
	page, action string
	fields       url.Values // typed and chosen
	upon         string     // path of the record in the API whose version the form carries; "" for none
	press        url.Values // the button
}

// papers are the forms in which somebody writes. Each call writes something new.
func (h *house) papers(s *side) []paper {
	text := func() string {
		return fresh("what was found: <b>4 of 5</b> & more,\n\n\"in the field\"; 100 % of it") + "\n"
	}
	v := func(pairs ...string) url.Values {
		out, err := url.ParseQuery(string(values(pairs...)))
		h.must(err)
		return out
	}
	part := s.component(h)
	return []paper{
		{page: "/products/new", action: "/products", fields: v("name", fresh("pump"), "line", s.line, "note", text(), "connects", "Wi-Fi\nUSB")},
		{page: "/products/" + s.model + "/edit", action: "/products/" + s.model, fields: v("name", s.word+" pump", "line", s.line, "note", text()), upon: "models/" + s.model},
		{page: "/products/" + s.model, action: "/products/" + s.model + "/releases", fields: v("version", fresh("r"), "state", "in work", "note", text())},
		{page: "/releases/" + s.release + "/edit", action: "/releases/" + s.release, fields: v("version", s.word+"-1", "state", "in work", "note", text()), upon: "releases/" + s.release},
		{page: "/releases/" + s.release + "/table", action: "/releases/" + s.release + "/table", fields: v("rows", "1", "base", s.sbom, "seen", "", "name-0", fresh("part"), "version-0", "1.0", "paste", text()), press: v("do", "check")},
		{page: "/releases/" + s.release + "/shares", action: "/releases/" + s.release + "/shares", fields: v("recipient", fresh("hospital"), "contact", "it@x.example", "purpose", strings.TrimSpace(text()), "form", "spdx", "scope", "open", "days", "7", "sbom", s.sbom)},
		{page: "/findings/" + s.finding, action: "/findings/" + s.finding + "/note", fields: v("note", text()), upon: "findings/" + s.finding},
		{page: "/components/" + part, action: "/components/" + part + "/support", fields: v("level", "abandoned", "reason", text(), "about", "this")},
		{page: "/components/" + part, action: "/components/" + part + "/plan", fields: v("text", text(), "state", "planned")},
		{page: "/names", action: "/names", fields: v("name", fresh("product"), "patterns", fresh("a")+"\n"+fresh("b"), "ecosystem", "PyPI", "package", "x")},
		{page: "/people", action: "/people", fields: v("name", fresh("Somebody"), "email", id.New()+"@x.example", "role", "clinical", "role", "trainee")},
		{page: "/tokens", action: "/tokens", fields: v("name", fresh("a token"), "for", "own", "scope", "tokens:own", "days", "90")},
	}
}

// component is a part that is in the side's release.
func (s *side) component(h *house) string {
	return strings.TrimPrefix(s.at("/components/{key}"), "/components/")
}

// TestNoFormIsLost fills in forms, lets something go wrong in the middle, and
// goes on as a person would: every text that was typed is there again (U-15).
func TestNoFormIsLost(t *testing.T) {
	h := open(t, "")
	troubles := []struct {
		name string
		do   func(*house, *person, paper) (page []byte)
	}{
		{"the session ends while somebody is away", (*house).awhile},
		{"the session is revoked", (*house).revoked},
		{"the line breaks while it is sent", (*house).broken},
		{"somebody else is first", (*house).late},
	}
	rounds := testkit.Rounds(t, "forms", 200, 48)
	tried := map[string]int{}
	for i := range rounds {
		all := h.papers(h.a)
		trouble, p := troubles[i%len(troubles)], all[i/len(troubles)%len(all)]
		if p.upon != "" {
			p.fields.Set("rev", h.rev(h.a, p.upon))
		}
		who := *h.a.all
		who.session = h.session(h.a, &who)
		page := trouble.do(h, &who, p)
		h.whole(trouble.name, p, page)
		tried[trouble.name]++
		if h.resend(&who, p, page); len(h.drafts(&who)) > 1 { // one was there before
			t.Fatalf("%s, %s: sent, it is still a draft: %q", trouble.name, p.action, h.drafts(&who))
		}
	}
	testkit.Tell(t, "forms that something happens to while they are filled in (U-15)", rounds, "%d forms, %v; 0 texts lost", len(h.papers(h.a)), tried)
}

// post sends a form by a browser.
func (h *house) post(who *person, path string, forms ...url.Values) answer {
	h.Helper()
	all := url.Values{}
	for _, f := range forms {
		for name, v := range f {
			all[name] = v
		}
	}
	return h.ask(call{method: "POST", path: path, media: formMedia, body: []byte(all.Encode()), session: who.session})
}

// open goes to a page and on from there, as a browser does.
func (h *house) open(who *person, path string) []byte {
	h.Helper()
	for range 5 {
		got := h.ask(call{method: "GET", path: path, session: who.session})
		if got.status == http.StatusOK {
			return got.body
		}
		if path = got.head.Get("Location"); got.status != http.StatusSeeOther || path == "" {
			h.Fatalf("open %s: %s", path, got)
		}
	}
	h.Fatalf("%s leads in circles", path)
	return nil
}

func (h *house) awhile(who *person, p paper) []byte {
	h.Helper()
	h.must(h.app.DB.Update(ctx, func(tx *store.Tx) error {
		return tx.SeeSession(ctx, secret.Digest(who.session), who.Org, tx.Now().Add(-account.UsualPolicy().Limits.Idle))
	}))
	h.must(h.app.Tidy(ctx)) // the hourly round passes meanwhile
	got := h.post(who, p.action, p.fields, p.press)
	next := valueOf(got.body, "next")
	if got.status != http.StatusUnauthorized || !strings.HasPrefix(next, "/drafts/") {
		h.Fatalf("%s with a session that has ended: %s", p.action, got)
	}
	who.session = h.session(h.a, who)
	return h.open(who, next)
}

func (h *house) revoked(who *person, p paper) []byte {
	h.Helper()
	h.must(h.app.DB.Update(ctx, func(tx *store.Tx) error { return tx.EndSession(ctx, secret.Digest(who.session)) }))
	got := h.post(who, p.action, p.fields, p.press)
	if got.status != http.StatusUnauthorized {
		h.Fatalf("%s with a session that was revoked: %s", p.action, got)
	}
	who.session = h.session(h.a, who) // in another tab; the page is still there
	return got.body
}

func (h *house) broken(who *person, p paper) []byte {
	h.Helper()
	form := url.Values{"_draft": {id.New()}}
	for name, v := range p.fields {
		form[name] = v
	}
	if got := h.post(who, "/drafts", url.Values{"action": {p.action}, "page": {p.page}, "form": {form.Encode()}}); got.status != http.StatusNoContent {
		h.Fatalf("keep %s: %s", p.action, got)
	}
	line, err := net.Dial("tcp", strings.TrimPrefix(h.url, "http://"))
	h.must(err)
	body := form.Encode()
	fmt.Fprintf(line, "POST %s HTTP/1.1\r\nHost: %s\r\nCookie: aceso=%s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s", p.action, strings.TrimPrefix(h.url, "http://"), who.session.Reveal(), formMedia, len(body), body[:len(body)/2])
	h.must(line.Close())
	page := h.open(who, p.page)
	if !bytes.Contains(page, []byte("/drafts/"+form.Get("_draft"))) {
		h.Errorf("%s does not say that somebody began to write there", p.page)
	}
	return h.open(who, "/drafts/"+form.Get("_draft"))
}

// late lets somebody else change the record first; a form that makes something
// new is refused instead, because of what it says.
func (h *house) late(who *person, p paper) []byte {
	h.Helper()
	if p.upon == "" {
		return h.awhile(who, p)
	}
	other := url.Values{}
	for name, v := range p.fields {
		other[name] = v
	}
	other.Set("note", fresh("theirs"))
	if got := h.post(h.a.all, p.action, other); got.status != http.StatusSeeOther {
		h.Fatalf("the other's change: %s", got)
	}
	got := h.post(who, p.action, p.fields)
	if got.status != http.StatusPreconditionFailed {
		h.Fatalf("%s upon an older version: %s", p.action, got)
	}
	return got.body
}

// whole holds that a form on a page says what was typed.
func (h *house) whole(trouble string, p paper, page []byte) {
	h.Helper()
	got := formOn(page, p.action, p.fields)
	for name, want := range p.fields {
		if name == "rev" && got.Get(name) != "" || name == "seen" {
			continue
		}
		if strings.Join(want, "|") != strings.ReplaceAll(strings.Join(got[name], "|"), "\r", "") {
			h.Errorf("%s: %s of %s is %q, not %q", trouble, name, p.action, got[name], want)
		}
	}
}

// resend presses the button of the form as it stands on the page.
func (h *house) resend(who *person, p paper, page []byte) {
	h.Helper()
	got := h.post(who, p.action, formOn(page, p.action, p.fields), p.press)
	if got.status >= 400 {
		h.Errorf("%s, sent again: %s", p.action, got)
	}
	if p.press != nil && got.status == http.StatusOK { // only a look: it is thrown away
		if one := valueOf(got.body, "_draft"); one != "" {
			h.post(who, "/drafts/"+one+"/drop")
		}
	}
}

func (h *house) drafts(who *person) []string {
	h.Helper()
	var out []string
	h.must(h.app.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		all, err := tx.Drafts(ctx, who.Person)
		for _, d := range all {
			out = append(out, d.Action+" "+d.Start)
		}
		return err
	}))
	return out
}

// valueOf is the value of the first input of a name.
func valueOf(page []byte, name string) string {
	out := ""
	eachInput(page, func(_ *html.Node, n *html.Node) {
		if attribute(n, "name") == name && out == "" {
			out = attribute(n, "value")
		}
	})
	return out
}

// formOn is what a browser would send of the form with that action: of several,
// of the one that has the most of the fields.
func formOn(page []byte, action string, like url.Values) url.Values {
	forms := map[*html.Node]url.Values{}
	eachInput(page, func(form, n *html.Node) {
		if form == nil || attribute(form, "action") != action {
			return
		}
		if forms[form] == nil {
			forms[form] = url.Values{}
		}
		name, value := attribute(n, "name"), attribute(n, "value")
		switch kind := attribute(n, "type"); {
		case name == "" || n.DataAtom == atom.Button || kind == "password" || kind == "file":
			return
		case (kind == "checkbox" || kind == "radio") && !slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "checked" }):
			return
		case n.DataAtom == atom.Textarea:
			if value = ""; n.FirstChild != nil {
				value = n.FirstChild.Data
			}
		case n.DataAtom == atom.Select:
			value = ""
			for o := range n.Descendants() {
				if o.DataAtom == atom.Option && slices.ContainsFunc(o.Attr, func(a html.Attribute) bool { return a.Key == "selected" }) {
					value = attribute(o, "value")
				}
			}
		}
		forms[form].Add(name, value)
	})
	var best url.Values
	score := -1
	for _, v := range forms {
		n := 0
		for name := range like {
			if v.Has(name) {
				n++
			}
		}
		if n > score || n == score && len(v.Encode()) > len(best.Encode()) {
			best, score = v, n
		}
	}
	return best
}

func eachInput(page []byte, do func(form, n *html.Node)) {
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		panic(err) // every text is some HTML
	}
	for n := range root.Descendants() {
		switch n.DataAtom {
		case atom.Input, atom.Textarea, atom.Select:
			form := n.Parent
			for form != nil && form.DataAtom != atom.Form {
				form = form.Parent
			}
			do(form, n)
		}
	}
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
