package keys

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestTheUsualKeysAreWhole(t *testing.T) {
	names := map[string]bool{}
	for _, k := range Usual {
		if k.Name == "" || k.Does == "" || k.On == "" || k.Press == "" {
			t.Errorf("%+v: a key has a name, something to press, and says what it does and on what", k)
		}
		if names[k.Name] {
			t.Errorf("two keys are called %q", k.Name)
		}
		names[k.Name] = true
		if press, err := read(k.Press); !k.Fixed && (err != nil || press != k.Press) {
			t.Errorf("%s: %q could not be chosen by a person: %v", k.Name, k.Press, err)
		}
	}
	if err := Usual.check(); err != nil {
		t.Error(err)
	}
}

func TestChoosingKeys(t *testing.T) {
	for rule, c := range map[string]struct {
		entered map[string]string
		want    map[string]string
		err     string
	}{
		"what is as usual is no choice":           {map[string]string{"next": "j"}, map[string]string{}, ""},
		"another character is kept":               {map[string]string{"next": " ö "}, map[string]string{"next": "ö"}, ""},
		"nothing switches a key off":              {map[string]string{"go": ""}, map[string]string{"go": ""}, ""},
		"a key with Alt is a key (WCAG 2.1.4)":    {map[string]string{"next": "alt+N"}, map[string]string{"next": "Alt+n"}, ""},
		"two may change places":                   {map[string]string{"next": "k", "previous": "j"}, map[string]string{"next": "k", "previous": "j"}, ""},
		"two may both be off":                     {map[string]string{"next": "", "previous": ""}, map[string]string{"next": "", "previous": ""}, ""},
		"capital and small letters are two keys":  {map[string]string{"next": "J"}, map[string]string{"next": "J"}, ""},
		"a key does one thing":                    {map[string]string{"next": "k"}, nil, "k would do two things: next row, and previous row"},
		"a word is no key":                        {map[string]string{"next": "jj"}, nil, "no single key"},
		"a character that nobody sees is none":    {map[string]string{"next": "\u200b"}, nil, "no single key"},
		"a key that is no single character stays": {map[string]string{"palette": "p"}, map[string]string{}, ""},
		"what no key is called is left out":       {map[string]string{"fly": "p"}, map[string]string{}, ""},
	} {
		t.Run(rule, func(t *testing.T) {
			got, err := Usual.Choose(c.entered)
			if c.err != "" {
				if err == nil || !strings.Contains(err.Error(), c.err) {
					t.Fatalf("got %v, want an error that has %q", err, c.err)
				}
				return
			}
			if d := cmp.Diff(c.want, got); err != nil || d != "" {
				t.Errorf("%v %s", err, d)
			}
		})
	}
}

func TestWhatWasChosenIsWhatWorks(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		entered := map[string]string{}
		for _, k := range Usual {
			if rapid.Bool().Draw(r, "touched") {
				entered[k.Name] = rapid.StringMatching(`(Alt\+)?[a-z?./]?`).Draw(r, k.Name)
			}
		}
		chosen, err := Usual.Choose(entered)
		if err != nil {
			return
		}
		mine := Usual.With(chosen)
		if err := mine.check(); err != nil {
			t.Fatal(err)
		}
		for name, press := range chosen {
			if k, _ := mine.Of(name); k.Press != press {
				t.Fatalf("%s was chosen as %q and is %q", name, press, k.Press)
			}
		}
	})
}

func TestAChoiceThatTheTableOutgrewIsLeftOut(t *testing.T) {
	if d := cmp.Diff(Usual, Usual.With(map[string]string{"next": "k"})); d != "" {
		t.Errorf("a key that would do two things is not taken: %s", d)
	}
}
