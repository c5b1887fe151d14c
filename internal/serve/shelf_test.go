package serve

import (
	"testing"

	"aceso/internal/domain/sbom"
)

func TestAShelfKeepsWhatWasReadLastAndFits(t *testing.T) {
	var s Shelf
	book := func(id string, components int) shelved {
		return shelved{"org", id, &sbom.Document{Components: make([]sbom.Component, components)}}
	}
	s.put(book("a", shelfRoom/2))
	s.put(book("b", shelfRoom/2))
	if s.find("org", "a") == nil || s.find("org", "b") == nil || s.find("other", "a") != nil {
		t.Error("both fit, and belong to their organisation")
	}
	s.find("org", "a")
	s.put(book("c", shelfRoom/2))
	if s.find("org", "b") != nil || s.find("org", "a") == nil || s.find("org", "c") == nil {
		t.Error("the one that was not read for longest had to go")
	}
	s.put(book("d", shelfRoom+1))
	if len(s.held) != 0 {
		t.Errorf("%d are held beside one that is too large", len(s.held))
	}
}
