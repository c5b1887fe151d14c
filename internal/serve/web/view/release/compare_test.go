package release_test

import (
	"testing"

	"aceso/internal/serve/web/view/release"
)

func TestACompareAnswersInOneSentence(t *testing.T) {
	for want, c := range map[string]release.Compare{
		"Nothing differs: the same 7 parts, the same findings.":                        {Same: 7},
		"1 finding gained, none lost: 1 part added, 0 removed, 0 changed, 7 alike.":    {Gained: make([]release.Gone, 1), Added: make([]release.Moved, 1), Same: 7},
		"2 findings gained and 1 lost: no parts added, 0 removed, 1 changed, 7 alike.": {Gained: make([]release.Gone, 2), Lost: make([]release.Gone, 1), Changed: make([]release.Moved, 2), Parts: 1, Same: 7},
		"3 findings lost, none gained: no parts added, 1 removed, 0 changed, 0 alike.": {Lost: make([]release.Gone, 3), Removed: make([]release.Moved, 1)},
		"No finding came or went: no parts added, 0 removed, 2 changed, 0 alike.":      {Changed: make([]release.Moved, 2), Parts: 2},
	} {
		if got := c.Answer(); got != want {
			t.Errorf("answered %q, want %q", got, want)
		}
	}
}
