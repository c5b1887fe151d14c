package csaf

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"aceso/internal/domain/advisory"
)

// A Generator is the program that writes a document (CSAF 2.0, 3.2.1.12.3).
type Generator struct {
	Name, Version string
	At            time.Time
}

// Encode writes an advisory as a CSAF 2.0 document. Products come out in a
// tree of vendor, families, name and version, each branch once; what CSAF 2.0
// has no place for (CVSS 4.0) becomes a note. It does not judge: call Validate.
func Encode(a *advisory.Advisory, by Generator) ([]byte, error) {
	out := struct {
		Document jsonDocument        `json:"document"`
		Tree     *jsonTree           `json:"product_tree,omitempty"`
		Vulns    []jsonVulnerability `json:"vulnerabilities,omitempty"`
	}{documentOf(a, by), treeOf(a), nil}
	for i := range a.Weaknesses {
		out.Vulns = append(out.Vulns, weaknessOf(&a.Weaknesses[i]))
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(out); err != nil {
		return nil, fmt.Errorf("write advisory %s as CSAF: %w", a.ID, err)
	}
	return b.Bytes(), nil
}

// The shapes of CSAF 2.0, as far as they are written. Names are those of the
// schema (3.2.1 to 3.2.3).
type (
	jsonDocument struct {
		Credits      []jsonCredit     `json:"acknowledgments,omitempty"`
		Severity     *jsonLabel       `json:"aggregate_severity,omitempty"`
		Category     string           `json:"category"`
		Version      string           `json:"csaf_version"`
		Distribution jsonDistribution `json:"distribution"`
		Language     string           `json:"lang,omitempty"`
		Notes        []jsonNote       `json:"notes,omitempty"`
		Publisher    jsonPublisher    `json:"publisher"`
		References   []jsonReference  `json:"references,omitempty"`
		Title        string           `json:"title"`
		Tracking     jsonTracking     `json:"tracking"`
	}
	jsonLabel struct {
		Text string `json:"text"`
	}
	jsonDistribution struct {
		TLP *jsonTLP `json:"tlp,omitempty"`
	}
	jsonTLP struct {
		Label string `json:"label"`
		URL   string `json:"url,omitempty"`
	}
	jsonPublisher struct {
		Category  string `json:"category"`
		Contact   string `json:"contact_details,omitempty"`
		Name      string `json:"name"`
		Namespace string `json:"namespace"`
	}
	jsonNote struct {
		Category string `json:"category"`
		Text     string `json:"text"`
		Title    string `json:"title,omitempty"`
	}
	jsonReference struct {
		Category string `json:"category,omitempty"`
		Summary  string `json:"summary"`
		URL      string `json:"url"`
	}
	jsonCredit struct {
		Names        []string `json:"names,omitempty"`
		Organisation string   `json:"organization,omitempty"`
		Summary      string   `json:"summary,omitempty"`
	}
	jsonTracking struct {
		Current   string         `json:"current_release_date"`
		Generator *jsonGenerator `json:"generator,omitempty"`
		ID        string         `json:"id"`
		Initial   string         `json:"initial_release_date"`
		History   []jsonRevision `json:"revision_history"`
		Status    string         `json:"status"`
		Version   string         `json:"version"`
	}
	jsonGenerator struct {
		Date   string     `json:"date"`
		Engine jsonEngine `json:"engine"`
	}
	jsonEngine struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}
	jsonRevision struct {
		Date    string `json:"date"`
		Number  string `json:"number"`
		Summary string `json:"summary"`
	}
)

// stamp writes a time as the schema wants it; "" for none.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

func documentOf(a *advisory.Advisory, by Generator) jsonDocument {
	d := jsonDocument{
		Category: a.Profile, Version: "2.0", Language: a.Language, Title: a.Title, Notes: notesOf(a.Notes), References: referencesOf(a.References),
		Publisher: jsonPublisher{Category: a.Publisher.Kind, Contact: a.Publisher.Contact, Name: a.Publisher.Name, Namespace: a.Publisher.Namespace},
		Tracking:  jsonTracking{Current: stamp(a.Revised), ID: a.ID, Initial: stamp(a.Released), Status: string(a.Status), Version: a.Version},
	}
	if a.TLP != "" {
		d.Distribution.TLP = &jsonTLP{Label: tlpLabel(a.TLP), URL: "https://www.first.org/tlp/"}
	}
	if a.Severity != "" {
		d.Severity = &jsonLabel{a.Severity}
	}
	for _, c := range a.Credits {
		d.Credits = append(d.Credits, jsonCredit{c.Names, c.Organisation, c.Summary})
	}
	for _, r := range a.Revisions {
		d.Tracking.History = append(d.Tracking.History, jsonRevision{stamp(r.Date), r.Version, r.Summary})
	}
	if by.Name != "" {
		d.Tracking.Generator = &jsonGenerator{Date: stamp(by.At), Engine: jsonEngine{by.Name, by.Version}}
	}
	return d
}

func notesOf(all []advisory.Note) []jsonNote {
	var out []jsonNote
	for _, n := range all {
		out = append(out, jsonNote{n.Kind, n.Text, n.Title})
	}
	return out
}

func referencesOf(all []advisory.Reference) []jsonReference {
	var out []jsonReference
	for _, r := range all {
		category := "external"
		if r.Self {
			category = "self"
		}
		out = append(out, jsonReference{category, r.Summary, r.URL})
	}
	return out
}

// tlpLabel turns what TLP 2.0 calls CLEAR into the word of CSAF 2.0.
func tlpLabel(text string) string {
	if t := strings.ToUpper(text); t != "CLEAR" {
		return t
	}
	return "WHITE"
}
