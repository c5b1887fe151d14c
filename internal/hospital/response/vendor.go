package response

import (
	"slices"
	"strings"
)

// A likeness says how sure it is that two names mean the same.
type likeness int

const (
	different likeness = iota
	unknown            // one of the names is missing
	likely             // a person should confirm
	same
)

// legalForms say how a company is constituted, not which one it is.
var legalForms = set("inc incorporated corp corporation co company ltd limited llc llp lp plc gmbh mbh ag kg kgaa se sa sas sarl srl spa " +
	"bv nv ab as aps oy oyj kk pty pvt sdn bhd holding holdings group")

// tradeWords say what trade a company is in; by themselves they name nobody.
var tradeWords = set("medical medicals healthcare health care diagnostics diagnostic life laboratories laboratory labs technologies technology " +
	"systems system solutions international global usa us america americas north deutschland europe uk products devices the and of")

// houses are names of one company, or of companies that now are one: an
// advisory often comes from a house whose plate is not the one on the device.
var houses = [][]string{
	{"philips", "phillips", "koninklijke philips", "royal philips", "respironics", "philips respironics"},
	{"ge", "general electric", "gehc", "datex ohmeda"},
	{"bd", "becton dickinson", "carefusion", "c r bard"},
	{"b braun", "bbraun", "b braun melsungen"},
	{"drager", "draeger", "dragerwerk", "draegerwerk"},
	{"baxter", "hillrom", "hill rom", "welch allyn", "mortara", "eli"},
	{"abbott", "st jude", "saint jude"},
	{"siemens", "siemens healthineers"},
	{"medtronic", "medtronic minimed", "minimed", "covidien"},
	{"icu", "smiths", "hospira"},
	{"capsule", "qualcomm"},
	{"fujifilm", "fuji film"},
	{"johnson johnson", "j j", "animas", "ethicon"},
	{"stryker", "physio control"},
	{"zoll", "asahi kasei zoll"},
}

func set(text string) map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.Fields(text) {
		all[w] = true
	}
	return all
}

// A vendor is a vendor's name in the forms in which it is compared.
type vendor struct {
	text  string          // as it stands
	names []string        // each company in it, without legal form
	cores []string        // the same without trade words
	house map[int]bool    // places in houses
	words map[string]bool // every word that belongs to the name or its house
}

func readVendor(text string) *vendor {
	v := &vendor{text: strings.TrimSpace(repair(text)), house: map[int]bool{}, words: map[string]bool{}}
	for _, part := range vendorParts(plain(text)) {
		ws := dropTail(words(part), legalForms)
		if len(ws) == 0 {
			continue
		}
		name := strings.Join(ws, " ")
		core := strings.Join(drop(ws, tradeWords), " ")
		if core == "" {
			core = name
		}
		v.names, v.cores = append(v.names, name), append(v.cores, core)
		for i, house := range houses {
			if slices.Contains(house, core) || slices.Contains(house, name) {
				v.house[i] = true
			}
		}
		for _, w := range ws {
			v.words[w] = true
		}
	}
	for i := range v.house {
		for _, name := range houses[i] {
			for w := range strings.SplitSeq(name, " ") {
				v.words[w] = true
			}
		}
	}
	return v
}

// vendorParts returns the name whole, what stands in brackets, and the single
// companies where several are named in one text.
func vendorParts(s string) []string {
	var parts []string
	outside := s
	for {
		before, rest, found := strings.Cut(outside, "(")
		if !found {
			break
		}
		inside, after, _ := strings.Cut(rest, ")")
		parts = append(parts, inside)
		outside = before + " " + after
	}
	parts = append([]string{outside}, parts...)
	several := strings.NewReplacer(" and ", "|", ",", "|", ";", "|", "/", "|", " & ", "|").Replace(outside)
	if strings.Contains(several, "|") {
		for part := range strings.SplitSeq(several, "|") {
			if rest := drop(dropTail(words(part), legalForms), tradeWords); len(rest) > 0 {
				parts = append(parts, part)
			}
		}
	}
	return parts
}

func dropTail(ws []string, which map[string]bool) []string {
	for len(ws) > 0 && (which[ws[len(ws)-1]] || ws[len(ws)-1] == "and") {
		ws = ws[:len(ws)-1]
	}
	return ws
}

func drop(ws []string, which map[string]bool) []string {
	return slices.DeleteFunc(slices.Clone(ws), func(w string) bool { return which[w] })
}

// likeVendor is the similarity from which a name is worth a question.
const likeVendor = 0.8

// compareVendors tells whether two texts name the same company.
func compareVendors(a, b *vendor) (likeness, float64) {
	if len(a.names) == 0 || len(b.names) == 0 {
		return unknown, 0
	}
	for i := range a.house {
		if b.house[i] {
			return same, 1
		}
	}
	best := 0.0
	for i, x := range a.names {
		for j, y := range b.names {
			if x == y || a.cores[i] == b.cores[j] {
				return same, 1
			}
			best = max(best, similarity(x, y), similarity(a.cores[i], b.cores[j]))
			if begins(x, y) || begins(y, x) {
				best = max(best, likeVendor)
			}
		}
	}
	if best >= likeVendor {
		return likely, best
	}
	return different, best
}

// begins tells whether a name begins with all words of another.
func begins(long, short string) bool { return strings.HasPrefix(long, short+" ") }
