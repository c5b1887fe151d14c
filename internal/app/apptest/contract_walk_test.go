package apptest

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"slices"
	"strings"
	"testing"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/serve"
	"aceso/internal/value/id"
)

// A sentence is one rule of the upload contract and what holds us to it. check
// returns what is not so.
type sentence struct {
	rule  string
	check func(*walk) string
}

// A walk asks one house.
type walk struct {
	*house
	n int
}

func (w *walk) upload(pairs ...any) answer {
	w.n++
	return w.send("PUT", call{token: w.a.all.token}, good(fmt.Sprintf("walk %d", w.n)).with(pairs...))
}

func (w *walk) get(path string) answer {
	return w.ask(call{method: "GET", path: path, token: w.a.all.token})
}

func (w *walk) posted(fields ...field) answer {
	media, body := form(fields...)
	return w.ask(call{method: "POST", path: "/api/v1/bom", media: media, body: body, token: w.a.all.token})
}

// typed sends a form whose document's part names its own content type.
func (w *walk) typed(media string, data []byte) answer {
	w.n++
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	m.WriteField("projectName", fmt.Sprintf("walk %d", w.n))
	m.WriteField("projectVersion", "1")
	m.WriteField("autoCreate", "true")
	part, err := m.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="bom"; filename="bom"`}, "Content-Type": {media}})
	w.must(err)
	part.Write(data)
	m.Close()
	return w.ask(call{method: "POST", path: "/api/v1/bom", media: m.FormDataContentType(), body: b.Bytes(), token: w.a.all.token})
}

// is tells what is not as it should be; says "" when all is.
func is(got answer, status int, media, says string) string {
	has, _, _ := strings.Cut(got.head.Get("Content-Type"), ";")
	if got.status != status || has != media || !strings.Contains(string(got.body), says) {
		return fmt.Sprintf("%s (%s), not %d as %s saying %q", got, has, status, media, says)
	}
	return ""
}

func taken(got answer) string { return is(got, 200, "application/json", `"projectUuid":"`) }

func bare(got answer, status int, text string) string {
	if string(got.body) != text {
		return fmt.Sprintf("%s, not %q", got, text)
	}
	return is(got, status, "text/plain", text)
}

func wrongField(got answer, name string) string {
	var list []struct{ Message, MessageTemplate, Path, InvalidValue string }
	if json.Unmarshal(got.body, &list) != nil || !slices.ContainsFunc(list, func(v struct{ Message, MessageTemplate, Path, InvalidValue string }) bool {
		return v.Path == name && v.Message != ""
	}) {
		return fmt.Sprintf("%s names no fault of %s", got, name)
	}
	return is(got, 400, "application/json", "")
}

func invalidBOM(got answer) string {
	var p struct {
		Status             int
		Title, Detail, Fix string
		Errors             []string
	}
	if json.Unmarshal(got.body, &p) != nil || p.Status != 400 || p.Title != "The uploaded BOM is invalid" || p.Detail == "" || p.Fix == "" || len(p.Errors) == 0 {
		return fmt.Sprintf("not the contract's problem: %s", got)
	}
	return is(got, 400, "application/problem+json", "")
}

// has tells which keys an object lacks.
func has(v any, keys ...string) string {
	m, _ := v.(map[string]any)
	for _, k := range keys {
		if _, ok := m[k]; !ok {
			return fmt.Sprintf("%q is missing in %v", k, slices.Collect(maps.Keys(m)))
		}
	}
	return ""
}

func parsed(got answer) any {
	var v any
	if json.Unmarshal(got.body, &v) != nil {
		return nil
	}
	return v
}

func first(problems ...string) string {
	for _, p := range problems {
		if p != "" {
			return p
		}
	}
	return ""
}

func b64(data []byte) string { return base64.StdEncoding.EncodeToString(data) }

// TestTheUploadContractSentenceBySentence has one row for each sentence of the
// contract, in its order.
func TestTheUploadContractSentenceBySentence(t *testing.T) {
	w := &walk{house: open(t, "")}
	for _, s := range slices.Concat(aboutRequests, aboutFields, aboutForms, aboutRefusals, aboutPolling, aboutTheRest) {
		if wrong := s.check(w); wrong != "" {
			t.Errorf("%s: %s", s.rule, wrong)
		}
	}
}

var aboutRequests = []sentence{
	{"the key's header is read in any case", func(w *walk) string {
		c := jsonCall(good("case"))
		c.method, c.path, c.head = "PUT", "/api/v1/bom", map[string]string{"x-API-key": w.a.all.token.Reveal()}
		return taken(w.ask(c))
	}},
	{"a bearer token does as well, its scheme in any case", func(w *walk) string {
		for _, scheme := range []string{"Bearer ", "bearer ", "BEARER  "} {
			if got := w.ask(call{method: "GET", path: "/api/v1/team/self", head: map[string]string{"Authorization": scheme + w.a.all.token.Reveal()}}); got.status != 200 {
				return scheme + got.String()
			}
		}
		return ""
	}},
	{"a key is opaque", func(w *walk) string {
		for _, key := range []string{"odt_12345678_0123456789abcdef0123456789abcdef", "nodivider", strings.Repeat("k", 4000)} {
			c := call{method: "GET", path: "/api/v1/project", head: map[string]string{"X-Api-Key": key}}
			if wrong := is(w.ask(c), 401, "text/plain", "not valid"); wrong != "" {
				return wrong
			}
		}
		return ""
	}},
	{"every answer names what it is powered by", func(w *walk) string {
		for _, c := range []call{{method: "GET", path: "/api/version"}, {method: "GET", path: "/api/v1/project"}, {method: "GET", path: "/api/v1/bom"}, {method: "DELETE", path: "/api/v1/project/x"}, {method: "OPTIONS", path: "/api/v1/bom"}, {method: "PUT", path: "/api/v1/bom", token: w.a.all.token}} {
			if got := w.ask(c); !strings.HasPrefix(got.head.Get("X-Powered-By"), "Dependency-Track v"+serve.UploadLevel) {
				return c.method + " " + c.path + ": " + got.String()
			}
		}
		return ""
	}},
	{"another method is told which there are", func(w *walk) string {
		got := w.ask(call{method: "DELETE", path: "/api/v1/bom"})
		if got.head.Get("Allow") != "POST, PUT" {
			return got.head.Get("Allow")
		}
		return is(got, 405, "application/problem+json", "use POST or PUT")
	}},
	{"a slash at the end is told to be too much", func(w *walk) string {
		return is(w.ask(call{method: "PUT", path: "/api/v1/bom/"}), 404, "application/problem+json", "leave out the slash at the end: /api/v1/bom")
	}},
	{"HEAD is answered as GET is, without a body", func(w *walk) string {
		got := w.ask(call{method: "HEAD", path: "/api/version"})
		if got.status != 200 || len(got.body) > 0 {
			return got.String()
		}
		return ""
	}},
}

var aboutFields = []sentence{
	{"project is a UUID in small letters", func(w *walk) string {
		return first(wrongField(w.upload("project", "x"), "project"), wrongField(w.upload("project", strings.ToUpper(w.a.release)), "project"))
	}},
	{"next to project the names are not looked at", func(w *walk) string {
		got := w.upload("project", w.a.release, "projectName", "a\x01b", "projectVersion", strings.Repeat("x", 999))
		return is(got, 200, "application/json", w.a.release)
	}},
	{"names are trimmed", func(w *walk) string {
		got := w.upload("projectName", " \t alpha pump\n", "projectVersion", " alpha-1 ")
		return is(got, 200, "application/json", w.a.release)
	}},
	{"names are printable", func(w *walk) string { return wrongField(w.upload("projectName", "a\u0007b"), "projectName") }},
	{"names are texts", func(w *walk) string {
		return wrongField(w.upload("projectName", map[string]any{"a": 1}), "projectName")
	}},
	{"without project both names are there", func(w *walk) string {
		return first(wrongField(w.upload("projectName", nil), "projectName"), wrongField(w.upload("projectVersion", "  "), "projectVersion"))
	}},
	{"autoCreate makes what is missing, as a boolean or as the word that cdxgen sends", func(w *walk) string {
		return first(taken(w.upload("autoCreate", true)), taken(w.upload("autoCreate", "true")), bare(w.upload("autoCreate", "false"), 404, "The project could not be found."))
	}},
	{"tags are objects with a name; without a place for them the upload succeeds and says so", func(w *walk) string {
		return is(w.upload("projectTags", []any{map[string]any{"name": "a"}}), 200, "application/json", `"not_kept":["projectTags"]`)
	}},
	{"a parent that is missing is told, when the project is to be made", func(w *walk) string {
		return first(bare(w.upload("parentUUID", id.New()), 404, "The parent project could not be found."),
			bare(w.upload("parentName", "nobody", "parentVersion", "1"), 404, "The parent project could not be found."))
	}},
	{"a parent does not matter to a project that is there", func(w *walk) string {
		return taken(w.upload("projectName", "alpha pump", "projectVersion", "alpha-1", "parentUUID", id.New()))
	}},
	{"a parent that is there is found by id and by names", func(w *walk) string {
		return first(taken(w.upload("parentUUID", w.a.release)), taken(w.upload("parentName", "alpha pump", "parentVersion", "alpha-1")))
	}},
	{"isLatest goes by two names", func(w *walk) string {
		return first(taken(w.upload("isLatest", true)), taken(w.upload("isLatestProjectVersion", "true")), wrongField(w.upload("isLatestProjectVersion", 7), "isLatestProjectVersion"))
	}},
	{"isActive is taken", func(w *walk) string { return taken(w.upload("isActive", true)) }},
	{"unknown keys are let pass", func(w *walk) string { return taken(w.upload("collectionLogic", map[string]any{"a": []int{1}})) }},
	{"the document is padded Base64, also in lines", func(w *walk) string {
		lines := b64(part)
		for i := 76; i < len(lines); i += 78 {
			lines = lines[:i] + "\r\n" + lines[i:]
		}
		return first(taken(w.upload("bom", lines)), invalidBOM(w.upload("bom", strings.TrimRight(b64(append(slices.Clone(part), ' ')), "="))))
	}},
	{"the document has up to 20,000,000 characters", func(w *walk) string {
		filled := append(slices.Clone(part), bytes.Repeat([]byte(" "), 15_000_000-len(part))...)
		text := b64(filled)
		if len(text) != 20_000_000 {
			return fmt.Sprint(len(text))
		}
		return first(taken(w.upload("bom", text)), is(w.upload("bom", text+"AAAA"), 413, "application/problem+json", "multipart/form-data"))
	}},
	{"a UTF-8 byte order mark is let pass", func(w *walk) string {
		return taken(w.upload("bom", b64(append([]byte("\xef\xbb\xbf"), part...))))
	}},
	{"CycloneDX is read as XML, and SPDX in the same place", func(w *walk) string {
		return first(taken(w.upload("bom", b64([]byte(cycloneXML)))), taken(w.upload("bom", b64([]byte(spdx2JSON)))), taken(w.upload("bom", b64([]byte(spdxTags)))), taken(w.upload("bom", b64([]byte(spdx3JSON)))), taken(w.typed("text/plain", []byte(spdxYAML))))
	}},
}

var aboutForms = []sentence{
	{"a form has the same names, the document as a file or as a plain field", func(w *walk) string {
		fields := func(file string) []field {
			w.n++
			return []field{{"projectName", "", fmt.Appendf(nil, "walk %d", w.n)}, {"projectVersion", "", []byte("1")}, {"autoCreate", "", []byte("true")}, {"bom", file, part}}
		}
		return first(taken(w.posted(fields("bom")...)), taken(w.posted(fields("")...)))
	}},
	{"the document may come before the names", func(w *walk) string {
		return taken(w.posted(field{"bom", "", part}, field{"project", "", []byte(w.a.release)}))
	}},
	{"a form's tags have commas between, its booleans are words", func(w *walk) string {
		return is(w.posted(field{"projectName", "", []byte("tagged")}, field{"projectVersion", "", []byte("1")}, field{"autoCreate", "", []byte("true")}, field{"projectTags", "", []byte("a, b")}, field{"isLatest", "", []byte("false")}, field{"bom", "b.json", part}),
			200, "application/json", `"not_kept":["projectTags"]`)
	}},
	{"a packed part is unpacked, whatever it calls itself", func(w *walk) string {
		for media, data := range map[string][]byte{"application/gzip": gz(part), "application/x-gzip": gz(part), "application/zstd": zst(part), "application/x-zstd": zst(part), "application/octet-stream": gz(part), "text/xml": part} {
			if wrong := taken(w.typed(media, data)); wrong != "" {
				return media + ": " + wrong
			}
		}
		return ""
	}},
	{"a part that is not packed is read as it is", func(w *walk) string { return taken(w.typed("application/gzip", part)) }},
	{"a form may be larger than the JSON", func(w *walk) string {
		return taken(w.typed("application/octet-stream", append(slices.Clone(part), bytes.Repeat([]byte(" "), 16_000_000)...)))
	}},
	{"JSON may be posted", func(w *walk) string {
		return taken(w.send("POST", call{token: w.a.all.token}, good("posted")))
	}},
	{"an upload is answered with a token and the project's id", func(w *walk) string {
		r := parsed(w.upload())
		m, _ := r.(map[string]any)
		token, _ := m["token"].(string)
		project, _ := m["projectUuid"].(string)
		if !id.Valid(token) || !id.Valid(project) {
			return fmt.Sprint(r)
		}
		return ""
	}},
}

var aboutRefusals = []sentence{
	{"400 of a bill of materials that is none is a problem", func(w *walk) string {
		return first(invalidBOM(w.upload("bom", b64([]byte("hello")))), invalidBOM(w.upload("bom", b64(part[:50]))), invalidBOM(w.upload("bom", "***")))
	}},
	{"400 of fields is a list", func(w *walk) string {
		got := w.upload("projectName", nil, "projectVersion", nil, "isLatest", "perhaps")
		return first(wrongField(got, "projectName"), wrongField(got, "projectVersion"), wrongField(got, "isLatest"))
	}},
	{"400 without a document is a sentence", func(w *walk) string {
		return first(bare(w.upload("bom", nil), 400, "No BOM file provided."), bare(w.upload("bom", ""), 400, "No BOM file provided."), bare(w.posted(field{"project", "", []byte(w.a.release)}), 400, "No BOM file provided."))
	}},
	{"400 of a body that can't be read is a problem", func(w *walk) string {
		for _, body := range []string{"", "{", "null", "[]", `"x"`, "{}{}"} {
			c := call{method: "PUT", path: "/api/v1/bom", media: "application/json", body: []byte(body), token: w.a.all.token}
			if wrong := is(w.ask(c), 400, "application/problem+json", "JSON object"); wrong != "" {
				return fmt.Sprintf("%q: %s", body, wrong)
			}
		}
		return ""
	}},
	{"401 of a missing key and of a wrong one", func(w *walk) string {
		return first(is(w.send("PUT", call{}, good("x")), 401, "text/plain", "not signed in"), is(w.send("PUT", call{token: "wrong"}, good("x")), 401, "text/plain", "not valid"))
	}},
	{"401 of making a project without the permission", func(w *walk) string {
		_, narrow := w.token(w.a, w.a.all, time.Now().Add(time.Hour), org.ImportSBOM)
		got := w.send("PUT", call{token: narrow}, good("by nobody"))
		there := w.send("PUT", call{token: narrow}, good("x").with("projectName", "alpha pump", "projectVersion", "alpha-1"))
		return first(bare(got, 401, "The principal does not have permission to create project."), taken(there))
	}},
	{"403 is a problem", func(w *walk) string {
		return is(w.send("PUT", call{token: w.a.people[org.Trainee].token}, good("x")), 403, "application/problem+json", "sbom:import")
	}},
	{"404 of a project, whose ever", func(w *walk) string {
		return first(bare(w.upload("project", id.New()), 404, "The project could not be found."), bare(w.upload("project", w.b.release), 404, "The project could not be found."))
	}},
}

var aboutPolling = []sentence{
	{"both roads say whether a token is processing, and of an unknown one that it is not", func(w *walk) string {
		for _, path := range []string{"bom/token/" + w.a.job, "event/token/" + w.a.job, "event/token/" + id.New(), "bom/token/none", "event/token/" + w.b.job} {
			if got := w.get("/api/v1/" + path); strings.TrimSpace(string(got.body)) != `{"processing":false}` || got.status != 200 {
				return path + ": " + got.String()
			}
		}
		return ""
	}},
}

var aboutTheRest = []sentence{
	{"the version is told to everybody", func(w *walk) string {
		v := parsed(w.ask(call{method: "GET", path: "/api/version"}))
		m, _ := v.(map[string]any)
		if m["version"] != serve.UploadLevel || m["application"] != "Aceso" {
			return fmt.Sprint(v)
		}
		return first(has(v, "uuid", "systemUuid", "timestamp"), has(m["framework"], "name", "version", "timestamp", "uuid"))
	}},
	{"a team has a name and permissions", func(w *walk) string {
		v := parsed(w.get("/api/v1/team/self"))
		return has(v, "uuid", "name", "permissions")
	}},
	{"projects are listed as the Jenkins plug-in asks", func(w *walk) string {
		got := w.get("/api/v1/project?pageNumber=1&pageSize=500&excludeInactive=true&sortName=name&sortOrder=asc")
		list, _ := parsed(got).([]any)
		if len(list) == 0 || got.head.Get("X-Total-Count") != fmt.Sprint(len(list)) {
			return fmt.Sprintf("%d of %s", len(list), got.head.Get("X-Total-Count"))
		}
		return has(list[0], "uuid", "name", "version", "active", "tags")
	}},
	{"projects are sorted the way that is asked for", func(w *walk) string {
		order := func(q string) []string {
			var list []struct{ Name, Version string }
			w.must(json.Unmarshal(w.get("/api/v1/project?pageSize=500&"+q).body, &list))
			var out []string
			for _, p := range list {
				out = append(out, p.Name+" "+p.Version)
			}
			return out
		}
		up, down, odd := order("sortName=name&sortOrder=asc"), order("sortName=name&sortOrder=desc"), order("sortName=nonsense")
		if slices.Reverse(down); !slices.Equal(up, down) || !slices.Equal(up, odd) || len(up) < 10 {
			return fmt.Sprint(up, down)
		}
		return ""
	}},
	{"a name picks the projects of exactly that name", func(w *walk) string {
		for q, want := range map[string]string{"name=alpha+pump": "1", "name=alpha": "0", "name=ALPHA+PUMP": "0"} {
			if got := w.get("/api/v1/project?" + q); got.head.Get("X-Total-Count") != want {
				return q + ": " + got.head.Get("X-Total-Count")
			}
		}
		return ""
	}},
	{"pages count from 1", func(w *walk) string {
		return first(wrongField(w.get("/api/v1/project?pageNumber=0"), "pageNumber"), wrongField(w.get("/api/v1/finding/project/"+w.a.release+"?pageSize=x"), "pageSize"))
	}},
	{"a project is looked up by names and by id", func(w *walk) string {
		return first(is(w.get("/api/v1/project/lookup?name=alpha+pump&version=alpha-1"), 200, "application/json", w.a.release), is(w.get("/api/v1/project/"+w.a.release), 200, "application/json", `"lastBomImport":`),
			bare(w.get("/api/v1/project/lookup?name=x&version=1"), 404, "The project could not be found."), bare(w.get("/api/v1/project/lookup"), 404, "The project could not be found."))
	}},
	{"a change of labels is answered with 304", func(w *walk) string {
		return w.patched(`{"tags":[{"name":"x"}],"swidTagId":"s","group":"g","description":"d","isLatest":true,"active":false,"parent":{"uuid":"`+id.New()+`"},"unknown":1}`, func(got answer) string {
			if got.status != http.StatusNotModified || len(got.body) > 0 {
				return got.String()
			}
			return ""
		})
	}},
	{"a change that can't be read is told", func(w *walk) string {
		for _, body := range []string{"", "{", "null", "[]", "7", "{}x"} {
			if wrong := w.patched(body, func(got answer) string { return is(got, 400, "application/problem+json", `"fix":"`) }); wrong != "" {
				return fmt.Sprintf("%q: %s", body, wrong)
			}
		}
		return ""
	}},
	{"a change of a wrong type is told field by field", func(w *walk) string {
		for body, name := range map[string]string{`{"active":"x"}`: "active", `{"tags":"x"}`: "tags", `{"isLatest":1}`: "isLatest", `{"group":[]}`: "group", `{"parent":"x"}`: "parent"} {
			if wrong := w.patched(body, func(got answer) string { return wrongField(got, name) }); wrong != "" {
				return wrong
			}
		}
		return ""
	}},
	{"a change of no project is told", func(w *walk) string {
		c := call{method: "PATCH", path: "/api/v1/project/" + w.b.release, media: "application/json", body: []byte("{}"), token: w.a.all.token}
		return bare(w.ask(c), 404, "The project could not be found.")
	}},
	{"a finding has its component, weakness, analysis and matrix", func(w *walk) string {
		got := w.get("/api/v1/finding/project/" + w.a.release + "?pageNumber=1&pageSize=100")
		list, _ := parsed(got).([]any)
		if len(list) == 0 || got.head.Get("X-Total-Count") != fmt.Sprint(len(list)) {
			return got.String()
		}
		f, _ := list[0].(map[string]any)
		return first(has(f, "component", "vulnerability", "analysis", "matrix"), has(f["component"], "uuid", "name", "group", "version", "purl"), has(f["analysis"], "state", "isSuppressed"),
			has(f["vulnerability"], "uuid", "source", "vulnId", "title", "description", "recommendation", "severity", "severityRank", "cwes", "aliases"), is(got, 200, "application/json", `"cweId":`))
	}},
	{"violations, metrics and their refresh are answered", func(w *walk) string {
		if got := w.get("/api/v1/violation/project/" + w.a.release + "?pageSize=100"); strings.TrimSpace(string(got.body)) != "[]" || got.head.Get("X-Total-Count") != "0" {
			return got.String()
		}
		if got := w.get("/api/v1/metrics/project/" + w.a.release + "/refresh"); got.status != 200 {
			return got.String()
		}
		return has(parsed(w.get("/api/v1/metrics/project/"+w.a.release+"/current")), "critical", "high", "medium", "low", "unassigned", "vulnerabilities", "components", "vulnerableComponents", "policyViolationsTotal")
	}},
	{"a badge is a picture that hides nothing", func(w *walk) string {
		for _, of := range []string{w.shown(), "shown/1.0"} {
			if wrong := is(w.get("/api/v1/badge/vulns/project/"+of), 200, "image/svg+xml", "parts open"); wrong != "" {
				return wrong
			}
			if wrong := is(w.get("/api/v1/badge/violations/project/"+of), 200, "image/svg+xml", "no policies kept"); wrong != "" {
				return wrong
			}
		}
		return bare(w.get("/api/v1/badge/vulns/project/x/1"), 404, "The project could not be found.")
	}},
	{"the bill of materials is written in the form, variant and version that is asked for", func(w *walk) string {
		at := "/api/v1/bom/cyclonedx/project/" + w.shown()
		return first(is(w.get(at), 200, "application/vnd.cyclonedx+json", `"specVersion": "1.6"`), is(w.get(at+"?format=xml&version=1.4"), 200, "application/vnd.cyclonedx+xml", "schema/bom/1.4"),
			is(w.get(at+"?format=json&variant=inventory&version=1.5"), 200, "application/vnd.cyclonedx+json", `"specVersion": "1.5"`),
			is(w.get(at+"?variant=withVulnerabilities"), 200, "application/vnd.cyclonedx+json", "CVE-2022-37434"), is(w.get(at+"?variant=vdr&version=1.5"), 200, "application/vnd.cyclonedx+json", "aceso:not-checkable"),
			wrongField(w.get(at+"?variant=x"), "variant"), is(w.get(at+"?format=x"), 400, "application/problem+json", "json and xml"), is(w.get(at+"?version=9"), 400, "application/problem+json", "1.2 to 1.7"))
	}},
	{"findings are exported as FPF 1.3", func(w *walk) string {
		got := w.get("/api/v1/finding/project/" + w.a.release + "/export")
		return first(is(got, 200, "application/json", `"version":"1.3"`), has(parsed(got), "version", "meta", "project", "findings"))
	}},
}

// shown makes the project "shown" with parts of every answer and returns its id.
func (w *walk) shown() string {
	r := w.receipt("shown", w.upload("projectName", "shown", "bom", b64(w.a.document())))
	w.pollUntilDone(r.Token, w.a.all)
	return r.ProjectUUID
}

func (w *walk) patched(body string, check func(answer) string) string {
	return check(w.ask(call{method: "PATCH", path: "/api/v1/project/" + w.a.release, media: "application/json", body: []byte(body), token: w.a.all.token}))
}
