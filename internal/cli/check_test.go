package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// run runs a command line and returns its exit code, data and talk.
func runLine(t *testing.T, args ...string) (code int, out, talk string) {
	t.Helper()
	var o, e bytes.Buffer
	code = Run(context.Background(), args, Streams{In: strings.NewReader(""), Out: &o, Err: &e})
	return code, o.String(), e.String()
}

// lodashBundle builds a bundle that knows one weakness.
func lodashBundle(t *testing.T) (dir, bundle string) {
	t.Helper()
	dir = t.TempDir()
	put(t, dir, "osv/npm/GHSA-35jh-r3h4-6jhm.json", `{"id":"GHSA-35jh-r3h4-6jhm","modified":"2024-01-01T00:00:00Z","aliases":["CVE-2021-23337"],
		"summary":"Command Injection in lodash","severity":[{"type":"CVSS_V3","score":"CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H"}],
		"affected":[{"package":{"ecosystem":"npm","name":"lodash"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"4.17.21"}]}]}]}`)
	bundle = filepath.Join(dir, "test.intel")
	if code, _, talk := runLine(t, "intel", "build", "--osv", filepath.Join(dir, "osv"), "-o", bundle); code != exitOK {
		t.Fatalf("intel build: %d %s", code, talk)
	}
	return dir, bundle
}

func put(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestCheckSpeaksByExitCode(t *testing.T) {
	dir, bundle := lodashBundle(t)
	bom := func(version string) string {
		return put(t, dir, version+".json", `{"bomFormat":"CycloneDX","specVersion":"1.5","version":1,"components":[{"type":"library","bom-ref":"1","name":"lodash","version":"`+version+`","purl":"pkg:npm/lodash@`+version+`"},{"type":"library","bom-ref":"2","name":"own code"}]}`)
	}
	weak, mended, rubbish := bom("4.17.20"), bom("4.17.21"), put(t, dir, "x.json", `{"a":1}`)
	for name, tc := range map[string]struct {
		args []string
		code int
		out  string
	}{
		"a severe weakness fails the default policy": {[]string{weak}, exitGate, "CVE-2021-23337"},
		"none asks for nothing":                      {[]string{weak, "--fail-on", "none"}, exitOK, "1 not checkable"},
		"a milder rule is kept":                      {[]string{weak, "--fail-on", "critical,kev"}, exitOK, "high 7.2"},
		"a mended version is kept":                   {[]string{mended}, exitOK, "1 clean"},
		"what can't be checked may be a rule":        {[]string{mended, "--fail-on", "not-checkable"}, exitGate, "own code"},
		"the table says why":                         {[]string{weak, "--why", "--fail-on", "none"}, exitOK, "is before 4.17.21, where GHSA-35jh-r3h4-6jhm (osv) says it is fixed"},
		"the table says what it rests on":            {[]string{mended}, exitOK, "Data as of: osv:npm 2024-01-01"},
		"a rule that does not exist":                 {[]string{weak, "--fail-on", "severe"}, exitUsage, ""},
		"a file that is no bill of materials":        {[]string{rubbish}, exitUsage, ""},
		"a file that is not there":                   {[]string{filepath.Join(dir, "none.json")}, exitNotFound, ""},
		"SARIF":                                      {[]string{weak, "--sarif", "--fail-on", "none"}, exitOK, `"ruleId":"CVE-2021-23337"`},
		"a disclosure report":                        {[]string{weak, "--vdr", "--fail-on", "none"}, exitOK, `"vulnerabilities"`},
		"JUnit":                                      {[]string{weak, "--junit", "--fail-on", "none"}, exitOK, `failures="1"`},
		"two forms at once":                          {[]string{weak, "--json", "--sarif"}, exitUsage, ""},
	} {
		code, out, talk := runLine(t, append([]string{"check", "--intel", bundle}, tc.args...)...)
		if code != tc.code || !strings.Contains(out, tc.out) {
			t.Errorf("%s: exit %d, want %d\n%s%s", name, code, tc.code, out, talk)
		}
	}
	if code, _, _ := runLine(t, "check", weak, "--intel", filepath.Join(dir, "none.intel")); code != exitNotFound {
		t.Errorf("a bundle that is not there: exit %d", code)
	}
}

func TestCheckWritesItsStableShape(t *testing.T) {
	dir, bundle := lodashBundle(t)
	rules := put(t, dir, "names.json", `[{"name":"lodash","patterns":["lo-dash"],"ecosystem":"npm","package":"lodash","who":"Anna"}]`)
	file := put(t, dir, "bom.json", `{"bomFormat":"CycloneDX","specVersion":"1.5","version":1,"components":[{"type":"library","bom-ref":"1","name":"lo-dash","version":"4.17.20"}]}`)
	code, out, talk := runLine(t, "check", file, "--intel", bundle, "--json", "--names", rules)
	var r struct {
		Bundle       string
		Components   int
		NotCheckable []any `json:"not_checkable"`
		Findings     []struct {
			Component struct{ Name, Version, PURL string }
			IDs       []string
			State     string
			Rule      string
			KEV       bool
			EPSS      *float64
			Fixed     []string
		}
	}
	if err := json.Unmarshal([]byte(out), &r); err != nil || code != exitGate {
		t.Fatalf("exit %d, %v: %s%s", code, err, out, talk)
	}
	if len(r.Bundle) != 64 || r.Components != 1 || len(r.Findings) != 1 || r.NotCheckable == nil {
		t.Fatalf("%+v", r)
	}
	if f := r.Findings[0]; f.State != "affected" || f.Rule != "alias" || f.IDs[0] != "CVE-2021-23337" || f.EPSS != nil || f.Fixed[0] != "4.17.21" {
		t.Errorf("%+v", f)
	}
}

func TestADamagedBundleIsRefusedWhateverIsAsked(t *testing.T) {
	dir, good := lodashBundle(t)
	data, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	bom := put(t, dir, "clean.json", `{"bomFormat":"CycloneDX","specVersion":"1.5","version":1,"components":[{"type":"library","bom-ref":"1","name":"pad","version":"1","purl":"pkg:npm/pad@1"}]}`)
	for at := 0; at < len(data); at += 1 + len(data)/60 {
		bad := bytes.Clone(data)
		bad[at] ^= 1
		damaged := put(t, dir, "damaged.intel", string(bad))
		for _, args := range [][]string{{"check", bom, "--intel", damaged, "--json"}, {"intel", "info", damaged}, {"intel", "verify", damaged}} {
			code, out, talk := runLine(t, args...)
			if code != exitUnverified || out != "" {
				t.Errorf("byte %d of %d, %v: exit code %d, %s%s", at, len(data), args, code, out, talk)
			}
		}
	}
}

func TestWhoSignedABundleIsSaidWithIt(t *testing.T) {
	dir, bundle := lodashBundle(t)
	key := filepath.Join(dir, "maker")
	for _, name := range []string{key, filepath.Join(dir, "other")} {
		if code, _, talk := runLine(t, "intel", "key", name); code != exitOK {
			t.Fatal(talk)
		}
	}
	signed := filepath.Join(dir, "signed.intel")
	if code, _, talk := runLine(t, "intel", "build", "--osv", filepath.Join(dir, "osv"), "--sign", key+".key", "-o", signed); code != exitOK {
		t.Fatal(talk)
	}
	bom := put(t, dir, "b.json", `{"bomFormat":"CycloneDX","specVersion":"1.5","version":1,"components":[{"type":"library","bom-ref":"1","name":"lodash","version":"4.17.21","purl":"pkg:npm/lodash@4.17.21"}]}`)
	const unknown, fix = ", a key that you have not named as trusted", "name its maker's public key with --key FILE, in ACESO_INTEL__TRUST or in intel.trust"
	for name, tc := range map[string]struct {
		args []string
		code int
		says []string
	}{
		"not signed":                            {[]string{"check", bom, "--intel", bundle}, exitOK, []string{"not signed"}},
		"not signed, in JSON":                   {[]string{"check", bom, "--intel", bundle, "--json"}, exitOK, []string{`"text": "not signed"`}},
		"signed by an unknown key":              {[]string{"check", bom, "--intel", signed}, exitOK, []string{"signed by maker+", unknown, fix}},
		"signed by a key that is named":         {[]string{"check", bom, "--intel", signed, "--key", key + ".pub"}, exitOK, []string{"signed by maker+", ", a key that you trust"}},
		"signed by another than those named":    {[]string{"check", bom, "--intel", signed, "--key", filepath.Join(dir, "other.pub")}, exitUnverified, []string{"signed by maker+", unknown}},
		"not signed, though a key is named":     {[]string{"check", bom, "--intel", bundle, "--key", key + ".pub"}, exitUnverified, []string{"not signed"}},
		"info of an unknown key":                {[]string{"intel", "info", signed}, exitOK, []string{"signed by maker+", unknown, fix}},
		"info of a trusted key, in JSON":        {[]string{"intel", "info", signed, "--json", "--key", key + ".pub"}, exitOK, []string{`"trusted": true`, `"by": "maker+`}},
		"verify of what is not signed, in JSON": {[]string{"intel", "verify", bundle, "--json"}, exitOK, []string{`"signed": false`, `"signature": "not signed"`}},
	} {
		code, out, talk := runLine(t, tc.args...)
		if code != tc.code {
			t.Errorf("%s: exit code %d\n%s%s", name, code, out, talk)
		}
		for _, want := range tc.says {
			if !strings.Contains(out+talk, want) {
				t.Errorf("%s: does not say %q\n%s%s", name, want, out, talk)
			}
		}
	}
	public, err := os.ReadFile(key + ".pub")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("ACESO_INTEL__TRUST", strings.TrimSpace(string(public)))
	if code, out, _ := runLine(t, "check", bom, "--intel", signed); code != exitOK || !strings.Contains(out, "a key that you trust") {
		t.Errorf("trusted by the environment: %d %s", code, out)
	}
}

// TestWhatNobodyCanTellOfOnePartIsOneRow: a part without a version would fill
// the table with every weakness that its package ever had.
func TestWhatNobodyCanTellOfOnePartIsOneRow(t *testing.T) {
	dir := t.TempDir()
	for i := range 6 {
		put(t, dir, fmt.Sprintf("osv/npm/GHSA-aaaa-aaaa-aaa%d.json", i+2), fmt.Sprintf(`{"id":"GHSA-aaaa-aaaa-aaa%d","modified":"2024-01-01T00:00:00Z","summary":"One of six",
			"affected":[{"package":{"ecosystem":"npm","name":"lodash"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"4.17.21"}]}]}]}`, i+2))
	}
	bundle := filepath.Join(dir, "six.intel")
	if code, _, talk := runLine(t, "intel", "build", "--osv", filepath.Join(dir, "osv"), "-o", bundle); code != exitOK {
		t.Fatalf("intel build: %d %s", code, talk)
	}
	file := put(t, dir, "bom.json", `{"bomFormat":"CycloneDX","specVersion":"1.5","version":1,"components":[{"type":"library","bom-ref":"1","name":"lodash","purl":"pkg:npm/lodash"}]}`)
	for args, want := range map[string]int{"": 1, "--why": 6} {
		_, out, talk := runLine(t, append([]string{"check", file, "--intel", bundle, "--fail-on", "none"}, strings.Fields(args)...)...)
		if got := strings.Count(out, "cannot tell"); got != want || want == 1 && !strings.Contains(out, "and 5 more") {
			t.Errorf("%q has %d rows, not %d:\n%s%s", args, got, want, out, talk)
		}
	}
}
