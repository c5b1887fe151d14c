package ident_test

import (
	"strings"
	"testing"

	"aceso/internal/value/fault"
	"aceso/internal/value/ident"
)

func parsePURL(t testing.TB, s string) ident.PURL {
	t.Helper()
	p, err := ident.ParsePURL(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAPackageIsNamedAsItsEcosystemDoes(t *testing.T) {
	for purl, want := range map[string]string{
		"pkg:npm/%40babel/core@7.23.0":                                 "npm @babel/core",
		"pkg:npm/lodash@4.17.21":                                       "npm lodash",
		"pkg:npm/%40babel%2Fcore@7.23.0":                               "npm @babel/core",
		"pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1":         "Maven org.apache.logging.log4j:log4j-core",
		"pkg:pypi/Zope.Interface@5":                                    "PyPI zope-interface",
		"pkg:pypi/ruamel_yaml.-clib@0.2":                               "PyPI ruamel-yaml-clib",
		"pkg:golang/github.com/Azure/azure-sdk-for-go@v68.0.0#storage": "Go github.com/azure/azure-sdk-for-go",
		"pkg:golang/stdlib@1.21.3":                                     "Go stdlib",
		"pkg:cargo/serde_json@1.0":                                     "crates.io serde-json",
		"pkg:nuget/Newtonsoft.Json@13.0.1":                             "NuGet newtonsoft.json",
		"pkg:gem/rails@7.0":                                            "RubyGems rails",
		"pkg:composer/Symfony/Http-Kernel@6.0":                         "Packagist symfony/http-kernel",
		"pkg:hex/Plug@1.0":                                             "Hex plug",
		"pkg:hex/acme/plug@1.0":                                        "Hex plug",
		"pkg:pub/http@0.13":                                            "Pub http",
		"pkg:hackage/aeson@2.0":                                        "Hackage aeson",
		"pkg:cran/ggplot2@3.4":                                         "CRAN ggplot2",
		"pkg:swift/github.com/Apple/swift-nio.git@2.0":                 "SwiftURL github.com/apple/swift-nio",
		"pkg:conan/bincrafters/openssl@3.0.3?channel=stable":           "ConanCenter openssl",
		"pkg:githubactions/Actions/checkout@v4":                        "GitHub Actions actions/checkout",
		"pkg:github/actions/checkout@v4":                               "GitHub Actions actions/checkout",
		"pkg:bitnami/wordpress@6.2.0":                                  "Bitnami wordpress",
		"pkg:deb/debian/openssl@1.1.1n":                                "Debian openssl",
		"pkg:deb/ubuntu/openssl@1.1.1n":                                "Ubuntu openssl",
		"pkg:deb/openssl@1.1.1n?distro=debian-11":                      "Debian openssl",
		"pkg:apk/alpine/busybox@1.35.0-r17":                            "Alpine busybox",
		"pkg:alpine/busybox@1.35.0-r17?distro=alpine-3.16.0":           "Alpine busybox",
		"pkg:apk/wolfi/busybox@1.35.0-r17":                             "Wolfi busybox",
		"pkg:apk/chainguard/busybox@1.35.0-r17":                        "Chainguard busybox",
		"pkg:rpm/almalinux/bash@5.1":                                   "AlmaLinux bash",
		"pkg:rpm/rocky-linux/bash@5.1":                                 "Rocky Linux bash",
		"pkg:rpm/rhel/bash@5.1":                                        "Red Hat bash",
		"pkg:rpm/redhat/NetworkManager@1.40":                           "Red Hat NetworkManager",
		"pkg:rpm/sles/bash@5.1":                                        "SUSE bash",
		"pkg:rpm/opensuse/bash@5.1":                                    "openSUSE bash",
		"pkg:rpm/mageia/bash@5.1":                                      "Mageia bash",
		"pkg:rpm/openEuler/bash@5.1":                                   "openEuler bash",
		"pkg:rpm/photon/bash@5.1":                                      "Photon OS bash",
		"pkg:vscode-extension/redhat/java@1.0.0":                       "VSCode redhat.java",
		"pkg:generic/openssl@3.0.7":                                    "",
		"pkg:github/madler/zlib@1.3":                                   "", // any kind of thing: no database speaks of it
		"pkg:rpm/fedora/bash@5.1":                                      "", // OSV has no Fedora
		"pkg:rpm/centos/bash@5.1":                                      "", // nor CentOS
		"pkg:deb/raspbian/bash@5.1":                                    "",
		"pkg:oci/debian@sha256:244fd47e07d10":                          "",
	} {
		got := ""
		if e, n, ok := parsePURL(t, purl).Package(); ok {
			got = e + " " + n
		}
		if got != want {
			t.Errorf("%s: %q, want %q", purl, got, want)
		}
	}
}

func TestADistributionsReleaseIsReadAsToolsWriteIt(t *testing.T) {
	for qualifiers, want := range map[string]string{
		"deb/debian/a@1?distro=debian-12":                      "Debian:12",
		"deb/debian/a@1?distro=debian-11.6":                    "Debian:11",
		"deb/debian/a@1?distro=debian-bookworm":                "Debian:12",
		"deb/debian/a@1?distro=bookworm":                       "Debian:12",
		"deb/debian/a@1?distro=12":                             "Debian:12",
		"deb/debian/a@1?distro=sid":                            "Debian:sid",
		"deb/debian/a@1?distro=debian-unstable":                "Debian:sid",
		"deb/debian/a@1?distro_name=buster":                    "Debian:10",
		"deb/debian/a@1?distro=debian&distro_name=buster":      "Debian:10",
		"deb/debian/a@1?distro=debian":                         "",
		"deb/debian/a@1?distro=debian-testing":                 "",
		"deb/debian/a@1":                                       "",
		"deb/ubuntu/a@1?distro=ubuntu-22.04":                   "Ubuntu:22.04",
		"deb/ubuntu/a@1?distro=jammy":                          "Ubuntu:22.04",
		"deb/ubuntu/a@1?distro=ubuntu-22.04.3":                 "Ubuntu:22.04",
		"deb/ubuntu/a@1?distro=ubuntu-22":                      "",
		"apk/alpine/a@1?distro=alpine-3.18.4":                  "Alpine:v3.18",
		"apk/alpine/a@1?distro=3.18.4":                         "Alpine:v3.18",
		"apk/alpine/a@1?distro=alpine-v3.18":                   "Alpine:v3.18",
		"apk/alpine/a@1?distro=alpine-edge":                    "",
		"apk/wolfi/a@1?distro=wolfi-20230201":                  "Wolfi",
		"apk/wolfi/a@1":                                        "Wolfi",
		"rpm/almalinux/a@1?distro=almalinux-9.3":               "AlmaLinux:9",
		"rpm/rocky/a@1?distro=rocky-8.8":                       "Rocky Linux:8",
		"rpm/redhat/a@1?distro=rhel-8.10":                      "Red Hat:8",
		"rpm/redhat/a@1?distro=redhat-9.4":                     "Red Hat:9",
		"rpm/opensuse/a@1?distro=opensuse-leap-15.4":           "openSUSE:15.4",
		"rpm/opensuse/a@1?distro=opensuse-tumbleweed":          "openSUSE:tumbleweed",
		"rpm/opensuse/a@1?distro=opensuse-tumbleweed-20230101": "openSUSE:tumbleweed",
		"rpm/suse/a@1?distro=sles-15.4":                        "SUSE:15.4",
		"rpm/photon/a@1?distro=photon-4.0":                     "Photon OS:4.0",
		"rpm/mageia/a@1?distro=mageia-9":                       "Mageia:9",
		"rpm/openeuler/a@1?distro=openeuler-22.03-lts-sp1":     "openEuler:22.03-lts-sp1",
		"rpm/fedora/a@1?distro=fedora-25":                      "",
		"npm/a@1?distro=debian-12":                             "",
	} {
		if got := parsePURL(t, "pkg:"+qualifiers).Distro(); got != want {
			t.Errorf("%s: %q, want %q", qualifiers, got, want)
		}
	}
}

func TestAnEcosystemsReleaseIsTheSameHoweverItIsWritten(t *testing.T) {
	for written, want := range map[string]string{
		"Debian:12":                                "Debian 12",
		"Debian":                                   "Debian ",
		"Ubuntu:22.04:LTS":                         "Ubuntu 22.04",
		"Ubuntu:22.04":                             "Ubuntu 22.04",
		"Ubuntu:Pro:18.04:LTS":                     "Ubuntu 18.04",
		"Alpine:v3.18":                             "Alpine v3.18",
		"AlmaLinux:9":                              "AlmaLinux 9",
		"Red Hat:enterprise_linux:8::appstream":    "Red Hat 8",
		"Red Hat:rhel_aus:8.4::appstream":          "Red Hat 8",
		"Red Hat:rhel_eus:9.2::baseos":             "Red Hat 9",
		"Red Hat:openshift:4.12::el8":              "Red Hat 8",
		"SUSE:Linux Enterprise Server 15 SP4":      "SUSE 15.4",
		"SUSE:SUSE Linux Enterprise Server 15":     "SUSE 15",
		"SUSE:Linux Enterprise Server 15 SP4-LTSS": "SUSE 15.4",
		"openSUSE:Leap 15.4":                       "openSUSE 15.4",
		"openSUSE:openSUSE Leap 15.4":              "openSUSE 15.4",
		"openSUSE:openSUSE Tumbleweed":             "openSUSE tumbleweed",
		"openEuler:22.03-LTS-SP1":                  "openEuler 22.03-lts-sp1",
		"Photon OS:4.0":                            "Photon OS 4.0",
		"Maven:https://maven.google.com":           "Maven ",
		"npm":                                      "npm ",
	} {
		name, release := ident.SplitEcosystem(written)
		if got := name + " " + release; got != want {
			t.Errorf("%s: %q, want %q", written, got, want)
		}
	}
}

func TestTheSourcePackageIsWhatTheQualifiersSay(t *testing.T) {
	for purl, want := range map[string]string{
		"pkg:deb/debian/libssl1.1@1.1.1n-0?upstream=openssl":                      "openssl 1.1.1n-0",
		"pkg:deb/debian/libssl1.1@1.1.1n-0%2Bb2?upstream=openssl":                 "openssl 1.1.1n-0",
		"pkg:deb/debian/gcc-12-base@12.2.0-14?upstream=gcc-12%4012.2.0-13":        "gcc-12 12.2.0-13",
		"pkg:deb/debian/gcc-12-base@12.2.0-14?upstream=gcc-12%254012.2.0-13":      "gcc-12 12.2.0-13",
		"pkg:deb/debian/libstdc%2B%2B6@12.2?source=gcc-12":                        "gcc-12 12.2",
		"pkg:deb/debian/libfoo@1.0-1?src=foo+(0.9-1)":                             "foo+(0.9-1) 1.0-1",
		"pkg:deb/debian/libfoo@1.0-1?src=foo%20(0.9-1)":                           "foo 0.9-1",
		"pkg:apk/alpine/libcrypto3@3.0.8-r0?upstream=openssl":                     "openssl 3.0.8-r0",
		"pkg:rpm/redhat/libcap@2.48-6.el8_9?upstream=libcap-2.48-6.el8_9.src.rpm": "libcap 2.48-6.el8_9",
		"pkg:rpm/redhat/vim@8.0-1.el8?epoch=2&upstream=vim-8.0-1.el8.src.rpm":     "vim 2:8.0-1.el8",
		"pkg:rpm/redhat/vim@8.0-1.el8?epoch=2&upstream=vim":                       "vim 2:8.0-1.el8",
		"pkg:deb/debian/openssl@1.1.1n-0?arch=source":                             "openssl 1.1.1n-0",
		"pkg:rpm/redhat/openssl@1.1.1k-4?arch=src&epoch=1":                        "openssl 1:1.1.1k-4",
		"pkg:deb/debian/adduser@3.118":                                            " ",
	} {
		n, v := parsePURL(t, purl).Source()
		if got := n + " " + v; got != want {
			t.Errorf("%s: %q, want %q", purl, got, want)
		}
	}
}

func TestAnEpochStandsBeforeTheVersion(t *testing.T) {
	for purl, want := range map[string]string{
		"pkg:rpm/redhat/vim@8.0-1?epoch=2":   "2:8.0-1",
		"pkg:rpm/redhat/vim@2:8.0-1?epoch=2": "2:8.0-1",
		"pkg:rpm/redhat/vim@8.0-1?epoch=x":   "8.0-1",
		"pkg:rpm/redhat/vim?epoch=2":         "",
		"pkg:npm/vim@8?epoch=2":              "8",
	} {
		if got := parsePURL(t, purl).FullVersion(); got != want {
			t.Errorf("%s: %q, want %q", purl, got, want)
		}
	}
}

func TestWhatIsNoPackageURLIsRefused(t *testing.T) {
	for _, s := range []string{
		"", "pkg:", "pkg:npm", "pkg:npm/", "npm/lodash", "lodash", "pkg:npm/%00", "pkg:npm/a%0Ab", "pkg:npm/%ff",
		"pkg:npm/a@%zz", "pkg:npm/a?x=%ff", "pkg:npm/a?k=1&k=2", "pkg:npm/" + strings.Repeat("a", 9000),
	} {
		if p, err := ident.ParsePURL(s); !fault.Is(err, fault.Invalid) {
			t.Errorf("%.40q was read as %#v, %v", s, p, err)
		}
	}
}

func FuzzParsePURL(f *testing.F) {
	seedPURLs(f)
	for _, s := range []string{
		"pkg:npm/%40babel/core@7.23.0", "pkg:git/codeberg.org/forgejo/forgejo@a7#x", "pkg:pub/Foo-Bar@1",
		"pkg:deb/debian/libssl@1?upstream=openssl%401&distro=debian-11#a//b",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := ident.ParsePURL(s)
		if err != nil {
			return
		}
		again, err := ident.ParsePURL(p.String())
		if err != nil || again.String() != p.String() {
			t.Errorf("%q: written %q, read again %q, %v", s, p, again, err)
		}
		p.Package()
		p.Distro()
		p.Source()
	})
}
