package version_test

import (
	"strings"
	"testing"

	"aceso/internal/value/fault"
	"aceso/internal/value/version"
)

func TestVersionsStandInTheirEcosystemsOrder(t *testing.T) {
	for ecosystem, ascending := range map[string][]string{
		"npm":              {"1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-rc.2", "1.0.0-rc.10", "v1.0.0", "1.0.1", "1.10.0"},
		"Go":               {"v0.0.0-20230101000000-abcdefabcdef", "0.17.0", "v0.17.1-rc.1", "v0.17.1", "v2.0.0+incompatible"},
		"Bitnami":          {"1.2.2-9", "1.2.3", "1.2.4-0"},
		"Debian:12":        {"1.0~rc1-1", "1.0-1", "1.0-1+deb12u1", "1.0.1-1", "1:0.1-1"},
		"Alpine:v3.18":     {"1.2_rc1", "1.2-r0", "1.2-r9", "1.2-r10", "1.2.1-r0"},
		"AlmaLinux:9":      {"1.0~rc1-1.el9", "1.0-1.el9", "1.0-2.el9_1", "1.0.1-1.el9", "1:0.5-1.el9"},
		"Root:Alpine:3.18": {"1.2-r9", "1.2-r10"},
		"Maven":            {"1.0-alpha-1", "1.0-SNAPSHOT", "1.0", "1.0-sp1", "1.0.1", "2.0"},
		"RubyGems":         {"1.0.0.rc1", "1.0.0", "1.15.0-x86_64-linux", "1.15.1"},
		"opam":             {"1.0~beta", "1.0", "1.0.1", "v1.0"},
		"openssl":          {"1.0.2", "1.0.2a", "1.0.2z", "1.0.2za", "1.1.0-pre1", "1.1.0", "3.0.0-alpha1", "3.0.0", "3.0.10"},
		"generic": {
			"1.0-dev", "1.0-alpha2", "1.0-beta1", "1.0-rc1", "1.0", "1.0a", "1.0b", "1.0.1", "1.0.1-patch2", "1.0.2",
			"version 1.0.10", "V2.0", "2.0 SP1", "2.0 SP2", "10.0.19044.1288", "10.0.22000",
		},
		"Linux": {"5.10", "5.10.1", "5.10.210", "6.1-rc1", "6.1"},
	} {
		for i, a := range ascending {
			for j, b := range ascending {
				want := max(-1, min(1, i-j))
				if got, err := version.Compare(ecosystem, a, b); err != nil || got != want {
					t.Errorf("%s: %q and %q: %d, %v, want %d", ecosystem, a, b, got, err, want)
				}
			}
		}
	}
}

func TestTwoSpellingsOfAVersionAreEqual(t *testing.T) {
	for _, c := range [][3]string{
		{"npm", "1.2", "v1.2.0"},
		{"Go", "go1.21rc2", "1.21.0-rc.2"},
		{"Go", "go1.20", "1.20.0"},
		{"Bitnami", "1.2.3-4", "1.2.3"},
		{"generic", "1.0", "1.0.0"},
		{"generic", "V1.2.3", "version 1.2.3"},
		{"generic", "1.0-final", "1.0"},
		{"generic", "2.0 SP1", "2.0sp1"},
		{"generic", "1.0.0-rc1", "1.0-rc1"},
		{"PyPI", "1.0.post1", "1.0-1"},
		{"Debian", "1.0", "0:1.0-0"},
		{"Maven", "1.0.0", "1"},
		{"Maven", "4.1.100.Final", "4.1.100"},
		{"Maven", "5.0-GA", "5.0.0.RELEASE"},
	} {
		if d, err := version.Compare(c[0], c[1], c[2]); err != nil || d != 0 {
			t.Errorf("%s: %q and %q: %d, %v", c[0], c[1], c[2], d, err)
		}
	}
}

func TestWhatNoRuleSettlesIsNotGuessed(t *testing.T) {
	for _, c := range [][3]string{
		{"npm", "1.x", "1.5.0"},
		{"npm", "1.2.3.4", "1.2.3"},
		{"npm", "1.2a", "1.2.1"},
		{"crates.io", "1.2.3.4", "1.2.3.5"},
		{"generic", "1.0a1", "1.0"},
		{"generic", "1.0-foo", "1.0"},
		{"generic", "R12", "12"},
		{"generic", "A1", "B1"},
		{"generic", "1.0-foo", "1.0-bar"},
		{"generic", "1.0+5", "1.0"},
	} {
		if d, err := version.Compare(c[0], c[1], c[2]); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %q and %q were ordered: %d", c[0], c[1], c[2], d)
		}
	}
	// The same texts are placed where what they do have settles it.
	for _, c := range [][3]string{
		{"npm", "1.x", "2.0.0"}, {"npm", "1.2.3.4", "1.3.0"}, {"generic", "1.0a1", "1.1"}, {"generic", "1.0-foo", "1.0.1"}, {"generic", "R12", "R13"},
	} {
		if d, err := version.Compare(c[0], c[1], c[2]); err != nil || d != -1 {
			t.Errorf("%s: %q and %q: %d, %v", c[0], c[1], c[2], d, err)
		}
	}
}

func TestWhatIsNoVersionIsRefused(t *testing.T) {
	texts := []string{
		"", " ", "unknown", "UNKNOWN", "latest", "NOASSERTION", "none", "*", "(devel)", "${project.version}", "[1.0,2.0)", ">=1.0",
		"1.0, 2.0", "git+https://example.org/x", "file:../x", "1.0\x00", "1.0\xff", "1\u00a00", strings.Repeat("1.", 600),
	}
	for _, ecosystem := range []string{
		"npm", "Go", "PyPI", "Maven", "NuGet", "RubyGems", "Packagist", "Pub", "CRAN", "Hackage", "Debian", "Alpine", "Red Hat", "conan",
	} {
		for _, text := range texts {
			if text == "1\u00a00" && ecosystem != "npm" { // what an order makes of other scripts is its own affair
				continue
			}
			if v, err := version.Parse(ecosystem, text); err == nil && v.Real() && text != "1\u00a00" {
				t.Errorf("%s took %.30q", ecosystem, text)
			}
		}
	}
	for ecosystem, text := range map[string]string{
		"npm": "master", "Debian": "a:1", "CRAN": "1.a", "Hackage": "1.0-rc1", "generic": "3f2a9bc1d", "datetime": "2024", "intdot": "1.a",
	} {
		if _, err := version.Parse(ecosystem, text); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s took %q: %v", ecosystem, text, err)
		}
	}
}

func TestAnEcosystemWithoutAnOrderIsNotKnown(t *testing.T) {
	for _, e := range []string{"", "OSS-Fuzz", "Android", "GIT", "FreeBSD:ports", "Root", "TuxCare", "nonsense"} {
		if version.Known(e) {
			t.Errorf("%q is known", e)
		}
		if _, err := version.Compare(e, "1", "2"); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q compared: %v", e, err)
		}
	}
}

func TestVersionsOfTwoOrdersAreNotCompared(t *testing.T) {
	v, _ := version.Parse("npm", "1.0.0")
	w, _ := version.Parse("Debian", "1.0.0")
	if _, err := v.Compare(w); err == nil {
		t.Error("npm and Debian were compared")
	}
	if _, err := (version.Version{}).Compare(version.Version{}); err == nil {
		t.Error("nothing was compared with nothing")
	}
}

func TestAVersionLiesWithinASpanUpToItsEnds(t *testing.T) {
	for _, c := range []struct {
		version string
		span    version.Span
		want    bool
	}{
		{"1.5.0", version.Span{}, true},
		{"1.5.0", version.Span{Introduced: "0"}, true},
		{"1.5.0", version.Span{Introduced: "1.5.0"}, true},
		{"1.5.0", version.Span{Introduced: "1.5.0", IntroducedEx: true}, false},
		{"1.5.0", version.Span{Introduced: "1.5.1"}, false},
		{"1.5.0", version.Span{Fixed: "1.5.0"}, false},
		{"1.5.0", version.Span{Fixed: "1.5.1"}, true},
		{"1.5.0", version.Span{LastAffected: "1.5.0"}, true},
		{"1.5.0", version.Span{LastAffected: "1.4.9"}, false},
		{"1.5.0-rc.1", version.Span{Introduced: "1.0.0", Fixed: "1.5.0"}, true},
	} {
		v, err := version.Parse("npm", c.version)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := v.Within(c.span); err != nil || got != c.want {
			t.Errorf("%s in %+v: %v, %v", c.version, c.span, got, err)
		}
	}
	if _, err := version.Contains("npm", "1.5.0", "", "main", ""); err == nil {
		t.Error("a bound that is no version was used")
	}
	for ecosystem, name := range map[string]string{"PyPI": "trunk", "Maven": "stable", "Packagist": "dev-main", "Alpine": "edge", "Red Hat": "devel"} {
		if in, err := version.Contains(ecosystem, name, "", "2.0", ""); err == nil {
			t.Errorf("%s %q was placed: %v", ecosystem, name, in)
		}
	}
	if in, err := version.Contains("Debian:12", "1.1.1n-0+deb11u3", "0", "1.1.1n-0+deb11u5", ""); err != nil || !in {
		t.Errorf("Debian: %v, %v", in, err)
	}
}

func TestARangeIsReadAndWritten(t *testing.T) {
	for in, want := range map[string]string{
		"vers:npm/>=1.0.0|<2.0.0":          "vers:npm/>=1.0.0|<2.0.0",
		" vers:NPM/ < 2.0.0 | >= 1.0.0 | ": "vers:npm/>=1.0.0|<2.0.0",
		"vers:all/*":                       "vers:all/*",
		"vers:deb/=1.0%2Bdfsg-1":           "vers:deb/1.0%2Bdfsg-1",
		"vers:x-made-up/>b|<a":             "vers:x-made-up/>b|<a",
		"vers:generic/<= 1.1.7.333":        "vers:generic/<=1.1.7.333",
	} {
		if v, err := version.ParseVERS(in); err != nil || v.String() != want {
			t.Errorf("%q: %q, %v", in, v, err)
		}
	}
	for _, in := range []string{
		"", "vers:", "vers:npm", "vers:npm/", "vers:npm/|", "vers:/1.0", "npm/1.0", "vers:npm/*|1.0", "vers:npm/>", "vers:npm/1%zz",
		"vers:npm/latest|1.0", "vers:npm/1%00", "vers:" + strings.Repeat("a", 1<<17), "vers:npm/" + strings.Repeat("1|", 5000),
	} {
		if v, err := version.ParseVERS(in); !fault.Is(err, fault.Invalid) {
			t.Errorf("%.40q was read as %.40q: %v", in, v, err)
		}
	}
}

func TestARangeHoldsItsVersions(t *testing.T) {
	for _, c := range []struct {
		vers, version string
		want          bool
	}{
		{"vers:all/*", "anything", true},
		{"vers:none/*", "1.0", false},
		{"vers:npm/>=1.0.0|<2.0.0|>=3.0.0|<4.0.0", "2.5.0", false},
		{"vers:npm/>=1.0.0|<2.0.0|>=3.0.0|<4.0.0", "3.0.0", true},
		{"vers:npm/>=1.0.0|>=1.5.0|<2.0.0", "1.2.0", true},
		{"vers:npm/<1.0.0|<2.0.0", "1.2.0", true},
		{"vers:npm/>=1.0.0|!=1.5.0|<2.0.0", "1.5.0", false},
		{"vers:pypi/!=5", "4", true},
		{"vers:pypi/!=5|7", "4", false},
		{"vers:pypi/5|7", "6", false},
		{"vers:made-up/a|b", "b", true},
		{"vers:made-up/a|b", "c", false},
	} {
		v, err := version.ParseVERS(c.vers)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := v.Contains(c.version); err != nil || got != c.want {
			t.Errorf("%s in %s: %v, %v", c.version, c.vers, got, err)
		}
	}
	for vers, text := range map[string]string{"vers:made-up/>=a": "b", "vers:npm/>=1.0.0": "latest", "vers:pypi/<2": "trunk"} {
		v, err := version.ParseVERS(vers)
		if err != nil {
			t.Fatal(err)
		}
		if in, err := v.Contains(text); err == nil {
			t.Errorf("%s in %s was told: %v", text, vers, in)
		}
	}
}

func TestANativeRangeIsRefusedWhereItMeansNothing(t *testing.T) {
	for scheme, text := range map[string]string{
		"npm": "^a.b", "gem": "~> x", "pypi": "~=x", "nuget": "[1.0", "maven": "1.0]", "nginx": "1+", "openssl": "", "made-up": "1",
	} {
		if v, err := version.FromNative(scheme, text); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s %q was read as %s, %v", scheme, text, v, err)
		}
	}
	for scheme, pair := range map[string][2]string{
		"maven": {"[1.0,2.0),(,0.5],[3.0]", "vers:maven/<=0.5|>=1.0|<2.0|3.0"},
		"nuget": {"1.0", "vers:nuget/>=1.0"}, "pypi": {"~=1.4.2, ==2.*", "vers:pypi/>=1.4.2|<1.5|>=2|<3"}, "gem": {">= 1, < 3", "vers:gem/>=1|<3"},
	} {
		if v, err := version.FromNative(scheme, pair[0]); err != nil || v.String() != pair[1] {
			t.Errorf("%s %q: %s, %v", scheme, pair[0], v, err)
		}
	}
}

func FuzzCompare(f *testing.F) {
	for ecosystem, p := range pairs {
		f.Add(ecosystem, p[0], p[1])
	}
	f.Add("conan", "1.0-a+b", "1.0.0+c")
	f.Add("gentoo", "1.0b_p1-r2", "1.01_rc")
	f.Add("openssl", "1.0.2za", "1.1.0-pre1")
	f.Fuzz(func(t *testing.T, ecosystem, a, b string) {
		d, err := version.Compare(ecosystem, a, b)
		if err != nil {
			return
		}
		if back, err := version.Compare(ecosystem, b, a); err != nil || back != -d {
			t.Errorf("%s: %q and %q: %d, the other way round %d, %v", ecosystem, a, b, d, back, err)
		}
		if same, err := version.Compare(ecosystem, a, a); err != nil || same != 0 {
			t.Errorf("%s: %q is not itself: %d, %v", ecosystem, a, same, err)
		}
	})
}

func FuzzParseVERS(f *testing.F) {
	f.Add("vers:npm/>=1.0.0|<2.0.0", "1.5.0")
	f.Add("vers:datetime/2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z")
	f.Add("vers:deb/1.0%2B1|!=2|>3", "2")
	f.Fuzz(func(t *testing.T, s, text string) {
		v, err := version.ParseVERS(s)
		if err != nil {
			return
		}
		again, err := version.ParseVERS(v.String())
		if err != nil || again.String() != v.String() {
			t.Errorf("%q: written %q, read again %q, %v", s, v, again, err)
		}
		_, _ = v.Contains(text)
	})
}

func FuzzFromNative(f *testing.F) {
	f.Add("npm", "^1.2.3 || 2.x - 3")
	f.Add("nuget", "[1.0,2.0)")
	f.Add("nginx", "1.5.0+, 1.4.1+")
	f.Add("conan", "~1.1.2- || *")
	f.Fuzz(func(_ *testing.T, scheme, text string) { _, _ = version.FromNative(scheme, text) })
}
