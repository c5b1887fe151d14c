package match_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"aceso/internal/domain/match"
	"aceso/internal/domain/sbom"
	"aceso/internal/domain/vuln"
	"aceso/internal/store/intel"
	"aceso/internal/testkit"
	"aceso/internal/value/ident"
)

// A label is a person's verdict on one weakness and one package of an image.
type label struct {
	Label     string
	Weakness  string `json:"vulnerability_id"`
	Effective string `json:"effective_cve"`
	Image     struct{ Exact string }
	Package   struct{ Name, Version string }
	Note      string
}

// systems says which distribution the images with labels are built on, by the
// first letters of their digests. Labels name packages without saying of what.
var systems = map[string]string{
	"cd49d7250ed7": "almalinux-8", "72afc2e1a20c": "rocky-8", "68fecea0d255": "rhel-8", "08dbfad2d6af": "rhel-9", "3688aa867eb8": "centos-6",
	"746d31247006": "centos-7", "d48f0546b4cf": "rhel-8", "2faec0fea0d2": "rhel-8", "347a0d748d05": "rhel-9", "72b3617f0000": "rhel-8", "c8d664b0e728": "ol-8",
	"1a67ab960138": "debian-10", "9cd85ee84e40": "debian-10", "d8a88e8e15fd": "debian-9", "42137b9bd1fa": "debian-11", "6fd5699ab182": "debian-11",
	"267d5a634571": "debian-11", "69ae7f133d33": "debian-11",
	"ddac200f3ebc": "alpine-3.2", "5763c8a225f9": "alpine-3.14", "ba42ded8613f": "alpine-3.12", "10008791acbc": "alpine-3.14", "a11c6829cdfe": "alpine-3.15",
	"be3834598c3c": "wolfi",
}

var rpmRelease = regexp.MustCompile(`[._+]el(\d+)|\.amzn\d|\.cm\d|\.azl\d`)

// component turns a label into what a bill of materials would say of the
// package, as far as the label lets one know: a purl of the distribution, or ""
// for a package of a language, whose ecosystem is found by its name.
func (l label) component() (purl, ecosystem string) {
	_, digest, _ := strings.Cut(l.Image.Exact, "sha256:")
	system := systems[digest[:12]]
	v := l.Package.Version
	escaped := strings.NewReplacer("%", "%25", "+", "%2B", ":", "%3A").Replace(v)
	name := strings.NewReplacer("%", "%25", "+", "%2B").Replace(l.Package.Name)
	switch {
	case rpmRelease.MatchString(v):
		if strings.HasPrefix(system, "almalinux") {
			epoch, rest := "", v
			if e, r, ok := strings.Cut(v, ":"); ok {
				epoch, rest = "&epoch="+e, r
			}
			return "pkg:rpm/almalinux/" + name + "@" + strings.ReplaceAll(rest, "+", "%2B") + "?distro=" + system + epoch, "AlmaLinux"
		}
		return "", "RPM of another distribution"
	case strings.Contains(v, "ubuntu") || strings.Contains(l.Image.Exact, "ubuntu@"):
		return "", "Ubuntu"
	case strings.Contains(l.Image.Exact, "sle15"):
		return "", "SUSE"
	case strings.HasPrefix(system, "debian") && strings.Contains(v, "-") && !strings.HasPrefix(l.Weakness, "GHSA"):
		return "pkg:deb/debian/" + name + "@" + escaped + "?distro=" + system, "Debian"
	case strings.HasPrefix(system, "alpine") && regexp.MustCompile(`-r\d+$`).MatchString(v):
		return "pkg:apk/alpine/" + name + "@" + escaped + "?distro=" + system, "Alpine"
	case strings.HasPrefix(system, "wolfi"):
		return "", "Wolfi"
	}
	return "", ""
}

func readLabels(t *testing.T) []label {
	raw, err := os.ReadFile(testkit.Corpus(t, "vectors/match-labels.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	var out []label
	s := bufio.NewScanner(z)
	for s.Scan() {
		var l label
		if err := json.Unmarshal(s.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		out = append(out, l)
	}
	return out
}

// A tally counts labels of one ecosystem.
type tally struct{ tp, fn, fp, tn, unsureTP, unsureFP int }

// languages finds the packages of language ecosystems by the last part of their names:
// labels leave out groups and scopes.
func languages(t *testing.T, b *intel.Bundle) map[string][]intel.Key {
	out := map[string][]intel.Key{}
	for k, err := range b.Keys() {
		if err != nil {
			t.Fatal(err)
		}
		if k.Kind != intel.Package || slices.Contains([]string{"Debian", "Alpine", "AlmaLinux", "OSS-Fuzz"}, k.Ecosystem) {
			continue
		}
		last := k.Name[strings.LastIndexAny(k.Name, ":/")+1:]
		out[strings.ToLower(last)] = append(out[strings.ToLower(last)], k)
		if last != k.Name {
			out[strings.ToLower(k.Name)] = append(out[strings.ToLower(k.Name)], k)
		}
	}
	return out
}

var purlTypes = map[string]string{"npm": "npm", "PyPI": "pypi", "Maven": "maven", "Go": "golang", "crates.io": "cargo", "RubyGems": "gem", "NuGet": "nuget", "Packagist": "composer"}

// candidates are the components that a label of a language's package may mean:
// packages of that name of which the bundle says something about this weakness.
func (l label) candidates(t *testing.T, b *intel.Bundle, names map[string][]intel.Key) []string {
	var out []string
	for _, k := range names[strings.ToLower(l.Package.Name)] {
		kind := purlTypes[k.Ecosystem]
		found, err := b.ByPackage(k.Ecosystem, k.Name)
		if err != nil {
			t.Fatal(err)
		}
		if kind == "" || !l.in(b, found, "") {
			continue
		}
		p := ident.PURL{Type: kind, Name: k.Name, Version: l.Package.Version}
		if at := strings.LastIndexAny(k.Name, ":/"); at >= 0 {
			p.Namespace, p.Name = k.Name[:at], k.Name[at+1:]
		}
		if p, err := ident.NewPURL(p); err == nil {
			out = append(out, p.String())
		}
	}
	return out
}

// in tells whether statements speak of the label's weakness, and of that release if one is named.
func (l label) in(b *intel.Bundle, found []vuln.Statement, release string) bool {
	return slices.ContainsFunc(found, func(s vuln.Statement) bool {
		return (release == "" || s.Ecosystem == release) && l.is(b, s.Weakness)
	})
}

// is tells whether a weakness is the one that the label means.
func (l label) is(b *intel.Bundle, id string) bool {
	if id == l.Weakness || id == l.Effective {
		return true
	}
	w, err := b.Weakness(id)
	return err == nil && w != nil && (slices.Contains(w.Names, l.Weakness) || slices.Contains(w.Names, l.Effective))
}

// verdict is what matching says of the label's weakness in a component.
func (l label) verdict(t *testing.T, b *intel.Bundle, purl string) (match.State, string) {
	p, err := ident.ParsePURL(purl)
	if err != nil {
		t.Fatal(purl, err)
	}
	r, err := match.Component(sbom.Component{Name: p.Name, Version: p.Version, PURL: purl}, b, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range r.Matches {
		if slices.Contains(m.Names, l.Weakness) || slices.Contains(m.Names, l.Effective) || m.Weakness == l.Effective {
			return m.State, m.Why
		}
	}
	return match.NotAffected, ""
}

// TestLabels holds matching against the verdicts of people. A label counts
// when the corpus has anything to say of its weakness in that package (and in its release, for
// a distribution's): of another the corpus holds nothing, so that neither
// finding nor missing it says anything about matching.
func TestLabels(t *testing.T) {
	b := testkit.CorpusBundle(t)
	names := languages(t, b)
	counts, outside := map[string]*tally{}, map[string]int{}
	var wrong []mismatch
	labels := readLabels(t)
	known := map[string]bool{}
	for _, l := range labels {
		known[l.identity()] = known[l.identity()] || strings.HasPrefix(l.Weakness, "GHSA")
	}
	for _, l := range labels {
		if l.Label == "??" {
			outside["people could not tell"]++
			continue
		}
		purl, ecosystem := l.component()
		if purl == "" && ecosystem != "" {
			outside[ecosystem+": not in the corpus"]++
			continue
		}
		purls := []string{purl}
		if purl == "" {
			if !known[l.identity()] {
				outside["found by CPE in an image: the label does not say of which ecosystem it is"]++
				continue
			}
			if purls = l.candidates(t, b, names); len(purls) == 0 {
				outside["a language's package: nothing on that weakness and name"]++
				continue
			}
		} else if !l.covered(t, b, purl, ecosystem) {
			outside[ecosystem+": nothing on that weakness, package and release"]++
			continue
		}
		for _, purl := range purls[:1] {
			p, _ := ident.ParsePURL(purl)
			eco, _, _ := p.Package()
			c := counts[eco]
			if c == nil {
				c = &tally{}
				counts[eco] = c
			}
			state, why := l.verdict(t, b, purl)
			if c.count(l.Label, state) {
				wrong = append(wrong, mismatch{l, purl, string(state), why})
			}
		}
	}
	report(t, counts, outside, wrong)
}

// covered tells whether the bundle speaks of the label's weakness in the package or its
// source, in its release.
func (l label) covered(t *testing.T, b *intel.Bundle, purl, ecosystem string) bool {
	p, err := ident.ParsePURL(purl)
	if err != nil {
		t.Fatal(purl, err)
	}
	for _, name := range match.SourceNames(ecosystem, p.Name) {
		found, err := b.ByPackage(ecosystem, name)
		if err != nil {
			t.Fatal(err)
		}
		if l.in(b, found, p.Distro()) {
			return true
		}
	}
	return false
}

// count adds a verdict and tells whether it differs from the label.
func (c *tally) count(label string, state match.State) bool {
	switch {
	case label == "TP" && state == match.Affected:
		c.tp++
	case label == "TP" && state == match.CannotTell:
		c.unsureTP++
	case label == "TP":
		c.fn++
		return true
	case state == match.Affected:
		c.fp++
		return true
	case state == match.CannotTell:
		c.unsureFP++
	default:
		c.tn++
	}
	return false
}

// A mismatch is a label that we don't agree with.
type mismatch struct {
	label
	purl, state, why string
}

// identity names what a label is about; one found by GHSA was found by its ecosystem.
func (l label) identity() string {
	return l.Image.Exact + " " + l.Package.Name + " " + l.Package.Version
}

// causes are the reasons for which we may differ from people, and the packages
// that they hold for. A mismatch for none of them fails the test.
var causes = []struct {
	label  string
	purl   *regexp.Regexp
	reason string
	count  int // as of this corpus: one more or less fails the test
}{
	{
		"TP", regexp.MustCompile(`jackson-databind@2\.6\.7\.3|jackson-databind@2\.4\.0|spring-(core|web)@2\.5|ant@1\.8\.0|lodash@2\.4\.2|cryptiles@2|numpy@1\.21|opencontainers/runc@v0\.1\.1|shadow|passwd@|login@`),
		"the record in the corpus does not call this version affected (eleven of the records were read; labels are older than the corpus)", 42,
	},
	{
		"FP", regexp.MustCompile(`handlebars@1\.0\.0|diff@1\.0\.0|npm@1\.0\.1|pug@1\.0\.0|ini@1\.0\.0|/json@1|git@|i18n@|vault@0\.17|docker@1\.0\.0|karaf|swagger|markdown`),
		"the package only has the name of the one that is affected: an editor's extension, a client, a plug-in (from the labels' notes; not every label has one)", 37,
	},
	{
		"FP", regexp.MustCompile(`pypi/(urllib3|mercurial|setuptools|requests|pip|pyyaml|cryptography|jinja2|idna)@`),
		"a distribution's package with its own patch, which the scanner took for that of the language", 15,
	},
	{
		"FP", regexp.MustCompile(`golang/github\.com/(containerd|opencontainers|docker|moby|hashicorp)`),
		"the code that is affected is private or not imported: a decision on use, not on presence", 12,
	},
	{
		"FP", regexp.MustCompile(`org\.jboss\.netty/netty@3`),
		"the advisory calls the old package affected in every version or before a fix; people say it is not, without a note", 10,
	},
	{
		"FP", regexp.MustCompile(`pkg:deb/debian/`),
		"Debian's record calls the source package affected and people say this binary is not; not looked into one by one", 49,
	},
}

func (m mismatch) cause() string {
	for _, c := range causes {
		if c.label == m.Label && c.purl.MatchString(m.purl) {
			return c.reason
		}
	}
	return ""
}

func report(t *testing.T, counts map[string]*tally, outside map[string]int, wrong []mismatch) {
	var all tally
	for _, eco := range slices.Sorted(maps.Keys(counts)) {
		c := counts[eco]
		t.Logf("%-10s affected and labelled so %4d, missed %3d, wrongly affected %3d, rightly not %3d, can't tell %d of TP and %d of FP",
			eco, c.tp, c.fn, c.fp, c.tn, c.unsureTP, c.unsureFP)
		all.tp, all.fn, all.fp, all.tn = all.tp+c.tp, all.fn+c.fn, all.fp+c.fp, all.tn+c.tn
		all.unsureTP, all.unsureFP = all.unsureTP+c.unsureTP, all.unsureFP+c.unsureFP
	}
	precision, recall := ratio(all.tp, all.tp+all.fp), ratio(all.tp, all.tp+all.fn+all.unsureTP)
	t.Logf("all: precision %.3f (%d of %d), recall %.3f (%d of %d; what can't be told counts as missed)",
		precision, all.tp, all.tp+all.fp, recall, all.tp, all.tp+all.fn+all.unsureTP)
	for _, why := range slices.Sorted(maps.Keys(outside)) {
		t.Logf("not counted: %5d %s", outside[why], why)
	}
	by := map[string]int{}
	for _, m := range wrong {
		cause := m.cause()
		by[m.Label+": "+cause]++
		if cause == "" {
			t.Errorf("%s %s: people say %s, we say %s (%s) %s", m.Effective, m.purl, m.Label, m.state, m.why, m.Note)
		}
	}
	for _, c := range causes {
		n := by[c.label+": "+c.reason]
		t.Logf("differing: %4d %s: %s", n, c.label, c.reason)
		if n != c.count {
			t.Errorf("%d labels differ for this reason, and %d did: %s", n, c.count, c.reason)
		}
	}
}

func ratio(a, b int) float64 { return float64(a) / float64(max(b, 1)) }
