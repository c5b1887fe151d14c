package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"aceso/internal/app"
)

func TestAuditVerifyTellsWhatIsProvenByItsExitCode(t *testing.T) {
	data := t.TempDir()
	config, err := app.LoadConfig(map[string]any{"data": data, "log.level": "error"})
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(t.Context(), config, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.TellStory(t.Context()); err != nil {
		t.Fatal(err)
	}
	a.Close()

	run := func(args ...string) (code int, out, told string) {
		var o, e bytes.Buffer
		code = Run(t.Context(), append([]string{"audit"}, args...), Streams{In: strings.NewReader(""), Out: &o, Err: &e})
		return code, o.String(), e.String()
	}
	file, kept, key := filepath.Join(t.TempDir(), "log.jsonl"), filepath.Join(t.TempDir(), "kept.txt"), filepath.Join(data, "keys", "log.pub")
	org := "Larkfield Infusion"
	if code, out, told := run("verify", "--data", data, "--org", org); code != exitPartly || !strings.Contains(out, "not proven") {
		t.Errorf("a log that nobody signed: %d %s%s", code, out, told)
	}
	if code, _, told := run("export", "--data", data, "--org", org, "-o", file); code != exitOK || !strings.Contains(told, "log.pub") {
		t.Fatalf("export: %d %s", code, told)
	}
	if code, out, told := run("checkpoint", "--data", data, "--org", org, "-o", kept); code != exitOK || out != "" {
		t.Fatalf("checkpoint: %d %s%s", code, out, told)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	forged := filepath.Join(t.TempDir(), "forged.jsonl")
	lines := strings.SplitAfter(string(whole), "\n")
	lines[2] = strings.Replace(lines[2], `"name":"`, `"name":"X`, 1)
	var head map[string]any
	if err := json.Unmarshal([]byte(lines[0]), &head); err != nil {
		t.Fatal(err)
	}
	head["checkpoints"] = nil
	bare, _ := json.Marshal(head)
	lines[0] = string(bare) + "\n"
	if err := os.WriteFile(forged, []byte(strings.Join(lines, "")), 0o600); err != nil {
		t.Fatal(err)
	}
	for rule, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"a folder whose newest checkpoint covers all":     {[]string{"--data", data, "--org", org}, exitOK, "verified"},
		"an export with the server's key":                 {[]string{file, "--key", key}, exitOK, "verified"},
		"an export with a checkpoint kept elsewhere":      {[]string{file, "--checkpoint", kept}, exitOK, "verified"},
		"an export with nothing but the key inside":       {[]string{file}, exitPartly, "not proven"},
		"a forged export without a checkpoint":            {[]string{forged}, exitPartly, "not proven"},
		"a forged export without a checkpoint, by key":    {[]string{forged, "--key", key}, exitPartly, "not proven"},
		"a forged export against a checkpoint kept":       {[]string{forged, "--checkpoint", kept}, exitUnverified, ""},
		"a key that is none":                              {[]string{file, "--key", file}, exitUsage, ""},
		"a folder against the checkpoint that it is from": {[]string{"--data", data, "--org", org, "--checkpoint", kept, "--key", key}, exitOK, "verified"},
	} {
		code, out, told := run(append([]string{"verify"}, c.args...)...)
		if code != c.code || !strings.Contains(out, c.says) {
			t.Errorf("%s: %d %s%s", rule, code, out, told)
		}
	}
	_, out, told := run("verify", forged, "--json")
	var v []verified
	if err := json.Unmarshal([]byte(out), &v); err != nil || len(v) != 1 || !v[0].Holds || v[0].Verified || v[0].Covered != 0 || v[0].Uncovered != v[0].Entries || !strings.Contains(told, "proves nothing") {
		t.Errorf("%s%s%v", out, told, err)
	}
}
