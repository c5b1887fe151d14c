package licence_test

import (
	"slices"
	"strings"
	"testing"

	"aceso/internal/value/licence"
)

func TestRead(t *testing.T) {
	for rule, c := range map[string]struct {
		text    string
		kind    licence.Kind
		unknown []string
	}{
		"a listed licence":                 {"MIT", licence.Valid, nil},
		"two joined":                       {"MIT OR Apache-2.0", licence.Valid, nil},
		"brackets and an exception":        {"(GPL-2.0-only WITH Classpath-exception-2.0) AND MIT", licence.Valid, nil},
		"a text of the document's own":     {"LicenseRef-acme-1", licence.Valid, nil},
		"nothing":                          {" ", licence.Unstated, nil},
		"no assertion is nothing":          {"NOASSERTION", licence.Unstated, nil},
		"unknown is nothing":               {"unknown", licence.Unstated, nil},
		"NONE was looked at":               {"NONE", licence.Absent, nil},
		"a word that is no licence":        {"proprietary", licence.Invalid, []string{"proprietary"}},
		"one of two is none":               {"MIT OR Bison", licence.Invalid, []string{"Bison"}},
		"a bracket is missing":             {"(MIT", licence.Invalid, nil},
		"a join without an end":            {"MIT AND", licence.Invalid, nil},
		"a sentence is not taken to words": {"see the file called copying in the folder of the sources", licence.Invalid, nil},
		"a long text is not looked at":     {strings.Repeat("MIT AND ", 1000) + "MIT", licence.Invalid, nil},
	} {
		if got := licence.Read(c.text); got.Kind != c.kind || !slices.Equal(got.Unknown, c.unknown) {
			t.Errorf("%s: %q is %+v", rule, c.text, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{"MIT", "(MIT OR", "MIT WITH", "DocumentRef-a:LicenseRef-b", "+", "()"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if v := licence.Read(text); v.Kind == licence.Valid && len(v.Unknown) > 0 {
			t.Errorf("%q is valid and has unknown words %q", text, v.Unknown)
		}
	})
}

func TestALicenceIsTheSameHoweverItIsSpelt(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"MIT", "mit", true},
		{"(MIT OR  Apache-2.0)", "MIT OR Apache-2.0", true},
		{"((MIT))", "MIT", true},
		{"(MIT) OR (Zlib)", "MIT) OR (Zlib", false},
		{"MIT", "MIT-0", false},
		{"MIT OR Zlib", "MIT AND Zlib", false},
		{"(", "", false},
		{"", "", true},
	} {
		if got := licence.Same(c.a, c.b); got != c.same {
			t.Errorf("%q and %q: %v", c.a, c.b, got)
		}
	}
}
