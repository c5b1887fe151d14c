package apptest

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

var figure = regexp.MustCompile(`(?m)^(aceso_[a-z_]+)(?:\{([^}]*)\})? ([-+0-9.eE]+|NaN|[+-]Inf)$`)

// metrics reads our own samples from /metrics, by name and labels.
func (h *house) metrics() map[string]float64 {
	h.Helper()
	out := map[string]float64{}
	for _, m := range figure.FindAllStringSubmatch(string(h.ask(call{method: "GET", path: "/metrics"}).body), -1) {
		v, err := strconv.ParseFloat(m[3], 64)
		h.must(err)
		out[m[1]+"{"+m[2]+"}"] = v
	}
	return out
}

// TestMetricsTellTheAgeOfTheDataAndHowFarTheBackgroundIs on both databases.
func TestMetricsTellTheAgeOfTheDataAndHowFarTheBackgroundIs(t *testing.T) {
	both(t, func(t *testing.T, h *house) {
		var got map[string]float64
		for end := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) { // what was asked for above is still on its way
			got = h.metrics()
			if got["aceso_log_unfollowed_entries{}"] == 0 && got[`aceso_jobs{state="queued"}`] == 0 && got[`aceso_jobs{state="running"}`] == 0 || time.Now().After(end) {
				break
			}
		}
		for name, within := range map[string][2]float64{
			"aceso_intel_present{}": {1, 1}, "aceso_intel_renewal_failed{}": {0, 0}, "aceso_lag_known{}": {1, 1},
			"aceso_intel_bundle_age_seconds{}":             {3600, 7200}, // the test's bundle was made an hour ago
			`aceso_intel_source_age_seconds{source="osv"}`: {3600, 1e9}, `aceso_intel_source_age_seconds{source="nvd"}`: {3600, 1e9},
			`aceso_intel_source_age_seconds{source="kev"}`: {0, 1e9}, `aceso_intel_source_age_seconds{source="epss"}`: {0, 1e9},
			`aceso_intel_sources_failed{source="osv"}`: {0, 0},
			"aceso_log_unfollowed_entries{}":           {0, 0}, `aceso_jobs{state="queued"}`: {0, 0}, `aceso_jobs{state="running"}`: {0, 0},
			`aceso_jobs_oldest_seconds{state="queued"}`: {0, 0}, `aceso_jobs_oldest_seconds{state="running"}`: {0, 0},
		} {
			v, there := got[name]
			if !there || v < within[0] || v > within[1] {
				t.Errorf("%s is %v (%v), not from %v to %v", name, v, there, within[0], within[1])
			}
		}
		h.must(h.app.Checkpoint(ctx))
		h.api(h.a.all, "POST", "lines", map[string]any{"name": "after the checkpoint"}, nil)
		if got = h.metrics(); got["aceso_log_unsigned_entries{}"] < 1 {
			t.Errorf("what happened since the checkpoint is signed already: %v", got["aceso_log_unsigned_entries{}"])
		}
		h.must(h.app.Checkpoint(ctx))
		if got = h.metrics(); got["aceso_log_unsigned_entries{}"] != 0 || got["aceso_log_checkpoint_age_seconds{}"] > 60 {
			t.Errorf("after a checkpoint %v entries are unsigned, the last was %v seconds ago", got["aceso_log_unsigned_entries{}"], got["aceso_log_checkpoint_age_seconds{}"])
		}
	})
}

// TestMetricsHaveClosedLabels: nothing that somebody sends becomes a label.
func TestMetricsHaveClosedLabels(t *testing.T) {
	h := open(t, "")
	for _, path := range []string{"/api/v1/findings/nobodys-own-word", "/nobodys-own-word", "/api/v1/findings?text=nobodys-own-word"} {
		for _, method := range []string{"GET", "POST", "NOBODYS"} {
			h.ask(call{method: method, path: path, token: h.a.all.token})
		}
	}
	families := []string{"osv", "nvd", "cve", "kev", "epss", "eol"}
	body := string(h.ask(call{method: "GET", path: "/metrics"}).body)
	if strings.Contains(body, "nobodys-own-word") || strings.Contains(body, "NOBODYS") || strings.Contains(body, h.a.org.ID) || strings.Contains(body, h.a.org.Name) {
		t.Error("what was sent, or whose it is, stands in the metrics")
	}
	for _, m := range regexp.MustCompile(`source="([^"]*)"`).FindAllStringSubmatch(body, -1) {
		if !slices.Contains(families, m[1]) {
			t.Errorf("a source %q", m[1])
		}
	}
}
