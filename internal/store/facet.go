package store

import (
	"fmt"
	"slices"
	"strings"

	"aceso/internal/domain/finding"
	"aceso/internal/domain/match"
)

// A facet is what findings are narrowed and counted by, in one small number:
// used, state, answer, severity, exploited, owned. It stands in every index
// that has an order, behind that, so that going along one needs no look at the
// rows: at a million findings that is a fifth of a second and not four.
//
// The numbers of the words are kept in tables: new ones come behind the others.
const (
	facetUsed  = 1 << 0
	stateShift = 1 // three bits
	saysShift  = 4 // two bits
	rankShift  = 6 // three bits
	facetKEV   = 1 << 9
	facetOwned = 1 << 10

	stateMask = 7 << stateShift
	saysMask  = 3 << saysShift
	rankMask  = 7 << rankShift
)

var (
	facetStates = []finding.State{finding.Open, finding.InReview, finding.Reopened, finding.Closed, finding.Snoozed}
	facetSays   = []match.State{match.Affected, match.CannotTell, match.NotAffected}
)

// facet is the number of a heap.
func (h heap) facet() int64 {
	return h.used*facetUsed | int64(slices.Index(facetStates, h.state))<<stateShift | int64(slices.Index(facetSays, h.says))<<saysShift |
		h.rank<<rankShift | h.kev*facetKEV | h.owned*facetOwned
}

// heapOfFacet is the heap of so many findings of a number.
func heapOfFacet(facet, n int64) (heap, error) {
	state, says := facet&stateMask>>stateShift, facet&saysMask>>saysShift
	if state >= int64(len(facetStates)) || says >= int64(len(facetSays)) {
		return heap{}, fmt.Errorf("no findings are of facet %d", facet)
	}
	return heap{
		used: facet & facetUsed, state: facetStates[state], says: facetSays[says], rank: facet & rankMask >> rankShift,
		kev: facet & facetKEV / facetKEV, owned: facet & facetOwned / facetOwned, n: n,
	}, nil
}

func scanFacet(r row) (heap, error) {
	var facet, n int64
	if err := r.Scan(&facet, &n); err != nil {
		return heap{}, err
	}
	return heapOfFacet(facet, n)
}

// facets returns what a filter asks of the facet: conditions on the column.
func (f *FindingFilter) facets() []string {
	mask, value := int64(facetUsed), int64(facetUsed)
	var sets []string
	among := func(bits, shift int64, n int, has func(i int) bool) {
		var yes, no []string
		last := int64(0)
		for i := range n {
			if at := int64(i) << shift; has(i) {
				yes, last = append(yes, fmt.Sprint(at)), at
			} else {
				no = append(no, fmt.Sprint(at))
			}
		}
		switch {
		case len(no) == 0:
		case len(yes) == 1:
			mask, value = mask|bits, value|last
		case len(no) == 1:
			sets = append(sets, fmt.Sprintf("(finding.facet & %d) <> %s", bits, no[0]))
		case len(yes) == 0:
			sets = append(sets, "1 = 0")
		default:
			sets = append(sets, fmt.Sprintf("(finding.facet & %d) IN (%s)", bits, strings.Join(yes, ", ")))
		}
	}
	among(stateMask, stateShift, len(facetStates), func(i int) bool { return len(f.States) == 0 || slices.Contains(f.States, facetStates[i]) })
	among(saysMask, saysShift, len(facetSays), func(i int) bool { return f.Match == "" || f.Match == facetSays[i] })
	if len(f.Severities) > 0 {
		among(rankMask, rankShift, mostRank+1, func(i int) bool { return slices.Contains(f.Severities, severityOf(int64(i))) })
	}
	if f.KEV {
		mask, value = mask|facetKEV, value|facetKEV
	}
	if f.Owner == Nobody {
		mask |= facetOwned
	}
	return append([]string{fmt.Sprintf("(finding.facet & %d) = %d", mask, value)}, sets...)
}
