package match

import (
	"strings"
	"testing"

	"aceso/internal/domain/sbom"
	"aceso/internal/domain/vuln"
)

func TestPackages(t *testing.T) {
	lodash := also(osv("GHSA-35jh-r3h4-6jhm", "npm", "lodash", before("4.17.21")), "CVE-2021-23337")
	log4j := also(osv("GHSA-jfh8-c2jp-5v3q", "Maven", "org.apache.logging.log4j:log4j-core", from("2.13.0", "2.15.0"), before("2.3.1")), "CVE-2021-44228")
	good := bundle(lodash, log4j,
		osv("GO-2024-1", "Go", "golang.org/x/crypto", vuln.Range{Scheme: vuln.Semver, Introduced: "0", Fixed: "0.31.0"}),
		osv("PYSEC-1", "PyPI", "Foo_Bar", before("2.0")),
		vuln.Record{Source: "osv", ID: "MAL-1", Says: []vuln.Statement{{Ecosystem: "npm", Package: "evil", Versions: []string{"1.0.1"}}}},
		vuln.Record{Source: "osv", ID: "MAL-2", Says: []vuln.Statement{{Ecosystem: "npm", Package: "worse"}}},
		osv("GHSA-last-last-last", "npm", "last", vuln.Range{Scheme: vuln.Semver, Introduced: "1.0.0", LastAffected: "1.5.0"}),
		osv("GHSA-open-open-open", "npm", "open", vuln.Range{Scheme: vuln.Semver, Introduced: "2.0.0"}),
		also(osv("GHSA-nest-nest-nest", "npm", "@nestjs/core", before("9.0.5")), "CVE-2023-26108"))
	for name, tc := range map[string]struct {
		purl string
		c    sbom.Component
		want string
		why  string
	}{
		"a version before the fix is affected": {
			purl: "pkg:npm/lodash@4.17.20", want: "matched, CVE-2021-23337 affected",
			why: "npm lodash 4.17.20 is before 4.17.21, where GHSA-35jh-r3h4-6jhm (osv) says it is fixed",
		},
		"the fix itself is clean":      {purl: "pkg:npm/lodash@4.17.21", want: "clean"},
		"a later version is clean":     {purl: "pkg:npm/lodash@5.0.0", want: "clean"},
		"a pre-release is before it":   {purl: "pkg:npm/lodash@4.17.21-rc.1", want: "matched, CVE-2021-23337 affected"},
		"a name nobody knows is clean": {purl: "pkg:npm/left-pad@1.0.0", want: "clean"},
		"the second of two ranges":     {purl: "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1", want: "matched, CVE-2021-44228 affected"},
		"between two ranges":           {purl: "pkg:maven/org.apache.logging.log4j/log4j-core@2.12.4", want: "clean"},
		"a name is held in the ecosystem's spelling": {
			purl: "pkg:pypi/foo.bar@1.0", want: "matched, PYSEC-1 affected",
		},
		"a scope belongs to the name":    {purl: "pkg:npm/%40nestjs/core@9.0.0", want: "matched, CVE-2023-26108 affected"},
		"without its scope it is other":  {purl: "pkg:npm/core@9.0.0", want: "clean"},
		"a path with a v before numbers": {purl: "pkg:golang/golang.org/x/crypto@v0.30.0", want: "matched, GO-2024-1 affected"},
		"a listed version is affected": {
			purl: "pkg:npm/evil@1.0.1", want: "matched, MAL-1 affected", why: "npm evil 1.0.1 is a version that MAL-1 (osv) lists as affected",
		},
		"another than the listed ones is clean": {purl: "pkg:npm/evil@1.0.2", want: "clean"},
		"without bounds every version is affected": {
			purl: "pkg:npm/worse", want: "matched, MAL-2 affected", why: "npm worse is affected in every version, says MAL-2 (osv)",
		},
		"the last affected is inside": {
			purl: "pkg:npm/last@1.5.0", want: "matched, GHSA-last-last-last affected",
			why: "npm last 1.5.0 is at or after 1.0.0 and not after 1.5.0, the last that GHSA-last-last-last (osv) calls affected",
		},
		"behind the last affected":  {purl: "pkg:npm/last@1.5.1", want: "clean"},
		"before the first affected": {purl: "pkg:npm/last@0.9.0", want: "clean"},
		"nothing is fixed yet": {
			purl: "pkg:npm/open@7.0.0", want: "matched, GHSA-open-open-open affected",
			why: "npm open 7.0.0 is at or after 2.0.0, where it begins, says GHSA-open-open-open (osv); it knows no version that is fixed",
		},
		"without a version nobody can tell": {purl: "pkg:npm/lodash", want: "not_checkable, CVE-2021-23337 cannot_tell"},
		"a version that is a name can't be placed": {
			purl: "pkg:npm/lodash@latest", want: "not_checkable, CVE-2021-23337 cannot_tell",
			why: `npm lodash has a moving name for a version ("latest"), and GHSA-35jh-r3h4-6jhm (osv) speaks of versions (before 4.17.21)`,
		},
		"a range for a version can't be placed": {c: sbom.Component{Name: "lodash", Version: "^4.17.0", PURL: "pkg:npm/lodash"}, want: "not_checkable, CVE-2021-23337 cannot_tell"},
		"a commit can't be placed":              {c: sbom.Component{Name: "lodash", Version: "2da024c3b4f9947a48517639de7560457cd4ec6c", PURL: "pkg:npm/lodash"}, want: "not_checkable, CVE-2021-23337 cannot_tell"},
		"the document's version counts where the purl has none": {
			c: sbom.Component{Name: "lodash", Version: "4.17.20", PURL: "pkg:npm/lodash"}, want: "matched, CVE-2021-23337 affected",
		},
		"an ecosystem that is not in the bundle can't be checked":  {purl: "pkg:hex/phoenix@1.0.0", want: "not_checkable"},
		"a generic package can't be checked":                       {purl: "pkg:generic/busybox@1.34.1", want: "not_checkable"},
		"a component without any name of its kind can't be":        {c: sbom.Component{Name: "lodash", Version: "4.17.20"}, want: "not_checkable"},
		"a purl that can't be read is no purl":                     {c: sbom.Component{Name: "x", Version: "1", PURL: "pkg:/"}, want: "not_checkable"},
		"group and name are looked up, and the answer says so":     {c: sbom.Component{Group: "org.apache.logging.log4j", Name: "log4j-core", Version: "2.14.1"}, want: "matched, CVE-2021-44228 affected"},
		"a group that finds nothing proves nothing":                {c: sbom.Component{Group: "org.example", Name: "thing", Version: "1"}, want: "not_checkable"},
		"an npm scope in the group is looked up":                   {c: sbom.Component{Group: "@nestjs", Name: "core", Version: "9.0.0"}, want: "matched, CVE-2023-26108 affected"},
		"a Maven coordinate in the name is looked up":              {c: sbom.Component{Name: "org.apache.logging.log4j:log4j-core", Version: "2.14.1"}, want: "matched, CVE-2021-44228 affected"},
		"the purl's namespace is looked up when group is set, too": {c: sbom.Component{Group: "org.apache.logging.log4j", Name: "log4j-core", Version: "2.14.1", PURL: "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1"}, want: "matched, CVE-2021-44228 affected"},
	} {
		t.Run(name, func(t *testing.T) {
			c := tc.c
			if tc.purl != "" {
				c = component(tc.purl)
			}
			r := check(t, good, c)
			if got := told(r); got != tc.want {
				t.Fatalf("got %s (%s)\nwant %s", got, r.Reason, tc.want)
			}
			if tc.why != "" && r.Matches[0].Why != tc.why {
				t.Errorf("why: got %s\nwant %s", r.Matches[0].Why, tc.why)
			}
		})
	}
}

func TestReasonsNameWhatIsMissing(t *testing.T) {
	b := bundle(osv("GHSA-35jh-r3h4-6jhm", "npm", "lodash", before("4.17.21")))
	for want, c := range map[string]sbom.Component{
		"has neither purl nor CPE": {Name: "thing", Version: "1"},
		"pkg:generic has no known source of weaknesses; a name rule would help":           component("pkg:generic/busybox@1.34.1"),
		"no Hex feed in this bundle; one built with OSV's Hex feed would settle it":       component("pkg:hex/phoenix@1.0.0"),
		"its package URL can't be read":                                                   {Name: "x", PURL: "npm/lodash"},
		"its CPE names no product":                                                        {Name: "x", CPEs: []string{"cpe:2.3:a:vendor:*:1.0:*:*:*:*:*:*:*"}},
		"its CPE can't be read":                                                           {Name: "x", CPEs: []string{"cpe:nonsense"}},
		"no known source speaks of the packages of fedora":                                component("pkg:rpm/fedora/bash@5.1"),
		"version missing; 1 weakness is known of it":                                      component("pkg:npm/lodash"),
		"no NVD feed in this bundle; one built with the NVD's records would settle it":    {Name: "x", CPEs: []string{"cpe:2.3:a:busybox:busybox:1.34.1:*:*:*:*:*:*:*"}},
		"it is a file, not a package":                                                     {Name: "x", Kind: "file"},
		"has a range or a placeholder for a version; 1 weakness is known of it":           {Name: "lodash", PURL: "pkg:npm/lodash", Version: ">=4"},
		"no Debian feed in this bundle; one built with OSV's Debian feed would settle it": component("pkg:deb/debian/bash@5.1?distro=debian-12"),
		"pkg:yocto has no known source of weaknesses; a name rule would help":             component("pkg:yocto/core/busybox@1.34.1"),
		"pkg:github has no known source of weaknesses; a name rule would help":            component("pkg:github/madler/zlib@1.2.11"),
	} {
		if r := check(t, b, c); r.Reason != want {
			t.Errorf("%+v: got %q\nwant %q", c, r.Reason, want)
		}
	}
}

func TestOneMissingEcosystemLosesNoOther(t *testing.T) {
	doc := &sbom.Document{Components: []sbom.Component{component("pkg:hex/phoenix@1.0.0"), component("pkg:npm/lodash@4.17.20")}}
	got, err := Document(doc, bundle(osv("GHSA-35jh-r3h4-6jhm", "npm", "lodash", before("4.17.21"))), nil)
	if err != nil || got[0].Checked != NotCheckable || got[1].Checked != Matched {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestCommitsPlaceNoVersion(t *testing.T) {
	git := vuln.Range{Scheme: vuln.Git, Introduced: "0", Fixed: "abc"}
	unfixed := vuln.Range{Scheme: vuln.Git, Introduced: "0"}
	rule := Alias{ID: "1", Name: "OpenSSL", Patterns: []string{"openssl"}, Ecosystem: "OSS-Fuzz", Package: "openssl", Who: "Anna"}
	c := sbom.Component{Name: "openssl", Version: "3.0.5"}
	for name, tc := range map[string]struct {
		ranges   []vuln.Range
		versions []string
		want     string
	}{
		"no versions beside commits":                   {[]vuln.Range{git}, nil, "matched, OSV-1 cannot_tell"},
		"a tag of this version":                        {[]vuln.Range{git}, []string{"openssl-3.0.4", "openssl-3.0.5"}, "matched, OSV-1 affected"},
		"not among the tags, and mended":               {[]vuln.Range{git}, []string{"openssl-3.0.4"}, "clean"},
		"newer than all tags, and nothing mends it":    {[]vuln.Range{unfixed}, []string{"openssl-3.0.4"}, "matched, OSV-1 cannot_tell"},
		"older than some tag, and not among them":      {[]vuln.Range{unfixed}, []string{"openssl-3.1.0"}, "clean"},
		"a range in versions beside commits is enough": {[]vuln.Range{git, before("3.0.5")}, nil, "clean"},
	} {
		b := bundle(vuln.Record{Source: "osv", ID: "OSV-1", Says: []vuln.Statement{{Ecosystem: "OSS-Fuzz", Package: "openssl", Ranges: tc.ranges, Versions: tc.versions}}})
		if tc.ranges[0].Scheme != vuln.Git || len(tc.ranges) > 1 {
			b.packages["OSS-Fuzz/openssl"][0].Ranges[1].Scheme = vuln.Generic
		}
		if got := told(check(t, b, c, rule)); got != tc.want {
			t.Errorf("%s: got %s, want %s", name, got, tc.want)
		}
	}
}

func TestNamesOfOneWeaknessAreOneMatch(t *testing.T) {
	b := bundle(
		also(osv("GHSA-35jh-r3h4-6jhm", "npm", "lodash", before("4.17.21")), "CVE-2021-23337"),
		also(osv("SNYK-1", "npm", "lodash", before("4.17.22")), "CVE-2021-23337"))
	r := check(t, b, component("pkg:npm/lodash@4.17.20"))
	if got := told(r); got != "matched, CVE-2021-23337 affected" {
		t.Fatal(got)
	}
	if m := r.Matches[0]; strings.Join(m.Names, " ") != "CVE-2021-23337 GHSA-35jh-r3h4-6jhm SNYK-1" || strings.Join(m.Fixed, " ") != "4.17.21 4.17.22" {
		t.Errorf("got %v, fixed %v", m.Names, m.Fixed)
	}
	// One says affected and one does not, both as near: the first is believed, and the other is told.
	r = check(t, b, component("pkg:npm/lodash@4.17.21"))
	if got := told(r); got != "matched, CVE-2021-23337 affected" {
		t.Fatal(got)
	}
	if w := r.Matches[0].Why; !strings.Contains(w, "SNYK-1 (osv)") || !strings.Contains(w, "GHSA-35jh-r3h4-6jhm") {
		t.Error(w)
	}
}

func TestWithdrawnRecordsAreNoFindings(t *testing.T) {
	rec := also(osv("GHSA-35jh-r3h4-6jhm", "npm", "lodash", before("4.17.21")), "CVE-2021-23337")
	rec.Withdrawn = day("2022-01-02")
	r := check(t, bundle(rec), component("pkg:npm/lodash@4.17.20"))
	if got := told(r); got != "clean, CVE-2021-23337 not_affected" || !strings.Contains(r.Matches[0].Why, "withdrawn on 2022-01-02") {
		t.Errorf("got %s: %+v", got, r.Matches)
	}
	// A record that still stands keeps it.
	r = check(t, bundle(rec, also(osv("SNYK-1", "npm", "lodash", before("4.17.22")), "CVE-2021-23337")), component("pkg:npm/lodash@4.17.20"))
	if got := told(r); got != "matched, CVE-2021-23337 affected" {
		t.Error(got)
	}
}

func TestManyComponentsAreAnsweredInTheirOrder(t *testing.T) {
	doc := &sbom.Document{}
	for i := range 1000 {
		version := "4.17.20"
		if i%3 == 0 {
			version = "4.17.21"
		}
		c := component("pkg:npm/lodash@" + version)
		c.Supplier = strings.Repeat("x", i%300)
		doc.Components = append(doc.Components, c)
	}
	got, err := Document(doc, bundle(osv("GHSA-35jh-r3h4-6jhm", "npm", "lodash", before("4.17.21"))), nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range got {
		if (i%3 == 0) != (r.Checked == Clean) {
			t.Fatalf("component %d: %+v", i, r)
		}
	}
}
