package support_test

import (
	"fmt"
	"testing"
	"time"

	"aceso/internal/domain/match"
	"aceso/internal/domain/sbom"
	"aceso/internal/domain/support"
	"aceso/internal/domain/vuln"
)

var now = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

func TestAStatementStands(t *testing.T) {
	for rule, c := range map[string]struct {
		level  support.Level
		end    string
		words  string
		want   support.Stand
		wanted support.Level
	}{
		"what is maintained is supported":       {support.Maintained, "", "", support.Supported, support.Maintained},
		"until its last day":                    {support.Maintained, "2026-11-24", "", support.Supported, support.Maintained},
		"and no longer after it":                {support.Maintained, "2026-11-23", "", support.Ended, support.Unmaintained},
		"a day to come alone is support":        {"", "2032-06-30", "", support.Supported, ""},
		"a day that passed is none":             {"", "2020-10-13", "", support.Ended, support.Unmaintained},
		"limited support is a stand of its own": {support.Limited, "2028-01-01", "", support.Partly, support.Limited},
		"no longer maintained is not supported": {support.Unmaintained, "2028-01-01", "", support.Ended, support.Unmaintained},
		"abandoned stays so":                    {support.Abandoned, "2020-01-01", "", support.Ended, support.Abandoned},
		"what can't be read is never supported": {"", "", "ask sales", support.Unclear, ""},
	} {
		s := support.Statement{Source: support.Supplier, Level: c.level, End: c.end, Words: c.words}
		if s.Stand(now) != c.want || s.LevelAt(now) != c.wanted {
			t.Errorf("%s: %s, %q", rule, s.Stand(now), s.LevelAt(now))
		}
	}
}

func TestAPersonCountsBeforeASupplierAndASupplierBeforeData(t *testing.T) {
	data := support.Statement{Source: support.Intelligence, Level: support.Unmaintained, End: "2026-09-07"}
	sold := support.Statement{Source: support.Supplier, End: "2027-01-01"}
	early := support.Statement{Source: support.Supplier, End: "2026-12-01"}
	every := support.Statement{ID: "2", Source: support.Person, Level: support.Abandoned, At: now}
	this := support.Statement{ID: "1", Source: support.Person, Subject: support.Subject{Version: "1"}, End: "2029-12-31", At: now.Add(-time.Hour)}
	undone := support.Statement{ID: "3", Source: support.Person, Subject: support.Subject{Version: "1"}, End: "2040-01-01", At: now, Undone: now}
	for rule, c := range map[string]struct {
		all    []support.Statement
		stand  support.Stand
		end    string
		differ bool
	}{
		"nothing said is no statement":          {nil, support.None, "", false},
		"data alone":                            {[]support.Statement{data}, support.Ended, "2026-09-07", false},
		"a supplier before data":                {[]support.Statement{data, sold}, support.Supported, "2027-01-01", true},
		"of two lists the earlier end":          {[]support.Statement{sold, early}, support.Supported, "2026-12-01", true},
		"a person before all":                   {[]support.Statement{data, sold, every}, support.Ended, "", true},
		"this version before every version":     {[]support.Statement{every, this, data}, support.Supported, "2029-12-31", true},
		"what was taken back does not count":    {[]support.Statement{undone, data}, support.Ended, "2026-09-07", false},
		"what only was taken back says nothing": {[]support.Statement{undone}, support.None, "", false},
		"two that agree do not differ":          {[]support.Statement{sold, sold}, support.Supported, "2027-01-01", false},
	} {
		if got := support.Weigh(c.all, now); got.Stand != c.stand || got.End() != c.end || got.Differ != c.differ {
			t.Errorf("%s: %+v", rule, got)
		}
	}
}

func TestWordsOfDocumentsAreRead(t *testing.T) {
	for rule, c := range map[string]struct {
		level, end string
		want       string
	}{
		"nothing":                        {"", "", "false"},
		"words that say nothing":         {"NOASSERTION", "unknown", "false"},
		"no statement is none":           {"no statement", "tbd", "false"},
		"the words of the guidance":      {"Actively maintained", "2026-09-07", "true actively maintained/2026-09-07/"},
		"SPDX 3":                         {"endOfSupport", "2026-09-07T00:00:00Z", "true no longer maintained/2026-09-07/"},
		"a month ends with its last day": {"", "2024-02", "true /2024-02-29/"},
		"a year too":                     {"EOL", "2024", "true no longer maintained/2024-12-31/"},
		"other words are kept":           {"gold", "when it is sold out", "true //gold; when it is sold out"},
	} {
		s, ok := support.Read(support.Subject{}, c.level, c.end)
		got := fmt.Sprint(ok)
		if ok {
			got += fmt.Sprintf(" %s/%s/%s", s.Level, s.End, s.Words)
		}
		if got != c.want {
			t.Errorf("%s: %q", rule, got)
		}
	}
}

func TestEndOfLifeDataIsFoundByNamesThatAreSure(t *testing.T) {
	cycles := map[string][]vuln.Support{
		"openssl": {{Product: "openssl", Cycle: "3.0", EndOfLife: "2026-09-07"}, {Product: "openssl", Cycle: "3.5", EndOfLife: "2030-04-08"}, {Product: "openssl", Cycle: "3", EndOfLife: "true"}},
		"python":  {{Product: "python", Cycle: "3.1", EndOfLife: "2012-04-09"}, {Product: "python", Cycle: "3.10", EndOfLife: "2026-10-31", Maintained: "2023-04-05"}, {Product: "python", Cycle: "3.13", EndOfLife: "2029-10-31", Maintained: "2026-10-01"}},
		"debian":  {{Product: "debian", Cycle: "12", EndOfLife: "2026-06-10", Extended: "2028-06-30"}},
		"express": {{Product: "express", Cycle: "4", EndOfLife: "false"}},
	}
	rule := match.Alias{Name: "OpenSSL", Patterns: []string{"libssl-acme"}, CPE: "cpe:2.3:a:openssl:openssl:*:*:*:*:*:*:*:*"}
	cpe := func(vendor, product, version string) sbom.Component {
		return sbom.Component{Name: "x", Version: version, CPEs: []string{"cpe:2.3:a:" + vendor + ":" + product + ":" + version + ":*:*:*:*:*:*:*"}}
	}
	for name, c := range map[string]struct {
		in   sbom.Component
		want string
	}{
		"by its CPE":                                {cpe("openssl", "openssl", "3.0.15"), "openssl 3.0: no longer maintained 2026-09-07"},
		"the longest cycle":                         {cpe("openssl", "openssl", "3.5.1"), "openssl 3.5: actively maintained 2030-04-08"},
		"else a shorter one":                        {cpe("openssl", "openssl", "3.9"), "openssl 3: no longer maintained "},
		"3.10 is not of 3.1":                        {cpe("python", "python", "3.10.16"), "python 3.10: no longer maintained 2026-10-31"},
		"only security fixes is limited":            {cpe("python", "python", "3.13.0"), "python 3.13: limited support 2029-10-31"},
		"a version of no cycle":                     {cpe("python", "python", "2.7"), ""},
		"another vendor's product of the name":      {cpe("jenkins", "python", "3.10"), ""},
		"a generic package":                         {sbom.Component{Name: "openssl", Version: "3.5.0", PURL: "pkg:generic/openssl@3.5.0"}, "openssl 3.5: actively maintained 2030-04-08"},
		"a package of another ecosystem":            {sbom.Component{Name: "openssl", Version: "3.0.0", PURL: "pkg:npm/openssl@3.0.0"}, ""},
		"a package that is known":                   {sbom.Component{Name: "express", Version: "4.18.2", PURL: "pkg:npm/express@4.18.2"}, "express 4: actively maintained "},
		"a distribution's package by that":          {sbom.Component{Name: "openssl", Version: "3.0.15-1", PURL: "pkg:deb/debian/openssl@3.0.15-1", Distro: "Debian:12"}, "debian 12: no longer maintained 2026-06-10"},
		"a bare name is not sure enough":            {sbom.Component{Name: "openssl", Version: "3.0.15"}, ""},
		"a person's name rule is":                   {sbom.Component{Name: "libssl-acme", Version: "3.0.15"}, "openssl 3.0: no longer maintained 2026-09-07"},
		"without a version there is nothing to say": {sbom.Component{Name: "openssl", PURL: "pkg:generic/openssl"}, ""},
	} {
		got := ""
		for _, l := range support.Names(&c.in, []match.Alias{rule}) {
			if s, ok := support.OfCycle(support.SubjectOf(&c.in), l, cycles[l.Product], now, now); ok {
				got = fmt.Sprintf("%s: %s %s", s.From, s.Level, s.End)
				break
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, not %q", name, got, c.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("actively maintained", "2026-09-07")
	f.Add("EOL", "2024")
	f.Fuzz(func(t *testing.T, level, end string) {
		s, ok := support.Read(support.Subject{}, level, end)
		if !ok && s.Stand(now) != support.Unclear {
			t.Errorf("%q %q says nothing and stands as %s", level, end, s.Stand(now))
		}
		if s.End != "" && support.ReadDay(s.End) != s.End {
			t.Errorf("%q is read as %q", end, s.End)
		}
	})
}
