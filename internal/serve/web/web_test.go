package web_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"aceso/internal/client/wire"
	"aceso/internal/domain/finding"
	"aceso/internal/domain/job"
	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/domain/vuln"
	"aceso/internal/serve"
	"aceso/internal/serve/api"
	"aceso/internal/serve/web"
	"aceso/internal/serve/web/assets"
	"aceso/internal/store"
	"aceso/internal/store/storetest"
	"aceso/internal/testkit"
	"aceso/internal/value/fault"
	"aceso/internal/value/secret"
)

func TestMain(m *testing.M) {
	cheap := *secret.Cost // what costs a guesser time costs a test the same
	cheap.Memory = 64
	secret.Cost = &cheap
	os.Exit(m.Run())
}

// bundle is intelligence that says what the test wants.
type bundle struct {
	info  *vuln.Info
	group *vuln.Weakness
	took  []byte
	used  string

	support []vuln.Support
}

func (b *bundle) Now() (vuln.Info, bool) {
	if b.info == nil {
		return vuln.Info{}, false
	}
	return *b.info, true
}
func (b *bundle) AsOf() string                            { return "" }
func (b *bundle) Weakness(string) (*vuln.Weakness, error) { return b.group, nil }
func (b *bundle) Bundle() match.Intel                     { return nil }
func (b *bundle) Support(string) ([]vuln.Support, error)  { return b.support, nil }
func (b *bundle) Signature() vuln.Signature               { return vuln.Signature{} }
func (b *bundle) Size() int64                             { return 7 }
func (b *bundle) Problem() string                         { return "" }
func (b *bundle) Use(_ context.Context, _ org.Actor, id string) error {
	b.used = id
	return nil
}

func (b *bundle) File() (serve.BundleFile, error) {
	return serve.BundleFile{Info: vuln.Info{ID: "b1"}, Size: 3, Body: strings.NewReader("abc"), Close: func() error { return nil }}, nil
}

func (b *bundle) Hold(ctx context.Context, who org.Actor, r io.Reader) (serve.Held, error) {
	return serve.Held{ID: "held", Info: vuln.Info{ID: "new", Weaknesses: 7}}, b.Take(ctx, who, r, true)
}

func (b *bundle) Take(_ context.Context, _ org.Actor, r io.Reader, _ bool) error {
	var err error
	b.took, err = io.ReadAll(r)
	if bytes.HasPrefix(b.took, []byte("forged")) {
		return fault.New(fault.Unverified, "the bundle's signature does not hold")
	}
	return err
}

// site is the pages on a fresh database, with a browser before them.
type site struct {
	*testing.T
	db    *store.DB
	intel *bundle
	face  *web.Face
	url   string
	http  *http.Client

	extras map[string]url.Values // what else a list's address must say, in the walk over all lists
}

func newSite(t *testing.T) *site { return siteOn(t, storetest.SQLite(t)) }

func siteOn(t *testing.T, db *store.DB, more ...func(*serve.Server, *site)) *site {
	t.Helper()
	built, err := assets.Open()
	if err != nil {
		t.Skipf("%v: skipped", err)
	}
	blobs, err := store.OpenBlobs(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := &site{T: t, db: db, intel: &bundle{}}
	server := &serve.Server{DB: db, Log: slog.New(slog.DiscardHandler)}
	face := &web.Face{
		Streams: serve.NewStreams(server), State: func(context.Context) (wire.System, error) { return wire.System{Version: "test"}, nil },
		DB: db, Blobs: blobs, Importer: serve.Importer{DB: db, Blobs: blobs}, Intel: s.intel, Server: server, Assets: built, Version: "test", OpenAPI: (&api.Face{Version: "test"}).OpenAPI,
		Explain: func() serve.Configuration {
			return serve.Configuration{File: "/data/aceso.toml", Read: true, Changed: true, Settings: []serve.Setting{{Key: "database", Value: "postgres://aceso:xxxxx@db/aceso", Source: "environment variable ACESO_DATABASE", Variable: "ACESO_DATABASE", Meaning: "where it is"}}}
		},
		VerifyLog: func(ctx context.Context, o string) (record.Report, error) {
			var report record.Report
			err := db.In(o).View(ctx, func(tx *store.Tx) error {
				var err error
				report, err = record.Verify(ctx, o, tx, nil)
				return err
			})
			return report, err
		},
	}
	s.face = face
	programs := &api.Face{DB: db, Importer: face.Importer, Intel: s.intel, Log: server.Log, Version: "test"}
	server.Routes, server.ErrorPage = append(face.Routes(), programs.Routes()...), face.ErrorPage
	listener := httptest.NewUnstartedServer(nil)
	s.url = "http://" + listener.Listener.Addr().String()
	for _, change := range more {
		change(server, s)
	}
	if listener.Config.Handler, err = server.Handler(); err != nil {
		t.Fatal(err)
	}
	listener.Start()
	t.Cleanup(listener.Close)
	s.browser()
	return s
}

// browser puts a fresh browser before the pages.
func (s *site) browser() {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.Fatal(err)
	}
	s.http = &http.Client{Jar: jar}
}

// visit gets a page, checks its HTML, and returns its words and where it ended.
func (s *site) visit(path string) (status int, page, at string) {
	s.Helper()
	r, err := s.http.Get(s.url + path)
	return s.read(r, err)
}

func (s *site) post(path string, pairs ...string) (status int, page, at string) {
	s.Helper()
	values := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	r, err := s.http.PostForm(s.url+path, values)
	return s.read(r, err)
}

func (s *site) read(r *http.Response, err error) (int, string, string) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		s.Fatal(err)
	}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
		for _, f := range testkit.PageFaults(body) {
			s.Errorf("%s %s: %s", r.Request.Method, r.Request.URL.Path, f)
		}
	}
	if r.StatusCode >= 500 {
		s.Errorf("%s %s: %d", r.Request.Method, r.Request.URL, r.StatusCode)
	}
	return r.StatusCode, string(body), r.Request.URL.RequestURI()
}

// upload sends a file by a form, as a browser without script does.
func (s *site) upload(path, field, name, content string, pairs ...string) (int, string, string) {
	s.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i < len(pairs); i += 2 {
		if err := w.WriteField(pairs[i], pairs[i+1]); err != nil {
			s.Fatal(err)
		}
	}
	part, err := w.CreateFormFile(field, name)
	if err != nil {
		s.Fatal(err)
	}
	if _, err := io.WriteString(part, content); err != nil {
		s.Fatal(err)
	}
	w.Close()
	r, err := s.http.Post(s.url+path, w.FormDataContentType(), &b)
	return s.read(r, err)
}

// setUpKey is the secret of a link as the console prints it.
func (s *site) setUpKey() string {
	s.Helper()
	return s.link(org.SetUpLink, storetest.Today)
}

// link keeps a one-time link that was made at a time and returns its secret.
func (s *site) link(purpose string, made time.Time) string {
	s.Helper()
	link, key := org.NewLink(purpose, "", "", made)
	ctx := context.Background()
	if err := s.db.Update(ctx, func(tx *store.Tx) error { return tx.AddLink(ctx, link) }); err != nil {
		s.Fatal(err)
	}
	return key.Reveal()
}

// setUp makes the first organisation through the pages and signs in.
func (s *site) setUp() {
	s.Helper()
	status, page, at := s.post("/set-up", "key", s.setUpKey(), "organisation", "Larkfield Infusion", "side", "maker", "name", "Dele Okoro", "email", "dele@larkfield.example", "password", "correct horse battery")
	if status != 200 || at != "/" || !strings.Contains(page, "Larkfield Infusion") {
		s.Fatalf("set up: %d at %s", status, at)
	}
}

func (s *site) fresh() {
	s.intel.info = &vuln.Info{ID: "b1", Made: storetest.Today, Weaknesses: 1, Sources: []vuln.Source{{Name: "nvd", AsOf: storetest.Today, Fetched: storetest.Today, Records: 1}}}
}

const pumpSBOM = `{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,
"metadata":{"component":{"type":"firmware","name":"IP-200","version":"4.2.0","bom-ref":"root"}},
"components":[{"type":"library","name":"image","bom-ref":"i","version":"1"},
{"type":"library","name":"busybox","version":"1.34.1","bom-ref":"b","cpe":"cpe:2.3:a:busybox:busybox:1.34.1:*:*:*:*:*:*:*","supplier":{"name":"BusyBox"}},
{"type":"library","name":"motor-control <script>","bom-ref":"m"}],
"dependencies":[{"ref":"root","dependsOn":["i"]},{"ref":"i","dependsOn":["b"]}]}`

// matched answers for the parts as the worker would: busybox is affected.
func (s *site) matched(orgID string) {
	s.Helper()
	ctx := context.Background()
	err := s.db.In(orgID).Update(ctx, func(tx *store.Tx) error {
		parts, err := tx.PartsFrom(ctx, 0, 100)
		if err != nil {
			return err
		}
		for i := range parts {
			p := &parts[i]
			p.Checked, p.Reason, p.Bundle = match.NotCheckable, "it has neither purl nor CPE", "b1"
			if p.Component.Name != "busybox" {
				continue
			}
			p.Checked, p.Reason, p.Affected = match.Matched, "", 1
			result := match.Result{Checked: match.Matched, Matches: []match.Match{{
				Weakness: "CVE-2022-48174", Names: []string{"CVE-2022-48174", "GHSA-1"}, State: match.Affected, Why: "busybox 1.34.1 is before 1.35", Rule: "cpe", Source: "nvd", Record: "CVE-2022-48174", Fixed: []string{"1.35.0"}, Group: s.intel.group,
			}}}
			if _, err := finding.Rematch(ctx, tx, org.Program(orgID), p.Key, held("b1"), result); err != nil {
				return err
			}
		}
		if err := tx.SavePartAnswers(ctx, parts); err != nil {
			return err
		}
		jobs, err := tx.Jobs(ctx, job.Queued, store.Page{})
		if err != nil {
			return err
		}
		for _, j := range jobs.Rows {
			if err := j.Move(job.Running, tx.Now()); err != nil {
				return err
			}
			if err := j.Move(job.Done, tx.Now()); err != nil {
				return err
			}
			if err := tx.SaveJob(ctx, j); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.Fatal(err)
	}
}

func (s *site) orgID() string {
	var id string
	err := s.db.View(context.Background(), func(tx *store.Tx) error {
		all, err := tx.Organisations(context.Background())
		id = all[0].ID
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return id
}

func want(t *testing.T, what, page string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(page, w) {
			t.Errorf("%s: the page does not say %q", what, w)
		}
	}
}

func TestFromASetUpLinkToAFindingThatSomebodyLooksAfter(t *testing.T) {
	s := newSite(t)
	if _, _, at := s.visit("/findings?severity=high"); at != "/sign-in?next=%2Ffindings%3Fseverity%3Dhigh" {
		t.Errorf("a stranger ends at %s", at)
	}
	s.setUp()
	_, page, _ := s.visit("/")
	want(t, "an empty Today", page, "Load weakness data", "What is inside your device?", "No weakness data yet")
	s.fresh()
	s.intel.group = &vuln.Weakness{ID: "CVE-2022-48174", Names: []string{"CVE-2022-48174"}, KEV: &vuln.Exploited{Added: "2026-11-22"}, Records: []vuln.Record{
		{Source: "nvd", ID: "CVE-2022-48174", Summary: "Stack overflow in ash.", Scores: []vuln.Score{{Source: "nvd", System: "CVSS:3.1", Vector: "CVSS:3.1/AV:N", Value: 9.8, Severity: "critical"}}},
		{Source: "cve", ID: "CVE-2022-48174", State: vuln.Disputed, Links: []vuln.Link{{Kind: "web", URL: "https://example.com/x"}, {Kind: "web", URL: "javascript:alert(1)"}}},
	}}

	_, page, at := s.post("/products", "name", "Aurelia IP-200", "new_line", "Infusion pumps", "class", "IIb", "rev", "0")
	want(t, "the new model", page, "Aurelia IP-200", "Infusion pumps", "No release yet")
	_, page, at = s.post(at+"/releases", "version", "4.2.0", "state", "released", "end_of_security_support", "2032-06-30", "rev", "0")
	want(t, "the new release", page, "4.2.0", "30 Jun 2032", "Nobody has said yet what is inside")
	releaseID := strings.TrimPrefix(at, "/releases/")

	_, page, at = s.upload("/import", "file", `..\evil/ip-200.json`, pumpSBOM, "into", "release:"+releaseID)
	want(t, "an import under way", page, "ip-200.json", "3 parts", `hx-trigger="live from:body, every 5s"`, "http-equiv=\"refresh\"")
	s.matched(s.orgID())
	_, page, _ = s.visit(at)
	want(t, "the answer", page, "3 parts: 1 affected, 0 clean, 2 could not be checked", "See the findings")
	if strings.Contains(page, "<script>&quot;") || strings.Contains(page, "motor-control <script>") {
		t.Error("a part's name is not escaped")
	}
	_, _, again := s.upload("/import", "file", "ip-200.json", pumpSBOM, "into", "release:"+releaseID)
	if again != at+"?again=yes" {
		t.Errorf("the same file again ends at %s", again)
	}

	_, page, _ = s.visit("/")
	want(t, "Today", page, "Look at CVE-2022-48174 in busybox 1.34.1", "known to be exploited", "could not be checked")
	_, page, _ = s.visit("/findings")
	want(t, "the list", page, "1 finding: 1 exploited and 1 critical", "9.8 critical", "2 parts")
	id := regexp.MustCompile(`href="/findings/([0-9a-f-]+)"`).FindStringSubmatch(page)
	if id == nil {
		t.Fatal("no finding to open")
	}
	path := "/findings/" + id[1]
	_, page, _ = s.visit(path + "?q=busybox")
	want(t, "the finding", page, "busybox 1.34.1 is before 1.35", "Aurelia IP-200 4.2.0", "<span>image 1</span>", "1.35.0", "disputed", "https://example.com/x", "exploited since 22 Nov 2026")
	if strings.Contains(page, "javascript:") {
		t.Error("a link of a source runs script")
	}
	for _, work := range [][]string{{"state", "to", "in review"}, {"note", "note", "Not reachable."}} {
		rev := regexp.MustCompile(`name="rev" value="(\d+)"`).FindStringSubmatch(page)[1]
		_, page, at = s.post(path+"/"+work[0], work[1], work[2], "rev", rev, "back", path)
		if at != path {
			t.Errorf("after %s: at %s", work[0], at)
		}
		if _, _, at := s.post(path+"/"+work[0], work[1], work[2], "rev", rev, "back", path); at != path {
			t.Errorf("the same %s upon an older version: at %s", work[0], at)
		}
	}
	want(t, "the worked finding", page, "in review", "Not reachable.", "From open to in review")
}

func TestEveryPageIsWholeForEveryRole(t *testing.T) {
	s := newSite(t)
	s.setUp()
	s.fresh()
	_, _, at := s.upload("/import", "file", "a.json", pumpSBOM)
	s.matched(s.orgID())
	_, page, _ := s.visit(at)
	release := regexp.MustCompile(`/releases/[0-9a-f-]+`).FindString(page)
	_, page, _ = s.visit("/findings")
	one := regexp.MustCompile(`/findings/[0-9a-f-]{36}`).FindString(page)
	_, page, _ = s.visit("/products")
	model := regexp.MustCompile(`/products/[0-9a-f-]{36}`).FindString(page)
	paths := []string{
		"/", "/?all=yes", "/products", "/products/new", model, model + "/edit", release, release + "?tab=parts&sort=-name&q=busy", release + "?tab=unchecked", release + "?tab=problems", release + "?tab=source", release + "?tab=nonsense", release + "/graph", release + "/graph?find=b", release + "/uploads", release + "/table",
		release + "/edit", "/import", "/import?release=" + strings.TrimPrefix(release, "/releases/"), at, "/findings?sort=-epss&severity=unknown&state=all", one, "/names?name=busybox", "/intelligence", "/log?what=sbom", "/people", "/tokens", "/settings", "/settings/sign-in", "/settings/single-sign-on", "/settings/sessions", "/settings/configuration",
		"/unchecked", "/unchecked?why=no-name&sort=-name", "/search?q=busybox", "/search", "/help", "/about", "/accessibility",
	}
	s.walk("the first administrator", paths)
	for _, role := range org.Roles() {
		s.as(role)
		s.walk(string(role), paths)
	}
}

// as puts a browser before the pages in which a new person with this role is signed in.
func (s *site) as(role org.Role) {
	s.Helper()
	ctx, orgID := context.Background(), s.orgID()
	p := org.Person{ID: "person-" + string(role), Email: string(role) + "@larkfield.example", Name: "The " + string(role), Created: storetest.Today, Version: 1}
	link, key := org.NewLink(org.SignInLink, p.ID, orgID, storetest.Today)
	err := s.db.In(orgID).Update(ctx, func(tx *store.Tx) error {
		if err := tx.AddPerson(ctx, p); err != nil {
			return err
		}
		if err := tx.SaveMembership(ctx, org.Membership{Org: orgID, Person: p.ID, Roles: []org.Role{role}}); err != nil {
			return err
		}
		return tx.AddLink(ctx, link)
	})
	if err != nil {
		s.Fatal(err)
	}
	s.browser()
	if _, page, _ := s.post("/welcome", "key", key.Reveal()); !strings.Contains(page, p.Name) {
		s.Fatalf("%s is not let in", role)
	}
}

// walk visits pages and every place that they lead to.
func (s *site) walk(who string, paths []string) {
	s.Helper()
	led := map[string]int{}
	for _, path := range paths {
		status, page, _ := s.visit(path)
		if status >= 400 && who == "the first administrator" {
			s.Errorf("%s gets %d at %s", who, status, path)
		}
		for _, m := range regexp.MustCompile(`href="(/[^"#]*)`).FindAllStringSubmatch(page, -1) {
			link := strings.ReplaceAll(m[1], "&amp;", "&")
			if _, ok := led[link]; !ok {
				r, err := s.http.Get(s.url + link)
				if err != nil {
					s.Fatal(err)
				}
				io.Copy(io.Discard, r.Body)
				r.Body.Close()
				led[link] = r.StatusCode
			}
			if led[link] >= 400 {
				s.Errorf("%s: %s leads %s to %d", path, link, who, led[link])
			}
		}
	}
	if status, page, _ := s.visit("/nowhere"); status != 404 || !strings.Contains(page, "Go to Today") || !strings.Contains(page, `class="side"`) {
		s.Errorf("a place that is not there: %d, or without the frame", status)
	}
	if status, page, _ := s.visit("/tokens/x/revoke"); status != 405 || !strings.Contains(page, "go back to the page with the form") {
		s.Errorf("a place that only takes a form: %d", status)
	}
}

func TestTwoOrganisationsSeeNothingOfEachOther(t *testing.T) {
	s := newSite(t)
	s.setUp()
	s.fresh()
	_, _, imported := s.upload("/import", "file", "a.json", pumpSBOM)
	s.matched(s.orgID())
	_, page, _ := s.visit(imported)
	release := regexp.MustCompile(`/releases/[0-9a-f-]+`).FindString(page)
	_, page, _ = s.visit("/findings")
	one := regexp.MustCompile(`/findings/[0-9a-f-]{36}`).FindString(page)
	_, page, _ = s.visit(release + "?tab=source")
	original := regexp.MustCompile(`/sboms/[0-9a-f-]+/original`).FindString(page)
	if r, err := s.http.Get(s.url + original); err != nil || r.StatusCode != 200 || !strings.HasPrefix(r.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("the original is sent as %v", r)
	} else if body, _ := io.ReadAll(r.Body); string(body) != pumpSBOM {
		t.Error("the original is not what arrived, byte for byte")
	}

	other := storetest.Org(t, s.db, "Castellan", org.Administrator, org.Security)
	p, err := org.NewPerson("eva@castellan.example", "Eva", "correct horse battery", storetest.Today)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	err = s.db.In(other.Org).Update(ctx, func(tx *store.Tx) error {
		if err := tx.AddPerson(ctx, p); err != nil {
			return err
		}
		return tx.SaveMembership(ctx, org.Membership{Org: other.Org, Person: p.ID, Roles: other.Roles})
	})
	if err != nil {
		t.Fatal(err)
	}
	s.browser()
	s.post("/sign-in", "email", p.Email, "password", "correct horse battery", "next", "/products")
	for _, path := range []string{release, release + "/edit", imported, one, original, "/findings?release=" + strings.TrimPrefix(release, "/releases/")} {
		if status, page, _ := s.visit(path); status != 404 || strings.Contains(page, "busybox") {
			t.Errorf("%s: %d for another organisation", path, status)
		}
	}
	for _, path := range []string{"/search?q=busybox", "/findings?state=all", "/log", "/people", "/"} {
		if _, page, _ := s.visit(path); strings.Contains(page, "1.34.1") || strings.Contains(page, "Dele") {
			t.Errorf("%s shows what another organisation has", path)
		}
	}
}

func TestWhatIsRefusedIsToldWhereItWasEntered(t *testing.T) {
	s := newSite(t)
	if status, page, _ := s.post("/set-up", "key", s.setUpKey(), "organisation", "L", "side", "maker", "name", "Dele", "email", "dele@larkfield.example", "password", "short"); status != 422 || !strings.Contains(page, `value="Dele"`) || strings.Contains(page, `value="short"`) {
		t.Errorf("a short password: %d", status)
	}
	s.setUp()
	if status, page, _ := s.upload("/import", "file", "a.json", "no parts list at all"); status != 422 || !strings.Contains(page, "data-problem") {
		t.Errorf("a file that is none: %d", status)
	}
	if status, page, _ := s.upload("/import", "file", "a.json", pumpSBOM, "into", "model:Pump"); status != 422 || !strings.Contains(page, "needs a version") {
		t.Errorf("a new release without a version: %d", status)
	}
	if status, _, _ := s.upload("/import", "file", "a.json", pumpSBOM, "into", "release:none"); status != 404 {
		t.Errorf("a release that is not there: %d", status)
	}
	if status, _, _ := s.post("/import", "into", ""); status != 422 {
		t.Errorf("no file: %d", status)
	}
	if status, page, _ := s.post("/products", "name", "", "class", "IIb", "rev", "0"); status != 422 || !strings.Contains(page, `value="IIb"`) {
		t.Errorf("a model without a name: %d", status)
	}
	if status, page, _ := s.post("/names", "name", "BusyBox", "patterns", "b"); status != 422 || !strings.Contains(page, `value="BusyBox"`) {
		t.Errorf("a rule that fits too much: %d", status)
	}
	if status, page, _ := s.post("/names", "name", "BusyBox", "patterns", "busybox\nbusybox-*", "cpe", "BusyBox:busybox"); status != 200 || !strings.Contains(page, "cpe:2.3:a:busybox:busybox:*") {
		t.Errorf("a rule: %d", status)
	}
	if status, page, _ := s.post("/people", "name", "T", "email", "none", "role", "engineer"); status != 422 || !strings.Contains(page, "not an e-mail address") {
		t.Errorf("no address: %d", status)
	}
	if status, page, _ := s.post("/tokens", "name", "ci", "days", "9000", "scope", "sbom:import"); status != 422 || strings.Contains(page, "aceso_") {
		t.Errorf("a token for ever: %d", status)
	}
	if status, page, _ := s.post("/tokens", "name", "ci", "days", "30", "scope", "sbom:import"); status != 200 || !strings.Contains(page, "aceso_") {
		t.Errorf("a token: %d", status)
	}
	if _, page, _ := s.visit("/tokens"); regexp.MustCompile(`aceso_[^"…]*_`).MatchString(page) {
		t.Error("a token's secret is shown again")
	}
	if status, page, _ := s.upload("/intelligence", "bundle", "b.db", "forged bundle"); status != 422 || !strings.Contains(page, "signature does not hold") {
		t.Errorf("a forged bundle: %d", status)
	}
	if status, _, at := s.upload("/intelligence", "bundle", "b.db", "good bundle"); status != 200 || at != "/intelligence" || string(s.intel.took) != "good bundle" || s.intel.used != "" {
		t.Errorf("a bundle: %d at %s", status, at)
	}
	if status, page, _ := s.post("/log/verify"); status != 200 || !strings.Contains(page, "The log holds.") {
		t.Errorf("verify the log: %d", status)
	}
	if status, _, _ := s.visit("/log?what=%25"); status != 422 {
		t.Errorf("a wildcard in the log's filter: %d", status)
	}
}

func TestAListLeavesAsATableWithoutFormulas(t *testing.T) {
	s := newSite(t)
	s.setUp()
	s.fresh()
	s.upload("/import", "file", "a.json", strings.ReplaceAll(pumpSBOM, `"motor-control <script>"`, `"=cmd|' /C calc'!A0"`))
	s.matched(s.orgID())
	_, page, _ := s.visit("/products")
	_, page, _ = s.visit(regexp.MustCompile(`/products/[0-9a-f-]{36}`).FindString(page))
	release := regexp.MustCompile(`/releases/[0-9a-f-]+`).FindString(page)
	_, table, _ := s.visit(release + "/parts.csv?sort=name&cols=version,supplier,answer,affected,untold,cpe")
	want(t, "the parts", table, "busybox,1.34.1,BusyBox,affected,1,0,cpe:2.3:a:busybox", "\n'=cmd|", "could not be checked")
	_, table, _ = s.visit("/findings.csv?q=busybox&cols=weakness,names,part,version,answer,severity,score,exploited,epss,fixed,state")
	want(t, "the findings", table, "CVE-2022-48174,busybox,1.34.1,no,unknown,,,new,affected,1.35.0,GHSA-1,")
	if _, table, _ = s.visit("/findings.csv?q=nothing"); strings.Count(table, "\n") != 1 {
		t.Errorf("a filter that fits nothing: %q", table)
	}
}

func TestWhatCouldNotBeCheckedIsListedForAllReleasesWithItsReason(t *testing.T) {
	s := newSite(t)
	s.setUp()
	if _, page, _ := s.visit("/unchecked"); !strings.Contains(page, "Nothing to check yet") {
		t.Error("without any part the page does not say what belongs here")
	}
	s.fresh()
	s.upload("/import", "file", "a.json", pumpSBOM)
	s.upload("/import", "file", "b.json", strings.ReplaceAll(pumpSBOM, "motor-control", "valve-control"))
	s.matched(s.orgID())
	_, page, _ := s.visit("/findings")
	want(t, "the findings", page, `3 parts</b> could not be checked`, `href="/unchecked"`)
	_, page, _ = s.visit("/unchecked")
	want(t, "the page", page, "3 of 4 parts.", "They carry no name that a source knows", "one name rule holds for every release", "Scratch a.json", "Scratch b.json", "/unchecked.csv", "/names?name=image")
	_, page, _ = s.visit("/unchecked?why=no-name&q=valve")
	want(t, "narrowed", page, "valve-control", "the only one", "Show all")
	if strings.Contains(page, "motor-control") {
		t.Error("the filter lets everything pass")
	}
	model := regexp.MustCompile(`<option value="([0-9a-f-]{36})">Scratch`).FindStringSubmatch(page)[1]
	_, page, _ = s.visit("/unchecked?sort=-name&model=" + model)
	if i, j := strings.Index(page, "valve-control"), strings.Index(page, ">image</a>"); i < 0 || j < i {
		t.Error("the list is not sorted by falling names")
	}
	_, page, _ = s.visit("/unchecked?why=no-feed")
	want(t, "a reason that nothing has", page, "Nothing fits these filters")
	_, table, _ := s.visit("/unchecked.csv?why=no-name&q=valve&cols=version,supplier,reason,in,releases,settle")
	want(t, "the table", table, "Part,Version,Supplier", "valve-control", "It has neither purl nor CPE", "Say which product is meant", `,Scratch b.json,1,`)
	if strings.Count(table, "\n") != 2 {
		t.Errorf("the table has more than was asked for: %s", table)
	}
	for _, bad := range []string{"/unchecked?why=because", "/unchecked?sort=colour", "/unchecked.csv?why=because"} {
		if status, page, _ := s.visit(bad); status != 422 || !strings.Contains(page, "data-problem") {
			t.Errorf("%s: %d", bad, status)
		}
	}
}

func TestAFilterOfFindingsThatIsNoneIsRefused(t *testing.T) {
	s := newSite(t)
	s.setUp()
	s.fresh()
	s.upload("/import", "file", "a.json", pumpSBOM)
	s.matched(s.orgID())
	for _, bad := range []string{"severity=foo", "state=bar", "match=perhaps", "exploited=no", "owner=somebody", "sort=colour", "after=here"} {
		for _, path := range []string{"/findings?", "/findings.csv?"} {
			if status, page, _ := s.visit(path + bad); path+bad != "/findings.csv?after=here" && (status != 422 || !strings.Contains(page, "data-problem") || !strings.Contains(page, "What helps")) {
				t.Errorf("%s%s: %d", path, bad, status)
			}
		}
	}
	for _, nothing := range []string{"release=x", "model=x", "component=x"} {
		if status, _, _ := s.visit("/findings?" + nothing); status != 404 {
			t.Errorf("%s: %d", nothing, status)
		}
	}
}

func TestTheOrderOfFindingsStandsInTheHead(t *testing.T) {
	s := newSite(t)
	s.setUp()
	s.fresh()
	s.upload("/import", "file", "a.json", pumpSBOM)
	s.matched(s.orgID())
	_, page, _ := s.visit("/findings")
	want(t, "the usual order", page, `aria-sort="descending"><a href="/findings?sort=kev">Exploited`, "exploited first, then severity, then score, then the newest", `<a href="/findings?sort=-severity">Severity`)
	_, page, _ = s.visit("/findings?sort=component")
	want(t, "by part", page, `aria-sort="ascending"><a href="/findings?sort=-component">Part`)
	if strings.Contains(page, "exploited first, then") {
		t.Error("another order is told than the list is in")
	}
}

// program asks the REST API with a token.
func (s *site) program(token, method, path, content string, pairs ...string) (int, string) {
	s.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i < len(pairs); i += 2 {
		w.WriteField(pairs[i], pairs[i+1])
	}
	if content != "" {
		part, err := w.CreateFormFile("file", "bom.json")
		if err != nil {
			s.Fatal(err)
		}
		io.WriteString(part, content)
	}
	w.Close()
	media := w.FormDataContentType()
	if len(pairs) == 0 {
		b.Reset()
		b.WriteString(content)
		media = "application/json"
	}
	r, err := http.NewRequest(method, s.url+path, &b)
	if err != nil {
		s.Fatal(err)
	}
	r.Header.Set("Content-Type", media)
	r.Header.Set("X-Api-Key", token)
	if method == "PATCH" {
		r.Header.Set("If-Match", `"1"`)
	}
	answer, err := http.DefaultClient.Do(r)
	status, body, _ := s.read(answer, err)
	return status, body
}

func TestATokenForAPurposeCanDoAllThatItTakesAndNoMore(t *testing.T) {
	s := newSite(t)
	s.setUp()
	s.fresh()
	s.upload("/import", "file", "a.json", pumpSBOM)
	s.matched(s.orgID())
	_, page, _ := s.visit("/findings")
	one := regexp.MustCompile(`/findings/[0-9a-f-]{36}`).FindString(page)
	token := func(purpose string) string {
		t.Helper()
		status, page, _ := s.post("/tokens", "name", purpose, "days", "30", "for", purpose)
		m := regexp.MustCompile(`aceso_[0-9a-z]+_[0-9A-Za-z_-]+`).FindString(page)
		if status != 200 || m == "" {
			t.Fatalf("a token for %s: %d", purpose, status)
		}
		return m
	}
	push := []string{"product", "Pump", "version", "1", "create", "true"}
	known := []string{"product", "Scratch", "version", "a.json"}
	for purpose, asked := range map[string][]struct {
		want         int
		method, path string
		content      string
		form         []string
		missing      string // of the refusal
	}{
		"ci": {
			{201, "POST", "/api/v1/sboms", pumpSBOM, push, ""},
			{200, "PUT", "/api/v1/bom", `{"projectName":"Pump","projectVersion":"2","autoCreate":true,"bom":"` + base64.StdEncoding.EncodeToString([]byte(pumpSBOM)) + `"}`, nil, ""},
			{200, "GET", "/api/v1/releases", "", nil, ""},
			{200, "GET", "/api/v1/findings", "", nil, ""},
			{403, "PATCH", "/api/v1" + one, `{"note":"x"}`, nil, "findings:work"},
		},
		"ci-known": {
			{201, "POST", "/api/v1/sboms", strings.ReplaceAll(pumpSBOM, "image", "picture"), known, ""},
			{403, "POST", "/api/v1/sboms", pumpSBOM, []string{"product", "New", "version", "1", "create", "true"}, "products:write"},
			{200, "GET", "/api/v1/releases", "", nil, ""},
		},
		"read": {
			{200, "GET", "/api/v1/releases", "", nil, ""},
			{200, "GET", "/api/v1/findings", "", nil, ""},
			{200, "GET", "/api/v1/names", "", nil, ""},
			{200, "GET", "/api/v1/intel", "", nil, ""},
			{403, "POST", "/api/v1/sboms", pumpSBOM, push, "sbom:import"},
		},
		"work": {
			{200, "PATCH", "/api/v1" + one, `{"note":"x"}`, nil, ""},
			{403, "GET", "/api/v1/names", "", nil, "names:read"},
		},
		"data": {
			{200, "GET", "/api/v1/intel", "", nil, ""},
			{403, "GET", "/api/v1/findings", "", nil, "findings:read"},
		},
	} {
		secret := token(purpose)
		for _, a := range asked {
			status, body := s.program(secret, a.method, a.path, a.content, a.form...)
			if status != a.want {
				t.Errorf("%s: %s %s is answered with %d, want %d: %s", purpose, a.method, a.path, status, a.want, body)
			}
			if a.missing != "" && (!strings.Contains(body, a.missing) || !strings.Contains(body, "the scope of the API token")) {
				t.Errorf("%s: %s %s does not tell the missing scope: %s", purpose, a.method, a.path, body)
			}
		}
	}
	if status, page, _ := s.post("/tokens", "name", "x", "days", "30", "for", "own"); status != 422 || !strings.Contains(page, "at least one permission") {
		t.Errorf("nothing marked by hand: %d", status)
	}
	if status, page, _ := s.post("/tokens", "name", "x", "days", "0", "for", "own", "scope", "findings:read", "scope", "products:read"); status != 422 || !strings.Contains(page, `value="own" checked`) || !strings.Contains(page, `value="findings:read" checked`) || !strings.Contains(page, `value="products:read" checked`) || strings.Contains(page, `value="ci" checked`) {
		t.Errorf("after a refusal what was marked is lost: %d", status)
	}
	if status, _, _ := s.post("/tokens", "name", "x", "days", "30", "for", "everything"); status != 422 {
		t.Errorf("a purpose that is none: %d", status)
	}
}

func TestASetUpLinkThatIsOfNoUseSaysSoBeforeTheForm(t *testing.T) {
	s := newSite(t)
	for name, c := range map[string]struct {
		key    string
		status int
		words  []string
	}{
		"a wrong one":       {"wrong", 404, []string{"This link is not known", "start Aceso again", "prints a new link"}},
		"none at all":       {"", 404, []string{"start Aceso again"}},
		"an old one":        {s.link(org.SetUpLink, storetest.Today.Add(-time.Hour)), 409, []string{"has expired", "start Aceso again"}},
		"one to sign in by": {s.link(org.SignInLink, storetest.Today), 404, []string{"is for something else", "start Aceso again"}},
	} {
		status, page, _ := s.visit("/set-up?key=" + c.key)
		if status != c.status || strings.Contains(page, "<input") {
			t.Errorf("%s: %d, and a form: %v", name, status, strings.Contains(page, "<input"))
		}
		want(t, name, page, c.words...)
		if status, _, _ := s.post("/set-up", "key", c.key, "organisation", "L", "side", "maker", "name", "Dele", "email", "dele@larkfield.example", "password", "correct horse battery"); status != c.status {
			t.Errorf("%s, sent: %d", name, status)
		}
	}
	key := s.setUpKey()
	if _, page, _ := s.visit("/set-up?key=" + key); !strings.Contains(page, "Your organisation") {
		t.Error("a good link shows no form")
	}
	s.post("/set-up", "key", key, "organisation", "Larkfield", "side", "maker", "name", "Dele", "email", "dele@larkfield.example", "password", "correct horse battery")
	s.browser()
	status, page, _ := s.visit("/set-up?key=" + key)
	want(t, "once it is set up", page, "An organisation is set up already", "/sign-in")
	if status != 409 {
		t.Errorf("a used link: %d", status)
	}
	if status, page, _ := s.visit("/set-up?key=" + s.link(org.AnotherLink, storetest.Today)); status != 200 || !strings.Contains(page, "Your organisation") {
		t.Errorf("a link for one more organisation: %d", status)
	}
	if status, page, _ := s.visit("/welcome?key=wrong"); status != 404 || strings.Contains(page, "<form") {
		t.Errorf("a wrong link to sign in by: %d", status)
	}
}

func TestSomebodyLetInChoosesAPasswordByALinkThatIsGoodOnce(t *testing.T) {
	s := newSite(t)
	s.setUp()
	admin := s.http
	joining := func(page string) string {
		t.Helper()
		m := regexp.MustCompile(`http://[^<]*(/join\?key=[^<]+)`).FindStringSubmatch(page)
		if m == nil {
			t.Fatal("the page shows no link")
		}
		return m[1]
	}
	_, page, at := s.post("/people", "name", "Tomas Ferreira", "email", "tomas@larkfield.example", "role", "engineer")
	want(t, "the link", page, "Good until 26 Nov 2026", "shown this once", "has not chosen a password yet")
	first := joining(page)
	if _, page, _ := s.visit("/people"); at != "/people" || strings.Contains(page, "/join") {
		t.Error("the link is shown twice")
	}
	_, page, _ = s.visit("/people")
	tomas := regexp.MustCompile(`href="(/people/[0-9a-f-]+)">Tomas`).FindStringSubmatch(page)[1]
	_, page, _ = s.post(tomas + "/link")
	second := joining(page)
	key := func(link string) string { return strings.TrimPrefix(link, "/join?key=") }

	s.browser()
	if status, page, _ := s.visit(first); status != 409 || !strings.Contains(page, "a newer one replaced it") {
		t.Errorf("an earlier link still holds: %d", status)
	}
	_, page, _ = s.visit(second)
	want(t, "the form", page, "Choose your password", "Tomas Ferreira", "Larkfield Infusion", `value="tomas@larkfield.example"`)
	if status, page, _ := s.post("/join", "key", key(second), "password", "short"); status != 422 || !strings.Contains(page, "12 to 128") {
		t.Errorf("a short password: %d", status)
	}
	if _, page, at := s.post("/join", "key", key(second), "password", "seven sad sea lions"); at != "/" || !strings.Contains(page, "Tomas Ferreira") {
		t.Errorf("after choosing one ends at %s", at)
	}
	tomasBrowser := s.http
	if status, _, _ := s.post("/join", "key", key(second), "password", "another sea lion"); status != 409 {
		t.Errorf("used twice: %d", status)
	}
	s.browser()
	if _, _, at := s.post("/sign-in", "email", "tomas@larkfield.example", "password", "seven sad sea lions", "next", "/products"); at != "/products" {
		t.Errorf("signing in with it ends at %s", at)
	}

	s.http = admin
	_, page, _ = s.post(tomas + "/link")
	reset := joining(page)
	s.browser()
	if _, _, at := s.post("/join", "key", key(reset), "password", "eight glad sea lions"); at != "/" {
		t.Errorf("a lost password: %s", at)
	}
	s.http = tomasBrowser
	if _, _, at := s.visit("/products"); !strings.HasPrefix(at, "/sign-in") {
		t.Error("a session with the old password lives on")
	}
	s.browser()
	if status, _, _ := s.post("/sign-in", "email", "tomas@larkfield.example", "password", "seven sad sea lions", "next", "/"); status != 401 {
		t.Errorf("the old password still holds: %d", status)
	}
}

func TestNoOrganisationGivesAwayAnAccountOfAnother(t *testing.T) {
	s := newSite(t)
	s.setUp()
	admin := s.http
	other := storetest.Org(t, s.db, "Castellan", org.Administrator)
	p, err := org.NewPerson("eva@castellan.example", "Eva", "correct horse battery", storetest.Today)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	err = s.db.In(other.Org).Update(ctx, func(tx *store.Tx) error {
		if err := tx.AddPerson(ctx, p); err != nil {
			return err
		}
		return tx.SaveMembership(ctx, org.Membership{Org: other.Org, Person: p.ID, Roles: other.Roles})
	})
	if err != nil {
		t.Fatal(err)
	}
	_, page, _ := s.post("/people", "name", "Eva", "email", "eva@castellan.example", "role", "engineer")
	link := regexp.MustCompile(`/join\?key=[^<]+`).FindString(page)
	s.browser()
	if status, page, _ := s.visit(link); status != 409 || !strings.Contains(page, "sign in with the password that you have") || strings.Contains(page, "<input") {
		t.Errorf("the link: %d", status)
	}
	if status, _, _ := s.post("/join", "key", strings.TrimPrefix(link, "/join?key="), "password", "stolen sea lions"); status != 409 {
		t.Errorf("a password of another organisation's account was changed: %d", status)
	}
	if _, _, at := s.post("/sign-in", "email", "eva@castellan.example", "password", "correct horse battery", "next", "/products"); at != "/products" {
		t.Errorf("Eva ends at %s", at)
	}
	s.http = admin
	if status, _, _ := s.post("/people/" + other.Person + "/link"); status != 404 {
		t.Errorf("a link for somebody of another organisation: %d", status)
	}
}

func TestSigningInLeadsBackButNeverElsewhere(t *testing.T) {
	s := newSite(t)
	s.setUp()
	for next, wants := range map[string]string{"/products": "/products", "https://evil.example/": "/", "//evil.example": "/", `/\evil.example`: "/", "": "/"} {
		s.browser()
		if _, _, at := s.post("/sign-in", "email", "dele@larkfield.example", "password", "correct horse battery", "next", next); at != wants {
			t.Errorf("next %q ends at %s", next, at)
		}
	}
	s.browser()
	status, page, _ := s.post("/sign-in", "email", "dele@larkfield.example", "password", "wrong horse battery", "next", "/products")
	if status != 401 || !strings.Contains(page, "not right") || !strings.Contains(page, `value="/products"`) {
		t.Errorf("a wrong password: %d", status)
	}
}

func TestAppearanceIsKeptByTheBrowser(t *testing.T) {
	s := newSite(t)
	s.setUp()
	if _, page, at := s.post("/appearance", "theme", "dark", "back", "/products"); at != "/products" || !strings.Contains(page, `data-theme="dark"`) {
		t.Errorf("dark: at %s", at)
	}
	if _, page, _ := s.post("/appearance", "keys", "off", "back", "/"); !strings.Contains(page, `data-keys="off"`) {
		t.Error("keys are still on")
	}
	if _, page, _ := s.post("/appearance", "theme", "pink", "back", "/"); !strings.Contains(page, `data-theme="dark"`) {
		t.Error("a theme that is none changes something")
	}
}

func TestAOneTimeLinkWorksOnceAndOnlyWhenAButtonIsPressed(t *testing.T) {
	s := newSite(t)
	s.setUp()
	ctx, orgID := context.Background(), s.orgID()
	var person string
	err := s.db.In(orgID).View(ctx, func(tx *store.Tx) error {
		p, err := tx.PersonByEmail(ctx, "dele@larkfield.example")
		person = p.ID
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	link, key := org.NewLink(org.SignInLink, person, orgID, storetest.Today)
	if err := s.db.Update(ctx, func(tx *store.Tx) error { return tx.AddLink(ctx, link) }); err != nil {
		t.Fatal(err)
	}
	s.browser()
	s.visit("/welcome?key=" + key.Reveal())
	if _, page, at := s.post("/welcome", "key", key.Reveal()); at != "/" || !strings.Contains(page, "Dele Okoro") {
		t.Errorf("the link leads to %s", at)
	}
	s.browser()
	if status, _, _ := s.post("/welcome", "key", key.Reveal()); status != 409 {
		t.Errorf("used twice: %d", status)
	}
}

// held is a bundle with the NVD's records, by its id, or without: "b2-nvd".
type held string

func (h held) Weakness(string) (*vuln.Weakness, error) { return nil, nil }

func (h held) Info() vuln.Info {
	i := vuln.Info{ID: string(h), Covered: true}
	if !strings.HasSuffix(i.ID, "-nvd") {
		i.Sources = []vuln.Source{{Name: "nvd", Records: 1, Covers: []string{vuln.Products}}}
	}
	return i
}

func TestKeysAreChosenByEachPersonAndHeldByEveryPage(t *testing.T) {
	s := newSite(t)
	s.setUp()
	if _, page, _ := s.visit("/keys"); !strings.Contains(page, `name="next" value="j"`) {
		t.Error("the page does not show the usual keys")
	}
	if _, page, at := s.post("/keys", "next", "ö", "previous", "l", "go", ""); at != "/keys?kept=yes" || !strings.Contains(page, `name="next" value="ö"`) {
		t.Errorf("chosen keys are not kept: at %s", at)
	}
	_, page, _ := s.visit("/products")
	for _, want := range []string{`data-do="next" data-press-key="ö"`, `data-do="previous" data-press-key="l"`, `data-do="open" data-press-key="Enter"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %s", want)
		}
	}
	if strings.Contains(page, `data-do="go"`) {
		t.Error("a key that was switched off is still there")
	}
	if status, page, _ := s.post("/keys", "next", "?"); status != 422 || !strings.Contains(page, "would do two things") || !strings.Contains(page, `name="next" value="?"`) {
		t.Errorf("two things by one key: %d", status)
	}
	if _, page, _ := s.post("/keys", "next", "ö", "usual", "yes"); !strings.Contains(page, `name="next" value="j"`) {
		t.Error("the usual keys do not come back")
	}
}
