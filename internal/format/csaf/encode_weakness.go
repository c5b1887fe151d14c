package csaf

import (
	"strings"
	"time"

	"aceso/internal/domain/advisory"
	"aceso/internal/value/score"
)

type (
	jsonVulnerability struct {
		CVE        string              `json:"cve,omitempty"`
		CWE        *jsonCWE            `json:"cwe,omitempty"`
		Discovered string              `json:"discovery_date,omitempty"`
		Flags      []jsonFlag          `json:"flags,omitempty"`
		IDs        []jsonID            `json:"ids,omitempty"`
		Notes      []jsonNote          `json:"notes,omitempty"`
		Status     map[string][]string `json:"product_status,omitempty"`
		References []jsonReference     `json:"references,omitempty"`
		Remedies   []jsonRemediation   `json:"remediations,omitempty"`
		Scores     []jsonScore         `json:"scores,omitempty"`
		Threats    []jsonThreat        `json:"threats,omitempty"`
		Title      string              `json:"title,omitempty"`
	}
	jsonCWE struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	jsonID struct {
		System string `json:"system_name"`
		Text   string `json:"text"`
	}
	jsonFlag struct {
		Date     string   `json:"date,omitempty"`
		Groups   []string `json:"group_ids,omitempty"`
		Label    string   `json:"label"`
		Products []string `json:"product_ids,omitempty"`
	}
	jsonRemediation struct {
		Category string   `json:"category"`
		Date     string   `json:"date,omitempty"`
		Details  string   `json:"details"`
		Groups   []string `json:"group_ids,omitempty"`
		Products []string `json:"product_ids,omitempty"`
		URL      string   `json:"url,omitempty"`
	}
	jsonThreat struct {
		Category string   `json:"category"`
		Details  string   `json:"details"`
		Groups   []string `json:"group_ids,omitempty"`
		Products []string `json:"product_ids,omitempty"`
	}
	jsonScore struct {
		V2       *jsonCVSS2 `json:"cvss_v2,omitempty"`
		V3       *jsonCVSS3 `json:"cvss_v3,omitempty"`
		Products []string   `json:"products"`
	}
	jsonCVSS2 struct {
		Base    float64 `json:"baseScore"`
		Vector  string  `json:"vectorString"`
		Version string  `json:"version"`
	}
	jsonCVSS3 struct {
		Base     float64 `json:"baseScore"`
		Severity string  `json:"baseSeverity"`
		Vector   string  `json:"vectorString"`
		Version  string  `json:"version"`
	}
)

func weaknessOf(w *advisory.Weakness) jsonVulnerability {
	out := jsonVulnerability{CVE: w.CVE, Title: w.Title, Notes: notesOf(w.Notes), References: referencesOf(w.References), Discovered: stamp(w.Discovered)}
	if names := cweNames(w.CWE); len(names) > 0 {
		out.CWE = &jsonCWE{w.CWE, names[0]}
	}
	for _, text := range w.IDs {
		system, id, ok := strings.Cut(text, " ")
		if !ok {
			system, id = "other", text
		}
		out.IDs = append(out.IDs, jsonID{system, id})
	}
	for _, s := range w.Says {
		if out.Status == nil {
			out.Status = map[string][]string{}
		}
		out.Status[string(s.Standing)] = append(out.Status[string(s.Standing)], s.Product)
	}
	for _, f := range w.Flags {
		out.Flags = append(out.Flags, jsonFlag{stamp(f.Date), f.Groups, f.Label, f.Products})
	}
	for _, r := range w.Remedies {
		out.Remedies = append(out.Remedies, jsonRemediation{r.Kind, stamp(r.Date), r.Details, r.Groups, r.Products, r.URL})
	}
	for _, t := range w.Threats {
		out.Threats = append(out.Threats, jsonThreat{t.Kind, t.Details, t.Groups, t.Products})
	}
	out.scores(w.Scores)
	return out
}

// scores writes the ratings. CSAF 2.0 knows none of CVSS 4.0: they are told in
// a note, so that they are not lost (CSAF 2.1 has a place for them).
func (out *jsonVulnerability) scores(all []advisory.Score) {
	for _, s := range all {
		switch s.System {
		case score.CVSS20:
			out.Scores = append(out.Scores, jsonScore{V2: &jsonCVSS2{s.Base, s.Vector, "2.0"}, Products: s.Products})
		case score.CVSS30, score.CVSS31:
			out.Scores = append(out.Scores, jsonScore{V3: &jsonCVSS3{s.Base, strings.ToUpper(s.Severity), s.Vector, strings.TrimPrefix(s.System, "CVSS:")}, Products: s.Products})
		default:
			out.Notes = append(out.Notes, jsonNote{Category: "other", Title: "Rating by " + s.System, Text: s.Vector + " (" + s.Severity + ")"})
		}
	}
}

// Profiles are the categories of CSAF 2.0 documents that makers write (section
// 4): what each must have is tested by Validate.
const (
	SecurityAdvisory = "csaf_security_advisory"
	VEX              = "csaf_vex"
	Informational    = "csaf_informational_advisory"
)

// File is the name of a document's file (CSAF 2.0, 5.1): its id in small
// letters, with one underscore for each run of other characters.
func File(id string) string {
	var b strings.Builder
	under := false
	for _, r := range strings.ToLower(id) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '+' || r == '-' {
			b.WriteRune(r)
			under = false
		} else if !under {
			b.WriteByte('_')
			under = true
		}
	}
	return b.String() + ".json"
}

// Year is the folder that a document of that day lies in (CSAF 2.0, 7.1.11).
func Year(released time.Time) string { return released.UTC().Format("2006") }
