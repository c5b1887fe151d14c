package score_test

import (
	"archive/zip"
	"bufio"
	"math"
	"strconv"
	"strings"
	"testing"

	"aceso/internal/testkit"
	"aceso/internal/value/fault"
	"aceso/internal/value/score"
)

func TestEveryVectorOfTheSuiteHasItsScores(t *testing.T) {
	z, err := zip.OpenReader(testkit.Corpus(t, "vectors/cvss.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	all := 0
	for _, f := range z.File {
		if !strings.HasPrefix(f.Name, "vectors_") {
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		passed, failed := 0, 0
		for in := bufio.NewScanner(r); in.Scan(); {
			vector, scores, ok := strings.Cut(in.Text(), " - ")
			if !ok {
				t.Fatalf("%s: no scores in %q", f.Name, in.Text())
			}
			if problem := compare(vector, scores); problem != "" {
				failed++
				t.Errorf("%s: %s: %s", f.Name, vector, problem)
				continue
			}
			passed++
		}
		r.Close()
		all += passed
		t.Logf("%-20s %5d passed, %d failed, 0 skipped", f.Name, passed, failed)
	}
	t.Logf("CVSS suite: %d vectors hold", all)
}

// compare holds a vector against "(base, temporal, environmental)", where None
// says that there is no such score.
func compare(vector, scores string) string {
	c, err := score.ParseCVSS(vector)
	if err != nil {
		return err.Error()
	}
	again, err := score.ParseCVSS(c.Vector)
	if err != nil || again != c {
		return "is not itself when written as " + c.Vector
	}
	got := []float64{c.Base, c.Temporal, c.Environmental}
	for i, s := range strings.Split(strings.Trim(scores, "(,)"), ",") {
		if s = strings.TrimSpace(s); s == "None" {
			continue
		}
		want, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return err.Error()
		}
		if math.Abs(got[i]-want) > 0.001 {
			return "scores " + strconv.FormatFloat(got[i], 'f', 1, 64) + ", want " + s
		}
	}
	return ""
}

func TestAVectorIsReadHoweverItIsWritten(t *testing.T) {
	for in, want := range map[string]score.CVSS{
		"AV:N/AC:L/Au:N/C:P/I:P/A:P": {
			System: "CVSS:2.0", Vector: "AV:N/AC:L/Au:N/C:P/I:P/A:P", Base: 7.5, Severity: "high", Temporal: 7.5, Environmental: 7.5,
		},
		"(AV:N/AC:L/Au:N/C:P/I:P/A:P)": {
			System: "CVSS:2.0", Vector: "AV:N/AC:L/Au:N/C:P/I:P/A:P", Base: 7.5, Severity: "high", Temporal: 7.5, Environmental: 7.5,
		},
		"CVSS:2.0/AV:N/AC:L/Au:N/C:P/I:P/A:P": {
			System: "CVSS:2.0", Vector: "AV:N/AC:L/Au:N/C:P/I:P/A:P", Base: 7.5, Severity: "high", Temporal: 7.5, Environmental: 7.5,
		},
		" CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/ ": {
			System: "CVSS:3.1", Vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", Base: 9.8, Severity: "critical", Temporal: 9.8, Environmental: 9.8,
		},
		"cvss:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N": {
			System: "CVSS:3.0", Vector: "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", Severity: "none",
		},
		"AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H": {
			System: "CVSS:3.1", Vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", Base: 9.8, Severity: "critical", Temporal: 9.8, Environmental: 9.8,
		},
		"AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N": {
			System: "CVSS:4.0", Vector: "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", Base: 9.3, Severity: "critical", Temporal: 9.3, Environmental: 9.3,
		},
	} {
		if got, err := score.ParseCVSS(in); err != nil || got != want {
			t.Errorf("%q:\n got %+v, %v\nwant %+v", in, got, err, want)
		}
	}
}

func TestWhatIsNoVectorHasNoScore(t *testing.T) {
	for _, in := range []string{
		"", "()", "9.8", "critical", "CVSS:3.1", "CVSS:3.1/", "CVSS:5.0/AV:N", "CVSS:3.1/AV:N", "CVSS:3.1/AV:N/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
		"CVSS:3.1/AV:Z/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "CVSS:4.0/AV:N/AC:L", "AV:N/AC:L/Au:N/C:P/I:P", strings.Repeat("AV:N/", 1000),
	} {
		if c, err := score.ParseCVSS(in); !fault.Is(err, fault.Invalid) || c != (score.CVSS{}) {
			t.Errorf("%.40q was read as %+v, %v", in, c, err)
		}
	}
}

func TestAScoreHasItsWord(t *testing.T) {
	for _, c := range []struct {
		system string
		value  float64
		want   string
	}{
		{"CVSS:2.0", 0, "low"},
		{"CVSS:2.0", 3.9, "low"},
		{"CVSS:2.0", 4, "medium"},
		{"CVSS:2.0", 10, "high"},
		{"CVSS:3.1", 0, "none"},
		{"CVSS:3.1", 0.1, "low"},
		{"CVSS:3.1", 4, "medium"},
		{"CVSS:3.1", 7, "high"},
		{"CVSS:4.0", 9, "critical"},
		{"CVSS:3.1", -1, ""},
		{"CVSS:3.1", 11, ""},
		{"CVSS:3.1", math.NaN(), ""},
	} {
		if got := score.Severity(c.system, c.value); got != c.want {
			t.Errorf("%s %v: %q, want %q", c.system, c.value, got, c.want)
		}
	}
}

func FuzzParseCVSS(f *testing.F) {
	for _, s := range []string{
		"(AV:N/AC:L/Au:N/C:P/I:P/A:P/E:POC)", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:F/MAV:A",
		"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:A",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := score.ParseCVSS(s)
		if err != nil {
			return
		}
		if c.Severity == "" {
			t.Errorf("%q scores %v", s, c.Base)
		}
		if again, err := score.ParseCVSS(c.Vector); err != nil || again != c {
			t.Errorf("%q: written %q, read again %+v, %v", s, c.Vector, again, err)
		}
	})
}
