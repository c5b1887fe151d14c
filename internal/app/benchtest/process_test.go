package benchtest

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"aceso/internal/testkit"
)

var binary string // the program, built once a run as make build does

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == launches {
		os.Exit(launch(os.Args[2:]))
	}
	flag.Parse()
	if testing.Short() {
		small, large, boms = small/10, large/10, boms/5
	}
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "aceso-benchtest-")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		binary = filepath.Join(dir, "aceso")
		build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", binary, ".")
		build.Dir = testkit.Root()
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := build.CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "build the program: %v\n%s", err, out)
			return 1
		}
		return m.Run()
	}())
}

// A cost is what a whole process took, by its own account.
type cost struct {
	cpu  time.Duration
	wall time.Duration
	rss  float64 // MiB at its most
	out  []byte
}

// runs is how often a thing is measured; the median is told.
const runs = 5

// launches makes this program a small one that starts another and tells what
// that took: the kernel counts the memory of whoever forks as the child's, and
// the benchmark itself is large.
const launches = "-launch"

func launch(args []string) int {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	began := time.Now()
	err := cmd.Run()
	took := time.Since(began)
	var exit *exec.ExitError // may say something about the document
	if err != nil && !errors.As(err, &exit) {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	u := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	fmt.Fprintf(os.Stderr, "\n%d %d %d\n", u.Utime.Nano()+u.Stime.Nano(), took.Nanoseconds(), u.Maxrss)
	return 0
}

// measure runs a command to its end.
func measure(b testing.TB, env []string, name string, args ...string) cost {
	b.Helper()
	var out, told bytes.Buffer
	cmd := exec.Command(os.Args[0], append([]string{launches, name}, args...)...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stdout, cmd.Stderr = &out, &told
	err := cmd.Run()
	lines := strings.Split(strings.TrimSpace(told.String()), "\n")
	var cpu, wall, rss int64
	if n, _ := fmt.Sscan(lines[len(lines)-1], &cpu, &wall, &rss); err != nil || n != 3 || out.Len() == 0 {
		b.Fatalf("%s %v: %v\n%s", name, args, err, told.String())
	}
	return cost{time.Duration(cpu), time.Duration(wall), float64(rss) / 1024, out.Bytes()}
}

// median measures several times and returns the middle of each figure.
func median(b testing.TB, env []string, name string, args ...string) cost {
	b.Helper()
	var all []cost
	for range runs {
		all = append(all, measure(b, env, name, args...))
	}
	return cost{cpu: middle(all, func(c cost) time.Duration { return c.cpu }), wall: middle(all, func(c cost) time.Duration { return c.wall }), rss: middle(all, func(c cost) float64 { return c.rss }), out: all[0].out}
}

func middle[T int | float64 | time.Duration](all []cost, of func(cost) T) T {
	var values []T
	for _, c := range all {
		values = append(values, of(c))
	}
	slices.Sort(values)
	return values[len(values)/2]
}

// report tells a cost as the benchmark's own figures.
func (c cost) report(b *testing.B) {
	b.ReportMetric(0, "ns/op") // one turn of several runs: it says nothing
	b.ReportMetric(c.cpu.Seconds(), "cpu-s")
	b.ReportMetric(c.wall.Seconds(), "wall-s")
	b.ReportMetric(c.rss, "MiB")
}

// memory reads a figure of a running process, in MiB: VmRSS now, VmHWM at its most.
func memory(b testing.TB, pid int, what string) float64 {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Skipf("memory is read from /proc: %v", err)
	}
	_, rest, _ := strings.Cut(string(text), what+":")
	kb, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
	if err != nil {
		b.Fatal(err)
	}
	return kb / 1024
}

// used is the processor time that a running process has taken: the sum over
// its threads, which the kernel counts in nanoseconds. Go ends hardly any.
func used(b testing.TB, pid int) time.Duration {
	b.Helper()
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	if err != nil || len(threads) == 0 {
		b.Skip("processor time is read from /proc: skipped")
	}
	var all time.Duration
	for _, thread := range threads {
		text, err := os.ReadFile(thread)
		if err != nil {
			continue // it has ended since
		}
		ran, _, _ := strings.Cut(string(text), " ")
		n, err := strconv.ParseInt(ran, 10, 64)
		if err != nil {
			b.Fatal(err)
		}
		all += time.Duration(n)
	}
	return all
}
