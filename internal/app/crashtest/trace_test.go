package crashtest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// A trace is what a program asked of the kernel, as strace saw it.
type trace struct {
	t    testing.TB
	file string
	args []string // of strace
}

// traced makes the next starts of a program run under strace, which shows its
// system calls and lets some of them fail. The process is the program all the
// same: strace stands beside it.
func (p *program) traced(t testing.TB, args ...string) *trace {
	t.Helper()
	tr := newTrace(t, args...)
	p.under = tr.args
	return tr
}

func newTrace(t testing.TB, args ...string) *trace {
	t.Helper()
	if _, err := exec.LookPath("strace"); err != nil {
		if os.Getenv("ACESO_TEST_REQUIRE") != "" {
			t.Fatal("strace is missing")
		}
		t.Skip("strace is missing (make test installs it): skipped")
	}
	tr := &trace{t: t, file: filepath.Join(t.TempDir(), "trace")}
	tr.args = append([]string{"strace", "-D", "-f", "--seccomp-bpf", "-qq", "-e", "signal=none", "-o", tr.file}, args...)
	if err := traceable(); err != nil {
		t.Skipf("nothing can be traced here (%v): skipped", err)
	}
	return tr
}

// traceable tells why no process can be traced here, once.
var traceable = sync.OnceValue(func() error {
	out, err := exec.Command("strace", "-D", "-f", "--seccomp-bpf", "-qq", "-o", os.DevNull, "-e", "trace=write", "true").CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w: %.200s", err, out)
	}
	return nil
})

// A kernelCall is one line of a trace, in two where others came between.
type kernelCall struct {
	thread     string
	name, args string
	result     string // "" while it is not finished
	begun, end int    // place in the trace
}

var (
	traceLine    = regexp.MustCompile(`^(\d+) +(\w+)\((.*)$`)
	traceResumed = regexp.MustCompile(`^(\d+) +<\.\.\. (\w+) resumed>(.*)$`)
	traceResult  = regexp.MustCompile(`\) += (-?\d+|\?)( [A-Z]+ .*)?$`)
)

// read returns the calls in the order in which they ended.
func (tr *trace) read() []kernelCall {
	tr.t.Helper()
	text, err := os.ReadFile(tr.file)
	if err != nil {
		tr.t.Fatal(err)
	}
	open := map[string]kernelCall{} // by thread
	var out []kernelCall
	for n, line := range strings.Split(string(text), "\n") {
		if m := traceResumed.FindStringSubmatch(line); m != nil {
			c := open[m[1]]
			delete(open, m[1])
			c.args, c.end = c.args+m[3], n
			c.result = resultOf(line)
			out = append(out, c)
			continue
		}
		m := traceLine.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		c := kernelCall{thread: m[1], name: m[2], args: m[3], begun: n, end: n}
		if before, cut := strings.CutSuffix(c.args, " <unfinished ...>"); cut {
			c.args = before + " "
			open[m[1]] = c
			continue
		}
		c.result = resultOf(line)
		out = append(out, c)
	}
	return out
}

func resultOf(line string) string {
	if m := traceResult.FindStringSubmatch(line); m != nil {
		return strings.TrimSpace(m[1] + m[2])
	}
	return "?"
}
