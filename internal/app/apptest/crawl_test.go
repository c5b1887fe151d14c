package apptest

import (
	"bytes"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"aceso/internal/app"
	"aceso/internal/serve"
)

// A door is a place that a page leads to: a link, or a form as it stands there.
type door struct {
	method, path string // with its query, without a fragment
	multipart    bool
	fields       []input
	on           string // page where it was found
}

// An input is what a form sends by itself, or what somebody would fill in.
type input struct {
	name, value string
	kind        string   // type of an <input>, else "textarea" or "select"
	choices     []string // of a select
}

// crawl opens every page that somebody may open, follows what leads on from
// there, and returns each kind of link and form once. What is new among the
// routes is found without being named anywhere.
func (h *house) crawl(s *side) []door {
	h.Helper()
	routes, err := app.Routes()
	h.must(err)
	var queue []string
	for _, r := range routes {
		if r.Method == http.MethodGet && r.Face == serve.Page && !leavesNoPage(r.Path) {
			queue = append(queue, s.at(r.Path))
		}
	}
	opened, found := map[string]int{}, map[string]bool{}
	var out []door
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		if opened[shapeOf(path)]++; opened[shapeOf(path)] > 2 {
			continue
		}
		got := h.ask(call{method: "GET", path: path, session: s.all.session})
		if !strings.HasPrefix(got.head.Get("Content-Type"), "text/html") {
			continue
		}
		for _, d := range doorsOf(got.body, path) {
			if found[d.kind()] {
				continue
			}
			found[d.kind()] = true
			out = append(out, d)
			if d.method == http.MethodGet && len(d.fields) == 0 && !leavesNoPage(d.path) {
				queue = append(queue, d.path)
			}
		}
	}
	slices.SortFunc(out, func(a, b door) int { return strings.Compare(a.kind(), b.kind()) })
	return out
}

// leavesNoPage tells whether a place ends the session, or is another side's.
func leavesNoPage(path string) bool {
	return strings.HasPrefix(path, "/sign-out") || strings.HasPrefix(path, "/sign-in/sso") || strings.HasPrefix(path, "/events")
}

var (
	anyKey   = regexp.MustCompile(`[0-9a-f]{32,64}`)
	anyValue = regexp.MustCompile(`=[^&#]*`)
)

// shapeOf is a path without what tells records of one kind apart.
func shapeOf(path string) string {
	path = anyKey.ReplaceAllString(anyID.ReplaceAllString(path, "*"), "*")
	return anyValue.ReplaceAllString(path, "=")
}

// kind is the door without what tells records of one kind apart.
func (d door) kind() string {
	out := d.method + " " + shapeOf(d.path)
	for _, f := range d.fields {
		out += " " + f.name
	}
	return out
}

// doorsOf finds the links and forms of a page.
func doorsOf(page []byte, on string) []door {
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return nil
	}
	var out []door
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.DataAtom == atom.A && strings.HasPrefix(attrOf(n, "href"), "/"):
			path, _, _ := strings.Cut(attrOf(n, "href"), "#")
			out = append(out, door{method: http.MethodGet, path: path, on: on})
		case n.DataAtom == atom.Form:
			out = append(out, formOf(n, on))
			for _, other := range submitsOf(n) {
				f := formOf(n, on)
				f.path = other
				out = append(out, f)
			}
		}
		for c := range n.ChildNodes() {
			walk(c)
		}
	}
	walk(root)
	return out
}

func formOf(n *html.Node, on string) door {
	d := door{method: strings.ToUpper(attrOf(n, "method")), path: attrOf(n, "action"), multipart: attrOf(n, "enctype") == "multipart/form-data", on: on}
	if d.method == "" {
		d.method = http.MethodGet
	}
	if d.path == "" {
		d.path = on
	}
	d.fields = inputsOf(n, "")
	if id := attrOf(n, "id"); id != "" { // what stands elsewhere and names the form
		root := n
		for root.Parent != nil {
			root = root.Parent
		}
		d.fields = append(d.fields, inputsOf(root, id)...)
	}
	return d
}

// submitsOf are the places that buttons of a form send it to instead.
func submitsOf(n *html.Node) []string {
	var out []string
	for c := range n.Descendants() {
		if to := attrOf(c, "formaction"); to != "" {
			out = append(out, to)
		}
	}
	return out
}

// inputsOf are the inputs below a node that name a form, or none.
func inputsOf(n *html.Node, form string) []input {
	var out []input
	for c := range n.Descendants() {
		name := attrOf(c, "name")
		if name == "" || c.Type != html.ElementNode || attrOf(c, "form") != form {
			continue
		}
		switch c.DataAtom {
		case atom.Textarea:
			out = append(out, input{name: name, kind: "textarea"})
		case atom.Select:
			f := input{name: name, kind: "select"}
			for o := range c.Descendants() {
				if o.DataAtom == atom.Option {
					f.choices = append(f.choices, attrOf(o, "value"))
				}
			}
			if len(f.choices) > 0 {
				f.value = f.choices[len(f.choices)-1]
			}
			out = append(out, f)
		case atom.Input, atom.Button:
			out = append(out, input{name: name, value: attrOf(c, "value"), kind: strings.ToLower(attrOf(c, "type"))})
		}
	}
	return out
}

func attrOf(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// filled are the values of a form as somebody would send it who writes
// something everywhere.
func (d door) filled() url.Values {
	out := url.Values{}
	for _, f := range d.fields {
		v := f.value
		switch {
		case v != "" || f.kind == "hidden" || f.kind == "select" || f.kind == "submit":
		case f.kind == "date":
			v = "2027-01-01"
		case f.kind == "number":
			v = "1"
		case f.kind == "email":
			v = strings.ReplaceAll(fresh("crawler"), " ", "-") + "@x.example"
		case f.kind == "password":
			v = "four words make sense"
		case f.kind == "file" || f.kind == "button":
			continue
		default:
			v = fresh("word")
		}
		if f.kind == "radio" && out.Has(f.name) {
			continue
		}
		out.Add(f.name, v)
	}
	return out
}

// send is the form with these values.
func (d door) send(v url.Values) call {
	if d.method == http.MethodGet {
		path, query, _ := strings.Cut(d.path, "?")
		if len(v) > 0 {
			query = v.Encode()
		}
		return call{method: d.method, path: path + "?" + query}
	}
	if !d.multipart {
		return call{method: d.method, path: d.path, media: formMedia, body: []byte(v.Encode())}
	}
	var fields []field
	for _, name := range keysOf(v) {
		for _, value := range v[name] {
			fields = append(fields, field{name, "", []byte(value)})
		}
	}
	media, body := form(fields...)
	return call{method: d.method, path: d.path, media: media, body: body}
}

func keysOf(v url.Values) []string {
	var out []string
	for k := range v {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
