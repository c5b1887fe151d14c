package help

import (
	"strings"
	"testing"

	"aceso/internal/domain/catalog"
	"aceso/internal/serve/web/keys"
	"aceso/internal/testkit"
)

func TestTheHelpOfEachScreenIsWholeAndPlain(t *testing.T) {
	seen, titles := map[string]bool{}, map[string]bool{}
	for _, s := range screens {
		if titles[s.Title] || s.Title == "" {
			t.Errorf("the title %q is missing, or stands twice", s.Title)
		}
		titles[s.Title] = true
		for _, p := range s.Paths {
			if seen[p] {
				t.Errorf("%s has help twice", p)
			}
			seen[p] = true
		}
		for _, id := range s.Terms {
			if _, ok := catalog.TermOf(id); !ok {
				t.Errorf("%s: the glossary has no %q", s.Title, id)
			}
		}
		for _, name := range s.Keys {
			if _, ok := keys.Usual.Of(name); !ok {
				t.Errorf("%s: no key is called %q", s.Title, name)
			}
		}
		lines := append([]string{s.Purpose}, s.Do...)
		if len(s.Do) == 0 {
			t.Errorf("%s says nothing of what to do", s.Title)
		}
		for _, w := range s.Why {
			lines = append(lines, w.Text)
			if w.Source == "" {
				t.Errorf("%s: %q has no source", s.Title, w.Text)
			}
		}
		for _, line := range lines {
			if !strings.HasSuffix(line, ".") && !strings.HasSuffix(line, "?") {
				t.Errorf("%s: no whole sentence: %q", s.Title, line)
			}
		}
		if g := testkit.Grade(strings.Join(lines, "\n")); g > 9 {
			t.Errorf("%s reads like grade %.1f: %q", s.Title, g, lines)
		}
	}
}

// TestNoHelpNamesWhatNobodyHasRead: sections of the Joint Security Plan were
// not read in its own text, so that help must not cite them.
func TestNoHelpNamesWhatNobodyHasRead(t *testing.T) {
	for _, s := range screens {
		for _, w := range s.Why {
			if strings.Contains(w.Source, "JSP") || strings.Contains(w.Source, "Joint Security Plan") || strings.Contains(w.Source, "11.") {
				t.Errorf("%s cites %s", s.Title, w.Source)
			}
		}
	}
}

func TestTheTourTakesNinetySeconds(t *testing.T) {
	words, ids := 0, map[string]bool{}
	for _, s := range Stops {
		words += len(strings.Fields(s.Title + " " + s.Text))
		if ids[s.ID] {
			t.Errorf("%s stands twice", s.ID)
		}
		ids[s.ID] = true
		if g := testkit.Grade(s.Text); g > 8 {
			t.Errorf("%s reads like grade %.1f", s.ID, g)
		}
	}
	if words > 90*3 { // three words a second
		t.Errorf("the tour has %d words", words)
	}
}
