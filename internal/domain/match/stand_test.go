package match

import "testing"

func TestAPartStandsInOneWay(t *testing.T) {
	for name, tc := range map[string]struct {
		checked          Checked
		affected, untold int
		want             Stand
	}{
		"one weakness that is in it decides":                   {Matched, 1, 5, StandsAffected},
		"weaknesses that may be in it":                         {Matched, 0, 1, StandsUntold},
		"weaknesses of a part without a version check nothing": {NotCheckable, 0, 3, StandsNotCheckable},
		"no name to look it up by":                             {NotCheckable, 0, 0, StandsNotCheckable},
		"looked up, nothing found":                             {Clean, 0, 0, StandsClean},
		"looked up, and denied":                                {Matched, 0, 0, StandsClean},
		"nobody has looked yet":                                {"", 0, 0, StandsWaiting},
	} {
		if got := StandOf(tc.checked, tc.affected, tc.untold); got != tc.want {
			t.Errorf("%s: %s, want %s", name, got, tc.want)
		}
	}
}
