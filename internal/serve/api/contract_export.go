package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"strings"
	"time"

	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/domain/product"
	"aceso/internal/domain/sbom"
	"aceso/internal/format/cyclonedx"
	"aceso/internal/serve"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// exportBOM: GET /api/v1/bom/cyclonedx/project/{id}?format=&variant=&version=.
// The variants withVulnerabilities and vdr hold the weaknesses too, with what
// could not be told or checked marked as such.
func (f *Face) exportBOM(w http.ResponseWriter, r *http.Request) error {
	ctx, who, q := r.Context(), serve.Actor(r), r.URL.Query()
	pick := func(name, usual string) string {
		if v := q.Get(name); v != "" {
			return v
		}
		return usual
	}
	form, variant, version := strings.ToLower(pick("format", "json")), pick("variant", "inventory"), pick("version", "1.6")
	weak := variant == "withVulnerabilities" || variant == "vdr"
	if !weak && variant != "inventory" {
		return violations{breach("variant", variant, "variant is inventory, withVulnerabilities or vdr")}
	}
	if weak {
		if err := who.May(org.ReadFindings); err != nil {
			return err
		}
	}
	var data bytes.Buffer
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		if err := f.known(ctx, tx, r.PathValue("id")); err != nil {
			return err
		}
		current, err := tx.CurrentSBOM(ctx, r.PathValue("id"))
		if fault.Is(err, fault.NotFound) {
			return fault.New(fault.NotFound, "The project has no bill of materials yet.")
		}
		if err != nil {
			return err
		}
		doc, err := tx.SBOMDocument(ctx, current.ID)
		if err != nil {
			return err
		}
		if !weak {
			return cyclonedx.Encode(&data, doc)
		}
		results, err := resultsOf(ctx, tx, r.PathValue("id"), doc)
		if err != nil {
			return err
		}
		return cyclonedx.EncodeVDR(&data, doc, results, f.Intel.Weakness, tx.Now())
	})
	if err != nil {
		return err
	}
	out, err := cyclonedx.Recode(data.Bytes(), form, version)
	if err != nil {
		return err
	}
	serve.Download(w, "bom-"+r.PathValue("id")+".cdx."+form, "application/vnd.cyclonedx+"+form+"; version="+version, out)
	return nil
}

// whole is a page that no list of one release reaches the end of.
var whole = store.Page{Limit: 1 << 20}

// resultsOf returns what matching says of each component of a release's
// current document, as the store holds it.
func resultsOf(ctx context.Context, tx *store.Tx, release string, doc *sbom.Document) ([]match.Result, error) {
	parts, err := tx.Parts(ctx, store.PartFilter{Release: release}, whole)
	if err != nil {
		return nil, err
	}
	found, err := tx.Findings(ctx, store.FindingFilter{Release: release, States: store.Live}, whole)
	if err != nil {
		return nil, err
	}
	byPart := map[string][]match.Match{}
	for _, r := range found.Rows {
		byPart[r.Component] = append(byPart[r.Component], match.Match{Weakness: r.Weakness, Names: r.Names, State: r.Match, Why: r.Why, Rule: r.Rule, Source: r.Source, Record: r.Record, Fixed: r.Fixed, Settle: r.Settle})
	}
	answers := map[string]match.Result{}
	for _, p := range parts.Rows {
		result := match.Result{Checked: p.Checked, Reason: p.Reason, Matches: byPart[p.Key]}
		if p.Checked == "" {
			result.Checked, result.Reason = match.NotCheckable, "it was not matched yet"
		}
		answers[match.Key(&p.Component)] = result
	}
	out := make([]match.Result, len(doc.Components))
	for i := range doc.Components {
		identity := doc.Components[i].Identity()
		out[i] = answers[match.Key(&identity)]
	}
	return out, nil
}

// exportFindings: GET /api/v1/finding/project/{id}/export, the contract's file
// of findings (FPF 1.3).
func (f *Face) exportFindings(w http.ResponseWriter, r *http.Request) error {
	ctx, id := r.Context(), r.PathValue("id")
	findings, about := []map[string]any{}, map[string]any{}
	err := f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		p, err := projectNow(ctx, tx, func() (product.Release, error) { return tx.Release(ctx, id) })
		if err != nil {
			return err
		}
		about = map[string]any{"uuid": p.UUID, "name": p.Name, "version": p.Version}
		s, err := tx.Findings(ctx, contractFilter(id), whole)
		for _, row := range s.Rows {
			findings = append(findings, f.contractFinding(id, row))
		}
		return err
	})
	if err != nil {
		return err
	}
	data, err := json.Marshal(map[string]any{
		"version":  "1.3",
		"meta":     map[string]any{"application": "Aceso", "version": f.Version, "timestamp": f.DB.Now().UTC().Format(time.RFC3339)},
		"project":  about,
		"findings": findings,
	})
	if err != nil {
		return err
	}
	serve.Download(w, "findings-"+id+".fpf", "application/json", data)
	return nil
}

// badge answers with a small picture of how a release stands. It is calm only
// where everything was looked at.
func (f *Face) badge(find func(context.Context, *store.Tx, *http.Request) (product.Release, error), draw func(store.Tally, store.Counts) (string, string)) serve.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		ctx := r.Context()
		var label, colour string
		err := f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
			release, err := find(ctx, tx, r)
			if fault.Is(err, fault.NotFound) {
				return noProject
			}
			if err != nil {
				return err
			}
			tally, err := tx.Tally(ctx, store.FindingFilter{Release: release.ID, States: store.Live})
			if err != nil {
				return err
			}
			counts, err := tx.ReleaseCounts(ctx, []string{release.ID})
			label, colour = draw(tally, counts[release.ID])
			return err
		})
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", "image/svg+xml")
		_, err = w.Write(picture(r, label, colour))
		return err
	}
}

// badgeVulnerabilities says how many weaknesses there are, by severity, and
// how many parts nobody could check.
func badgeVulnerabilities(t store.Tally, c store.Counts) (label, colour string) {
	var words []string
	for _, severity := range []string{"critical", "high", "medium", "low", "unknown"} {
		if n := t.BySeverity[severity]; n > 0 {
			words = append(words, fmt.Sprintf("%d %s", n, severity))
		}
	}
	open := c.NotCheckable + c.Waiting + c.Untold
	switch {
	case t.BySeverity["critical"] > 0:
		colour = "#a4262c"
	case len(words) > 0 || open > 0 || c.Total == 0:
		colour = "#8a5a00"
	default:
		colour = "#2d6a3e"
	}
	switch {
	case c.Total == 0:
		return "no bill of materials", colour
	case len(words) == 0:
		words = append(words, "none found")
	}
	if open > 0 {
		words = append(words, fmt.Sprintf("%d parts open", open))
	}
	return strings.Join(words, ", "), colour
}

// badgeViolations: the server keeps no policies that could be violated.
func badgeViolations(store.Tally, store.Counts) (label, colour string) {
	return "no policies kept", "#5a6472"
}

// picture draws a label and a value side by side.
func picture(r *http.Request, value, colour string) []byte {
	name := "vulnerabilities"
	if strings.Contains(r.URL.Path, "/violations/") {
		name = "violations"
	}
	left, right := 12+7*len(name), 12+7*len(value)
	return fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" width="%[1]d" height="20" role="img" aria-label="%[4]s: %[5]s"><title>%[4]s: %[5]s</title><rect width="%[1]d" height="20" rx="3" fill="#3b4250"/><rect x="%[2]d" width="%[3]d" height="20" rx="3" fill="%[6]s"/><g fill="#fff" font-family="sans-serif" font-size="12"><text x="6" y="14">%[4]s</text><text x="%[7]d" y="14">%[5]s</text></g></svg>`,
		left+right, left, right, name, html.EscapeString(value), colour, left+6)
}
