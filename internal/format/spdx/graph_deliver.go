package spdx

import (
	"slices"

	"aceso/internal/domain/sbom"
)

// deliver takes over the file that a package is distributed as (BSI
// TR-03183-2 version 2.1.0, 8.2: hasDistributionArtifact).
func (g *graph) deliver(p *parts) {
	var files map[string]*rawElement
	for _, l := range g.relationships {
		i, known := p.byID[l.from]
		if l.kind != "hasDistributionArtifact" || !known {
			continue
		}
		if files == nil {
			files = make(map[string]*rawElement, len(g.files))
			for i := range g.files {
				files[g.files[i].id] = &g.files[i]
			}
		}
		for _, to := range l.to {
			if f := files[to]; f != nil && p.components[i].Delivered == nil {
				p.components[i].Delivered = f.delivered()
			}
		}
	}
}

// delivered reads the properties of the guideline off the purposes of a file:
// a word that is left out says no, where any is given.
func (e *rawElement) delivered() *sbom.Delivered {
	d := &sbom.Delivered{File: e.name, Hashes: hashes3Of(e.sums)}
	if len(e.purposes) == 0 {
		return d
	}
	d.Executable, d.Archive = "non-executable", "no archive"
	if slices.Contains(e.purposes, "executable") {
		d.Executable = "executable"
	}
	if slices.Contains(e.purposes, "archive") {
		d.Archive = "archive"
	}
	switch {
	case slices.Contains(e.purposes, "container"):
		d.Structured = "structured"
	case slices.Contains(e.purposes, "firmware"):
		d.Structured = "unstructured"
	}
	return d
}

// extents gathers how whole the relationships say they are, by the word.
func (g *graph) extents(p *parts) []sbom.Extent {
	words := [...]string{"complete", "incomplete", "noAssertion"}
	var refs [len(words)][]string
	for _, l := range g.relationships {
		i, known := p.byID[l.from]
		at := slices.Index(words[:], l.whole)
		if at < 0 || !known || l.kind != "dependsOn" && l.kind != "contains" {
			continue
		}
		refs[at] = append(refs[at], p.components[i].Ref)
	}
	var all []sbom.Extent
	for at, word := range words {
		if len(refs[at]) > 0 {
			all = append(all, sbom.Extent{How: word, Refs: refs[at]})
		}
	}
	return all
}
