package benchtest

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// A peer is another program that answers what aceso check answers. It is
// measured when it is there and is no part of anything else.
type peer struct {
	name    string
	prepare func(b *testing.B, data string) (env []string)
	args    func(data, document string) []string
	found   func(out []byte) (int, error)
}

// peers returns those that are there: in the folder that ACESO_TEST_PEERS
// names (scripts/peers.sh fills one), or in PATH.
func peers() []peer {
	var there []peer
	for _, p := range []peer{
		{
			name:    "osv-scanner",
			prepare: func(*testing.B, string) []string { return nil },
			args: func(data, document string) []string {
				return []string{"scan", "source", "--offline", "--local-db-path", data, "--format", "json", "-L", document}
			},
			found: osvScannerFound,
		},
		{
			name:    "grype",
			prepare: grypeDatabase,
			args:    func(_, document string) []string { return []string{"sbom:" + document, "-o", "json"} },
			found:   grypeFound,
		},
	} {
		if program(p.name) != "" && (p.name != "grype" || program("grypedb") != "") {
			there = append(there, p)
		}
	}
	return there
}

// program returns where a peer's program is, or "".
func program(name string) string {
	if path, err := exec.LookPath(filepath.Join(os.Getenv("ACESO_TEST_PEERS"), name)); err == nil && os.Getenv("ACESO_TEST_PEERS") != "" {
		return path
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return ""
	}
	return path
}

// measure has the peer answer the same documents: several times, but once
// when it takes its time.
func (p peer) measure(b *testing.B, data string, documents map[int]string) {
	env := p.prepare(b, data)
	for _, n := range []int{100, 10_000} {
		b.Run(fmt.Sprintf("%s/components=%d/advisories=%d", p.name, n, small), func(b *testing.B) {
			for range b.N {
				args := p.args(data, documents[n])
				c := measure(b, env, program(p.name), args...)
				if c.wall.Seconds() < 5 {
					c = median(b, env, program(p.name), args...)
				}
				found, err := p.found(c.out)
				if err != nil || found == 0 {
					b.Fatalf("the peer found nothing: it has not read the advisories: %v: %.300s", err, c.out)
				}
				c.report(b)
				b.ReportMetric(float64(found), "findings")
			}
		})
	}
}

func osvScannerFound(out []byte) (int, error) {
	var r struct {
		Results []struct {
			Packages []struct{ Vulnerabilities []struct{ ID string } }
		}
	}
	err := json.Unmarshal(out, &r)
	found := 0
	for _, s := range r.Results {
		for _, p := range s.Packages {
			found += len(p.Vulnerabilities)
		}
	}
	return found, err
}

func grypeFound(out []byte) (int, error) {
	var r struct {
		Matches []struct{ Artifact struct{ ID string } }
	}
	err := json.Unmarshal(out, &r)
	return len(r.Matches), err
}

// grypeDatabase gives grype the same advisories: grypedb writes them with
// grype's own library, and grype imports that.
func grypeDatabase(b *testing.B, data string) []string {
	b.Helper()
	made := b.TempDir()
	env := []string{"GRYPE_DB_CACHE_DIR=" + b.TempDir(), "GRYPE_DB_AUTO_UPDATE=false", "GRYPE_DB_VALIDATE_AGE=false", "GRYPE_CHECK_FOR_APP_UPDATE=false"}
	for _, args := range [][]string{
		{program("grypedb"), filepath.Join(data, "osv-scalibr"), made},
		{program("grype"), "db", "import", filepath.Join(made, "vulnerability.db")},
	} {
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Env = append(os.Environ(), env...)
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
	return env
}
