package testkit

import (
	"strings"
	"testing"
)

const goodPage = `<!doctype html><html lang="en"><head><title>T</title></head><body><main><h1>T</h1><label for="a">A</label><input id="a"/><p>x</p></main></body></html>`

func TestPageFaults(t *testing.T) {
	if got := PageFaults([]byte(goodPage)); len(got) != 0 {
		t.Fatalf("a good page: %q", got)
	}
	for want, change := range map[string][2]string{
		"2 h1":                  {"<p>", "<h1>U</h1><p>"},
		"skips a level":         {"<p>", "<h3>U</h3><p>"},
		"has no label":          {`for="a"`, ""},
		`names "b"`:             {`for="a"`, `for="b"`},
		"stands 2 times":        {"<p>", `<p id="a">`},
		"attribute style":       {"<p>", `<p style="x">`},
		"attribute onclick":     {"<p>", `<p onclick="x">`},
		"inline <script>":       {"<p>", "<script>1</script><p>"},
		"asks another host":     {"<p>", `<img alt="" src="https://x.example/a.png"/><p>`},
		"closes":                {"</p>", ""},
		"stands inside <p>":     {"<p>x", "<p><div>x</div>"},
		"a button without":      {"<p>", "<button></button><p>"},
		"language is missing":   {` lang="en"`, ""},
		"a picture without alt": {"<p>", `<img src="/a.png"/><p>`},
	} {
		got := PageFaults([]byte(strings.Replace(goodPage, change[0], change[1], 1)))
		if !strings.Contains(strings.Join(got, "\n"), want) {
			t.Errorf("%s: %q", want, got)
		}
	}
}
