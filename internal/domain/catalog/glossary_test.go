package catalog_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"aceso/internal/domain/catalog"
	"aceso/internal/testkit"
)

func TestTheGlossaryIsWellFormedAndPlain(t *testing.T) {
	ids, words := map[string]bool{}, map[string]string{}
	var all strings.Builder
	for _, term := range catalog.Glossary {
		if !regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`).MatchString(term.ID) || ids[term.ID] {
			t.Errorf("%q is no anchor, or stands twice", term.ID)
		}
		ids[term.ID] = true
		for _, w := range append([]string{term.Word}, term.Also...) {
			if other := words[strings.ToLower(w)]; other != "" || w == "" {
				t.Errorf("%q stands for %s and for %s", w, other, term.ID)
			}
			words[strings.ToLower(w)] = term.ID
		}
		if !strings.HasSuffix(term.Means, ".") || strings.Contains(term.Means, "  ") || len(term.Means) > 220 {
			t.Errorf("%s: a meaning is one or two whole sentences: %q", term.ID, term.Means)
		}
		if g := testkit.Grade(term.Means); g > 12 {
			t.Errorf("%s reads like grade %.1f: %q", term.ID, g, term.Means)
		}
		all.WriteString(term.Means + "\n")
	}
	if g := testkit.Grade(all.String()); g > 8 {
		t.Errorf("the glossary reads like grade %.1f", g)
	}
	byWord := func(a, b catalog.Term) int { return strings.Compare(strings.ToLower(a.Word), strings.ToLower(b.Word)) }
	if !slices.IsSortedFunc(catalog.Glossary, byWord) {
		for i := range catalog.Glossary[1:] {
			if byWord(catalog.Glossary[i], catalog.Glossary[i+1]) > 0 {
				t.Errorf("%s stands before %s", catalog.Glossary[i].Word, catalog.Glossary[i+1].Word)
			}
		}
	}
}

func TestAWordIsFoundByItsOtherNamesToo(t *testing.T) {
	for text, want := range map[string]string{"kev": "kev", "Vulnerability": "weakness", " alias ": "name-rule", "patients": "cvss", "GTIN": "udi"} {
		if got := catalog.Find(text); len(got) == 0 || got[0].ID != want {
			t.Errorf("%q finds %+v", text, got)
		}
	}
	if len(catalog.Find("")) != len(catalog.Glossary) || len(catalog.Find("nothing like it")) != 0 {
		t.Error("no text finds all, a strange one none")
	}
}
