// Package crashtest kills the real program in the middle of its work, again
// and again, and holds what it says afterwards against a ledger of all that it
// had acknowledged. It stops it politely too, swaps its vulnerability data
// under it, and has its log tampered with by somebody who may write SQL.
package crashtest

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"aceso/internal/testkit"
)

var binary string // the program, built once a run

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "aceso-crashtest-")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		binary = filepath.Join(dir, "aceso")
		build := exec.Command("go", "build", "-o", binary, ".")
		build.Dir = testkit.Root()
		if out, err := build.CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "build the program: %v\n%s", err, out)
			return 1
		}
		return testkit.Run(m)
	}())
}

// A program is the server as a process of its own, on one data folder.
type program struct {
	t        testing.TB
	data     string
	database string // a postgres:// address, or "" for SQLite in the data folder
	addr     string
	args     []string // of its next start
	under    []string // another program that starts it, such as strace

	cmd   *exec.Cmd
	ended chan struct{}
	took  []time.Duration
}

func newProgram(t testing.TB, data, database string) *program {
	t.Helper()
	p := &program{t: t, data: data, database: database, addr: freeAddress(t)}
	p.args = []string{"serve", "--data", data, "--addr", p.addr}
	t.Cleanup(func() {
		if p.cmd != nil {
			p.kill()
		}
		if t.Failed() {
			p.tellLog()
		}
	})
	return p
}

// ports counts the ports that were given out.
var ports atomic.Int32

// freeAddress returns an address that nobody takes while the program that has
// it is down: below the ports that the kernel gives to connections, and never
// given to another program of this run.
func freeAddress(t testing.TB) string {
	t.Helper()
	for range 1000 {
		addr := fmt.Sprintf("127.0.0.1:%d", 15000+(os.Getpid()*31+int(ports.Add(1)))%15000)
		if l, err := net.Listen("tcp", addr); err == nil {
			l.Close()
			return addr
		}
	}
	t.Fatal("no port is free")
	return ""
}

// launch starts the process and does not wait for it.
func (p *program) launch(args ...string) {
	p.t.Helper()
	log, err := os.OpenFile(p.data+".log", os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		p.t.Fatal(err)
	}
	defer log.Close()
	out, err := os.Create(p.data + ".out") // a file has all of it at once; a pipe would have to be read first
	if err != nil {
		p.t.Fatal(err)
	}
	defer out.Close()
	cmd := p.command(args...)
	cmd.Stdout, cmd.Stderr = out, log
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	ended := make(chan struct{})
	p.cmd, p.ended = cmd, ended
	go func() {
		cmd.Wait()
		close(ended)
	}()
}

func (p *program) command(args ...string) *exec.Cmd {
	line := append(slices.Clone(p.under), binary)
	cmd := exec.Command(line[0], append(line[1:], args...)...)
	cmd.Env = append(os.Environ(), "ACESO_LOG__LEVEL=warn", "ACESO_DATABASE="+p.database)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} // no orphans when the test itself is killed
	return cmd
}

// start starts the program and returns when it says that it is ready.
func (p *program) start() {
	p.t.Helper()
	began := time.Now()
	p.launch(p.args...)
	if !p.ready(began.Add(30 * time.Second)) {
		p.t.Fatalf("the program is not ready after %v; how it ended: %v", time.Since(began), p.cmd.ProcessState)
	}
	p.took = append(p.took, time.Since(began))
}

// ready waits until the program says that it is; false when it ended by
// itself, or the time was over.
func (p *program) ready(end time.Time) bool {
	probe := http.Client{Timeout: time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	for time.Now().Before(end) {
		if res, err := probe.Get("http://" + p.addr + "/readyz"); err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return true
			}
		}
		select {
		case <-p.ended:
			return false
		case <-time.After(2 * time.Millisecond):
		}
	}
	return false
}

// kill ends the process as a failure of power to it alone would: at once.
func (p *program) kill() {
	p.cmd.Process.Kill()
	<-p.ended
	p.cmd = nil
}

// stop asks the process to end, and returns how it did.
func (p *program) stop() (code int, took time.Duration) {
	p.t.Helper()
	began := time.Now()
	p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.ended:
	case <-time.After(40 * time.Second):
		p.cmd.Process.Signal(syscall.SIGQUIT) // what waits for what is in its log then
		<-p.ended
		p.t.Fatal("the program does not stop")
	}
	code = p.cmd.ProcessState.ExitCode()
	p.cmd = nil
	return code, time.Since(began)
}

// run runs another command of the program to its end.
func (p *program) run(args ...string) (code int, out, told string) {
	p.t.Helper()
	var o, e bytes.Buffer
	cmd := p.command(args...)
	cmd.Stdout, cmd.Stderr = &o, &e
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		p.t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), o.String(), e.String()
}

// readiness tells how long starts took; more than one in twenty above two
// seconds is too slow (a single one may be the machine's doing).
func (p *program) readiness() string {
	p.t.Helper()
	took := slices.Sorted(slices.Values(p.took))
	if at := took[len(took)*19/20]; at > 2*time.Second {
		p.t.Errorf("one start in twenty takes %v and longer until it is ready", at)
	}
	round := func(d time.Duration) time.Duration { return d.Round(time.Millisecond) }
	return fmt.Sprintf("ready after %v (median), %v (slowest of %d)", round(took[len(took)/2]), round(took[len(took)-1]), len(took))
}

// tellLog shows the end of what the program wrote on standard error.
func (p *program) tellLog() {
	text, _ := os.ReadFile(p.data + ".log")
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	p.t.Logf("the program's log ends:\n%s", strings.Join(lines[max(0, len(lines)-30):], "\n"))
}
