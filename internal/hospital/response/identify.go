package response

import (
	"strings"

	"aceso/internal/hospital/fleet"
)

// A hit is how a unit's name stands to one target.
type hit struct {
	target  *target
	like    likeness
	score   float64
	listed  bool   // the version text names the unit's model
	confirm string // for likely: the manufacturer, when only that is in question
}

// identify compares a unit's names with every target, once for each name.
func (r *Reading) identify(u fleet.Unit) []hit {
	key := [3]string{fleet.Known(u.Manufacturer), fleet.Known(u.Model), fleet.Known(u.ModelNumber)}
	if hits, done := r.known[key]; done {
		return hits
	}
	m := r.maker(key[0])
	names := map[*vendor][]model{} // the unit's names, as they are without a vendor's words
	var hits []hit
	for i := range r.targets {
		t := &r.targets[i]
		have, done := names[t.vendor]
		if !done {
			have = readNames(key, t.vendor, m.vendor)
			names[t.vendor] = have
		}
		if h := r.compare(key, have, t, &m.targets[i]); h.like != different {
			hits = append(hits, h)
		}
	}
	r.known[key] = hits
	return hits
}

// A maker is a manufacturer as the inventory writes it, held against every target.
type maker struct {
	vendor  *vendor
	targets []aimed
}

// aimed is a target as a unit of one manufacturer sees it.
type aimed struct {
	vendors likeness
	models  []model // without the manufacturer's words
}

func (r *Reading) maker(text string) *maker {
	if m := r.makers[text]; m != nil {
		return m
	}
	m := &maker{vendor: readVendor(text), targets: make([]aimed, len(r.targets))}
	for i := range r.targets {
		t := &r.targets[i]
		a := aimed{}
		a.vendors, _ = compareVendors(t.vendor, m.vendor)
		if confirmed, found := r.aliases[aliasKey{plain(text), "", plain(t.vendor.text), ""}]; found {
			a.vendors = different
			if confirmed {
				a.vendors = same
			}
		}
		if a.vendors != same && speaksOf(t, m.vendor) {
			a.vendors = same
		}
		for _, said := range t.models {
			a.models = append(a.models, withoutOwn(said, t.vendor, m.vendor))
		}
		m.targets[i] = a
	}
	r.makers[text] = m
	return m
}

// readNames reads model, model number, and both together.
func readNames(key [3]string, vendors ...*vendor) []model {
	var have []model
	for _, text := range key[1:] {
		if text != "" {
			have = append(have, readModel(text, vendors...))
		}
	}
	if len(have) == 2 {
		have = append(have, readModel(key[1]+" "+key[2], vendors...))
	}
	return have
}

func (r *Reading) compare(key [3]string, have []model, t *target, a *aimed) hit {
	h := hit{target: t}
	switch confirmed, found := r.aliasFor(key, t); {
	case found && confirmed:
		h.like, h.score = same, 1
		return h
	case found:
		return h
	}
	ml, score, listed := compareNames(t, a.models, have, key)
	h.listed = listed
	h.like, h.score = together(a.vendors, ml, score), score
	if h.like == likely && a.vendors == unknown && ml == same && t.vendor.text != "" {
		h.confirm = t.vendor.text
	}
	return h
}

// question says what a person would have to confirm.
func (h *hit) question(u fleet.Unit) string {
	switch {
	case h.like == unknown:
		return "read the model on the unit"
	case h.confirm != "":
		return "confirm that the manufacturer of " + u.Name() + " is " + h.confirm
	}
	return "confirm that " + u.Name() + " is " + h.target.label
}

// aliasFor looks whether a person has settled these two names. A product may
// have been confirmed by its name or with its vendor's name in front.
func (r *Reading) aliasFor(key [3]string, t *target) (confirmed, found bool) {
	if len(r.aliases) == 0 {
		return false, false
	}
	k := aliasKey{manufacturer: plain(key[0]), model: plain(key[1]), vendor: plain(t.vendor.text)}
	for _, m := range t.models {
		k.product = plain(m.text)
		if confirmed, found = r.aliases[k]; found {
			return confirmed, true
		}
	}
	return false, false
}

// speaksOf tells whether the product's own name holds the unit's
// manufacturer: "Welch Allyn Connex Spot Monitor", sold by another house.
func speaksOf(t *target, v *vendor) bool {
	for _, core := range v.cores {
		if len(core) < 3 {
			continue
		}
		for _, m := range t.models {
			if strings.Contains(" "+strings.Join(words(plain(m.text)), " ")+" ", " "+core+" ") {
				return true
			}
		}
	}
	return false
}

// compareNames holds the unit's model and model number against the target's
// names, and against what its version text names.
func compareNames(t *target, models, have []model, key [3]string) (best likeness, score float64, listed bool) {
	best = unknown
	if t.helper != nil && (globbed(t.helper.Models, key[1]) || globbed(t.helper.Models, key[2])) {
		return same, 1, false
	}
	for _, h := range have {
		for _, said := range models {
			l, s := compareModels(said, h)
			// A name that says too little counts only where all do.
			if l != unknown && (best == unknown || l > best || l == best && s > score) {
				best, score = l, s
			}
		}
	}
	for _, h := range have {
		for _, said := range t.listed {
			l, s := compareModels(said, h)
			switch {
			// A number alone does not weigh more than the name beside it.
			case l == same && (best != different || len(have) == 1 || named(h)):
				return same, 1, true
			case l == likely && best == different && len(t.versions.Loose) > 0:
				best, score = likely, s
			}
		}
	}
	return best, score, false
}

// named tells whether a name has a word, not only numbers.
func named(m model) bool {
	for w := range m.words {
		if !hasDigit(w) {
			return true
		}
	}
	return false
}

// withoutOwn reads a target's name once more where it holds the unit's
// manufacturer, which then says nothing of the model.
func withoutOwn(said model, vendors ...*vendor) model {
	for _, v := range vendors {
		for w := range v.words {
			if said.words[w] {
				return readModel(said.text, vendors...)
			}
		}
	}
	return said
}

// together weighs the likeness of vendors and of models.
func together(vendors, models likeness, score float64) likeness {
	switch {
	case models == same && vendors == same:
		return same
	case models == same:
		return likely // the same name by another company, or by one that is not known
	case models == likely && vendors != different:
		return likely
	case models == likely && score >= 0.9:
		return likely
	case models == unknown && vendors != different:
		return unknown
	}
	return different
}
