package app

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"aceso/internal/domain/match"
	"aceso/internal/domain/sbom"
	"aceso/internal/domain/vuln"
	"aceso/internal/format/bom"
	"aceso/internal/format/cyclonedx"
	"aceso/internal/format/intake"
	"aceso/internal/format/sarif"
	"aceso/internal/store/intel"
	"aceso/internal/value/check"
)

// A Checked is a bill of materials held against a bundle of weaknesses, from
// files alone. Its JSON shape is stable: keys may come, none goes.
type Checked struct {
	Bundle       string           `json:"bundle"`     // id of what it rests on
	Components   int              `json:"components"` // looked at
	NotCheckable []CheckedOpen    `json:"not_checkable"`
	Findings     []CheckedFinding `json:"findings"`     // affected and cannot_tell, worst first
	NotAffected  []CheckedFinding `json:"not_affected"` // what a source says and a nearer one denies, or takes back
	Summary      CheckedSummary   `json:"summary"`
	Policy       CheckedPolicy    `json:"policy"`
	Data         CheckedData      `json:"data"`
	Document     CheckedDocument  `json:"document"`

	doc     *sbom.Document
	results []match.Result
}

// wholeUpTo is how large a bundle may be to be read to its end at every check,
// beside the matching: 0.03 s of a processor. Of a larger one, what answers
// rest on is held against its hashes, and no more.
const wholeUpTo = 128 << 20

// CheckFile reads a bill of materials and holds it against the bundle in that
// file and the policy. Nothing is kept. With trusted keys, one of them must
// have signed the bundle.
func CheckFile(ctx context.Context, file []byte, bundle string, trusted []string, aliases *match.Aliases, policy match.Policy) (*Checked, error) {
	b, err := intel.Open(bundle)
	if err != nil {
		return nil, err
	}
	defer b.Close() // read only: nothing can be lost
	signature, err := signatureOf(b, trusted)
	if err != nil {
		return nil, err
	}
	whole := make(chan error, 1)
	go func() {
		if b.Size() > wholeUpTo {
			whole <- nil
			return
		}
		whole <- b.Unharmed()
	}()
	r, err := checkAgainst(ctx, file, b, aliases, policy)
	if damage := <-whole; damage != nil {
		return nil, damage
	}
	if err != nil {
		return nil, err
	}
	r.Data.Signature = CheckedSignature{signature.Signed, signature.Key, signature.Trusted, signature.Say()}
	return r, nil
}

func checkAgainst(ctx context.Context, file []byte, in match.Intel, aliases *match.Aliases, policy match.Policy) (*Checked, error) {
	doc, problems, err := bom.Decode(file, intake.SBOM)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	results, err := match.Document(doc, in, aliases)
	if err != nil {
		return nil, fmt.Errorf("hold the document against the bundle: %w", err)
	}
	r := newChecked(doc, results, in.Info(), policy)
	r.Document.Problems = append(r.Document.Problems, problems...)
	return r, nil
}

func newChecked(doc *sbom.Document, results []match.Result, info vuln.Info, policy match.Policy) *Checked {
	r := &Checked{
		Bundle: info.ID, Components: len(doc.Components), NotCheckable: []CheckedOpen{}, Findings: []CheckedFinding{}, NotAffected: []CheckedFinding{},
		Summary:  CheckedSummary{Severities: map[string]int{}},
		Policy:   CheckedPolicy{Rules: policy.Rules(), Breaches: []CheckedBreach{}},
		Data:     CheckedData{Made: info.Made, Sources: make([]CheckedSource, 0, len(info.Sources))},
		Document: CheckedDocument{Format: string(doc.Format), Version: doc.Version, Name: doc.Name, Problems: []check.Problem{}},
		doc:      doc, results: results,
	}
	for _, s := range info.Sources {
		r.Data.Sources = append(r.Data.Sources, CheckedSource{s.Name, date(s.AsOf), date(s.Fetched), s.Records, s.Problem, s.Limit})
	}
	said := embedded(doc)
	groups := map[string][]int{}
	for i := range doc.Components {
		r.Summary.count(&results[i])
		key := match.Key(&doc.Components[i])
		groups[key] = append(groups[key], i)
	}
	var distinct []match.Result
	for i := range doc.Components {
		if alike := groups[match.Key(&doc.Components[i])]; alike[0] == i { // told once, with all their refs
			r.add(alike, said)
			distinct = append(distinct, results[i])
		}
	}
	r.Summary.countFindings(r.Findings)
	slices.SortFunc(r.Findings, worstFirst)
	for _, b := range policy.Judge(distinct, r.Summary.NotCheckable, r.Components) {
		r.Policy.Breaches = append(r.Policy.Breaches, CheckedBreach(b))
	}
	r.Policy.Passed = len(r.Policy.Breaches) == 0
	if r.Policy.Passed && r.Summary.NotCheckable == r.Components {
		r.Policy.Warning = match.NothingChecked(r.Components) + "; it passed only because no rule asks for that (not-checkable, nothing-checked)"
	}
	return r
}

func date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}

// count adds one component's result, as the pages count it.
func (s *CheckedSummary) count(r *match.Result) {
	affected, untold := r.Count()
	switch match.StandOf(r.Checked, affected, untold) {
	case match.StandsAffected:
		s.Matched++
		s.AffectedParts++
	case match.StandsUntold:
		s.Matched++
		s.UntoldParts++
	case match.StandsClean:
		s.Clean++
	default:
		s.NotCheckable++
	}
}

func (s *CheckedSummary) countFindings(list []CheckedFinding) {
	for i := range list {
		f := &list[i]
		if f.State != match.Affected {
			s.CannotTell++
			continue
		}
		s.Affected++
		s.Severities[f.Severity]++
		if f.KEV {
			s.KEV++
		}
	}
}

// add tells the result of components that are alike.
func (r *Checked) add(alike []int, said map[string][]sbom.Statement) {
	c, result := &r.doc.Components[alike[0]], &r.results[alike[0]]
	refs := make([]string, len(alike))
	for i, at := range alike {
		refs[i] = r.doc.Components[at].Ref
	}
	named := CheckedComponent{Name: c.FullName(), Version: c.Version, PURL: c.PURL, Refs: refs}
	if result.Checked == match.NotCheckable {
		r.NotCheckable = append(r.NotCheckable, CheckedOpen{named.Name, named.Version, named.PURL, result.Reason, refs})
	}
	for i := range result.Matches {
		f := finding(named, &result.Matches[i])
		f.Said = saidOf(said, &result.Matches[i], refs)
		if f.State == match.NotAffected {
			r.NotAffected = append(r.NotAffected, f)
		} else {
			r.Findings = append(r.Findings, f)
		}
	}
}

func finding(c CheckedComponent, m *match.Match) CheckedFinding {
	f := CheckedFinding{
		Component: c, IDs: m.Names, State: m.State, Why: m.Why, Settle: m.Settle, Rule: m.Rule, Source: m.Source, Record: m.Record,
		Severity: m.Group.Severity(), Scores: []CheckedScore{}, Fixed: m.Fixed,
	}
	if at := slices.Index(f.IDs, m.Weakness); at > 0 {
		f.IDs = append([]string{m.Weakness}, slices.Delete(slices.Clone(f.IDs), at, at+1)...)
	}
	if f.Fixed == nil {
		f.Fixed = []string{}
	}
	w := m.Group
	if w == nil {
		return f
	}
	f.Summary = w.Title()
	for i := range w.Records {
		for _, s := range w.Records[i].Scores {
			f.Scores = append(f.Scores, CheckedScore{s.Source, s.System, s.Vector, value(s), s.Severity})
		}
	}
	if s, ok := w.Leading(); ok {
		f.Score = value(s)
	}
	if w.KEV != nil {
		f.KEV, f.KEVDue = true, w.KEV.Due
	}
	if w.EPSS != nil {
		f.EPSS = &w.EPSS.Score
	}
	return f
}

// value is a score's number; a bare word has none.
func value(s vuln.Score) *float64 {
	if s.System == "word" {
		return nil
	}
	return &s.Value
}

// embedded indexes the statements inside a document by weakness.
func embedded(doc *sbom.Document) map[string][]sbom.Statement {
	out := map[string][]sbom.Statement{}
	for _, s := range doc.Statements {
		out[s.Weakness] = append(out[s.Weakness], s)
	}
	return out
}

// saidOf finds what the document says of a weakness in a component.
func saidOf(said map[string][]sbom.Statement, m *match.Match, refs []string) []CheckedSaid {
	if len(said) == 0 {
		return nil
	}
	var out []CheckedSaid
	for _, name := range m.Names {
		for _, s := range said[name] {
			if slices.ContainsFunc(s.Refs, func(ref string) bool { return slices.Contains(refs, ref) }) {
				out = append(out, CheckedSaid{s.Status, s.Justification, s.Detail})
			}
		}
	}
	return out
}

// worstFirst orders findings: what is affected before what can't be told, what is exploited
// before the rest, then by severity, probability and name.
func worstFirst(a, b CheckedFinding) int {
	return cmp.Or(
		boolFirst(a.State == match.Affected, b.State == match.Affected),
		boolFirst(a.KEV, b.KEV),
		cmp.Compare(vuln.SeverityRank(a.Severity), vuln.SeverityRank(b.Severity)),
		descending(a.Score, b.Score), descending(a.EPSS, b.EPSS),
		strings.Compare(a.IDs[0], b.IDs[0]),
		strings.Compare(a.Component.Name, b.Component.Name), strings.Compare(a.Component.Version, b.Component.Version),
		strings.Compare(a.Component.PURL, b.Component.PURL), strings.Compare(a.Component.Refs[0], b.Component.Refs[0]),
	)
}

func boolFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// descending puts larger numbers first and missing ones last.
func descending(a, b *float64) int {
	if a == nil || b == nil {
		return boolFirst(a != nil, b != nil)
	}
	return cmp.Compare(*b, *a)
}

// WriteSARIF writes the findings as SARIF 2.1.0. name is the document's path as it was asked for.
func (r *Checked) WriteSARIF(w io.Writer, name, version string) error {
	run := sarif.Run{Tool: "aceso", Version: version, Artifact: name}
	for i := range r.Findings {
		f := &r.Findings[i]
		s := sarif.Finding{
			ID: f.IDs[0], Names: f.IDs, Title: f.Summary, Severity: f.Severity, Sure: f.State == match.Affected, Message: f.Why,
			Component: strings.TrimSpace(f.Component.Name + " " + f.Component.Version), PURL: f.Component.PURL, Where: f.Component.Refs[0],
			Key: f.IDs[0] + " " + f.Component.Name + " " + f.Component.Version + " " + f.Component.PURL,
		}
		if f.Score != nil {
			s.Score, s.Scored = *f.Score, true
		}
		run.Findings = append(run.Findings, s)
	}
	for _, open := range r.NotCheckable {
		run.Notes = append(run.Notes, strings.TrimSpace(open.Name+" "+open.Version)+" could not be checked: "+open.Reason)
	}
	return sarif.Encode(w, run)
}

// WriteVDR writes the document with its weaknesses as a CycloneDX disclosure report.
func (r *Checked) WriteVDR(w io.Writer, made time.Time) error {
	groups := map[string]*vuln.Weakness{}
	for i := range r.results {
		for j := range r.results[i].Matches {
			groups[r.results[i].Matches[j].Weakness] = r.results[i].Matches[j].Group
		}
	}
	look := func(id string) (*vuln.Weakness, error) { return groups[id], nil }
	return cyclonedx.EncodeVDR(w, r.doc, r.results, look, made)
}
