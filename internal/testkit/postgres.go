package testkit

import (
	"context"
	"database/sql"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
)

// cluster is the PostgreSQL of this test process, started when first asked for.
var cluster struct {
	sync.Mutex
	base  string // address without the name of a database
	fault error
	stop  func()
	next  int
	pid   int // of its first process; 0 for one that runs anyway
}

// Main runs the tests of a package and stops what testkit started for them.
// A package that uses PostgreSQL calls it from TestMain.
func Main(m *testing.M) { os.Exit(Run(m)) }

// Run is Main for a package that has more to clean up.
func Run(m *testing.M) int {
	code := m.Run()
	if cluster.stop != nil {
		cluster.stop()
	}
	return code
}

// Postgres returns the address of a fresh, empty database in a PostgreSQL
// that this test process starts on loopback and stops. ACESO_TEST_POSTGRES
// names a running server instead ("postgres://…/", without a database). Where
// there is no PostgreSQL the test is skipped, saying so, unless
// ACESO_TEST_REQUIRE is set: then it fails.
func Postgres(t testing.TB) string {
	t.Helper()
	cluster.Lock()
	defer cluster.Unlock()
	if cluster.base == "" && cluster.fault == nil {
		if base := os.Getenv("ACESO_TEST_POSTGRES"); base != "" {
			cluster.base = base
		} else {
			cluster.base, cluster.stop, cluster.fault = startPostgres()
		}
	}
	if cluster.fault != nil {
		if os.Getenv("ACESO_TEST_REQUIRE") != "" {
			t.Fatalf("PostgreSQL can't be started: %v", cluster.fault)
		}
		t.Skipf("there is no PostgreSQL for the tests (make test installs it): %v", cluster.fault)
	}
	cluster.next++
	name := fmt.Sprintf("t%d_%d", os.Getpid(), cluster.next)
	db, err := sql.Open("pgx", cluster.base+"postgres")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("CREATE DATABASE " + name); err != nil {
		t.Fatalf("make a database for the test: %v", err)
	}
	return cluster.base + name
}

// startPostgres makes a cluster in a temporary folder and runs it on a free
// loopback port. PostgreSQL refuses to run as root, so root runs it as
// "postgres" or "nobody".
func startPostgres() (base string, stop func(), err error) {
	bin, err := postgresBin()
	if err != nil {
		return "", nil, err
	}
	dir, err := os.MkdirTemp("", "aceso-pg-")
	if err != nil {
		return "", nil, err
	}
	as, err := otherUser(dir)
	if err != nil {
		return "", nil, err
	}
	run := func(name string, args ...string) *exec.Cmd {
		cmd := exec.Command(filepath.Join(bin, name), args...)
		cmd.Dir = dir
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as, Pdeathsig: syscall.SIGINT}
		return cmd
	}
	data := filepath.Join(dir, "data")
	if out, err := run("initdb", "-D", data, "-U", "aceso", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync").CombinedOutput(); err != nil {
		return "", nil, fmt.Errorf("initdb: %w: %s", err, out)
	}
	port, err := FreePort()
	if err != nil {
		return "", nil, err
	}
	server := run("postgres", "-D", data, "-p", strconv.Itoa(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="+dir,
		"-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=200", "-c", "shared_buffers=64MB", "-c", "log_min_messages=fatal")
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		return "", nil, err
	}
	server.Stdout, server.Stderr = log, log
	if err := server.Start(); err != nil {
		return "", nil, fmt.Errorf("start PostgreSQL: %w", err)
	}
	stop = func() {
		server.Process.Signal(syscall.SIGINT) // fast shutdown
		server.Wait()
		os.RemoveAll(dir)
	}
	cluster.pid = server.Process.Pid
	base = fmt.Sprintf("postgres://aceso@127.0.0.1:%d/", port)
	if err := answers(base + "postgres"); err != nil {
		stop()
		return "", nil, err
	}
	return base, stop, nil
}

func answers(address string) error {
	db, err := sql.Open("pgx", address)
	if err != nil {
		return err
	}
	defer db.Close()
	for end := time.Now().Add(20 * time.Second); ; {
		if err = db.PingContext(context.Background()); err == nil {
			return nil
		}
		if time.Now().After(end) {
			return fmt.Errorf("PostgreSQL does not answer: %w", err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func postgresBin() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) > 0 {
		return filepath.Dir(found[len(found)-1]), nil
	}
	path, err := exec.LookPath("initdb")
	if err != nil {
		return "", fmt.Errorf("initdb is not installed")
	}
	return filepath.Dir(path), nil
}

// otherUser gives the folder to an unprivileged user when root runs the tests.
func otherUser(dir string) (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	var who *user.User
	var err error
	for _, name := range []string{"postgres", "nobody"} {
		if who, err = user.Lookup(name); err == nil {
			break
		}
	}
	if err != nil {
		return nil, fmt.Errorf("PostgreSQL does not run as root and there is no other user: %w", err)
	}
	uid, _ := strconv.Atoi(who.Uid)
	gid, _ := strconv.Atoi(who.Gid)
	if err := os.Chown(dir, uid, gid); err != nil {
		return nil, err
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

// FreePort returns a loopback port that nobody listens on.
func FreePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	_, port, _ := strings.Cut(l.Addr().String(), ":")
	return strconv.Atoi(port)
}
