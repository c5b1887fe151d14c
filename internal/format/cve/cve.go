// Package cve reads CVE records of the CVE Record Format 5.x: what the
// numbering authority (CNA) that assigned the id says, and what others (ADP)
// add, above all CISA with scores, SSVC answers and product names.
//
// The format: https://github.com/CVEProject/cve-schema, versions 5.0 to 5.2.
package cve

import (
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"aceso/internal/domain/vuln"
	"aceso/internal/format/intake"
	"aceso/internal/format/nvd"
	"aceso/internal/value/check"
	"aceso/internal/value/fault"
	"aceso/internal/value/ident"
)

type document struct {
	Meta struct {
		ID        string `json:"cveId"`
		State     string `json:"state"`
		Assigner  string `json:"assignerShortName"`
		Published string `json:"datePublished"`
		Updated   string `json:"dateUpdated"`
	} `json:"cveMetadata"`
	Containers struct {
		CNA *container  `json:"cna"`
		ADP []container `json:"adp"`
	} `json:"containers"`
}

// A container is one party's part of the record.
type container struct {
	Title    string `json:"title"`
	Provider struct {
		Name    string `json:"shortName"`
		Updated string `json:"dateUpdated"`
	} `json:"providerMetadata"`
	Descriptions []langText             `json:"descriptions"`
	Rejected     []langText             `json:"rejectedReasons"`
	Affected     []affected             `json:"affected"`
	Applies      []nvd.Configuration    `json:"cpeApplicability"`
	References   []reference            `json:"references"`
	Problems     []problemType          `json:"problemTypes"`
	Metrics      []map[string]rawMetric `json:"metrics"`
	Tags         []string               `json:"tags"`
}

type rawMetric = jsontext.Value

type langText struct {
	Lang  string `json:"lang"`
	Value string `json:"value"`
}

type reference struct {
	URL  string   `json:"url"`
	Tags []string `json:"tags"`
}

type problemType struct {
	Descriptions []struct {
		CWE string `json:"cweId"`
	} `json:"descriptions"`
}

// Decode reads one record. Problems are what is odd in a record that is still
// of use.
func Decode(data []byte) (vuln.Record, check.Problems, error) {
	var d document
	if err := intake.JSON(data, intake.Feed, &d); err != nil {
		return vuln.Record{}, nil, err
	}
	id := ident.WeaknessID(d.Meta.ID)
	if ident.Family(id) != "CVE" {
		return vuln.Record{}, nil, fault.New(fault.Invalid, "this is no CVE record: its id %q is no CVE", d.Meta.ID)
	}
	if d.Containers.CNA == nil {
		return vuln.Record{}, nil, fault.New(fault.Invalid, "%s: the record has no container of its numbering authority", id)
	}
	cna := d.Containers.CNA
	var ps check.Problems
	r := vuln.Record{
		Source: "cve", ID: id, Summary: strings.TrimSpace(cna.Title), Details: english(cna.Descriptions),
		Published: date(&ps, "cveMetadata.datePublished", d.Meta.Published),
		Modified:  date(&ps, "cveMetadata.dateUpdated", d.Meta.Updated),
	}
	for _, c := range d.Containers.ADP { // what a party adds makes the record newer, too
		if t := date(&ps, "providerMetadata.dateUpdated", c.Provider.Updated); t.After(r.Modified) {
			r.Modified = t
		}
	}
	if d.Meta.State == "REJECTED" {
		r.State, r.Details = vuln.Rejected, english(cna.Rejected)
		r.Summary = vuln.Brief(r.Details)
		return r, ps, nil
	}
	if r.Summary == "" {
		r.Summary = vuln.Brief(r.Details)
	}
	if contains(cna.Tags, "disputed") {
		r.State = vuln.Disputed
	}
	r.Says = statements(cna.Affected, r.ID)
	read(&ps, &r, "containers.cna", "cna:"+strings.ToLower(d.Meta.Assigner), cna)
	for i := range d.Containers.ADP {
		c := &d.Containers.ADP[i]
		r.Says = append(r.Says, additions(c.Affected, cna.Affected, r.ID)...)
		read(&ps, &r, "containers.adp", party(c), c)
	}
	return r, ps, nil
}

// party names who adds to a record, as scores show it.
func party(c *container) string {
	if strings.HasPrefix(c.Provider.Name, "CISA-ADP") || strings.HasPrefix(c.Title, "CISA ADP") {
		return "cisa-adp"
	}
	return "adp:" + strings.ToLower(c.Provider.Name)
}

// read adds what a container says.
func read(ps *check.Problems, r *vuln.Record, path, by string, c *container) {
	for _, p := range c.Problems {
		for _, d := range p.Descriptions {
			if strings.HasPrefix(d.CWE, "CWE-") && !contains(r.CWEs, d.CWE) {
				r.CWEs = append(r.CWEs, d.CWE)
			}
		}
	}
	for _, l := range c.References {
		if l.URL != "" && !linked(r.Links, l.URL) {
			r.Links = append(r.Links, vuln.Link{Kind: kind(l.Tags), URL: l.URL})
		}
	}
	for _, m := range c.Metrics {
		readMetric(ps, r, path, by, m)
	}
	r.Says = append(r.Says, nvd.Statements(ps, c.Applies, "cve", r.ID)...)
}

func english(list []langText) string {
	for _, d := range list {
		if strings.HasPrefix(strings.ToLower(d.Lang), "en") {
			return d.Value
		}
	}
	return ""
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func linked(list []vuln.Link, url string) bool {
	for _, l := range list {
		if l.URL == url {
			return true
		}
	}
	return false
}

// date reads a time; some records give none of its zone, and mean UTC.
func date(ps *check.Problems, path, text string) time.Time {
	if text == "" {
		return time.Time{}
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999"} {
		if t, err := time.Parse(layout, text); err == nil {
			if t.Year() < 1970 {
				return time.Time{}
			}
			return t.UTC()
		}
	}
	ps.Warn(path, "cve-date", "%q is no time", text)
	return time.Time{}
}

// kind returns what a link's tags say of it, the most telling first.
func kind(tags []string) string {
	for _, k := range []struct{ tag, kind string }{
		{"patch", "fix"},
		{"exploit", "exploit"},
		{"vendor-advisory", "advisory"},
		{"third-party-advisory", "advisory"},
		{"government-resource", "advisory"},
		{"issue-tracking", "report"},
		{"vdb-entry", "report"},
		{"technical-description", "report"},
	} {
		if contains(tags, k.tag) {
			return k.kind
		}
	}
	return "web"
}
