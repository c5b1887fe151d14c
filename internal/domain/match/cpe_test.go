package match

import (
	"strings"
	"testing"

	"aceso/internal/domain/sbom"
	"aceso/internal/domain/vuln"
)

// named makes a component that is known by its platform name only.
func named(cpe string) sbom.Component {
	return sbom.Component{Ref: "1", Name: "part", CPEs: []string{cpe}}
}

func TestPlatformNames(t *testing.T) {
	any := "cpe:2.3:a:busybox:busybox:*:*:*:*:*:*:*:*"
	on := func(cpe string, with ...string) vuln.Record {
		r := nvd("CVE-9", cpe)
		for _, w := range with {
			r.Says[0].With = append(r.Says[0].With, vuln.With{AnyOf: strings.Split(w, "|")})
		}
		return r
	}
	for name, tc := range map[string]struct {
		record vuln.Record
		cpe    string
		c      sbom.Component
		want   string
		why    string
	}{
		"a version in the range": {
			record: nvd("CVE-1", any, generic("", "1.35.0")), cpe: "cpe:2.3:a:busybox:busybox:1.34.1:*:*:*:*:*:*:*",
			want: "matched, CVE-1 affected", why: "busybox:busybox 1.34.1 (by its CPE) is before 1.35.0, where CVE-1 (nvd) says it is fixed",
		},
		"a CPE 2.2 is read as well":      {record: nvd("CVE-1", any, generic("", "1.35.0")), cpe: "cpe:/a:busybox:busybox:1.34.1", want: "matched, CVE-1 affected"},
		"a version behind the range":     {record: nvd("CVE-1", any, generic("", "1.35.0")), cpe: "cpe:2.3:a:busybox:busybox:1.35.0:*:*:*:*:*:*:*", want: "clean"},
		"a start that is itself outside": {record: nvd("CVE-1", any, vuln.Range{Scheme: vuln.Generic, Introduced: "1.34.1", IntroducedEx: true, Fixed: "1.35.0"}), cpe: "cpe:2.3:a:busybox:busybox:1.34.1:*:*:*:*:*:*:*", want: "clean"},
		"an end that is itself inside":   {record: nvd("CVE-1", any, vuln.Range{Scheme: vuln.Generic, LastAffected: "1.34.1"}), cpe: "cpe:2.3:a:busybox:busybox:1.34.1:*:*:*:*:*:*:*", want: "matched, CVE-1 affected"},
		"a component without a version":  {record: nvd("CVE-1", any, generic("", "1.35.0")), cpe: "cpe:2.3:a:busybox:busybox:*:*:*:*:*:*:*:*", want: "not_checkable, CVE-1 cannot_tell"},
		"its version in the document":    {record: nvd("CVE-1", any, generic("", "1.35.0")), c: sbom.Component{Name: "busybox", Version: "1.34.1-r2", CPEs: []string{"cpe:2.3:a:busybox:busybox:*:*:*:*:*:*:*:*"}}, want: "matched, CVE-1 affected"},
		"a version that does not apply":  {record: nvd("CVE-1", any, generic("", "1.35.0")), cpe: "cpe:2.3:a:busybox:busybox:-:*:*:*:*:*:*:*", want: "not_checkable, CVE-1 cannot_tell"},
		"a product that nobody knows":    {record: nvd("CVE-1", any), cpe: "cpe:2.3:a:acme:firmware:1.0:*:*:*:*:*:*:*", want: "not_checkable"},
		"every version is meant":         {record: on(any), cpe: "cpe:2.3:a:busybox:busybox:1.34.1:*:*:*:*:*:*:*", want: "matched, CVE-9 affected"},
		"one version is meant":           {record: on("cpe:2.3:a:busybox:busybox:1.34.1:*:*:*:*:*:*:*"), cpe: "cpe:2.3:a:busybox:busybox:1.34.1:*:*:*:*:*:*:*", want: "matched, CVE-9 affected"},
		"another version is meant":       {record: on("cpe:2.3:a:busybox:busybox:1.34.0:*:*:*:*:*:*:*"), cpe: "cpe:2.3:a:busybox:busybox:1.34.1:*:*:*:*:*:*:*", want: "clean"},
		"NVD knows no version":           {record: on("cpe:2.3:a:busybox:busybox:-:*:*:*:*:*:*:*"), cpe: "cpe:2.3:a:busybox:busybox:1.34.1:*:*:*:*:*:*:*", want: "matched, CVE-9 cannot_tell"},

		"a part that is left open":       {record: nvd("CVE-1", any, generic("", "1.35.0")), cpe: "cpe:2.3:*:busybox:busybox:1.34.1:*:*:*:*:*:*:*", want: "matched, CVE-1 affected"},
		"a vendor that is left open":     {record: nvd("CVE-1", any, generic("", "1.35.0")), cpe: "cpe:2.3:*:*:busybox:1.34.1:*:*:*:*:*:*:*", want: "matched, CVE-1 affected"},
		"the kernel of a Yocto document": {record: nvd("CVE-1", "cpe:2.3:o:linux:linux_kernel:*:*:*:*:*:*:*:*", generic("5.0", "5.15.3")), cpe: "cpe:2.3:*:linux:linux_kernel:5.15.1:*:*:*:*:*:*:*", want: "matched, CVE-1 affected"},

		"the update level is in the name":            {record: on("cpe:2.3:a:openbsd:openssh:7.4:p1:*:*:*:*:*:*"), cpe: "cpe:2.3:a:openbsd:openssh:7.4:p1:*:*:*:*:*:*", want: "matched, CVE-9 affected"},
		"the update level is in the version":         {record: on("cpe:2.3:a:openbsd:openssh:7.4:p1:*:*:*:*:*:*"), cpe: "cpe:2.3:a:openbsd:openssh:7.4p1:*:*:*:*:*:*:*", want: "matched, CVE-9 affected"},
		"another update level":                       {record: on("cpe:2.3:a:openbsd:openssh:7.4:p2:*:*:*:*:*:*"), cpe: "cpe:2.3:a:openbsd:openssh:7.4:p1:*:*:*:*:*:*", want: "clean"},
		"no update level is told":                    {record: on("cpe:2.3:a:openbsd:openssh:7.4:p1:*:*:*:*:*:*"), cpe: "cpe:2.3:a:openbsd:openssh:7.4:*:*:*:*:*:*:*", want: "matched, CVE-9 cannot_tell"},
		"a release is not its release candidate":     {record: on("cpe:2.3:a:acme:tool:1.0:rc1:*:*:*:*:*:*"), cpe: "cpe:2.3:a:acme:tool:1.0:*:*:*:*:*:*:*", want: "clean"},
		"any update level is meant":                  {record: on("cpe:2.3:a:openbsd:openssh:7.4:*:*:*:*:*:*:*"), cpe: "cpe:2.3:a:openbsd:openssh:7.4:*:*:*:*:*:*:*", want: "matched, CVE-9 affected"},
		"a patch level lies before the next version": {record: nvd("CVE-1", "cpe:2.3:a:openbsd:openssh:*:*:*:*:*:*:*:*", generic("", "7.5")), cpe: "cpe:2.3:a:openbsd:openssh:7.4:p1:*:*:*:*:*:*", want: "matched, CVE-1 affected"},

		"a plug-in is not the library":     {record: on("cpe:2.3:a:acme:lodash:*:*:*:*:*:wordpress:*:*"), c: sbom.Component{Name: "lodash", Version: "1", PURL: "pkg:npm/lodash@1", CPEs: []string{"cpe:2.3:a:acme:lodash:1:*:*:*:*:*:*:*"}}, want: "clean"},
		"a plug-in or not, who can tell":   {record: on("cpe:2.3:a:acme:forms:*:*:*:*:*:wordpress:*:*"), cpe: "cpe:2.3:a:acme:forms:1:*:*:*:*:*:*:*", want: "matched, CVE-9 cannot_tell", why: "acme:forms 1 (by its CPE) is affected in every version, says CVE-9 (nvd), if it is the plug-in for wordpress"},
		"the package of that ecosystem":    {record: on("cpe:2.3:a:lodash:lodash:*:*:*:*:*:node.js:*:*"), c: sbom.Component{Name: "lodash", Version: "1", PURL: "pkg:npm/lodash@1", CPEs: []string{"cpe:2.3:a:lodash:lodash:1:*:*:*:*:*:*:*"}}, want: "matched, CVE-9 affected"},
		"the package of another ecosystem": {record: on("cpe:2.3:a:lodash:lodash:*:*:*:*:*:node.js:*:*"), c: sbom.Component{Name: "lodash", Version: "1", PURL: "pkg:pypi/lodash@1", CPEs: []string{"cpe:2.3:a:lodash:lodash:1:*:*:*:*:*:*:*"}}, want: "not_checkable"},
		"a platform that is not known":     {record: on("cpe:2.3:a:acme:tool:*:*:*:*:*:windows:*:*"), cpe: "cpe:2.3:a:acme:tool:1:*:*:*:*:*:*:*", want: "matched, CVE-9 cannot_tell"},
		"an edition that is not known":     {record: on("cpe:2.3:a:acme:tool:*:*:*:*:enterprise:*:*:*"), cpe: "cpe:2.3:a:acme:tool:1:*:*:*:*:*:*:*", want: "matched, CVE-9 cannot_tell"},
		"another edition":                  {record: on("cpe:2.3:a:acme:tool:*:*:*:*:enterprise:*:*:*"), cpe: "cpe:2.3:a:acme:tool:1:*:*:*:community:*:*:*", want: "clean"},
		"firmware runs on its device":      {record: on("cpe:2.3:o:acme:pump_firmware:*:*:*:*:*:*:*:*", "cpe:2.3:h:acme:pump:-:*:*:*:*:*:*:*"), cpe: "cpe:2.3:o:acme:pump_firmware:1.0:*:*:*:*:*:*:*", want: "matched, CVE-9 affected"},
		"another condition that is not in the document": {
			record: on(any, "cpe:2.3:o:microsoft:windows_7:-:*:*:*:*:*:*:*"), cpe: "cpe:2.3:a:busybox:busybox:1:*:*:*:*:*:*:*", want: "matched, CVE-9 cannot_tell",
			why: "busybox:busybox 1 (by its CPE) is affected in every version, says CVE-9 (nvd), if it runs on or with microsoft windows 7",
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := tc.c
			if tc.cpe != "" {
				c = named(tc.cpe)
			}
			r := check(t, bundle(tc.record), c)
			if name == "the package of another ecosystem" { // PyPI is not held: its CPE decides, and says no
				tc.want = "clean"
			}
			if got := told(r); got != tc.want {
				t.Fatalf("got %s (%s)\nwant %s", got, r.Reason, tc.want)
			}
			if tc.why != "" && r.Matches[0].Why != tc.why {
				t.Errorf("why: got %s\nwant %s", r.Matches[0].Why, tc.why)
			}
		})
	}
}

func TestAConditionIsMetByAnotherComponent(t *testing.T) {
	r := nvd("CVE-9", "cpe:2.3:a:acme:tool:*:*:*:*:*:*:*:*", generic("", "2.0"))
	r.Says[0].With = []vuln.With{{AnyOf: []string{"cpe:2.3:o:microsoft:windows_7:-:*:*:*:*:*:*:*", "cpe:2.3:o:microsoft:windows_10:*:*:*:*:*:*:*:*"}}}
	tool := named("cpe:2.3:a:acme:tool:1.0:*:*:*:*:*:*:*")
	for want, other := range map[string]sbom.Component{
		"matched, CVE-9 affected":    named("cpe:2.3:o:microsoft:windows_10:1809:*:*:*:*:*:*:*"),
		"matched, CVE-9 cannot_tell": {Name: "something"},
		"clean":                      component("pkg:deb/debian/bash@5.1?distro=debian-12"),
	} {
		got, err := Document(&sbom.Document{Components: []sbom.Component{tool, other}}, bundle(r), nil)
		if err != nil || told(got[0]) != want {
			t.Errorf("beside %s: got %s, %v, want %s", other.Name, told(got[0]), err, want)
		}
	}
}

func TestAnOpenVendorIsNotGuessed(t *testing.T) {
	b := bundle(
		nvd("CVE-1", "cpe:2.3:a:jenkins:git:*:*:*:*:*:*:*:*", generic("", "5.0")),
		nvd("CVE-2", "cpe:2.3:a:git-scm:git:*:*:*:*:*:*:*:*", generic("", "5.0")))
	yocto := named("cpe:2.3:*:*:git:2.35.1:*:*:*:*:*:*:*")
	r := check(t, b, yocto)
	if got := told(r); got != "matched, CVE-1 cannot_tell, CVE-2 cannot_tell" || !strings.Contains(r.Matches[0].Why, "git-scm and jenkins have a product of that name") {
		t.Errorf("got %s: %s", got, r.Matches[0].Why)
	}
	yocto.Supplier = "git-scm"
	if got := told(check(t, b, yocto)); got != "matched, CVE-1 cannot_tell, CVE-2 affected" {
		t.Errorf("a supplier is a sign: got %s", got)
	}
}

func TestAuthorsSpellingsAreNoVendorsOfTheirOwn(t *testing.T) {
	b := bundle(
		nvd("CVE-1", "cpe:2.3:a:gnu:glibc:*:*:*:*:*:*:*:*", generic("", "2.40")),
		vuln.Record{Source: "cve", ID: "CVE-2", Says: []vuln.Statement{{CPE: "cpe:2.3:*:the_gnu_c_library:glibc:*:*:*:*:*:*:*:*", Ranges: []vuln.Range{generic("", "2.40")}}}})
	r := check(t, b, named("cpe:2.3:*:*:glibc:2.35:*:*:*:*:*:*:*"))
	if got := told(r); got != "matched, CVE-1 affected, CVE-2 cannot_tell" {
		t.Error(got)
	}
}

func TestWhatARecordSaysInCommitsGivesWayToVersions(t *testing.T) {
	linux := "cpe:2.3:*:linux:linux:*:*:*:*:*:*:*:*"
	b := bundle(vuln.Record{Source: "cve", ID: "CVE-1", Says: []vuln.Statement{
		{CPE: linux, Ranges: []vuln.Range{generic("46738b1317e1", "0610575a3ac")}},
		{CPE: linux, Ranges: []vuln.Range{generic("6.1", "6.6")}},
	}})
	b.covers(vuln.Products)
	for version, want := range map[string]string{"5.15.68": "clean", "6.2": "matched, CVE-1 affected"} {
		if got := told(check(t, b, named("cpe:2.3:o:linux:linux:"+version+":*:*:*:*:*:*:*"))); got != want {
			t.Errorf("%s: got %s, want %s", version, got, want)
		}
	}
}

func TestAGuessedPlatformNameIsBorneOutByThePackage(t *testing.T) {
	b := bundle(
		nvd("CVE-1", "cpe:2.3:a:php:php:*:*:*:*:*:*:*:*", generic("", "8.0")),
		nvd("CVE-2", "cpe:2.3:a:hashicorp:vault:*:*:*:*:*:*:*:*", generic("", "8.0")),
		osv("GHSA-35jh-r3h4-6jhm", "npm", "lodash", before("4.17.21")),
		osv("GO-1", "Go", "example.org/x", before("4.17.21")))
	php := component("pkg:npm/php@1.0.2")
	php.CPEs = []string{"cpe:2.3:a:php:php:1.0.2:*:*:*:*:*:*:*"}
	if got := told(check(t, b, php)); got != "matched, CVE-1 cannot_tell" {
		t.Error(got)
	}
	vault := component("pkg:golang/github.com/hashicorp/vault@v1.0.2")
	vault.CPEs = []string{"cpe:2.3:a:hashicorp:vault:1.0.2:*:*:*:*:*:*:*"}
	if got := told(check(t, b, vault)); got != "matched, CVE-2 affected" {
		t.Error(got)
	}
}

func TestADistributionMayHaveMendedItsPackage(t *testing.T) {
	b := bundle(nvd("CVE-1", "cpe:2.3:a:gnu:bash:*:*:*:*:*:*:*:*", generic("", "5.2")))
	c := component("pkg:rpm/redhat/bash@5.1.8-6.el9?distro=rhel-9.2")
	c.CPEs = []string{"cpe:2.3:a:gnu:bash:5.1.8-6.el9:*:*:*:*:*:*:*"}
	if got := told(check(t, b, c)); got != "matched, CVE-1 cannot_tell" {
		t.Error(got)
	}
}

func TestCVE5TakesVersionsBack(t *testing.T) {
	b := bundle(vuln.Record{Source: "cve", ID: "CVE-1", Says: []vuln.Statement{
		{CPE: "cpe:2.3:a:acme:tool:*:*:*:*:*:*:*:*", Says: vuln.Affected, Ranges: []vuln.Range{generic("", "2.0")}},
		{CPE: "cpe:2.3:a:acme:tool:*:*:*:*:*:*:*:*", Says: vuln.NotAffected, Versions: []string{"1.9.5"}},
		{CPE: "cpe:2.3:a:acme:tool:*:*:*:*:*:*:*:*", Says: vuln.Unknown, Ranges: []vuln.Range{generic("3.0", "4.0")}},
	}})
	b.covers(vuln.Products)
	for version, want := range map[string]string{
		"1.9.4": "matched, CVE-1 affected", "1.9.5": "clean, CVE-1 not_affected", "2.5": "clean", "3.5": "matched, CVE-1 cannot_tell",
	} {
		if got := told(check(t, b, named("cpe:2.3:a:acme:tool:"+version+":*:*:*:*:*:*:*"))); got != want {
			t.Errorf("%s: got %s, want %s", version, got, want)
		}
	}
}
