package intel_test

import (
	"maps"
	"testing"

	"aceso/internal/domain/vuln"
	"aceso/internal/store/intel"
	"aceso/internal/testkit"
)

func TestABundleComparedWithItselfHasChangedNothing(t *testing.T) {
	b := testkit.CorpusBundle(t)
	by, differ, whole, err := intel.Compare(b, b)
	if err != nil || differ != 0 || !whole || len(by) != 0 {
		t.Errorf("%v %d %v %v", by, differ, whole, err)
	}
}

// TestRecordsAreCountedByWhatBecameOfThem one by one, by their feed.
func TestRecordsAreCountedByWhatBecameOfThem(t *testing.T) {
	withdrawn := func(r *vuln.Record) { r.Withdrawn = made }
	other := func(r *vuln.Record) { r.Summary = "other words" }
	before := build(t, intel.Options{}, nil,
		record("osv", "GHSA-same", nil), record("osv", "GHSA-changed", nil), record("osv", "GHSA-gone", nil), record("osv", "GHSA-withdrawn", nil), record("osv", "GHSA-long-ago", withdrawn),
		record("osv", "GHSA-moved", nil), record("nvd", "CVE-2026-0001", nil))
	after := build(t, intel.Options{}, nil,
		record("osv", "GHSA-same", nil), record("osv", "GHSA-changed", other), record("osv", "GHSA-withdrawn", withdrawn), record("osv", "GHSA-new", nil),
		record("osv", "GHSA-moved", aliases("CVE-2026-0001")), record("nvd", "CVE-2026-0001", nil), record("nvd", "CVE-2026-0002", nil))
	by, _, whole, err := intel.Compare(before, after)
	want := map[string]intel.Counts{"feed:osv": {Added: 1, Changed: 2, Withdrawn: 2}, "feed:nvd": {Added: 1}}
	if err != nil || !whole || !maps.Equal(by, want) {
		t.Errorf("%v %v %v", by, whole, err)
	}
}
