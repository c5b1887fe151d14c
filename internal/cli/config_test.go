package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aceso/internal/testkit"
)

// A setting is one wrong way to configure a server.
type setting struct {
	toml string            // in DATA/aceso.toml
	env  map[string]string // variables
	args []string          // besides --data
	says []string          // what the refusal must hold: the key, and what would be right
}

// badSettings are what people mistype, what another program's file has, and
// what no server can do.
func badSettings() map[string]setting {
	file := func(text string, says ...string) setting { return setting{toml: text, says: says} }
	env := func(name, value string, says ...string) setting {
		return setting{env: map[string]string{name: value}, says: says}
	}
	flag := func(says string, args ...string) setting { return setting{args: args, says: []string{says}} }
	return map[string]setting{
		"a file that is no TOML":           file("addr = ", "aceso.toml"),
		"a file of another kind":           file(`{"addr": "x"}`, "aceso.toml"),
		"a file that is YAML":              file("addr: 127.0.0.1:8080\n", "aceso.toml"),
		"a text that does not end":         file("addr = \"127.0.0.1", "aceso.toml"),
		"bytes that are no text":           file("addr = \"\xff\xfe\"", "aceso.toml"),
		"a key twice":                      file("addr = \"127.0.0.1:1\"\naddr = \"127.0.0.1:2\"", "aceso.toml", "addr"),
		"a table twice":                    file("[log]\nlevel = \"info\"\n[log]\nlevel = \"warn\"", "aceso.toml"),
		"an unknown key":                   file("colour = 1", "colour", "known are"),
		"an unknown table":                 file("[colours]\nred = 1", "colours"),
		"a misspelt key":                   file("adr = \"x\"", "adr", `"addr"`),
		"a misspelt key in a table":        file("[log]\nlvl = \"info\"", "log.lvl", `"log.level"`),
		"a key in the wrong case":          file("Addr = \"127.0.0.1:1\"", "Addr"),
		"a key in the wrong table":         file("[log]\naddr = \"127.0.0.1:1\"", "log.addr"),
		"a secret in the file":             file("password = \"x\"", "password"),
		"a number for a text":              file("addr = 8080", "addr"),
		"a list for a text":                file("addr = [\"127.0.0.1:1\"]", "addr"),
		"a table for a text":               file("[addr]\nhost = \"x\"", "addr"),
		"a date for a text":                file("database = 2026-01-01", "database"),
		"a word for yes or no":             file("https = \"perhaps\"", "https"),
		"a list for yes or no":             file("https = [true]", "https"),
		"a table for a list":               file("[hosts]\na = 1", "hosts"),
		"numbers in a list of texts":       file("hosts = [[1]]", "hosts"),
		"a level that is none":             file("[log]\nlevel = \"loud\"", "log.level", "debug"),
		"a number for a level":             file("[log]\nlevel = 3", "log.level"),
		"an empty level":                   file("[log]\nlevel = \"\"", "log.level"),
		"a form of log that is none":       file("[log]\nformat = \"xml\"", "log.format", "json"),
		"no port":                          file("addr = \"127.0.0.1\"", "addr", "HOST:PORT"),
		"an empty port":                    file("addr = \"127.0.0.1:\"", "addr", "HOST:PORT"),
		"a port too high":                  file("addr = \"127.0.0.1:99999\"", "addr", "HOST:PORT"),
		"a port that is a word":            file("addr = \"127.0.0.1:web\"", "addr", "HOST:PORT"),
		"a negative port":                  file("addr = \"127.0.0.1:-1\"", "addr", "HOST:PORT"),
		"an address with a scheme":         file("addr = \"http://127.0.0.1:8080\"", "addr", "HOST:PORT"),
		"an address of nobody":             file("addr = \"300.1.1.1:8080\"", "addr"),
		"an IPv6 address without brackets": file("addr = \"::1:8080:x\"", "addr", "HOST:PORT"),
		"another database":                 file("database = \"mysql://a:secret@b/c\"", "database", "postgres://"),
		"a database that is a word":        file("database = \"here\"", "database", "postgres://"),
		"a range that is none":             file("proxies = [\"10.0.0.0/99\"]", "proxies", "10.0.0.0/8"),
		"an address for a range":           file("proxies = [\"10.0.0.1\"]", "proxies", "10.0.0.0/8"),
		"a host for a range":               file("proxies = [\"proxy.example\"]", "proxies", "10.0.0.0/8"),
		"a name of a host with a scheme":   file("hosts = [\"https://aceso.example\"]", "hosts", "aceso.example"),
		"a name of a host with a port":     file("hosts = [\"aceso.example:8080\"]", "hosts"),
		"a name of a host with a path":     file("hosts = [\"aceso.example/x\"]", "hosts"),
		"an empty name of a host":          file("hosts = [\"\"]", "hosts"),
		"every host":                       file("hosts = [\"*\"]", "hosts"),
		"a time that is none":              file("[intel]\nevery = \"often\"", "intel.every", "6h"),
		"a time too short":                 file("[intel]\nevery = \"5m\"", "intel.every", "1h"),
		"a time that is negative":          file("[intel]\nevery = \"-6h\"", "intel.every", "1h"),
		"a number for a time":              file("[intel]\nevery = 6", "intel.every"),
		"a key that is none":               file("[intel]\ntrust = [\"nonsense\"]", "intel.trust"),
		"a key file that is missing":       file("[intel]\nnvd_key_file = \"/nowhere/key\"", "intel.nvd_key_file"),
		"a signing key that is missing":    file("[intel]\nsign_file = \"/nowhere/key\"", "intel.sign_file"),
		"a feed that is no address":        file("[intel]\nkev = \"cisa\"", "intel.kev", "https://"),
		"a feed by another scheme":         file("[intel]\nosv = \"ftp://a.example/x\"", "intel.osv", "https://"),
		"a feed that is a file":            file("[intel]\nepss = \"file:///etc/passwd\"", "intel.epss", "https://"),
		"a feed without TLS":               file("[intel]\nnvd = \"http://a.example/x\"", "intel.nvd", "https://"),
		"an allowed host with a scheme":    file("[intel]\nallow = [\"http://10.0.0.1\"]", "intel.allow"),
		"an allowed range that is none":    file("[intel]\nallow = [\"10.0.0.0/99\"]", "intel.allow"),
		"a provider without its address":   file("[sso]\nissuer = \"id\"", "sso.issuer", "https://"),
		"a provider without TLS":           file("[sso]\nissuer = \"http://id.example\"\nclient = \"x\"", "sso.issuer", "https://"),
		"a provider without our name":      file("[sso]\nissuer = \"https://id.example\"", "sso.client"),
		"a role that is none":              file("[sso]\nissuer = \"https://id.example\"\nclient = \"x\"\nroles = [\"a=king\"]", "sso.roles"),
		"a role without a group":           file("[sso]\nissuer = \"https://id.example\"\nclient = \"x\"\nroles = [\"administrator\"]", "sso.roles"),
		"a variable with one underscore":   env("ACESO_LOG_LEVEL", "info", `"log.level"`, "ACESO_LOG__LEVEL"),
		"a variable misspelt":              env("ACESO_ADR", "x", `"addr"`),
		"a variable that nobody knows":     env("ACESO_COLOUR", "x", "colour"),
		"a wrong word in a variable":       env("ACESO_HTTPS", "perhaps", "https", "ACESO_HTTPS"),
		"a wrong level in a variable":      env("ACESO_LOG__LEVEL", "loud", "log.level", "ACESO_LOG__LEVEL"),
		"a wrong range in a variable":      env("ACESO_PROXIES", "10.0.0.0/8,x", "proxies", "ACESO_PROXIES"),
		"a wrong database in a variable":   env("ACESO_DATABASE", "sqlite://x", "database", "ACESO_DATABASE"),
		"a flag that nobody knows":         flag("--colour", "--colour", "red"),
		"a flag misspelt":                  flag("--addr", "--adr", "x"),
		"a flag without its value":         flag("--addr", "--addr"),
		"an address by flag that is none":  flag("HOST:PORT", "--addr", "here"),
		"a database by flag that is none":  flag("postgres://", "--database", "x.db"),
		"a word too many":                  flag("serve", "here"),
	}
}

// TestEveryBadConfigurationIsRefusedByName: the start ends with 2 at once, says
// which setting, where it stands and what would be right, and no password
// (RL-27).
func TestEveryBadConfigurationIsRefusedByName(t *testing.T) {
	cases := badSettings()
	slowest := time.Duration(0)
	for what, c := range cases {
		t.Run(what, func(t *testing.T) {
			data := t.TempDir()
			if c.toml != "" {
				if err := os.WriteFile(filepath.Join(data, "aceso.toml"), []byte(c.toml), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			for name, value := range c.env {
				t.Setenv(name, value)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			args := append([]string{"serve", "--data", data}, c.args...)
			if c.args == nil || c.args[0] != "--addr" && c.args[0] != "--adr" {
				if !strings.Contains(c.toml, "addr") {
					args = append(args, "--addr", "127.0.0.1:0")
				}
			}
			var out, told bytes.Buffer
			began := time.Now()
			code := Run(ctx, args, Streams{In: strings.NewReader(""), Out: &out, Err: &told})
			slowest = max(slowest, time.Since(began))
			if ctx.Err() != nil {
				t.Fatalf("it starts all the same: %s", told.String())
			}
			if code != exitUsage {
				t.Errorf("it ends with %d: %s", code, told.String())
			}
			for _, want := range c.says {
				if !strings.Contains(told.String(), want) {
					t.Errorf("it does not say %q: %s", want, told.String())
				}
			}
			if strings.Contains(told.String(), "secret@") || strings.Contains(told.String(), "goroutine") {
				t.Errorf("it says too much: %s", told.String())
			}
		})
	}
	if slowest > 3*time.Second { // a second, on a machine that does nothing else
		t.Errorf("the slowest took %v", slowest)
	}
	testkit.Tell(t, "bad configurations: files, variables, flags", len(cases), "each refused with exit code 2 by name, with where it stands and what would be right; the slowest after %v", slowest.Round(time.Millisecond))
}
