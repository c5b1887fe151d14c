package testkit

import "testing"

func TestTheGradeOfATextFollowsItsWordsAndSentences(t *testing.T) {
	for text, want := range map[string][2]float64{
		"The cat sat on the mat. The dog ran.": {-3, 2},
		"The implementation of organisational responsibilities necessitates interdisciplinary collaboration.": {20, 45},
		"A source says that this version of this part has the weakness.":                                      {2, 8},
		"": {0, 0},
	} {
		if got := Grade(text); got < want[0] || got > want[1] {
			t.Errorf("%q is of grade %.1f, not %v", text, got, want)
		}
	}
	for word, want := range map[string]int{"SBOM": 1, "table": 2, "made": 1, "used": 1, "tested": 2, "release": 2, "product": 2, "the": 1} {
		if got := syllables(word); got != want {
			t.Errorf("%s has %d syllables, not %d", word, got, want)
		}
	}
}
