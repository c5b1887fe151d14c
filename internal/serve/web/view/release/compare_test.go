package release_test

import (
	"testing"

	"aceso/internal/serve/web/view/release"
)

func TestACompareAnswersInOneSentence(t *testing.T) {
	for want, c := range map[string]release.Compare{
		"Nothing differs: the same 7 parts, the same findings. No part came, went or changed.": {Same: 7},
		"1 new finding, none gone. 1 part added, 0 removed, 0 changed; 7 the same.":            {Gained: make([]release.Gone, 1), Added: make([]release.Moved, 1), Same: 7},
		"2 new findings, 1 gone. No parts added, 0 removed, 1 changed; 7 the same.":            {Gained: make([]release.Gone, 2), Lost: make([]release.Gone, 1), Changed: make([]release.Moved, 2), Parts: 1, Same: 7},
		"3 findings gone, none new. No parts added, 1 removed, 0 changed; 0 the same.":         {Lost: make([]release.Gone, 3), Removed: make([]release.Moved, 1)},
		"No finding came or went. No parts added, 0 removed, 1 changed; 0 the same.":           {Changed: make([]release.Moved, 2), Parts: 1},
	} {
		if got := c.Answer() + " " + c.Moves(); got != want {
			t.Errorf("answered %q, want %q", got, want)
		}
	}
}
