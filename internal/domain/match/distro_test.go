package match

import (
	"strings"
	"testing"
	"time"

	"aceso/internal/domain/sbom"
	"aceso/internal/domain/vuln"
)

func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

// on writes a record on one package in several releases, "Debian:12=3.0.9-1".
func on(id, name string, releases ...string) vuln.Record {
	r := vuln.Record{Source: "osv", ID: id}
	for _, text := range releases {
		ecosystem, fixed, _ := strings.Cut(text, "=")
		rng := vuln.Range{Scheme: vuln.Ecosystem, Introduced: "0", Fixed: fixed}
		r.Says = append(r.Says, vuln.Statement{Ecosystem: ecosystem, Package: name, Ranges: []vuln.Range{rng}})
	}
	return r
}

func TestDistributions(t *testing.T) {
	dsa := on("DSA-5417-1", "openssl", "Debian:11=1.1.1n-0+deb11u5")
	dsa.Related = []string{"CVE-2023-0464", "CVE-2023-0465"}
	alba := on("ALBA-2024:1", "bash", "AlmaLinux:9=5.1.8-9.el9")
	alsa := on("ALSA-2024:1", "nodejs", "AlmaLinux:8=1:18.20.2-1.module_el8.9.0+3772+84e97a31", "AlmaLinux:8=1:18.20.2-1.module_el8.10.0+3772+84e97a31")
	alsa.Related = []string{"CVE-2024-27983"}
	good := bundle(
		on("CVE-2023-0464", "openssl", "Debian:11=1.1.1n-0+deb11u5", "Debian:12=3.0.9-1"),
		dsa, alba, alsa,
		on("CVE-2022-1", "glibc", "Debian:11=2.31-13+deb11u3", "Debian:12=2.35-1"),
		on("CVE-2022-2", "glibc", "Debian:11", "Debian:12"), // unfixed
		on("CVE-2022-48174", "busybox", "Alpine:v3.17=1.35.0-r30", "Alpine:v3.18=1.36.1-r1"),
		on("ALSA-2023:2", "openssl-libs", "AlmaLinux:9=1:3.0.7-16.el9_2"),
		on("USN-1", "bash", "Ubuntu:22.04:LTS=5.1-6ubuntu1.1"),
		on("RHSA-2024:1", "bash", "Red Hat:enterprise_linux:9::baseos=0:5.1.8-9.el9", "Red Hat:openshift:4.12::el9=0:9.9-1.el9"),
		on("SUSE-SU-1", "bash", "SUSE:Linux Enterprise Server 15 SP3=5.0-1.1"),
	)
	for name, tc := range map[string]struct{ purl, want, why string }{
		"the release is minded": {
			purl: "pkg:deb/debian/openssl@3.0.8-1?distro=debian-12", want: "matched, CVE-2023-0464 affected",
			why: "Debian:12 openssl 3.0.8-1 is before 3.0.9-1, where CVE-2023-0464 (osv) says it is fixed",
		},
		"fixed in this release though lower than in the next": {purl: "pkg:deb/debian/openssl@1.1.1n-0+deb11u5?distro=debian-11", want: "clean"},
		"the source package is looked up": {
			purl: "pkg:deb/debian/libssl3@3.0.8-1?distro=debian-12&upstream=openssl", want: "matched, CVE-2023-0464 affected",
			why: "Debian:12 openssl 3.0.8-1 (the source of libssl3) is before 3.0.9-1, where CVE-2023-0464 (osv) says it is fixed",
		},
		"the source has its own version": {purl: "pkg:deb/debian/libssl3@99?distro=debian-12&upstream=openssl%403.0.8-1", want: "matched, CVE-2023-0464 affected"},
		"a source that everybody knows is found without being told": {
			purl: "pkg:deb/debian/libssl3@3.0.8-1?distro=debian-12", want: "matched, CVE-2023-0464 affected",
			why: "Debian:12 openssl 3.0.8-1 (the source that Debian builds libssl3 from) is before 3.0.9-1, where CVE-2023-0464 (osv) says it is fixed",
		},
		"an unknown binary without a source can't be checked": {purl: "pkg:deb/debian/libfoo9@1.0-1?distro=debian-12", want: "not_checkable"},
		"a version tells its release":                         {purl: "pkg:deb/debian/glibc@2.31-13+deb11u2", want: "matched, CVE-2022-1 affected, CVE-2022-2 affected"},
		"an advisory is spelled out by weakness":              {purl: "pkg:deb/debian/openssl@1.1.1n-0+deb11u4?distro=debian-11", want: "matched, CVE-2023-0464 affected, CVE-2023-0465 affected"},
		"without a release, where releases differ, nobody can tell": {
			purl: "pkg:deb/debian/glibc@2.34-1", want: "matched, CVE-2022-1 cannot_tell, CVE-2022-2 affected",
			why: "Debian glibc 2.34-1: CVE-2022-1 calls it affected in Debian:12 and not in Debian:11, and nothing tells the release",
		},
		"without a release, where all agree, it does not matter":   {purl: "pkg:deb/debian/glibc@2.30-1", want: "matched, CVE-2022-1 affected, CVE-2022-2 affected"},
		"a release that the bundle does not know can't be checked": {purl: "pkg:deb/debian/glibc@2.24-11?distro=debian-9", want: "not_checkable"},
		"an apk's release":                                   {purl: "pkg:apk/alpine/busybox@1.36.1-r0?distro=alpine-3.18.4", want: "matched, CVE-2022-48174 affected"},
		"the same version in another release":                {purl: "pkg:apk/alpine/busybox@1.36.1-r0?distro=alpine-3.17.1", want: "clean"},
		"an apk's source by name":                            {purl: "pkg:apk/alpine/ssl_client@1.36.1-r0?distro=alpine-3.18.4", want: "matched, CVE-2022-48174 affected"},
		"an RPM with its epoch":                              {purl: "pkg:rpm/almalinux/openssl-libs@3.0.7-10.el9?epoch=1&distro=almalinux-9.2", want: "matched, ALSA-2023:2 affected"},
		"a fixed RPM with its epoch":                         {purl: "pkg:rpm/almalinux/openssl-libs@3.0.7-16.el9_2?epoch=1&distro=almalinux-9.2", want: "clean"},
		"an RPM without the epoch of its fix":                {purl: "pkg:rpm/almalinux/openssl-libs@3.0.7-16.el9_2?distro=almalinux-9.2", want: "matched, ALSA-2023:2 cannot_tell"},
		"an RPM without epoch, before it either way":         {purl: "pkg:rpm/almalinux/openssl-libs@3.0.7-10.el9?distro=almalinux-9.2", want: "matched, ALSA-2023:2 affected"},
		"an update that mends no weakness is none":           {purl: "pkg:rpm/almalinux/bash@5.1.8-6.el9?distro=almalinux-9", want: "clean"},
		"a module before its fix":                            {purl: "pkg:rpm/almalinux/nodejs@18.19.0-1.module_el8.9.0+1+a?epoch=1&distro=almalinux-8.9", want: "matched, CVE-2024-27983 affected"},
		"a module's rebuild for another minor release mends": {purl: "pkg:rpm/almalinux/nodejs@18.20.2-1.module_el8.9.0+3772+84e97a31?epoch=1&distro=almalinux-8.9", want: "clean"},
		"another stream of the module can't be told":         {purl: "pkg:rpm/almalinux/nodejs@16.1.0-1.module_el8.9.0+1+a?epoch=1&distro=almalinux-8.9", want: "matched, CVE-2024-27983 cannot_tell"},
		"a package outside of modules is not meant":          {purl: "pkg:rpm/almalinux/nodejs@16.1.0-1.el8?epoch=1&distro=almalinux-8.9", want: "clean"},
		"Ubuntu's long-term name":                            {purl: "pkg:deb/ubuntu/bash@5.1-6ubuntu1?distro=ubuntu-22.04", want: "matched, USN-1 affected"},
		"Red Hat's product names":                            {purl: "pkg:rpm/redhat/bash@5.1.8-6.el9?distro=rhel-9.2", want: "matched, RHSA-2024:1 affected"},
		"Red Hat's other products are not meant":             {purl: "pkg:rpm/redhat/bash@5.1.8-9.el9?distro=rhel-9.2", want: "clean"},
		"SUSE's service packs":                               {purl: "pkg:rpm/suse/bash@4.4-1?distro=sles-15.3", want: "matched, SUSE-SU-1 affected"},
	} {
		t.Run(name, func(t *testing.T) {
			r := check(t, good, component(tc.purl))
			if got := told(r); got != tc.want {
				t.Fatalf("got %s (%s)\nwant %s", got, r.Reason, tc.want)
			}
			if tc.why != "" && r.Matches[0].Why != tc.why {
				t.Errorf("why: got %s\nwant %s", r.Matches[0].Why, tc.why)
			}
		})
	}
}

func TestADocumentThatTellsSourcesMakesNamesReliable(t *testing.T) {
	b := bundle(on("CVE-2023-0464", "openssl", "Debian:12=3.0.9-1"))
	plain := component("pkg:deb/debian/adduser@3.134?distro=debian-12")
	if got := told(check(t, b, plain)); got != "not_checkable" {
		t.Error(got)
	}
	doc := &sbom.Document{Components: []sbom.Component{plain, component("pkg:deb/debian/libssl3@3.0.9-1?distro=debian-12&upstream=openssl")}}
	got, err := Document(doc, b, nil)
	if err != nil || got[0].Checked != Clean || got[1].Checked != Clean {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestTheDocumentMayTellTheSource(t *testing.T) {
	b := bundle(on("CVE-2023-0464", "openssl", "Debian:12=3.0.9-1"))
	c := component("pkg:deb/debian/libfoo9@99?distro=debian-12")
	c.Source, c.SourceVersion = "openssl", "3.0.8-1"
	if got := told(check(t, b, c)); got != "matched, CVE-2023-0464 affected" {
		t.Error(got)
	}
	c = sbom.Component{Name: "libfoo9", Version: "3.0.8-1", Distro: "Debian:12", Source: "openssl"}
	if got := told(check(t, b, c)); got != "matched, CVE-2023-0464 affected" {
		t.Error(got)
	}
}

func TestTheDistributionIsBelievedOverTheMakersRange(t *testing.T) {
	b := bundle(
		on("CVE-2023-0464", "openssl", "Debian:11=1.1.1n-0+deb11u5"),
		nvd("CVE-2023-0464", "cpe:2.3:a:openssl:openssl:*:*:*:*:*:*:*:*", generic("1.1.1", "1.1.1u")),
		nvd("CVE-2023-9999", "cpe:2.3:a:openssl:openssl:*:*:*:*:*:*:*:*", generic("1.1.1", "1.1.1u")))
	c := component("pkg:deb/debian/openssl@1.1.1n-0+deb11u5?distro=debian-11")
	c.CPEs = []string{"cpe:2.3:a:openssl:openssl:1.1.1n-0\\+deb11u5:*:*:*:*:*:*:*"}
	r := check(t, b, c)
	if got, want := told(r), "matched, CVE-2023-0464 not_affected, CVE-2023-9999 cannot_tell"; got != want {
		t.Fatalf("got %s, want %s", got, want)
	}
	if w := r.Matches[0].Why; !strings.Contains(w, "before 1.1.1u") || !strings.Contains(w, "nearer source") {
		t.Error(w)
	}
	if w := r.Matches[1].Why; !strings.Contains(w, "the sources for Debian say nothing of it") {
		t.Error(w)
	}
}

func TestReleases(t *testing.T) {
	for _, tc := range []struct {
		statement, release string
		want               bool
	}{
		{"Debian:12", "Debian:12", true},
		{"Debian:11", "Debian:12", false},
		{"Debian", "Debian:12", true},
		{"Alpine:v3.18", "Alpine:v3.18", true},
		{"Alpine:v3.1", "Alpine:v3.18", false},
		{"Ubuntu:22.04:LTS", "Ubuntu:22.04", true},
		{"Ubuntu:Pro:18.04:LTS", "Ubuntu:18.04", true},
		{"Ubuntu:22.10", "Ubuntu:22.04", false},
		{"Red Hat:enterprise_linux:8::baseos", "Red Hat:8", true},
		{"Red Hat:rhel_eus:8.4::baseos", "Red Hat:8", true},
		{"Red Hat:openshift:4.12::el8", "Red Hat:8", false},
		{"Red Hat:enterprise_linux:9::appstream", "Red Hat:8", false},
		{"SUSE:Linux Enterprise Server 15 SP3", "SUSE:15.3", true},
		{"openSUSE:Leap 15.5", "openSUSE:15.5", true},
		{"AlmaLinux:9", "AlmaLinux:9", true},
		{"openEuler:22.03-LTS-SP1", "openEuler:22.03-LTS-SP1", true},
	} {
		if got := sameRelease(tc.statement, tc.release); got != tc.want {
			t.Errorf("%s is about %s: got %t", tc.statement, tc.release, got)
		}
	}
}

func TestSourcesOfBinaries(t *testing.T) {
	for _, tc := range [][3]string{
		{"Debian", "libssl1.1", "openssl"},
		{"Debian", "libc6", "glibc"},
		{"Debian", "libldap-2.4-2", "openldap"},
		{"Debian", "perl-base", "perl"},
		{"Debian", "libpcre2-8-0", "pcre2"},
		{"Debian", "libpcre3", "pcre3"},
		{"Debian", "openssl", "openssl"},
		{"Debian", "libfoo1", ""},
		{"Alpine", "libcrypto1.1", "openssl"},
		{"Alpine", "ssl_client", "busybox"},
		{"Alpine", "libgcc", "gcc"},
		{"Alpine", "python3-dev", "python3"},
		{"npm", "libssl1.1", ""},
	} {
		if got := knownSource(tc[0], tc[1]); got != tc[2] {
			t.Errorf("%s %s: got %q, want %q", tc[0], tc[1], got, tc[2])
		}
	}
}
