package benchtest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/store"
	"aceso/internal/store/intel"
	"aceso/internal/store/storetest"
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

// BenchmarkLoaded sends bills of materials of five hundred parts, four at a
// time, by the REST API, and waits until all are matched: two hundred, then
// as many to a store that holds those, and as many again when it holds twice
// as many. No part stands in two of the three.
func BenchmarkLoaded(b *testing.B) {
	s := start(b, filepath.Join(b.TempDir(), "data"), "demo")
	defer s.stop()
	var cpu [3]time.Duration
	began, imported := time.Now(), time.Duration(0)
	for round := range cpu {
		before := used(b, s.cmd.Process.Pid)
		imported += s.load(round)
		cpu[round] = used(b, s.cmd.Process.Pid) - before
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(len(cpu)*boms)/imported.Seconds(), "boms/s")
	b.ReportMetric(time.Since(began).Seconds(), "matched-s")
	b.ReportMetric(cpu[1].Seconds()*1000/boms, "cpu-ms/bom")
	b.ReportMetric((cpu[2].Seconds()/cpu[1].Seconds()-1)*100, "%more")
	b.ReportMetric(memory(b, s.cmd.Process.Pid, "VmHWM"), "peak-MiB")
}

const boms = 200 // of a round

// load sends a round of bills of materials and returns how long that took
// before all were matched.
func (s *server) load(round int) (imported time.Duration) {
	began := time.Now()
	jobs := make([]string, boms)
	var wg sync.WaitGroup
	for n := range 4 {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(uint64(n), uint64(round)))
			for i := n; i < boms; i += 4 {
				jobs[i] = s.push(fmt.Sprintf("%d.%d", round, i), parts(r, round, 500))
			}
		})
	}
	wg.Wait()
	imported = time.Since(began)
	for _, id := range jobs {
		for state := ""; state != "done"; time.Sleep(5 * time.Millisecond) {
			var j struct{ State, Problem string }
			if s.api("jobs/"+id, &j); j.State == "failed" {
				s.b.Fatal(j.Problem)
			}
			state = j.State
		}
	}
	return imported
}

// used is the processor time that a running process has taken.
func used(b testing.TB, pid int) time.Duration {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		b.Skipf("processor time is read from /proc: %v", err)
	}
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')'):])) // the name may hold anything
	var ticks [2]int64
	for i := range ticks {
		if ticks[i], err = strconv.ParseInt(fields[12+i], 10, 64); err != nil {
			b.Fatal(err)
		}
	}
	return time.Duration(ticks[0]+ticks[1]) * (time.Second / 100)
}

// parts writes a bill of materials of names that no other round has.
func parts(r *rand.Rand, round, n int) []byte {
	var b strings.Builder
	b.WriteString(`{"bomFormat":"CycloneDX","specVersion":"1.5","version":1,"components":[{"type":"application","name":"firmware","version":"1"}`)
	for range n {
		e, pkg, v := ecosystems[r.IntN(len(ecosystems))], round*3000+r.IntN(3000), fmt.Sprintf("%d.%d.0", r.IntN(4), r.IntN(4))
		fmt.Fprintf(&b, `,{"type":"library","name":"part-%d","version":%q,"purl":%q}`, pkg, v, e.purl(pkg, v))
	}
	b.WriteString("]}")
	return []byte(b.String())
}

// push sends a bill of materials and returns the job that matches it.
func (s *server) push(version string, data []byte) string {
	var form bytes.Buffer
	m := multipart.NewWriter(&form)
	for k, v := range map[string]string{"product": "Loaded", "version": version, "create": "true"} {
		m.WriteField(k, v)
	}
	f, _ := m.CreateFormFile("file", "bom.json")
	f.Write(data)
	m.Close()
	req, _ := http.NewRequest("POST", s.base+"/api/v1/sboms", &form)
	req.Header.Set("Content-Type", m.FormDataContentType())
	req.Header.Set("X-Api-Key", s.token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		s.b.Error(err)
		return ""
	}
	defer res.Body.Close()
	var got struct{ Job string }
	if err := json.NewDecoder(res.Body).Decode(&got); err != nil || res.StatusCode != http.StatusCreated {
		s.b.Errorf("sending a bill of materials: %s: %v", res.Status, err)
	}
	return got.Job
}

// BenchmarkPages measures the list of fifty findings, as the page that people
// see, at a million of them: one after the other with every sort, and three
// hundred a second whether or not the earlier ones are answered.
func BenchmarkPages(b *testing.B) {
	data := filepath.Join(b.TempDir(), "data")
	s := start(b, data, "demo")
	var me struct{ Org, Person, Name string }
	s.api("me", &me)
	c := s.signIn()
	s.stop()
	if err := os.Remove(intel.Path(data)); err != nil { // else all that was seeded would be matched anew
		b.Fatal(err)
	}
	db, err := store.Open(context.Background(), filepath.Join(data, "aceso.db"), store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	size := storetest.Million
	if testing.Short() {
		size.Components, size.Weaknesses = size.Components/20, size.Weaknesses/20
	}
	storetest.Seed(b, db, org.Actor{Org: me.Org, Person: me.Person, Name: me.Name, Roles: []org.Role{org.Administrator, org.Security}}, size)
	if err := db.Tidy(context.Background()); err != nil {
		b.Fatal(err)
	}
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
	s = start(b, data, "serve")
	defer s.stop()
	ready := s.took
	time.Sleep(3 * time.Second) // what the program does for itself at a start
	var lists []string
	for _, sort := range []string{"", "-severity", "score", "-epss", "kev", "component", "-opened", "state", "weakness"} {
		for _, more := range []string{"", "&severity=critical", "&kev=true", "&text=openssl", "&state=closed"} {
			lists = append(lists, "/findings?sort="+sort+more)
		}
	}
	s.times(c, lists[:10]) // warm
	one := s.times(c, slices.Repeat(lists, 4))
	open := s.openLoop(c, "/findings", 300, 10*time.Second)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(ready.Seconds()*1000, "ready-ms")
	b.ReportMetric(quantile(one, .5), "p50-ms")
	b.ReportMetric(quantile(one, .95), "p95-ms")
	b.ReportMetric(quantile(open, .5), "open-p50-ms")
	b.ReportMetric(quantile(open, .99), "open-p99-ms")
	b.ReportMetric(memory(b, s.cmd.Process.Pid, "VmHWM"), "peak-MiB")
}

// times asks for one page after the other.
func (s *server) times(c *http.Client, paths []string) []time.Duration {
	var out []time.Duration
	for _, path := range paths {
		began := time.Now()
		if _, err := s.fetch(c, path); err != nil {
			s.b.Error(err)
		}
		out = append(out, time.Since(began))
	}
	return out
}

// openLoop asks so many times a second, and counts from the moment that a
// request was due: who waits in front of the door waits too. After twenty
// seconds nobody waits any longer.
func (s *server) openLoop(c *http.Client, path string, rate int, length time.Duration) []time.Duration {
	c = &http.Client{Jar: c.Jar, Transport: c.Transport, Timeout: 20 * time.Second}
	n := int(length.Seconds()) * rate
	out := make([]time.Duration, n)
	began := time.Now()
	var wg sync.WaitGroup
	for i := range n {
		due := began.Add(time.Duration(i) * time.Second / time.Duration(rate))
		time.Sleep(time.Until(due))
		wg.Go(func() {
			if _, err := s.fetch(c, path); err != nil && !os.IsTimeout(err) {
				s.b.Error(err)
			}
			out[i] = time.Since(due)
		})
	}
	wg.Wait()
	return out
}

// quantile returns a quantile in milliseconds.
func quantile(all []time.Duration, q float64) float64 {
	sorted := slices.Sorted(slices.Values(all))
	return float64(sorted[min(len(sorted)-1, int(q*float64(len(sorted))))].Microseconds()) / 1000
}
