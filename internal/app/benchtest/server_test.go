package benchtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"aceso/internal/testkit"
)

// A server is the program while it answers.
type server struct {
	b     testing.TB
	base  string
	cmd   *exec.Cmd
	took  time.Duration // until it was ready
	token string        // of the demonstration's first person
	link  string        // that signs in once
}

// start starts the program with "serve" or "demo" on a data folder.
func start(b testing.TB, data, how string) *server {
	b.Helper()
	port, err := testkit.FreePort()
	if err != nil {
		b.Fatal(err)
	}
	addr := fmt.Sprintf("127.0.0.1:%d", port)
	args := []string{how, "--data", data, "--addr", addr}
	if how == "demo" {
		args = append(args, "--print-token", "--no-browser")
	}
	s := &server{b: b, base: "http://" + addr, cmd: exec.Command(binary, args...)}
	var out, told bytes.Buffer
	s.cmd.Stdout, s.cmd.Stderr = &out, &told
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	began := time.Now()
	if err := s.cmd.Start(); err != nil {
		b.Fatal(err)
	}
	for {
		res, err := http.Get(s.base + "/readyz")
		if err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				break
			}
		}
		if time.Since(began) > time.Minute {
			s.cmd.Process.Kill()
			b.Fatalf("the program is not ready after a minute: %s", told.String())
		}
		time.Sleep(time.Millisecond)
	}
	s.took = time.Since(began)
	if how == "demo" {
		s.token, _, _ = strings.Cut(out.String(), "\n")
		_, rest, _ := strings.Cut(told.String(), "/welcome?key=")
		key, _, _ := strings.Cut(rest, "\n")
		s.link, _ = url.QueryUnescape(key)
	}
	return s
}

func (s *server) stop() {
	s.b.Helper()
	s.cmd.Process.Signal(syscall.SIGTERM)
	if err := s.cmd.Wait(); err != nil {
		s.b.Errorf("the program ended: %v", err)
	}
}

// signIn returns a client that is signed in with a browser's cookie. Like a
// browser it takes packed answers; it counts their bytes as they travel.
func (s *server) signIn() *http.Client {
	s.b.Helper()
	jar, _ := cookiejar.New(nil)
	c := &http.Client{Jar: jar, Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 64}}
	res, err := c.PostForm(s.base+"/welcome", url.Values{"key": {s.link}})
	if err != nil {
		s.b.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK || len(jar.Cookies(res.Request.URL)) == 0 {
		s.b.Fatalf("signing in: %s", res.Status)
	}
	return c
}

// fetch gets a place and returns its body as it travels.
func (s *server) fetch(c *http.Client, path string) ([]byte, error) {
	req, err := http.NewRequest("GET", s.base+path, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept-Encoding", "gzip")
	res, err := c.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", path, res.Status)
	}
	return body, err
}

// api reads JSON with the token.
func (s *server) api(path string, out any) {
	s.b.Helper()
	req, _ := http.NewRequest("GET", s.base+"/api/v1/"+path, nil)
	req.Header.Set("X-Api-Key", s.token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		s.b.Fatal(err)
	}
	defer res.Body.Close()
	if err := json.NewDecoder(res.Body).Decode(out); err != nil || res.StatusCode != http.StatusOK {
		s.b.Fatalf("%s: %s: %v", path, res.Status, err)
	}
}

// BenchmarkReady tells how long a start takes until the program answers that
// it is ready: on an empty folder, and again.
func BenchmarkReady(b *testing.B) {
	var first, again []cost
	for range runs {
		data := filepath.Join(b.TempDir(), "data")
		for _, to := range []*[]cost{&first, &again} {
			s := start(b, data, "serve")
			*to = append(*to, cost{wall: s.took})
			s.stop()
		}
	}
	wall := func(c cost) time.Duration { return c.wall }
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(middle(first, wall).Seconds(), "first-s")
	b.ReportMetric(middle(again, wall).Seconds(), "again-s")
}

var linked = regexp.MustCompile(`(?:href|src)="(/assets/[^"]+)"`)

// BenchmarkDemonstration measures the program with the story in it: its memory
// while nobody asks, and what a browser loads for the first page.
func BenchmarkDemonstration(b *testing.B) {
	s := start(b, filepath.Join(b.TempDir(), "data"), "demo")
	defer s.stop()
	time.Sleep(3 * time.Second) // for the story's parts to be matched
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(memory(b, s.cmd.Process.Pid, "VmRSS"), "idle-MiB")
	c := s.signIn()
	page, err := s.fetch(&http.Client{Jar: c.Jar}, "/") // unpacked, to be read
	if err != nil {
		b.Fatal(err)
	}
	paths := []string{"/"}
	for _, m := range linked.FindAllSubmatch(page, -1) {
		if path := string(m[1]); !slices.Contains(paths, path) {
			paths = append(paths, path)
		}
	}
	bytes := 0
	for _, path := range paths {
		body, err := s.fetch(c, path)
		if err != nil {
			b.Fatal(err)
		}
		bytes += len(body)
	}
	b.ReportMetric(float64(bytes)/1024, "page-KiB")
	b.ReportMetric(float64(len(paths)), "requests")
}
