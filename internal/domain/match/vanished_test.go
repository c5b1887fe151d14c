package match

import (
	"testing"

	"aceso/internal/domain/vuln"
)

func TestSilenceIsBelievedOnlyOfASourceThatIsThereAsAWhole(t *testing.T) {
	whole := []vuln.Source{
		{Name: "osv:npm", Records: 9, Covers: []string{"npm"}},
		{Name: "osv:Debian", Records: 9, Covers: []string{"Debian", "Debian:12"}},
		{Name: "nvd", Records: 9, Covers: []string{vuln.Products}},
		{Name: "cve", Records: 9},
	}
	without := func(name string) (out []vuln.Source) {
		for _, s := range whole {
			if s.Name != name {
				out = append(out, s)
			}
		}
		return out
	}
	held := &vuln.Weakness{ID: "CVE-1", Records: []vuln.Record{{Source: "nvd", ID: "CVE-1"}}}
	for rule, c := range map[string]struct {
		sources []vuln.Source
		source  string
		feed    string
		group   *vuln.Weakness
		why     string
	}{
		"a feed that is there has withdrawn it":                 {whole, "osv", "npm", nil, ""},
		"a feed that is not there says nothing":                 {without("osv:npm"), "osv", "npm", nil, "no npm feed in this bundle"},
		"a release that the feed leaves out is not there":       {whole, "osv", "Debian:9", nil, "no Debian:9 feed in this bundle"},
		"the NVD's records are there":                           {whole, "nvd", vuln.Products, nil, ""},
		"the NVD's records are not there":                       {without("nvd"), "nvd", vuln.Products, nil, "no NVD feed in this bundle"},
		"one record of a source that is not whole is believed":  {without("nvd"), "nvd", vuln.Products, held, ""},
		"another source's record is not the one that said it":   {without("osv:npm"), "osv", "npm", held, "no npm feed in this bundle"},
		"the CVE list is not there":                             {without("cve"), "cve", vuln.Products, nil, "no CVE list in this bundle"},
		"what was kept before feeds were noted can't be judged": {without("osv:npm"), "osv", "", nil, ""},
	} {
		b := knows{c.group, vuln.Info{ID: "b", Covered: true, Sources: c.sources}}
		why, settle, err := Vanished(b, &Match{Weakness: "CVE-1", Source: c.source, Record: "CVE-1", Feed: c.feed})
		if why != c.why || (settle == "") != (why == "") || err != nil {
			t.Errorf("%s: %q, %q: %v", rule, why, settle, err)
		}
	}
}

// knows is a bundle that knows one weakness.
type knows struct {
	group *vuln.Weakness
	info  vuln.Info
}

func (b knows) Weakness(string) (*vuln.Weakness, error) { return b.group, nil }
func (b knows) Info() vuln.Info                         { return b.info }
