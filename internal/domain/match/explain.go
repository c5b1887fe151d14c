package match

import (
	"slices"
	"strings"

	"aceso/internal/domain/sbom"
	"aceso/internal/domain/vuln"
)

// A Step is one name under which a component was looked up, or could not be,
// and what came of it.
type Step struct {
	By       string // what gave the name: package URL, CPE, name, name rule
	Tried    string // the name itself: "npm lodash 4.17.20"; "" where there was none to try
	Found    int    // statements that the bundle has under the name
	Affected int    // weaknesses that are in it by this name
	Untold   int    // of which nobody can tell by this name
	Outside  int    // that speak of other versions
	Say      string // what came of it, in plain words
}

// An Explanation is the answer for a component with every step on the way to it.
type Explanation struct {
	Result
	Steps []Step
}

// Explain holds a component against the bundle as ComponentIn does, and notes
// each step: what was tried, what was found, and why it was not.
func Explain(c sbom.Component, context string, intel Intel, aliases *Aliases) (Explanation, error) {
	m := newMatcher(intel, aliases, readContext(context, &c), &groups{read: map[string]*vuln.Weakness{}})
	f := search{matcher: m, s: newSubject(&c, aliases, m.doc)}
	var e Explanation
	for i := range f.s.packages {
		p := &f.s.packages[i]
		step, err := f.noted(nameOf(p.rule), strings.TrimSpace(p.ecosystem+" "+p.name+" "+p.version), func() (int, error) {
			found, err := f.byPackage(p.ecosystem, p.name)
			if err != nil {
				return 0, err
			}
			return len(found), f.lookPackage(p)
		})
		if err != nil {
			return e, err
		}
		if p.by != "" {
			step.Tried += " (" + p.by + ")"
		}
		e.Steps = append(e.Steps, step)
	}
	for i := range f.s.products {
		p := &f.s.products[i]
		step, err := f.noted(nameOf(p.rule), strings.TrimSpace(p.cpe.Vendor+":"+p.cpe.Product+" "+p.version), func() (int, error) {
			before := len(f.claims) + len(f.against)
			err := f.lookProduct(p)
			return len(f.claims) + len(f.against) - before, err
		})
		if err != nil {
			return e, err
		}
		if p.by != "" {
			step.Tried += " (" + p.by + ")"
		}
		e.Steps = append(e.Steps, step)
	}
	e.Steps = append(e.Steps, f.s.untried(aliases)...)
	var err error
	e.Result, err = m.component(&c)
	return e, err
}

// noted is what one look-up came to.
func (f *search) noted(by, tried string, look func() (int, error)) (Step, error) {
	step := Step{By: by, Tried: tried}
	claims, against, kept := len(f.claims), len(f.against), slices.Clone(f.kept)
	var err error
	if step.Found, err = look(); err != nil {
		return step, err
	}
	affected, untold, outside := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, c := range f.claims[claims:] {
		if c.hold.answer == yes && c.condition == "" {
			affected[c.weakness] = true
		} else {
			untold[c.weakness] = true
		}
	}
	for _, c := range f.against[against:] {
		outside[c.weakness] = true
	}
	step.Affected, step.Untold, step.Outside = len(affected), len(untold), len(outside)
	var lacks []string
	for _, k := range f.kept {
		if !slices.Contains(kept, k) {
			lacks = append(lacks, k)
		}
	}
	step.Say = step.say(lacks)
	return step, nil
}

func (s *Step) say(lacks []string) string {
	if s.Found == 0 && len(lacks) > 0 {
		return strings.Join(lacks, "; ")
	}
	if s.Found == 0 {
		return "the sources that cover this name say nothing of it"
	}
	var parts []string
	for _, n := range []struct {
		count int
		what  string
	}{{s.Affected, "in it"}, {s.Untold, "of which nobody can tell"}, {s.Outside, "of other versions"}} {
		if n.count > 0 {
			parts = append(parts, counted(n.count, "weakness ", "weaknesses ")+n.what)
		}
	}
	text := strings.Join(parts, ", ")
	if text == "" {
		text = "what is known under this name is about something else"
	}
	return strings.Join(append([]string{text}, lacks...), "; ")
}

// nameOf says what gave a name, by the rule of match.
func nameOf(rule string) string {
	switch rule {
	case "alias":
		return "name rule"
	case "cpe":
		return "CPE"
	case "name":
		return "name"
	case "distribution":
		return "distribution"
	}
	return "package URL"
}

// untried are the steps that led to no look-up at all.
func (s *subject) untried(aliases *Aliases) []Step {
	var out []Step
	has := func(rule string) bool {
		return slices.ContainsFunc(s.packages, func(p pkg) bool { return p.rule == rule }) ||
			slices.ContainsFunc(s.products, func(p product) bool { return p.rule == rule })
	}
	switch {
	case s.c.PURL == "":
		out = append(out, Step{By: "package URL", Say: "it carries none"})
	case !s.hasPURL:
		out = append(out, Step{By: "package URL", Tried: s.c.PURL, Say: "it can't be read"})
	case !has("purl") && !has("distribution"):
		out = append(out, Step{By: "package URL", Tried: s.c.PURL, Say: "no source of weaknesses speaks of packages of this kind"})
	}
	if len(s.c.CPEs) == 0 {
		out = append(out, Step{By: "CPE", Say: "it carries none"})
	}
	for _, snag := range s.snags {
		out = append(out, Step{By: "its names", Say: snag})
	}
	if !has("alias") {
		names := "“" + strings.Join(s.spellings(), "”, “") + "”"
		say := "no name rule is in force"
		if aliases != nil && len(aliases.exact)+len(aliases.wild) > 0 {
			say = "none of the name rules in force fits"
		}
		out = append(out, Step{By: "name rule", Tried: names, Say: say})
	}
	if s.version == "" {
		say := "it states none, and weaknesses are told by version"
		if s.instead != "" {
			say = "it has " + s.instead + " in its place: " + quoted(s)
		}
		out = append(out, Step{By: "version", Say: say})
	}
	return out
}
