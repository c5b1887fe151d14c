package cyclonedx

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	cdx "github.com/CycloneDX/cyclonedx-go"

	"aceso/internal/domain/match"
	"aceso/internal/domain/sbom"
	"aceso/internal/domain/vuln"
)

// EncodeVDR writes a document with the weaknesses that were found in it, as a
// CycloneDX 1.6 vulnerability disclosure report. The results stand in the
// order of the document's components; look returns a weakness by its id, or
// nil. A component that could not be checked says so in a property, and a
// match that can't be told is in triage: what is open is never left out.
func EncodeVDR(w io.Writer, doc *sbom.Document, results []match.Result, look func(id string) (*vuln.Weakness, error), made time.Time) error {
	if len(results) != len(doc.Components) {
		return fmt.Errorf("write a disclosure report: %d results for %d components", len(results), len(doc.Components))
	}
	v := vdr{doc: doc, at: map[string]int{}}
	for i := range results {
		if err := v.add(doc.Components[i].Ref, results[i], look); err != nil {
			return err
		}
	}
	slices.SortStableFunc(v.all, func(a, b cdx.Vulnerability) int { return cmp.Compare(a.ID, b.ID) })
	bom := toBOM(doc)
	bom.Metadata.Timestamp = made.UTC().Format(time.RFC3339)
	bom.Vulnerabilities = list(v.all)
	markUnchecked(bom.Components, v.unchecked(results))
	if doc.Sole() {
		self := []cdx.Component{*bom.Metadata.Component}
		markUnchecked(&self, v.unchecked(results))
		bom.Metadata.Component = &self[0]
	}
	return write(w, bom)
}

// A vdr gathers one vulnerability for each weakness, state and reason.
type vdr struct {
	doc *sbom.Document
	all []cdx.Vulnerability
	at  map[string]int
}

func (v *vdr) add(ref string, r match.Result, look func(string) (*vuln.Weakness, error)) error {
	for _, m := range r.Matches {
		key := string(m.State) + " " + m.Weakness + " " + m.Why
		i, seen := v.at[key]
		if !seen {
			w, err := look(m.Weakness)
			if err != nil {
				return fmt.Errorf("look up %s: %w", m.Weakness, err)
			}
			i = len(v.all)
			v.at[key] = i
			v.all = append(v.all, toVulnerability(m, w))
			v.all[i].BOMRef = "aceso:" + m.Weakness + ":" + strconv.Itoa(i)
			v.all[i].Affects = &[]cdx.Affects{}
		}
		*v.all[i].Affects = append(*v.all[i].Affects, cdx.Affects{Ref: ref})
	}
	return nil
}

// unchecked gives the reason for each component that could not be checked.
func (v *vdr) unchecked(results []match.Result) map[string]string {
	reasons := map[string]string{}
	for i, r := range results {
		if r.Checked == match.NotCheckable {
			reasons[v.doc.Components[i].Ref] = r.Reason
		}
	}
	return reasons
}

func markUnchecked(components *[]cdx.Component, reasons map[string]string) {
	if components == nil || len(reasons) == 0 {
		return
	}
	for i := range *components {
		c := &(*components)[i]
		if reason, open := reasons[c.BOMRef]; open {
			if c.Properties == nil {
				c.Properties = &[]cdx.Property{}
			}
			*c.Properties = append(*c.Properties, cdx.Property{Name: "aceso:not-checkable", Value: reason})
		}
		markUnchecked(c.Components, reasons)
	}
}

func toVulnerability(m match.Match, w *vuln.Weakness) cdx.Vulnerability {
	out := cdx.Vulnerability{
		ID:       m.Weakness,
		Source:   toSource(m.Weakness),
		Analysis: toAnalysis(m),
	}
	if len(m.Fixed) > 0 {
		out.Recommendation = "Fixed in " + strings.Join(m.Fixed, ", ")
	}
	var others []cdx.VulnerabilityReference
	for _, name := range m.Names {
		if name != m.Weakness {
			others = append(others, cdx.VulnerabilityReference{ID: name, Source: toSource(name)})
		}
	}
	out.References = list(others)
	if w != nil {
		describe(&out, w)
	}
	return out
}

// toAnalysis says how sure the match is. That a part holds a weakness does not
// say that the product can be harmed by it: that is for a person, so an
// affected part has no state here.
func toAnalysis(m match.Match) *cdx.VulnerabilityAnalysis {
	a := &cdx.VulnerabilityAnalysis{Detail: m.Why}
	switch m.State {
	case match.CannotTell:
		a.State = cdx.IASInTriage
		if m.Settle != "" {
			a.Detail += " To settle it: " + m.Settle
		}
	case match.NotAffected:
		a.State = cdx.IASNotAffected
	}
	return a
}

// describe adds what the sources say of the weakness, each score beside the
// others.
func describe(out *cdx.Vulnerability, w *vuln.Weakness) {
	var ratings []cdx.VulnerabilityRating
	var cwes []int
	var advisories []cdx.Advisory
	linked := map[string]bool{}
	out.Description = first(out.Description, w.Title())
	for _, r := range w.Records {
		out.Detail = first(out.Detail, r.Details)
		if out.Published == "" && !r.Published.IsZero() {
			out.Published = r.Published.UTC().Format(time.RFC3339)
		}
		for _, s := range r.Scores {
			ratings = append(ratings, toRating(s))
		}
		for _, cwe := range r.CWEs {
			if n, err := strconv.Atoi(strings.TrimPrefix(cwe, "CWE-")); err == nil && n > 0 && !slices.Contains(cwes, n) {
				cwes = append(cwes, n)
			}
		}
		for _, l := range r.Links {
			if l.Kind == "advisory" && !linked[l.URL] {
				linked[l.URL] = true
				advisories = append(advisories, cdx.Advisory{URL: l.URL})
			}
		}
	}
	out.Ratings, out.CWEs, out.Advisories = list(ratings), list(cwes), list(advisories)
	var extra []cdx.Property
	if w.KEV != nil {
		extra = append(extra, cdx.Property{Name: "aceso:kev-added", Value: w.KEV.Added})
	}
	if w.EPSS != nil {
		extra = append(extra, cdx.Property{Name: "aceso:epss", Value: strconv.FormatFloat(w.EPSS.Score, 'f', -1, 64)})
	}
	out.Properties = list(extra)
}

func toRating(s vuln.Score) cdx.VulnerabilityRating {
	methods := map[string]cdx.ScoringMethod{
		"CVSS:2.0": cdx.ScoringMethodCVSSv2, "CVSS:3.0": cdx.ScoringMethodCVSSv3,
		"CVSS:3.1": cdx.ScoringMethodCVSSv31, "CVSS:4.0": cdx.ScoringMethodCVSSv4,
	}
	r := cdx.VulnerabilityRating{Source: &cdx.Source{Name: s.Source}, Vector: s.Vector, Severity: cdx.SeverityUnknown, Method: cdx.ScoringMethodOther}
	if method, known := methods[s.System]; known {
		value := s.Value
		r.Method, r.Score = method, &value
	}
	switch severity := strings.ToLower(s.Severity); severity {
	case "none", "low", "medium", "high", "critical":
		r.Severity = cdx.Severity(severity)
	case "moderate":
		r.Severity = cdx.SeverityMedium
	}
	return r
}

// toSource names who gave an id.
func toSource(id string) *cdx.Source {
	switch {
	case strings.HasPrefix(id, "CVE-"):
		return &cdx.Source{Name: "NVD", URL: "https://nvd.nist.gov/vuln/detail/" + id}
	case strings.HasPrefix(id, "GHSA-"):
		return &cdx.Source{Name: "GitHub", URL: "https://github.com/advisories/" + id}
	}
	return &cdx.Source{Name: "OSV", URL: "https://osv.dev/vulnerability/" + id}
}
