package serve_test

import (
	"testing"
	"time"

	"aceso/internal/domain/sbom"
	"aceso/internal/domain/support"
	"aceso/internal/domain/vuln"
	"aceso/internal/serve"
)

// cycles is end-of-life data of one product.
type cycles []vuln.Support

func (c cycles) Now() (vuln.Info, bool) { return vuln.Info{}, c != nil }
func (c cycles) Support(product string) ([]vuln.Support, error) {
	if product != "openssl" {
		return nil, nil
	}
	return c, nil
}

func TestPartsThatCameToHaveNoSupportAreTold(t *testing.T) {
	now := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	data := cycles{{Product: "openssl", Cycle: "3.0", EndOfLife: "2026-09-07"}, {Product: "openssl", Cycle: "3.5", EndOfLife: "2030-04-08"}}
	ssl := func(version string) sbom.Component {
		return sbom.Component{Name: "openssl", Version: version, PURL: "pkg:generic/openssl@" + version}
	}
	ended := sbom.Component{Name: "qt", Version: "5.15", EndOfSupport: "2025-05-26"}
	for rule, c := range map[string]struct {
		a, b []sbom.Component
		in   serve.Support
		want int
	}{
		"a part without support comes":            {nil, []sbom.Component{ended}, nil, 1},
		"it was without before":                   {[]sbom.Component{ended}, []sbom.Component{ended}, nil, 0},
		"no statement is not among them":          {nil, []sbom.Component{{Name: "zlib", Version: "1"}}, data, 0},
		"an older cycle is taken":                 {[]sbom.Component{ssl("3.5.1")}, []sbom.Component{ssl("3.0.15")}, data, 1},
		"another version of what had none either": {[]sbom.Component{ssl("3.0.5")}, []sbom.Component{ssl("3.0.15")}, data, 0},
		"without data a file says what it says":   {nil, []sbom.Component{ssl("3.0.15")}, nil, 0},
		"one part that is listed twice":           {nil, []sbom.Component{ended, ended}, nil, 1},
	} {
		docs := [2]*sbom.Document{{Components: c.a}, {Components: c.b}}
		var stand [2][]support.Standing
		for i, d := range docs {
			var err error
			if stand[i], err = serve.FileStandings(c.in, d, now); err != nil {
				t.Fatal(err)
			}
		}
		if got := serve.NewlyUnsupported(docs, stand, now); len(got) != c.want {
			t.Errorf("%s: %+v", rule, got)
		}
	}
}

func TestLicencesThatComeAndGoAreTold(t *testing.T) {
	a := &sbom.Document{Components: []sbom.Component{{Licence: "MIT"}, {Licence: "Zlib"}, {Licence: "NOASSERTION"}}}
	b := &sbom.Document{Components: []sbom.Component{{Licence: "MIT"}, {Licence: "proprietary"}, {Licence: "proprietary"}, {}}}
	gained, lost := serve.Licences(a, b)
	if len(gained) != 1 || gained[0].Licence != "proprietary" || gained[0].Parts != 2 || gained[0].Valid || len(lost) != 1 || lost[0].Licence != "Zlib" || !lost[0].Valid {
		t.Errorf("gained %+v, lost %+v", gained, lost)
	}
}
