package match

import (
	"slices"
	"strings"
	"time"

	"aceso/internal/domain/vuln"
	"aceso/internal/value/ident"
)

// merge makes one match of all claims about one weakness.
func (f *search) merge() ([]Match, error) {
	if err := f.spell(); err != nil {
		return nil, err
	}
	f.dropCommits()
	slices.SortStableFunc(f.claims, func(a, b claim) int { return strings.Compare(a.weakness, b.weakness) })
	f.keepRelevant()
	var out []Match
	for start := 0; start < len(f.claims); {
		end := start + 1
		for end < len(f.claims) && f.claims[end].weakness == f.claims[start].weakness {
			end++
		}
		m, err := f.decide(f.claims[start:end], f.opposed(f.claims[start].weakness))
		if err != nil {
			return nil, err
		}
		out = append(out, m)
		start = end
	}
	denied, err := f.denied()
	if err != nil {
		return nil, err
	}
	out = append(out, denied...)
	slices.SortFunc(out, func(a, b Match) int { return ident.CompareWeaknessIDs(a.Weakness, b.Weakness) })
	return out, nil
}

// dropCommits forgets what a record says in commits where it says the same in
// versions, and these answer: the kernel's records do so.
func (f *search) dropCommits() {
	f.claims = slices.DeleteFunc(f.claims, func(c claim) bool {
		return (c.hold.snag == commitsOnly || c.hold.snag == badBound) && slices.ContainsFunc(f.against, func(o claim) bool {
			return o.st.Record == c.st.Record && o.st.Source == c.st.Source && o.weakness == c.weakness
		})
	})
}

// spell puts the weaknesses that an advisory answers in its place: what must be
// decided is a weakness, and each has its own name, score and history.
func (f *search) spell() error {
	var err error
	f.claims, err = f.spellOut(f.claims)
	return err
}

func (f *search) spellOut(claims []claim) ([]claim, error) {
	if !slices.ContainsFunc(claims, func(c claim) bool { return c.rank == byAnswer }) {
		return claims, nil
	}
	out := make([]claim, 0, len(claims)+8)
	for _, c := range claims {
		if c.rank != byAnswer || !isAnswer(c.weakness) {
			out = append(out, c)
			continue
		}
		names, drop, err := f.answers(c.weakness)
		if err != nil {
			return nil, err
		}
		if len(names) == 0 && !drop {
			out = append(out, c)
		}
		for _, n := range names {
			c.weakness = n
			out = append(out, c)
		}
	}
	return out, nil
}

// answers returns the weaknesses that an advisory answers. An update that
// names none and is no security update is no weakness at all: drop.
func (m *matcher) answers(id string) (names []string, drop bool, err error) {
	w, err := m.weakness(id)
	if err != nil || w == nil {
		return nil, false, err
	}
	for i := range w.Records {
		r := &w.Records[i]
		from := r.Upstream
		if len(from) == 0 {
			from = r.Related
		}
		for _, n := range from {
			if strings.HasPrefix(n, "CVE-") {
				names = insert(names, n)
			}
		}
	}
	switch ident.Family(id) {
	case "ALBA", "ALEA", "RHBA", "RHEA", "SUSE-RU", "SUSE-FU", "SUSE-OU":
		drop = true
	}
	return names, drop, nil
}

// keepRelevant forgets what speaks against weaknesses that nothing speaks for,
// unless a source denies them in so many words.
func (f *search) keepRelevant() {
	f.against = slices.DeleteFunc(f.against, func(c claim) bool {
		if c.explicit {
			return false
		}
		_, found := slices.BinarySearchFunc(f.claims, c.weakness, func(c claim, id string) int { return strings.Compare(c.weakness, id) })
		return !found
	})
}

func (f *search) opposed(weakness string) []claim {
	var out []claim
	for _, c := range f.against {
		if c.weakness == weakness {
			out = append(out, c)
		}
	}
	return out
}

// decide weighs the claims about one weakness. The nearest source that can tell
// is believed; at the same distance one that says affected is believed over
// one that does not.
func (f *search) decide(for_, against []claim) (Match, error) {
	w, err := f.weakness(for_[0].weakness)
	if err != nil {
		return Match{}, err
	}
	live, gone := dropWithdrawn(for_, w)
	if len(live) == 0 {
		m := f.open(for_[0].weakness, w)
		m.State, m.Why = NotAffected, f.sentence(&for_[0])+", but "+gone
		m.credit(&for_[0])
		return m, nil
	}
	best := foremost(live)
	denial := nearest(against)
	m := f.open(best.weakness, w)
	m.credit(best)
	switch {
	case best.hold.answer == yes && (denial == nil || denial.rank <= best.rank && !retracts(denial, best)):
		m.State = Affected
	case denial != nil && denial.rank > top(live) || denial != nil && retracts(denial, best):
		m.State = NotAffected
		m.credit(denial)
		if best.open != "" && best.hold.snag == noSnag { // what kept it open does not matter any more
			best.open, best.hold.answer = "", yes
		}
		m.Why = f.sentence(denial) + "; " + f.sentence(best) + "; the nearer source is believed"
		return m, nil
	case best.hold.answer == yes:
		m.State, m.Settle = CannotTell, f.settle(best)
		m.Why = f.sentence(best) + "; " + f.sentence(denial)
		return m, nil
	default:
		m.State, m.Settle = CannotTell, f.settle(best)
	}
	m.Why = f.sentence(best)
	if denial != nil && denial.rank < best.rank {
		m.Why += "; " + f.sentence(denial) + "; the nearer source is believed"
	} else if denial != nil && denial.st.Record != best.st.Record {
		m.Why += "; " + f.sentence(denial)
	}
	for i := range live {
		m.addFixed(&live[i])
	}
	m.sortFixed(best)
	return m, nil
}

// foremost is the claim that decides: affected before cannot tell, then the nearer.
func foremost(claims []claim) *claim {
	best := &claims[0]
	for i := range claims[1:] {
		c := &claims[i+1]
		if c.hold.answer > best.hold.answer || c.hold.answer == best.hold.answer && c.rank > best.rank {
			best = c
		}
	}
	return best
}

func nearest(claims []claim) *claim {
	var best *claim
	for i := range claims {
		if c := &claims[i]; best == nil || c.rank > best.rank || c.rank == best.rank && c.explicit && !best.explicit {
			best = c
		}
	}
	return best
}

func top(claims []claim) rank {
	var r rank
	for i := range claims {
		r = max(r, claims[i].rank)
	}
	return r
}

// retracts tells whether a record that calls a range affected takes this version
// out of it again, as CVE 5 does ("unaffected" beside "affected").
func retracts(denial, c *claim) bool {
	return denial.explicit && denial.st.Source == c.st.Source && denial.st.Record == c.st.Record && !c.hold.listed
}

// dropWithdrawn leaves out what its source no longer stands by, and says so.
func dropWithdrawn(claims []claim, w *vuln.Weakness) (live []claim, gone string) {
	if w == nil {
		return claims, ""
	}
	for _, c := range claims {
		if words := withdrawn(c.st, w); words != "" {
			gone = words
			continue
		}
		live = append(live, c)
	}
	return live, gone
}

// withdrawn says that the record behind a statement was taken back; "" if not.
func withdrawn(st *vuln.Statement, w *vuln.Weakness) string {
	for i := range w.Records {
		r := &w.Records[i]
		if r.ID != st.Record || r.Source != st.Source {
			continue
		}
		if !r.Withdrawn.IsZero() {
			return r.ID + " was withdrawn on " + r.Withdrawn.Format(time.DateOnly)
		}
		if r.State == vuln.Rejected {
			return r.ID + " was rejected (" + r.Source + ")"
		}
	}
	return ""
}

// denied lists what a source denies in so many words and nothing else claims.
func (f *search) denied() ([]Match, error) {
	var out []Match
	done := map[string]bool{}
	for i := range f.against {
		c := &f.against[i]
		if !c.explicit || done[c.weakness] {
			continue
		}
		done[c.weakness] = true
		if slices.ContainsFunc(f.claims, func(o claim) bool { return o.weakness == c.weakness }) {
			continue
		}
		w, err := f.weakness(c.weakness)
		if err != nil {
			return nil, err
		}
		m := f.open(c.weakness, w)
		m.State, m.Why = NotAffected, f.sentence(c)
		m.credit(c)
		out = append(out, m)
	}
	return out, nil
}

// open begins a match with the weakness's names.
func (f *search) open(id string, w *vuln.Weakness) Match {
	if w == nil {
		return Match{Weakness: id, Names: []string{id}}
	}
	return Match{Weakness: w.ID, Names: w.Names, Group: w}
}

// credit names the claim that decides.
func (m *Match) credit(c *claim) {
	m.Source, m.Record, m.Feed = c.st.Source, c.st.Record, c.st.Ecosystem
	if m.Feed == "" {
		m.Feed = vuln.Products
	}
	if c.pkg != nil {
		m.Rule = c.pkg.rule
	} else {
		m.Rule = c.product.rule
	}
}

// addFixed names where the range that holds the component ends; where the
// version can't be placed, where each range does.
func (m *Match) addFixed(c *claim) {
	if c.st.Says == vuln.NotAffected {
		return
	}
	var ranges []vuln.Range
	switch {
	case c.hold.snag == noVersion || c.hold.snag == badVersion:
		ranges = c.st.Ranges
	case c.hold.rng != nil:
		ranges = []vuln.Range{*c.hold.rng}
	}
	for _, r := range ranges {
		if r.Fixed != "" && r.Scheme != vuln.Git && !slices.Contains(m.Fixed, r.Fixed) {
			m.Fixed = append(m.Fixed, r.Fixed)
		}
	}
}

func (m *Match) sortFixed(best *claim) {
	if len(m.Fixed) < 2 {
		return
	}
	ecosystem := best.st.Ecosystem
	slices.SortStableFunc(m.Fixed, func(a, b string) int {
		d, _ := compare(vuln.Ecosystem, ecosystem, a, b)
		return d
	})
}
