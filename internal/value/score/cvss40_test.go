package score

import (
	"math"
	"math/rand/v2"
	"testing"

	gocvss20 "github.com/pandatix/go-cvss/20"
	gocvss40 "github.com/pandatix/go-cvss/40"
)

func TestOursAndTheLibrarysScoreDifferByRoundingOnly(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	metrics := []struct{ name, values string }{
		{"AV", "NALP"},
		{"AC", "LH"},
		{"AT", "NP"},
		{"PR", "NLH"},
		{"UI", "NPA"},
		{"VC", "HLN"},
		{"VI", "HLN"},
		{"VA", "HLN"},
		{"SC", "HLN"},
		{"SI", "HLN"},
		{"SA", "HLN"},
		{"E", "XAPU"},
		{"CR", "XHML"},
		{"IR", "XHML"},
		{"AR", "XHML"},
		{"MAV", "XNALP"},
		{"MAC", "XLH"},
		{"MPR", "XNLH"},
		{"MVC", "XHLN"},
		{"MSI", "XNLHS"},
		{"MSA", "XNLHS"},
	}
	rounded := 0
	const all = 20000
	for range all {
		m := &gocvss40.CVSS40{}
		for _, metric := range metrics {
			if err := m.Set(metric.name, string(metric.values[r.IntN(len(metric.values))])); err != nil {
				t.Fatal(err)
			}
		}
		ours, theirs := score40(m), m.Score()
		if math.Abs(ours-theirs) > 0.1001 {
			t.Errorf("%s: %v, the library says %v", m.Vector(), ours, theirs)
		} else if ours != theirs {
			rounded++
		}
	}
	t.Logf("CVSS 4.0: %d of %d random vectors are rounded otherwise than the library does", rounded, all)
}

func TestOursAndTheLibrarysOldScoresDifferByRoundingOnly(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	metrics := []struct {
		name   string
		values []string
	}{
		{"AV", []string{"L", "A", "N"}},
		{"AC", []string{"H", "M", "L"}},
		{"Au", []string{"M", "S", "N"}},
		{"C", []string{"N", "P", "C"}},
		{"I", []string{"N", "P", "C"}},
		{"A", []string{"N", "P", "C"}},
		{"E", []string{"ND", "U", "POC", "F", "H"}},
		{"RL", []string{"ND", "OF", "TF", "W", "U"}},
		{"RC", []string{"ND", "UC", "UR", "C"}},
		{"CDP", []string{"ND", "N", "L", "LM", "MH", "H"}},
		{"TD", []string{"ND", "N", "L", "M", "H"}},
		{"CR", []string{"ND", "L", "M", "H"}},
		{"IR", []string{"ND", "L", "M", "H"}},
		{"AR", []string{"ND", "L", "M", "H"}},
	}
	for range 20000 {
		m := &gocvss20.CVSS20{}
		for _, metric := range metrics {
			if err := m.Set(metric.name, metric.values[r.IntN(len(metric.values))]); err != nil {
				t.Fatal(err)
			}
		}
		_, temporal, environmental := score20(m)
		if math.Abs(temporal-positive(m.TemporalScore())) > 0.1001 || math.Abs(environmental-positive(m.EnvironmentalScore())) > 0.2001 {
			t.Errorf("%s: %v %v, the library says %v %v", m.Vector(), temporal, environmental, m.TemporalScore(), m.EnvironmentalScore())
		}
	}
}
