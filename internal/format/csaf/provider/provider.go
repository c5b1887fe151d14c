// Package provider writes what a CSAF trusted provider shows besides the
// documents themselves: its metadata, feeds, index and list of changes (CSAF
// 2.0, section 7; ROLIE, RFC 8322). It only writes; who serves or stores the
// files decides where they lie.
package provider

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A Site is one provider.
type Site struct {
	Base      string // address of the folder that holds everything: https://host/.well-known/csaf
	Publisher Publisher
	Keys      []Key
	Labels    []string // TLP labels that have a feed: WHITE, and those behind access
	Changed   time.Time
}

// A Publisher is who publishes (CSAF 2.0, 3.2.1.8).
type Publisher struct {
	Category  string `json:"category"`
	Contact   string `json:"contact_details,omitempty"`
	Authority string `json:"issuing_authority,omitempty"`
	Name      string `json:"name"`
	Namespace string `json:"namespace"`
}

// A Key is a public OpenPGP key that signs documents.
type Key struct {
	Fingerprint string `json:"fingerprint"`
	URL         string `json:"url"`
}

// An Entry is one published document.
type Entry struct {
	ID, Title, Summary string
	TLP                string
	Year, File         string // "2026", "lf-sa-2026-0001.json"
	First, Last        time.Time
}

// Path is where the document lies below the folder of its label.
func (e Entry) Path() string { return e.Year + "/" + e.File }

// folder is where the documents of a label lie.
func folder(label string) string { return strings.ToLower(label) }

// Folder returns the address of the folder of a label, with a slash at its end.
func (s Site) Folder(label string) string { return s.Base + "/" + folder(label) + "/" }

// FeedFile is the name of the feed of a label.
func FeedFile(label string) string { return "csaf-feed-tlp-" + folder(label) + ".json" }

const jsonSchema = "https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json"

type (
	link struct {
		Rel  string `json:"rel"`
		Href string `json:"href"`
	}
	category struct {
		Scheme string `json:"scheme"`
		Term   string `json:"term"`
	}
	feedOf struct {
		Summary string `json:"summary"`
		Label   string `json:"tlp_label"`
		URL     string `json:"url"`
	}
	rolie struct {
		Categories []string `json:"categories,omitempty"`
		Feeds      []feedOf `json:"feeds"`
		Services   []string `json:"services,omitempty"`
	}
	distribution struct {
		Directory string `json:"directory_url,omitempty"`
		ROLIE     *rolie `json:"rolie,omitempty"`
	}
)

var kind = category{"urn:ietf:params:rolie:category:information-type", "csaf"}

// Metadata writes provider-metadata.json (CSAF 2.0, 7.1.7).
func (s Site) Metadata() ([]byte, error) {
	r := &rolie{Categories: []string{s.Base + "/category-csaf.json"}, Services: []string{s.Base + "/service.json"}}
	ways := []distribution{{ROLIE: r}}
	for _, l := range s.Labels {
		r.Feeds = append(r.Feeds, feedOf{"Advisories marked TLP:" + l, l, s.Folder(l) + FeedFile(l)})
		ways = append(ways, distribution{Directory: s.Folder(l)})
	}
	return write(struct {
		Canonical string         `json:"canonical_url"`
		Ways      []distribution `json:"distributions"`
		Updated   string         `json:"last_updated"`
		List      bool           `json:"list_on_CSAF_aggregators"`
		Version   string         `json:"metadata_version"`
		Mirror    bool           `json:"mirror_on_CSAF_aggregators"`
		Keys      []Key          `json:"public_openpgp_keys"`
		Publisher Publisher      `json:"publisher"`
		Role      string         `json:"role"`
	}{s.Base + "/provider-metadata.json", ways, stamp(s.Changed), true, "2.0", true, s.Keys, s.Publisher, "csaf_trusted_provider"})
}

// Service writes the ROLIE service document (CSAF 2.0, 7.1.16).
func (s Site) Service() ([]byte, error) {
	type collection struct {
		Title      string                `json:"title"`
		Href       string                `json:"href"`
		Categories map[string][]category `json:"categories"`
	}
	var all []collection
	for _, l := range s.Labels {
		all = append(all, collection{"Advisories of " + s.Publisher.Name + " marked TLP:" + l, s.Folder(l) + FeedFile(l), map[string][]category{"category": {kind}}})
	}
	return write(map[string]any{"service": map[string]any{"workspace": []any{map[string]any{"title": "CSAF of " + s.Publisher.Name, "collection": all}}}})
}

// Categories writes the ROLIE category document (CSAF 2.0, 7.1.17).
func (s Site) Categories() ([]byte, error) {
	return write(map[string]any{"categories": map[string]any{"category": []category{kind}}})
}

// Item writes the entry of a feed for one document. Whoever keeps it need not
// write it again when another document is published.
func (s Site) Item(e Entry) (json.RawMessage, error) {
	at := s.Folder(e.TLP) + e.Path()
	item := struct {
		ID        string            `json:"id"`
		Title     string            `json:"title"`
		Links     []link            `json:"link"`
		Published string            `json:"published"`
		Updated   string            `json:"updated"`
		Summary   map[string]string `json:"summary,omitempty"`
		Content   map[string]string `json:"content"`
		Format    map[string]string `json:"format"`
	}{
		ID: e.ID, Title: e.Title, Published: stamp(e.First), Updated: stamp(e.Last),
		Links:   []link{{"self", at}, {"hash", at + ".sha256"}, {"hash", at + ".sha512"}, {"signature", at + ".asc"}},
		Content: map[string]string{"type": "application/json", "src": at},
		Format:  map[string]string{"schema": jsonSchema, "version": "2.0"},
	}
	if e.Summary != "" {
		item.Summary = map[string]string{"content": e.Summary}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(item)
	return bytes.TrimSpace(b.Bytes()), err
}

// Feed writes the ROLIE feed of a label from its items (CSAF 2.0, 7.1.15).
func (s Site) Feed(label string, updated time.Time, items []json.RawMessage) ([]byte, error) {
	if items == nil {
		items = []json.RawMessage{}
	}
	return write(map[string]any{"feed": struct {
		ID       string            `json:"id"`
		Title    string            `json:"title"`
		Links    []link            `json:"link"`
		Category []category        `json:"category"`
		Updated  string            `json:"updated"`
		Entries  []json.RawMessage `json:"entry"`
	}{
		"csaf-feed-tlp-" + folder(label), "Advisories of " + s.Publisher.Name + " marked TLP:" + label,
		[]link{{"self", s.Folder(label) + FeedFile(label)}, {"service", s.Base + "/service.json"}},
		[]category{kind},
		stamp(updated), items,
	}})
}

// Index writes index.txt: the path of each document (CSAF 2.0, 7.1.12).
func Index(entries []Entry) []byte {
	var b bytes.Buffer
	for _, e := range entries {
		b.WriteString(e.Path() + "\n")
	}
	return b.Bytes()
}

// Changes writes changes.csv: each document with the time of its last change,
// the newest first (CSAF 2.0, 7.1.13).
func Changes(entries []Entry) []byte {
	sorted := slices.SortedStableFunc(slices.Values(entries), func(a, b Entry) int { return b.Last.Compare(a.Last) })
	var b bytes.Buffer
	for _, e := range sorted {
		fmt.Fprintf(&b, "%q,%q\n", e.Path(), stamp(e.Last))
	}
	return b.Bytes()
}

// HashFile writes the file beside a document that holds a digest of it (CSAF
// 2.0, 7.1.18), as sha256sum and sha512sum read it.
func HashFile(digest, file string) []byte { return []byte(digest + "  " + file + "\n") }

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func write(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(v)
	return b.Bytes(), err
}
