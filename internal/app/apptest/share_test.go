package apptest

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"aceso/internal/client/wire"
	"aceso/internal/domain/share"
	"aceso/internal/store"
)

// keyOf is the secret in a link.
func keyOf(t testing.TB, link string) string {
	t.Helper()
	_, key, ok := strings.Cut(link, "?key=")
	if !ok {
		t.Fatalf("no link: %q", link)
	}
	return key
}

// TestARecipientGetsTheListByItsLinkAndNoOther walks the whole way: made,
// looked at, fetched, on record, revoked.
func TestARecipientGetsTheListByItsLinkAndNoOther(t *testing.T) {
	both(t, func(t *testing.T, h *house) {
		var made wire.Share
		h.api(h.a.all, "POST", "shares", wire.Share{Release: h.a.release, Recipient: "Marrow Valley", Contact: "it@marrow.example", Purpose: "procurement"}, &made)
		key := keyOf(t, made.Link)
		page := h.ask(call{method: "GET", path: made.Link})
		for _, want := range []string{h.a.org.Name, "Marrow Valley", made.SHA256, h.a.word + " pump " + h.a.word + "-1", "Download"} {
			if page.status != http.StatusOK || !strings.Contains(string(page.body), want) {
				t.Errorf("the page does not say %q: %s", want, page)
			}
		}
		if page.head.Get("X-Robots-Tag") == "" || page.head.Get("Set-Cookie") != "" {
			t.Errorf("a page for strangers: %v", page.head)
		}
		got := h.ask(call{method: "POST", path: "/shared", media: formMedia, body: values("key", key, "do", "download"), head: map[string]string{"User-Agent": "hospital-scanner/1"}})
		if got.status != http.StatusOK || !strings.Contains(string(got.body), `"CycloneDX"`) || got.head.Get("Aceso-SHA256") != made.SHA256 {
			t.Fatalf("the download: %s", got)
		}
		var now wire.Share
		h.api(h.a.all, "GET", "shares/"+made.ID, nil, &now)
		if now.Taken != 1 || len(now.Fetches) != 1 || now.Fetches[0].Agent != "hospital-scanner/1" || now.Fetches[0].Address == "" || now.Link != "" {
			t.Errorf("on record: %+v", now)
		}
		for _, what := range []string{"sbom.shared", "sbom.share-fetched"} {
			if len(h.entries(h.a, what)) == 0 {
				t.Errorf("the log does not say %s", what)
			}
		}
		h.push(h.a.all, h.a.release, "newer.json", []byte(strings.ReplaceAll(string(h.a.document()), "2.20.0", "2.31.0")))
		if got := h.ask(call{method: "GET", path: made.Link}); !strings.Contains(string(got.body), "newer parts list") {
			t.Errorf("nobody tells that there is a newer one: %s", got)
		}
		var older wire.Slice[wire.Share]
		h.api(h.a.all, "GET", "shares?newer=true&state=live", nil, &older)
		today := string(h.ask(call{method: "GET", path: "/?all=yes", session: h.a.all.session}).body)
		if older.Total != 2 || !older.Items[0].Newer || !strings.Contains(today, "Share the newer parts list") {
			t.Errorf("nobody tells the sharer that there is a newer one: %+v", older)
		}
		h.api(h.a.all, "DELETE", "shares/"+made.ID, nil, nil)
		gone := h.ask(call{method: "GET", path: made.Link})
		none := h.ask(call{method: "GET", path: "/shared?key=none"})
		if gone.status != http.StatusNotFound || string(gone.body) != string(none.body) {
			t.Errorf("a revoked link can be told from an unknown one:\n%s\n%s", gone, none)
		}
		if strings.Contains(h.log.String(), key) {
			t.Error("the server's log holds the secret of a link")
		}
	})
}

func TestAPasswordGuardsWhatALinkGives(t *testing.T) {
	h := open(t, "")
	var made wire.Share
	h.api(h.a.all, "POST", "shares", wire.Share{Release: h.a.release, Recipient: "R", Contact: "c", Purpose: "p", Password: "four words make sense", Most: 1}, &made)
	key := keyOf(t, made.Link)
	ask := func(pairs ...string) answer {
		return h.ask(call{method: "POST", path: "/shared", media: formMedia, body: values(append([]string{"key", key}, pairs...)...)})
	}
	for what, got := range map[string]answer{
		"without":            h.ask(call{method: "GET", path: made.Link}),
		"with none, at once": ask("do", "download"),
		"with a wrong one":   ask("password", "another", "do", "download"),
		"with a false proof": ask("proof", "another", "do", "download"),
	} {
		if strings.Contains(string(got.body), h.a.word) && !strings.Contains(string(got.body), h.a.org.Name+" shares") || strings.Contains(string(got.body), made.SHA256) || got.head.Get("Content-Disposition") != "" {
			t.Errorf("%s: %s", what, got)
		}
	}
	open := ask("password", "four words make sense")
	_, rest, ok := strings.Cut(string(open.body), `name="proof" value="`)
	if open.status != http.StatusOK || !ok || !strings.Contains(string(open.body), made.SHA256) {
		t.Fatalf("with the password: %s", open)
	}
	proof, _, _ := strings.Cut(rest, `"`)
	if got := ask("proof", proof, "do", "download"); got.status != http.StatusOK || got.head.Get("Content-Disposition") == "" {
		t.Errorf("the download: %s", got)
	}
	if got := ask("proof", proof, "do", "download"); got.status != http.StatusNotFound {
		t.Errorf("one more than allowed: %s", got)
	}
}

// TestLinksThatDoNotCountAnswerAlike: revoked, used up, unknown. That
// an expired one is told so too is the rule of share.State.
func TestLinksThatDoNotCountAnswerAlike(t *testing.T) {
	h := open(t, "")
	link := func(change func(*share.Share)) string {
		var made wire.Share
		h.api(h.a.all, "POST", "shares", wire.Share{Release: h.a.release, Recipient: "R", Contact: "c", Purpose: "p", Form: "original", Most: 1}, &made)
		h.update(h.a, func(tx *store.Tx) error {
			s, err := tx.Share(ctx, made.ID)
			if err != nil {
				return err
			}
			change(&s)
			return tx.SaveShare(ctx, s)
		})
		return made.Link
	}
	unknown := h.ask(call{method: "GET", path: "/shared?key=unknown"})
	for what, change := range map[string]func(*share.Share){
		"revoked": func(s *share.Share) { s.Revoked = h.app.DB.Now() },
		"used up": func(s *share.Share) { s.Taken = 1 },
	} {
		l := link(change)
		for _, c := range []call{{method: "GET", path: l}, {method: "POST", path: "/shared", media: formMedia, body: values("key", keyOf(t, l), "do", "download")}} {
			if got := h.ask(c); got.status != http.StatusNotFound || string(got.body) != string(unknown.body) {
				t.Errorf("%s %s: %s", what, c.method, got)
			}
		}
	}
}

// TestTheSecretOfALinkIsKeptNowhere, not even in the answer that is kept for a
// repetition of the request.
func TestTheSecretOfALinkIsKeptNowhere(t *testing.T) {
	h := open(t, "")
	c := jsonCall(wire.Share{Release: h.a.release, Recipient: "R", Contact: "c", Purpose: "p"})
	c.method, c.path, c.token, c.head = "POST", "/api/v1/shares", h.a.all.token, map[string]string{"Idempotency-Key": "share-1"}
	first, again := h.ask(c), h.ask(c)
	var made, repeated wire.Share
	h.must(json.Unmarshal(first.body, &made))
	h.must(json.Unmarshal(again.body, &repeated))
	if made.Link == "" || repeated.Link != "" || repeated.ID != made.ID || again.head.Get("Idempotency-Replayed") != "true" {
		t.Errorf("first %s\nagain %s", first, again)
	}
	if err := h.app.Checkpoint(ctx); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(h.config.Data, "aceso.db*"))
	h.must(err)
	for _, f := range files {
		data, err := os.ReadFile(f)
		h.must(err)
		if bytes.Contains(data, []byte(keyOf(t, made.Link))) {
			t.Errorf("%s holds the secret of a link", filepath.Base(f))
		}
	}
}
