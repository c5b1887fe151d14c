package ident_test

import (
	"archive/zip"
	"slices"
	"strings"
	"testing"

	"aceso/internal/testkit"
	"aceso/internal/value/ident"
)

func TestAWeaknessIsNamedAsItsOwnerDoes(t *testing.T) {
	for in, want := range map[string]struct{ family, id string }{
		"CVE-2021-44228":       {"CVE", "CVE-2021-44228"},
		" cve-2021-44228 ":     {"", "CVE-2021-44228"},
		"cve-2021-1234567":     {"CVE", "CVE-2021-1234567"},
		"CVE-2021-442":         {"", "CVE-2021-442"},
		"CVE-21-44228":         {"", "CVE-21-44228"},
		"CVE-2021-44228x":      {"", "CVE-2021-44228x"},
		"ghsa-JFH8-c2jp-5v3q":  {"GHSA", "GHSA-jfh8-c2jp-5v3q"},
		"GHSA-jfh8-c2jp-5v3":   {"", "GHSA-jfh8-c2jp-5v3"},
		"GHSA-jfh8c-2jp-5v3q":  {"", "GHSA-jfh8c-2jp-5v3q"},
		"go-2021-0113":         {"GO", "GO-2021-0113"},
		"rustsec-2021-0001":    {"RUSTSEC", "RUSTSEC-2021-0001"},
		"PYSEC-2021-1":         {"PYSEC", "PYSEC-2021-1"},
		"dsa-5000-1":           {"DSA", "DSA-5000-1"},
		"DLA-2898-1":           {"DLA", "DLA-2898-1"},
		"alsa-2021:4057":       {"ALSA", "ALSA-2021:4057"},
		"RHSA-2021:4057":       {"RHSA", "RHSA-2021:4057"},
		"suse-su-2022:0001-1":  {"SUSE-SU", "SUSE-SU-2022:0001-1"},
		"opensuse-su-2022:1-1": {"openSUSE-SU", "openSUSE-SU-2022:1-1"},
		"debian-cve-2021-1":    {"DEBIAN", "DEBIAN-CVE-2021-1"},
		"bit-wordpress-2023-1": {"BIT", "BIT-wordpress-2023-1"},
		"ASB-A-123":            {"ASB-A", "ASB-A-123"},
		"ICSMA-21-001-01":      {"ICSMA", "ICSMA-21-001-01"},
		"SNYK-JS-LODASH-1":     {"", "SNYK-JS-LODASH-1"},
		"":                     {"", ""},
		"CVE-":                 {"", "CVE-"},
	} {
		if f := ident.Family(in); f != want.family {
			t.Errorf("%q: family %q, want %q", in, f, want.family)
		}
		if id := ident.WeaknessID(in); id != want.id {
			t.Errorf("%q: %q, want %q", in, id, want.id)
		}
	}
}

func TestTheBestNameIsTheCVEThenTheGHSA(t *testing.T) {
	for _, c := range []struct {
		names []string
		want  string
	}{
		{nil, ""},
		{[]string{"GO-2021-0113", "GHSA-ppp9-7jff-5vj2", "CVE-2021-38561"}, "CVE-2021-38561"},
		{[]string{"GO-2021-0113", "GHSA-ppp9-7jff-5vj2"}, "GHSA-ppp9-7jff-5vj2"},
		{[]string{"PYSEC-2021-10", "PYSEC-2021-9", "DSA-1"}, "DSA-1"},
		{[]string{"CVE-2021-10000", "CVE-2021-9999"}, "CVE-2021-9999"},
	} {
		for range c.names {
			if got := ident.BestName(c.names); got != c.want {
				t.Errorf("%v: %q, want %q", c.names, got, c.want)
			}
			c.names = append(c.names[1:], c.names[0])
		}
	}
}

func TestIDsStandInTheOrderOfTheirNumbers(t *testing.T) {
	want := []string{
		"CVE-1999-0001", "CVE-2021-999", "CVE-2021-1000", "CVE-2021-10000", "CVE-2022-1", "GHSA-2222-2222-2222",
		"DSA-9-1", "DSA-10-1", "DSA-10-2", "GO-2021-1", "X-007", "X-07", "X-7", "X-8",
	}
	got := slices.Clone(want)
	slices.Reverse(got)
	ident.SortWeaknessIDs(got)
	if !slices.Equal(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
}

func TestTheIDsOfRealRecordsAreOfKnownFamilies(t *testing.T) {
	read := 0
	for _, folder := range []string{"npm", "Go", "crates.io", "Maven", "NuGet", "PyPI", "Hackage", "Debian", "Alpine", "AlmaLinux", "OSS-Fuzz"} {
		z, err := zip.OpenReader(testkit.Corpus(t, "osv/"+folder+"/all.zip"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range z.File {
			id := strings.TrimSuffix(f.Name[strings.LastIndexByte(f.Name, '/')+1:], ".json")
			if ident.Family(id) == "" && id != "" && !strings.HasPrefix(id, "TEMP-") {
				t.Errorf("%s: %q is of no known family", folder, id)
			}
			if got := ident.WeaknessID(id); got != id && !strings.Contains(id, "_") {
				t.Errorf("%s: %q became %q", folder, id, got)
			}
			read++
		}
		z.Close()
	}
	t.Logf("%d ids of records recognised", read)
}
