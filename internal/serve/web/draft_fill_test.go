package web

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"aceso/internal/serve"
)

// The page has a form to somewhere else, one with hidden values only, and one
// in which somebody can write, folded away.
const aPage = `<!DOCTYPE html><html lang="en"><body><main id="main" tabindex="-1"><h1>A &amp; B</h1>` +
	`<form method="post" action="/other"><input name="note" value="theirs"/></form>` +
	`<form method="post" action="/x"><input type="hidden" name="note" value="proposal"/><button>Keep</button></form>` +
	`<details class="opens"><summary>Open</summary><form class="asked" method="post" action="/x">` +
	`<input type="hidden" name="rev" value="7"/><input class="input" type="text" name="title" value="old &quot;one&quot;" required/>` +
	`<textarea name="note" rows="4">old</textarea>` +
	`<select name="kind"><option value="a" selected>A</option><option value="b">B</option></select>` +
	`<input type="radio" name="r" value="1" checked/><input type="radio" name="r" value="2"/>` +
	`<input type="checkbox" name="c" value="1" checked/><input type="checkbox" name="c" value="2"/><input type="checkbox" name="c" value="3"/>` +
	`<input name="many" value=""/><input name="many" value=""/>` +
	`<input type="password" name="password"/><input type="file" name="file"/><button name="do" value="save">Save</button></form></details>` +
	`<svg class="icon" viewBox="0 0 24 24"><path d="M1 1"/></svg></main></body></html>`

func TestAFormIsFilledInAsItWas(t *testing.T) {
	fill := filling{action: "/x", line: []byte("<p>again</p>"), lost: []byte("<p>lost</p>"), fields: url.Values{
		"rev": {"3"}, "title": {`new "two" <b>`}, "note": {"first\n\n</textarea><script>x</script>"}, "kind": {"b"}, "r": {"2"}, "c": {"2", "3"}, "many": {"1", "2"}, "password": {"p"}, "file": {"f"}, "do": {"x"},
	}}
	got := string(fill.into([]byte(aPage)))
	for what, want := range map[string]string{
		"another form stays":             `<form method="post" action="/other"><input name="note" value="theirs"/></form>`,
		"a form nobody writes in stays":  `<input type="hidden" name="note" value="proposal"/><button>Keep</button>`,
		"what is folded is opened":       `<details class="opens" open="">`,
		"the line stands first":          `action="/x"><p>again</p><input type="hidden" name="rev" value="3"/>`,
		"a line of text":                 `name="title" required="" value="new &#34;two&#34; &lt;b&gt;"/>`,
		"a text":                         "rows=\"4\">\nfirst\n\n&lt;/textarea&gt;&lt;script&gt;x&lt;/script&gt;</textarea>",
		"a choice":                       `<option value="a">A</option><option value="b" selected="">B</option>`,
		"one of several":                 `<input type="radio" name="r" value="1"/><input type="radio" name="r" value="2" checked=""/>`,
		"some of several":                `<input type="checkbox" name="c" value="1"/><input type="checkbox" name="c" value="2" checked=""/><input type="checkbox" name="c" value="3" checked=""/>`,
		"several of one name":            `<input name="many" value="1"/><input name="many" value="2"/>`,
		"secrets, files and buttons not": `<input type="password" name="password"/><input type="file" name="file"/><button name="do" value="save">Save</button>`,
		"the rest is left as it was":     `<svg class="icon" viewBox="0 0 24 24"><path d="M1 1"/></svg></main></body></html>`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%s: no %s in\n%s", what, want, got)
		}
	}
	if strings.Contains(got, "lost") {
		t.Error("the form is there, and is told to be lost")
	}
	fill.action = "/gone"
	if got := string(fill.into([]byte(aPage))); got != strings.Replace(aPage, `tabindex="-1">`, `tabindex="-1"><p>lost</p>`, 1) {
		t.Errorf("a page without the form: %s", got)
	}
	hold := filling{action: "/x", drawn: true, fields: url.Values{"title": {"x"}}, line: []byte("<p>on</p>")}
	if got := string(hold.into([]byte(aPage))); got != strings.NewReplacer(`"opens">`, `"opens" open="">`, `asked" method="post" action="/x">`, `asked" method="post" action="/x"><p>on</p>`).Replace(aPage) {
		t.Errorf("a form that goes on is changed: %s", got)
	}
}

func TestAFormIsKnownByItsAddressAndNoOther(t *testing.T) {
	for path, want := range map[string]string{
		"/products": "/products", "/products/1": "/products/{id}", "/products/1/releases": "/products/{id}/releases",
		"/findings/1/note": "/findings/{id}/note", "/findings//note": "", "/products/": "", "/sign-in": "", "/nowhere": "", "": "", "//x": "",
	} {
		if got, _, _ := typedBy(path); got.action != want {
			t.Errorf("%q is %q, not %q", path, got.action, want)
		}
	}
}

func TestADraftLeadsToThePageThatItsFormStandsOn(t *testing.T) {
	for _, c := range []struct {
		action, seen string
		fields       url.Values
		want         string
	}{
		{"/findings/1/note", "/findings/1?state=new", nil, "/findings/1?state=new"},
		{"/findings/1/note", "/findings/2?state=new", nil, "/findings/1"},
		{"/findings/1/note", "https://elsewhere.example/findings/1", nil, "/findings/1"},
		{"/products", "/products", nil, "/products/new"},
		{"/import/columns", "", url.Values{"file": {"abc"}, "into": {"model:A B"}}, "/import/columns?file=abc&into=model%3AA+B"},
	} {
		form, record, _ := typedBy(c.action)
		if got := form.draft(c.action, record, c.seen, "typing", c.fields).Page; got != c.want {
			t.Errorf("%s seen on %q: %q, not %q", c.action, c.seen, got, c.want)
		}
	}
}

// TestEveryFormIsKeptOrSaysThatThereIsNothingToKeep walks the routes: a new
// form can't be forgotten.
func TestEveryFormIsKeptOrSaysThatThereIsNothingToKeep(t *testing.T) {
	f := &Face{Hats: []Hat{{ID: "x"}}}
	known := map[string]int{}
	var all []string
	for _, path := range plainForms {
		if strings.HasSuffix(path, "/") {
			all = append(all, path)
		} else {
			known[path]++
		}
	}
	for _, form := range typedForms {
		known[form.action]++
	}
	pages := map[string]bool{}
	for _, r := range f.Routes() {
		switch {
		case r.Face != serve.Page:
		case r.Method == "GET":
			pages[r.Path] = true
		case slices.ContainsFunc(all, func(begin string) bool { return strings.HasPrefix(r.Path, begin) }):
		case known[r.Path] == 0:
			t.Errorf("%s %s: say in draft_form.go whether somebody types into it", r.Method, r.Path)
		default:
			known[r.Path]--
		}
	}
	for path, n := range known {
		if n != 0 {
			t.Errorf("%s stands in draft_form.go and is no route, or stands there twice", path)
		}
	}
	for _, form := range typedForms {
		if !pages[form.page] {
			t.Errorf("%s stands on %s, which is no page", form.action, form.page)
		}
	}
}
