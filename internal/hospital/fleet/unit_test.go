package fleet

import "testing"

func TestAFieldThatSaysNothingIsNotKnown(t *testing.T) {
	for field, want := range map[string]string{
		"": "", " ": "", "-": "", "N/A": "", "unknown": "", "TBD": "", "?": "", " 3.4 ": "3.4", "0": "0", "None-1": "None-1",
	} {
		if got := Known(field); got != want {
			t.Errorf("%q is known as %q, want %q", field, got, want)
		}
	}
}

func TestAUnitIsCalledByItsNamesOrItsTag(t *testing.T) {
	u := Unit{Tag: "BME-1", Manufacturer: "Castellan", Model: "PM8"}
	if u.Name() != "Castellan PM8" {
		t.Errorf("%q", u.Name())
	}
	u.Manufacturer, u.Model = "n/a", ""
	if u.Name() != "unit BME-1" {
		t.Errorf("%q", u.Name())
	}
}
