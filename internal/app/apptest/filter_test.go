package apptest

import (
	"cmp"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"

	"aceso/internal/client/wire"
	"aceso/internal/domain/vuln"
	"aceso/internal/store"
	"aceso/internal/value/id"
)

// TestAFilterThatCanNotBeMeantIsRefused: an empty list would look as if
// nothing were found.
func TestAFilterThatCanNotBeMeantIsRefused(t *testing.T) {
	h := open(t, "")
	for query, names := range map[string]string{
		"severity=bad":                    "critical, high, medium, low, none, unknown",
		"severity=critical,bad":           "critical, high, medium, low, none, unknown",
		"severity=critical&severity=high": "commas",
		"severity=CRITICAL":               "critical, high",
		"state=bad":                       "open, in review, reopened, snoozed, closed",
		"state=open,bad":                  "open, in review, reopened, snoozed, closed",
		"match=not_affected":              "affected, cannot_tell",
		"sort=bad":                        "severity, -severity",
		"sort=--kev":                      "severity, -severity",
		"kev=perhaps":                     "boolean",
		"limit=0":                         ">= 1",
		"limit=501":                       "<= 500",
		"limit=x":                         "integer",
		"after=nowhere":                   "",
		"colour=red":                      "unknown query parameter",
	} {
		p := h.refusal(query, h.ask(call{method: "GET", path: "/api/v1/findings?" + query, token: h.a.all.token}), 422)
		if !strings.Contains(p.Detail+p.Fix, names) {
			t.Errorf("%s: %q does not name %q", query, p.Detail, names)
		}
	}
	for _, query := range []string{"release=" + id.New(), "release=" + h.b.release, "release=x", "model=" + h.b.model, "component=x"} {
		h.refusal(query, h.ask(call{method: "GET", path: "/api/v1/findings?" + query, token: h.a.all.token}), 404)
	}
}

// TestEveryColumnOfFindingsCanBeSortedBy holds the description of the REST API
// against what the store knows.
func TestEveryColumnOfFindingsCanBeSortedBy(t *testing.T) {
	h := open(t, "")
	for _, column := range store.FindingSorts() {
		for _, sort := range []string{column, "-" + column} {
			h.api(h.a.all, "GET", "findings?sort="+sort, nil, nil)
		}
	}
}

// TestFindingsComeExploitedFirstThenTheWorst in REST as on the page.
func TestFindingsComeExploitedFirstThenTheWorst(t *testing.T) {
	h := open(t, "")
	h.wait(h.a.all, h.push(h.a.all, h.a.release, "story.json", []byte(`{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"components":[
		{"type":"library","bom-ref":"b","name":"busybox","version":"1.34.1","cpe":"cpe:2.3:a:busybox:busybox:1.34.1:*:*:*:*:*:*:*"},
		{"type":"library","bom-ref":"z","name":"zlib","version":"1.2.11","cpe":"cpe:2.3:a:zlib:zlib:1.2.11:*:*:*:*:*:*:*"},
		{"type":"library","bom-ref":"c","name":"certifi","version":"2022.9.24","purl":"pkg:pypi/certifi@2022.9.24"},
		{"type":"library","bom-ref":"o","name":"openssl","version":"3.0.5","cpe":"cpe:2.3:a:openssl:openssl:3.0.5:*:*:*:*:*:*:*"},
		{"type":"library","bom-ref":"r","name":"requests","version":"2.20.0","purl":"pkg:pypi/requests@2.20.0"}]}`)).Job)
	var all wire.Slice[wire.Finding]
	h.api(h.a.all, "GET", "findings?limit=500", nil, &all)
	score := func(f wire.Finding) float64 {
		if f.Score == nil {
			return -1
		}
		return *f.Score
	}
	exploited := func(f wire.Finding) int {
		if f.KEV {
			return 0
		}
		return 1
	}
	if len(all.Items) < 5 || !slices.IsSortedFunc(all.Items, func(a, b wire.Finding) int {
		return cmp.Or(cmp.Compare(exploited(a), exploited(b)), cmp.Compare(vuln.SeverityRank(a.Severity), vuln.SeverityRank(b.Severity)), cmp.Compare(score(b), score(a)))
	}) {
		for _, f := range all.Items {
			t.Logf("%v %s %v %s", f.KEV, f.Severity, score(f), f.Weakness)
		}
		t.Error("findings stand in another order")
	}
	page := string(h.ask(call{method: "GET", path: "/findings", session: h.a.all.session}).body)
	last := 0
	for _, f := range all.Items {
		if at := strings.Index(page[last:], f.ID); at >= 0 {
			last += at
			continue
		}
		t.Errorf("%s stands elsewhere on the page", f.Weakness)
	}
}

// TestAFindingNamesItsComponentAndNoMore: how a component stands is told where
// components are listed, not with zeros beside each finding.
func TestAFindingNamesItsComponentAndNoMore(t *testing.T) {
	h := open(t, "")
	for _, path := range []string{"findings/" + h.a.finding, "findings?" + url.Values{"release": {h.a.release}, "limit": {"1"}}.Encode()} {
		var v struct {
			Component map[string]any
			Items     []struct{ Component map[string]any }
		}
		h.must(json.Unmarshal(h.api(h.a.all, "GET", path, nil, nil).body, &v))
		if len(v.Items) > 0 {
			v.Component = v.Items[0].Component
		}
		if v.Component["key"] == "" || v.Component["name"] == "" {
			t.Errorf("%s: %v", path, v.Component)
		}
		for _, of := range []string{"checked", "reason", "affected", "cannot_tell"} {
			if _, there := v.Component[of]; there {
				t.Errorf("%s says %s of a component that was not asked about", path, of)
			}
		}
	}
}
