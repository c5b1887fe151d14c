package advisory

import (
	"slices"
	"testing"
)

func TestClaimsGatherWhatIsSaidOfEachProduct(t *testing.T) {
	a := &Advisory{
		Products: []Product{{ID: "P1"}, {ID: "P2"}, {ID: "P3"}},
		Weaknesses: []Weakness{
			{CVE: "CVE-2024-0001", Says: []Says{{"P1", KnownAffected}, {"P2", Fixed}, {"P9", KnownAffected}}},
			{Title: "second", Says: []Says{{"P1", UnderInvestigation}, {"P2", KnownNotAffected}, {"P1", Recommended}}},
		},
	}
	got := a.Claims()
	if len(got) != 2 || got[0].Product.ID != "P1" || got[1].Product.ID != "P2" {
		t.Fatalf("claims for %+v", got)
	}
	if !slices.Equal(got[0].Affected, []string{"CVE-2024-0001"}) || !slices.Equal(got[0].Open, []string{"second"}) {
		t.Errorf("P1: %+v", got[0])
	}
	if !slices.Equal(got[1].Clear, []string{"CVE-2024-0001", "second"}) {
		t.Errorf("P2: %+v", got[1])
	}
}

func TestRemediesAreThoseOfTheProductAndOfItsGroups(t *testing.T) {
	a := &Advisory{Groups: []Group{{ID: "G1", Products: []string{"P1", "P2"}}}}
	w := Weakness{Remedies: []Remedy{
		{Kind: "vendor_fix", Products: []string{"P1"}},
		{Kind: "mitigation", Groups: []string{"G1"}},
	}}
	if got := a.Remedies(w, "P1"); len(got) != 2 {
		t.Errorf("P1 has %d remedies, want 2", len(got))
	}
	if got := a.Remedies(w, "P2"); len(got) != 1 || got[0].Kind != "mitigation" {
		t.Errorf("P2 has %+v", got)
	}
	if got := a.Remedies(w, "P3"); got != nil {
		t.Errorf("P3 has %+v", got)
	}
}
