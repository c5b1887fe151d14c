// Package list is every list of the workbench, declared once. From one Spec
// follow the page's head, which sorts on the server, its filters, its cells,
// the choice of columns, and what leaves as CSV, XLSX, JSON and on paper: all
// of them show the same columns, rows and order.
//
// To add a list: declare a Spec beside the page that shows it (what a row is,
// its columns and filters), and a List in the face (whom it needs, how it is
// read), and name that in Face.lists. Routes, exports and tests follow.
package list

import (
	"cmp"
	"context"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"aceso/internal/domain/org"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
)

// A Spec says what a list of rows R shows. It knows neither database nor
// browser, so that a page can be drawn and looked at without either.
type Spec[R any] struct {
	Name      string // "findings": in names of files and of what is kept about the list
	Title     string // "Findings"
	One, Many string // "finding", "findings"
	Path      string // "/findings": its exports are Path + ".csv"; {id} stands for the record that it is a list of
	Page      string // the page that shows it, where that is not Path
	Usual     string // the order when none is asked for: "-kev"
	Order     string // the usual order in words, where the head alone does not say it
	OnIntel   bool   // what it says rests on the intelligence bundle
	Prefix    string // before every name in the address, where a page has several lists
	Columns   []Column[R]
	Filters   []Filter
	Empty     Empty

	Key  func(R) string               // names a row within the list, for good
	Link func(q ui.Query, r R) string // where a row leads, within this view of the list; nil nowhere

	// Act draws what can be done to a row, in a last column that leaves in no
	// format, for who has the permission; nil where nothing can.
	Act      func(R) templ.Component
	ActLabel string
	ActNeeds org.Permission
}

// An Empty list teaches what belongs in it and why it matters, and offers the
// one thing to do; who may not do it is told who may.
type Empty struct {
	Title, Text string
	Do          ui.Link
	Needs       org.Permission
	Else        string
}

// A Column is one property of a row. Its Value is what it says, on the page and
// in every export: nil, a string, []string, int, float64, bool or time.Time. A
// nil is unknown, and is never written as zero.
type Column[R any] struct {
	Key    string // in the address and in JSON
	Label  string
	Sort   string // the name of its order; "" is Key
	Kind   Kind
	Falls  bool   // its first order is the falling one: the worst, the newest
	Always bool   // can't be hidden
	Extra  bool   // not shown until somebody chooses it
	Opens  bool   // leads to the row's own page
	Says   bool   // says by itself what it is, where a telephone folds the list
	None   string // what an unknown value is called on the page: "nobody"; "" leaves the cell empty

	Value func(R) any
	Show  func(R) templ.Component // how the page draws it; nil writes the value
}

func (c Column[R]) sort() string { return cmp.Or(c.Sort, c.Key) }

// A Kind is what sort of value a column has.
type Kind int

// The kinds of column.
const (
	Text   Kind = iota
	Number      // of things, or a measure
	Day         // a date
	Moment      // a time
	Truth       // yes or no
)

// A Filter narrows a list by a value in its address.
type Filter struct {
	Name, Label string
	Placeholder string      // of one that is typed
	Choices     []ui.Choice // of one that is chosen; the first is the value "", what holds unless one says
	Open        bool        // its choices are known only to the store: List.Open gives them
	Long        bool        // takes the room that is left
	Hidden      bool        // comes with a link, as "of this release"; Ask.Of says it in words
	Side        bool        // a side of its page, as a tab: no narrowing; Ask.Side says it in words
}

// Find makes a filter by typed text.
func Find(placeholder string) Filter {
	return Filter{Name: "q", Label: "Find", Placeholder: placeholder, Long: true}
}

// Choose makes a filter from pairs of value and label; an empty label is the
// value itself.
func Choose(name, label string, pairs ...string) Filter {
	return Filter{Name: name, Label: label, Choices: Choices(pairs...)}
}

// Choices makes choices from pairs of value and label; an empty label is the
// value itself.
func Choices(pairs ...string) []ui.Choice {
	var out []ui.Choice
	for i := 0; i+1 < len(pairs); i += 2 {
		out = append(out, ui.Choice{Value: pairs[i], Label: cmp.Or(pairs[i+1], pairs[i])})
	}
	return out
}

// Side makes a filter that is a side of its page: each is a list of its own.
func Side(name string) Filter { return Filter{Name: name, Hidden: true, Side: true} }

// Hidden makes filters that come with links only.
func Hidden(names ...string) []Filter {
	var out []Filter
	for _, n := range names {
		out = append(out, Filter{Name: n, Hidden: true})
	}
	return out
}

// A Reader reads a stretch of a list.
type Reader[R any] func(context.Context, store.Page) (store.Slice[R], error)

// A List is a Spec that can be read.
type List[R any] struct {
	Spec[R]
	Needs org.Permission
	// Open makes ready to read what is asked for, in one transaction: what the
	// rows need is read once, and what is narrowed to is said in Ask.Of.
	Open func(context.Context, *store.Tx, *Ask) (Reader[R], error)
}

// A Declared is a list whatever its rows are: what routes and tests ask of it.
type Declared interface {
	About() About
	Read(url.Values, org.Actor, string) (Ask, error)
	Listing(context.Context, *store.Tx, *Ask, string) (ui.Listing, error)
	Write(context.Context, Sheet) error
}

// Listing reads and draws the stretch that is asked for; asOf says of when the
// count is.
func (l List[R]) Listing(ctx context.Context, tx *store.Tx, a *Ask, asOf string) (ui.Listing, error) {
	_, out, err := l.Rows(ctx, tx, a, asOf)
	return out, err
}

// Rows is Listing, with the rows themselves.
func (l List[R]) Rows(ctx context.Context, tx *store.Tx, a *Ask, asOf string) (store.Slice[R], ui.Listing, error) {
	read, err := l.Open(ctx, tx, a)
	if err != nil {
		return store.Slice[R]{}, ui.Listing{}, err
	}
	rows, err := read(ctx, a.Page)
	if err != nil {
		return rows, ui.Listing{}, err
	}
	return rows, l.Draw(a, rows, asOf), nil
}

// About is what a list is, without its rows.
type About struct {
	Name, Title, Path, Page, Usual string
	Prefix                         string
	OnIntel                        bool
	Needs                          org.Permission
	Columns                        []Head
	Filters                        []Filter
}

// A Head is what a column is, without its values.
type Head struct {
	Key, Label, Sort string
	Kind             Kind
	Always, Extra    bool
}

// About returns what the list is.
func (l List[R]) About() About {
	out := About{Name: l.Name, Title: l.Title, Path: l.Path, Page: l.page(), Usual: l.Usual, Prefix: l.Prefix, OnIntel: l.OnIntel, Needs: l.Needs, Filters: l.Filters}
	for _, c := range l.Columns {
		out.Columns = append(out.Columns, Head{Key: c.Key, Label: c.Label, Sort: c.sort(), Kind: c.Kind, Always: c.Always, Extra: c.Extra})
	}
	return out
}

func (s Spec[R]) page() string { return cmp.Or(s.Page, s.Path) }

// in is what a name is called in the address.
func (s Spec[R]) in(name string) string { return s.Prefix + name }

// slots is where the id of the record stands in a path.
var slots = []string{"{id}", "{swap}"}

// at is a path of the list, of this record.
func at(path, of string) string {
	for _, slot := range slots {
		path = strings.ReplaceAll(path, slot, url.PathEscape(of))
	}
	return path
}

// At is the page of a list, of this record.
func (a About) At(of string) string { return at(a.Page, of) }
