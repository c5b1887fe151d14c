package csaf

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"aceso/internal/domain/advisory"
	"aceso/internal/format/intake"
)

var ours = Generator{Name: "Aceso", Version: "1", At: time.Date(2026, 12, 13, 9, 0, 0, 0, time.UTC)}

func TestWhatWasReadIsWrittenAndReadTheSame(t *testing.T) {
	a, _, err := Decode([]byte(good), intake.SBOM)
	if err != nil {
		t.Fatal(err)
	}
	text, err := Encode(a, ours)
	if err != nil {
		t.Fatal(err)
	}
	rep, err := Validate(text, intake.SBOM)
	if err != nil || !rep.Valid {
		t.Errorf("%s\n%s %v", text, failing(rep), err)
	}
	back, _, err := Decode(text, intake.SBOM)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a, back, cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
}

// Real advisories go out as they came in, as far as the noun holds them, and
// none that was valid becomes invalid.
func TestPublishedAdvisoriesSurviveBeingWritten(t *testing.T) {
	files := readZip(t, "csaf/cisa-icsma.zip")
	same := 0
	for _, name := range slices.Sorted(maps.Keys(files)) {
		a, _, err := Decode(files[name], intake.SBOM)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		text, err := Encode(a, ours)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		back, _, err := Decode(text, intake.SBOM)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		byID := cmpopts.SortSlices(func(a, b advisory.Product) bool { return a.ID < b.ID })
		if diff := cmp.Diff(a, back, cmpopts.EquateEmpty(), byID); diff != "" {
			t.Errorf("%s: %s", name, diff)
			continue
		}
		was, _ := Validate(files[name], intake.SBOM)
		is, _ := Validate(text, intake.SBOM)
		if was.Valid && !is.Valid {
			t.Errorf("%s was valid and is not: %s", name, failing(is))
		}
		same++
	}
	t.Logf("%d of %d advisories are the same", same, len(files))
}

func TestTheFileIsNamedByTheID(t *testing.T) {
	for id, want := range map[string]string{
		"LF-SA-2026-0001": "lf-sa-2026-0001.json", "cisco-sa-20190513-secureboot": "cisco-sa-20190513-secureboot.json", "Example Company - 2019-YH3234": "example_company_-_2019-yh3234.json", "RHBA-2019:0024": "rhba-2019_0024.json", "2022 #01-A": "2022_01-a.json", "2022_01-A": "2022_01-a.json",
	} {
		if got := File(id); got != want {
			t.Errorf("%s: %s, want %s", id, got, want)
		}
	}
}
