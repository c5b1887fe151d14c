package cli

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"aceso": func() {
			os.Exit(Run(context.Background(), os.Args[1:], Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
		},
	})
}

// TestScripts runs each command as somebody at a terminal would.
func TestScripts(t *testing.T) {
	server := demonstration(t)
	closed := server.closed(t)
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", UpdateScripts: os.Getenv("ACESO_TEST_UPDATE") != "", RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("SERVER", server.url)
			e.Setenv("TOKEN_FILE", server.tokenFile)
			e.Setenv("DATA", server.data)
			e.Setenv("CLOSED", closed)
			e.Setenv("SOON", time.Now().UTC().AddDate(0, 0, 14).Format(time.DateOnly))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exitcode": exitCode, "isjson": isJSON, "removeone": removeOne},
	})
}

// exitCode runs a command and fails unless it ends with that code: exitcode 10 aceso sbom lint x.json.
func exitCode(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	code := 0
	if ended := (*exec.ExitError)(nil); errors.As(err, &ended) {
		code = ended.ExitCode()
	} else if err != nil {
		ts.Fatalf("%s: %v", strings.Join(args[1:], " "), err)
	}
	if code != want {
		ts.Fatalf("%s ended with %d, not %d: %s", strings.Join(args[1:], " "), code, want, ts.ReadFile("stderr"))
	}
}

// isJSON fails unless standard output was one JSON value.
func isJSON(ts *testscript.TestScript, _ bool, _ []string) {
	if out := ts.ReadFile("stdout"); !json.Valid([]byte(out)) {
		ts.Fatalf("no JSON: %s", out)
	}
}

// removeOne removes one file below a folder.
func removeOne(ts *testscript.TestScript, _ bool, args []string) {
	gone := false
	ts.Check(filepath.WalkDir(ts.MkAbs(args[0]), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !gone && d.Type().IsRegular() {
			gone, err = true, os.Remove(path)
		}
		return err
	}))
	if !gone {
		ts.Fatalf("%s holds no file", args[0])
	}
}
