package apptest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"aceso/internal/client/wire"
	"aceso/internal/testkit"
)

// TestCdxgenUploadsAsToAnyServerOfTheContract runs the real client on a small
// npm project of our own. It may reach nothing but our server.
func TestCdxgenUploadsAsToAnyServerOfTheContract(t *testing.T) {
	tool := filepath.Join(testkit.Root(), "scripts", "testtools", "node_modules", "@cyclonedx", "cdxgen", "bin", "cdxgen.js")
	if _, err := os.Stat(tool); err != nil {
		if os.Getenv("ACESO_TEST_REQUIRE") != "" {
			t.Fatal("cdxgen is missing")
		}
		t.Skip("cdxgen is missing (make test installs it): skipped")
	}
	h := open(t, "")
	proxy := listen(h)
	limit, stop := context.WithTimeout(ctx, 2*time.Minute)
	defer stop()
	home := t.TempDir()
	cmd := exec.CommandContext(limit, "node", tool, "-t", "js", "--no-install-deps", "--no-recurse", "--fail-on-error", "--server-url", proxy.url, "--api-key", h.a.all.token.Reveal(),
		"--project-name", "infusion-console", "--project-version", "2.1.0", "-o", filepath.Join(home, "bom.json"), npmProject(t))
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "CDXGEN_ALLOWED_HOSTS=127.0.0.1", "FETCH_LICENSE=false", "CDXGEN_FETCH_PKG_METADATA=false",
		"HTTPS_PROXY=http://127.0.0.1:9", "https_proxy=http://127.0.0.1:9", "NO_PROXY=127.0.0.1", // whatever else it wanted would fail
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("cdxgen: %v\n%s", err, out)
	}
	if len(proxy.seen) != 1 || proxy.seen[0] != "PUT /api/v1/bom 200" {
		t.Fatalf("cdxgen asked %q\n%s", proxy.seen, out)
	}
	r := h.receipt("cdxgen", answer{status: 200, body: proxy.last})
	h.pollUntilDone(r.Token, h.a.all)
	var parts wire.Slice[wire.Part]
	h.api(h.a.all, "GET", "releases/"+r.ProjectUUID+"/parts", nil, &parts)
	if len(parts.Items) == 0 || !strings.HasPrefix(parts.Items[0].PURL, "pkg:npm/") {
		t.Errorf("what cdxgen found did not arrive: %+v", parts.Items)
	}
	sent, err := os.ReadFile(filepath.Join(home, "bom.json"))
	h.must(err)
	var was, is any
	var sboms wire.Slice[wire.SBOM]
	h.api(h.a.all, "GET", "releases/"+r.ProjectUUID+"/sboms", nil, &sboms)
	kept := h.ask(call{method: "GET", path: "/api/v1/sboms/" + sboms.Items[0].ID + "/original", token: h.a.all.token})
	h.must(json.Unmarshal(sent, &was))
	h.must(json.Unmarshal(kept.body, &is))
	one, _ := json.Marshal(was)
	two, _ := json.Marshal(is)
	if !bytes.Equal(one, two) {
		t.Error("what was kept is not what cdxgen wrote")
	}
}

// npmProject is a small project of one dependency, with its lock file.
func npmProject(t *testing.T) string {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"package.json": `{"name":"infusion-console","version":"2.1.0","private":true,"license":"Apache-2.0","dependencies":{"ms":"2.1.3"}}`,
		"package-lock.json": `{"name":"infusion-console","version":"2.1.0","lockfileVersion":3,"requires":true,"packages":{
			"":{"name":"infusion-console","version":"2.1.0","license":"Apache-2.0","dependencies":{"ms":"2.1.3"}},
			"node_modules/ms":{"version":"2.1.3","license":"MIT","resolved":"https://x.example/ms-2.1.3.tgz","integrity":"sha512-6FlzubTLZG3J2a/NVCAleEhjzq5oxgHyaCU9yYXvcLsvoVaHJq/s5xXI6/XXP6tz7R9xAOtHnSO/tXtF3WRTlA=="}}}`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// A listener stands between a client and the server and notes what they say.
type listener struct {
	url  string
	mu   sync.Mutex
	seen []string
	last []byte
}

func listen(h *house) *listener {
	to, err := url.Parse(h.url)
	h.must(err)
	l := &listener{}
	p := httputil.NewSingleHostReverseProxy(to)
	p.ModifyResponse = func(res *http.Response) error {
		body, err := io.ReadAll(res.Body)
		l.mu.Lock()
		defer l.mu.Unlock()
		l.seen = append(l.seen, res.Request.Method+" "+res.Request.URL.Path+" "+res.Status[:3])
		l.last, res.Body = body, io.NopCloser(bytes.NewReader(body))
		return err
	}
	s := httptest.NewServer(p)
	h.Cleanup(s.Close)
	l.url = s.URL
	return l
}
