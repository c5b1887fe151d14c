package crashtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aceso/internal/client/wire"
	"aceso/internal/testkit"
)

// A world is a program with the story in it, whoever works with it, and the
// ledger of what it has acknowledged.
type world struct {
	t      *testing.T
	p      *program
	seed   uint64
	ledger *ledger

	token    string       // of the story's first person
	session  *http.Client // signed in as the same
	me       wire.Me
	line     string // that all new models belong to
	findings []string
	hands    []*hand
}

// newWorld tells the program the story, signs in, and stops it again.
func newWorld(t *testing.T, database string, hands int) *world {
	t.Helper()
	return newWorldIn(t, filepath.Join(t.TempDir(), "data"), database, hands)
}

// newWorldIn does so in a folder that is there for it.
func newWorldIn(t *testing.T, data, database string, hands int) *world {
	t.Helper()
	w := &world{t: t, seed: testkit.Seed(t), ledger: newLedger()}
	w.p = newProgram(t, data, database)
	serve := w.p.args
	w.p.args = []string{"demo", "--data", w.p.data, "--addr", w.p.addr, "--print-token", "--no-browser"}
	w.p.start()
	w.p.args = serve
	told, err := os.ReadFile(w.p.data + ".out")
	w.must(err)
	token, _, ok := strings.Cut(string(told), "\n")
	if !ok {
		t.Fatal("the demonstration printed no token")
	}
	w.token = token
	w.get("me", &w.me)
	w.signIn()
	var line wire.Line
	w.must(w.send("POST", "lines", 0, wire.Line{Name: "Crash line"}, &line))
	w.line = line.ID
	w.awaitFindings(hands * 3)
	for n := range hands {
		w.hands = append(w.hands, newHand(w, n))
	}
	if code, _ := w.p.stop(); code != 0 {
		t.Fatalf("the demonstration ended with exit code %d", code)
	}
	return w
}

// signIn uses the link that the demonstration prints beside the token.
func (w *world) signIn() {
	w.t.Helper()
	told, err := os.ReadFile(w.p.data + ".log")
	if err != nil {
		w.t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(told), "/welcome?key=")
	key, _, _ := strings.Cut(rest, "\n")
	if key, err = url.QueryUnescape(key); err != nil {
		w.t.Fatal(err)
	}
	jar, _ := cookiejar.New(nil)
	w.session = &http.Client{Jar: jar, Timeout: 20 * time.Second, Transport: caller.Transport}
	res, err := w.session.PostForm("http://"+w.p.addr+"/welcome", url.Values{"key": {key}})
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK || len(jar.Cookies(res.Request.URL)) == 0 {
		w.t.Fatalf("signing in: %s", res.Status)
	}
}

// awaitFindings waits until the story's parts are matched and keeps the ids.
func (w *world) awaitFindings(n int) {
	w.t.Helper()
	for end := time.Now().Add(30 * time.Second); len(w.findings) < n; {
		var page wire.Slice[wire.Finding]
		w.get(fmt.Sprintf("findings?limit=%d", n), &page)
		if w.findings = nil; len(page.Items) == n {
			for _, f := range page.Items {
				w.findings = append(w.findings, f.ID)
			}
		}
		if time.Now().After(end) {
			w.t.Fatalf("the story has only %d findings", len(page.Items))
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// A refusal is an answer that is not yes.
type refusal struct {
	status int
	text   string
}

func (r *refusal) Error() string { return fmt.Sprintf("%d %s", r.status, r.text) }

// refusedAs returns the status of a refusal, and 0 when nobody refused.
func refusedAs(err error) int {
	var r *refusal
	if errors.As(err, &r) {
		return r.status
	}
	return 0
}

// caller is one connection a request: what was killed must not be mistaken for alive.
var caller = &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}

// ask sends a request and reads the answer into out. An error that is no
// refusal means that nobody knows whether it was done.
func (w *world) ask(method, path, token, contentType string, rev int64, body []byte, out any) error {
	req, err := http.NewRequest(method, "http://"+w.p.addr+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("X-Api-Key", token)
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	if rev > 0 {
		req.Header.Set("If-Match", fmt.Sprintf("%q", fmt.Sprint(rev)))
	}
	res, err := caller.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode >= 300 {
		return &refusal{res.StatusCode, string(answer)}
	}
	switch out := out.(type) {
	case nil:
		return nil
	case *[]byte:
		*out = answer
		return nil
	}
	return json.Unmarshal(answer, out)
}

// send sends JSON to a place of the REST API.
func (w *world) send(method, path string, rev int64, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	return w.ask(method, "/api/v1/"+path, w.token, "application/json", rev, body, out)
}

// read reads from a place of the REST API.
func (w *world) read(path string, out any) error {
	return w.ask("GET", "/api/v1/"+path, w.token, "", 0, nil, out)
}

// get reads while the program is known to run.
func (w *world) get(path string, out any) {
	w.t.Helper()
	w.must(w.read(path, out))
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}
