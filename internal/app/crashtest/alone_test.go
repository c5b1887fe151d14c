package crashtest

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestASecondServerOnAFolderIsRefusedAndCommandsAreNot(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "", 0)
	w.p.start()
	code, _, told := w.p.run("serve", "--data", w.p.data, "--addr", "127.0.0.1:0")
	if code != 2 || !strings.Contains(told, w.p.data) || !strings.Contains(told, "another server") {
		t.Errorf("a second server: exit code %d, %s", code, told)
	}
	dir := t.TempDir()
	for _, args := range [][]string{
		{"org", "add", "--data", w.p.data},
		{"backup", "create", "--data", w.p.data, "-o", filepath.Join(dir, "backup")},
		{"audit", "export", "--data", w.p.data, "--org", w.me.Org, "-o", filepath.Join(dir, "log")},
		{"audit", "checkpoint", "--data", w.p.data, "--org", w.me.Org, "-o", filepath.Join(dir, "checkpoint")},
	} {
		if code, _, told := w.p.run(args...); code != 0 {
			t.Errorf("%s while the server runs: exit code %d, %s", strings.Join(args[:2], " "), code, told)
		}
	}
	w.p.kill()
	w.p.start() // what the killed server held is free
	if code, _ := w.p.stop(); code != 0 {
		t.Errorf("the program was asked to stop and ended with exit code %d", code)
	}
}
