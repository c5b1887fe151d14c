package provider

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

var site = Site{
	Base: "https://larkfield.example/.well-known/csaf", Labels: []string{"WHITE"}, Changed: time.Date(2026, 12, 13, 9, 0, 0, 0, time.UTC),
	Publisher: Publisher{Category: "vendor", Name: "Larkfield Infusion", Namespace: "https://larkfield.example"}, Keys: []Key{{"AB12", "https://larkfield.example/.well-known/csaf/openpgp/AB12.asc"}},
}

func entry(n string, last time.Time) Entry {
	return Entry{ID: "LF-SA-" + n, Title: "T", TLP: "WHITE", Year: "2026", File: "lf-sa-" + n + ".json", First: last, Last: last}
}

func TestChangesAreNewestFirstAndQuoted(t *testing.T) {
	old, recent := entry("1", site.Changed.Add(-time.Hour)), entry("2", site.Changed)
	want := "\"2026/lf-sa-2.json\",\"2026-12-13T09:00:00Z\"\n\"2026/lf-sa-1.json\",\"2026-12-13T08:00:00Z\"\n"
	if got := string(Changes([]Entry{old, recent})); got != want {
		t.Errorf("%s", got)
	}
	if got := string(Index([]Entry{old, recent})); got != "2026/lf-sa-1.json\n2026/lf-sa-2.json\n" {
		t.Errorf("%s", got)
	}
}

func TestAnEmptyFeedHasAnEmptyList(t *testing.T) {
	text, err := site.Feed("WHITE", site.Changed, nil)
	if err != nil || !strings.Contains(string(text), `"entry": []`) {
		t.Errorf("%s %v", text, err)
	}
}

func TestEachDocumentIsLinkedWithItsHashesAndSignature(t *testing.T) {
	item, err := site.Item(entry("1", site.Changed))
	if err != nil {
		t.Fatal(err)
	}
	text, err := site.Feed("WHITE", site.Changed, []json.RawMessage{item})
	if err != nil {
		t.Fatal(err)
	}
	const at = "https://larkfield.example/.well-known/csaf/white/2026/lf-sa-1.json"
	for _, want := range []string{at + `"`, at + `.sha256"`, at + `.sha512"`, at + `.asc"`, `"rel": "signature"`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the feed lacks %s:\n%s", want, text)
		}
	}
}

func TestMetadataNamesFeedAndFolderOfEachLabel(t *testing.T) {
	s := site
	s.Labels = []string{"WHITE", "AMBER"}
	text, err := s.Metadata()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"role": "csaf_trusted_provider"`, s.Base + "/white/csaf-feed-tlp-white.json", s.Base + "/amber/csaf-feed-tlp-amber.json", `"directory_url": "` + s.Base + `/amber/"`, `"fingerprint": "AB12"`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the metadata lacks %s:\n%s", want, text)
		}
	}
}
