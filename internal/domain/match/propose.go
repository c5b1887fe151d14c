package match

import (
	"cmp"
	"slices"
	"strings"

	"aceso/internal/value/ident"
)

// A Proposal is a product that a name may mean. It is shown to a person, who
// may make a name rule of it; by itself it changes nothing.
type Proposal struct {
	CPE        string  // of the product, any version: "cpe:2.3:a:busybox:busybox:*:*:*:*:*:*:*:*"
	Vendor     string  // as CPE writes it
	Product    string  // ditto
	Alike      float64 // 0 to 1: how near its name is
	Weaknesses int     // that the bundle knows of it
	Why        string  // "the same name", "the same name without lib"
}

// maxProposals is how many a person is shown.
const maxProposals = 10

// Propose lists the products whose names are like that of a component which nothing was
// found for, the likeliest first. A supplier that fits the vendor counts.
func Propose(name, supplier string, intel Intel) ([]Proposal, error) {
	var out []Proposal
	seen := map[string]bool{}
	for _, v := range variants(name) {
		found, err := intel.ByProduct("*", "*", v.name)
		if err != nil {
			return nil, err
		}
		counts := map[string]map[string]bool{} // weaknesses by part and vendor
		for i := range found {
			if c, ok := readCPE(found[i].CPE); ok {
				key := c.Part + ":" + c.Vendor
				if counts[key] == nil {
					counts[key] = map[string]bool{}
				}
				counts[key][found[i].Weakness] = true
			}
		}
		for key, weaknesses := range counts {
			part, vendor, _ := strings.Cut(key, ":")
			if seen[key+":"+v.name] {
				continue
			}
			seen[key+":"+v.name] = true
			p := Proposal{Vendor: vendor, Product: v.name, Alike: v.alike, Weaknesses: len(weaknesses), Why: v.why}
			p.CPE = ident.CPE{
				Part: part, Vendor: vendor, Product: v.name, Version: "*", Update: "*", Edition: "*", Language: "*",
				SWEdition: "*", TargetSW: "*", TargetHW: "*", Other: "*",
			}.String()
			switch {
			case supplier != "" && related(supplier, vendor):
				p.Why += ", and its supplier fits"
			case related(v.name, vendor):
				p.Alike *= 0.95
			default:
				p.Alike *= 0.8
			}
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b Proposal) int {
		return cmp.Or(cmp.Compare(b.Alike, a.Alike), cmp.Compare(b.Weaknesses, a.Weaknesses), strings.Compare(a.CPE, b.CPE))
	})
	return out[:min(len(out), maxProposals)], nil
}

// related tells whether a supplier's name and a vendor's are those of one house.
func related(supplier, vendor string) bool {
	a, b := squash(supplier), squash(strings.TrimSuffix(vendor, "_project"))
	return a != "" && b != "" && (a == b || len(b) >= 4 && strings.HasPrefix(a, b) || len(a) >= 4 && strings.HasPrefix(b, a))
}

// A variant is another spelling of a name.
type variant struct {
	name  string
	alike float64
	why   string
}

// variants are the spellings of a name under which a product may stand, the
// nearest first.
func variants(name string) []variant {
	name = strings.ToLower(strings.TrimSpace(name))
	if at := strings.LastIndexAny(name, "/:"); at >= 0 {
		name = name[at+1:]
	}
	var out []variant
	add := func(n string, alike float64, why string) {
		n = strings.Trim(n, "_-. ")
		if len(n) > 1 && !slices.ContainsFunc(out, func(v variant) bool { return v.name == n }) {
			out = append(out, variant{n, alike, why})
		}
	}
	spaced := strings.NewReplacer(" ", "_")
	add(spaced.Replace(name), 1, "the same name")
	add(strings.NewReplacer(" ", "_", "-", "_").Replace(name), 0.97, "the same name with underscores")
	add(strings.NewReplacer(" ", "-", "_", "-").Replace(name), 0.97, "the same name with hyphens")
	add(strings.NewReplacer(" ", "", "_", "", "-", "").Replace(name), 0.93, "the same name in one word")
	for _, affix := range []string{"-dev", "-devel", "-libs", "-lib", "-utils", "-tools", "-bin", "-common", "-core", "-static", "-src", "-native", "_library", " library"} {
		if base, ok := strings.CutSuffix(name, affix); ok {
			add(spaced.Replace(base), 0.85, "the same name without "+strings.Trim(affix, "-_ "))
		}
	}
	if base, ok := strings.CutPrefix(name, "lib"); ok {
		add(spaced.Replace(base), 0.8, "the same name without lib")
	} else {
		add("lib"+spaced.Replace(name), 0.7, "the same name with lib")
	}
	add(strings.TrimRight(spaced.Replace(name), "0123456789.-_"), 0.75, "the same name without its number")
	if first, _, ok := strings.Cut(strings.NewReplacer("_", " ", "-", " ").Replace(name), " "); ok && len(first) > 3 {
		add(first, 0.55, "its first word")
	}
	return out
}
