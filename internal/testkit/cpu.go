package testkit

import (
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// CPU returns the processor time that this process has used, its collector's
// with it. What else the machine does does not count.
func CPU(t testing.TB) time.Duration {
	t.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		t.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// Rival measures what reading data takes here and by another program's
// library, in turns, and reports the least of several: MB/s, peer-MB/s, and
// how many times as fast that is.
func Rival(b *testing.B, bytes int, ours, theirs func() error) {
	b.Helper()
	best := [2]time.Duration{1 << 62, 1 << 62}
	for range 9 {
		for i, run := range []func() error{ours, theirs} {
			best[i] = min(best[i], once(b, run))
		}
	}
	speed := func(d time.Duration) float64 { return float64(bytes) / 1e6 / d.Seconds() }
	b.ReportMetric(0, "ns/op") // one turn of several runs: it says nothing
	b.ReportMetric(speed(best[0]), "MB/s")
	b.ReportMetric(speed(best[1]), "peer-MB/s")
	b.ReportMetric(best[1].Seconds()/best[0].Seconds(), "times")
}

// once returns what one run takes when many follow each other for a tenth of
// a second, so that each bears its part of collecting the garbage.
func once(b *testing.B, run func() error) time.Duration {
	b.Helper()
	runtime.GC()
	began, runs := CPU(b), 0
	for CPU(b)-began < 100*time.Millisecond {
		if err := run(); err != nil {
			b.Fatal(err)
		}
		runs++
	}
	return (CPU(b) - began) / time.Duration(runs)
}

// DatabaseCPU returns what tells the processor time that a database has used:
// that of this process, and for a PostgreSQL that Postgres has started that of
// its own processes too.
func DatabaseCPU(t testing.TB, engine string) func() time.Duration {
	t.Helper()
	return func() time.Duration {
		all := CPU(t)
		if engine == "PostgreSQL" {
			all += clusterCPU()
		}
		return all
	}
}

// clusterCPU adds up the processes of the cluster: those that run, which the
// kernel counts in nanoseconds, and those that have ended.
func clusterCPU() time.Duration {
	var all time.Duration
	main := strconv.Itoa(cluster.pid)
	for _, pid := range append(children(cluster.pid), main) {
		text, _ := os.ReadFile("/proc/" + pid + "/schedstat")
		ran, _, _ := strings.Cut(string(text), " ")
		n, _ := strconv.ParseInt(ran, 10, 64)
		all += time.Duration(n)
	}
	stat, _ := os.ReadFile("/proc/" + main + "/stat")
	_, rest, _ := strings.Cut(string(stat), ") ")
	if fields := strings.Fields(rest); len(fields) > 14 { // proc(5): cutime, cstime, in hundredths of a second
		for _, f := range fields[13:15] {
			n, _ := strconv.ParseInt(f, 10, 64)
			all += time.Duration(n) * 10 * time.Millisecond
		}
	}
	return all
}

func children(pid int) []string {
	lists, _ := filepath.Glob("/proc/" + strconv.Itoa(pid) + "/task/*/children")
	var out []string
	for _, l := range lists {
		text, _ := os.ReadFile(l)
		out = append(out, strings.Fields(string(text))...)
	}
	return out
}
