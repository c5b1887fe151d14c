// Package benchtest measures the whole program as a process of its own, as
// whoever runs it would: what it costs in processor time and memory, and how
// long it lets people wait. make bench runs it and writes docs/benchmarks.md.
package benchtest

import (
	"archive/zip"
	"bufio"
	"compress/flate"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// An ecosystem is how a part of all advisories looks. The shares are about
// those of OSV without malicious packages.
type ecosystem struct {
	osv    string // as OSV writes it
	dir    string
	share  int // of a hundred advisories
	pkg    func(n int) string
	purl   func(n int, version string) string
	suffix string // behind a version
}

var ecosystems = []ecosystem{
	{"npm", "npm", 22, func(n int) string { return fmt.Sprintf("widget-%d", n) }, func(n int, v string) string { return fmt.Sprintf("pkg:npm/widget-%d@%s", n, v) }, ""},
	{"PyPI", "PyPI", 16, func(n int) string { return fmt.Sprintf("snake-%d", n) }, func(n int, v string) string { return fmt.Sprintf("pkg:pypi/snake-%d@%s", n, v) }, ""},
	{"Maven", "Maven", 12, func(n int) string { return fmt.Sprintf("org.example%d:bean-%d", n%97, n) }, func(n int, v string) string {
		return fmt.Sprintf("pkg:maven/org.example%d/bean-%d@%s", n%97, n, v)
	}, ""},
	{"Go", "Go", 8, func(n int) string { return fmt.Sprintf("example.com/org%d/mod-%d", n%53, n) }, func(n int, v string) string {
		return fmt.Sprintf("pkg:golang/example.com/org%d/mod-%d@v%s", n%53, n, v)
	}, ""},
	{"crates.io", "crates.io", 4, func(n int) string { return fmt.Sprintf("crab-%d", n) }, func(n int, v string) string { return fmt.Sprintf("pkg:cargo/crab-%d@%s", n, v) }, ""},
	{"Debian:12", "Debian", 30, func(n int) string { return fmt.Sprintf("swirl-%d", n) }, func(n int, v string) string {
		return fmt.Sprintf("pkg:deb/debian/swirl-%d@%s?distro=debian-12", n, v)
	}, "-1"},
	{"Alpine:v3.18", "Alpine", 8, func(n int) string { return fmt.Sprintf("peak-%d", n) }, func(n int, v string) string {
		return fmt.Sprintf("pkg:apk/alpine/peak-%d@%s?distro=alpine-3.18", n, v)
	}, "-r0"},
}

// packages is how many packages of an ecosystem the small set of advisories
// speaks of: four advisories for each on the average, many for few.
func (e ecosystem) packages() int { return small * e.share / 100 / 4 }

// writeOSV writes so many made-up advisories as OSV publishes them, a zip for
// each ecosystem. Those of a larger set that a smaller one does not have speak
// of other packages: against both sets a document has the same answer.
func writeOSV(b testing.TB, dir string, advisories int) {
	b.Helper()
	for i, e := range ecosystems {
		if err := os.MkdirAll(filepath.Join(dir, e.dir), 0o700); err != nil {
			b.Fatal(err)
		}
		f, err := os.Create(filepath.Join(dir, e.dir, "all.zip"))
		if err != nil {
			b.Fatal(err)
		}
		z := zip.NewWriter(bufio.NewWriterSize(f, 1<<20))
		z.RegisterCompressor(zip.Deflate, packer())
		r := rand.New(rand.NewPCG(uint64(i), 5))
		for n := range advisories * e.share / 100 {
			id := fmt.Sprintf("GHSA-%s-%s-%s", ghsa(i), ghsa(n/14641), ghsa(n))
			w, err := z.Create(id + ".json")
			if err == nil {
				_, err = io.WriteString(w, e.advisory(r, id, i*1_000_000+n, n >= small*e.share/100))
			}
			if err != nil {
				b.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			b.Fatal(err)
		}
		if err := f.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// packer returns one compressor for all files of a zip: a new one each would
// take more time than the compressing.
func packer() zip.Compressor {
	packs, _ := flate.NewWriter(io.Discard, flate.BestSpeed)
	return func(w io.Writer) (io.WriteCloser, error) {
		packs.Reset(w)
		return packs, nil
	}
}

const ghsaLetters = "23456789cfg"

// ghsa writes a number below 14,641 as a part of such an id.
func ghsa(n int) string {
	var out [4]byte
	for i := range out {
		out[i] = ghsaLetters[n%len(ghsaLetters)]
		n /= len(ghsaLetters)
	}
	return string(out[:])
}

var words = strings.Fields("an attacker on the network may send a crafted message that the parser of the affected function reads beyond its buffer and so learn secrets stop service or run code in versions before fixed release upgrade workaround validate input length header session token memory heap overflow null pointer path traversal template")

func prose(r *rand.Rand, n int) string {
	var b strings.Builder
	for range n {
		b.WriteString(words[r.IntN(len(words))])
		b.WriteByte(' ')
	}
	return b.String()
}

// advisory writes one record. Popular packages have most of them.
func (e ecosystem) advisory(r *rand.Rand, id string, number int, beyond bool) string {
	pkg := int(float64(e.packages()) * r.Float64() * r.Float64())
	if beyond {
		pkg = 2*e.packages() + int(float64(2*e.packages())*r.Float64()*r.Float64())
	}
	major, minor := r.IntN(8), r.IntN(20)
	kind := "ECOSYSTEM"
	switch e.osv {
	case "npm", "Go", "crates.io":
		kind = "SEMVER"
	}
	versions := ""
	if e.osv == "PyPI" || e.osv == "Maven" { // they list what they mean beside the range
		var list []string
		for n := range min(minor, 12) {
			list = append(list, fmt.Sprintf(`"%d.%d.0"`, major, n))
		}
		versions = `,"versions":[` + strings.Join(list, ",") + `]`
	}
	var links []string
	for n := range 2 + r.IntN(5) {
		links = append(links, fmt.Sprintf(`{"type":"WEB","url":"https://example.com/%d/%d/%x"}`, number, n, r.Uint32()))
	}
	return fmt.Sprintf(`{"schema_version":"1.6.0","id":%q,"modified":"2026-10-%02dT00:00:00Z","published":"20%02d-01-01T00:00:00Z","aliases":["CVE-20%02d-%d"],"summary":%q,"details":%q,`+
		`"severity":[{"type":"CVSS_V3","score":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:%s"}],`+
		`"affected":[{"package":{"ecosystem":%q,"name":%q},"ranges":[{"type":%q,"events":[{"introduced":"%d.0.0"},{"fixed":"%d.%d.%d%s"}]}]%s}],"references":[%s]}`,
		id, 1+r.IntN(28), 12+number%15, 12+number%15, 10_000+number, prose(r, 9), prose(r, 60+r.IntN(60)), []string{"N", "L", "H"}[r.IntN(3)],
		e.osv, e.pkg(pkg), kind, major, major, minor, r.IntN(9), e.suffix, versions, strings.Join(links, ","))
}

// billOfMaterials writes a CycloneDX document of so many components. Of three
// one goes by a name that nobody knows anything of.
func billOfMaterials(components int) []byte { return billOf(components, "") }

// billOf writes such a document whose components have a description.
func billOf(components int, description string) []byte {
	r := rand.New(rand.NewPCG(uint64(components), 6))
	var b strings.Builder
	b.WriteString(`{"bomFormat":"CycloneDX","specVersion":"1.5","version":1,"metadata":{"component":{"type":"device","name":"pump","version":"1","bom-ref":"pump"}},"components":[`)
	for n := range components {
		e := ecosystems[r.IntN(len(ecosystems))]
		pkg := r.IntN(e.packages() * 3 / 2)
		version := fmt.Sprintf("%d.%d.%d%s", r.IntN(8), r.IntN(20), r.IntN(30), e.suffix)
		name := e.pkg(pkg)
		name = name[strings.LastIndexByte(name, ':')+1:]
		if n > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"type":"library","bom-ref":"c%d","name":%q,"version":%q,"purl":%q,"licenses":[{"license":{"id":"MIT"}}],"hashes":[{"alg":"SHA-256","content":"%064x"}]`,
			n, name, version, e.purl(pkg, version), r.Uint64())
		if description != "" {
			fmt.Fprintf(&b, `,"description":"%d %s"`, n, description)
		}
		b.WriteByte('}')
	}
	b.WriteString(`]}`)
	return []byte(b.String())
}
