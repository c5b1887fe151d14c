package apptest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"

	"aceso/internal/client/wire"
	"aceso/internal/domain/account"
	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/domain/sbom"
	"aceso/internal/domain/support"
	"aceso/internal/serve"
	"aceso/internal/store"
	"aceso/internal/value/id"
	"aceso/internal/value/secret"
)

// nobodys is a side that does not exist: ids made up.
func nobodys() *side {
	s := &side{org: org.Organisation{ID: id.New()}, word: "zulus", all: &person{Actor: org.Actor{Person: id.New()}}}
	for _, p := range []*string{&s.line, &s.model, &s.release, &s.sbom, &s.job, &s.finding, &s.name, &s.token, &s.statement, &s.plan, &s.share, &s.swap, &s.deed, &s.session, &s.told, &s.file, &s.clock, &s.draft, &s.view} {
		*p = id.New()
	}
	s.file = id.New() + "-" + strings.Repeat("0", 64)
	return s
}

// idOf is the record of a side that a route's {id} names.
func (s *side) idOf(path string) string {
	if strings.Contains(path, "/project/") {
		return s.release
	}
	parts := strings.Split(strings.TrimPrefix(strings.TrimPrefix(path, "/api/v1"), "/"), "/")
	switch noun := parts[0]; noun {
	case "lines":
		return s.line
	case "models", "products":
		return s.model
	case "releases":
		return s.release
	case "sboms", "imports":
		return s.sbom
	case "findings":
		return s.finding
	case "people":
		return s.all.Person
	case "names":
		return s.name
	case "tokens":
		return s.token
	case "support":
		return s.statement
	case "shares":
		return s.share
	case "plans":
		return s.plan
	case "cases":
		return s.told
	case "clocks":
		return s.clock
	case "deeds":
		return s.deed
	case "drafts":
		return s.draft
	case "views":
		return s.view
	case "jobs", "bom", "event":
		return s.job
	case "account":
		return s.session
	}
	return ""
}

// at fills a path in with the ids of a side.
func (s *side) at(path string) string {
	path = strings.TrimSuffix(path, "{$}")
	path = strings.ReplaceAll(path, "{name}/{version}", s.word+"%20pump/"+s.word+"-1")
	path = strings.ReplaceAll(path, "{name}", "CVE-2022-37434")
	if strings.HasPrefix(path, "/cases/") {
		path = strings.ReplaceAll(path, "{file}", s.file)
	}
	path = strings.ReplaceAll(path, "{file}", "mark.svg")
	path = strings.ReplaceAll(path, "{kind}", "parts")
	path = strings.ReplaceAll(path, "{stop}", "today")
	path = strings.ReplaceAll(path, "{swap}", s.swap)
	busybox := sbom.Component{Kind: "library", Name: "busybox", Version: "1.34.1", CPEs: []string{"cpe:2.3:a:busybox:busybox:1.34.1:*:*:*:*:*:*:*"}}.Fingerprint()
	path = strings.NewReplacer("{key}", busybox, "{component}", busybox).Replace(path)
	for _, slot := range []string{"{id}", "{token}"} {
		if strings.Contains(path, slot) {
			path = strings.ReplaceAll(path, slot, s.idOf(path))
		}
	}
	return path
}

// names tells whether a route is about one record of an organisation.
func names(r serve.Route) bool {
	return strings.Contains(r.Path, "{id}") || strings.Contains(r.Path, "{token}") || strings.Contains(r.Path, "{version}")
}

// serial makes names that nothing else has.
var serial atomic.Int64

func fresh(word string) string { return fmt.Sprintf("%s %d", word, serial.Add(1)) }

// A recipe makes a request that its route does when it is allowed: by whom, and
// on the ids of which side. want is the answer when it is not just success.
type recipe struct {
	make func(h *house, by *person, own, of *side) call
	want int
}

// recipes are the requests of every route that changes something. A route
// without one fails the test.
var recipes = map[string]recipe{
	"POST /api/v1/lines": {make: func(*house, *person, *side, *side) call { return jsonCall(wire.Line{Name: fresh("line")}) }},
	"PATCH /api/v1/lines/{id}": {make: func(h *house, _ *person, own, of *side) call {
		return upon(h, own, "lines", wire.Line{Name: of.word + " line"})
	}},
	"POST /api/v1/models": {make: func(_ *house, _ *person, own, _ *side) call {
		return jsonCall(wire.Model{Line: own.line, Name: fresh("model")})
	}},
	"PATCH /api/v1/models/{id}": {make: func(h *house, _ *person, own, of *side) call {
		return upon(h, own, "models/"+own.model, wire.Model{Line: own.line, Name: of.word + " pump"})
	}},
	"POST /api/v1/releases": {make: func(_ *house, _ *person, own, _ *side) call {
		return jsonCall(wire.Release{Model: own.model, Version: fresh("r")})
	}},
	"PATCH /api/v1/releases/{id}": {make: func(h *house, _ *person, own, of *side) call {
		return upon(h, own, "releases/"+own.release, wire.Release{Version: of.word + "-1"})
	}},
	"POST /api/v1/sboms": {make: func(_ *house, _ *person, own, _ *side) call {
		media, body := form(field{"release", "", []byte(own.release)}, field{"file", "x.json", own.document()})
		return call{media: media, body: body}
	}},
	"PUT /api/v1/releases/{id}/table": {make: func(h *house, _ *person, own, _ *side) call {
		var now wire.Table
		h.api(own.all, "GET", "releases/"+own.release+"/table", nil, &now)
		return jsonCall(wire.Table{Base: now.Base, Rows: append(now.Rows, wire.Row{Name: fresh("part")}), Anyway: true})
	}},
	"PUT /api/v1/sboms/{id}/current": {make: formless},
	"POST /sboms/{id}/current":       {make: formCall()},
	"GET /sboms/{id}/compare":        {make: formCall(), want: 404}, // it is the only one
	"GET /api/v1/sboms/{id}/compare": {make: formless, want: 404},
	"PUT /api/v1/bom": {make: func(_ *house, _ *person, own, _ *side) call {
		return jsonCall(map[string]any{"project": own.release, "bom": own.document()})
	}},
	"POST /api/v1/bom": {make: func(_ *house, _ *person, own, _ *side) call {
		media, body := form(field{"project", "", []byte(own.release)}, field{"bom", "", own.document()})
		return call{media: media, body: body}
	}},
	"PATCH /api/v1/project/{id}": {make: func(*house, *person, *side, *side) call { return jsonCall(map[string]any{"active": true}) }},
	"PATCH /api/v1/findings/{id}": {make: func(h *house, _ *person, own, _ *side) call {
		return upon(h, own, "findings/"+own.finding, map[string]string{"note": fresh("note")})
	}},
	"POST /api/v1/findings/bulk": {make: func(_ *house, _ *person, own, _ *side) call {
		note := fresh("note")
		return jsonCall(wire.Bulk{Choice: wire.Choice{IDs: []string{own.finding}}, Do: wire.Act{Note: &note}})
	}},
	"POST /api/v1/deeds/{id}/undo": {make: formless, want: -1}, // it takes the permission of what was done, and goes once
	"POST /api/v1/components/{key}/support": {make: func(*house, *person, *side, *side) call {
		return jsonCall(wire.SupportStatement{Level: "abandoned", Reason: fresh("reason")})
	}},
	"DELETE /api/v1/support/{id}": {make: func(h *house, _ *person, own, of *side) call {
		return call{path: "/api/v1/support/" + statementOf(h, own, of)}
	}},
	"POST /api/v1/components/{key}/plan": {make: func(*house, *person, *side, *side) call {
		return jsonCall(wire.ReplacementPlan{Text: fresh("plan")})
	}},
	"PATCH /api/v1/plans/{id}": {make: func(h *house, _ *person, own, _ *side) call {
		return upon(h, own, "plans/"+own.plan, wire.ReplacementPlan{Text: fresh("plan")})
	}},
	"POST /components/{key}/support": {make: formCall("level", "abandoned", "reason", "its maker has gone")},
	"POST /components/{key}/plan":    {make: formCall("text", "take another", "state", "planned")},
	"POST /support/{id}/undo": {make: func(h *house, _ *person, own, of *side) call {
		return call{path: "/support/" + statementOf(h, own, of) + "/undo", media: formMedia}
	}},
	"POST /api/v1/names": {make: func(*house, *person, *side, *side) call { return jsonCall(aName()) }},
	"DELETE /api/v1/names/{id}": {make: func(h *house, _ *person, own, of *side) call {
		return call{path: "/api/v1/names/" + aliasOf(h, own, of)}
	}},
	"POST /api/v1/names/test":   {make: func(*house, *person, *side, *side) call { return jsonCall(aName()) }},
	"POST /api/v1/names/import": {make: func(*house, *person, *side, *side) call { return jsonCall(wire.RuleFile{Text: ruleFile()}) }},
	"DELETE /api/v1/names/imports/{id}": {make: func(h *house, _ *person, own, of *side) call {
		return call{path: "/api/v1/names/imports/" + batchOf(h, own, of)}
	}},
	"POST /api/v1/people": {make: func(*house, *person, *side, *side) call {
		return jsonCall(map[string]any{"email": strings.ReplaceAll(fresh("who"), " ", "") + "@x.example", "name": "Somebody", "password": "four words make sense", "roles": []string{"trainee"}})
	}},
	"PUT /api/v1/people/{id}/roles": {make: func(h *house, _ *person, own, of *side) call {
		c := jsonCall(map[string]any{"roles": []string{"clinical"}})
		c.path = "/api/v1/people/" + memberOf(h, own, of) + "/roles"
		return c
	}},
	"DELETE /api/v1/people/{id}": {make: func(h *house, _ *person, own, of *side) call {
		return call{path: "/api/v1/people/" + memberOf(h, own, of)}
	}},
	"DELETE /api/v1/people/{id}/sessions": {make: func(h *house, _ *person, own, of *side) call {
		return call{path: "/api/v1/people/" + memberOf(h, own, of) + "/sessions"}
	}},
	"DELETE /api/v1/people/{id}/wait": {make: formless},
	"PUT /api/v1/people/{id}/lock": {make: func(h *house, _ *person, own, of *side) call {
		c := jsonCall(map[string]string{"reason": "gone astray"})
		c.path = "/api/v1/people/" + memberOf(h, own, of) + "/lock"
		return c
	}},
	"DELETE /api/v1/people/{id}/lock": {make: func(h *house, _ *person, own, of *side) call {
		return call{path: "/api/v1/people/" + memberOf(h, own, of) + "/lock"}
	}, want: 409}, // they are not locked
	"POST /people/{id}/lock": {make: func(h *house, _ *person, own, of *side) call {
		return call{path: "/people/" + memberOf(h, own, of) + "/lock", media: formMedia, body: values("reason", "gone astray")}
	}},
	"POST /people/{id}/unlock": {make: formCall(), want: 409},
	"PATCH /api/v1/organisation": {make: func(h *house, _ *person, own, _ *side) call {
		return upon(h, own, "organisation", wire.Organisation{Name: own.org.Name})
	}},
	"PATCH /api/v1/sign-in-policy": {make: func(h *house, _ *person, own, _ *side) call {
		return upon(h, own, "sign-in-policy", wire.SignInPolicy{SecondFactor: "nobody", Sessions: wire.SessionLimits{IdleMinutes: 30, WholeMinutes: 720}})
	}},
	"DELETE /api/v1/tokens/{id}": {make: func(h *house, by *person, own, of *side) call {
		return call{path: "/api/v1/tokens/" + tokenOf(h, by, own, of)}
	}},
	"PUT /api/v1/intel": {make: func(h *house, _ *person, _, _ *side) call {
		return call{path: "/api/v1/intel?unsigned=accept", body: h.bundle()}
	}},

	"POST /api/v1/shares": {make: func(_ *house, _ *person, own, _ *side) call {
		return jsonCall(wire.Share{Release: own.release, Recipient: fresh("hospital"), Contact: "it", Purpose: "audit"})
	}},
	"DELETE /api/v1/shares/{id}": {make: formless},
	"POST /releases/{id}/shares": {make: formCall("recipient", "X", "contact", "x", "purpose", "x", "form", "spdx", "scope", "open", "days", "7")},
	"POST /shares/{id}/revoke":   {make: formCall()},
	"GET /shared":                {make: formCall(), want: -1}, // 404, and 429 when it was asked too often
	"POST /shared":               {make: formCall("key", "none"), want: -1},

	"GET /set-up":           {make: formCall(), want: 404}, // without a link
	"GET /welcome":          {make: formCall(), want: 404},
	"GET /join":             {make: formCall(), want: 404},
	"GET /sign-in/sso":      {make: formCall(), want: 404}, // single sign-on is not set up in these tests
	"GET /sign-in/sso/back": {make: formCall(), want: 404},
	"GET /sso":              {make: formCall(), want: 404},
	"POST /sso":             {make: formCall(), want: 404},
	"POST /set-up":          {make: formCall("key", "none", "organisation", "X", "side", "maker", "email", "x@x.example", "name", "X", "password", "four words make sense"), want: 404},
	"POST /welcome":         {make: formCall("key", "none"), want: 404},
	"POST /join":            {make: formCall("key", "none", "password", "four words make sense"), want: 404},
	"POST /sign-in":         {make: formCall("email", "nobody@x.example", "password", "wrong"), want: -1}, // 401, and 429 when it was tried too often
	"POST /keys":            {make: formCall("next", "j")},
	"POST /appearance":      {make: formCall("theme", "dark", "back", "/help")},
	"POST /sign-out": {make: func(h *house, by *person, own, _ *side) call {
		c := call{media: formMedia}
		if by != nil {
			c.session = h.session(own, by)
		}
		return c
	}},
	"POST /switch": {make: func(_ *house, _ *person, own, _ *side) call {
		return call{media: formMedia, body: values("org", own.org.ID)}
	}},
	"POST /products": {make: func(_ *house, _ *person, own, _ *side) call {
		return call{media: formMedia, body: values("line", own.line, "name", fresh("product"))}
	}},
	"POST /products/{id}": {make: func(h *house, _ *person, own, of *side) call {
		return call{media: formMedia, body: values("line", own.line, "name", of.word+" pump", "rev", h.rev(own, "models/"+own.model))}
	}},
	"POST /products/{id}/releases": {make: func(*house, *person, *side, *side) call {
		return call{media: formMedia, body: values("version", fresh("r"), "state", "in work")}
	}},
	"POST /releases/{id}": {make: func(h *house, _ *person, own, of *side) call {
		return call{media: formMedia, body: values("version", of.word+"-1", "state", "in work", "rev", h.rev(own, "releases/"+own.release))}
	}},
	"POST /releases/{id}/table": {make: formCall("do", "check", "rows", "1", "name-0", "zlib", "version-0", "unknown")},
	"POST /import": {make: func(_ *house, _ *person, own, _ *side) call {
		media, body := form(field{"into", "", []byte("release:" + own.release)}, field{"file", "x.json", own.document()})
		return call{media: media, body: body}
	}},
	"GET /import/columns":        {make: formCall(), want: 404}, // of no file
	"POST /import/columns":       {make: formCall("file", "none"), want: 404},
	"GET /imports/{id}/columns":  {make: formCall(), want: 422}, // it is no table
	"POST /imports/{id}/columns": {make: formCall(), want: 422},
	"POST /imports/{id}/retry":   {make: formCall(), want: 409}, // it has not failed
	"POST /findings/{id}/state": {make: func(h *house, _ *person, own, _ *side) call {
		return call{media: formMedia, body: values("to", h.otherState(own), "rev", h.rev(own, "findings/"+own.finding))}
	}},
	"POST /findings/{id}/snooze": {make: func(h *house, _ *person, own, _ *side) call {
		return call{media: formMedia, body: values("until", h.app.DB.Now().AddDate(0, 0, 9).Format("2006-01-02"), "because", fresh("because"), "rev", h.rev(own, "findings/"+own.finding))}
	}},
	"POST /findings/preview": {make: func(_ *house, _ *person, own, _ *side) call {
		return call{media: formMedia, body: values("id", own.finding, "do-turn", "in review")}
	}},
	"POST /findings/act": {make: func(_ *house, _ *person, own, _ *side) call {
		return call{media: formMedia, body: values("id", own.finding, "do-note", "yes", "note", fresh("note"))}
	}},
	"POST /deeds/{id}/undo": {make: formCall("back", "/deeds"), want: -1}, // as by REST
	"POST /findings/{id}/owner": {make: func(h *house, _ *person, own, _ *side) call {
		return call{media: formMedia, body: values("owner", own.all.Person, "rev", h.rev(own, "findings/"+own.finding))}
	}},
	"POST /findings/{id}/note": {make: func(h *house, _ *person, own, _ *side) call {
		return call{media: formMedia, body: values("note", fresh("note"), "rev", h.rev(own, "findings/"+own.finding))}
	}},
	"POST /names": {make: func(*house, *person, *side, *side) call {
		n := aName()
		return call{media: formMedia, body: values("name", n.Name, "patterns", n.Patterns[0], "ecosystem", n.Ecosystem, "package", n.Package)}
	}},
	"POST /names/{id}/undo": {make: func(h *house, _ *person, own, of *side) call {
		return call{path: "/names/" + aliasOf(h, own, of) + "/undo", media: formMedia}
	}},
	"GET /names/test": {make: formCall(), want: 422}, // no rule
	"POST /names/import": {make: func(*house, *person, *side, *side) call {
		return call{media: formMedia, body: values("text", ruleFile(), "keep", "yes")}
	}},
	"POST /names/imports/{id}/undo": {make: func(h *house, _ *person, own, of *side) call {
		return call{path: "/names/imports/" + batchOf(h, own, of) + "/undo", media: formMedia}
	}},
	"POST /intelligence": {make: func(h *house, _ *person, _, _ *side) call {
		media, body := form(field{"bundle", "x.intel", h.bundle()})
		return call{media: media, body: body}
	}},
	"PUT /api/v1/jobs/{id}/retry": {make: formless, want: 409}, // it has not failed
	"DELETE /api/v1/jobs/{id}":    {make: formless, want: 409},
	"POST /jobs/{id}/retry":       {make: formCall(), want: 409},
	"POST /jobs/{id}/cancel":      {make: formCall(), want: 409},
	"GET /events":                 {make: formCall(), want: 422}, // not asked for as a stream
	"GET /api/v1/events":          {make: formless, want: 422},
	"POST /intelligence/use":      {make: formCall("bundle", "none"), want: 404},
	"POST /intelligence/renew":    {make: formCall(), want: 503}, // this program is not set up to fetch
	"POST /log/verify":            {make: formCall()},
	"POST /people": {make: func(*house, *person, *side, *side) call {
		return call{media: formMedia, body: values("email", strings.ReplaceAll(fresh("who"), " ", "")+"@x.example", "name", "Somebody", "role", "trainee")}
	}},
	"POST /people/{id}": {make: func(h *house, _ *person, own, of *side) call {
		return call{path: "/people/" + memberOf(h, own, of), media: formMedia, body: values("role", "clinical")}
	}},
	"POST /people/{id}/link": {make: formCall()},
	"POST /people/{id}/remove": {make: func(h *house, _ *person, own, of *side) call {
		return call{path: "/people/" + memberOf(h, own, of) + "/remove", media: formMedia}
	}},
	"POST /people/{id}/free": {make: formCall()},
	"POST /people/{id}/sessions/end": {make: func(h *house, _ *person, own, of *side) call {
		return call{path: "/people/" + memberOf(h, own, of) + "/sessions/end", media: formMedia}
	}},
	"POST /people/{id}/reset-factor": {make: formCall("reason", "telephone lost"), want: 409}, // they have none
	"POST /settings": {make: func(h *house, _ *person, own, _ *side) call {
		return call{media: formMedia, body: values("name", own.org.Name, "rev", h.rev(own, "organisation"))}
	}},
	"POST /settings/sign-in": {make: func(h *house, _ *person, own, _ *side) call {
		return call{media: formMedia, body: values("demand", "nobody", "idle", "30", "whole", "720", "rev", h.rev(own, "sign-in-policy"))}
	}},
	"POST /settings/single-sign-on":      {make: formCall(), want: 404},                // it is not set up in these tests
	"POST /sign-in/second":               {make: formCall("code", "000000"), want: -1}, // 401 without the first part, and 429 when it was tried too often
	"POST /sign-in/set-up":               {make: formCall("code", "000000"), want: 401},
	"POST /sign-in/passkey/ask":          {make: formless, want: 409}, // these tests reach the server by a bare number
	"POST /sign-in/passkey":              {make: formless, want: -1},
	"POST /sign-in/second/passkey/ask":   {make: formless, want: 409},
	"POST /sign-in/second/passkey":       {make: formless, want: -1},
	"POST /sign-in/set-up/passkey/ask":   {make: formless, want: 409},
	"POST /sign-in/set-up/passkey":       {make: formless, want: 422},
	"POST /prove/passkey/ask":            {make: formless, want: 409},
	"POST /prove/passkey":                {make: formless, want: 422},
	"POST /prove":                        {make: formCall("next", "/")},
	"POST /prove/sso":                    {make: formCall(), want: 404},
	"POST /session/extend":               {make: formless},
	"POST /account":                      {make: ownName},
	"POST /account/password":             {make: formCall("password", "x", "new", "four words make sense"), want: 409}, // they have none
	"POST /account/app":                  {make: formCall("offer", "none", "code", "000000"), want: 409},
	"POST /account/app/remove":           {make: formCall(), want: 404},
	"POST /account/recovery":             {make: formCall(), want: 409},
	"POST /account/passkeys/ask":         {make: formless, want: 409},
	"POST /account/passkeys":             {make: formless, want: 422},
	"POST /account/passkeys/{id}/name":   {make: formCall("name", "x"), want: 404}, // they have none
	"POST /account/passkeys/{id}/remove": {make: formCall(), want: 404},
	"POST /account/sessions/{id}/end": {make: func(h *house, by *person, own, of *side) call {
		return call{path: "/account/sessions/" + sessionOf(h, by, own, of) + "/end", media: formMedia}
	}},
	"POST /account/sessions/end-others": {make: formCall()},
	"POST /account/told":                {make: formCall("up-to", "x", "back", "/")},
	"POST /tokens":                      {make: formCall("name", "x", "scope", "tokens:own", "days", "1")},
	"POST /drafts":                      {make: formCall("action", "/products", "page", "/products/new", "form", "name=x")},
	"GET /drafts/{id}": {make: func(h *house, by *person, own, of *side) call {
		return call{path: "/drafts/" + draftOf(h, by, own, of)}
	}},
	"POST /drafts/{id}/drop": {make: func(h *house, by *person, own, of *side) call {
		return call{path: "/drafts/" + draftOf(h, by, own, of) + "/drop", media: formMedia}
	}},
	"POST /tokens/{id}/revoke": {make: func(h *house, by *person, own, of *side) call {
		return call{path: "/tokens/" + tokenOf(h, by, own, of) + "/revoke", media: formMedia}
	}},
}

// callOf is the request for a route by somebody of one side on the ids of another.
func (h *house) callOf(r serve.Route, by *person, own, of *side) (call, recipe, bool) {
	rec, known := recipes[r.Method+" "+r.Path]
	var c call
	if known {
		c = rec.make(h, by, own, of)
	} else if r.Method != http.MethodGet {
		return c, rec, false
	}
	c.method = r.Method
	if c.path == "" {
		c.path = of.at(r.Path)
	}
	switch r.Path {
	case "/api/v1/names/proposals":
		c.path += "?name=busybox"
	case "/api/v1/releases/{id}/compare", "/releases/{id}/compare.csv", "/releases/{id}/compare.xlsx":
		c.path += "?with=" + of.release
	case "/api/v1/project/lookup":
		c.path += "?name=" + of.word + "+pump&version=" + of.word + "-1"
	case "/assets/{file}":
		c.path = h.asset()
	}
	return c, rec, true
}

func jsonCall(v any) call {
	body, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return call{media: "application/json", body: body}
}

func formCall(pairs ...string) func(*house, *person, *side, *side) call {
	return func(*house, *person, *side, *side) call { return call{media: formMedia, body: values(pairs...)} }
}

func formless(*house, *person, *side, *side) call { return call{} }

// upon is a change upon the version that a record is at.
func upon(h *house, own *side, path string, v any) call {
	c := jsonCall(v)
	c.head = map[string]string{"If-Match": `"` + h.rev(own, path) + `"`}
	return c
}

// rev reads the version of a record; lines are read from their list.
func (h *house) rev(own *side, path string) string {
	h.Helper()
	if path == "lines" {
		var all wire.Slice[wire.Line]
		h.api(own.all, "GET", path, nil, &all)
		for _, l := range all.Items {
			if l.ID == own.line {
				return strconv.FormatInt(l.Rev, 10)
			}
		}
	}
	return strings.Trim(h.api(own.all, "GET", path, nil, nil).head.Get("ETag"), `"`)
}

func (h *house) otherState(own *side) string {
	var f wire.Finding
	h.api(own.all, "GET", "findings/"+own.finding, nil, &f)
	if f.State == "in review" {
		return "open"
	}
	return "in review"
}

func aName() wire.Name {
	word := strings.ReplaceAll(fresh("nothing"), " ", "-")
	return wire.Name{Name: word, Patterns: []string{word}, Ecosystem: "PyPI", Package: word}
}

// aliasOf, memberOf and tokenOf make a record to end, so that the same request
// can be sent by many. Those of somebody else are not made: they must stay.
func aliasOf(h *house, own, of *side) string {
	if of != own {
		return of.name
	}
	var aliasID string
	h.update(own, func(tx *store.Tx) error {
		a := match.Alias{ID: id.New(), Name: "x", Patterns: []string{fresh("x")}, Ecosystem: "PyPI", Package: "x", When: tx.Now()}
		aliasID = a.ID
		return tx.SaveAlias(ctx, &a)
	})
	return aliasID
}

// ruleFile is a table with one rule that nobody has yet.
func ruleFile() string {
	n := aName()
	return "name,patterns,ecosystem,package\n" + n.Name + "," + n.Patterns[0] + ",PyPI," + n.Package + "\n"
}

func batchOf(h *house, own, of *side) string {
	if of != own {
		return of.name
	}
	batch := id.New()
	h.update(own, func(tx *store.Tx) error {
		return tx.SaveAlias(ctx, &match.Alias{ID: id.New(), Name: "x", Patterns: []string{fresh("x")}, Ecosystem: "PyPI", Package: "x", When: tx.Now(), Batch: batch})
	})
	return batch
}

func statementOf(h *house, own, of *side) string {
	if of != own {
		return of.statement
	}
	var made string
	h.update(own, func(tx *store.Tx) error {
		s := support.Statement{ID: id.New(), Subject: support.Subject{Lineage: "x"}, Source: support.Person, Level: support.Abandoned, Reason: "x", At: tx.Now()}
		made = s.ID
		return tx.SaveSupportStatement(ctx, &s)
	})
	return made
}

func memberOf(h *house, own, of *side) string {
	if of != own {
		return of.all.Person
	}
	return h.person(own, org.Trainee).Person
}

// ownName is a change of whoever asks to the name that they have.
func ownName(h *house, by *person, own, _ *side) call {
	if by == nil {
		return call{media: formMedia}
	}
	var rev int64
	h.update(own, func(tx *store.Tx) error {
		p, err := tx.Person(ctx, by.Person)
		rev = p.Version
		return err
	})
	return call{media: formMedia, body: values("rev", strconv.FormatInt(rev, 10), "name", by.Name)}
}

// sessionOf is the id of a session of somebody's to end.
func sessionOf(h *house, by *person, own, of *side) string {
	if of != own || by == nil {
		return of.session
	}
	key := h.session(own, by)
	var s account.Session
	h.update(own, func(tx *store.Tx) error {
		var err error
		s, err = tx.Session(ctx, secret.Digest(key))
		return err
	})
	return s.ID
}

// draftOf is a draft of whoever asks: somebody else's is nobody's business,
// whatever their roles.
func draftOf(h *house, by *person, own, of *side) string {
	if of != own || by == nil {
		return of.draft
	}
	return h.draft(own, by)
}

// viewOf is a view of whoever asks, at version 1.
func viewOf(h *house, by *person, own, of *side) string {
	if of != own || by == nil {
		return of.view
	}
	return h.view(own, by)
}

func tokenOf(h *house, by *person, own, of *side) string {
	if of != own || by == nil {
		return of.token
	}
	tokenID, _ := h.token(own, by, h.app.DB.Now().Add(60e9), org.ManageOwnTokens)
	return tokenID
}
