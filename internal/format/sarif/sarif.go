// Package sarif writes findings as SARIF 2.1.0 (OASIS), which code hosts and
// build servers show beside the lines of a change.
package sarif

import (
	"encoding/json"
	"io"
	"net/url"
	"path/filepath"
	"strconv"
)

// A Run is one look at one document.
type Run struct {
	Tool     string // name of the program
	Version  string
	Info     string // page about the program; may be ""
	Artifact string // path of the document, as the asker wrote it
	Findings []Finding
	Notes    []string // what else is to be said of the run: what could not be checked
}

// A Finding is one weakness in one component.
type Finding struct {
	ID        string   // of the weakness
	Names     []string // every id of it
	Title     string   // what the weakness is, in short
	Severity  string   // critical, high, medium, low, none, unknown
	Score     float64  // CVSS, 0 to 10; meaningful when Scored
	Scored    bool
	Sure      bool   // affected; else it can't be told
	Message   string // why, in plain words
	Component string // name and version
	PURL      string
	Where     string // path inside the document: components[3]
	Key       string // stays the same from run to run for the same finding
}

// The names of SARIF 2.1.0, as far as they are written here.
type (
	log struct {
		Schema  string   `json:"$schema"`
		Version string   `json:"version"`
		Runs    []runOut `json:"runs"`
	}
	runOut struct {
		Tool        tool         `json:"tool"`
		Artifacts   []artifact   `json:"artifacts,omitempty"`
		Results     []result     `json:"results"`
		Invocations []invocation `json:"invocations"`
		ColumnKind  string       `json:"columnKind"`
	}
	tool struct {
		Driver driver `json:"driver"`
	}
	driver struct {
		Name           string `json:"name"`
		Version        string `json:"version,omitempty"`
		InformationURI string `json:"informationUri,omitempty"`
		Rules          []rule `json:"rules"`
	}
	rule struct {
		ID               string         `json:"id"`
		ShortDescription text           `json:"shortDescription"`
		FullDescription  text           `json:"fullDescription"`
		Help             text           `json:"help"`
		Properties       map[string]any `json:"properties"`
	}
	text struct {
		Text string `json:"text"`
	}
	artifact struct {
		Location uri `json:"location"`
	}
	uri struct {
		URI string `json:"uri"`
	}
	result struct {
		RuleID       string            `json:"ruleId"`
		RuleIndex    int               `json:"ruleIndex"`
		Kind         string            `json:"kind"`
		Level        string            `json:"level"`
		Message      text              `json:"message"`
		Locations    []location        `json:"locations"`
		Fingerprints map[string]string `json:"partialFingerprints"`
		Properties   map[string]any    `json:"properties,omitempty"`
	}
	location struct {
		Physical physical  `json:"physicalLocation"`
		Logical  []logical `json:"logicalLocations,omitempty"`
	}
	physical struct {
		Artifact uri    `json:"artifactLocation"`
		Region   region `json:"region"`
	}
	region struct {
		StartLine int `json:"startLine"`
	}
	logical struct {
		Name string `json:"name"`
		Full string `json:"fullyQualifiedName,omitempty"`
		Kind string `json:"kind"`
	}
	invocation struct {
		Successful    bool           `json:"executionSuccessful"`
		Notifications []notification `json:"toolExecutionNotifications,omitempty"`
	}
	notification struct {
		Level   string `json:"level"`
		Message text   `json:"message"`
	}
)

// Encode writes one run.
func Encode(w io.Writer, r Run) error {
	out := runOut{
		Tool:    tool{driver{Name: r.Tool, Version: r.Version, InformationURI: r.Info, Rules: []rule{}}},
		Results: []result{}, ColumnKind: "utf16CodeUnits",
	}
	if r.Artifact != "" {
		out.Artifacts = []artifact{{uri{address(r.Artifact)}}}
	}
	at := map[string]int{}
	for i := range r.Findings {
		f := &r.Findings[i]
		n, ok := at[f.ID]
		if !ok {
			n = len(out.Tool.Driver.Rules)
			at[f.ID] = n
			out.Tool.Driver.Rules = append(out.Tool.Driver.Rules, f.rule())
		}
		out.Results = append(out.Results, f.result(n, r.Artifact))
	}
	call := invocation{Successful: true}
	for _, n := range r.Notes {
		call.Notifications = append(call.Notifications, notification{"warning", text{n}})
	}
	out.Invocations = []invocation{call}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(log{
		Schema:  "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
		Version: "2.1.0", Runs: []runOut{out},
	})
}

// rule is the weakness, which many results may name.
func (f *Finding) rule() rule {
	title := f.Title
	if title == "" {
		title = f.ID
	}
	p := map[string]any{"tags": []string{"security", "vulnerability", f.Severity}, "names": f.Names}
	if f.Scored { // readers take a missing score for unknown and a zero for harmless
		p["security-severity"] = strconv.FormatFloat(f.Score, 'f', 1, 64)
	}
	return rule{ID: f.ID, ShortDescription: text{title}, FullDescription: text{title}, Help: text{f.ID + ": " + title}, Properties: p}
}

func (f *Finding) result(index int, artifact string) result {
	r := result{
		RuleID: f.ID, RuleIndex: index, Kind: "fail", Level: f.level(), Message: text{f.Message},
		Fingerprints: map[string]string{"component/v1": f.Key},
		Properties:   map[string]any{"component": f.Component, "severity": f.Severity},
	}
	if f.PURL != "" {
		r.Properties["purl"] = f.PURL
	}
	if !f.Sure {
		r.Kind, r.Level = "review", "none" // SARIF 3.27.9: level is none unless kind is fail
	}
	where := location{Physical: physical{uri{address(artifact)}, region{1}}}
	if f.Component != "" {
		where.Logical = []logical{{Name: f.Component, Full: f.Where, Kind: "module"}}
	}
	r.Locations = []location{where}
	return r
}

// address writes a path as SARIF wants it, as a URI reference.
func address(path string) string {
	if path == "" || path == "-" {
		return "stdin"
	}
	return (&url.URL{Path: filepath.ToSlash(path)}).String()
}

// level turns a severity into SARIF's three words; what nobody has rated
// warns rather than whispers.
func (f *Finding) level() string {
	switch f.Severity {
	case "critical", "high":
		return "error"
	case "low", "none":
		return "note"
	}
	return "warning"
}
