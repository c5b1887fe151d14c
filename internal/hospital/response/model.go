package response

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// kindWords say what sort of thing a product is, not which one.
var kindWords = set("monitor monitors pump pumps system systems device devices unit units software firmware series family product products " +
	"model models version versions medical patient the a an and or of for with used certain all infusion ventilator ventilators " +
	"defibrillator defibrillators electrocardiograph programmer scanner analyzer analyser imager ultrasound app application module operating control " +
	"loan loaner spare demo rental backup portable bedside")

// A model is a product's name in the forms in which it is compared.
type model struct {
	text    string
	compact string          // letters and digits alone
	words   map[string]bool // without the vendor's and kind words
	parts   map[string]bool // the same, parted between letters and digits: "pc8015" is pc and 8015
	digits  map[string]bool // the runs of digits in words
	others  []string        // compact forms of alternatives: in brackets, beside a slash
}

// readModel reads a name; the words of vendors in it say nothing more.
func readModel(text string, vendors ...*vendor) model {
	p := plain(text)
	m := model{text: strings.Join(strings.Fields(text), " "), words: map[string]bool{}, parts: map[string]bool{}, digits: map[string]bool{}}
	ws := joinNumbers(withoutVendors(words(p), vendors))
	telling := drop(ws, kindWords)
	if len(telling) == 0 {
		telling = ws
	}
	m.compact = strings.Join(ws, "")
	for _, w := range telling {
		m.words[w] = true
		for _, part := range runs.FindAllString(w, -1) {
			m.parts[part] = true
			if hasDigit(part) {
				m.digits[part] = true
			}
		}
	}
	for _, part := range alternatives(p) {
		if c := strings.Join(joinNumbers(withoutVendors(words(part), vendors)), ""); c != "" && c != m.compact {
			m.others = append(m.others, c)
		}
	}
	return m
}

var runs = regexp.MustCompile(`[0-9]+|[^0-9]+`)

// withoutVendors drops the vendors' words from the front of a name, unless
// nothing else would be left.
func withoutVendors(ws []string, vendors []*vendor) []string {
	rest := ws
	for len(rest) > 1 && slices.ContainsFunc(vendors, func(v *vendor) bool { return v.words[rest[0]] }) {
		rest = rest[1:]
	}
	return rest
}

// joinNumbers writes "pm 8" and "mx 40" as one word, as "PM8" is.
func joinNumbers(ws []string) []string {
	var out []string
	for i := 0; i < len(ws); i++ {
		w := ws[i]
		if i+1 < len(ws) && len(w) <= 3 && !hasDigit(w) && !kindWords[w] && unicode.IsDigit([]rune(ws[i+1])[0]) {
			w += ws[i+1]
			i++
		}
		out = append(out, w)
	}
	return out
}

// alternatives are parts of a name that may stand for it: what is in
// brackets, what is outside, and what slashes and "and" part.
func alternatives(p string) []string {
	var all []string
	outside := p
	for {
		before, rest, found := strings.Cut(outside, "(")
		if !found {
			break
		}
		inside, after, _ := strings.Cut(rest, ")")
		all = append(all, inside)
		outside = before + " " + after
	}
	if len(all) > 0 {
		all = append(all, outside)
	}
	parts := strings.Split(strings.NewReplacer(" and ", "/", ", ", "/", " or ", "/").Replace(outside), "/")
	if len(parts) > 1 {
		all = append(all, parts...)
	}
	return all
}

// telling tells whether a word by itself names a model: PM8, 8015, CMS8000.
func telling(w string) bool {
	return hasDigit(w) && (len(w) >= 3 || strings.IndexFunc(w, unicode.IsLetter) >= 0 && len(w) >= 2)
}

// likeModel is the similarity from which a name is worth a question.
const likeModel = 0.8

// compareModels tells whether a unit's model is the one an advisory names.
func compareModels(said, have model) (likeness, float64) {
	if len(said.words) == 0 || len(have.words) == 0 || !telledBy(have.words) {
		return unknown, 0
	}
	if said.compact == have.compact || maps.Equal(said.words, have.words) || maps.Equal(said.parts, have.parts) || slices.Contains(said.others, have.compact) {
		return same, 1
	}
	shared, named := 0, false
	for w := range have.words {
		if said.words[w] {
			shared++
			named = named || telling(w)
		}
	}
	like := rest(said, have, shared)
	switch {
	case shared == len(have.words) && named:
		return same, max(like, 0.95) // 8015 of "Alaris 8015 PC unit", TC30 of "PageWriter TC20 TC30"
	case shared == len(have.words) || shared == len(said.words):
		return likely, max(like, likeModel)
	case len(said.digits) > 0 && len(have.digits) > 0 && !overlap(said.digits, have.digits):
		return different, like // MX40 is not MX800, whatever they share
	case named, sharesNumber(said, have), like >= likeModel, 2*shared >= len(said.words)+len(have.words)-shared:
		return likely, max(like, 0.5)
	}
	return different, like
}

// rest is the similarity of what two names don't share: between IntelliSpace
// Portal and IntelliSpace Perinatal it is that of the second words.
func rest(said, have model, shared int) float64 {
	if shared == 0 {
		return similarity(said.compact, have.compact)
	}
	own := func(m, other model) string {
		var ws []string
		for w := range m.words {
			if !other.words[w] {
				ws = append(ws, w)
			}
		}
		slices.Sort(ws)
		return strings.Join(ws, "")
	}
	a, b := own(said, have), own(have, said)
	if a == "" || b == "" {
		return similarity(said.compact, have.compact)
	}
	return similarity(a, b)
}

// telledBy tells whether a name says more than a kind: "patient monitor" doesn't.
func telledBy(ws map[string]bool) bool {
	for w := range ws {
		if !kindWords[w] {
			return true
		}
	}
	return false
}

// sharesNumber tells whether both names have a number of three digits or more.
func sharesNumber(a, b model) bool {
	for d := range a.digits {
		if len(d) >= 3 && b.digits[d] {
			return true
		}
	}
	return false
}

func overlap(a, b map[string]bool) bool {
	for w := range a {
		if b[w] {
			return true
		}
	}
	return false
}
