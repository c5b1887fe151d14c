package store

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// What is counted by facet must be what the columns say.
func TestAFacetIsTheHeapThatItWasMadeOf(t *testing.T) {
	n := 0
	for _, state := range facetStates {
		for _, says := range facetSays {
			for rank := range mostRank + 1 {
				for bits := range int64(8) {
					h := heap{used: bits & 1, kev: bits >> 1 & 1, owned: bits >> 2, state: state, says: says, rank: int64(rank), n: 1}
					if got, err := heapOfFacet(h.facet(), 1); got != h || err != nil {
						t.Fatalf("%+v came back as %+v: %v", h, got, err)
					}
					n++
				}
			}
		}
	}
	if _, err := heapOfFacet(7<<stateShift, 1); err == nil {
		t.Error("a state that is not there was read")
	}
	t.Logf("%d heaps", n)
}

// The migration numbered the findings of old databases: its numbers are these.
func TestTheMigrationNumbersFacetsAsTheProgramDoes(t *testing.T) {
	sql, err := os.ReadFile("migrations/0062_order.sql")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"2 * CASE state", "16 * CASE says", "64 * severity_rank", "512 * kev", "1024 * CASE owner"}
	for i, state := range facetStates[1:] {
		want = append(want, fmt.Sprintf("WHEN '%s' THEN %d", state, i+1))
	}
	for i, says := range facetSays[1:] {
		want = append(want, fmt.Sprintf("WHEN '%s' THEN %d", says, i+1))
	}
	for _, text := range want {
		if !strings.Contains(string(sql), text) {
			t.Errorf("the migration lacks %q", text)
		}
	}
	if 1<<stateShift != 2 || 1<<saysShift != 16 || 1<<rankShift != 64 || facetKEV != 512 || facetOwned != 1024 {
		t.Error("the program's shifts are not the migration's factors")
	}
}
