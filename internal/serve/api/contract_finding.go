package api

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"aceso/internal/domain/match"
	"aceso/internal/serve"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// severityRanks are the contract's numbers for severity words.
var severityRanks = map[string]int{"critical": 0, "high": 1, "medium": 2, "low": 3, "none": 4, "unknown": 5}

// projectFindings: GET /api/v1/finding/project/{id}. Only what is affected is
// a finding in the contract's sense; what can't be told is in our own API.
func (f *Face) projectFindings(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	number, size, err := pageOf(r.URL.Query())
	if err != nil {
		return err
	}
	out, total := []map[string]any{}, 0
	err = f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		if err := f.known(ctx, tx, r.PathValue("id")); err != nil {
			return err
		}
		s, err := tx.Findings(ctx, contractFilter(r.PathValue("id")), store.Page{Skip: (number - 1) * size, Limit: size})
		total = s.Total
		for _, row := range s.Rows {
			out = append(out, f.contractFinding(r.PathValue("id"), row))
		}
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("X-Total-Count", strconv.Itoa(total))
	return answerJSON(w, out)
}

// contractFilter is what the contract calls the findings of a project.
func contractFilter(release string) store.FindingFilter {
	return store.FindingFilter{Release: release, Match: match.Affected, States: store.Live}
}

func (f *Face) contractFinding(project string, row store.FindingRow) map[string]any {
	severity := strings.ToUpper(row.Severity)
	if row.Severity == "none" {
		severity = "INFO"
	}
	if row.Severity == "unknown" {
		severity = "UNASSIGNED"
	}
	vulnerability := map[string]any{
		"uuid": row.ID, "source": strings.ToUpper(row.Source), "vulnId": row.Weakness, "title": row.Summary, "description": row.Summary,
		"severity": severity, "severityRank": severityRanks[row.Severity], "cwes": f.cwes(row.Weakness), "aliases": aliases(row.Names), "recommendation": "",
	}
	if len(row.Fixed) > 0 {
		vulnerability["recommendation"] = "Fixed in " + strings.Join(row.Fixed, ", ")
	}
	if row.Scored {
		vulnerability["cvssV3BaseScore"] = row.Score
	}
	if row.Rated {
		vulnerability["epssScore"] = row.EPSS
	}
	return map[string]any{
		"component":     map[string]any{"uuid": row.Component, "name": row.Part.Name, "group": row.Part.Group, "version": row.Part.Version, "purl": row.Part.PURL, "project": project},
		"vulnerability": vulnerability,
		"analysis":      map[string]any{"state": "NOT_SET", "isSuppressed": false},
		"attribution":   map[string]any{"analyzerIdentity": "ACESO", "attributedOn": row.Opened.UTC().Format(time.RFC3339)},
		"matrix":        project + ":" + row.Component + ":" + row.ID,
	}
}

// cwes are the kinds of a weakness as its sources name them. What they are
// called is not among the data; clients take the number.
func (f *Face) cwes(weakness string) []map[string]any {
	out := []map[string]any{}
	w, err := f.Intel.Weakness(weakness)
	if err != nil || w == nil {
		return out // the finding stands without
	}
	seen := map[int]bool{}
	for _, r := range w.Records {
		for _, cwe := range r.CWEs {
			n, err := strconv.Atoi(strings.TrimPrefix(cwe, "CWE-"))
			if err == nil && !seen[n] {
				seen[n] = true
				out = append(out, map[string]any{"cweId": n, "name": cwe})
			}
		}
	}
	return out
}

func aliases(names []string) []map[string]string {
	out := []map[string]string{}
	one := map[string]string{}
	for _, n := range names {
		switch {
		case strings.HasPrefix(n, "CVE-"):
			one["cveId"] = n
		case strings.HasPrefix(n, "GHSA-"):
			one["ghsaId"] = n
		}
	}
	if len(one) > 0 {
		out = append(out, one)
	}
	return out
}

func (f *Face) known(ctx context.Context, tx *store.Tx, release string) error {
	_, err := tx.Release(ctx, release)
	if fault.Is(err, fault.NotFound) {
		return noProject
	}
	return err
}

// projectViolations: GET /api/v1/violation/project/{id}. There are no policies
// on the server whose violations could be listed, so the list is empty.
func (f *Face) projectViolations(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if err := f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error { return f.known(ctx, tx, r.PathValue("id")) }); err != nil {
		return err
	}
	w.Header().Set("X-Total-Count", "0")
	return answerJSON(w, []any{})
}

// projectMetrics: GET /api/v1/metrics/project/{id}/current.
func (f *Face) projectMetrics(w http.ResponseWriter, r *http.Request) error {
	ctx, release := r.Context(), r.PathValue("id")
	out := map[string]any{}
	err := f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		if err := f.known(ctx, tx, release); err != nil {
			return err
		}
		t, err := tx.Tally(ctx, store.FindingFilter{Release: release, States: store.Live})
		if err != nil {
			return err
		}
		counts, err := tx.ReleaseCounts(ctx, []string{release})
		c := counts[release]
		out = map[string]any{
			"critical": t.BySeverity["critical"], "high": t.BySeverity["high"], "medium": t.BySeverity["medium"], "low": t.BySeverity["low"],
			"unassigned": t.BySeverity["unknown"], "vulnerabilities": t.Affected, "vulnerableComponents": c.Affected, "components": c.Total,
			"suppressed": 0, "findingsTotal": t.Affected, "findingsAudited": 0, "findingsUnaudited": t.Affected,
			"policyViolationsTotal": 0, "policyViolationsFail": 0, "policyViolationsWarn": 0, "policyViolationsInfo": 0,
			"lastOccurrence": tx.Now().UnixMilli(),
		}
		return err
	})
	if err != nil {
		return err
	}
	return answerJSON(w, out)
}

// refreshMetrics: GET /api/v1/metrics/project/{id}/refresh. Figures are
// computed when they are asked for: there is nothing to refresh.
func (f *Face) refreshMetrics(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	return f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error { return f.known(ctx, tx, r.PathValue("id")) })
}
