package advisory

import "testing"

func TestAVersionTextIsReadAsWhatItSays(t *testing.T) {
	for text, want := range map[string]Kind{
		"vers:all/*": EveryVersion, "vers:intdot/*": EveryVersion, "*": EveryVersion, "All versions": EveryVersion,
		"all models": EveryVersion, "(all models)": EveryVersion, "all software versions": EveryVersion,

		"< 8.2.2": OneBound, "<=2.3.5": OneBound, "≤ 2.3.5": OneBound, "< 012U000040": OneBound, ">= 4.0.1": OneBound,
		"2.3.6 and  below": OneBound, "Versions 9.33 and prior": OneBound, "versions prior to 4.2": OneBound,
		"All software Versions L81 and earlier": OneBound, "1.3 or newer": OneBound, "up to 7.6.2": OneBound,
		"vers:intdot/<8.2.2": OneBound, "< 1.8.4 Service Pack 01": OneBound, "<= 12.2.x.x": OneBound,

		">= 4.01 | <= 4.34": TwoBounds, "vers:generic/>=1.0|<2.0": TwoBounds, "Versions 2.5 through 3.11": TwoBounds,
		">=1.0, <2.0": TwoBounds, "A.01 <= C.0x": TwoBounds,

		"9.7": Listed, "v1.2": Listed, "1.1.7.333 | 2.1.1.3069": Listed, "2.X": Listed, "1.3.1 Build 13": Listed, "2490C": Listed,

		"2nd Edition": Irregular, "< august 28": Irregular, "<May 2018": Irregular, "<8/30/2024": Irregular, "HD 16 | HD23": Irregular,
		"Accu-Chek Inform II": Irregular, "<= U61 |<= L81": Irregular, "": Irregular, "882300 Gemini 16 Slice": Irregular,
		"* running on old, unsupported operating systems such as Windows 2000": Irregular,
	} {
		if got := ReadVersions(text).Kind(); got != want {
			t.Errorf("%q is read as %s, want %s (%+v)", text, got, want, ReadVersions(text))
		}
	}
}

func TestAVersionIsInsideOutsideOrUnclear(t *testing.T) {
	for _, c := range []struct {
		text, version string
		want          Inside
	}{
		{"vers:all/*", "", Yes},
		{"< 8.2.2", "", Unclear},
		{"< 8.2.2", "8.2.1", Yes},
		{"< 8.2.2", "8.2", Yes},
		{"< 8.2.2", "8.2.2", No},
		{"< 8.2.2", "8.10", No},
		{"< 8.2.2", "8.2.2.1", No},
		{"<= 2.0.14.0", "2.0.14", Yes},
		{"<= 2.0.14.0", "2.0.15", No},
		{"<= 2.3", "2.3.1", Unclear}, // 2.3 may mean all of 2.3.x
		{">= 4.01 | <= 4.34", "4.20", Yes},
		{">= 4.01 | <= 4.34", "4.35", No},
		{">= 4.01 | <= 4.34", "4", Unclear}, // only the first digit was read off
		{">1.0", "1.0", No},
		{">= 1.0 | < 1.5 | >= 2.0 | < 2.5", "1.7", No},
		{">= 1.0 | < 1.5 | >= 2.0 | < 2.5", "2.4", Yes},

		{"9.7", "9.7", Yes},
		{"9.7", "9.7.0", Yes},
		{"9.7", "9.8", No},
		{"9.7", "9.7.1", Unclear},
		{"9.7", "9", Unclear},
		{"2.X", "2.5", Yes},
		{"2.X", "3.0", No},
		{"<= 12.2.x.x", "12.2.5.1", Yes},
		{"<= 12.2.x.x", "12.3", No},
		{"< 3.x", "3.1", Unclear},

		{"< 012U000040", "012U000039", Yes},
		{"< 012U000040", "012U000041", No},
		{"< 012U000040", "L81", Unclear},
		{"<= U61 |<= L81", "U60", Yes},
		{"<= U61 |<= L81", "U62", Unclear}, // U and L are two lines
		{"A.01 <= C.0x", "B.02", Yes},
		{"A.01 <= C.0x", "D.01", No},
		{"<= 2.4A", "2.4", Yes},
		{"<= 2.4A", "2.4B", No},
		{"<= R4.1L1", "R4.0", Yes},
		{"<= 3.1", "Rev 3.0", Yes},
		{"< 1.8.4 Service Pack 01", "1.8.3", Yes},
		{"< 1.8.4 Service Pack 01", "1.8.4", Unclear},
		{"< 1.8.4 Service Pack 01", "1.9", No},
		{"< 2.0.0", "2.0.0-rc1", Unclear},

		{"24950 | 24952", "3.2", Unclear}, // numbers of models, it seems
		{"24950 | 24952", "24950", Yes},
		{">= 2018-1 | <= 2021-1", "3.11", Unclear}, // numbered in two ways
		{">= 2018-1 | <= 2021-1", "2019-2", Yes},

		{"2nd Edition", "2nd edition", Yes},
		{"2nd Edition", "3.1", Unclear},
		{"< august 28", "3.1", Unclear},
		{"<8/30/2024", "8/30/2024", Unclear},
		{"", "3.1", Unclear},
	} {
		if got, why := ReadVersions(c.text).Holds(c.version); got != c.want || why == "" {
			t.Errorf("%q in %q: %s (%s), want %s", c.version, c.text, got, why, c.want)
		}
	}
}

// A version that is certainly outside may not become inside by being written
// with another case, blanks or a v in front.
func TestHowAVersionIsWrittenDoesNotChangeTheAnswer(t *testing.T) {
	for _, text := range []string{"< 8.2.2", "9.7", ">= 4.01 | <= 4.34", "<= 2.4A"} {
		for _, version := range []string{"8.2.1", "9.7", "4.20", "2.4B", "1.0"} {
			want, _ := ReadVersions(text).Holds(version)
			for _, written := range []string{"v" + version, "V " + version, " " + version + " ", "Version " + version} {
				if got, _ := ReadVersions(text).Holds(written); got != want {
					t.Errorf("%q in %q: %s, but %q: %s", written, text, got, version, want)
				}
			}
		}
	}
}

func FuzzVersions(f *testing.F) {
	f.Add("< 8.2.2", "8.2.1")
	f.Add(">= 4.01 | <= 4.34", "4")
	f.Add("vers:all/*", "")
	f.Add("A.01 <= C.0x | 4.0", "B")
	f.Fuzz(func(t *testing.T, text, version string) {
		v := ReadVersions(text)
		in, why := v.Holds(version)
		if why == "" || in != Yes && in != No && in != Unclear {
			t.Errorf("%q in %q: %q %q", version, text, in, why)
		}
		if v.All && in != Yes {
			t.Errorf("%q is all versions, and %q is %s", text, version, in)
		}
	})
}
