package benchtest

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/store"
	"aceso/internal/store/intel"
	"aceso/internal/store/storetest"
)

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
	s.times(c, lists) // warm
	each := s.times(c, slices.Repeat(lists, 4))
	one := s.cost(func() { s.times(c, slices.Repeat(lists[:1], 200)) }) / 200
	open := s.openLoop(c, "/findings", 300, 10*time.Second)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(one.Microseconds())/1000, "cpu-ms/page")
	b.ReportMetric(ready.Seconds()*1000, "ready-ms")
	b.ReportMetric(quantile(wall(each), .5), "p50-ms")
	b.ReportMetric(quantile(wall(each), .95), "p95-ms")
	b.ReportMetric(quantile(processor(each), .95), "cpu-p95-ms")
	b.ReportMetric(quantile(open, .5), "open-p50-ms")
	b.ReportMetric(quantile(open, .99), "open-p99-ms")
	b.ReportMetric(memory(b, s.cmd.Process.Pid, "VmHWM"), "peak-MiB")
}

// times asks for one page after the other, and tells what the program took
// for each: on the clock and of the processor.
func (s *server) times(c *http.Client, paths []string) []cost {
	var out []cost
	for _, path := range paths {
		began := time.Now()
		cpu := s.cost(func() {
			if _, err := s.fetch(c, path); err != nil {
				s.b.Error(err)
			}
		})
		out = append(out, cost{wall: time.Since(began), cpu: cpu})
	}
	return out
}

func wall(all []cost) (out []time.Duration) {
	for _, c := range all {
		out = append(out, c.wall)
	}
	return out
}

func processor(all []cost) (out []time.Duration) {
	for _, c := range all {
		out = append(out, c.cpu)
	}
	return out
}

// cost is the processor time that the program takes while fn runs.
func (s *server) cost(fn func()) time.Duration {
	before := used(s.b, s.cmd.Process.Pid)
	fn()
	return used(s.b, s.cmd.Process.Pid) - before
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
