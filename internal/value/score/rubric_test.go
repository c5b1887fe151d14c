package score

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// base is a rubric whose every impact is none.
func base() Rubric {
	r := Rubric{"XAVN": Yes, "XAVT": Yes, "XACL": Yes, "XPRL": No, "XUI": No, "XS": No}
	for _, k := range kinds {
		r["XC"+k.letter], r["XI"+k.letter], r["XA"+k.letter] = None, None, None
	}
	r["XCP"] = No
	return r
}

func with(changes ...string) Rubric {
	r := base()
	for _, c := range changes {
		code, answer, _ := strings.Cut(c, "=")
		r[code] = Answer(answer)
	}
	return r
}

// The vectors of the story and the published sheet's defects (domain.md, 2.7
// and 8.5).
func TestRubricScoresAsCVSSSays(t *testing.T) {
	for name, c := range map[string]struct {
		in     Rubric
		vector string
		score  float64
	}{
		"a score never passes 10 (the sheet gives 10.7)":              {with("XS=yes", "XIT=high", "XAT=high", "XCO=low"), "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:L/I:H/A:H", 10},
		"without impact the score is 0 (the sheet gives 3.9)":         {base(), "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0},
		"the same beyond the scope (the sheet gives 4.0)":             {with("XS=yes"), "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:N/I:N/A:N", 0},
		"low harm to therapy's availability counts (the sheet's not)": {with("XAT=low"), "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:L", 5.3},
		"an unknown impact counts as high (the sheet's as none)":      {with("XIT=unknown"), "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:N", 7.5},
		"wired and not routed is adjacent":                            {with("XAVT=no", "XAVW=no", "XCD=high", "XID=high", "XAD=high"), "CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 8.8},
		"no network and no touch is local":                            {with("XAVN=no", "XAVP=no", "XCD=low", "XIT=high", "XAT=high"), "CVSS:3.1/AV:L/AC:L/PR:N/UI:N/S:U/C:L/I:H/A:H", 8},
		"a routed network with everything lost":                       {with("XCD=high", "XIT=high", "XAT=high"), "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8},
		"radio of short range is local":                               {with("XAVT=no", "XAVW=yes", "XAVR=yes"), "CVSS:3.1/AV:L/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0},
		"radio of unknown range is adjacent":                          {with("XAVT=no", "XAVW=yes", "XAVR=unknown"), "CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0},
		"touching the device is physical":                             {with("XAVN=no", "XAVP=yes", "XAVPA=yes"), "CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0},
		"an unknown network is a network":                             {with("XAVN=unknown"), "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0},
		"one shared role is no privilege":                             {with("XPRL=no"), "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0},
		"a user's rights":                                             {with("XPRL=yes", "XPRZ=yes", "XPRS=no"), "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:N/I:N/A:N", 0},
		"data of many patients is high":                               {with("XCP=yes", "XCPM=yes"), "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", 7.5},
		"data of few patients is low":                                 {with("XCP=yes", "XCPM=no"), "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N", 5.3},
		"the sheet's first example": {
			with("XPRL=yes", "XPRZ=yes", "XPRS=yes", "XUI=yes", "XS=yes", "XCP=yes", "XCPM=no", "XIP=high", "XAP=low", "XCD=high", "XID=low", "XAD=low", "XCT=high", "XIT=low", "XCW=high", "XIW=low", "XCS=low", "XIS=low", "XCO=low"),
			"CVSS:3.1/AV:N/AC:L/PR:H/UI:R/S:C/C:H/I:H/A:L", 8.3,
		},
		"the sheet's second example": {
			with("XAVT=no", "XAVW=no", "XUI=yes", "XS=yes", "XCP=yes", "XCPM=yes", "XIP=low", "XAP=high", "XCD=high", "XID=low", "XAD=high", "XCT=high", "XIT=low", "XAT=high", "XCW=low", "XIW=low", "XAW=high", "XCS=high", "XIS=low", "XCO=high", "XIO=low", "XAO=low"),
			"CVSS:3.1/AV:A/AC:L/PR:N/UI:R/S:C/C:H/I:L/A:H", 8.7,
		},
	} {
		got, err := c.in.CVSS31()
		if err != nil || got.Vector != c.vector || got.Base != c.score {
			t.Errorf("%s: %s %v, %v; want %s %v", name, got.Vector, got.Base, err, c.vector, c.score)
		}
	}
}

func TestRubricAsksBeforeItScores(t *testing.T) {
	for _, q := range Questions {
		r := with("XAVT=no", "XAVW=yes", "XAVR=no", "XPRL=yes", "XPRZ=yes", "XPRS=no", "XCP=yes", "XCPM=no")
		if !q.Asked(r) {
			continue
		}
		delete(r, q.Code)
		if _, err := r.CVSS31(); err == nil || !strings.Contains(err.Error(), q.Code) {
			t.Errorf("without %s: %v; it must be asked", q.Code, err)
		}
	}
}

func TestRubricIn40KeepsWhat31Says(t *testing.T) {
	for name, c := range map[string]struct {
		in   Rubric
		more Supplement
		want string
	}{
		"nothing beyond the scope":               {with("XIT=high"), Supplement{}, "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:H/VA:N/SC:N/SI:N/SA:N"},
		"the same impact beyond it when unsaid":  {with("XS=yes", "XIT=high"), Supplement{}, "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:H/VA:N/SC:N/SI:H/SA:N"},
		"somebody must act: passive when unsaid": {with("XUI=yes", "XIT=high"), Supplement{}, "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:P/VC:N/VI:H/VA:N/SC:N/SI:N/SA:N"},
		"safety of patients": {
			with("XS=yes", "XIT=high"),
			Supplement{SubI: "S", Safety: "P", Automatable: "Y", Recovery: "U", Urgency: "Red"},
			"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:H/VA:N/SC:N/SI:H/SA:N/MSI:S/S:P/AU:Y/R:U/U:Red",
		},
	} {
		got, err := c.in.CVSS40(c.more)
		if err != nil || got.Vector != c.want {
			t.Errorf("%s: %s, %v; want %s", name, got.Vector, err, c.want)
		}
	}
}

func TestRubricRefusesWhatItDoesNotKnow(t *testing.T) {
	for _, in := range []string{"XAVN", "XAVN:", "XAVN:H", "XIT:Y", "NOPE:Y", "XAVN:Y/XAVN:N", strings.Repeat("XAVN:Y/", 400)} {
		if r, err := ParseRubric(in); err == nil {
			t.Errorf("ParseRubric(%.40q) = %v, want a refusal", in, r)
		}
	}
}

// What is worse never scores lower, and a vector comes back as it went out.
func TestRubricByProperties(t *testing.T) {
	worse := map[Answer][]Answer{None: {Low, High, Unknown}, Low: {High, Unknown}}
	rapid.Check(t, func(t *rapid.T) {
		r := Rubric{}
		for _, q := range Questions {
			if q.Asked(r) {
				r[q.Code] = rapid.SampledFrom(q.Answers).Draw(t, q.Code)
			}
		}
		back, err := ParseRubric(r.Vector())
		if err != nil || back.Vector() != r.Vector() || len(back) != len(r) {
			t.Fatalf("%s came back as %s, %v", r.Vector(), back.Vector(), err)
		}
		was, err := r.CVSS31()
		if err != nil {
			t.Fatal(err)
		}
		q := rapid.SampledFrom(Questions).Draw(t, "changed")
		for _, answer := range worse[r[q.Code]] {
			r[q.Code] = answer
			if now, err := r.CVSS31(); err != nil || now.Base < was.Base {
				t.Fatalf("%s=%s lowers %v to %v, %v", q.Code, answer, was.Base, now.Base, err)
			}
		}
	})
}
