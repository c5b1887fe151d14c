package web

import (
	"slices"
	"strings"

	"aceso/internal/domain/org"
	"aceso/internal/serve/web/view/ui"
	view "aceso/internal/serve/web/view/unchecked"
	"aceso/internal/store"
)

// A hindrance is a kind of reason for which parts can't be checked, with what
// would settle it. Matching words each reason for its part; a kind is known by
// what its reasons have in common.
type hindrance struct {
	key    string   // in the address
	marks  []string // a reason that holds one of these is of the kind
	name   string
	settle string
	act    ui.Link
	needs  org.Permission // of the act
}

// hindrances are the kinds, in the order in which a reason is held against them.
var hindrances = []hindrance{
	{
		key: "no-name", marks: []string{"neither purl nor CPE"}, name: "They carry no name that a source knows",
		settle: "Say which product is meant: one name rule holds for every release. Or let the build tool write package URLs into the parts list.",
		act:    ui.Link{Label: "Identity desk", URL: "/names"}, needs: org.ReadNames,
	},
	{
		key: "bad-name", marks: []string{"can't be read", "names no product"}, name: "Their package URL or CPE is not well-formed",
		settle: "Mend it in the parts list and send it again, or keep a name rule.",
		act:    ui.Link{Label: "Identity desk", URL: "/names"}, needs: org.ReadNames,
	},
	{
		key: "no-version", marks: []string{"version missing", "for a version"}, name: "They state no version",
		settle: "State the version in the parts list of the release and send it again.",
		act:    ui.Link{Label: "Check a parts list", URL: "/import"}, needs: org.ImportSBOM,
	},
	{
		key: "no-feed", marks: []string{"bundle holds nothing", "feed", "covers"}, name: "The weakness data has no feed for them",
		settle: "Add the feed to the bundle; they are checked again by themselves.",
		act:    ui.Link{Label: "Intelligence", URL: "/intelligence"}, needs: org.ReadIntel,
	},
	{
		key: "no-product", marks: []string{"knows no product"}, name: "No source knows a product of that name",
		settle: "It may go by another name there: a name rule says by which. A product that nobody else has stays so.",
		act:    ui.Link{Label: "Identity desk", URL: "/names"}, needs: org.ReadNames,
	},
	{
		key: "no-source", marks: []string{"has no known source", "no known source speaks"}, name: "No source speaks of their kind of package",
		settle: "A name rule that gives their CPE lets NVD answer for them.",
		act:    ui.Link{Label: "Identity desk", URL: "/names"}, needs: org.ReadNames,
	},
	{
		key: "no-origin", marks: []string{"source packages"}, name: "The parts list does not tell their source package",
		settle: "Make the parts list with a tool that writes the source package of each distribution package.",
	},
	{
		key: "file", marks: []string{"it is a file"}, name: "They are files, not packages",
		settle: "Nothing, when the package they belong to is in the list. Else name that package.",
	},
}

// The kinds that no words tell.
var (
	waiting  = hindrance{key: "waiting", name: "They wait for their first check", settle: "They are checked by themselves once there is weakness data.", act: ui.Link{Label: "Intelligence", URL: "/intelligence"}, needs: org.ReadIntel}
	otherwhy = hindrance{key: "other", name: "Another reason", settle: "The reason stands beside each part. A name rule often helps.", act: ui.Link{Label: "Identity desk", URL: "/names"}, needs: org.ReadNames}
)

// hindranceOf returns the kind of a reason.
func hindranceOf(r store.UncheckedReason) hindrance {
	if r.Checked == store.Waiting {
		return waiting
	}
	for _, h := range hindrances {
		if slices.ContainsFunc(h.marks, func(m string) bool { return strings.Contains(r.Cause, m) }) {
			return h
		}
	}
	return otherwhy
}

// kinds groups reasons by their kind, those with most parts first.
func kinds(reasons []store.UncheckedReason) []kind {
	var out []kind
	for _, r := range reasons {
		h := hindranceOf(r)
		i := slices.IndexFunc(out, func(k kind) bool { return k.key == h.key })
		if i < 0 {
			i, out = len(out), append(out, kind{hindrance: h})
		}
		out[i].parts += r.Parts
		out[i].reasons = append(out[i].reasons, r)
	}
	slices.SortStableFunc(out, func(a, b kind) int { return b.parts - a.parts })
	return out
}

// A kind is a hindrance with the reasons that are of it, those with most parts first.
type kind struct {
	hindrance
	reasons []store.UncheckedReason
	parts   int
}

// causesShown is how many causes of one kind are named; what fits a single
// part each is named beside the part.
const causesShown = 3

// causes names what the kind's reasons say to the letter, where they differ.
func (k kind) causes() []view.Cause {
	if len(k.reasons) < 2 || k.reasons[0].Parts < 2 {
		return nil
	}
	var out []view.Cause
	rest := k.parts
	for _, r := range k.reasons[:min(causesShown, len(k.reasons))] {
		out = append(out, view.Cause{Text: ui.Upper(r.Cause), Parts: r.Parts})
		rest -= r.Parts
	}
	if rest > 0 {
		out = append(out, view.Cause{Text: "Others", Parts: rest})
	}
	return out
}
