package nvd

import (
	"slices"
	"strings"

	"aceso/internal/domain/vuln"
	"aceso/internal/value/check"
)

// A Configuration is a tree of conditions on what is installed together. The
// CVE format has the same under cpeApplicability.
type Configuration struct {
	Operator string `json:"operator"`
	Negate   bool   `json:"negate"`
	Nodes    []Node `json:"nodes"`
}

// A Node joins matches, and in 1.1 further nodes, by AND or OR.
type Node struct {
	Operator string  `json:"operator"`
	Negate   bool    `json:"negate"`
	Match    []Match `json:"cpeMatch"`
	Legacy   []Match `json:"cpe_match"`
	Children []Node  `json:"children"`
}

// A Match names a product and its versions. Vulnerable says whether it is
// what is weak, or only where the weak thing must run.
type Match struct {
	Vulnerable     bool   `json:"vulnerable"`
	Criteria       string `json:"criteria"`
	Legacy         string `json:"cpe23Uri"`
	StartIncluding string `json:"versionStartIncluding"`
	StartExcluding string `json:"versionStartExcluding"`
	EndIncluding   string `json:"versionEndIncluding"`
	EndExcluding   string `json:"versionEndExcluding"`
}

func (m *Match) cpe() string {
	if m.Criteria != "" {
		return m.Criteria
	}
	return m.Legacy
}

// maxDepth bounds a tree of nodes; real ones have two levels.
const maxDepth = 16

// Statements turns configurations into statements: one for each weak product
// under each set of conditions, with all its versions.
func Statements(ps *check.Problems, list []Configuration, source, id string) []vuln.Statement {
	c := collector{ps: ps, source: source, record: id}
	for _, conf := range list {
		c.walk(Node{Operator: conf.Operator, Negate: conf.Negate, Children: conf.Nodes}, nil, false, 0)
	}
	return c.out
}

// A collector gathers statements, joining those that differ in version only.
type collector struct {
	ps             *check.Problems
	source, record string
	out            []vuln.Statement
	every          []bool // of out: some match named every version
}

// walk visits a node with the conditions that hold around it. Below a negated
// node, or beside one, it can't be told what must be absent: unsure.
func (c *collector) walk(n Node, with []vuln.With, unsure bool, depth int) {
	if depth > maxDepth {
		c.ps.Add("configurations", "nvd-depth", "the tree of conditions is deeper than %d", maxDepth)
		return
	}
	unsure = unsure || n.Negate
	matches := n.Match
	if len(matches) == 0 {
		matches = n.Legacy
	}
	all := strings.EqualFold(n.Operator, "AND")
	around := func(matchSkip, childSkip int) ([]vuln.With, bool) {
		if !all {
			return with, unsure
		}
		w, u := slices.Clip(with), unsure
		for i := range matches {
			if i != matchSkip {
				w = append(w, vuln.With{AnyOf: []string{matches[i].cpe()}})
			}
		}
		for i := range n.Children {
			if i == childSkip {
				continue
			}
			if n.Children[i].Negate {
				u = true
				continue
			}
			if names := leaves(nil, &n.Children[i], depth); len(names) > 0 {
				w = append(w, vuln.With{AnyOf: names})
			}
		}
		return w, u
	}
	for i := range matches {
		if matches[i].Vulnerable {
			w, u := around(i, -1)
			c.add(&matches[i], w, u)
		}
	}
	for i := range n.Children {
		if w, u := around(-1, i); weak(&n.Children[i], depth) {
			c.walk(n.Children[i], w, u, depth+1)
		}
	}
}

// weak tells whether anything below a node is vulnerable itself.
func weak(n *Node, depth int) bool {
	for _, list := range [][]Match{n.Match, n.Legacy} {
		for i := range list {
			if list[i].Vulnerable {
				return true
			}
		}
	}
	for i := range n.Children {
		if depth < maxDepth && weak(&n.Children[i], depth+1) {
			return true
		}
	}
	return false
}

// leaves returns the names of all products below a node.
func leaves(names []string, n *Node, depth int) []string {
	for _, list := range [][]Match{n.Match, n.Legacy} {
		for i := range list {
			if s := list[i].cpe(); s != "" {
				names = append(names, s)
			}
		}
	}
	for i := range n.Children {
		if depth < maxDepth {
			names = leaves(names, &n.Children[i], depth+1)
		}
	}
	return names
}

// add notes a match.
func (c *collector) add(m *Match, with []vuln.With, unsure bool) {
	name, version, ok := AnyVersion(m.cpe())
	if !ok {
		c.ps.Add("configurations", "nvd-criteria", "%q is no CPE 2.3 name", m.cpe())
		return
	}
	r := vuln.Range{Scheme: vuln.Generic, Introduced: m.StartIncluding, Fixed: m.EndExcluding, LastAffected: m.EndIncluding}
	if m.StartExcluding != "" {
		r.Introduced, r.IntroducedEx = m.StartExcluding, true
	}
	bounded := r != vuln.Range{Scheme: vuln.Generic}
	s, every := c.statement(name, with, unsure)
	switch {
	case bounded:
		s.Ranges = append(s.Ranges, r)
	case version != "":
		if !slices.Contains(s.Versions, version) {
			s.Versions = append(s.Versions, version)
		}
	default:
		*every = true
	}
	if *every {
		s.Ranges, s.Versions = nil, nil
	}
}

// statement finds the statement with that name and these conditions, or
// makes it.
func (c *collector) statement(cpe string, with []vuln.With, unsure bool) (*vuln.Statement, *bool) {
	says := vuln.Affected
	if unsure {
		says = vuln.Unknown
	}
	for i := len(c.out) - 1; i >= 0; i-- {
		s := &c.out[i]
		if s.CPE == cpe && s.Says == says && slices.EqualFunc(s.With, with, sameWith) {
			return s, &c.every[i]
		}
	}
	c.out = append(c.out, vuln.Statement{Source: c.source, Record: c.record, CPE: cpe, Says: says, With: with})
	c.every = append(c.every, false)
	return &c.out[len(c.out)-1], &c.every[len(c.out)-1]
}

func sameWith(a, b vuln.With) bool { return slices.Equal(a.AnyOf, b.AnyOf) }

// AnyVersion splits a CPE 2.3 name into the name with any version and the
// version that it had. The version is "" where the name had none, or where it
// can't stand alone: it has wildcards, or an update ("beta1") belongs to it. Then
// the name is given back as it was.
func AnyVersion(cpe string) (name, version string, ok bool) {
	if !strings.HasPrefix(cpe, "cpe:2.3:") {
		return "", "", false
	}
	var at [14]int // where each field begins, after its colon
	n := 0
	for i := 0; i < len(cpe); i++ {
		switch {
		case cpe[i] == '\\':
			i++
		case cpe[i] == ':':
			if n == len(at) {
				return "", "", false
			}
			at[n] = i + 1
			n++
		}
	}
	if n != 12 { // cpe, 2.3 and eleven attributes
		return "", "", false
	}
	version, update := cpe[at[4]:at[5]-1], cpe[at[5]:at[6]-1]
	if cpe[at[3]:at[4]-1] == "" {
		return "", "", false
	}
	if version == "" || version == "-" || strings.ContainsAny(version, "*?") || update != "*" && update != "-" {
		return cpe, "", true
	}
	return cpe[:at[4]] + "*" + cpe[at[5]-1:], strings.ReplaceAll(version, "\\", ""), true
}
