package benchtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"mime/multipart"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"aceso/internal/format/intake"
)

// BenchmarkLoaded sends bills of materials of five hundred parts, four at a
// time, by the REST API, and waits until all are matched: a round of them,
// then as many to a store that holds those, and as many again when it holds
// twice as many. No part stands in two of the three. Each round's cost is the
// least that three servers had of it.
func BenchmarkLoaded(b *testing.B) {
	var cpu [3]time.Duration
	var fastest time.Duration
	peak := 0.0
	for server := range 3 {
		s := start(b, filepath.Join(b.TempDir(), "data"), "demo")
		time.Sleep(2 * time.Second) // for the story's own parts
		imported := time.Duration(0)
		for round := range cpu {
			cost := s.cost(func() { imported += s.load(round) })
			if server == 0 || cost < cpu[round] {
				cpu[round] = cost
			}
		}
		if server == 0 || imported < fastest {
			fastest = imported
		}
		peak = max(peak, memory(b, s.cmd.Process.Pid, "VmHWM"))
		s.stop()
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(len(cpu)*boms), "boms")
	b.ReportMetric(float64(len(cpu)*boms)/fastest.Seconds(), "boms/s")
	b.ReportMetric(cpu[1].Seconds()*1000/float64(boms), "cpu-ms/bom")
	b.ReportMetric((cpu[2].Seconds()/cpu[1].Seconds()-1)*100, "%more")
	b.ReportMetric(peak, "peak-MiB")
}

var boms = 200 // of a round

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
		s.await(id)
	}
	return imported
}

// await waits until a job is done.
func (s *server) await(id string) {
	s.b.Helper()
	for state := ""; state != "done"; time.Sleep(5 * time.Millisecond) {
		var j struct{ State, Problem string }
		if s.api("jobs/"+id, &j); j.State == "failed" {
			s.b.Fatal(j.Problem)
		}
		state = j.State
	}
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

// BenchmarkLargest imports the largest document that the limits let in: as
// many components, padded to nearly as many bytes.
func BenchmarkLargest(b *testing.B) {
	s := start(b, filepath.Join(b.TempDir(), "data"), "demo")
	defer s.stop()
	components := intake.SBOM.Components
	if testing.Short() {
		components /= 10
	}
	room := int(intake.SBOM.Bytes)/intake.SBOM.Components - 400
	data := billOf(components, strings.Repeat("x", room))
	before, began := used(b, s.cmd.Process.Pid), time.Now()
	s.await(s.push("1", data))
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(len(data))/(1<<20), "sent-MiB")
	b.ReportMetric(float64(components), "components")
	b.ReportMetric(time.Since(began).Seconds(), "wall-s")
	b.ReportMetric((used(b, s.cmd.Process.Pid) - before).Seconds(), "cpu-s")
	b.ReportMetric(memory(b, s.cmd.Process.Pid, "VmHWM"), "peak-MiB")
	b.ReportMetric(memory(b, s.cmd.Process.Pid, "VmHWM")/(float64(len(data))/(1<<20)), "MiB/MiB")
}
