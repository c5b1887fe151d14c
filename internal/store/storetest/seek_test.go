package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"aceso/internal/domain/finding"
	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/domain/product"
	"aceso/internal/domain/record"
	"aceso/internal/domain/sbom"
	"aceso/internal/domain/search"
	"aceso/internal/store"
	"aceso/internal/value/query"
)

// A seekWorld is a small organisation, as a naive reader knows it.
type seekWorld struct {
	who      org.Actor
	people   map[string]string // id to name
	models   []product.Model
	releases []product.Release
	holds    map[string][]int // release to the places of its components
	parts    []sbom.Component
	keys     []string
	findings []seekFinding
	r        *rand.Rand
}

type seekFinding struct {
	finding.Finding
	part int
}

var (
	seekGroups    = []string{"", "", "@Angular", "org.apache"}
	seekParts     = []string{"openssl", "OpenSSL-fips", "zlib", "Busybox", "left-pad", "log4j_core", "100%real", "qt base"}
	seekSuppliers = []string{"", "Wind River", "Acme", "The Qt Company"}
	seekVersions  = []string{"1.0", "1.0.1", "2.0", "3.0.5-rc1"}
	seekLicences  = []string{"", "MIT", "GPL-2.0-only", "Apache-2.0 OR MIT", "NOASSERTION"}
	seekProducts  = []string{"Aurelia IP-200", "Aurelia PM-8", "Ward Gateway"}
)

// newSeekWorld makes the same small organisation for the same seed.
func newSeekWorld(t *testing.T, db *store.DB, name string, seed uint64) *seekWorld {
	t.Helper()
	w := &seekWorld{who: Org(t, db, name, org.Security), people: map[string]string{}, holds: map[string][]int{}, r: rand.New(rand.NewPCG(seed, 1))}
	pick := func(all []string) string { return all[w.r.IntN(len(all))] }
	for i := range 40 {
		c := sbom.Component{Ref: strconv.Itoa(i), Kind: "library", Group: pick(seekGroups), Name: pick(seekParts), Version: pick(seekVersions), Supplier: pick(seekSuppliers), Licence: pick(seekLicences)}
		if w.r.IntN(2) == 0 {
			c.PURL = "pkg:npm/" + strings.ToLower(strings.NewReplacer(" ", "-", "%", "").Replace(c.Name)) + "@" + c.Version
		}
		if w.r.IntN(3) == 0 {
			c.CPEs = []string{"cpe:2.3:a:acme:" + strings.ToLower(strings.ReplaceAll(c.Name, " ", "_")) + ":" + c.Version + ":*:*:*:*:*:*:*"}
		}
		if w.r.IntN(2) == 0 {
			c.Hashes = []sbom.Hash{{Algorithm: "SHA-256", Value: fmt.Sprintf("%064x", w.r.Uint64())}}
		}
		if i > 0 && slices.Contains(w.keys, c.Fingerprint()) {
			continue // an identity stands once
		}
		w.parts, w.keys = append(w.parts, c), append(w.keys, c.Fingerprint())
	}
	w.fill(t, db)
	return w
}

func (w *seekWorld) fill(t *testing.T, db *store.DB) {
	t.Helper()
	ctx := context.Background()
	err := db.In(w.who.Org).Update(ctx, func(tx *store.Tx) error {
		for id, p := range map[string]string{w.who.Person: "Dele Okoro", w.who.Person + "-2": "Tomas Ferreira"} {
			w.people[id] = p
			if err := tx.AddPerson(ctx, org.Person{ID: id, Email: id + "@larkfield.example", Name: p, Created: Today, Version: 1}); err != nil {
				return err
			}
			if err := tx.SaveMembership(ctx, org.Membership{Org: w.who.Org, Person: id, Roles: []org.Role{org.Security}}); err != nil {
				return err
			}
		}
		for i, name := range seekProducts {
			for _, version := range []string{"1.0", "4.2.0"} {
				r, err := product.Ensure(ctx, tx, w.who, name, version)
				if err != nil {
					return err
				}
				if w.r.IntN(2) == 0 {
					r.Dates.EndOfSecuritySupport = product.Date(fmt.Sprintf("20%d-06-30T00:00:00Z", 26+w.r.IntN(3)))
				}
				if i == 1 {
					r.State = product.Released
				}
				if err := tx.SaveRelease(ctx, &r); err != nil {
					return err
				}
				var d sbom.Document
				d.Format = sbom.CycloneDX
				for n := range w.parts {
					if n < len(w.parts)-4 && w.r.IntN(3) == 0 { // the last ones are in no release
						d.Components = append(d.Components, w.parts[n])
						w.holds[r.ID] = append(w.holds[r.ID], n)
					}
				}
				if _, err := sbom.Import(ctx, tx, w.who, sbom.Arrival{Release: r.ID, Via: "api", Original: record.Blob{Hash: fmt.Sprintf("%064d", len(w.holds))}, Document: d}); err != nil {
					return err
				}
				w.releases = append(w.releases, r)
			}
		}
		models, err := tx.Models(ctx, "", "", store.Page{})
		w.models = models.Rows
		if err != nil {
			return err
		}
		if err := w.find(ctx, tx); err != nil {
			return err
		}
		// One release has another list now: some components are laid aside.
		d := sbom.Document{Format: sbom.CycloneDX, Components: []sbom.Component{w.parts[0], w.parts[1]}}
		w.holds[w.releases[0].ID] = []int{0, 1}
		_, err = sbom.Import(ctx, tx, w.who, sbom.Arrival{Release: w.releases[0].ID, Via: "api", Original: record.Blob{Hash: fmt.Sprintf("%064d", 99)}, Document: d})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// find opens findings of every kind in the components that some release has.
func (w *seekWorld) find(ctx context.Context, tx *store.Tx) error {
	b, err := tx.FindingBatch(ctx, nil)
	if err != nil {
		return err
	}
	owners := []string{"", "", ""}
	for id := range w.people {
		owners = append(owners, id)
	}
	slices.Sort(owners)
	for n := range w.parts {
		if !w.used(n) {
			continue
		}
		for v := range 12 {
			if w.r.IntN(3) > 0 {
				continue
			}
			x := rand.New(rand.NewPCG(uint64(v), 9)) // a weakness says the same of each part
			f := finding.Finding{
				ID: fmt.Sprintf("%s-%d-%d", w.who.Org, n, v), Component: w.keys[n], Weakness: fmt.Sprintf("CVE-2024-10%02d", v), Names: []string{fmt.Sprintf("CVE-2024-10%02d", v), fmt.Sprintf("GHSA-aaaa-bbbb-c%03d", v)},
				Match: []match.State{match.Affected, match.CannotTell}[w.r.IntN(2)], Severity: []string{"critical", "high", "medium", "low", "none", "unknown"}[x.IntN(6)],
				KEV: x.IntN(3) == 0, Scored: x.IntN(4) > 0, Rated: x.IntN(3) > 0, State: finding.States[w.r.IntN(len(finding.States))], Owner: owners[w.r.IntN(len(owners))],
				Opened: Today.AddDate(0, 0, -w.r.IntN(60)), Turned: Today.AddDate(0, 0, -w.r.IntN(20)), Rev: 1,
			}
			if f.Scored {
				f.Score = float64(x.IntN(100)) / 10
			}
			if f.Rated {
				f.EPSS = float64(x.IntN(100)) / 100
			}
			if w.r.IntN(2) == 0 {
				f.Fixed = []string{"9.9"}
			}
			if f.State == finding.Snoozed {
				f.Until = Today.AddDate(0, 0, w.r.IntN(10)).Format(time.DateOnly)
			}
			w.findings = append(w.findings, seekFinding{f, n})
			if err := b.CreateFinding(ctx, f); err != nil {
				return err
			}
		}
	}
	return b.Flush(ctx)
}

func (w *seekWorld) used(part int) bool {
	for _, in := range w.holds {
		if slices.Contains(in, part) {
			return true
		}
	}
	return false
}

// What follows reads every term as the help describes it, record by record.

func low(s string) string { return strings.ToLower(s) }

func whole(has, asked string) bool {
	if start, ok := strings.CutSuffix(asked, "*"); ok {
		return has != "" && strings.HasPrefix(has, start)
	}
	return has == asked
}

func compare[T int | float64 | string](has T, t query.Term, value func(string) T) bool {
	v := value(t.Values[0])
	switch t.Op {
	case query.Below:
		return has < v
	case query.AtMost:
		return has <= v
	case query.Above:
		return has > v
	case query.AtLeast:
		return has >= v
	case query.Between:
		return has >= v && has <= value(t.Values[1])
	}
	return slices.ContainsFunc(t.Values, func(v string) bool { return has == value(v) })
}

func number(s string) float64 { n, _ := strconv.ParseFloat(s, 64); return n }
func asIs(s string) string    { return s }

// any tells whether one of the values of a term holds, or with a minus none.
func anyOf(t query.Term, holds func(string) bool) bool {
	return slices.ContainsFunc(t.Values, holds)
}

func called(f *finding.Finding, text string) bool {
	return slices.ContainsFunc(f.Names, func(n string) bool {
		if strings.HasPrefix(low(text), "cve-2024-10") && len(text) == len("CVE-2024-1000") || strings.HasPrefix(low(text), "ghsa-") && len(text) == 19 {
			return low(n) == low(text)
		}
		return strings.Contains(low(n), low(text))
	})
}

func (w *seekWorld) partSays(n int, t query.Term) bool {
	c := &w.parts[n]
	return anyOf(t, func(v string) bool {
		switch t.Token {
		case "":
			return strings.Contains(low(strings.Join(append([]string{c.Group, c.Name, c.Version, c.Supplier, c.PURL}, c.CPEs...), " ")), low(v))
		case "part":
			return strings.Contains(low(c.Name), low(v)) || strings.Contains(low(c.Group), low(v))
		case "version":
			return whole(c.Version, v)
		case "supplier":
			return strings.Contains(low(c.Supplier), low(v))
		case "cpe":
			return strings.Contains(low(strings.Join(c.CPEs, " ")), low(v))
		case "purl":
			if strings.HasPrefix(v, "pkg:") {
				return strings.HasPrefix(c.PURL, v)
			}
			return strings.Contains(low(c.PURL), low(v))
		case "licence":
			return !sbom.IsUnknown(c.Licence) && c.Licence != "" && strings.Contains(low(c.Licence), low(v))
		case "hash":
			return slices.ContainsFunc(c.Hashes, func(h sbom.Hash) bool { return whole(h.Value, strings.TrimPrefix(low(v), "sha256:")) })
		case "is":
			return v == "waiting" // nothing was matched
		}
		panic(t.Token)
	})
}

func (w *seekWorld) findingSays(f *seekFinding, t query.Term) bool {
	switch t.Token {
	case "score":
		return f.Scored && compare(f.Score, t, number)
	case "epss":
		return f.Rated && compare(f.EPSS, t, number)
	case "opened":
		return compare(f.Opened.Format(time.DateOnly), t, asIs)
	case "turned":
		return compare(f.Turned.Format(time.DateOnly), t, asIs)
	case "until":
		return f.Until != "" && compare(f.Until, t, asIs)
	}
	return anyOf(t, func(v string) bool {
		switch t.Token {
		case "is":
			return map[string]bool{
				"new": f.State == finding.Open || f.State == finding.Reopened, "open": f.State != finding.Closed, "taken": f.State == finding.InReview, "back": f.State == finding.Reopened,
				"snoozed": f.State == finding.Snoozed, "closed": f.State == finding.Closed, "any": true, "nobody": f.Owner == "", "fixable": len(f.Fixed) > 0, "mine": f.Owner == w.who.Person,
			}[v]
		case "kev":
			return f.KEV == (v == "yes")
		case "severity":
			return f.Severity == v
		case "match":
			return string(f.Match) == strings.ReplaceAll(v, "-", "_")
		case "cve":
			return called(&f.Finding, v)
		case "owner":
			switch v {
			case "me":
				return f.Owner == w.who.Person
			case "nobody":
				return f.Owner == ""
			}
			return f.Owner != "" && strings.Contains(low(w.people[f.Owner]), low(v))
		}
		panic(t.Token)
	})
}

func (w *seekWorld) releaseSays(r *product.Release, t query.Term) bool {
	m := w.models[slices.IndexFunc(w.models, func(m product.Model) bool { return m.ID == r.Model })]
	if t.Token == "eos" {
		day := strings.SplitN(string(r.Dates.EndOfSecuritySupport), "T", 2)[0]
		return day != "" && compare(day, t, asIs)
	}
	return anyOf(t, func(v string) bool {
		switch t.Token {
		case "":
			return strings.Contains(low(m.Name), low(v)) || strings.Contains(low(r.Version), low(v))
		case "product":
			return m.ID == v || strings.Contains(low(m.Name), low(v))
		case "release":
			return r.ID == v || whole(r.Version, v)
		case "is":
			return r.State == map[string]product.State{"in-work": product.InWork, "released": product.Released, "withdrawn": product.Withdrawn}[v]
		}
		panic(t.Token)
	})
}

// aboutFinding, aboutPart and aboutRelease are the tokens of each table.
var (
	aboutFinding = []string{"kev", "severity", "match", "owner", "score", "epss", "opened", "turned", "until", "cve"}
	aboutPart    = []string{"part", "version", "supplier", "licence", "purl", "cpe", "hash"}
	aboutRelease = []string{"product", "release", "eos"}
)

// splits sorts the terms by what they are about; the list's own "is" and words go with own.
func splits(q query.Query, own []string) (mine, findings, parts, releases []query.Term) {
	for _, t := range q {
		switch {
		case t.Token == "" || t.Token == "is" || slices.Contains(own, t.Token):
			mine = append(mine, t)
		case slices.Contains(aboutFinding, t.Token):
			findings = append(findings, t)
		case slices.Contains(aboutPart, t.Token):
			parts = append(parts, t)
		default:
			releases = append(releases, t)
		}
	}
	return mine, findings, parts, releases
}

// some tells whether one of n records has all terms without a minus, and none
// has one with it.
func some(n int, terms []query.Term, says func(int, query.Term) bool) bool {
	plain := slices.DeleteFunc(slices.Clone(terms), func(t query.Term) bool { return t.Not })
	found := len(plain) == 0
	for i := range n {
		all := true
		for _, t := range terms {
			if t.Not && says(i, t) {
				return false
			}
			all = all && (t.Not || says(i, t))
		}
		found = found || all
	}
	return found
}

func everyTerm(terms []query.Term, says func(query.Term) bool) bool {
	return !slices.ContainsFunc(terms, func(t query.Term) bool { return says(t) == t.Not })
}

func (w *seekWorld) naiveFindings(q query.Query) []string {
	own, _, ofPart, ofRelease := splits(q, aboutFinding)
	out := []string{}
	for i := range w.findings {
		f := &w.findings[i]
		if !w.used(f.part) {
			continue
		}
		if everyTerm(own, func(t query.Term) bool {
			if t.Token == "" {
				return called(&f.Finding, t.Values[0]) || w.partSays(f.part, t)
			}
			return w.findingSays(f, t)
		}) && everyTerm(ofPart, func(t query.Term) bool { return w.partSays(f.part, t) }) && w.inReleases(f.part, ofRelease) {
			out = append(out, f.ID)
		}
	}
	slices.Sort(out)
	return out
}

// inReleases tells whether one release that has the part fits all the terms.
func (w *seekWorld) inReleases(part int, terms []query.Term) bool {
	var having []*product.Release
	for i := range w.releases {
		if slices.Contains(w.holds[w.releases[i].ID], part) {
			having = append(having, &w.releases[i])
		}
	}
	return some(len(having), terms, func(i int, t query.Term) bool { return w.releaseSays(having[i], t) })
}

// openIn are the findings of a part that are not closed.
func (w *seekWorld) openIn(part int) []*seekFinding {
	var out []*seekFinding
	for i := range w.findings {
		if f := &w.findings[i]; f.part == part && f.State != finding.Closed {
			out = append(out, f)
		}
	}
	return out
}

func (w *seekWorld) naiveParts(q query.Query) []string {
	own, ofFinding, _, ofRelease := splits(q, aboutPart)
	out := []string{}
	for n := range w.parts {
		open := w.openIn(n)
		if w.used(n) && everyTerm(own, func(t query.Term) bool { return w.partSays(n, t) }) && w.inReleases(n, ofRelease) &&
			some(len(open), ofFinding, func(i int, t query.Term) bool { return w.findingSays(open[i], t) }) {
			out = append(out, w.keys[n])
		}
	}
	slices.Sort(out)
	return out
}

// has tells whether a component inside fits all the terms, and none one with a minus.
func (w *seekWorld) has(release string, terms []query.Term) bool {
	in := w.holds[release]
	return some(len(in), terms, func(i int, t query.Term) bool {
		if t.Token == "cve" {
			return slices.ContainsFunc(w.openIn(in[i]), func(f *seekFinding) bool { return w.findingSays(f, t) })
		}
		return w.partSays(in[i], t)
	})
}

func (w *seekWorld) naiveReleases(q query.Query) []string {
	own, _, _, _ := splits(q, aboutRelease)
	out := []string{}
	for i := range w.releases {
		r := &w.releases[i]
		if everyTerm(own, func(t query.Term) bool { return w.releaseSays(r, t) }) && w.has(r.ID, within(q)) {
			out = append(out, r.ID)
		}
	}
	slices.Sort(out)
	return out
}

// within are the terms about what is inside.
func within(q query.Query) []query.Term {
	return slices.DeleteFunc(slices.Clone(q), func(t query.Term) bool {
		return t.Token != "cve" && !slices.Contains(aboutPart, t.Token)
	})
}

// naiveProducts asks for a line without minus signs on what is inside: with
// one, each release is asked for itself.
func (w *seekWorld) naiveProducts(q query.Query) []string {
	out := []string{}
	for _, m := range w.models {
		inside := within(q)
		fits := len(inside) == 0
		for i := range w.releases {
			fits = fits || w.releases[i].Model == m.ID && w.has(w.releases[i].ID, inside)
		}
		if fits && everyTerm(slices.DeleteFunc(slices.Clone(q), func(t query.Term) bool { return t.Token == "cve" || slices.Contains(aboutPart, t.Token) }), func(t query.Term) bool {
			return anyOf(t, func(v string) bool { return strings.Contains(low(m.Name), low(v)) })
		}) {
			out = append(out, m.ID)
		}
	}
	slices.Sort(out)
	return out
}

// line makes a random line of tokens that a list understands.
func (w *seekWorld) line(l search.List) string {
	pick := func(all ...string) string { return all[w.r.IntN(len(all))] }
	days := []string{"2026-11-01", "-3d", "today", "-30d", "2027-01-01", "+4d", "2026-10-10..2026-11-10"}
	values := map[string]func() string{
		"kev": func() string { return pick("yes", "no") }, "severity": func() string { return pick("critical", "high,low", "unknown", "none,medium") },
		"match": func() string { return pick("affected", "cannot-tell") }, "owner": func() string { return pick("me", "nobody", "tomas", "okoro", "zz") },
		"score": func() string { return pick(">=7", "<3", "2..8", "<=5", ">0") }, "epss": func() string { return pick(">0.5", "<0.2", "0..1", ">10%") },
		"cve":  func() string { return pick("CVE-2024-1003", "ghsa-aaaa-bbbb-c005", "cve", "10", "-100") },
		"part": func() string { return pick("openssl", "ZLIB", "j_c", "0%", `"qt base"`, "angular", "zzz", "l") }, "version": func() string { return pick("1.0", "1.*", "3.0.5-rc1", "9") },
		"supplier": func() string { return pick("acme", "wind", `"qt company"`, "zz") }, "licence": func() string { return pick("mit", "gpl", "noassertion") },
		"purl": func() string { return pick("pkg:npm/openssl", "pkg:", "busybox", "@1.0") }, "cpe": func() string { return pick("acme", "busybox:1", "2.3:a:acme:zlib") },
		"hash": func() string {
			for _, i := range w.r.Perm(len(w.parts)) {
				if h := w.parts[i].Hashes; len(h) > 0 {
					return pick(h[0].Value, h[0].Value[:40]+"*", "sha256:"+h[0].Value)
				}
			}
			return "00"
		},
		"product": func() string { return pick("aurelia", "ip-200", `"Ward Gateway"`, "pm,ward", "zz") }, "release": func() string { return pick("1.0", "4.2.0", "4.*", "1.0,4.2.0", "7") },
		"": func() string {
			return pick("openssl", "cve", "1003", "1.0", "acme", "zzz", "npm", "qt", "%", "CVE-2024-1005", "aurelia", `"qt base"`)
		},
	}
	for _, d := range []string{"opened", "turned", "until", "eos"} {
		values[d] = func() string {
			v := pick(days...)
			if strings.Contains(v, "..") {
				return v
			}
			return pick("<", ">", "<=", ">=", "") + v
		}
	}
	is := map[search.List][]string{search.Findings: {"new", "open", "taken", "back", "snoozed", "closed", "any", "mine", "nobody", "fixable", "new,mine"}, search.Parts: {"waiting", "weak,waiting", "clean"}, search.Releases: {"in-work", "released"}}
	var names []string
	for _, t := range search.Tokens {
		if slices.Contains(t.On, l) && t.Name != "in" && t.Name != "sort" {
			names = append(names, t.Name)
		}
	}
	names = append(names, "", "")
	var terms []string
	for range 1 + w.r.IntN(4) {
		name := pick(names...)
		term := ""
		if name == "is" {
			term = "is:" + pick(is[l]...)
		} else if term = values[name](); name != "" {
			term = name + ":" + term
		}
		if w.r.IntN(4) == 0 && (l != search.Products || name == "product" || name == "") {
			term = "-" + term
		}
		terms = append(terms, term)
	}
	return strings.Join(terms, " ")
}

func TestEveryLineFindsWhatANaiveReaderFinds(t *testing.T) {
	lines := 400
	if testing.Short() {
		lines = 60
	}
	Both(t, func(t *testing.T, db *store.DB) {
		newSeekWorld(t, db, "other", 4) // what is another organisation's is never found
		w := newSeekWorld(t, db, "larkfield", 3)
		ctx := context.Background()
		lists := map[search.List]struct {
			naive func(query.Query) []string
			asked func(*store.Tx, store.Seek) ([]string, int, error)
		}{
			search.Findings: {w.naiveFindings, func(tx *store.Tx, s store.Seek) ([]string, int, error) {
				got, err := tx.Findings(ctx, store.FindingFilter{Seek: s}, store.Page{Limit: 500})
				return ids(got, func(r store.FindingRow) string { return r.ID }), got.Total, err
			}},
			search.Parts: {w.naiveParts, func(tx *store.Tx, s store.Seek) ([]string, int, error) {
				got, err := tx.Parts(ctx, store.PartFilter{Seek: s}, store.Page{Limit: 500})
				if near, nearErr := tx.PartsNearest(ctx, s, 500); err == nil && (nearErr != nil || !slices.Equal(ids(near, partKey), ids(got, partKey)) || near.Total != got.Total) {
					t.Errorf("the nearest parts are others: %v", nearErr)
				}
				return ids(got, partKey), got.Total, err
			}},
			search.Releases: {w.naiveReleases, func(tx *store.Tx, s store.Seek) ([]string, int, error) {
				got, err := tx.Releases(ctx, store.ProductFilter{Seek: s}, store.Page{Limit: 500})
				return ids(got, func(r store.ProductRow) string { return r.Release.ID }), got.Total, err
			}},
			search.Products: {w.naiveProducts, func(tx *store.Tx, s store.Seek) ([]string, int, error) {
				got, err := tx.ModelsBy(ctx, store.ModelFilter{Seek: s}, store.Page{Limit: 500})
				return ids(got, func(m product.Model) string { return m.ID }), got.Total, err
			}},
		}
		for _, l := range []search.List{search.Findings, search.Parts, search.Releases, search.Products} {
			found := 0
			for range lines {
				line := w.line(l)
				q, err := search.Read(line, Today)
				if err != nil {
					if strings.Contains(err.Error(), "stands twice") {
						continue
					}
					t.Fatalf("%s: %v", line, err)
				}
				if ok, by := q.Fits(l); !ok {
					t.Fatalf("%s: %s does not fit %s", line, by, l)
				}
				want := lists[l].naive(q.Query)
				read := db.In(w.who.Org).View
				if w.r.IntN(4) == 0 {
					read = db.In(w.who.Org).Update // where nothing is held in memory
				}
				err = read(ctx, func(tx *store.Tx) error {
					got, total, err := lists[l].asked(tx, store.Seek{Terms: q.Query, Me: w.who.Person})
					if d := cmp.Diff(want, got); d != "" || total != len(want) {
						t.Errorf("%s by %s: %d of %d, want %d: %s", l, line, len(got), total, len(want), d)
					}
					return err
				})
				if err != nil {
					t.Fatalf("%s by %s: %v", l, line, err)
				}
				if len(want) > 0 {
					found++
				}
			}
			if found < lines/5 {
				t.Errorf("of %d lines on %s only %d find anything: the test tells little", lines, l, found)
			}
		}
	})
}

func partKey(p store.Part) string { return p.Key }

// ids are what identifies the rows of a slice, in order of their own.
func ids[T any](s store.Slice[T], of func(T) string) []string {
	out := make([]string, len(s.Rows))
	for i, r := range s.Rows {
		out[i] = of(r)
	}
	slices.Sort(out)
	return out
}

func TestWhatAnOlderProgramTookInIsMarkedLater(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		who := Org(t, db, "larkfield", org.Security)
		find := func(line string) (n int) {
			t.Helper()
			q, err := search.Read(line, Today)
			if err != nil {
				t.Fatal(err)
			}
			if err := db.In(who.Org).View(ctx, func(tx *store.Tx) error {
				found, err := tx.Parts(ctx, store.PartFilter{Seek: store.Seek{Terms: q.Query}}, store.Page{})
				n = found.Total
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return n
		}
		d := sbom.Document{Format: sbom.CycloneDX, Components: []sbom.Component{
			{Ref: "a", Name: "a", Version: "1", Licence: "MIT", Hashes: []sbom.Hash{{Algorithm: "SHA-1", Value: "ABCDEF"}}}, {Ref: "b", Name: "b", Version: "1", Licence: "unknown"},
		}}
		err := db.In(who.Org).Update(ctx, func(tx *store.Tx) error {
			r, err := product.Ensure(ctx, tx, who, "Pump", "1.0")
			if err == nil {
				_, err = sbom.Import(ctx, tx, who, sbom.Arrival{Release: r.ID, Via: "api", Original: record.Blob{Hash: fmt.Sprintf("%064d", 1)}, Document: d})
			}
			if err == nil { // as the tables were left by a program that knew no marks
				_, err = tx.SQL().ExecContext(ctx, `DELETE FROM component_mark`)
			}
			if err == nil {
				_, err = tx.SQL().ExecContext(ctx, `UPDATE sbom SET marked = 0`)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := find("licence:mit"); n != 0 {
			t.Fatalf("%d parts are found without a mark", n)
		}
		for _, want := range []int{1, 0} {
			if err := db.In(who.Org).Update(ctx, func(tx *store.Tx) error {
				n, err := tx.MarkSBOMs(ctx, 5)
				if n != want {
					t.Errorf("%d parts lists are marked, want %d", n, want)
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		for line, want := range map[string]int{"licence:mit": 1, "hash:abcdef": 1, "licence:unknown": 0} {
			if n := find(line); n != want {
				t.Errorf("%s finds %d, want %d", line, n, want)
			}
		}
	})
}

func TestWhatIsHeldInMemoryFollowsTheComponents(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		who := Org(t, db, "larkfield", org.Security)
		find := func(word string) (n int) {
			t.Helper()
			if err := db.In(who.Org).View(ctx, func(tx *store.Tx) error {
				found, err := tx.PartsNearest(ctx, store.Seek{Terms: query.Query{{Values: []string{word}}}}, 10)
				n = found.Total
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return n
		}
		bring := func(hash int, names ...string) {
			t.Helper()
			d := sbom.Document{Format: sbom.CycloneDX}
			for _, n := range names {
				d.Components = append(d.Components, sbom.Component{Ref: n, Name: n, Version: "1"})
			}
			if err := db.In(who.Org).Update(ctx, func(tx *store.Tx) error {
				r, err := product.Ensure(ctx, tx, who, "Pump", "1.0")
				if err == nil {
					_, err = sbom.Import(ctx, tx, who, sbom.Arrival{Release: r.ID, Via: "api", Original: record.Blob{Hash: fmt.Sprintf("%064d", hash)}, Document: d})
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		want := func(when string, zlib, curl int) {
			t.Helper()
			if z, c := find("zlib"), find("curl"); z != zlib || c != curl {
				t.Errorf("%s: zlib %d, curl %d; want %d and %d", when, z, c, zlib, curl)
			}
		}
		want("at first", 0, 0)
		bring(1, "zlib")
		want("zlib came", 1, 0)
		bring(2, "zlib", "curl")
		want("curl came too", 1, 1)
		bring(3, "curl")
		want("zlib is laid aside", 0, 1)
		bring(4, "zlib", "curl", "libcurl")
		want("zlib is back", 1, 2)

		// A moment that began before a change sees nothing of it, though others have read it since.
		err := db.In(who.Org).View(ctx, func(tx *store.Tx) error {
			before, err := tx.PartsNearest(ctx, store.Seek{Terms: query.Query{{Values: []string{"curl"}}}}, 10)
			if err != nil {
				return err
			}
			bring(5, "zlib", "curl-config", "other")
			want("meanwhile", 1, 1)
			after, err := tx.PartsNearest(ctx, store.Seek{Terms: query.Query{{Values: []string{"curl"}}}}, 10)
			if before.Total != 2 || after.Total != 2 {
				t.Errorf("one moment has %d, then %d", before.Total, after.Total)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
