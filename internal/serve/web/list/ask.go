package list

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"aceso/internal/domain/org"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// An Ask is what somebody wants to see of a list: its address, read and checked.
type Ask struct {
	Values  url.Values
	Who     org.Actor
	ID      string   // of the record that it is a list of
	Sort    string   // "-severity"
	Columns []string // keys of the columns to show, in the list's order
	From    int      // rows that came before this stretch
	Page    store.Page

	prefix  string
	Record  string                 // what it is a list of: "IP-200 4.2.0"
	Side    string                 // which side of its page it is: "that failed"
	Of      string                 // what it is narrowed to by hidden filters: "in IP-200 4.2.0"
	Choices map[string][]ui.Choice // of filters that only the store knows
}

// Get returns what the address says of one filter.
func (a *Ask) Get(name string) string { return strings.TrimSpace(a.Values.Get(a.prefix + name)) }

// Read reads an address. What the list does not know is refused: a list that
// ignores it would look like an answer.
func (s Spec[R]) Read(v url.Values, who org.Actor, id string) (Ask, error) {
	a := Ask{Values: v, Who: who, ID: id, Sort: s.Usual, Page: store.Page{After: v.Get(s.in("after"))}, Choices: map[string][]ui.Choice{}, prefix: s.Prefix}
	if n, err := strconv.Atoi(v.Get(s.in("from"))); err == nil && n > 0 {
		a.From = n
	}
	if by := v.Get(s.in("sort")); by != "" {
		if !slices.ContainsFunc(s.Columns, func(c Column[R]) bool { return c.sort() == strings.TrimPrefix(by, "-") }) {
			return a, fault.New(fault.Invalid, "%s can't be sorted by %q", s.Many, by).Helped("sort by %s", strings.Join(s.sorts(), ", "))
		}
		a.Sort = by
	}
	for _, f := range s.Filters {
		got := a.Get(f.Name)
		if got == "" || f.Hidden || f.Open || len(f.Choices) == 0 {
			continue
		}
		if !slices.ContainsFunc(f.Choices, func(c ui.Choice) bool { return c.Value == got }) {
			return a, fault.New(fault.Invalid, "%s=%s is no filter of this list", f.Name, got).Helped("choose one of: %s", strings.Join(values(f.Choices), ", "))
		}
	}
	var err error
	a.Columns, err = s.columns(v[s.in("cols")])
	return a, err
}

func values(choices []ui.Choice) []string {
	var out []string
	for _, c := range choices {
		if c.Value != "" {
			out = append(out, c.Value)
		}
	}
	return out
}

func (s Spec[R]) sorts() []string {
	var out []string
	for _, c := range s.Columns {
		out = append(out, c.sort())
	}
	return out
}

// columns returns the keys of the columns to show, in the list's order. They
// stand in the address as cols=a,b or, from a form, as cols=a&cols=b.
func (s Spec[R]) columns(asked []string) ([]string, error) {
	var want []string
	for _, text := range asked {
		want = append(want, strings.FieldsFunc(text, func(r rune) bool { return r == ',' })...)
	}
	var out, all []string
	for _, c := range s.Columns {
		all = append(all, c.Key)
		if c.Always || slices.Contains(want, c.Key) || len(want) == 0 && !c.Extra {
			out = append(out, c.Key)
		}
	}
	for _, key := range want {
		if !slices.Contains(all, key) {
			return nil, fault.New(fault.Invalid, "%s have no column %q", s.Many, key).Helped("choose from %s", strings.Join(all, ", "))
		}
	}
	return out, nil
}

// shown are the columns that are asked for.
func (s Spec[R]) shown(a *Ask) []Column[R] {
	return slices.DeleteFunc(slices.Clone(s.Columns), func(c Column[R]) bool { return !slices.Contains(a.Columns, c.Key) })
}

// Narrowed says in words what the list is narrowed to, a phrase for each
// filter: "Severity: critical".
func (s Spec[R]) Narrowed(a *Ask) []string {
	var out []string
	if a.Of != "" {
		out = append(out, ui.Upper(a.Of))
	}
	for _, f := range s.Filters {
		got := a.Get(f.Name)
		if got == "" || f.Hidden {
			continue
		}
		for _, c := range s.choices(f, a) {
			if c.Value == got {
				got = c.Label
			}
		}
		out = append(out, f.Label+": "+got)
	}
	return out
}

func (s Spec[R]) choices(f Filter, a *Ask) []ui.Choice {
	if f.Open {
		return a.Choices[f.Name]
	}
	return f.Choices
}

// Ordered says the order in words.
func (s Spec[R]) Ordered(a *Ask) string {
	if a.Sort == s.Usual && s.Order != "" {
		return s.Order
	}
	by, down := strings.CutPrefix(a.Sort, "-")
	for _, c := range s.Columns {
		if c.sort() == by {
			if down {
				return "by " + c.Label + ", falling"
			}
			return "by " + c.Label
		}
	}
	return ""
}
