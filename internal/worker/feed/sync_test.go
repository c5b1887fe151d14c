package feed_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"aceso/internal/store/intel"
	"aceso/internal/testkit"
	"aceso/internal/value/fault"
)

func TestSyncFetchesEverySourceAndPutsABundleInUse(t *testing.T) {
	p := newPlace(t, newWorld(t))
	report, err := p.sync()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range report.Sources {
		if s.Problem != "" || !s.Fetched.Equal(p.now) {
			t.Errorf("%s: fetched %v, problem %q", s.Name, s.Fetched, s.Problem)
		}
	}
	if !report.Outcome.Placed || len(report.Changed) != 6 {
		t.Errorf("placed %v, changed %v", report.Outcome.Placed, report.Changed)
	}
	b := current(t, p)
	w, err := b.Weakness("GHSA-0003")
	if err != nil || w == nil || w.ID != "CVE-2026-0003" || w.KEV == nil || w.EPSS == nil || w.EPSS.Date != "2026-08-24" {
		t.Errorf("the weakness with alias, catalogue and estimate: %+v, %v", w, err)
	}
	for product, want := range map[string]int{"pump": 5} { // three of the NVD, two of the CVE list
		if list, err := b.ByProduct("a", "acme", product); err != nil || len(list) != want {
			t.Errorf("%s: %d statements, %v", product, len(list), err)
		}
	}
	if list, err := b.Support("openssl"); err != nil || len(list) != 1 || list[0].EndOfLife != "2026-09-07" {
		t.Errorf("support dates: %v, %v", list, err)
	}
}

func current(t *testing.T, p *place) *intel.Bundle {
	t.Helper()
	b, err := intel.Current(p.cfg.Dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	return b
}

func TestNothingNewBuildsNothing(t *testing.T) {
	w := newWorld(t)
	p := newPlace(t, w)
	if _, err := p.sync(); err != nil {
		t.Fatal(err)
	}
	w.with("/nvd", func(rw http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(rw, `{"resultsPerPage":0,"startIndex":0,"totalResults":0,"vulnerabilities":[]}`)
	})
	report, err := p.sync()
	if err != nil || report.Build != nil || len(report.Changed) > 0 {
		t.Errorf("built %v, changed %v, %v", report.Build != nil, report.Changed, err)
	}
	if s := state(report, "kev"); !s.Fetched.Equal(p.now) {
		t.Errorf("an unchanged source was looked at now, and says %v", s.Fetched)
	}
}

func TestChangesComeByDelta(t *testing.T) {
	w := newWorld(t)
	p := newPlace(t, w)
	if _, err := p.sync(); err != nil {
		t.Fatal(err)
	}
	w.set("/osv/npm/modified_id.csv", []byte("2026-08-25T12:00:00Z,GHSA-0011\n2026-08-25T11:00:00Z,GHSA-0001\n2026-08-20T00:00:00Z,GHSA-0002\n"))
	w.set("/osv/npm/GHSA-0011.json", []byte(osvRecord("npm", 11, "2026-08-25T12:00:00Z")))
	w.set("/osv/npm/GHSA-0001.json", []byte(strings.Replace(osvRecord("npm", 1, "2026-08-25T11:00:00Z"), "1.1", "1.99", 1)))
	w.asked = nil
	report, err := p.sync()
	if err != nil || !report.Outcome.Placed {
		t.Fatal(err)
	}
	if asked := strings.Join(w.asked, " "); strings.Contains(asked, "all.zip") || strings.Contains(asked, "GHSA-0002") {
		t.Errorf("asked for more than the changes: %s", asked)
	}
	b := current(t, p)
	list, err := b.ByPackage("npm", "p1")
	if err != nil || len(list) != 1 || list[0].Ranges[0].Fixed != "1.99" {
		t.Errorf("the changed record: %+v, %v", list, err)
	}
	if w, err := b.Weakness("GHSA-0011"); err != nil || w == nil {
		t.Errorf("the new record: %v", err)
	}
	if w, err := b.Weakness("CVE-2026-1004"); err != nil || w == nil {
		t.Errorf("the record modified at the NVD: %v", err)
	}
	old, err := intel.Open(intel.PreviousPath(p.cfg.Dir))
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	keys, err := intel.Changed(old, b)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, k := range keys {
		names = append(names, fmt.Sprintf("%c %s", k.Kind, k.Name))
	}
	for _, want := range []string{"p p1", "p p11", "c pump", "w CVE-2026-0001", "w CVE-2026-0011", "w CVE-2026-1004"} {
		if !strings.Contains(strings.Join(names, "|"), want) {
			t.Errorf("%q is not among the changed: %v", want, names)
		}
	}
	if strings.Contains(strings.Join(names, "|"), "p2") {
		t.Errorf("an unchanged package is among the changed: %v", names)
	}
}

// sources of the world, with the path whose answer a fault spoils.
var spoilable = map[string]string{"osv:npm": "/osv/npm/all.zip", "nvd": "/nvd", "cve": "/cve/all", "kev": "/kev", "epss": "/epss", "eol": "/eol"}

// faults are the ways in which a source can fail.
func faults(w *world) map[string]http.HandlerFunc {
	status := func(code int, header ...string) http.HandlerFunc {
		return func(rw http.ResponseWriter, _ *http.Request) {
			for i := 0; i+1 < len(header); i += 2 {
				rw.Header().Set(header[i], header[i+1])
			}
			http.Error(rw, "no", code)
		}
	}
	text := func(s string) http.HandlerFunc {
		return func(rw http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(rw, s) }
	}
	cut := func(rw http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		data := w.files[r.URL.Path]
		w.mu.Unlock()
		if len(data) == 0 {
			data = []byte(`{"resultsPerPage":3,"startIndex":0,"totalResults":3,"vulnerabilities":[{"cve":`)
		}
		_, _ = rw.Write(data[:len(data)*2/3])
	}
	return map[string]http.HandlerFunc{
		"404": status(404), "403": status(403), "500": status(500), "502": status(502),
		"429":                   status(429, "Retry-After", "5"),
		"429 for a day":         status(429, "Retry-After", "86400"),
		"503 until a date":      status(503, "Retry-After", "Wed, 26 Aug 2026 00:00:00 GMT"),
		"304 of something new":  status(304),
		"an HTML page":          text("<!DOCTYPE html><html><body>Sorry, we are down for maintenance</body></html>"),
		"nothing":               text(""),
		"JSON of another kind":  text(`{"message":"API rate limit exceeded"}`),
		"null":                  text("null"),
		"a list of nulls":       text(`{"vulnerabilities":[null,null],"result":[null],"releases":null,"assets":[null]}`),
		"cut off in the middle": cut,
		"random bytes":          text(strings.Repeat("\x00\xff\x9c\x01", 1000)),
		"deep nesting":          text(strings.Repeat("[", 100_000)),
		"a wrong length": func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(rw, "{")
		},
		"an endless body":        func(rw http.ResponseWriter, r *http.Request) { endless(rw, []byte(strings.Repeat(" ", 1<<16))) },
		"endless gzip":           func(rw http.ResponseWriter, r *http.Request) { _, _ = rw.Write(gz(make([]byte, 8<<20))) },
		"a broken line":          func(rw http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) },
		"silence":                func(rw http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"a redirect to loopback": status(302, "Location", strings.Replace(w.URL, "127.0.0.1", "localhost", 1)),
		"a redirect to the host": status(302, "Location", "http://169.254.169.254/latest/meta-data"),
		"a redirect to a file":   status(302, "Location", "file:///etc/passwd"),
		"a redirect to itself":   func(rw http.ResponseWriter, r *http.Request) { http.Redirect(rw, r, r.URL.Path, http.StatusFound) },
	}
}

func endless(rw http.ResponseWriter, chunk []byte) {
	for {
		if _, err := rw.Write(chunk); err != nil {
			return
		}
	}
}

func TestAFailedSourceKeepsWhatItHadAndSaysSo(t *testing.T) {
	w := newWorld(t)
	base := newPlace(t, w)
	if _, err := base.sync(); err != nil {
		t.Fatal(err)
	}
	before := current(t, base).Info()
	names := faults(w)
	tried := 0
	for name := range spoilable {
		for what := range names {
			if what == "304 of something new" && name != "nvd" && name != "cve" {
				continue // nothing has changed: that is no fault
			}
			tried++
			t.Run(name+", "+what, func(t *testing.T) {
				t.Parallel()
				failsOnce(t, base, before.Statements, name, what)
			})
		}
	}
	testkit.Tell(t, "faults of sources: status, cut, endless, hostile, silent", tried, "%d faults of %d sources; the last good data kept each time, and the source's state told", len(names), len(spoilable))
}

// failsOnce spoils one source of a place that has synced before.
func failsOnce(t *testing.T, base *place, statements int, name, what string) {
	w := newWorld(t)
	p := newPlace(t, w)
	p.cfg.Dir, p.now = copyOf(t, base.cfg.Dir), base.now
	if name == "osv:npm" || name == "cve" {
		p.now = p.now.AddDate(0, 0, 8) // the whole is due
		w.set("/cve/latest", []byte(strings.ReplaceAll(string(w.files["/cve/latest"]), "2026-08-25_all", "2026-09-02_all")))
	}
	w.with(spoilable[name], faults(w)[what])
	report, err := p.sync()
	if err != nil {
		t.Fatal(err)
	}
	if s := state(report, name); s.Problem == "" || s.Fetched.Equal(p.now) {
		t.Errorf("fetched %v without a word", s.Fetched)
	}
	for _, other := range report.Sources {
		if other.Name != name && other.Problem != "" {
			t.Errorf("%s suffers: %s", other.Name, other.Problem)
		}
	}
	b := current(t, p)
	if b.Info().Statements < statements {
		t.Errorf("%d statements are left of %d", b.Info().Statements, statements)
	}
	for _, s := range b.Info().Sources {
		if s.Name == name && s.Problem == "" {
			t.Error("the bundle does not tell")
		}
	}
}

func copyOf(t *testing.T, dir string) string {
	t.Helper()
	to := t.TempDir()
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return to
}

func TestASourceThatShrinksIsNotTaken(t *testing.T) {
	w := newWorld(t)
	p := newPlace(t, w)
	if _, err := p.sync(); err != nil {
		t.Fatal(err)
	}
	w.set("/kev", kevFile(2))
	w.set("/epss", gz([]byte(epssFile(10))))
	w.osv("npm", 1, 5)
	p.now = p.now.AddDate(0, 0, 8)
	report, err := p.sync()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"kev", "epss", "osv:npm"} {
		if s := state(report, name); !strings.Contains(s.Problem, "shrank") {
			t.Errorf("%s: %q", name, s.Problem)
		}
	}
	if w, err := current(t, p).Weakness("CVE-2026-0005"); err != nil || w == nil || w.KEV == nil {
		t.Errorf("the entry that is missing now is gone: %v", err)
	}
	p.cfg.Shrunk = []string{"kev", "epss", "osv:npm"}
	if _, err = p.sync(); !fault.Is(err, fault.Conflict) {
		t.Errorf("the gate lets a smaller bundle pass without a person's word: %v", err)
	}
	p.cfg.Terms.Anyway = true
	if report, err = p.sync(); err != nil || !report.Outcome.Placed {
		t.Errorf("taken knowingly: %v", err)
	}
}

func TestABrokenTransferGoesOnWhereItEnded(t *testing.T) {
	w := newWorld(t)
	p := newPlace(t, w)
	data := w.files["/kev"]
	var ranges []string
	w.with("/kev", func(rw http.ResponseWriter, r *http.Request) {
		ranges = append(ranges, r.Header.Get("Range"))
		rw.Header().Set("ETag", `"a"`)
		rw.Header().Set("Accept-Ranges", "bytes")
		if r.Header.Get("Range") == fmt.Sprintf("bytes=%d-", len(data)/2) && r.Header.Get("If-Range") == `"a"` {
			rw.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", len(data)/2, len(data)-1, len(data)))
			rw.WriteHeader(http.StatusPartialContent)
			_, _ = rw.Write(data[len(data)/2:])
			return
		}
		rw.Header().Set("Content-Length", fmt.Sprint(len(data)))
		_, _ = rw.Write(data[:len(data)/2])
	})
	report, err := p.sync()
	if err != nil || state(report, "kev").Problem != "" || len(ranges) != 2 {
		t.Errorf("%v, %q, ranges %q", err, state(report, "kev").Problem, ranges)
	}
}

func TestASourceThatWantsToBeLeftAloneIs(t *testing.T) {
	w := newWorld(t)
	p := newPlace(t, w)
	if _, err := p.sync(); err != nil {
		t.Fatal(err)
	}
	asked := 0
	w.with("/kev", func(rw http.ResponseWriter, r *http.Request) {
		asked++
		rw.Header().Set("Retry-After", "7200")
		http.Error(rw, "slow down", http.StatusTooManyRequests)
	})
	for range 3 {
		if _, err := p.sync(); err != nil {
			t.Fatal(err)
		}
	}
	if asked != 2 { // at once, and again when the two hours are over
		t.Errorf("asked %d times", asked)
	}
}

func TestAnUnfinishedNVDGoesOn(t *testing.T) {
	w := newWorld(t)
	p := newPlace(t, w)
	first := true
	w.with("/nvd", func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("startIndex") == "2" && first {
			http.Error(rw, "no", http.StatusForbidden)
			return
		}
		w.nvd(rw, r)
	})
	report, err := p.sync()
	if err != nil || state(report, "nvd").Problem == "" {
		t.Fatalf("%v, %q", err, state(report, "nvd").Problem)
	}
	first = false
	if report, err = p.sync(); err != nil || state(report, "nvd").Problem != "" {
		t.Fatalf("%v, %q", err, state(report, "nvd").Problem)
	}
	pages, _ := filepath.Glob(filepath.Join(p.cfg.Dir, "intel/cache/nvd/full-*"))
	if len(pages) != 2 {
		t.Errorf("pages %v", pages)
	}
}

func TestTheKeyForTheNVDIsBoundToIt(t *testing.T) {
	p := newPlace(t, newWorld(t))
	p.cfg.NVDKeyFile = filepath.Join(t.TempDir(), "key")
	if _, err := p.cfg.Credentials(); !fault.Is(err, fault.Invalid) {
		t.Errorf("a missing file: %v", err)
	}
	if err := os.WriteFile(p.cfg.NVDKeyFile, []byte("secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := p.cfg.Credentials()
	if err != nil || len(c) != 1 || c[strings.TrimSuffix(p.cfg.NVD, "/nvd")].Get("apiKey") != "secret" {
		t.Errorf("%v, %v", c, err)
	}
}

func TestOneSyncAtATime(t *testing.T) {
	w := newWorld(t)
	p := newPlace(t, w)
	started, done := make(chan struct{}), make(chan error)
	w.with("/kev", func(rw http.ResponseWriter, r *http.Request) {
		close(started)
		<-done
		_, _ = rw.Write(kevFile(5))
	})
	go func() {
		_, err := p.sync()
		done <- err
	}()
	<-started
	if _, err := (&place{cfg: p.cfg, out: p.out}).sync(); !fault.Is(err, fault.Conflict) {
		t.Errorf("a second sync: %v", err)
	}
	done <- nil
	if err := <-done; err != nil {
		t.Error(err)
	}
}
