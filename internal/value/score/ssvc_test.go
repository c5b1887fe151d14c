package score_test

import (
	"archive/zip"
	"encoding/csv"
	"testing"

	"aceso/internal/testkit"
	"aceso/internal/value/score"
)

// published reads one of CERT/CC's tables: the columns after the row number.
func published(t *testing.T, name string) [][]string {
	t.Helper()
	z, err := zip.OpenReader(testkit.Corpus(t, "ssvc/certcc-ssvc.zip"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { z.Close() })
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		rows[i] = row[1:]
	}
	return rows[1:]
}

func TestSSVCIsCellByCellWhatCERTPublishes(t *testing.T) {
	outcome := func(o score.Outcome, err error) (string, error) { return string(o), err }
	for _, c := range []struct {
		table string
		cells int
		do    func(in []string) (string, error)
	}{
		{"data/csv/ssvc/deployer_patch_application_priority_1_0_0.csv", 72, func(in []string) (string, error) { return outcome(score.Deployer(in[0], in[1], in[2], in[3])) }},
		{"data/csv/ssvc/supplier_patch_development_priority_1_0_0.csv", 36, func(in []string) (string, error) { return outcome(score.Supplier(in[0], in[1], in[2], in[3])) }},
		{"data/csv/ssvc/human_impact_1_0_0.csv", 16, func(in []string) (string, error) { return score.HumanImpactOf(in[0], in[1]) }},
		{"data/csv/ssvc/public_safety_impact_1_0_0.csv", 4, func(in []string) (string, error) { return score.PublicSafetyOf(in[0]) }},
		{"data/csv/ssvc/utility_1_0_0.csv", 4, func(in []string) (string, error) { return score.UtilityOf(in[0], in[1]) }},
		{"data/csv/cisa/cisa_bod_26_04_1_0_0.csv", 16, func(in []string) (string, error) {
			limit := score.BOD2604(in[0] == "yes", in[1] == "yes", in[2] == "yes", in[3] == "total")
			words := map[score.Timeline]string{{}: "fix on system upgrade", {Days: 60}: "60 days", {Days: 14}: "14 days", {Days: 3}: "3 days", {Days: 3, Forensic: true}: "3 days & forensic investigation"}
			return words[limit], nil
		}},
	} {
		rows := published(t, c.table)
		if len(rows) != c.cells {
			t.Errorf("%s has %d rows, want %d", c.table, len(rows), c.cells)
		}
		for _, row := range rows {
			last := len(row) - 1
			if got, err := c.do(row[:last]); err != nil || got != row[last] {
				t.Errorf("%s %v: %q, %v; want %q", c.table, row[:last], got, err, row[last])
			}
		}
	}
}

func TestSSVCRefusesAnUnknownAnswer(t *testing.T) {
	for _, in := range [][4]string{{"", "small", "no", "low"}, {"none", "big", "no", "low"}, {"none", "small", "maybe", "low"}, {"none", "small", "no", "LOW"}} {
		if got, err := score.Deployer(in[0], in[1], in[2], in[3]); err == nil {
			t.Errorf("Deployer(%q) = %q, want a refusal", in, got)
		}
	}
}
