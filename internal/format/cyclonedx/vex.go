package cyclonedx

import (
	"strings"

	"aceso/internal/domain/sbom"
)

// An analysis is what a vulnerability says of itself while it is being read.
type analysis struct {
	id                   string
	state, justification string
	detail, advice       string
	responses            []string
	refs                 []string
	statuses             []string // of single versions, where no state is given
}

// statement keeps what was said of a weakness, if anything was: a bare list of
// weaknesses (VDR) states nothing about whether the product is affected.
func (b *bill) statement(a analysis) {
	if a.id == "" {
		b.Warn("cyclonedx-required", "the vulnerability has no id, and nothing can be matched with it")
		return
	}
	status := vexStatus[a.state]
	if a.state == "" {
		status = agreed(a.statuses)
	}
	if status == "" {
		return
	}
	detail := first(a.detail, a.advice)
	if len(a.responses) > 0 {
		detail = strings.TrimSpace(detail + " [" + strings.Join(a.responses, ", ") + "]")
	}
	b.doc.Statements = append(b.doc.Statements, sbom.Statement{
		Weakness: a.id, Refs: a.refs, Status: status, Justification: a.justification, Detail: detail,
	})
}

// agreed returns the status that all versions share, or "" when they differ:
// which of them is in the product is not for this place to guess.
func agreed(statuses []string) string {
	words := map[string]string{"affected": "affected", "unaffected": "not_affected", "unknown": "under_investigation"}
	for _, s := range statuses {
		if s != statuses[0] {
			return ""
		}
	}
	if len(statuses) == 0 {
		return ""
	}
	return words[statuses[0]]
}

func (j jsonBill) vulnerability() {
	var a analysis
	j.Object(func(name string) {
		switch name {
		case "bom-ref":
			j.ref(j.String())
		case "id":
			a.id = j.String()
		case "recommendation":
			a.advice = j.String()
		case "analysis":
			j.analysis(&a)
		case "affects":
			j.Array(func(int) { j.affects(&a) })
		case "properties":
			j.properties(nil)
		}
	})
	j.statement(a)
}

func (j jsonBill) analysis(a *analysis) {
	j.Object(func(name string) {
		switch name {
		case "state":
			a.state = j.String()
			j.word(states, "analysis state", a.state)
		case "justification":
			a.justification = j.String()
			j.word(justifications, "justification", a.justification)
		case "response":
			j.Array(func(int) {
				text := j.String()
				j.word(responses, "response", text)
				a.responses = append(a.responses, text)
			})
		case "detail":
			a.detail = j.String()
		}
	})
}

func (j jsonBill) affects(a *analysis) {
	ref := ""
	j.Object(func(name string) {
		switch name {
		case "ref":
			ref = j.String()
		case "versions":
			j.Array(func(int) {
				status := "affected" // the schema's default
				j.Object(func(name string) {
					if name == "status" {
						status = j.String()
						j.word(affectedStatuses, "status", status)
					}
				})
				a.statuses = append(a.statuses, status)
			})
		}
	})
	if ref == "" {
		j.Problem("cyclonedx-required", "the affected part has no ref")
		return
	}
	a.refs = append(a.refs, ref)
}
