package spdx

import (
	"aceso/internal/domain/sbom"
)

// statuses gives the status that a VEX relationship states. SPDX 3.0.1,
// Security, Vex…VulnAssessmentRelationship.
var statuses = map[string]string{
	"security_VexAffectedVulnAssessmentRelationship":           "affected",
	"security_VexFixedVulnAssessmentRelationship":              "fixed",
	"security_VexNotAffectedVulnAssessmentRelationship":        "not_affected",
	"security_VexUnderInvestigationVulnAssessmentRelationship": "under_investigation",
}

// statements turns the VEX relationships, which go from a vulnerability to the
// elements it was assessed for, into statements. A withdrawn one says nothing.
func (g *graph) statements() []sbom.Statement {
	var all []sbom.Statement
	for _, l := range g.relationships {
		status, ok := statuses[l.class]
		if !ok || l.withdrawn != "" || len(l.to) == 0 {
			continue
		}
		weakness, known := g.weaknesses[l.from]
		if !known {
			weakness = l.from
		}
		all = append(all, sbom.Statement{
			Weakness: weakness, Refs: l.to, Status: status, Justification: l.justification,
			Detail: said(l.impact, l.action, l.status),
		})
	}
	return all
}
