package match

import (
	"testing"

	"aceso/internal/domain/sbom"
	"aceso/internal/domain/vuln"
)

// FuzzComponent holds whatever may stand in a document against statements of
// every kind: there is an answer with its grounds, and no panic.
func FuzzComponent(f *testing.F) {
	f.Add("pkg:npm/lodash@4.17.20", "", "lodash", "4.17.20", "")
	f.Add("pkg:deb/debian/libssl3@3.0.8-1?distro=debian-12&upstream=openssl", "", "libssl3", "", "Debian:12")
	f.Add("pkg:rpm/almalinux/nodejs@18.20.2-1.module_el8.9.0+1+a?epoch=1", "", "nodejs", "", "AlmaLinux:8")
	f.Add("", "cpe:2.3:*:*:busybox:1.34.1:*:*:*:*:*:*:*", "busybox", "1.34.1", "")
	f.Add("", "cpe:/o:linux:linux_kernel:-", "linux", "^5.x", "")
	b := bundle(
		osv("GHSA-1111-1111-1111", "npm", "lodash", before("4.17.21")),
		on("CVE-2023-0464", "openssl", "Debian:11=1.1.1n-0+deb11u5", "Debian:12=3.0.9-1"),
		on("ALSA-1", "nodejs", "AlmaLinux:8=1:18.20.2-1.module_el8.9.0+3772+84e97a31"),
		nvd("CVE-1", "cpe:2.3:a:busybox:busybox:*:*:*:*:*:*:*:*", generic("", "1.35.0")),
		nvd("CVE-2", "cpe:2.3:o:linux:linux_kernel:*:*:*:*:*:*:x64:*", vuln.Range{Scheme: vuln.Git, Introduced: "abc"}))
	rules, err := NewAliases([]Alias{{ID: "1", Name: "BusyBox", Patterns: []string{"busy*box", "bb"}, CPE: "cpe:2.3:a:busybox:busybox:*:*:*:*:*:*:*:*"}})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, purl, cpe, name, version, distro string) {
		c := sbom.Component{PURL: purl, CPEs: []string{cpe}, Name: name, Group: distro, Version: version, Distro: distro, Source: name}
		r, err := Component(c, b, rules)
		if err != nil {
			t.Fatal(err)
		}
		if (r.Checked == NotCheckable) != (r.Reason != "") {
			t.Fatalf("%+v", r)
		}
		for _, m := range r.Matches {
			if m.Why == "" || (m.State == CannotTell) != (m.Settle != "") {
				t.Fatalf("%+v", m)
			}
		}
	})
}
