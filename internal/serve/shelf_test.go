package serve

import (
	"testing"

	"aceso/internal/domain/sbom"
)

func TestAShelfKeepsWhatWasReadLastAndFits(t *testing.T) {
	var s Shelf
	book := func(id string, components int) shelved {
		return shelved{org: "org", id: id, doc: &sbom.Document{Components: make([]sbom.Component, components)}}
	}
	has := func(org, id string) bool {
		_, ok := s.find(org, id)
		return ok
	}
	s.put(book("a", shelfRoom/2))
	s.put(book("b", shelfRoom/2))
	if !has("org", "a") || !has("org", "b") || has("other", "a") {
		t.Error("both fit, and belong to their organisation")
	}
	has("org", "a")
	s.put(book("c", shelfRoom/2))
	if has("org", "b") || !has("org", "a") || !has("org", "c") {
		t.Error("the one that was not read for longest had to go")
	}
	s.put(book("d", shelfRoom+1))
	if len(s.held) != 0 {
		t.Errorf("%d are held beside one that is too large", len(s.held))
	}
}
