package agenda

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

var now = time.Date(2026, 11, 23, 8, 41, 0, 0, time.UTC)

// ordered is a day with one of everything, in the order that it should have.
var ordered = []struct {
	why  string
	line Line
}{
	{"the longest late deadline comes first", Line{Kind: Deadline, Verb: "a", Due: now.Add(-96 * time.Hour)}},
	{"then the others that are late", Line{Kind: Deadline, Verb: "b", Due: now.Add(-time.Hour)}},
	{"a deadline within two days leads what presses", Line{Kind: Deadline, Verb: "c", Due: now.Add(24 * time.Hour)}},
	{"what is exploited presses without a date", Line{Kind: Exploited, Verb: "d"}},
	{"so does who waits for a first word", Line{Kind: Unheard, Verb: "e"}},
	{"so does data that makes every answer open", Line{Kind: Data, Verb: "f", Due: now.AddDate(0, 0, 90)}},
	{"a failed job of today presses behind them", Line{Kind: Broken, Verb: "g", Due: now.Add(-time.Hour)}},
	{"what ends tomorrow presses last", Line{Kind: Ending, Verb: "h", Due: now.Add(30 * time.Hour)}},
	{"a date within two weeks goes before what has none", Line{Kind: Ending, Verb: "i", Due: now.AddDate(0, 0, 5)}},
	{"by date, not by kind", Line{Kind: Deadline, Verb: "j", Due: now.AddDate(0, 0, 9)}},
	{"what has no date goes by kind: a new installation first", Line{Kind: Begin, Verb: "k"}},
	{"what came back before what is new", Line{Kind: Woken, Verb: "l"}},
	{"what newer data changed", Line{Kind: News, Verb: "m"}},
	{"what nobody has taken up", Line{Kind: Fresh, Verb: "n"}},
	{"what is one's own", Line{Kind: Own, Verb: "o"}},
	{"what one began to write", Line{Kind: Unsent, Verb: "p"}},
	{"what is missing", Line{Kind: Missing, Verb: "q"}},
	{"what could not be checked", Line{Kind: Unchecked, Verb: "r"}},
	{"an older list that is still given away", Line{Kind: Superseded, Verb: "s"}},
	{"a date that is far waits behind all of it", Line{Kind: Deadline, Verb: "t", Due: now.AddDate(0, 0, 30)}},
	{"and the farthest last", Line{Kind: Ending, Verb: "u", Due: now.AddDate(0, 4, 0)}},
}

func TestADayIsTakenUpInThisOrderHoweverItIsHanded(t *testing.T) {
	for seed := range uint64(200) {
		var lines []Line
		for _, o := range ordered {
			lines = append(lines, o.line)
		}
		rand.New(rand.NewPCG(seed, 1)).Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		for i, got := range Order(lines, now) {
			if got != ordered[i].line {
				t.Fatalf("seed %d, place %d: %s stands where %s should: %s", seed, i+1, got.Verb, ordered[i].line.Verb, ordered[i].why)
			}
		}
	}
}

func TestLinesThatNothingTellsApartStayAsTheyWere(t *testing.T) {
	lines := []Line{{Kind: Fresh, Verb: "b"}, {Kind: Fresh, Verb: "a"}}
	if got := Order(lines, now); !slices.Equal(got, lines) {
		t.Errorf("%v", got)
	}
}

func TestEveryKindHasItsPlace(t *testing.T) {
	seen := map[Kind]bool{}
	for _, k := range Kinds {
		if k == "" || seen[k] {
			t.Errorf("%q stands twice, or has no name", k)
		}
		seen[k] = true
	}
	for _, o := range ordered {
		if !seen[o.line.Kind] {
			t.Errorf("%s has no place", o.line.Kind)
		}
		delete(seen, o.line.Kind)
		seen[o.line.Kind] = true
	}
}
