package sbom

import "slices"

// A Report is how a document answers a profile.
type Report struct {
	Profile    *Profile
	Components int // without the subject, which is what the document is about
	Results    []Result
}

// A Result is how a document answers one rule.
type Result struct {
	Rule     *Rule
	Asked    int // of how many: 1, or every component
	Filled   int
	Unknown  int // said that nobody knows
	Redacted int // said that it is withheld
	Failing  []Failing
}

// Failing is what does not fill a field: a component by its place in the
// document, or the document itself.
type Failing struct {
	Component int32 // -1 for the document
	Answer    Answer
}

// Measure holds a document against the profile, in time linear to both. The
// same document gives the same report, with what fails in the document's order.
func (p *Profile) Measure(d *Document) Report {
	f := factsOf(d)
	r := Report{Profile: p, Components: len(d.Components), Results: make([]Result, len(p.Rules))}
	for i := range p.Rules {
		r.Results[i].Rule = &p.Rules[i]
		r.Results[i].hold(f, p.Unknowns)
	}
	return r
}

func (r *Result) hold(f *facts, unknowns bool) {
	if r.Rule.document != nil {
		r.take(-1, r.Rule.document(f), unknowns)
		return
	}
	for i := range f.Components {
		r.take(int32(i), r.Rule.component(f, &f.Components[i]), unknowns)
	}
}

func (r *Result) take(component int32, a Answer, unknowns bool) {
	r.Asked++
	if a != Filled && !unknowns {
		a = Missing
	}
	switch a {
	case Filled:
		r.Filled++
		return
	case Unknown:
		r.Unknown++
	case Redacted:
		r.Redacted++
	}
	r.Failing = append(r.Failing, Failing{component, a})
}

// Missing is how many say nothing at all.
func (r *Result) Missing() int { return r.Lacking() - r.Unknown - r.Redacted }

// Lacking is how many do not fill the field, whatever they say instead.
func (r *Result) Lacking() int { return r.Asked - r.Filled }

// Met tells whether everything that was asked is filled. Where nothing could
// be asked, nothing was met.
func (r *Result) Met() bool { return r.Asked > 0 && r.Filled == r.Asked }

// Share is the part that is filled, from 0 to 1.
func (r *Result) Share() float64 {
	if r.Asked == 0 {
		return 0
	}
	return float64(r.Filled) / float64(r.Asked)
}

// Percent writes a share as a whole number, rounded down: 100 means all.
func Percent(share float64) int { return int(share*100 + 1e-9) }

// Share is the mean of what must be said, each rule weighing the same: a
// missing author is not outvoted by a thousand names.
func (r *Report) Share() float64 {
	sum, n := 0.0, 0
	for i := range r.Results {
		if r.Results[i].Rule.Level == Must {
			sum += r.Results[i].Share()
			n++
		}
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}

// Met counts the rules that are met in full, among those that must be.
func (r *Report) Met() (met, of int) {
	for i := range r.Results {
		if r.Results[i].Rule.Level == Must {
			of++
			if r.Results[i].Met() {
				met++
			}
		}
	}
	return met, of
}

// Result returns the answer to one rule, and whether the profile has it.
func (r *Report) Result(rule string) (*Result, bool) {
	at := slices.IndexFunc(r.Results, func(x Result) bool { return x.Rule.ID == rule })
	if at < 0 {
		return nil, false
	}
	return &r.Results[at], true
}

// Worst returns the rule that must be met and has the smallest share, the
// first of several.
func (r *Report) Worst() *Result {
	var worst *Result
	for i := range r.Results {
		if x := &r.Results[i]; x.Rule.Level == Must && (worst == nil || x.Share() < worst.Share()) {
			worst = x
		}
	}
	return worst
}
