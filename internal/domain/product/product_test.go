package product

import (
	"testing"

	"aceso/internal/domain/org"
	"aceso/internal/value/fault"
)

func TestEveryPairOfReleaseStates(t *testing.T) {
	engineer := org.Actor{Org: "o", Person: "p", Roles: []org.Role{org.Engineer}}
	auditor := org.Actor{Org: "o", Person: "p", Roles: []org.Role{org.Auditor}}
	for _, from := range States {
		for _, to := range States {
			stands := from == to
			for _, m := range Moves {
				stands = stands || m.From == from && m.To == to
			}
			if err := move(engineer, from, to); (err == nil) != stands {
				t.Errorf("%s → %s: %v", from, to, err)
			}
			if err := move(auditor, from, to); from != to && stands && !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s → %s by an auditor: %v", from, to, err)
			}
		}
	}
}

func TestDates(t *testing.T) {
	good := func(change func(*Dates)) Dates {
		d := Dates{GeneralAvailability: "2026-03-09", EndOfSales: "tba", EndOfSecuritySupport: "2032-06-30", EndOfLife: "2034-06-30"}
		change(&d)
		return d
	}
	for name, c := range map[string]struct {
		in   Dates
		want string
	}{
		"dates in order are taken":                       {good(func(*Dates) {}), ""},
		"nothing need be said":                           {Dates{}, ""},
		"a date is a date or tba":                        {good(func(d *Dates) { d.EndOfLife = "next year" }), `"next year" is no date`},
		"all that is wrong is told":                      {good(func(d *Dates) { d.EndOfSales, d.EndOfLife = "30.06.2032", "1800-01-01" }), `"30.06.2032" is no date; and the year 1800 is hardly meant`},
		"support does not end before it begins":          {good(func(d *Dates) { d.EndOfSecuritySupport = "2025-01-01" }), "the end of security support (2025-01-01) comes before general availability (2026-03-09)"},
		"life does not end before security support does": {good(func(d *Dates) { d.EndOfLife = "2030-01-01" }), "the end of life (2030-01-01) comes before the end of security support (2032-06-30)"},
	} {
		t.Run(name, func(t *testing.T) {
			got := ""
			if f := fault.Of(c.in.tidy()); f != nil {
				got = f.Text
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestAModelIsNamedByCheckedDeviceIdentifiers(t *testing.T) {
	for in, want := range map[string]string{
		"09521234000013": "09521234000013",
		"(01)09521234000013(17)270101(10)A1(21)0007": "09521234000013",
		"09521234000014": "",
		"pump":           "",
	} {
		m := Model{Name: "IP-200", DIs: []string{in}}
		err := m.tidy()
		if (want == "") != fault.Is(err, fault.Invalid) || want != "" && (err != nil || m.DIs[0] != want) {
			t.Errorf("%s: got %v, %v; want %q", in, m.DIs, err, want)
		}
	}
}
