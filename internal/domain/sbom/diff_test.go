package sbom_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"aceso/internal/domain/sbom"
)

// told writes a diff in a line, for tests.
func told(d sbom.Diff) string {
	var out []string
	for _, c := range d.Removed {
		out = append(out, "-"+c.FullName()+" "+c.Version)
	}
	for _, c := range d.Added {
		out = append(out, "+"+c.FullName()+" "+c.Version)
	}
	for _, c := range d.Changed {
		for _, f := range c.Fields {
			out = append(out, fmt.Sprintf("%s: %s %s > %s", c.New.FullName(), f.Field, f.Old, f.New))
		}
	}
	return strings.Join(append(out, fmt.Sprintf("=%d", d.Same)), "; ")
}

func TestCompare(t *testing.T) {
	const sum = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	lib := func(name, version string) sbom.Component { return sbom.Component{Name: name, Version: version} }
	list := func(cs ...sbom.Component) []sbom.Component { return cs }
	for name, c := range map[string]struct {
		a, b []sbom.Component
		want string
	}{
		"what is alike is the same":    {list(lib("a", "1")), list(lib("a", "1")), "=1"},
		"order means nothing":          {list(lib("a", "1"), lib("b", "1")), list(lib("b", "1"), lib("a", "1")), "=2"},
		"a part comes":                 {nil, list(lib("a", "1")), "+a 1; =0"},
		"a part goes":                  {list(lib("a", "1")), nil, "-a 1; =0"},
		"a version changes":            {list(lib("a", "1")), list(lib("a", "2")), "a: version 1 > 2; =0"},
		"equal versions come first":    {list(lib("a", "1"), lib("a", "2")), list(lib("a", "2"), lib("a", "3")), "a: version 1 > 3; =1"},
		"one of two versions goes":     {list(lib("a", "1"), lib("a", "2")), list(lib("a", "2")), "-a 1; =1"},
		"one more version comes":       {list(lib("a", "1")), list(lib("a", "1"), lib("a", "2")), "+a 2; =1"},
		"listed twice is one part":     {list(lib("a", "1"), lib("a", "1")), list(lib("a", "1")), "=1"},
		"a licence changes":            {list(sbom.Component{Name: "a", Licence: "MIT"}), list(sbom.Component{Name: "a", Licence: "GPL-3.0-only"}), "a: licence MIT > GPL-3.0-only; =0"},
		"a licence is only spelt anew": {list(sbom.Component{Name: "a", Licence: "(APACHE-2.0  OR MIT)"}), list(sbom.Component{Name: "a", Licence: "Apache-2.0 OR MIT"}), "=1"},
		"a supplier is named":          {list(sbom.Component{Name: "a", Supplier: "NOASSERTION"}), list(sbom.Component{Name: "a", Supplier: "ACME"}), "a: supplier  > ACME; =0"},
		"no assertion is nothing":      {list(sbom.Component{Name: "a", Supplier: "NOASSERTION"}), list(lib("a", "")), "=1"},
		"the bytes of a version":       {list(sbom.Component{Name: "a", Hashes: []sbom.Hash{{Algorithm: "SHA-256", Value: sum}}}), list(sbom.Component{Name: "a", Hashes: []sbom.Hash{{Algorithm: "SHA-256", Value: "00" + sum[2:]}}}), "a: hash SHA-256 " + sum + " > SHA-256 00" + sum[2:] + "; =0"},
		"digests of other algorithms":  {list(sbom.Component{Name: "a", Hashes: []sbom.Hash{{Algorithm: "SHA-256", Value: sum}}}), list(sbom.Component{Name: "a", Hashes: []sbom.Hash{{Algorithm: "MD5", Value: "00"}}}), "=1"},
		"a package is known by its URL": {
			list(sbom.Component{Name: "log4j", Version: "1", PURL: "pkg:maven/org.apache/log4j@1"}),
			list(sbom.Component{Group: "org.apache", Name: "log4j", Version: "2", PURL: "pkg:maven/org.apache/log4j@2?type=jar"}), "org.apache/log4j: version 1 > 2; =0",
		},
		"packages of two ecosystems are two": {
			list(sbom.Component{Name: "x", Version: "1", PURL: "pkg:npm/x@1"}), list(sbom.Component{Name: "x", Version: "1", PURL: "pkg:pypi/x@1"}), "-x 1; +x 1; =0",
		},
		"a product is known by its CPE": {
			list(sbom.Component{Name: "OpenSSL lib", Version: "3.0.2", CPEs: []string{"cpe:2.3:a:openssl:openssl:3.0.2:*:*:*:*:*:*:*"}}),
			list(sbom.Component{Name: "openssl", Version: "3.0.13", PURL: "pkg:generic/openssl@3.0.13", CPEs: []string{"cpe:/a:openssl:openssl:3.0.13"}}), "openssl: version 3.0.2 > 3.0.13; =0",
		},
		"a name does where a side has no more": {
			list(lib("zlib", "1.2")), list(sbom.Component{Name: "zlib", Version: "1.3", PURL: "pkg:generic/zlib@1.3"}), "zlib: version 1.2 > 1.3; =0",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := told(sbom.Compare(&sbom.Document{Components: c.a}, &sbom.Document{Components: c.b})); got != c.want {
				t.Errorf("told %s, want %s", got, c.want)
			}
		})
	}
}

func TestCompareLooksAtEachPartOnce(t *testing.T) {
	many := func(version string) *sbom.Document {
		d := &sbom.Document{}
		for i := range 100_000 {
			d.Components = append(d.Components, sbom.Component{Name: "x", Version: fmt.Sprintf("%d.%s", i, version)})
		}
		return d
	}
	start := time.Now()
	if d := sbom.Compare(many("1"), many("2")); len(d.Changed) != 100_000 {
		t.Errorf("%d changed", len(d.Changed))
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("took %v", took)
	}
}
