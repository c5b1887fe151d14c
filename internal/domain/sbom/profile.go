package sbom

import (
	"slices"
	"strings"

	"aceso/internal/value/fault"
)

// A Profile is what somebody asks a bill of materials to say: a named edition
// of a public text, as rules that can be held against any document.
type Profile struct {
	ID       string // ntia-2021
	Name     string // NTIA minimum elements
	Edition  string // "2021", "draft of 22 August 2025"
	Source   string // title and section
	Standing string // what its reader has to know of it
	Unknowns bool   // "nobody knows" and "withheld" are answers of their own; else they count as nothing
	Rules    []Rule
}

// A Level is how much a rule weighs.
type Level string

// The levels. The share of a profile is taken over what must be said.
const (
	Must   Level = "must"
	Should Level = "should"
)

// A Rule asks for one field: of the document, or of each component.
type Rule struct {
	ID      string // ntia-supplier
	Name    string // Supplier name
	Asks    string // ends the sentence "12 of 14 components …": "name their supplier"
	Section string // of the source
	Level   Level
	Help    string // what to do where it is not kept

	document  func(*facts) Answer // one of the two
	component func(*facts, *Component) Answer
}

// PerComponent tells whether the rule asks every component, and not the document.
func (r *Rule) PerComponent() bool { return r.component != nil }

// An Answer is what a field says.
type Answer string

// The answers. Only Filled counts as filled.
const (
	Missing  Answer = "missing"
	Unknown  Answer = "unknown"  // it is stated that nobody knows
	Redacted Answer = "redacted" // it is stated that it is withheld
	Filled   Answer = "filled"
)

// Profiles are all profiles there are, in the order in which they are shown.
func Profiles() []*Profile { return []*Profile{&ntia2021, &cisa2025, &fda2026, &bsi2025} }

// ProfileByID returns a profile. "" is the first.
func ProfileByID(id string) (*Profile, error) {
	all := Profiles()
	if id == "" {
		return all[0], nil
	}
	if at := slices.IndexFunc(all, func(p *Profile) bool { return p.ID == id }); at >= 0 {
		return all[at], nil
	}
	return nil, fault.New(fault.Invalid, "there is no quality profile %.40q", id).Helped("known are %s", strings.Join(ProfileIDs(), ", "))
}

// ProfileIDs names all profiles.
func ProfileIDs() []string {
	var ids []string
	for _, p := range Profiles() {
		ids = append(ids, p.ID)
	}
	return ids
}
