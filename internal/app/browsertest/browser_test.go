// Package browsertest drives the whole program with a real browser.
package browsertest

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
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
	tools := filepath.Join(testkit.Root(), "scripts", "testtools")
	for what, path := range map[string]string{"Chromium": "/usr/bin/chromium", "the test tools": filepath.Join(tools, "node_modules", "playwright-core")} {
		if _, err := os.Stat(path); err != nil {
			if os.Getenv("ACESO_TEST_REQUIRE") != "" {
				t.Fatalf("%s is missing", what)
			}
			t.Skipf("%s is missing (make test installs it): skipped", what)
		}
	}
	link := start(t)
	file := filepath.Join(t.TempDir(), "syringe-driver.cdx.json")
	if err := os.WriteFile(file, []byte(bom), 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 12*time.Minute)
	defer cancel()
	walk := exec.CommandContext(ctx, "node", "walk.mjs", link, file)
	walk.Dir = tools
	out, err := walk.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Errorf("the walk found something wrong: %v", err)
	}
}

// start runs the demonstration on a free loopback port and returns its one-time link.
func start(t *testing.T) string {
	ctx, stop := context.WithCancel(context.Background())
	config, err := app.LoadConfig(map[string]any{"data": t.TempDir(), "addr": "127.0.0.1:0", "log.level": "warn", "log.format": "text"})
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
	l, err := net.Listen("tcp", "127.0.0.1:0")
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
