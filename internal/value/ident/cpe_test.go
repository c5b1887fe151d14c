package ident_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/facebookincubator/nvdtools/wfn"

	"aceso/internal/testkit"
	"aceso/internal/value/fault"
	"aceso/internal/value/ident"
)

func parseCPE(t testing.TB, s string) ident.CPE {
	t.Helper()
	c, err := ident.ParseCPE(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestACPEIsReadIntoItsAttributes(t *testing.T) {
	for in, want := range map[string]ident.CPE{
		"cpe:2.3:a:OpenSSL:openssl:1.1.1k:*:*:*:*:*:*:*": {
			Part: "a", Vendor: "openssl", Product: "openssl", Version: "1.1.1k", Update: "*", Edition: "*", Language: "*",
			SWEdition: "*", TargetSW: "*", TargetHW: "*", Other: "*",
		},
		`cpe:2.3:o:acme:pump\:4_firmware:1.0\+b\*:-:*:de-DE:lts:linux:x64:*`: {
			Part: "o", Vendor: "acme", Product: "pump:4_firmware", Version: `1.0+b\*`, Update: "-", Edition: "*", Language: "de-de",
			SWEdition: "lts", TargetSW: "linux", TargetHW: "x64", Other: "*",
		},
		"cpe:/a:microsoft:internet_explorer:8.%02:sp%01": {
			Part: "a", Vendor: "microsoft", Product: "internet_explorer", Version: "8.*", Update: "sp?", Edition: "*", Language: "*",
			SWEdition: "*", TargetSW: "*", TargetHW: "*", Other: "*",
		},
		"cpe:/a:hp:insight:7.4%2b::~x~online~win2003~x64~:en": {
			Part: "a", Vendor: "hp", Product: "insight", Version: "7.4+", Update: "*", Edition: "x", Language: "en",
			SWEdition: "online", TargetSW: "win2003", TargetHW: "x64", Other: "*",
		},
		"cpe:/o:linux:linux_kernel:-": {
			Part: "o", Vendor: "linux", Product: "linux_kernel", Version: "-", Update: "*", Edition: "*", Language: "*",
			SWEdition: "*", TargetSW: "*", TargetHW: "*", Other: "*",
		},
	} {
		if got, err := ident.ParseCPE(in); err != nil || got != want {
			t.Errorf("%s:\n got %+v, %v\nwant %+v", in, got, err, want)
		}
	}
}

func TestTheCPECasesOfCSAFAreTold(t *testing.T) {
	counts := map[bool]int{}
	eachFile(t, "csaf/filename-and-cpe-cases.zip", func(name string, text []byte) {
		if !strings.HasSuffix(name, "/cpe.txt") {
			return
		}
		valid := strings.Contains(name, "/valid/")
		for in := bufio.NewScanner(bytes.NewReader(text)); in.Scan(); {
			c, err := ident.ParseCPE(in.Text())
			if (err == nil) != valid {
				t.Errorf("%s: %q: %v, %v", name, in.Text(), c, err)
			}
			counts[valid]++
		}
	})
	t.Logf("CPE cases: %d valid ones read, %d invalid ones refused", counts[true], counts[false])
}

func TestTheCPENamesOfTheNVDAreReadAsTheLibraryReadsThem(t *testing.T) {
	text := string(gunzip(t, "cve/nvd-legacy-1.1-subset.json.gz"))
	names := map[string]bool{}
	for _, m := range regexp.MustCompile(`"cpe:2\.3:(?:[^"\\]|\\.)*"`).FindAllString(text, -1) {
		var name string
		if err := json.Unmarshal([]byte(m), &name); err != nil {
			t.Fatal(err)
		}
		names[name] = true
	}
	var last ident.CPE
	var lastLib *wfn.Attributes
	compared := 0
	for i, name := range slices.Sorted(maps.Keys(names)) {
		c, err := ident.ParseCPE(name)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		if !strings.EqualFold(c.String(), name) {
			t.Errorf("%s is written %s", name, c)
		}
		if i%4 != 0 { // the library takes its time
			continue
		}
		lib, err := wfn.Parse(strings.ToLower(name))
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, ":.") || strings.HasSuffix(name, ":.:*") {
			continue // the library's URI loses a lone full stop
		}
		if again, err := ident.ParseCPE(lib.BindToURI()); err != nil || again != c {
			t.Errorf("%s as a URI, %s: %v, %v", name, lib.BindToURI(), again, err)
		}
		if lastLib != nil {
			for _, target := range []struct {
				ours ident.CPE
				lib  *wfn.Attributes
			}{{last, lastLib}, {c, lib}, {anyVersion(c), anyVersionLib(*lib)}} {
				r, err := wfn.Compare(lib, target.lib)
				if err != nil {
					continue // what the standard leaves open
				}
				if got := c.Compare(target.ours); (got == ident.Disjoint) != r.IsDisjoint() || (got == ident.Equal) != r.IsEqual() {
					t.Errorf("%s and %s: %v, the library says %v", c, target.ours, got, r.Relation())
				}
				compared++
			}
		}
		last, lastLib = c, lib
	}
	t.Logf("%d names of the NVD read and written; %d pairs of every fourth compared as the library does", len(names), compared)
}

func anyVersion(c ident.CPE) ident.CPE { c.Version = "*"; return c }

func anyVersionLib(a wfn.Attributes) *wfn.Attributes { a.Version = wfn.Any; return &a }

func gunzip(t *testing.T, name string) []byte {
	f, err := os.Open(testkit.Corpus(t, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestACPEMatchesWhatItMeans(t *testing.T) {
	const tail = ":*:*:*:*:*:*:*"
	for _, c := range []struct {
		source, target string
		want           ident.Answer
		relation       ident.Relation
	}{
		{"a:v:p:1.0", "a:v:p:1.0", ident.Yes, ident.Equal},
		{"a:v:p:*", "a:v:p:1.0", ident.Yes, ident.Superset},
		{"a:v:p:1.0", "a:v:p:*", ident.CannotTell, ident.Subset},
		{"a:v:p:1.0", "a:v:p:1.1", ident.No, ident.Disjoint},
		{"a:v:p:1.0", "a:v:q:1.0", ident.No, ident.Disjoint},
		{"a:v:p:-", "a:v:p:1.0", ident.No, ident.Disjoint},
		{"a:v:p:1.0", "a:v:p:-", ident.No, ident.Disjoint},
		{"a:v:p:*", "a:v:p:-", ident.Yes, ident.Superset},
		{"a:v:p:-", "a:v:p:*", ident.CannotTell, ident.Subset},
		{"a:v:p:1.*", "a:v:p:1.0", ident.Yes, ident.Superset},
		{"a:v:p:1.*", "a:v:p:2.1", ident.No, ident.Disjoint},
		{"a:v:p:*.1", "a:v:p:2.1", ident.Yes, ident.Superset},
		{"a:v:p:?1.0??", "a:v:p:1.0", ident.Yes, ident.Superset},
		{"a:v:p:1.0??", "a:v:p:1.0ab", ident.Yes, ident.Superset},
		{"a:v:p:1.0??", "a:v:p:1.0abc", ident.No, ident.Disjoint},
		{`a:v:p:1.0?`, `a:v:p:1.0\+`, ident.Yes, ident.Superset},
		{`a:v:p:1.0?`, `a:v:p:1.0\*`, ident.Yes, ident.Superset},
		{`a:v:p:1.0\*`, `a:v:p:1.0`, ident.No, ident.Disjoint},
		{"a:v:p:1.0", "a:v:p:1.*", ident.CannotTell, ident.Undefined},
		{"a:v:*:1.0", "a:v:p:*", ident.CannotTell, ident.Undefined},
		{"a:V:P:1.0", "a:v:p:1.0", ident.Yes, ident.Equal},
	} {
		source, target := parseCPE(t, "cpe:2.3:"+c.source+tail), parseCPE(t, "cpe:2.3:"+c.target+tail)
		if got, r := source.Matches(target), source.Compare(target); got != c.want || r != c.relation {
			t.Errorf("%s and %s: %v, %v; want %v, %v", c.source, c.target, got, r, c.want, c.relation)
		}
	}
}

func TestAnAlmostCPEIsMendedWhereItMeansOneThing(t *testing.T) {
	for in, want := range map[string]string{
		"cpe:2.3:a:acme:pump":                         "cpe:2.3:a:acme:pump:*:*:*:*:*:*:*:*",
		" cpe:2.3:a:acme:infusion pump:1.0+b::::::: ": `cpe:2.3:a:acme:infusion_pump:1.0\+b:*:*:*:*:*:*:*`,
		"cpe:/a:acme:pump:1.0+b":                      `cpe:2.3:a:acme:pump:1.0\+b:*:*:*:*:*:*:*`,
		`cpe:2.3:a:acme:pump\-x:1\.0:*:*:*:*:*:*:*`:   "cpe:2.3:a:acme:pump-x:1.0:*:*:*:*:*:*:*",
		"cpe:2.3:a:acme:pump:1.0:*:*:*:*:*:*:*":       "cpe:2.3:a:acme:pump:1.0:*:*:*:*:*:*:*",
	} {
		c, err := ident.LooseCPE(in)
		if err != nil {
			t.Errorf("%q: %v", in, err)
			continue
		}
		if got := c.String(); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}

func TestWhatIsNoCPEIsRefused(t *testing.T) {
	const tail = ":*:*:*:*:*:*:*:*"
	for _, s := range []string{
		"", "cpe", "cpe:", "cpe:2.3:", "cpe:2.3:a:v:p:1", "cpe:2.3:x:v:p" + tail, "cpe:2.3:a:v:p" + tail + ":*", "cpe:2.3:a::p" + tail,
		"cpe:2.3:a:v:p\x00" + tail, "cpe:2.3:a:v:pé" + tail, `cpe:2.3:a:v:p\`, `cpe:2.3:a:v:p\a` + tail, "cpe:2.3:a:v:p q" + tail,
		"cpe:2.3:a:v:a*b" + tail, "cpe:/x:v:p", "cpe:/a:v:p%", "cpe:/a:v:p%zz", "cpe:/a:v:p%0a", "cpe:/a:v:p:1:2:~a~b", "cpe:/a:v:%02",
		"cpe:2.3:a:v:p:1:*:*:german:*:*:*:*", "cpe:2.3:a:v:" + strings.Repeat("p", 3000) + tail,
	} {
		if c, err := ident.ParseCPE(s); !fault.Is(err, fault.Invalid) {
			t.Errorf("%.40q was read as %s, %v", s, c, err)
		}
	}
}

func FuzzParseCPE(f *testing.F) {
	seedCPEs(f)
	for _, s := range []string{
		"cpe:2.3:a:openssl:openssl:1.1.1k:*:*:*:*:*:*:*", `cpe:2.3:a:???\@\"???:*:*:*:*:de:*:*:*:*`, `cpe:2.3:a:?\\*:\-:*:*:*:de:*:*:*:*`,
		"cpe:/a:hp:insight:7.4%2b::~x~online~win2003~x64~:en", "cpe:2.3:a:acme:infusion pump:1+2",
	} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, s, other string) {
		c, err := ident.LooseCPE(s)
		if err != nil {
			return
		}
		again, err := ident.LooseCPE(c.String())
		if err != nil || again != c {
			t.Errorf("%q: written %s, read again %v, %v", s, c, again, err)
		}
		if r := c.Compare(c); r == ident.Disjoint {
			t.Errorf("%s is not itself: %v", c, r)
		}
		if d, err := ident.ParseCPE(other); err == nil {
			c.Matches(d)
			c.Compare(d)
		}
	})
}

func BenchmarkParseCPE(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ident.ParseCPE("cpe:2.3:a:openssl:openssl:1.1.1k:*:*:*:*:*:*:*"); err != nil {
			b.Fatal(err)
		}
	}
}
