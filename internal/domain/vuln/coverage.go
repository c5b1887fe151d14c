package vuln

import (
	"slices"
	"strings"
)

// Products, among what a source covers, is everything that is found by a CPE.
const Products = "cpe"

// Covers tells whether a source that was read speaks of all of an ecosystem
// ("npm"), of a distribution or one release of it ("Debian", "Debian:12"), or
// of products. A stray statement from elsewhere covers nothing: what no source
// covers must not look clean.
func (i Info) Covers(what string) bool {
	return slices.ContainsFunc(i.Sources, func(s Source) bool { return slices.Contains(s.Covers, what) })
}

// Coverage returns all that the sources cover, in order.
func (i Info) Coverage() []string {
	var out []string
	for _, s := range i.Sources {
		out = append(out, s.Covers...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Releases returns the releases of a distribution that are covered.
func (i Info) Releases(distribution string) []string {
	return slices.DeleteFunc(i.Coverage(), func(c string) bool { return !strings.HasPrefix(c, distribution+":") })
}

// Limits returns, source by source, what the sources themselves lack.
func (i Info) Limits() []string {
	var out []string
	for _, s := range i.Sources {
		if s.Limit != "" {
			out = append(out, s.Name+" "+s.Limit)
		}
	}
	return out
}
