package spdx

import "strings"

// Sets of licences can name each other, and the same one many times: beyond
// these bounds a licence is not said.
const (
	deepestLicence = 16
	mostLicences   = 1000 // in one expression
)

// license gives each component the licence that relationships say it has: the
// concluded one before the declared one. SPDX 3.0.1, Licensing.
func (g *graph) license(p *parts) {
	concluded := map[int]bool{}
	for _, l := range g.relationships {
		if l.kind != "hasConcludedLicense" && l.kind != "hasDeclaredLicense" {
			continue
		}
		i, ok := p.byID[l.from]
		if !ok || concluded[i] {
			continue
		}
		text := ""
		for _, id := range l.to {
			if text = said(g.expression(id)); text != "" {
				break
			}
		}
		c := &p.components[i]
		if text == "" || text == "NONE" && c.Licence != "" {
			if c.Licence == "" && len(l.to) > 0 {
				c.SetUnknown("licence")
			}
			continue
		}
		c.Licence, c.Ground = text, "declared"
		if l.kind == "hasConcludedLicense" {
			c.Ground = "concluded"
		}
		concluded[i] = l.kind == "hasConcludedLicense" && text != "NONE"
	}
}

// expression writes a licensing element as an SPDX expression, each once.
func (g *graph) expression(id string) string {
	text, ok := g.expressions[id]
	if !ok {
		left := mostLicences
		if text = g.licence(id, 0, &left); left < 0 {
			text = "NOASSERTION"
		}
		g.expressions[id] = text
	}
	return text
}

// licence writes an element and those that it is made of.
func (g *graph) licence(id string, depth int, left *int) string {
	if *left--; depth > deepestLicence || *left < 0 {
		return "NOASSERTION"
	}
	l, ok := g.licences[id]
	if !ok {
		return outsideLicence(id)
	}
	var parts []string
	for _, m := range l.members {
		if *left < 0 {
			break
		}
		if text := g.licence(m, depth+1, left); !unsaid(text) {
			parts = append(parts, text)
		}
	}
	switch name := strings.TrimPrefix(l.kind, "expandedlicensing_"); {
	case len(parts) == 0:
	case name == "ConjunctiveLicenseSet":
		return join(parts, " AND ", depth)
	case name == "DisjunctiveLicenseSet":
		return join(parts, " OR ", depth)
	case name == "WithAdditionOperator":
		return strings.Join(parts, " WITH ")
	case name == "OrLaterOperator":
		return parts[0] + "+"
	}
	if l.kind == "expandedlicensing_ListedLicense" || l.kind == "expandedlicensing_ListedLicenseException" {
		if listed := outsideLicence(id); listed != "NOASSERTION" {
			return listed
		}
	}
	if l.text == "" || strings.EqualFold(l.text, "NoAssertion") {
		return "NOASSERTION"
	}
	return l.text
}

func join(parts []string, word string, depth int) string {
	text := strings.Join(parts, word)
	if depth > 0 && len(parts) > 1 {
		return "(" + text + ")"
	}
	return text
}

// outsideLicence reads the identifiers that need no element: those of the
// licence list, and those for "none" and "nobody says".
func outsideLicence(id string) string {
	switch name := id[strings.LastIndexAny(id, "/_:")+1:]; {
	case name == "NoneLicense":
		return "NONE"
	case name == "NoAssertionLicense":
		return "NOASSERTION"
	case strings.Contains(id, "spdx.org/licenses/"):
		return name
	}
	return "NOASSERTION"
}
