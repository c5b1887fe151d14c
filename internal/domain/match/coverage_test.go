package match

import (
	"strings"
	"testing"

	"aceso/internal/domain/sbom"
	"aceso/internal/domain/vuln"
)

func TestWhatNoSourceCoversIsNeverClean(t *testing.T) {
	const cpe = "cpe:2.3:a:acme:tool:*:*:*:*:*:*:*:*"
	records := []vuln.Record{
		osv("GHSA-1", "npm", "lodash", before("4.17.21")),
		osv("GHSA-2", "Packagist", "acme/tool", before("2.0")),
		osv("DSA-1", "Debian:12", "bash", before("5.2-1")),
		osv("DLA-1", "Debian:9", "bash", before("4.4-6")),
		nvd("CVE-2024-0001", cpe, generic("", "2.0")),
	}
	purl := func(text string) sbom.Component { return component(text) }
	named := sbom.Component{Name: "tool", Version: "2.1", CPEs: []string{strings.Replace(cpe, ":*", ":2.1", 1)}}
	for name, tc := range map[string]struct {
		without string // of this no feed was read; what is said of it was said in passing
		part    sbom.Component
		want    string
		reason  string
	}{
		"a package that its feed is silent on is clean": {"", purl("pkg:composer/acme/other@1.0"), "clean", ""},
		"without the feed a package that nobody names is not": {
			"Packagist", purl("pkg:composer/acme/other@1.0"), "not_checkable",
			"no Packagist feed in this bundle; one built with OSV's Packagist feed would settle it",
		},
		"nor one that a stray statement is about": {
			"Packagist", purl("pkg:composer/acme/tool@2.1"), "not_checkable",
			"no Packagist feed in this bundle; one built with OSV's Packagist feed would settle it",
		},
		"what a stray statement finds is found":        {"Packagist", purl("pkg:composer/acme/tool@1.9"), "matched, GHSA-2 affected", ""},
		"a fixed package of a release that is covered": {"", purl("pkg:deb/debian/bash@5.2-1?distro=debian-12"), "clean", ""},
		"another package of a release that is covered": {"Debian:9", purl("pkg:deb/debian/dash@1-1?distro=debian-12&upstream=dash"), "clean", ""},
		"another feed's ecosystem makes no difference": {"Packagist", purl("pkg:npm/left-pad@1.3.0"), "clean", ""},
		"a release that is not covered is not checkable": {
			"Debian:9", purl("pkg:deb/debian/bash@4.4-6?distro=debian-9"), "not_checkable",
			"no Debian:9 feed in this bundle, which covers Debian:12; one that covers it would settle it",
		},
		"a distribution that is not covered, without a release": {
			"Debian", purl("pkg:deb/debian/bash@5.2-1"), "not_checkable",
			"no Debian feed in this bundle; one built with OSV's Debian feed would settle it",
		},
		"a platform name, where the NVD was read": {"", named, "clean", ""},
		"a platform name, where the NVD was not read": {
			vuln.Products, named, "not_checkable",
			"no NVD feed in this bundle; one built with the NVD's records would settle it",
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := check(t, bundle(records...).without(tc.without), tc.part)
			if got := told(r); got != tc.want || r.Reason != tc.reason {
				t.Errorf("got %s (%s)\nwant %s (%s)", got, r.Reason, tc.want, tc.reason)
			}
		})
	}
}

func TestABundleOfAnOlderVersionCallsNothingClean(t *testing.T) {
	b := bundle(osv("GHSA-1", "npm", "lodash", before("4.17.21")))
	b.info = vuln.Info{ID: "test", Sources: []vuln.Source{{Name: "osv:npm", Records: 1}}}
	r := check(t, b, component("pkg:npm/left-pad@1.3.0"))
	if want := "the bundle was built by an older version, which did not note what it covers; one built anew would settle it"; r.Checked != NotCheckable || r.Reason != want {
		t.Errorf("%s: %q", r.Checked, r.Reason)
	}
	if got := told(check(t, b, component("pkg:npm/lodash@4.17.20"))); got != "matched, GHSA-1 affected" {
		t.Error(got)
	}
}

func TestAFeedThatCoversNothingSaysWhy(t *testing.T) {
	b := bundle(osv("GHSA-1", "npm", "lodash", before("4.17.21")))
	for want, s := range map[string]vuln.Source{
		"no npm feed in this bundle that can be relied on: it covers nothing: 30 of its records could not be read": {Limit: "covers nothing: 30 of its records could not be read"},
		"no npm feed in this bundle: it could not be fetched":                                                      {Problem: "it could not be fetched"},
		"no npm feed in this bundle: what was read under that name says nothing of it":                             {},
	} {
		s.Name = "osv:npm"
		b.info.Sources = []vuln.Source{s}
		if r := check(t, b, component("pkg:npm/left-pad@1.3.0")); r.Reason != want {
			t.Errorf("got %q\nwant %q", r.Reason, want)
		}
	}
}
