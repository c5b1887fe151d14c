package match

import (
	"runtime"
	"strings"
	"sync"

	"aceso/internal/domain/sbom"
	"aceso/internal/domain/vuln"
)

// Document holds every component of a document against the bundle. The results
// stand in the order of the components. Statements that travel inside the document
// change nothing here: they are their author's word, shown beside ours.
func Document(doc *sbom.Document, intel Intel, aliases *Aliases) ([]Result, error) {
	out := make([]Result, len(doc.Components))
	first, same := distinct(doc.Components)
	around := survey(doc)
	shared := &groups{read: map[string]*vuln.Weakness{}}
	workers := 1
	if len(first) >= 256 {
		workers = min(runtime.GOMAXPROCS(0), 4)
	}
	errs := make([]error, workers)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			m := newMatcher(intel, aliases, around, shared)
			// Runs of neighbours, since neighbours often share a source package.
			from, to := len(first)*w/workers, len(first)*(w+1)/workers
			for _, i := range first[from:to] {
				if out[i], errs[w] = m.component(&doc.Components[i]); errs[w] != nil {
					return
				}
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	for i, j := range same {
		if i != j {
			out[i] = out[j]
		}
	}
	return out, nil
}

// distinct returns the places of the components that differ in what matching
// looks at, and for each component the place of the first like it.
func distinct(all []sbom.Component) (first, same []int) {
	seen := make(map[string]int, len(all))
	same = make([]int, len(all))
	for i := range all {
		k := Key(&all[i])
		j, ok := seen[k]
		if !ok {
			j = i
			seen[k] = i
			first = append(first, i)
		}
		same[i] = j
	}
	return first, same
}

// Key returns the identity of a component for matching: two with the same key have the
// same answer in the same document.
func Key(c *sbom.Component) string {
	var b strings.Builder
	texts := [...]string{c.PURL, c.Distro, c.Source, c.SourceVersion, c.Group, c.Name, c.Version, c.Supplier, c.Kind}
	n := len(texts)
	for _, s := range texts {
		n += len(s)
	}
	for _, cpe := range c.CPEs {
		n += len(cpe) + 1
	}
	b.Grow(n)
	for _, s := range texts {
		b.WriteString(s)
		b.WriteByte(0)
	}
	for _, cpe := range c.CPEs {
		b.WriteString(cpe)
		b.WriteByte(0)
	}
	return b.String()
}
