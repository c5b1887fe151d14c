package match

import (
	"context"
	"fmt"
	"strings"
	"time"

	"aceso/internal/domain/deed"
	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/value/fault"
	"aceso/internal/value/id"
	"aceso/internal/value/ident"
)

// An Alias is a rule that a person keeps: parts that go by these names are that
// product, and its weaknesses are found under this package or platform name.
type Alias struct {
	ID       string
	Name     string   // as people know the product: "BusyBox"
	Vendor   string   // who makes it; may be ""
	Patterns []string // as it is written in documents: "busybox", "pkg:generic/busybox", "busybox-*"

	// Where its weaknesses are found: one of the two, or both.
	Ecosystem, Package string // "OSS-Fuzz", "openssl"
	CPE                string // "cpe:2.3:a:busybox:busybox:*"

	Who    string // who keeps the rule
	When   time.Time
	Undone time.Time // zero while it holds
	Batch  string    // of the file that it came in with others; "" when it was kept by itself
}

// Check tells what keeps the rule from being kept.
func (a Alias) Check() error {
	if strings.TrimSpace(a.Name) == "" {
		return fault.New(fault.Invalid, "a name rule says which product it means")
	}
	if len(a.Patterns) == 0 || len(a.Patterns) > 200 {
		return fault.New(fault.Invalid, "a name rule has 1 to 200 names as they stand in documents")
	}
	for _, p := range a.Patterns {
		if len(strings.Trim(p, "* ")) < 2 || len(p) > 500 {
			return fault.New(fault.Invalid, "the name %q is too short or too long for a rule: it would fit too much", p)
		}
	}
	if a.CPE == "" && (a.Ecosystem == "" || a.Package == "") {
		return fault.New(fault.Invalid, "a name rule says where the weaknesses of %s are found", a.Name).
			Helped("give a CPE, or an ecosystem with a package")
	}
	if a.CPE != "" {
		cpe, err := ident.ParseCPE(a.CPE)
		if err != nil {
			return err
		}
		if strings.ContainsAny(cpe.Product, "*") || cpe.Product == "-" {
			return fault.New(fault.Invalid, "the CPE %s names no product", a.CPE)
		}
	}
	return nil
}

// Aliases are the rules in force, made ready for looking up.
type Aliases struct {
	exact map[string][]*Alias
	wild  []wildcard
}

type wildcard struct {
	pattern string
	alias   *Alias
}

// NewAliases makes rules ready. Those that were undone are left out; one that
// can't hold is an error.
func NewAliases(rules []Alias) (*Aliases, error) {
	a := &Aliases{exact: map[string][]*Alias{}}
	for i := range rules {
		r := &rules[i]
		if !r.Undone.IsZero() {
			continue
		}
		if err := r.Check(); err != nil {
			return nil, fmt.Errorf("name rule %s: %w", r.ID, err)
		}
		for _, p := range r.Patterns {
			p = strings.ToLower(strings.TrimSpace(p))
			if strings.Contains(p, "*") {
				a.wild = append(a.wild, wildcard{p, r})
			} else {
				a.exact[p] = append(a.exact[p], r)
			}
		}
	}
	return a, nil
}

// apply adds the names that rules give to a component.
func (a *Aliases) apply(s *subject) {
	if a == nil || len(a.exact)+len(a.wild) == 0 {
		return
	}
	var done []*Alias
	use := func(r *Alias) {
		for _, d := range done {
			if d == r {
				return
			}
		}
		done = append(done, r)
		s.addAlias(r)
	}
	for _, name := range s.spellings() {
		for _, r := range a.exact[name] {
			use(r)
		}
		for _, w := range a.wild {
			if fits(w.pattern, name) {
				use(w.alias)
			}
		}
	}
}

// spellings are the names that a rule's patterns are held against, in lower case.
func (s *subject) spellings() []string {
	out := []string{strings.ToLower(strings.TrimSpace(s.c.Name))}
	if s.c.Group != "" {
		out = append(out, strings.ToLower(s.c.FullName()))
	}
	if s.hasPURL {
		bare := ident.PURL{Type: s.purl.Type, Namespace: s.purl.Namespace, Name: s.purl.Name}
		out = append(out, strings.ToLower(bare.String()))
	}
	return out
}

// addAlias takes the component for what the rule says it is.
func (s *subject) addAlias(r *Alias) {
	by := "by the name rule for " + r.Name
	if r.Who != "" {
		by += " of " + r.Who
	}
	version := s.upstreamVersion(s.version)
	if r.Ecosystem != "" && r.Package != "" {
		bare, _, full := strings.Cut(r.Ecosystem, ":")
		p := pkg{ecosystem: bare, name: ident.NormalName(bare, r.Package), version: s.version, rule: "alias", by: by}
		if full {
			p.release = r.Ecosystem
		}
		if !isDistribution(bare) {
			p.version = version
		}
		s.packages = append(s.packages, p)
	}
	s.addCPE(r.CPE, "alias", by)
}

// Fits tells whether one of these names is one that the rule is about.
func (a *Alias) Fits(names ...string) bool {
	for _, n := range names {
		n = strings.ToLower(strings.TrimSpace(n))
		for _, p := range a.Patterns {
			if n != "" && fits(strings.ToLower(strings.TrimSpace(p)), n) {
				return true
			}
		}
	}
	return false
}

// fits tells whether a name fits a pattern in which "*" stands for any text.
func fits(pattern, name string) bool {
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern == name
	}
	if !strings.HasPrefix(name, parts[0]) {
		return false
	}
	name = name[len(parts[0]):]
	for _, part := range parts[1 : len(parts)-1] {
		at := strings.Index(name, part)
		if at < 0 {
			return false
		}
		name = name[at+len(part):]
	}
	return strings.HasSuffix(name, parts[len(parts)-1])
}

// Tx is what this package asks of a transaction.
type Tx interface {
	record.Log // Now, Append
	deed.Tx
	Alias(ctx context.Context, id string) (*Alias, error)
	AliasBatch(ctx context.Context, batch string) ([]Alias, error)
	SaveAlias(ctx context.Context, a *Alias) error
}

// KeepAlias keeps a new name rule. What it changes is seen when the components
// are matched again.
func KeepAlias(ctx context.Context, tx Tx, who org.Actor, a Alias) (*Alias, error) {
	if err := who.May(org.WriteNames); err != nil {
		return nil, err
	}
	a.ID, a.Who, a.When, a.Undone = id.New(), who.Name, tx.Now(), time.Time{}
	if err := a.Check(); err != nil {
		return nil, err
	}
	if err := tx.SaveAlias(ctx, &a); err != nil {
		return nil, fmt.Errorf("keep the name rule for %s: %w", a.Name, err)
	}
	if err := did(ctx, tx, who, RuleKept, "Kept the name rule for "+a.Name, a.ID, a.Name, true); err != nil {
		return nil, err
	}
	return &a, tx.Append(ctx, record.Entry{
		What: string(RuleKept), About: a.ID, Who: who, At: tx.Now(),
		Data: map[string]any{"name": a.Name, "patterns": a.Patterns, "cpe": a.CPE, "ecosystem": a.Ecosystem, "package": a.Package},
	})
}

// UndoAlias takes a name rule out of force. It stays on record.
func UndoAlias(ctx context.Context, tx Tx, who org.Actor, id string) (*Alias, error) {
	if err := who.May(org.WriteNames); err != nil {
		return nil, err
	}
	a, err := tx.Alias(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("undo a name rule: %w", err)
	}
	if !a.Undone.IsZero() {
		return nil, fault.New(fault.Conflict, "the name rule for %s was undone on %s", a.Name, a.Undone.Format(time.DateOnly))
	}
	a.Undone = tx.Now()
	if err := tx.SaveAlias(ctx, a); err != nil {
		return nil, fmt.Errorf("undo the name rule for %s: %w", a.Name, err)
	}
	if err := did(ctx, tx, who, RuleUndone, "Took the name rule for "+a.Name+" out of force", a.ID, a.Name, false); err != nil {
		return nil, err
	}
	return a, tx.Append(ctx, record.Entry{What: string(RuleUndone), About: a.ID, Who: who, At: tx.Now(), Data: map[string]any{"name": a.Name}})
}
