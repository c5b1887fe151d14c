package apptest

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"aceso/internal/domain/org"
	"aceso/internal/serve"
	"aceso/internal/value/id"
)

// An upload is what a client of the upload contract sends, as JSON fields.
type upload map[string]any

// good is an upload that every server of the contract takes.
func good(name string) upload {
	return upload{"projectName": name, "projectVersion": "1.0", "autoCreate": true, "bom": base64.StdEncoding.EncodeToString(part)}
}

// part is a bill of materials in the contract's own format.
var part = []byte(`{"bomFormat":"CycloneDX","specVersion":"1.5","version":1,"components":[{"type":"library","bom-ref":"z","name":"zlib","version":"1.2.11","cpe":"cpe:2.3:a:zlib:zlib:1.2.11:*:*:*:*:*:*:*"}]}`)

func (u upload) with(pairs ...any) upload {
	out := upload{}
	for k, v := range u {
		out[k] = v
	}
	for i := 0; i < len(pairs); i += 2 {
		if out[pairs[i].(string)] = pairs[i+1]; pairs[i+1] == nil {
			delete(out, pairs[i].(string))
		}
	}
	return out
}

// asForm is the same upload as a form, the document without a file name as
// Jenkins sends it, or with one.
func (u upload) asForm(file string, data []byte) (media string, body []byte) {
	var fields []field
	for k, v := range u {
		if k != "bom" {
			fields = append(fields, field{k, "", fmt.Append(nil, v)})
		}
	}
	return form(append(fields, field{"bom", file, data})...)
}

// A receipt is what the contract answers an upload with.
type receipt struct{ Token, ProjectUUID string }

func (h *house) receipt(what string, got answer) receipt {
	h.Helper()
	var r receipt
	if err := json.Unmarshal(got.body, &r); got.status != http.StatusOK || err != nil || !id.Valid(r.Token) || !id.Valid(r.ProjectUUID) {
		h.Errorf("%s: %s", what, got)
	}
	return r
}

// send sends JSON by the contract.
func (h *house) send(method string, token call, v any) answer {
	h.Helper()
	c := jsonCall(v)
	c.method, c.path, c.token, c.head = method, "/api/v1/bom", token.token, token.head
	return h.ask(c)
}

func (h *house) poll(road, token string, as *person) bool {
	h.Helper()
	got := h.ask(call{method: "GET", path: "/api/v1/" + road + "/token/" + token, token: as.token})
	var state map[string]bool
	if err := json.Unmarshal(got.body, &state); err != nil || got.status != http.StatusOK || len(state) != 1 {
		h.Fatalf("poll: %s", got)
	}
	return state["processing"]
}

// pollUntilDone waits as a client does.
func (h *house) pollUntilDone(token string, as *person) {
	h.Helper()
	for end := time.Now().Add(time.Minute); h.poll("event", token, as); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			h.Fatalf("%s is still processing", token)
		}
	}
}

func TestUploadsInEveryFormOfTheContract(t *testing.T) {
	h := open(t, "")
	by := call{token: h.a.all.token}
	var packed, zst bytes.Buffer
	zip := gzip.NewWriter(&packed)
	zip.Write(part)
	zip.Close()
	enc, err := zstd.NewWriter(&zst)
	h.must(err)
	enc.Write(part)
	enc.Close()
	b64 := base64.StdEncoding.EncodeToString

	for what, u := range map[string]upload{
		"booleans":                         good("a1"),
		"booleans as words":                good("a2").with("autoCreate", "true", "isLatest", "false"),
		"booleans as Python writes them":   good("a3").with("autoCreate", "True"),
		"isLatest":                         good("a4").with("isLatest", true),
		"isLatestProjectVersion":           good("a5").with("isLatestProjectVersion", true),
		"tags as objects":                  good("a6").with("projectTags", []map[string]string{{"name": "x"}}),
		"unknown keys":                     good("a7").with("somethingNew", map[string]any{"deep": []int{1}}, "isActive", true),
		"null where nothing is meant":      good("a8").with("parentUUID", json.RawMessage("null"), "projectTags", json.RawMessage("null"), "isLatest", json.RawMessage("null")),
		"names with space around":          good("a9").with("projectName", "  a9 ", "projectVersion", " 1.0 "),
		"a byte order mark":                good("a10").with("bom", b64(append([]byte("\xef\xbb\xbf"), part...))),
		"SPDX in the same field":           good("a11").with("bom", b64([]byte("SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\nDocumentName: x\nDocumentNamespace: https://x.example/1\nCreator: Tool: x\nCreated: 2026-01-01T00:00:00Z\n\nPackageName: zlib\nSPDXID: SPDXRef-z\nPackageVersion: 1.2.11\nPackageDownloadLocation: NOASSERTION\n"))),
		"CycloneDX in XML":                 good("a12").with("bom", b64([]byte(`<?xml version="1.0"?><bom xmlns="http://cyclonedx.org/schema/bom/1.4" version="1"><components><component type="library"><name>zlib</name><version>1.2.11</version></component></components></bom>`))),
		"a parent that is there":           good("a13").with("parentUUID", h.a.release),
		"a parent that is there, by name":  good("a14").with("parentName", "alpha pump", "parentVersion", "alpha-1"),
		"a project by its id and no names": {"project": h.a.release, "bom": b64(part)},
		"a project by its id before names": good("a15").with("project", h.a.release, "projectName", "not looked at"),
		"gzip within the Base64":           good("a16").with("bom", b64(packed.Bytes())),
	} {
		for _, method := range []string{"PUT", "POST"} {
			r := h.receipt(method+" JSON with "+what, h.send(method, by, u))
			if u["project"] != nil && r.ProjectUUID != h.a.release {
				t.Errorf("%s: went to %s", what, r.ProjectUUID)
			}
		}
	}
	for what, sent := range map[string]struct {
		file string
		data []byte
	}{
		"a plain part without a file name": {"", part},
		"a file":                           {"bom.json", part},
		"a file called bom":                {"bom", part},
		"gzip":                             {"bom.json.gz", packed.Bytes()},
		"gzip without a file name":         {"", packed.Bytes()},
		"zstd":                             {"bom.json.zst", zst.Bytes()},
		"a byte order mark":                {"bom.json", append([]byte("\xef\xbb\xbf"), part...)},
	} {
		media, body := good("b "+what).with("projectTags", "one,two", "isLatest", "true", "isLatestProjectVersion", "false", "unknown", "x").asForm(sent.file, sent.data)
		h.receipt("POST form with "+what, h.ask(call{method: "POST", path: "/api/v1/bom", media: media, body: body, token: by.token}))
	}
	bearer := call{head: map[string]string{"Authorization": "Bearer " + h.a.all.token.Reveal()}}
	h.receipt("a bearer token", h.send("PUT", bearer, good("c1")))
	lower := call{head: map[string]string{"x-api-key": h.a.all.token.Reveal()}}
	h.receipt("the header in small letters", h.send("PUT", lower, good("c2")))
	odd := jsonCall(good("c3"))
	odd.method, odd.path, odd.token, odd.media = "PUT", "/api/v1/bom", by.token, "text/plain"
	h.receipt("JSON that calls itself text", h.ask(odd))
}

func TestUploadsThatCanNotBeTakenAreToldInTheContractsWords(t *testing.T) {
	h := open(t, "")
	by := call{token: h.a.all.token}
	_, narrow := h.token(h.a, h.a.all, time.Now().Add(time.Hour), org.ImportSBOM)
	b64 := base64.StdEncoding.EncodeToString
	const text, problem, fields = "text/plain", "application/problem+json", "application/json"
	for what, c := range map[string]struct {
		by     call
		u      upload
		status int
		media  string
		says   string // the whole of a text; a part of a problem
	}{
		"a project that is not there":        {by, good("d1").with("autoCreate", false), 404, text, "The project could not be found."},
		"a project id that is not there":     {by, good("d2").with("project", id.New()), 404, text, "The project could not be found."},
		"a parent that is not there":         {by, good("d3").with("parentUUID", id.New()), 404, text, "The parent project could not be found."},
		"a named parent that is not there":   {by, good("d4").with("parentName", "x", "parentVersion", "1"), 404, text, "The parent project could not be found."},
		"creating without the permission":    {call{token: narrow}, good("d5"), 401, text, "The principal does not have permission to create project."},
		"no key":                             {call{}, good("d6"), 401, text, "you are not signed in"},
		"an unknown key":                     {call{token: "odt_12345678_x"}, good("d7"), 401, text, "this API token is not valid: it is unknown, expired or revoked"},
		"no permission to upload":            {call{token: h.a.people[org.Trainee].token}, good("d8"), 403, problem, "sbom:import"},
		"no document":                        {by, good("d9").with("bom", nil), 400, text, "No BOM file provided."},
		"an empty document":                  {by, good("d10").with("bom", ""), 400, text, "No BOM file provided."},
		"what is no Base64":                  {by, good("d11").with("bom", "***"), 400, problem, "bom is not Base64"},
		"Base64 of what is no BOM":           {by, good("d12").with("bom", b64([]byte("hello"))), 400, problem, ""},
		"a BOM that breaks off":              {by, good("d13").with("bom", b64(part[:60])), 400, problem, ""},
		"an id that is none":                 {by, good("d14").with("project", "zlib"), 400, fields, "no UUID"},
		"no name":                            {by, good("d15").with("projectName", nil), 400, fields, "projectName must be there"},
		"no version":                         {by, good("d16").with("projectVersion", ""), 400, fields, "projectVersion must be there"},
		"a boolean that is none":             {by, good("d17").with("autoCreate", "perhaps"), 400, fields, "autoCreate is neither"},
		"a name that can't be printed":       {by, good("d18").with("projectName", "a\x00b"), 400, fields, "printed"},
		"a document as a number":             {by, good("d19").with("bom", 7), 400, fields, "bom is not a text"},
		"a document as null":                 {by, good("d20").with("bom", json.RawMessage("null")), 400, text, "No BOM file provided."},
		"more Base64 than the contract says": {by, good("d21").with("bom", strings.Repeat("A", 20_000_001)), 413, problem, "20000000"},
		"more than fits the request":         {by, good("d22").with("bom", strings.Repeat("A", 22_000_000)), 413, problem, "limit"},
		"a name that is too long":            {by, good("d23").with("projectName", strings.Repeat("x", 300)), 400, fields, "projectName is longer"},
	} {
		before := h.logSize(h.a)
		got := h.send("PUT", c.by, c.u)
		media, _, _ := strings.Cut(got.head.Get("Content-Type"), ";")
		if got.status != c.status || media != c.media {
			t.Errorf("%s: %s (%s), not %d as %s", what, got, media, c.status, c.media)
		}
		if c.media == text && string(got.body) != c.says || !strings.Contains(string(got.body), c.says) {
			t.Errorf("%s: says %q, not %q", what, got.body, c.says)
		}
		if c.media == fields {
			h.isFieldReport(what, got)
		}
		if c.status == 400 && c.media == problem {
			var p struct {
				Status        int
				Title, Detail string
				Errors        []string
			}
			if err := json.Unmarshal(got.body, &p); err != nil || p.Status != 400 || p.Title != "The uploaded BOM is invalid" || p.Detail == "" || len(p.Errors) == 0 {
				t.Errorf("%s: not the contract's problem: %s", what, got)
			}
		}
		if h.logSize(h.a) != before {
			t.Errorf("%s: left a trace", what)
		}
	}
	for what, c := range map[string]call{
		"a form without a boundary":  {media: "multipart/form-data", body: part},
		"a form that breaks off":     {media: "multipart/form-data; boundary=x", body: []byte("--x\r\nContent-Disposition: form-data; name=\"bom\"\r\n\r\n{")},
		"a form without a document":  {media: "multipart/form-data; boundary=x", body: []byte("--x\r\nContent-Disposition: form-data; name=\"projectName\"\r\n\r\nx\r\n--x--\r\n")},
		"a body that is no JSON":     {media: "application/json", body: []byte("{")},
		"a body that is an array":    {media: "application/json", body: []byte("[]")},
		"no body":                    {media: "application/json"},
		"a form with 1,000 parts":    {media: "multipart/form-data; boundary=x", body: append(bytes.Repeat([]byte("--x\r\nContent-Disposition: form-data; name=\"q\"\r\n\r\nx\r\n"), 1000), "--x--\r\n"...)},
		"a form with a large field":  {media: "multipart/form-data; boundary=x", body: []byte("--x\r\nContent-Disposition: form-data; name=\"q\"\r\n\r\n" + strings.Repeat("x", 1<<17) + "\r\n--x--\r\n")},
		"a form with a large header": {media: "multipart/form-data; boundary=x", body: []byte("--x\r\nContent-Disposition: form-data; name=\"" + strings.Repeat("x", 1<<17) + "\"\r\n\r\nx\r\n--x--\r\n")},
	} {
		c.method, c.path, c.token = "POST", "/api/v1/bom", by.token
		if got := h.ask(c); got.status != 400 && got.status != 413 {
			t.Errorf("%s: %s", what, got)
		}
	}
}

// TestTwoUploadsOfANewProjectAtOnceBothSucceed: a CI server builds two
// branches of a new product at the same moment.
func TestTwoUploadsOfANewProjectAtOnceBothSucceed(t *testing.T) {
	both(t, func(t *testing.T, h *house) {
		for i := range 20 {
			var got [2]answer
			var done sync.WaitGroup
			for n := range got {
				done.Go(func() {
					u := good(fmt.Sprintf("new %d", i))
					if i%2 == 1 { // not the same document either
						u["bom"] = base64.StdEncoding.EncodeToString(bytes.Replace(part, []byte("1.2.11"), fmt.Appendf(nil, "1.2.%d", n), 1))
					}
					got[n] = h.send("PUT", call{token: h.a.all.token}, u)
				})
			}
			done.Wait()
			one, two := h.receipt("the first", got[0]), h.receipt("the second", got[1])
			if one.ProjectUUID != two.ProjectUUID {
				t.Errorf("pair %d made two projects", i)
			}
		}
		// 3 for the side's own, then a line, a model and a release for each pair.
		for what, want := range map[string]int{"line.added": 1 + 20, "model.added": 1 + 20, "release.added": 1 + 20} {
			if n := len(h.entries(h.a, what)); n != want {
				t.Errorf("%s: %d, not %d", what, n, want)
			}
		}
		if report, err := h.app.VerifyLog(ctx, h.a.org.ID); err != nil {
			t.Errorf("the log: %+v, %v", report, err)
		}
	})
}

func TestPolling(t *testing.T) {
	h := open(t, "")
	r := h.receipt("upload", h.send("PUT", call{token: h.a.all.token}, good("polled")))
	h.pollUntilDone(r.Token, h.a.all)
	for _, road := range []string{"bom", "event"} {
		for what, token := range map[string]string{"done": r.Token, "unknown": id.New(), "no id": "x", "another organisation's": h.b.job} {
			if h.poll(road, token, h.a.all) {
				t.Errorf("%s: a token that is %s is processing", road, what)
			}
		}
	}
}

func TestWhatClientsAskBesides(t *testing.T) {
	h := open(t, "")
	get := func(path string, as *person) (answer, any) {
		t.Helper()
		c := call{method: "GET", path: path}
		if as != nil {
			c.token = as.token
		}
		got := h.ask(c)
		var v any
		if got.status == 200 {
			if err := json.Unmarshal(got.body, &v); err != nil && len(got.body) > 0 {
				t.Fatalf("%s: %s", path, got)
			}
		}
		if !strings.HasPrefix(got.head.Get("X-Powered-By"), "Dependency-Track v"+serve.UploadLevel) {
			t.Errorf("%s does not say what it speaks: %q", path, got.head.Get("X-Powered-By"))
		}
		return got, v
	}
	at := func(v any, path ...string) any {
		for _, p := range path {
			m, _ := v.(map[string]any)
			v = m[p]
		}
		return v
	}
	text := func(what string, v any) {
		t.Helper()
		if s, ok := v.(string); !ok || s == "" {
			t.Errorf("%s is %v", what, v)
		}
	}

	for _, token := range []*person{nil, {token: "wrong"}} { // clients ask before they have a key
		got, v := get("/api/version", token)
		if got.status != 200 || at(v, "version") != serve.UploadLevel || at(v, "application") != "Aceso" {
			t.Errorf("version: %s", got)
		}
		for _, key := range [][]string{{"uuid"}, {"systemUuid"}, {"timestamp"}, {"framework", "name"}, {"framework", "version"}} {
			text(fmt.Sprint(key), at(v, key...))
		}
	}
	_, v := get("/api/v1/team/self", h.a.all)
	text("team", at(v, "name"))
	var may []string
	for _, p := range at(v, "permissions").([]any) {
		may = append(may, at(p, "name").(string))
	}
	for _, want := range []string{"BOM_UPLOAD", "PROJECT_CREATION_UPLOAD", "PORTFOLIO_MANAGEMENT", "VIEW_PORTFOLIO", "VIEW_VULNERABILITY", "VULNERABILITY_ANALYSIS", "VIEW_POLICY_VIOLATION"} {
		if !strings.Contains(strings.Join(may, " "), want) {
			t.Errorf("the team has no %s", want)
		}
	}
	_, v = get("/api/v1/team/self", h.a.people[org.Trainee])
	if n := len(at(v, "permissions").([]any)); n != 0 {
		t.Errorf("a trainee's team has %d permissions", n)
	}

	_, v = get("/api/v1/project/lookup?"+url.Values{"name": {"alpha pump"}, "version": {"alpha-1"}}.Encode(), h.a.all)
	if at(v, "uuid") != h.a.release || at(v, "name") != "alpha pump" || at(v, "version") != "alpha-1" || at(v, "active") != true {
		t.Errorf("lookup: %v", v)
	}
	_, v = get("/api/v1/project/"+h.a.release, h.a.all)
	if at(v, "uuid") != h.a.release {
		t.Errorf("project: %v", v)
	}
	for _, path := range []string{"/api/v1/project/lookup?name=x&version=1", "/api/v1/project/" + id.New(), "/api/v1/finding/project/" + id.New(), "/api/v1/violation/project/" + id.New(), "/api/v1/metrics/project/" + id.New() + "/current"} {
		if got, _ := get(path, h.a.all); got.status != 404 || string(got.body) != "The project could not be found." {
			t.Errorf("%s: %s", path, got)
		}
	}

	got, v := get("/api/v1/finding/project/"+h.a.release+"?pageNumber=1&pageSize=100", h.a.all)
	found := v.([]any)
	if len(found) == 0 || got.head.Get("X-Total-Count") != fmt.Sprint(len(found)) {
		t.Errorf("findings: %s", got)
	}
	for _, f := range found {
		for _, key := range [][]string{{"component", "uuid"}, {"component", "name"}, {"component", "version"}, {"vulnerability", "uuid"}, {"vulnerability", "source"}, {"vulnerability", "vulnId"}, {"vulnerability", "severity"}, {"analysis", "state"}, {"matrix"}} {
			text(fmt.Sprint(key), at(f, key...))
		}
		if _, ok := at(f, "vulnerability", "severityRank").(float64); !ok || at(f, "analysis", "isSuppressed") != false || at(f, "vulnerability", "cwes") == nil || at(f, "vulnerability", "aliases") == nil {
			t.Errorf("a finding: %v", f)
		}
		if !strings.Contains("CRITICAL HIGH MEDIUM LOW INFO UNASSIGNED", at(f, "vulnerability", "severity").(string)) {
			t.Errorf("severity %v", at(f, "vulnerability", "severity"))
		}
	}
	if got, v := get("/api/v1/violation/project/"+h.a.release, h.a.all); len(v.([]any)) != 0 || got.head.Get("X-Total-Count") != "0" {
		t.Errorf("violations: %s", got)
	}
	_, v = get("/api/v1/metrics/project/"+h.a.release+"/current", h.a.all)
	if n, ok := at(v, "vulnerabilities").(float64); !ok || int(n) != len(found) || at(v, "components") != float64(5) {
		t.Errorf("metrics: %v", v)
	}
	if got, _ := get("/api/v1/metrics/project/"+h.a.release+"/refresh", h.a.all); got.status != 200 {
		t.Errorf("refresh: %s", got)
	}
	patch := jsonCall(map[string]any{"tags": []map[string]string{{"name": "x"}}, "active": false, "parent": map[string]string{"uuid": id.New()}})
	patch.method, patch.path, patch.token = "PATCH", "/api/v1/project/"+h.a.release, h.a.all.token
	if got := h.ask(patch); got.status != http.StatusNotModified || len(got.body) != 0 {
		t.Errorf("patch: %s", got)
	}
}

// TestProjectsArePagedUntilAnEmptyList, as clients do that don't look at the total.
func TestProjectsArePagedUntilAnEmptyList(t *testing.T) {
	h := open(t, "")
	for i := range 11 {
		h.receipt("upload", h.send("PUT", call{token: h.a.all.token}, good(fmt.Sprintf("paged %02d", i))))
	}
	for _, names := range [][2]string{{"pageNumber", "pageSize"}, {"page", "limit"}} { // older Jenkins plug-ins say page and limit
		seen := map[string]bool{}
		for page := 1; ; page++ {
			got := h.ask(call{method: "GET", path: fmt.Sprintf("/api/v1/project?%s=%d&%s=5&excludeInactive=true&sortName=name&sortOrder=asc", names[0], page, names[1]), token: h.a.all.token})
			var list []struct{ UUID string }
			h.must(json.Unmarshal(got.body, &list))
			if got.head.Get("X-Total-Count") != "12" || len(list) > 5 {
				t.Fatalf("page %d: %d of %s", page, len(list), got.head.Get("X-Total-Count"))
			}
			if len(list) == 0 {
				break
			}
			for _, p := range list {
				if seen[p.UUID] {
					t.Errorf("%s stands on two pages", p.UUID)
				}
				seen[p.UUID] = true
			}
		}
		if len(seen) != 12 {
			t.Errorf("%d projects, not 12", len(seen))
		}
	}
	var all map[string]any
	h.must(json.Unmarshal(h.api(h.a.all, "GET", "releases/"+h.a.release, nil, nil).body, &all))
	c := jsonCall(map[string]any{"model": h.a.model, "version": "alpha-1", "state": "released"})
	for _, state := range []string{"released", "withdrawn"} {
		c = jsonCall(map[string]any{"model": h.a.model, "version": "alpha-1", "state": state})
		c.method, c.path, c.token, c.head = "PATCH", "/api/v1/releases/"+h.a.release, h.a.all.token, map[string]string{"If-Match": h.rev(h.a, "releases/"+h.a.release)}
		if got := h.ask(c); got.status != 200 {
			t.Fatalf("%s: %s", state, got)
		}
	}
	for path, want := range map[string]string{"?excludeInactive=true": "11", "": "12", "?pageNumber=99": "12"} {
		if got := h.ask(call{method: "GET", path: "/api/v1/project" + path, token: h.a.all.token}); got.head.Get("X-Total-Count") != want {
			t.Errorf("%q: %s in all, not %s", path, got.head.Get("X-Total-Count"), want)
		}
	}
	for _, bad := range []string{"pageNumber=0", "pageNumber=-1", "pageSize=x", "pageNumber=99999999999999999999"} {
		if got := h.ask(call{method: "GET", path: "/api/v1/project?" + bad, token: h.a.all.token}); got.status != 400 {
			t.Errorf("%s: %s", bad, got)
		}
	}
}
