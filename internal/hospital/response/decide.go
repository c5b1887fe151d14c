package response

import (
	"fmt"
	"slices"
	"strings"

	"aceso/internal/domain/advisory"
	"aceso/internal/domain/match"
	"aceso/internal/hospital/fleet"
)

// Affected answers for one unit.
func (r *Reading) Affected(u fleet.Unit) Answer {
	if len(r.targets) == 0 {
		return cannotTell(u, "the advisory says of no product how it stands", "read the text of the advisory")
	}
	hits := r.identify(u)
	sure := slices.DeleteFunc(slices.Clone(hits), func(h hit) bool { return h.like != same })
	best := bestOf(hits)
	switch {
	case len(sure) > 0:
		answer := r.byVersion(u, sure)
		if answer.State == match.NotAffected && best != nil {
			if in, _ := best.holds(u); in == advisory.Yes && best.score >= likeModel {
				return cannotTell(u, answer.Why+"; but "+best.target.label+" may be the same product, and there "+u.Version+" is named", best.question(u))
			}
		}
		return answer
	case best != nil && best.like == unknown:
		return cannotTell(u, "the inventory names no model, and the advisory is about "+r.named, best.question(u))
	case best != nil:
		return cannotTell(u, fmt.Sprintf("%s resembles %s (%.2f), which the advisory names", u.Name(), best.target.label, best.score), best.question(u))
	case fleet.Known(u.Manufacturer) == "" && fleet.Known(u.Model) == "" && fleet.Known(u.ModelNumber) == "":
		return cannotTell(u, "the inventory names neither manufacturer nor model", "read manufacturer and model on the unit")
	}
	return Answer{Tag: u.Tag, State: match.NotAffected, Why: "the advisory names only " + r.named}
}

func cannotTell(u fleet.Unit, why, settle string) Answer {
	return Answer{Tag: u.Tag, State: match.CannotTell, Why: why, Settle: settle}
}

// bestOf returns the hit most worth a question, nil when there is none that
// is not sure already.
func bestOf(hits []hit) *hit {
	var best *hit
	for i := range hits {
		h := &hits[i]
		if h.like != same && (best == nil || h.like > best.like || h.like == best.like && h.score > best.score) {
			best = h
		}
	}
	return best
}

// holds tells whether the unit's version is among those that the target names.
func (h *hit) holds(u fleet.Unit) (advisory.Inside, string) {
	t := h.target
	if t.helper != nil && len(t.helper.Serials) > 0 {
		switch serial := fleet.Known(u.Serial); {
		case serial == "":
			return advisory.Unclear, "the advisory names serial numbers, and the unit's is not known"
		case !globbed(t.helper.Serials, serial):
			return advisory.No, "the serial number " + serial + " is not among those named"
		}
	}
	if h.listed {
		return advisory.Yes, "the advisory names the model in its version text \"" + t.versions.Text + "\""
	}
	in, why := t.versions.Holds(fleet.Known(u.Version))
	if in == advisory.Yes && t.needs != "" {
		return advisory.Unclear, "the unit is affected where " + t.needs + " is installed on it"
	}
	return in, why
}

// A tally is what the sure hits say, over all weaknesses.
type tally struct {
	affected, clear map[string]bool
	why             string // of the first that is affected
	whyClear        string
	unclear         *hit
	whyUnclear      string
	open            *hit
	outside         string // why the version is not named
}

func (r *Reading) byVersion(u fleet.Unit, sure []hit) Answer {
	t := tally{affected: map[string]bool{}, clear: map[string]bool{}}
	for i := range sure {
		t.add(&sure[i], u)
	}
	remaining := 0
	for name := range t.affected {
		if !t.clear[name] {
			remaining++
		}
	}
	switch {
	case remaining > 0:
		return Answer{Tag: u.Tag, State: match.Affected, Why: t.why}
	case len(t.affected) > 0:
		return cannotTell(u, "the advisory names the unit as affected and as not: "+t.why+"; "+t.whyClear, "ask the vendor which of the two holds")
	case t.unclear != nil:
		return cannotTell(u, t.unclear.target.label+": "+t.whyUnclear, t.settle(u))
	case t.open != nil:
		return cannotTell(u, t.open.target.label+": the vendor is still looking into it", "wait for the vendor's next revision")
	case len(t.clear) > 0:
		return Answer{Tag: u.Tag, State: match.NotAffected, Why: t.whyClear}
	}
	return Answer{Tag: u.Tag, State: match.NotAffected, Why: t.outside}
}

func (t *tally) add(h *hit, u fleet.Unit) {
	c := h.target.claim
	in, why := h.holds(u)
	reason := h.target.label + ": " + why
	switch in {
	case advisory.Yes:
		note(t.affected, c.Affected, &t.why, reason+weaknesses(c.Affected))
		note(t.clear, c.Clear, &t.whyClear, reason+" as not affected"+weaknesses(c.Clear))
		if len(c.Open) > 0 && t.open == nil {
			t.open = h
		}
	case advisory.Unclear:
		if len(c.Affected)+len(c.Open) > 0 && t.unclear == nil {
			t.unclear, t.whyUnclear = h, why
		}
	case advisory.No:
		if t.outside == "" {
			t.outside = reason
		}
	}
	if t.outside == "" {
		t.outside = reason
	}
}

func note(all map[string]bool, names []string, first *string, reason string) {
	if len(names) > 0 && *first == "" {
		*first = reason
	}
	for _, n := range names {
		all[n] = true
	}
}

// weaknesses writes names in brackets, at most three.
func weaknesses(names []string) string {
	if len(names) == 0 || names[0] == "" {
		return ""
	}
	if len(names) > 3 {
		return fmt.Sprintf(" (%s and %d more)", strings.Join(names[:3], ", "), len(names)-3)
	}
	return " (" + strings.Join(names, ", ") + ")"
}

// settle says what would make the unclear answer clear.
func (t *tally) settle(u fleet.Unit) string {
	target := t.unclear.target
	switch {
	case target.helper != nil && len(target.helper.Serials) > 0 && fleet.Known(u.Serial) == "":
		return "read the serial number on the unit"
	case target.needs != "" && strings.Contains(t.whyUnclear, target.needs):
		return "look whether " + target.needs + " is installed on the unit"
	case fleet.Known(u.Version) == "":
		return "read the software version on the unit"
	case target.versions.Dated():
		return "compare the unit's date of manufacture or release with \"" + target.versions.Text + "\""
	}
	return fmt.Sprintf("ask %s whether %s is among \"%s\", or read the version and model number again on the unit", vendorOr(target), u.Version, target.versions.Text)
}

func vendorOr(t *target) string {
	if t.vendor.text == "" {
		return "the vendor"
	}
	return t.vendor.text
}
