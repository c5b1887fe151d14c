package finding

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"aceso/internal/domain/deed"
	"aceso/internal/domain/job"
	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/value/fault"
	"aceso/internal/value/id"
)

// A Scope says which findings an act is about: those by their ids, or all that
// a list shows.
type Scope struct {
	IDs  []string
	List string // a list's filter, in the words of who keeps findings; "" with IDs
	AsOf AsOf   // when the asker looked at them; zero: now

	touched string // only those that others than this person changed since
}

// Touched narrows a scope to findings that others changed since it was looked
// at, and returns who does not count as another; "" when it is not narrowed.
func (s Scope) Touched() string { return s.touched }

// AsOf is a moment, told in places: what came later stands behind them.
type AsOf struct {
	Entry int64 // of the log: the next one
	Last  int64 // place of the last finding
}

// String is what an asker keeps of a moment: "10233.88120", or "" for none.
func (a AsOf) String() string {
	if a == (AsOf{}) {
		return ""
	}
	return fmt.Sprintf("%d.%d", a.Entry, a.Last)
}

// AsOfText reads what String wrote.
func AsOfText(s string) (AsOf, error) {
	if s == "" {
		return AsOf{}, nil
	}
	entry, last, ok := strings.Cut(s, ".")
	e, err1 := strconv.ParseInt(entry, 10, 64)
	l, err2 := strconv.ParseInt(last, 10, 64)
	if !ok || err1 != nil || err2 != nil || e < 0 || l < 0 {
		return AsOf{}, fault.New(fault.Invalid, "%.40q is no moment of this list", s).Helped("look at the list, or the preview, again")
	}
	return AsOf{e, l}, nil
}

// MostIDs is how many findings can be named one by one.
const MostIDs = 10_000

func (s Scope) check() error {
	switch {
	case len(s.IDs) == 0 && s.List == "":
		return fault.New(fault.Invalid, "no finding is chosen").Helped("choose some, or all that the list shows")
	case len(s.IDs) > MostIDs:
		return fault.New(fault.Invalid, "at most %d findings are named one by one", MostIDs).Helped("narrow the list until it shows them, and take all that it shows")
	}
	return nil
}

// A Group is a number of findings on which people put the same.
type Group struct {
	Finding // State, Was, Owner, Until and Because alone
	Noted   bool
	N       int
}

// A Forecast is what an act would do.
type Forecast struct {
	Kind     deed.Kind
	Total    int // findings that it is about
	Releases int // that have a component with one of them
	Change   int // that it would change
	Same     int // where it is so already
	Refused  []Refusal
	Touched  int  // that somebody else changed since the asker looked: they are left alone
	Long     bool // whether a job does it
	AsOf     AsOf
}

// A Refusal is why findings can't be changed, and how many.
type Refusal struct {
	Why string
	N   int
}

// Left is how many the act would leave alone though it is not so.
func (f Forecast) Left() int {
	n := f.Touched
	for _, r := range f.Refused {
		n += r.N
	}
	return n
}

// Preview tells what an act would do, and does nothing.
func Preview(ctx context.Context, tx WorkTx, who org.Actor, a Act, s Scope) (Forecast, error) {
	if err := who.May(org.WorkFindings); err != nil {
		return Forecast{}, err
	}
	if err := s.check(); err != nil {
		return Forecast{}, err
	}
	if err := a.ready(ctx, tx, tx.Now()); err != nil {
		return Forecast{}, err
	}
	return a.forecast(ctx, tx, who, s)
}

func (a *Act) forecast(ctx context.Context, tx WorkTx, who org.Actor, s Scope) (Forecast, error) {
	out := Forecast{Kind: a.Kind(), AsOf: s.AsOf}
	var err error
	if s.AsOf == (AsOf{}) {
		if out.AsOf, err = tx.AsOf(ctx); err != nil {
			return out, err
		}
	}
	note := ""
	if a.Note != nil {
		note = *a.Note
	}
	groups, err := tx.FindingGroups(ctx, s, note)
	if err != nil {
		return out, err
	}
	for _, g := range groups {
		f := g.Finding
		if f.Note = note; !g.Noted {
			f.Note = note + " "
		}
		out.add(a.effect(&f, who, tx), g.N)
	}
	if s.AsOf != (AsOf{}) {
		if err := a.countTouched(ctx, tx, who, s, &out); err != nil {
			return out, err
		}
	}
	out.Long = out.Change > deed.Inline
	out.Releases, err = tx.ReleasesIn(ctx, s)
	return out, err
}

// An effect is what an act does to one finding.
type effect struct {
	was, became deed.Marks // nil where it is so already
	refused     string
}

func (a *Act) effect(f *Finding, who org.Actor, tx record.Log) effect {
	before := f.hand()
	if err := a.apply(f, who, tx.Now()); err != nil {
		return effect{refused: reason(err)}
	}
	was, became := deed.Differ(before, f.hand())
	return effect{was: was, became: became}
}

func reason(err error) string {
	if f := fault.Of(err); f != nil {
		return f.Text
	}
	return err.Error()
}

func (f *Forecast) add(e effect, n int) {
	f.Total += n
	switch {
	case e.refused != "":
		for i := range f.Refused {
			if f.Refused[i].Why == e.refused {
				f.Refused[i].N += n
				return
			}
		}
		f.Refused = append(f.Refused, Refusal{e.refused, n})
	case e.was == nil:
		f.Same += n
	default:
		f.Change += n
	}
}

// countTouched takes those out that somebody else changed since the asker looked.
func (a *Act) countTouched(ctx context.Context, tx WorkTx, who org.Actor, s Scope, out *Forecast) error {
	s.touched = who.Person
	for last := int64(0); ; {
		page, err := tx.FindingsIn(ctx, s, last, 500)
		if err != nil || len(page) == 0 {
			return err
		}
		for i := range page {
			last = page[i].No
			if e := a.effect(&page[i].Finding, who, tx); e.was != nil {
				out.Touched, out.Change = out.Touched+1, out.Change-1
			}
		}
	}
}

// Do does an act to many findings: at once, or by a job where they are very
// many. deedID names the deed, so that asking twice does it once; "" makes a
// name. Where nothing is to be changed there is no deed.
func Do(ctx context.Context, tx WorkTx, who org.Actor, deedID string, a Act, s Scope) (deed.Deed, Forecast, error) {
	none := deed.Deed{}
	if err := who.May(org.WorkFindings); err != nil {
		return none, Forecast{}, err
	}
	if deedID == "" {
		deedID = id.New()
	} else if d, err := tx.Deed(ctx, deedID); err == nil || !fault.Is(err, fault.NotFound) {
		return repeated(d, who, err)
	}
	f, err := Preview(ctx, tx, who, a, s)
	if err != nil || f.Change == 0 {
		return none, f, err
	}
	if err := a.ready(ctx, tx, tx.Now()); err != nil {
		return none, f, err
	}
	s.AsOf = f.AsOf
	d := deed.Deed{ID: deedID, Kind: a.Kind(), Text: a.say(counted(f.Change)), Who: who, At: tx.Now(), State: deed.Doing, Asked: f.Change, Turn: tx.Now(), Plan: planOf(&a, s)}
	if f.Long {
		j, err := job.Ask(ctx, tx, who, job.Act, d.ID)
		if err != nil {
			return none, f, err
		}
		d.Job = j.ID
		if err := tx.SaveDeed(ctx, d); err != nil {
			return none, f, err
		}
		return d, f, tx.Append(ctx, record.Entry{What: "deed.begun", About: d.ID, Who: who, Data: map[string]any{"job": j.ID, "kind": d.Kind, "set": a.marks(), "list": s.List, "findings": f.Change}})
	}
	if err := tx.SaveDeed(ctx, d); err != nil {
		return none, f, err
	}
	for more := true; more; {
		if more, err = a.carry(ctx, tx, who, &d, s, deed.Inline); err != nil {
			return none, f, err
		}
	}
	return d, f, nil
}

// repeated answers who asks for a deed that was done already.
func repeated(d deed.Deed, who org.Actor, err error) (deed.Deed, Forecast, error) {
	if err == nil && d.Who.Person != who.Person {
		err = fault.New(fault.Conflict, "this was done already, by somebody else").Helped("look at the list again")
	}
	return d, Forecast{Kind: d.Kind, Total: d.Asked, Change: d.Asked}, err
}
