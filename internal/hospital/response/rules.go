package response

import (
	"aceso/internal/domain/match"
	"aceso/internal/hospital/fleet"
)

// FromRules turns name rules into what they confirm for these units: a unit
// whose model, or whose manufacturer and model, goes by a rule's names is the
// rule's product of the rule's vendor. A rule without a vendor confirms
// nothing: the same model name is used by many.
func FromRules(rules []match.Alias, units []fleet.Unit) []Alias {
	var out []Alias
	done := map[[3]string]bool{}
	for _, u := range units {
		key := [3]string{u.Manufacturer, u.Model, u.ModelNumber}
		if done[key] {
			continue
		}
		done[key] = true
		for i := range rules {
			r := &rules[i]
			if r.Vendor != "" && r.Undone.IsZero() && r.Fits(u.Model, u.ModelNumber, u.Manufacturer+" "+u.Model) {
				out = append(out, Alias{Manufacturer: u.Manufacturer, Model: u.Model, Vendor: r.Vendor, Product: r.Name, Same: true})
			}
		}
	}
	return out
}
