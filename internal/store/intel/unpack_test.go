package intel

import (
	"testing"

	"aceso/internal/domain/vuln"
)

// FuzzUnpack reads packed bytes that no check sum vouches for: whoever makes a
// bundle makes its check sums, too.
func FuzzUnpack(f *testing.F) {
	var statements, weakness, texts packer
	packStatements(&statements, &dictionary{}, []vuln.Statement{{
		Weakness: "CVE-1", Source: "nvd", CPE: "cpe:2.3:a:b:c:*:*:*:*:*:*:*:*", Says: vuln.Affected, Versions: []string{"1", "2"},
		Ranges: []vuln.Range{{Scheme: vuln.Generic, Introduced: "1", Fixed: "2"}}, With: []vuln.With{{AnyOf: []string{"x"}}},
	}})
	var head packer
	packHead(&head, "osv:npm", &vuln.Record{Source: "osv", ID: "GHSA-1", SSVC: &vuln.SSVC{}, Scores: []vuln.Score{{Value: 1}}})
	packWeakness(&weakness, "CVE-1", []string{"CVE-1"}, &vuln.Exploited{}, []string{string(head.b)})
	texts.str(textKey("osv", "GHSA-1"))
	texts.str("\x01a\x00")
	for _, seed := range [][]byte{statements.b, weakness.b, texts.b, nil, {0xff, 0xff, 0xff, 0xff, 0x0f}} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s := string(data)
		if list := unpackStatements(&unpacker{s: s}); len(list) > len(s) {
			t.Errorf("%d statements from %d bytes", len(list), len(s))
		}
		if w, _ := unpackWeakness(&unpacker{s: s}); len(w.Records) > len(s) {
			t.Errorf("%d records from %d bytes", len(w.Records), len(s))
		}
		var r vuln.Record
		_ = findText(s, textKey("osv", "GHSA-1"), &r)
	})
}

func TestCVEsAreNumbersThatSortAsTheyDo(t *testing.T) {
	last := uint64(0)
	for _, id := range []string{"CVE-1999-0001", "CVE-1999-9999", "CVE-1999-10000", "CVE-2021-44228", "CVE-2026-1000000"} {
		n, ok := cveNumber(id)
		if !ok || n <= last {
			t.Errorf("%s: %d, %v", id, n, ok)
		}
		last = n
	}
	for _, id := range []string{"", "CVE-", "CVE-2021", "CVE-20x1-0001", "CVE-2021-", "CVE-2021-0x01", "GHSA-2021-0001", "CVE-2021-99999999999999999999"} {
		if n, ok := cveNumber(id); ok {
			t.Errorf("%q is %d", id, n)
		}
	}
}

func TestACPEIsSplitAsProductsAreLookedUp(t *testing.T) {
	for cpe, want := range map[string][3]string{
		"cpe:2.3:a:Acme:Pump:1:*:*:*:*:*:*:*":   {"a", "acme", "pump"},
		`cpe:2.3:o:a\:b:c\\d\!:1:*:*:*:*:*:*:*`: {"o", "a:b", `c\d!`},
		"cpe:2.3:a":                             {"a", "", ""},
		"cpe:/a:x:y":                            {"", "", ""}, "": {"", "", ""}, `cpe:2.3:a:b:c\`: {"a", "b", `c\`},
	} {
		p, v, n := splitCPE(cpe)
		if got := [3]string{p, v, n}; got != want {
			t.Errorf("%s: %q", cpe, got)
		}
	}
}
