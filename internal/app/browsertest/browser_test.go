// Package browsertest drives the whole program with a real browser.
package browsertest

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"aceso/internal/app"
	"aceso/internal/testkit"
)

// bom is a small bill of materials of our own.
const bom = `{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"metadata":{"component":{"type":"application","name":"syringe-driver","version":"1.0"}},"components":[
 {"type":"library","bom-ref":"z","name":"zlib","version":"1.2.11","cpe":"cpe:2.3:a:zlib:zlib:1.2.11:*:*:*:*:*:*:*"},
 {"type":"library","bom-ref":"m","name":"motor-control","version":"1.0"}]}`

func TestEveryPageInARealBrowser(t *testing.T) {
	needed(t)
	link := start(t)
	file := filepath.Join(t.TempDir(), "syringe-driver.cdx.json")
	if err := os.WriteFile(file, []byte(bom), 0o644); err != nil {
		t.Fatal(err)
	}
	var told struct{ Pages, Runs, Wrong int }
	walk(t, &told, "walk.mjs", link, file)
	testkit.Tell(t, "pages in Chromium, by theme and width, held against axe-core", told.Runs, "%d pages; %d violations; 0 requests left the host", told.Pages, told.Wrong)
}

// TestAPageShowsWorkWhileItGoesOn looks at the page of jobs while a parts list
// is brought in elsewhere: by the stream of events, and by asking where that is
// kept from the browser.
func TestAPageShowsWorkWhileItGoesOn(t *testing.T) {
	needed(t)
	file := filepath.Join(t.TempDir(), "live.json")
	if err := os.WriteFile(file, []byte(bom), 0o600); err != nil {
		t.Fatal(err)
	}
	var told struct{ Streamed, Asked, Wrong int }
	walk(t, &told, "live.mjs", start(t), file)
	testkit.Tell(t, "pages that show work under way in Chromium", 2, "shown after %d ms by events, after %d ms by asking", told.Streamed, told.Asked)
}

// triageBOM names older versions of what the demonstration is made of: more
// findings that nobody has.
const triageBOM = `{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"metadata":{"component":{"type":"device","name":"triage pump","version":"1"}},"components":[
 {"type":"library","bom-ref":"1","name":"curl","version":"7.81.0","cpe":"cpe:2.3:a:haxx:curl:7.81.0:*:*:*:*:*:*:*"},
 {"type":"library","bom-ref":"2","name":"zlib","version":"1.2.10","cpe":"cpe:2.3:a:zlib:zlib:1.2.10:*:*:*:*:*:*:*"},
 {"type":"library","bom-ref":"3","name":"openssl","version":"3.0.4","cpe":"cpe:2.3:a:openssl:openssl:3.0.4:*:*:*:*:*:*:*"},
 {"type":"library","bom-ref":"4","name":"libexpat","version":"2.4.6","cpe":"cpe:2.3:a:libexpat_project:libexpat:2.4.6:*:*:*:*:*:*:*"},
 {"type":"library","bom-ref":"5","name":"busybox","version":"1.33.0","cpe":"cpe:2.3:a:busybox:busybox:1.33.0:*:*:*:*:*:*:*"}]}`

// TestTwentyFindingsAreTriagedByKeys counts what is pressed (ux.md, U-7: at most
// 80), and takes acts back with script and without.
func TestTwentyFindingsAreTriagedByKeys(t *testing.T) {
	needed(t)
	file := filepath.Join(t.TempDir(), "triage.json")
	if err := os.WriteFile(file, []byte(triageBOM), 0o600); err != nil {
		t.Fatal(err)
	}
	var told struct{ Keys, Findings, Wrong int }
	walk(t, &told, "triage.mjs", start(t), file)
	testkit.Tell(t, "findings triaged by keys in Chromium", told.Findings, "%d keys pressed, of at most 80", told.Keys)
}

// TestNothingThatSomebodySendsRunsInABrowser writes script into every field of
// every form and into a bill of materials, and opens every kind of page.
func TestNothingThatSomebodySendsRunsInABrowser(t *testing.T) {
	needed(t)
	var told struct{ Vectors, Pages, Kinds, Forms, Sent, Wrong int }
	walk(t, &told, "hostile.mjs", start(t), bom, strconv.Itoa(testkit.Rounds(t, "hostile", 120, 20)))
	if told.Forms < 5 || told.Pages < 20 {
		t.Errorf("only %d kinds of form and %d pages were reached", told.Forms, told.Pages)
	}
	testkit.Tell(t, "forms filled in with script, and pages opened after", told.Sent+told.Pages, "%d vectors, %d kinds of form, %d kinds of page; %d executions or reports of the content policy", told.Vectors, told.Forms, told.Kinds, told.Wrong)
}

// TestAPasskeyIsMadeAndUsedInARealBrowser has Chromium hold the keys in a
// virtual device, with the script and the content policy as they are.
func TestAPasskeyIsMadeAndUsedInARealBrowser(t *testing.T) {
	needed(t)
	var told struct{ Ceremonies, Wrong int }
	walk(t, &told, "passkey.mjs", strings.Replace(start(t), "127.0.0.1", "localhost", 1))
	testkit.Tell(t, "ceremonies of passkeys in Chromium", told.Ceremonies, "made, used alone, refused unverified, refused once removed; %d wrong", told.Wrong)
}

var tools = filepath.Join(testkit.Root(), "scripts", "testtools")

// needed skips, saying so, where there is no browser; a whole run fails instead.
func needed(t *testing.T) {
	t.Helper()
	for what, path := range map[string]string{"Chromium": "/usr/bin/chromium", "the test tools": filepath.Join(tools, "node_modules", "playwright-core")} {
		if _, err := os.Stat(path); err != nil {
			if os.Getenv("ACESO_TEST_REQUIRE") != "" {
				t.Fatalf("%s is missing", what)
			}
			t.Skipf("%s is missing (make test installs it): skipped", what)
		}
	}
}

// walk runs a script of the browser's, and reads the last line that it prints.
func walk(t *testing.T, told any, args ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 12*time.Minute)
	defer cancel()
	if _, err := os.ReadFile(filepath.Join(tools, args[0])); err != nil { // also so that go test knows what its answer rests on
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, "node", args...)
	cmd.Dir = tools
	out, err := cmd.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Errorf("the walk found something wrong: %v", err)
	}
	lines := bytes.Split(bytes.TrimSpace(out), []byte("\n"))
	if err := json.Unmarshal(lines[len(lines)-1], told); err != nil {
		t.Fatalf("the walk did not end: %v", err)
	}
}

// start runs the demonstration on a free loopback port and returns its one-time link.
func start(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	config, err := app.LoadConfig(map[string]any{"data": t.TempDir(), "addr": l.Addr().String(), "log.level": "warn", "log.format": "text"})
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(ctx, config, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	story, err := a.TellStory(ctx)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- a.Serve(ctx, l) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return "http://" + l.Addr().String() + "/welcome?key=" + story.Key.Reveal()
}
