package response

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"aceso/internal/domain/advisory"
	"aceso/internal/domain/match"
	"aceso/internal/hospital/fleet"
)

// says makes an advisory that names one product as affected.
func says(vendor, product, version string) *advisory.Advisory {
	return &advisory.Advisory{
		ID: "ICSMA-26-001-01", Publisher: advisory.Publisher{Name: "CISA", Kind: "coordinator"},
		Products: []advisory.Product{{ID: "P1", Vendor: vendor, Model: product, Version: version, Name: product + ": " + version}},
		Weaknesses: []advisory.Weakness{{
			CVE: "CVE-2026-0001", Says: []advisory.Says{{Product: "P1", Standing: advisory.KnownAffected}},
		}},
	}
}

func unit(manufacturer, model, version string) fleet.Unit {
	return fleet.Unit{Tag: "BME-1", Manufacturer: manufacturer, Model: model, Version: version}
}

func TestNamesThatMeanTheSameAreFoundAndWeakOnesAsked(t *testing.T) {
	const affected, not, ask = match.Affected, match.NotAffected, match.CannotTell
	for _, c := range []struct {
		why                 string
		vendor, product     string // of the advisory, which names all versions
		manufacturer, model string
		want                match.State
	}{
		{"the same words", "Castellan Vital Systems", "PM8", "Castellan Vital Systems", "PM8", affected},
		{"case, hyphen and legal form", "Castellan Vital Systems", "PM8", "CASTELLAN VITAL SYSTEMS, INC.", "PM-8", affected},
		{"a kind behind the name", "Castellan Vital Systems", "PM8 Patient Monitor", "Castellan Vital Systems GmbH", "PM 8", affected},
		{"trade words left out", "Castellan Vital Systems", "PM8", "Castellan Vital", "PM8", affected},
		{"a slip in the vendor's name", "Castellan Vital Systems", "PM8", "Castelan Vital Systms", "PM8", ask},
		{"a slip in the model's name", "Castellan", "Vitalis", "Castellan", "Vitallis", ask},
		{"the same model by an unknown vendor", "Castellan Vital Systems", "PM8", "", "PM8", ask},
		{"the same model by another vendor", "Castellan Vital Systems", "PM8", "Northgate Devices", "PM8", ask},
		{"another model of the vendor", "Castellan Vital Systems", "PM8", "Castellan Vital Systems", "PM9", not},
		{"a longer name", "Castellan Vital Systems", "PM8", "Castellan Vital Systems", "PM8 Transport", ask},
		{"no model", "Castellan Vital Systems", "PM8", "Castellan Vital Systems", "", ask},
		{"a kind for a model", "Castellan Vital Systems", "PM8", "Castellan Vital Systems", "patient monitor", ask},
		{"another vendor and model", "Castellan Vital Systems", "PM8", "Northgate Devices", "Aria Pump", not},
		{"another vendor, no model", "Castellan Vital Systems", "PM8", "Northgate Devices", "", not},
		{"nothing known", "Castellan Vital Systems", "PM8", "", "n/a", ask},

		{"a known slip", "Phillips", "IntelliSpace Portal", "Philips Healthcare", "IntelliSpace Portal", affected},
		{"a house and its short name", "General Electric (GE)", "Aestiva", "GE Healthcare", "Aestiva", affected},
		{"a short name in brackets", "Becton, Dickinson and Company (BD)", "Alaris 8015 PC unit", "BD", "Alaris PC 8015", affected},
		{"wrong encoding", "Innokas YhtymÃ¤ Oy", "VC150", "Innokas Yhtymä", "VC150", affected},
		{"accents", "Dräger", "Infinity Delta", "Draeger Medical", "Infinity Delta", affected},
		{"a blank behind", "Medtronic ", "Micro Clinician", "Medtronic", "Micro Clinician", affected},
		{"several vendors in one text", "Hillrom and ELI, Baxter International Inc.", "Welch Allyn ELI 380 Resting Electrocardiograph", "Baxter", "ELI 380", affected},
		{"another house in the product's name", "Hillrom", "Welch Allyn Connex Spot Monitor (CSM)", "Welch Allyn", "Connex Spot Monitor", affected},
		{"the short name of a product", "Hillrom", "Welch Allyn Connex Spot Monitor (CSM)", "Hillrom", "CSM", affected},
		{"one of several models", "Philips", "PageWriter TC10 TC20 TC30 TC50 TC70 Cardiographs", "Philips", "PageWriter TC30", affected},
		{"one beside a slash", "Abbott Laboratories", "Accent/Anthem", "Abbott", "Anthem", affected},
		{"the vendor's name in the model", "Philips", "Philips IntelliVue Information Center iX", "Philips", "IntelliVue Information Center iX", affected},
		{"a family's other model", "Philips", "IntelliVue Information Center iX", "Philips", "IntelliVue MX40", not},
		{"words that begin alike", "Philips", "IntelliSpace Perinatal", "Philips", "IntelliSpace Portal", not},
	} {
		got := Affected(says(c.vendor, c.product, "vers:all/*"), unit(c.manufacturer, c.model, "1.0"), nil)
		if got.State != c.want {
			t.Errorf("%s: %s %s of %s %s: %s, want %s (%s)", c.why, c.manufacturer, c.model, c.vendor, c.product, got.State, c.want, got.Why)
		}
		if got.Tag != "BME-1" || got.Why == "" || (got.State == ask) != (got.Settle != "") {
			t.Errorf("%s: the answer is not explained: %+v", c.why, got)
		}
	}
}

func TestTheVersionDecidesWhereTheNameIsSure(t *testing.T) {
	for _, c := range []struct {
		versions, version string
		want              match.State
		settle            string
	}{
		{"vers:all/*", "", match.Affected, ""},
		{"< 8.2.2", "8.2.1", match.Affected, ""},
		{"< 8.2.2", "8.2.2", match.NotAffected, ""},
		{"< 8.2.2", "", match.CannotTell, "read the software version on the unit"},
		{"< 8.2.2", "unknown", match.CannotTell, "read the software version on the unit"},
		{"< august 28", "3.1", match.CannotTell, `compare the unit's date of manufacture or release with "< august 28"`},
		{"2nd Edition", "3.1", match.CannotTell, `ask Castellan whether 3.1 is among "2nd Edition", or read the version and model number again on the unit`},
		{"", "3.1", match.Affected, ""},
	} {
		got := Affected(says("Castellan", "PM8", c.versions), unit("Castellan", "PM8", c.version), nil)
		if got.State != c.want || got.Settle != c.settle {
			t.Errorf("%q in %q: %+v", c.version, c.versions, got)
		}
	}
}

func TestAModelInTheVersionTextIsAName(t *testing.T) {
	gemini := says("Philips", "Gemini PET/CT Family", "882471 Gemini TF 64 w/ TOF Performance")
	if got := Affected(gemini, unit("Philips", "Gemini TF 64", ""), nil); got.State != match.Affected {
		t.Errorf("Gemini TF 64: %+v", got)
	}
	monitor := says("Medtronic", "MyCareLink Monitor", "24950 | 24952")
	u := unit("Medtronic", "MyCareLink Monitor", "3.2")
	if got := Affected(monitor, u, nil); got.State != match.CannotTell {
		t.Errorf("without its number: %+v", got)
	}
	u.ModelNumber = "24952"
	if got := Affected(monitor, u, nil); got.State != match.Affected {
		t.Errorf("with its number: %+v", got)
	}
	aespire := says("General Electric (GE)", "Aespire", "7100 | 7900")
	other := unit("GE Healthcare", "Aestiva", "4.0")
	other.ModelNumber = "7100"
	if got := Affected(aespire, other, nil); got.State == match.Affected {
		t.Errorf("a number weighs more than the name beside it: %+v", got)
	}
}

func TestAVersionInTheProductsNameCounts(t *testing.T) {
	a := says("Philips", "IntelliSpace Portal 8.0.x", "vers:all/*")
	for version, want := range map[string]match.State{"8.0.2": match.Affected, "9.0": match.NotAffected, "": match.CannotTell} {
		if got := Affected(a, unit("Philips", "IntelliSpace Portal", version), nil); got.State != want {
			t.Errorf("%q: %+v", version, got)
		}
	}
}

func TestHelpersNameModelsAndSerials(t *testing.T) {
	a := says("Castellan", "Vital Monitor Generation 8", "vers:all/*")
	a.Products[0].Helper = &advisory.Helper{Models: []string{"PM-8*"}, Serials: []string{"C8-1??"}}
	u := unit("Castellan", "PM-800", "")
	for serial, want := range map[string]match.State{"C8-123": match.Affected, "C8-999": match.NotAffected, "": match.CannotTell} {
		u.Serial = serial
		if got := Affected(a, u, nil); got.State != want {
			t.Errorf("serial %q: %+v", serial, got)
		}
	}
}

func TestFixedAndOpenStatementsCount(t *testing.T) {
	a := says("Castellan", "PM8", "< 4.2")
	a.Products = append(a.Products, advisory.Product{ID: "P2", Vendor: "Castellan", Model: "PM8", Version: "4.2"})
	a.Weaknesses[0].Says = append(a.Weaknesses[0].Says, advisory.Says{Product: "P2", Standing: advisory.Fixed})
	for version, want := range map[string]match.State{"4.1": match.Affected, "4.2": match.NotAffected, "5.0": match.NotAffected} {
		if got := Affected(a, unit("Castellan", "PM8", version), nil); got.State != want {
			t.Errorf("%s: %+v", version, got)
		}
	}

	a.Products[0].Version = "vers:all/*"
	if got := Affected(a, unit("Castellan", "PM8", "4.2"), nil); got.State != match.CannotTell || !strings.Contains(got.Settle, "vendor") {
		t.Errorf("all versions affected and this one fixed: %+v", got)
	}

	a.Weaknesses[0].Says = []advisory.Says{{Product: "P1", Standing: advisory.UnderInvestigation}}
	if got := Affected(a, unit("Castellan", "PM8", "4.2"), nil); got.State != match.CannotTell {
		t.Errorf("under investigation: %+v", got)
	}
}

func TestAComponentIsLookedForInItsProduct(t *testing.T) {
	a := says("Castellan", "PM8", "vers:all/*")
	a.Products = append(a.Products, advisory.Product{ID: "C", Vendor: "Northgate", Model: "Gate Agent", Name: "Northgate Gate Agent"},
		advisory.Product{ID: "R", Name: "Gate Agent on PM8", Part: &advisory.Part{Kind: "installed_on", Of: "C", In: "P1"}})
	a.Weaknesses[0].Says = []advisory.Says{{Product: "R", Standing: advisory.KnownAffected}}
	got := Affected(a, unit("Castellan", "PM8", "1"), nil)
	if got.State != match.CannotTell || got.Settle != "look whether Northgate Gate Agent is installed on the unit" {
		t.Errorf("installed on: %+v", got)
	}
	a.Products[2].Part.Kind = "default_component_of"
	if got := Affected(a, unit("Castellan", "PM8", "1"), nil); got.State != match.Affected {
		t.Errorf("always in it: %+v", got)
	}
}

func TestAnAdvisoryThatSaysNothingSettlesNothing(t *testing.T) {
	a := says("Castellan", "PM8", "vers:all/*")
	a.Weaknesses = nil
	if got := Affected(a, unit("Northgate", "Aria", "1"), nil); got.State != match.CannotTell {
		t.Errorf("%+v", got)
	}
}

// Advisory day: an inventory that knows the vendor by another name. One
// question is settled once; then 40 units are answered, two of them newer by
// name, and the six loan units, whose plates nobody has read, stay open.
func TestAConfirmedAliasAnswersForTheWholeFleet(t *testing.T) {
	a := says("Castellan Vital Systems", "PM8", "vers:all/*")
	var units []fleet.Unit
	for i := range 38 {
		units = append(units, fleet.Unit{Tag: fmt.Sprintf("M-%02d", i), Manufacturer: "Castelan Vital Sys.", Model: "PM-8", Version: "3.4"})
	}
	for i := range 2 {
		units = append(units, fleet.Unit{Tag: fmt.Sprintf("N-%02d", i), Manufacturer: "Castellan Vital Systems", Model: "PM8 Monitor"})
	}
	for i := range 6 {
		units = append(units, fleet.Unit{Tag: fmt.Sprintf("L-%02d", i), Manufacturer: "Castellan Vital Systems", Model: "loan monitor"})
	}
	units = append(units, fleet.Unit{Tag: "P-01", Manufacturer: "Northgate Devices", Model: "Aria Pump", Version: "1"})

	count := func(aliases []Alias) map[match.State]int {
		all, r := map[match.State]int{}, Read(a, aliases)
		for _, u := range units {
			all[r.Affected(u).State]++
		}
		return all
	}
	if got := count(nil); got[match.Affected] != 2 || got[match.CannotTell] < 38 {
		t.Errorf("before the alias: %v", got)
	}
	alias := Alias{Manufacturer: "Castelan Vital Sys.", Model: "PM-8", Vendor: "Castellan Vital Systems", Product: "PM8", Same: true}
	got := count([]Alias{alias})
	if got[match.Affected] != 40 || got[match.CannotTell]+got[match.NotAffected] != 7 {
		t.Errorf("after the alias: %v", got)
	}
	alias.Same = false
	if got := count([]Alias{alias}); got[match.Affected] != 2 || got[match.NotAffected] < 39 {
		t.Errorf("after it was denied: %v", got)
	}
	vendors := Alias{Manufacturer: "Castelan Vital Sys.", Vendor: "Castellan Vital Systems", Same: true}
	if got := count([]Alias{vendors}); got[match.Affected] != 40 {
		t.Errorf("after the companies were confirmed: %v", got)
	}
}

func TestFiveThousandUnitsTakeWellUnderASecond(t *testing.T) {
	a := says("Castellan Vital Systems", "PM8", "< 4.2")
	a.Weaknesses[0].Says = nil
	a.Products = nil
	for i := range 120 {
		id := fmt.Sprintf("P%d", i)
		a.Products = append(a.Products, advisory.Product{ID: id, Vendor: "Castellan Vital Systems", Model: fmt.Sprintf("Vital Signs Monitor Series %d", i), Version: "< 4.2"})
		a.Weaknesses[0].Says = append(a.Weaknesses[0].Says, advisory.Says{Product: id, Standing: advisory.KnownAffected})
	}
	r, start := Read(a, nil), time.Now()
	for i := range 5000 { // 500 different models of one vendor
		r.Affected(unit("Castellan Vital Systems Inc.", fmt.Sprintf("Vital Signs Analyser Rev %d", i%500), "4.1"))
	}
	took := time.Since(start)
	t.Logf("5,000 units against 120 products: %v", took)
	if took > 3*time.Second {
		t.Errorf("5,000 units took %v", took)
	}
}

func FuzzAffected(f *testing.F) {
	f.Add("Castellan Vital Systems", "PM8", "< 4.2", "Castellan", "PM-8", "4.1")
	f.Add("Innokas YhtymÃ¤ Oy", "VC150 (x)/(y", "a|b", "(", ")", "|")
	f.Add("", "", "", "", "", "")
	f.Fuzz(func(t *testing.T, vendor, product, versions, manufacturer, model, version string) {
		got := Affected(says(vendor, product, versions), unit(manufacturer, model, version), nil)
		if got.Why == "" || (got.State == match.CannotTell) != (got.Settle != "") {
			t.Errorf("not explained: %+v", got)
		}
	})
}
