package epss_test

import (
	"compress/gzip"
	"os"
	"strings"
	"testing"

	"aceso/internal/format/epss"
	"aceso/internal/testkit"
)

func TestBothFormsAreRead(t *testing.T) {
	for name, in := range map[string]string{
		"FIRST":   "#model_version:v2025.03.14,score_date:2026-08-16T12:55:00+0000\ncve,epss,percentile\nCVE-2021-44228,0.97,0.999\n",
		"archive": "CVE-2021-44228;0.970000000;0.999000000\n",
		"Windows": "\ufeffcve,epss,percentile\r\nCVE-2021-44228,0.97,0.999\r\n",
	} {
		var got []epss.Score
		head, refused, err := epss.Decode(strings.NewReader(in), func(s epss.Score) error { got = append(got, s); return nil })
		if err != nil || refused > 0 || len(got) != 1 || got[0] != (epss.Score{CVE: "CVE-2021-44228", EPSS: 0.97, Percentile: 0.999}) {
			t.Errorf("%s: %v, %d refused, %v", name, got, refused, err)
		}
		if name == "FIRST" && (head.Model != "v2025.03.14" || head.Date.IsZero()) {
			t.Errorf("%+v", head)
		}
	}
}

func TestABadRowIsCountedAndTheOthersAreRead(t *testing.T) {
	for _, bad := range []string{"x", "CVE-1-1", "CVE-1-1,0.5", "CVE-1-1,2,0.5", "CVE-1-1,-0.1,0.5", "CVE-1-1,NaN,0.5", "CVE-1-1,0.5,high", "GHSA-1,0.5,0.5"} {
		n := 0
		_, refused, err := epss.Decode(strings.NewReader("CVE-2000-0001,0.1,0.2\n"+bad+"\n"), func(epss.Score) error { n++; return nil })
		if n != 1 || refused != 1 || err != nil {
			t.Errorf("%q: %d read, %d refused, %v", bad, n, refused, err)
		}
	}
}

func TestWhatIsNoListIsRefused(t *testing.T) {
	for name, in := range map[string]string{
		"nothing": "", "HTML": "<html>\n<body>", "a heading only": "cve,epss,percentile\n", "one endless row": strings.Repeat("x", 2<<20),
	} {
		if _, _, err := epss.Decode(strings.NewReader(in), func(epss.Score) error { return nil }); err == nil {
			t.Errorf("%s is read", name)
		}
	}
}

func TestTheCorpusIsRead(t *testing.T) {
	for name, want := range map[string]int{"epss/epss-2026-08-16.csv.gz": 360142, "epss/epss-2025-02-02.csv.gz": 8697} {
		f, err := os.Open(testkit.Corpus(t, name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		_, refused, err := epss.Decode(z, func(epss.Score) error { n++; return nil })
		if n != want || refused > 0 || err != nil {
			t.Errorf("%s: %d read, %d refused, %v", name, n, refused, err)
		}
		t.Logf("%s: %d scores", name, n)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add("#model_version:v1,score_date:2026-08-16\nCVE-2021-44228,0.97,0.999\n")
	f.Add("CVE-2021-44228;0.97;0.999")
	f.Fuzz(func(t *testing.T, in string) {
		_, _, _ = epss.Decode(strings.NewReader(in), func(s epss.Score) error {
			if !(s.EPSS >= 0 && s.EPSS <= 1 && s.Percentile >= 0 && s.Percentile <= 1) {
				t.Errorf("%+v", s)
			}
			return nil
		})
	})
}
