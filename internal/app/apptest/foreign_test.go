package apptest

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"aceso/internal/app"
	"aceso/internal/domain/sbom"
	"aceso/internal/serve"
	"aceso/internal/testkit"
)

// TestNoDoorTakesAnothersID goes through every link and form that pages show,
// every request of the table of routes and every parameter of the REST API,
// and puts another organisation's id in the place of each id, in the path, in
// the query and in the body. The answer is the one that a made-up id gets, and
// nothing happens (SC-A2).
func TestNoDoorTakesAnothersID(t *testing.T) {
	h := open(t, "")
	w := &stranger{house: h, twins: h.a.twins(h.b)}
	doors := h.crawl(h.a)
	forms := 0
	for _, d := range doors {
		if len(d.fields) > 0 {
			forms++
		}
		w.door(d)
	}
	routes, err := app.Routes()
	h.must(err)
	for _, r := range routes {
		w.route(r)
	}
	w.parameters()
	if forms < 20 || len(doors) < 60 || w.swapped < 300 {
		t.Errorf("only %d doors, %d forms and %d ids were found", len(doors), forms, w.swapped)
	}
	testkit.Tell(t, "another organisation's ids in path, query and body", w.swapped, "%d links and forms that pages show, %d routes, every parameter of the REST API; 0 told from made-up ids, 0 effects", len(doors), len(routes))
}

// A stranger tries the ids of the other side.
type stranger struct {
	*house
	twins   map[string]string // id of side a to the same of side b
	swapped int
}

// twins are the ids of a side, each with what it is at the other one.
func (s *side) twins(o *side) map[string]string {
	out := map[string]string{
		s.line: o.line, s.model: o.model, s.release: o.release, s.sbom: o.sbom, s.job: o.job, s.finding: o.finding, s.name: o.name, s.token: o.token,
		s.statement: o.statement, s.plan: o.plan, s.share: o.share, s.org.ID: o.org.ID, s.all.Person: o.all.Person, s.ownPart(): o.ownPart(),
	}
	for role, p := range s.people {
		out[p.Person] = o.all.Person
		if o.people != nil {
			out[p.Person] = o.people[role].Person
		}
	}
	return out
}

// ownPart is the key of a component that only this side has.
func (s *side) ownPart() string {
	return sbom.Component{Kind: "library", Name: s.word + "-control", Version: "1.0"}.Fingerprint()
}

// each calls do with the text in which one of its ids is another's, and with
// the text in which it is nobody's, for every id in it.
func (w *stranger) each(text string, do func(theirs, nobodys string)) {
	made := w.a.twins(nobodys())
	for _, id := range slices.Compact(slices.Sorted(slices.Values(idsIn(text)))) {
		theirs, known := w.twins[id]
		if !known || theirs == id {
			continue
		}
		w.swapped++
		do(strings.ReplaceAll(text, id, theirs), strings.ReplaceAll(text, id, made[id]))
	}
}

var anyIDOrKey = regexp.MustCompile(anyID.String() + `|[0-9a-f]{32,64}`)

func idsIn(text string) []string { return anyIDOrKey.FindAllString(text, -1) }

// door tries a link or form: its address, and each of its values.
func (w *stranger) door(d door) {
	if strings.HasPrefix(d.path, "/sign-out") || strings.HasPrefix(d.path, "/switch") || strings.HasPrefix(d.path, "/appearance") {
		return // of the person, and tried by name elsewhere
	}
	if strings.Contains(d.path, ".xlsx") {
		return // a packed file holds the id that was asked for and the second it was made in; the same list as CSV and JSON is tried
	}
	filled := d.filled()
	w.each(d.path, func(theirs, nobodys string) {
		one, two := d, d
		one.path, two.path = theirs, nobodys
		w.same(d.kind()+" in its address", one.send(filled), two.send(filled))
	})
	for _, f := range d.fields {
		if f.name == "back" || f.name == "next" || f.name == "here" || strings.HasSuffix(d.path, "/drop") {
			continue // where to go on afterwards: no id, and told by TestNoFormLeadsElsewhere
		}
		values := append([]string{f.value}, f.choices...)
		for _, v := range slices.Compact(values) {
			w.each(v, func(theirs, nobodys string) {
				w.same(d.kind()+" in "+f.name, d.send(with(filled, f.name, theirs)), d.send(with(filled, f.name, nobodys)))
			})
		}
	}
}

func with(v url.Values, name, value string) url.Values {
	out := url.Values{}
	for k, all := range v {
		out[k] = all
	}
	out[name] = []string{value}
	return out
}

// route tries the ids in the good request of a route.
func (w *stranger) route(r serve.Route) {
	if r.Path == "/sign-out" || r.Path == "/switch" {
		return
	}
	w.each(w.a.at(r.Path), func(theirs, nobodys string) { // also what stands in the path beside {id}
		if r.Method != http.MethodGet {
			return // tried with its whole request by the matrix
		}
		w.same(r.Method+" "+r.Path, call{method: "GET", path: theirs}, call{method: "GET", path: nobodys})
	})
	if strings.Contains(r.Path, "{key}") || strings.Contains(r.Path, "{component}") {
		part := func(s *side) call {
			c, _, _ := w.callOf(r, w.a.all, w.a, w.a)
			path := strings.NewReplacer("{key}", s.ownPart(), "{component}", s.ownPart()).Replace(r.Path)
			c.method, c.path = r.Method, w.a.at(path)
			return c
		}
		w.swapped++
		w.same(r.Method+" "+r.Path+" of another's part", part(w.b), part(nobodys()))
	}
	c, _, ok := w.callOf(r, w.a.all, w.a, w.a)
	if !ok || len(c.body) == 0 || len(c.body) > 1<<20 {
		return
	}
	w.each(string(c.body), func(theirs, nobodys string) {
		one, two := c, c
		one.body, two.body = []byte(theirs), []byte(nobodys)
		w.same(r.Method+" "+r.Path+" in its body", one, two)
	})
}

// parameters tries every parameter of the REST API's description.
func (w *stranger) parameters() {
	var doc struct {
		Paths map[string]map[string]struct {
			Parameters []struct {
				Name, In string
				Schema   struct{ Type any } // "string", or ["array", "null"]
			}
		}
	}
	w.must(json.Unmarshal(w.ask(call{method: "GET", path: "/api/openapi.json"}).body, &doc))
	for path, ops := range doc.Paths {
		for _, p := range ops["get"].Parameters {
			if p.In != "query" || p.Schema.Type == "boolean" || p.Schema.Type == "integer" {
				continue
			}
			for id, theirs := range w.twins {
				if id != w.a.release && id != w.a.all.Person && id != w.a.model && id != w.a.finding {
					continue
				}
				at := w.a.at(path) + "?" + p.Name + "="
				w.swapped++
				w.same("GET "+path+"?"+p.Name, call{method: "GET", path: at + theirs}, call{method: "GET", path: at + nobodys().release})
			}
		}
	}
}

// same holds that two requests, of which one names another's record and the
// other nobody's, are answered alike and do nothing.
func (w *stranger) same(what string, theirs, nobodys call) {
	w.Helper()
	before := [2]int64{w.logSize(w.a), w.logSize(w.b)}
	for _, c := range []*call{&theirs, &nobodys} {
		c.session, c.token = w.a.all.session, w.a.all.token
	}
	one, two := w.ask(theirs), w.ask(nobodys)
	if one.status != two.status || level(one) != level(two) {
		w.Errorf("%s: another's can be told from a made-up one, %d from %d: %s", what, one.status, two.status, difference(level(one), level(two)))
	}
	if one.status >= 500 {
		w.Errorf("%s: %s", what, one)
	}
	w.keepsToItself(what, one)
	if w.logSize(w.b) != before[1] {
		w.Errorf("%s: something happened at the other organisation", what)
	}
	if w.logSize(w.a) != before[0] {
		w.Errorf("%s: something happened: %s", what, one)
	}
}

// cutID is an id that was shortened to be shown.
var cutID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]*`)

// level is an answer without what differs from one request to the next: ids,
// times, and the numbers that the crawler writes.
func level(a answer) string {
	text := cutID.ReplaceAllString(anyKey.ReplaceAllString(asked(a, nobodysWord), "key"), "id")
	return anyTime.ReplaceAllString(text, "then") + anyID.ReplaceAllString(a.head.Get("Location"), "id")
}
