package apptest

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"aceso/internal/app"
	"aceso/internal/client/wire"
)

// newerBundle is the bundle of the tests in which one weakness of zlib has
// gone and another has come.
func newerBundle(t testing.TB) []byte {
	t.Helper()
	story, dir := filepath.Join("..", "story"), t.TempDir()
	text, err := os.ReadFile(filepath.Join(story, "nvd.json"))
	if err != nil {
		t.Fatal(err)
	}
	nvd, path := filepath.Join(dir, "nvd.json"), filepath.Join(dir, "newer.intel")
	if err := os.WriteFile(nvd, bytes.ReplaceAll(text, []byte("CVE-2022-37434"), []byte("CVE-2026-90001")), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = app.BuildBundle(ctx, app.Inputs{
		OSV: filepath.Join(story, "osv"), NVD: []string{nvd}, KEV: filepath.Join(story, "kev.json"), EPSS: filepath.Join(story, "epss.csv"), Made: time.Now(), Fetched: time.Now(),
	}, nil, path)
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// swapOf waits until the newest swap has touched findings, or time is over.
func (h *house) swapOf(who *person, parts int) wire.Swap {
	h.Helper()
	var all wire.Slice[wire.Swap]
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		h.api(who, "GET", "intel/bundles", nil, &all)
		if len(all.Items) > 0 && all.Items[0].Touched.Parts >= parts {
			return all.Items[0]
		}
	}
	h.Fatalf("the newest swap touched too little: %+v", all)
	return wire.Swap{}
}

// TestABundleIsTakenInTwoStepsAndSaysWhomItTouched brings an unsigned bundle by
// its page: nothing changes before somebody takes it; then what it changed is
// told by source, release and part.
func TestABundleIsTakenInTwoStepsAndSaysWhomItTouched(t *testing.T) {
	both(t, func(t *testing.T, h *house) {
		before := h.swapOf(h.a.all, 0)
		if before.Before != "" || before.Weaknesses == 0 {
			t.Errorf("the first bundle: %+v", before)
		}
		media, body := form(field{"bundle", "x.intel", newerBundle(t)})
		page := h.ask(call{method: "POST", path: "/intelligence", media: media, body: body, session: h.a.all.session})
		for _, want := range []string{"Use this bundle?", "not signed", "Keep what is in use", "Use it all the same"} {
			if page.status != http.StatusOK || !strings.Contains(string(page.body), want) {
				t.Errorf("the question does not say %q: %s", want, page)
			}
		}
		if now := h.swapOf(h.a.all, 0); now.ID != before.ID || len(h.entries(h.a, "intel.brought")) != 0 {
			t.Error("it is in use before anybody took it")
		}
		held := regexp.MustCompile(`name="bundle" value="([a-z2-7]+)"`).FindSubmatch(page.body)
		if held == nil {
			t.Fatal("the question names no bundle")
		}
		for what, name := range map[string]string{"another name": "aaaaaaaaaaaaaaaa", "a path": "../../x"} {
			if got := h.ask(call{method: "POST", path: "/intelligence/use", media: formMedia, body: values("bundle", name), session: h.a.all.session}); got.status != http.StatusNotFound {
				t.Errorf("%s: %s", what, got)
			}
		}
		use := call{method: "POST", path: "/intelligence/use", media: formMedia, body: values("bundle", string(held[1])), session: h.a.all.session}
		if got := h.ask(use); got.status != http.StatusSeeOther {
			t.Fatalf("taken: %s", got)
		}
		if got := h.ask(use); got.status != http.StatusNotFound {
			t.Errorf("taken twice: %s", got)
		}
		now := h.swapOf(h.a.all, 1)
		var one wire.Swap
		h.api(h.a.all, "GET", "intel/bundles/"+now.ID, nil, &one)
		if one.Before != before.Bundle || !one.Counted || one.Differ != 2 || one.Touched.Opened != 1 || one.Touched.Closed != 1 || len(one.Releases) != 1 || one.Releases[0].Release != h.a.release || len(one.Parts) != 1 || one.Parts[0].Name != "zlib" {
			t.Errorf("what it changed: %+v", one)
		}
		for _, s := range one.Sources {
			if s.Name == "nvd" && (s.Added != 1 || s.Withdrawn != 1) {
				t.Errorf("of the NVD: %+v", s)
			}
		}
		seen := h.ask(call{method: "GET", path: "/intelligence/bundles/" + now.ID, session: h.a.all.session})
		for _, want := range []string{"1 opened and 1 closed", h.a.word + " pump", "CVE-2026-90001"} {
			if !strings.Contains(string(seen.body), want) {
				t.Errorf("its page does not say %q: %s", want, seen)
			}
		}
	})
}

func TestTheBundleInUseIsCarriedElsewhere(t *testing.T) {
	h := open(t, "")
	for _, c := range []call{{method: "GET", path: "/intelligence/bundle", session: h.a.all.session}, {method: "GET", path: "/api/v1/intel/bundle", token: h.a.all.token}} {
		if got := h.ask(c); got.status != http.StatusOK || !bytes.Equal(got.body, h.bundle()) || !strings.Contains(got.head.Get("Content-Disposition"), ".intel") {
			t.Errorf("%s: %d, %d bytes, %v", c.path, got.status, len(got.body), got.head)
		}
	}
	refused := h.ask(call{method: "PUT", path: "/api/v1/intel", body: newerBundle(t), token: h.a.all.token})
	if refused.status != http.StatusConflict || !strings.Contains(string(refused.body), "unsigned=accept") || len(h.entries(h.a, "intel.brought")) != 0 {
		t.Errorf("an unsigned bundle that nobody accepts: %s", refused)
	}
}
