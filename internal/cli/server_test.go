package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"aceso/internal/app"
	"aceso/internal/domain/finding"
	"aceso/internal/domain/org"
	"aceso/internal/store"
	"aceso/internal/value/secret"
)

// A served is the demonstration, as the command line starts it.
type served struct {
	url       string
	tokenFile string
	data      string
}

// demonstration runs aceso demo until the test ends.
func demonstration(t *testing.T) served {
	t.Helper()
	cheap := *secret.Cost
	cheap.Memory, cheap.Iterations = 64, 1
	secret.Cost = &cheap
	dir := t.TempDir()
	s := served{tokenFile: filepath.Join(dir, "token"), data: filepath.Join(dir, "data")}
	ctx, stop := context.WithCancel(context.Background())
	var out, talk waiting
	ended := make(chan int, 1)
	go func() {
		ended <- Run(ctx, []string{"demo", "--data", s.data, "--addr", "127.0.0.1:0", "--print-token", "--no-browser"}, Streams{In: strings.NewReader(""), Out: &out, Err: &talk})
	}()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != exitOK {
			t.Errorf("demo ended with %d: %s", code, talk.String())
		}
	})
	ready := talk.find(t, regexp.MustCompile(`Ready: (http://[^/]+)/`))
	s.url = ready[1]
	token := out.find(t, regexp.MustCompile(`(\S+)\n`))[1]
	if err := os.WriteFile(s.tokenFile, []byte(token+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.settled(t)
	return s
}

// settled waits until nothing that came with the story is on its way.
func (s served) settled(t *testing.T) {
	t.Helper()
	idle := []string{"\naceso_log_unfollowed_entries 0\n", "\naceso_jobs{state=\"queued\"} 0\n", "\naceso_jobs{state=\"running\"} 0\n"}
	var text string
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		res, err := http.Get(s.url + "/metrics")
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		text = string(body)
		if !slices.ContainsFunc(idle, func(line string) bool { return !strings.Contains(text, line) }) {
			return
		}
	}
	t.Fatalf("the demonstration never came to rest: %s", text)
}

// closed closes the least finding of the demonstration, as matching would, and
// returns its id.
func (s served) closed(t *testing.T) string {
	t.Helper()
	ctx := context.Background()
	db, err := store.Open(ctx, filepath.Join(s.data, "aceso.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var orgs []org.Organisation
	var f finding.Finding
	err = db.View(ctx, func(tx *store.Tx) error {
		orgs, err = tx.Organisations(ctx)
		return err
	})
	for i := 0; err == nil && f.ID == ""; i++ {
		err = db.In(orgs[i].ID).Update(ctx, func(tx *store.Tx) error {
			page, err := tx.Findings(ctx, store.FindingFilter{Sort: "severity"}, store.Page{Limit: 1})
			if err != nil || len(page.Rows) == 0 {
				return err
			}
			f = page.Rows[0].Finding
			f.Was, f.State = f.State, finding.Closed
			return tx.SaveFinding(ctx, &f)
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	return f.ID
}

// waiting takes what a command prints, for whoever waits for a part of it.
type waiting struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (w *waiting) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.Write(p)
}

func (w *waiting) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.String()
}

func (w *waiting) find(t *testing.T, what *regexp.Regexp) []string {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if m := what.FindStringSubmatch(w.String()); m != nil {
			return m
		}
	}
	t.Fatalf("%s never came: %s", what, w.String())
	return nil
}

// TestEveryFaceTellsTheSameVersion: the command, the upload contract, the REST
// description and the page.
func TestEveryFaceTellsTheSameVersion(t *testing.T) {
	s := demonstration(t)
	get := func(path string) []byte {
		res, err := http.Get(s.url + path)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return body
	}
	var contract struct{ Framework struct{ Version string } }
	var rest struct{ Info struct{ Version string } }
	for path, v := range map[string]any{"/api/version": &contract, "/api/openapi.json": &rest} {
		if err := json.Unmarshal(get(path), v); err != nil {
			t.Fatal(err)
		}
	}
	if app.Version != Version || contract.Framework.Version != Version || rest.Info.Version != Version {
		t.Errorf("%s says the command, %s the contract, %s REST", Version, contract.Framework.Version, rest.Info.Version)
	}
	if !bytes.Contains(get("/about"), []byte(Version)) {
		t.Error("the page About says another")
	}
}
