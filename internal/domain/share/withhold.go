package share

import (
	"slices"

	"aceso/internal/domain/sbom"
)

// Withhold takes every part out of a document in which something is marked
// redacted, and returns how many. The document then says of itself that it is
// incomplete: a gap must not look like a whole (NTIA 2021, "known unknowns").
// What was nested in a part that goes is kept, one level up.
func Withhold(doc *sbom.Document) int {
	gone := map[string]string{} // ref to the ref of what it was nested in
	for _, c := range doc.Components {
		if len(c.Redacted) > 0 {
			gone[c.Ref] = c.Parent
		}
	}
	if len(gone) == 0 {
		return 0
	}
	out := func(ref string) bool { _, ok := gone[ref]; return ok }
	before := len(doc.Components)
	doc.Components = slices.DeleteFunc(slices.Clone(doc.Components), func(c sbom.Component) bool { return len(c.Redacted) > 0 })
	for i := range doc.Components {
		c := &doc.Components[i]
		for range gone { // no longer than the longest way up, should parents run in a circle
			if !out(c.Parent) {
				break
			}
			c.Parent = gone[c.Parent]
		}
		if out(c.Parent) {
			c.Parent = ""
		}
	}
	doc.Edges = slices.DeleteFunc(slices.Clone(doc.Edges), func(e sbom.Edge) bool { return out(e.From) || out(e.To) })
	doc.Leaves = slices.DeleteFunc(slices.Clone(doc.Leaves), out)
	doc.Statements = withoutRefs(doc.Statements, out)
	doc.Extents = []sbom.Extent{{How: "incomplete"}}
	return before - len(doc.Components)
}

// withoutRefs keeps of embedded statements what speaks of a part that is there.
func withoutRefs(all []sbom.Statement, out func(string) bool) []sbom.Statement {
	var kept []sbom.Statement
	for _, s := range all {
		if had := len(s.Refs); had > 0 {
			if s.Refs = slices.DeleteFunc(slices.Clone(s.Refs), out); len(s.Refs) == 0 {
				continue
			}
		}
		kept = append(kept, s)
	}
	return kept
}
