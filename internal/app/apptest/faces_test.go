package apptest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aceso/internal/app"
	"aceso/internal/client/wire"
	"aceso/internal/domain/match"
)

// TestTheCommandAndTheServerCountAlike sends one document through "check" and
// through a server with the same bundle. It holds a part of every kind.
func TestTheCommandAndTheServerCountAlike(t *testing.T) {
	document := []byte(`{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"components":[
 {"type":"library","bom-ref":"1","name":"certifi","version":"2021.5.30","purl":"pkg:pypi/certifi@2021.5.30"},
 {"type":"library","bom-ref":"2","name":"certifi","purl":"pkg:pypi/certifi"},
 {"type":"library","bom-ref":"3","name":"certifi","version":"2024.1.1","purl":"pkg:pypi/certifi@2024.1.1"},
 {"type":"library","bom-ref":"4","name":"certifi","version":">=2","purl":"pkg:pypi/certifi"},
 {"type":"library","bom-ref":"5","name":"elsewhere","version":"1.0","purl":"pkg:pypi/elsewhere@1.0"},
 {"type":"library","bom-ref":"6","group":"acme","name":"tool","version":"1.0","purl":"pkg:composer/acme/tool@1.0"},
 {"type":"library","bom-ref":"7","name":"busybox","version":"1.34.1","cpe":"cpe:2.3:a:*:busybox:1.34.1:*:*:*:*:*:*:*"},
 {"type":"library","bom-ref":"8","name":"busybox","version":"best","cpe":"cpe:2.3:a:busybox:busybox:*:*:*:*:*:*:*:*"},
 {"type":"library","bom-ref":"9","name":"of our own","version":"1.0"}]}`)
	path := bundle(t)
	r, err := app.CheckFile(ctx, document, path, nil, nil, match.Policy{})
	if err != nil {
		t.Fatal(err)
	}
	s := r.Summary
	if s.AffectedParts == 0 || s.Clean == 0 || s.NotCheckable < 4 || s.AffectedParts+s.UntoldParts != s.Matched || s.Matched+s.Clean+s.NotCheckable != r.Components {
		t.Errorf("check: %+v", s)
	}
	both(t, func(t *testing.T, h *house) {
		who := h.a.all
		var release, told wire.Release
		h.api(who, "POST", "releases", wire.Release{Model: h.a.model, Version: "of every kind"}, &release)
		receipt := h.push(who, release.ID, "all.cdx.json", document)
		h.wait(who, receipt.Job)
		h.api(who, "GET", "releases/"+release.ID, nil, &told)
		want := wire.Counts{Total: r.Components, Affected: s.AffectedParts, CannotTell: s.UntoldParts, Clean: s.Clean, NotCheckable: s.NotCheckable}
		if told.Counts == nil || *told.Counts != want {
			t.Errorf("the server counts %+v\nthe command %+v", told.Counts, want)
		}
		page := string(h.ask(call{method: "GET", path: "/releases/" + release.ID + "?tab=parts", session: who.session}).body)
		if n := strings.Count(page, "could not be checked"); n < s.NotCheckable {
			t.Errorf("the page calls %d parts not checkable, the command %d", n, s.NotCheckable)
		}
	})
}

// TestABundleOfFilesOnlyHasNoAgeThatNobodyKnows builds a bundle from files
// that nobody says when they were fetched, of which one gives no date at all.
func TestABundleOfFilesOnlyHasNoAgeThatNobodyKnows(t *testing.T) {
	story := filepath.Join("..", "story")
	undated := filepath.Join(t.TempDir(), "osv")
	for eco, date := range map[string]string{"Go": "0001-01-01T00:00:00Z", "npm": time.Now().UTC().Format(time.RFC3339)} {
		if err := os.MkdirAll(filepath.Join(undated, eco), 0o700); err != nil {
			t.Fatal(err)
		}
		record := `{"id":"` + strings.ToUpper(eco) + `-1","modified":"` + date + `","affected":[{"package":{"ecosystem":"` + eco + `","name":"x"},"versions":["1"]}]}`
		if err := os.WriteFile(filepath.Join(undated, eco, "1.json"), []byte(record), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "files.intel")
	if _, err := app.BuildBundle(ctx, app.Inputs{OSV: undated, NVD: []string{filepath.Join(story, "nvd.json")}, Made: time.Now()}, nil, path); err != nil {
		t.Fatal(err)
	}
	h := empty(t, "")
	h.a = h.side("alpha")
	f, err := os.Open(path)
	h.must(err)
	defer f.Close()
	_, err = app.ImportBundle(ctx, h.config, f, true)
	h.must(err)
	who := h.a.all
	var state wire.Intel
	for end := time.Now().Add(20 * time.Second); len(state.Sources) != 3 && time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		state = wire.Intel{}
		h.api(who, "GET", "intel", nil, &state)
	}
	for _, s := range state.Sources {
		if s.Fetched != "" || s.Name == "osv:Go" && s.AsOf != "" {
			t.Errorf("the API knows when %s was fetched: %+v", s.Name, s)
		}
	}
	for _, at := range []string{"/", "/intelligence", "/findings", "/api/v1/intel", "/api/v1/findings"} {
		got := string(h.ask(call{method: "GET", path: at, session: who.session, token: who.token}).body)
		for _, wrong := range []string{"292 years", "2025 years", "0001-01-01", "1 Jan 0001", "1 Jan 1", "Jan 0001"} {
			if strings.Contains(got, wrong) {
				t.Errorf("%s says %q", at, wrong)
			}
		}
		if at == "/intelligence" && !strings.Contains(got, "age not known") {
			t.Errorf("%s does not say that an age is not known", at)
		}
	}
}
