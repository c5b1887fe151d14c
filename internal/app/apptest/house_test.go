// Package apptest asks the whole program over HTTP: who may do what, what
// clients of the upload contract see, and what bad input does.
package apptest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"aceso/internal/app"
	"aceso/internal/client/wire"
	"aceso/internal/domain/account"
	"aceso/internal/domain/draft"
	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/domain/support"
	"aceso/internal/domain/view"
	"aceso/internal/store"
	"aceso/internal/testkit"
	"aceso/internal/value/id"
	"aceso/internal/value/secret"
)

func TestMain(m *testing.M) {
	cheap := *secret.Cost
	cheap.Memory, cheap.Iterations = 64, 1
	secret.Cost = &cheap
	testkit.Main(m)
}

var ctx = context.Background()

// A house is the whole program on a folder of its own, with two organisations
// that have nothing to do with each other.
type house struct {
	testing.TB
	app     *app.App
	config  app.Config
	url     string
	browser *http.Client // keeps no cookie and follows nothing
	a, b    *side
	log     *syncBuffer
}

// A side is one organisation with something of everything in it.
type side struct {
	org    org.Organisation
	people map[org.Role]*person
	all    *person // wears every hat

	line, model, release, sbom, job, finding, name, token, statement, plan, share, swap, deed, session, draft, view string
	word                                                                                                            string // stands in every text of this side and of no other

	told, file, clock string // a case with its file and clock
}

// A person has a session in a browser and a token that may do all they may.
type person struct {
	org.Actor
	session, token secret.Secret
	tokenID        string
}

// both runs a test on SQLite and on PostgreSQL, side by side.
func both(t *testing.T, test func(*testing.T, *house)) {
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		test(t, open(t, ""))
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		test(t, open(t, testkit.Postgres(t)))
	})
}

// open starts the program on a database, "" for SQLite, and fills both sides.
func open(t testing.TB, database string) *house {
	t.Helper()
	h := empty(t, database)
	h.a, h.b = h.side("alpha"), h.side("bravo")
	h.fill(h.a)
	h.fill(h.b)
	h.door(h.a, "", true)
	return h
}

// empty starts the program without anybody in it.
func empty(t testing.TB, database string) *house {
	t.Helper()
	h := &house{TB: t, log: &syncBuffer{}, browser: &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport:     &http.Transport{MaxIdleConnsPerHost: 64},
	}}
	var err error
	h.config, err = app.LoadConfig(map[string]any{"data": t.TempDir(), "database": database, "log.level": "warn"})
	h.must(err)
	bundle, err := os.Open(bundle(t))
	h.must(err)
	defer bundle.Close()
	_, err = app.ImportBundle(ctx, h.config, bundle, true)
	h.must(err)
	running, stop := context.WithCancel(ctx)
	h.app, err = app.Open(running, h.config, h.log)
	h.must(err)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	h.must(err)
	h.url = "http://" + l.Addr().String()
	ended := make(chan error, 1)
	go func() { ended <- h.app.Serve(running, l) }()
	t.Cleanup(func() {
		h.browser.CloseIdleConnections()
		stop()
		if err := <-ended; err != nil {
			t.Errorf("stop: %v", err)
		}
		if err := h.app.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
		h.logIsClean()
	})
	return h
}

// logIsClean fails when the program wrote of a panic or of a fault of its own.
func (h *house) logIsClean() {
	for line := range strings.Lines(h.log.String()) {
		if strings.Contains(line, `"msg":"panic"`) || strings.Contains(line, `"msg":"unexpected"`) {
			h.Errorf("the server's log: %.600s", line)
		}
	}
}

var building sync.Once

var built struct {
	path string
	err  error
}

// bundle builds the small bundle of the demonstration's weaknesses, once.
func bundle(t testing.TB) string {
	t.Helper()
	building.Do(func() {
		built.path = filepath.Join(os.TempDir(), fmt.Sprintf("aceso-apptest-%d.intel", os.Getpid()))
		story := filepath.Join("..", "story")
		_, built.err = app.BuildBundle(ctx, app.Inputs{
			OSV: filepath.Join(story, "osv"), NVD: []string{filepath.Join(story, "nvd.json")}, KEV: filepath.Join(story, "kev.json"), EPSS: filepath.Join(story, "epss.csv"),
			Made: time.Now().Add(-time.Hour), Fetched: time.Now().Add(-time.Hour),
		}, nil, built.path)
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	return built.path
}

// side makes an organisation with somebody in every role, and nothing else.
func (h *house) side(word string) *side {
	h.Helper()
	now := h.app.DB.Now()
	s := &side{word: word, org: org.Organisation{ID: id.New(), Name: word + " devices", Side: org.Maker, Created: now}, people: map[org.Role]*person{}}
	h.update(s, func(tx *store.Tx) error { return tx.SaveOrganisation(ctx, s.org) })
	for _, role := range org.Roles() {
		s.people[role] = h.person(s, role)
	}
	s.all = h.person(s, org.Roles()...)
	return s
}

var people atomic.Int64

// person makes a member with a session and a token.
func (h *house) person(s *side, roles ...org.Role) *person {
	h.Helper()
	n, now := people.Add(1), h.app.DB.Now()
	p := &person{Actor: org.Actor{Org: s.org.ID, Person: id.New(), Name: fmt.Sprintf("%s person %d", s.word, n), Roles: roles}}
	h.update(s, func(tx *store.Tx) error {
		if err := tx.AddPerson(ctx, org.Person{ID: p.Person, Email: fmt.Sprintf("%s-%d@x.example", s.word, n), Name: p.Name, Created: now, Version: 1}); err != nil {
			return err
		}
		return tx.SaveMembership(ctx, org.Membership{Org: s.org.ID, Person: p.Person, Roles: roles})
	})
	p.session = h.session(s, p)
	var scope []org.Permission
	for _, may := range org.Permissions {
		if p.Allowed(may) {
			scope = append(scope, may)
		}
	}
	p.tokenID, p.token = h.token(s, p, now.Add(time.Hour), scope...)
	return p
}

func (h *house) session(s *side, p *person) secret.Secret {
	now := h.app.DB.Now()
	session, key := account.NewSession(p.Person, s.org.ID, account.Proof{Ways: []account.Way{account.ByPassword}, At: now}, now)
	h.update(s, func(tx *store.Tx) error { return tx.AddSession(ctx, session) })
	return key
}

// token puts a token straight into the store: not everybody here may make one.
func (h *house) token(s *side, p *person, expires time.Time, scope ...org.Permission) (tokenID string, key secret.Secret) {
	key = secret.New(24)
	t := org.Token{ID: id.New(), Org: s.org.ID, Person: p.Person, Name: s.word, Start: "x", Digest: secret.Digest(key), Scope: scope, Created: h.app.DB.Now(), Expires: expires}
	h.update(s, func(tx *store.Tx) error { return tx.AddToken(ctx, t) })
	return t.ID, key
}

// fill gives a side a product with a bill of materials, findings and the rest.
func (h *house) fill(s *side) {
	h.Helper()
	who := s.all
	var line wire.Line
	var model wire.Model
	var release wire.Release
	h.api(who, "POST", "lines", wire.Line{Name: s.word + " line"}, &line)
	h.api(who, "POST", "models", wire.Model{Line: line.ID, Name: s.word + " pump"}, &model)
	h.api(who, "POST", "releases", wire.Release{Model: model.ID, Version: s.word + "-1"}, &release)
	receipt := h.push(who, release.ID, s.word+".cdx.json", s.document())
	s.line, s.model, s.release, s.sbom, s.job = line.ID, model.ID, release.ID, receipt.ID, receipt.Job
	h.wait(who, s.job)
	var found wire.Slice[wire.Finding]
	h.api(who, "GET", "findings", nil, &found)
	if len(found.Items) == 0 {
		h.Fatalf("%s has no finding", s.word)
	}
	s.finding, s.token = found.Items[0].ID, s.all.tokenID
	h.update(s, func(tx *store.Tx) error {
		a, err := match.KeepAlias(ctx, tx, who.Actor, match.Alias{Name: s.word, Patterns: []string{s.word + "-none"}, Ecosystem: "PyPI", Package: s.word})
		s.name = a.ID
		return err
	})
	h.update(s, func(tx *store.Tx) error {
		about := support.Subject{Lineage: s.word + "-control", Version: "1.0"}
		said, err := support.Say(ctx, tx, who.Actor, support.Statement{Subject: about, Level: support.Maintained, Reason: s.word + " contract"})
		if err != nil {
			return err
		}
		s.statement = said.ID
		plan, err := support.KeepPlan(ctx, tx, who.Actor, support.Plan{Subject: about, Name: s.word + "-control 1.0", Text: s.word + " plan"})
		s.plan = plan.ID
		return err
	})
	h.hear(s)
	var shared wire.Share
	h.api(who, "POST", "shares", wire.Share{Release: s.release, Recipient: s.word + " hospital", Contact: s.word + " contact", Purpose: s.word + " purpose"}, &shared)
	s.share, s.swap, s.session = shared.ID, h.swapOf(who, 0).ID, sessionOf(h, who, s, s)
	note := s.word + " note"
	var did wire.Forecast
	h.api(who, "POST", "findings/bulk", wire.Bulk{Choice: wire.Choice{IDs: []string{s.finding}}, Do: wire.Act{Note: &note}}, &did)
	s.deed = did.Deed.ID
	s.draft, s.view = h.draft(s, who), h.view(s, who)
}

// view keeps a view of a list that a person shares.
func (h *house) view(s *side, p *person) string {
	h.Helper()
	v := view.View{ID: id.New(), List: "findings", Name: fresh(s.word + " view"), Query: "q=" + s.word, Owner: p.Person, By: p.Name, Shared: true, Created: h.app.DB.Now(), Changed: h.app.DB.Now()}
	h.update(s, func(tx *store.Tx) error { return tx.SaveView(ctx, &v) })
	return v.ID
}

// draft keeps something that a person has not sent.
func (h *house) draft(s *side, p *person) string {
	h.Helper()
	var made draft.Draft
	h.update(s, func(tx *store.Tx) (err error) {
		made, err = draft.Keep(ctx, tx, p.Actor, draft.Draft{Action: "/products", Page: "/products/new", What: "new product", Why: draft.Typing, Fields: url.Values{"name": {s.word + " draft"}}})
		return err
	})
	return made.ID
}

// document is a small bill of materials with parts of known weakness.
func (s *side) document() []byte {
	return fmt.Appendf(nil, `{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"metadata":{"component":{"type":"device","name":"%[1]s pump","version":"1"}},"components":[
 {"type":"library","bom-ref":"b","name":"busybox","version":"1.34.1","cpe":"cpe:2.3:a:busybox:busybox:1.34.1:*:*:*:*:*:*:*"},
 {"type":"library","bom-ref":"z","name":"zlib","version":"1.2.11","cpe":"cpe:2.3:a:zlib:zlib:1.2.11:*:*:*:*:*:*:*"},
 {"type":"library","bom-ref":"o","name":"openssl","version":"3.0.5","cpe":"cpe:2.3:a:openssl:openssl:3.0.5:*:*:*:*:*:*:*"},
 {"type":"library","bom-ref":"r","name":"requests","version":"2.20.0","purl":"pkg:pypi/requests@2.20.0"},
 {"type":"library","bom-ref":"c","name":"%[1]s-control","version":"1.0"}]}`, s.word)
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) update(s *side, fn func(*store.Tx) error) {
	h.Helper()
	h.must(h.app.DB.In(s.org.ID).Update(ctx, fn))
}

// logSize is how much happened in an organisation.
func (h *house) logSize(s *side) int64 {
	h.Helper()
	var n int64
	h.must(h.app.DB.In(s.org.ID).View(ctx, func(tx *store.Tx) error {
		var err error
		n, err = tx.LogSize(ctx)
		return err
	}))
	return n
}

func (h *house) entries(s *side, what string) []record.Entry {
	h.Helper()
	var out []record.Entry
	h.must(h.app.DB.In(s.org.ID).View(ctx, func(tx *store.Tx) error {
		var err error
		out, err = tx.Entries(ctx, store.EntryFilter{What: what, Limit: 500})
		return err
	}))
	return out
}

// A call is one request.
type call struct {
	method, path string
	media        string
	body         []byte
	head         map[string]string
	session      secret.Secret
	token        secret.Secret
}

// An answer is what came back.
type answer struct {
	status int
	head   http.Header
	body   []byte
	sent   url.Values // the form that it answers
}

// own is what the answer says of its own accord: a form that could not be done
// is handed back to who sent it, with what was in it.
func (a answer) own() string {
	text := string(a.body)
	for _, values := range a.sent {
		for _, v := range values {
			if v != "" {
				text = strings.ReplaceAll(strings.ReplaceAll(text, `value="`+html.EscapeString(v)+`"`, ""), ">"+html.EscapeString(v)+"<", "><")
			}
		}
	}
	return text
}

func (a answer) String() string { return fmt.Sprintf("%d %.300s", a.status, a.body) }

// ask sends a request as it is.
func (h *house) ask(c call) answer {
	h.Helper()
	req, err := http.NewRequest(c.method, h.url, bytes.NewReader(c.body))
	h.must(err)
	req.URL.Opaque = c.path // goes out as it is written
	if c.media != "" {
		req.Header.Set("Content-Type", c.media)
	}
	if c.session != "" {
		req.AddCookie(&http.Cookie{Name: "aceso", Value: c.session.Reveal()})
	}
	if c.token != "" {
		req.Header.Set("X-Api-Key", c.token.Reveal())
	}
	for name, value := range c.head {
		if name == "Host" {
			req.Host = value
		} else {
			req.Header.Set(name, value)
		}
	}
	res, err := h.browser.Do(req)
	if err != nil {
		h.Fatalf("%s %.200s: %v", c.method, c.path, err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		h.Fatalf("%s %.200s: %v", c.method, c.path, err)
	}
	out := answer{status: res.StatusCode, head: res.Header, body: body}
	if c.media == formMedia {
		out.sent, _ = url.ParseQuery(string(c.body))
	}
	return out
}

// api asks the REST API and fails unless it does as asked.
func (h *house) api(who *person, method, path string, in, out any) answer {
	h.Helper()
	c := call{method: method, path: "/api/v1/" + path, token: who.token}
	if in != nil {
		body, err := json.Marshal(in)
		h.must(err)
		c.body, c.media = body, "application/json"
	}
	got := h.ask(c)
	if got.status >= 300 {
		h.Fatalf("%s %s: %s", method, path, got)
	}
	if out != nil {
		h.must(json.Unmarshal(got.body, out))
	}
	return got
}

// push sends a bill of materials for a release.
func (h *house) push(who *person, release, file string, data []byte) wire.SBOM {
	h.Helper()
	media, body := form(field{"release", "", []byte(release)}, field{"file", file, data})
	got := h.ask(call{method: "POST", path: "/api/v1/sboms", media: media, body: body, token: who.token})
	if got.status >= 300 {
		h.Fatalf("push %s: %s", file, got)
	}
	var receipt wire.SBOM
	h.must(json.Unmarshal(got.body, &receipt))
	return receipt
}

// wait polls a job until it has ended.
func (h *house) wait(who *person, job string) {
	h.Helper()
	for end := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		var j wire.Job
		h.api(who, "GET", "jobs/"+job, nil, &j)
		if j.State == "done" {
			return
		}
		if j.State == "failed" || time.Now().After(end) {
			h.Fatalf("job: %+v", j)
		}
	}
}

// A field is one part of a form; with a file name it is a file.
type field struct {
	name, file string
	data       []byte
}

// form writes a multipart form.
func form(fields ...field) (media string, body []byte) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, f := range fields {
		part, err := w.CreateFormField(f.name)
		if f.file != "" {
			part, err = w.CreateFormFile(f.name, f.file)
		}
		if err == nil {
			_, err = part.Write(f.data)
		}
		if err != nil {
			panic(err) // a buffer takes everything
		}
	}
	w.Close()
	return w.FormDataContentType(), b.Bytes()
}

const formMedia = "application/x-www-form-urlencoded"

// values writes the body of a form from names and values in turn.
func values(pairs ...string) []byte {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return []byte(v.Encode())
}

// syncBuffer takes the server's log from many goroutines.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}
