package nvd

import (
	"strings"

	"aceso/internal/domain/vuln"
	"aceso/internal/format/intake"
	"aceso/internal/value/check"
)

// legacyRecord is what "cve" holds in the feeds 1.1.
type legacyRecord struct {
	Meta struct {
		ID string `json:"ID"`
	} `json:"CVE_data_meta"`
	Description struct {
		Data []langText `json:"description_data"`
	} `json:"description"`
	ProblemType struct {
		Data []struct {
			Description []langText `json:"description"`
		} `json:"problemtype_data"`
	} `json:"problemtype"`
}

type legacyImpact struct {
	V3 struct {
		CVSS cvss `json:"cvssV3"`
	} `json:"baseMetricV3"`
	V2 struct {
		CVSS cvss `json:"cvssV2"`
	} `json:"baseMetricV2"`
}

// legacy reads an item of a 1.1 feed. Its scores are all the NVD's own.
func legacy(d *document) (vuln.Record, check.Problems, error) {
	c := d.CVE
	id, err := cveID(c.Meta.ID)
	if err != nil {
		return vuln.Record{}, nil, err
	}
	var ps check.Problems
	r := vuln.Record{
		Source: "nvd", ID: id, Details: english(c.Description.Data),
		Published: date(&ps, "publishedDate", d.PublishedDate), Modified: date(&ps, "lastModifiedDate", d.ModifiedDate),
	}
	r.Summary = vuln.Brief(r.Details)
	for _, p := range c.ProblemType.Data {
		r.CWEs = appendCWEs(r.CWEs, p.Description)
	}
	var refs struct {
		Data []reference `json:"reference_data"`
	}
	if c.References.Kind() == '{' {
		if err := intake.JSON(c.References, intake.Feed, &refs); err != nil {
			ps.Warn("cve.references", "nvd-references", "%v", err)
		}
	}
	r.Links = links(refs.Data)
	for path, m := range map[string]*cvss{"impact.baseMetricV3.cvssV3": &d.Impact.V3.CVSS, "impact.baseMetricV2.cvssV2": &d.Impact.V2.CVSS} {
		if s, ok := m.score(&ps, path); ok {
			s.Source = "nvd"
			r.Scores = append(r.Scores, s)
		}
	}
	if len(r.Scores) == 2 && r.Scores[0].System == "CVSS:2.0" {
		r.Scores[0], r.Scores[1] = r.Scores[1], r.Scores[0]
	}
	switch {
	case strings.HasPrefix(r.Details, "** REJECT"):
		r.State = vuln.Rejected
	case strings.HasPrefix(r.Details, "** DISPUTED"):
		r.State = vuln.Disputed
	}
	var tree struct {
		Nodes []Node `json:"nodes"`
	}
	if len(d.Configurations) > 0 {
		if err := intake.JSON(d.Configurations, intake.Feed, &tree); err != nil {
			return vuln.Record{}, nil, err
		}
	}
	// A top node of 1.1 is what 2.0 calls a configuration.
	r.Says = Statements(&ps, []Configuration{{Nodes: tree.Nodes}}, "nvd", id)
	if len(r.Says) == 0 && len(r.Scores) == 0 && r.State == vuln.Active {
		r.State = vuln.Awaiting
	}
	return r, ps, nil
}
