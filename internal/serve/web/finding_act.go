package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"aceso/internal/domain/finding"
	"aceso/internal/domain/org"
	"aceso/internal/serve"
	view "aceso/internal/serve/web/view/finding"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// moves are what a person can do to a finding's state: in words, and with the
// key that does it once the panel is open.
var moves = []struct {
	value      string
	to         finding.State
	label, key string
}{
	{string(finding.InReview), finding.InReview, "Take it up", "t"},
	{string(finding.Open), finding.Open, "Put it back", "b"},
	{"wake", "", "End the snooze", "w"},
}

// movesOf are those that bring a finding somewhere else.
func movesOf(f finding.Finding) []view.Pick {
	var out []view.Pick
	for _, m := range moves {
		can := m.to == "" && f.State == finding.Snoozed
		for _, move := range finding.Moves {
			can = can || move.From == f.State && move.To == m.to && move.Needs != "" && move.How == finding.Wish
		}
		if f.State == finding.Snoozed && m.to == finding.InReview {
			can = true
		}
		if can {
			out = append(out, view.Pick{Value: m.value, Label: m.label, Key: m.key})
		}
	}
	return out
}

func allMoves() []view.Pick {
	var out []view.Pick
	for _, m := range moves {
		out = append(out, view.Pick{Value: m.value, Label: strings.Replace(m.label, " it ", " them ", 1), Key: m.key})
	}
	return out
}

// reasons are why findings are set aside most of the time.
var reasons = []view.Pick{
	{Value: "waits for a test", Label: "waits for a test", Key: "t"},
	{Value: "waits for a fix", Label: "waits for a fix", Key: "f"},
	{Value: "waits for the supplier", Label: "waits for the supplier", Key: "s"},
	{Value: "waits for the next release", Label: "waits for the next release", Key: "r"},
}

// picked is how many people have a button of their own.
const picked = 9

// actsFor are the values that the panels of acts offer.
func actsFor(members []org.Member, who org.Actor, owner string, now time.Time) view.Acts {
	a := view.Acts{
		Reasons: reasons, Soonest: now.UTC().AddDate(0, 0, 1).Format(time.DateOnly), Latest: now.UTC().AddDate(0, 0, finding.MostDays).Format(time.DateOnly),
	}
	if who.Allowed(org.WorkFindings) {
		a.People = append(a.People, view.Pick{Value: who.Person, Label: "Me", Key: "m", Chosen: owner == who.Person})
	}
	a.People = append(a.People, view.Pick{Value: "", Label: "Nobody", Key: "0", Chosen: owner == ""})
	n := 0
	for _, m := range members {
		if m.ID == who.Person || !(org.Actor{Person: m.ID, Roles: m.Roles}).Allowed(org.WorkFindings) {
			continue
		}
		if n++; n <= picked {
			a.People = append(a.People, view.Pick{Value: m.ID, Label: m.Name, Key: strconv.Itoa(n), Chosen: m.ID == owner})
		} else {
			a.More = append(a.More, ui.Choice{Value: m.ID, Label: m.Name, Chosen: m.ID == owner})
		}
	}
	for i, d := range []struct {
		label      string
		days, more int
	}{{"Tomorrow", 1, 0}, {"In a week", 7, 0}, {"In two weeks", 14, 0}, {"In a month", 0, 1}, {"In three months", 0, 3}} {
		day := now.UTC().AddDate(0, d.more, d.days)
		a.Days = append(a.Days, view.Pick{Value: day.Format(time.DateOnly), Label: d.label, Key: strconv.Itoa(i + 1), Chosen: i == 1})
	}
	return a
}

// sleepIn reads the panel that sets findings aside.
func sleepIn(v url.Values) *finding.Snooze {
	s := &finding.Snooze{Until: cmp.Or(v.Get("day"), v.Get("until"))}
	for _, because := range slices.Concat(v["because"], v["reason"]) {
		if s.Because = strings.TrimSpace(because); s.Because != "" {
			break
		}
	}
	return s
}

// turnIn reads the button of a panel that brings findings into another state.
func turnIn(to string) finding.Act {
	if to == "wake" {
		return finding.Act{Wake: true}
	}
	return finding.Act{To: finding.State(to)}
}

// ownerIn reads the panel that gives findings to somebody.
func ownerIn(v url.Values, name string) finding.Act {
	owner := v.Get(name)
	if v.Get("pick") == "other" {
		owner = v.Get("other")
	}
	return finding.Act{Owner: &owner}
}

// POST /findings/{id}/state
func (f *Face) turnFinding(w http.ResponseWriter, r *http.Request) error {
	return f.workFinding(w, r, "to", func(v url.Values) finding.Act { return turnIn(v.Get("to")) })
}

// POST /findings/{id}/owner
func (f *Face) assignFinding(w http.ResponseWriter, r *http.Request) error {
	return f.workFinding(w, r, "owner", func(v url.Values) finding.Act { return ownerIn(v, "owner") })
}

// POST /findings/{id}/note
func (f *Face) noteFinding(w http.ResponseWriter, r *http.Request) error {
	return f.workFinding(w, r, "note", func(v url.Values) finding.Act { return finding.Act{Note: new(v.Get("note"))} })
}

// POST /findings/{id}/snooze
func (f *Face) snoozeFinding(w http.ResponseWriter, r *http.Request) error {
	return f.workFinding(w, r, "until", func(v url.Values) finding.Act { return finding.Act{Snooze: sleepIn(v)} })
}

// workFinding is what the forms beside a finding have in common; field is what
// the form changes.
func (f *Face) workFinding(w http.ResponseWriter, r *http.Request, field string, act func(url.Values) finding.Act) error {
	if err := form(w, r); err != nil {
		return err
	}
	ctx, who := r.Context(), serve.Actor(r)
	rev, err := strconv.ParseInt(r.PostFormValue("rev"), 10, 64)
	if err != nil {
		return fault.New(fault.Invalid, "the form does not say which version of the finding it changes").Helped("open the finding again")
	}
	err = f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		_, err := finding.Work(ctx, tx, who, r.PathValue("id"), rev, act(r.PostForm))
		return err
	})
	if fault.Is(err, fault.Stale) {
		return f.findingRival(w, r, field)
	}
	if err != nil {
		return err
	}
	return onward(w, r, local(r.PostFormValue("back")))
}

// POST /findings/preview tells what an act on many findings would do.
func (f *Face) previewFindings(w http.ResponseWriter, r *http.Request) error {
	return f.manyFindings(w, r, false)
}

// POST /findings/act does an act on many findings.
func (f *Face) actOnFindings(w http.ResponseWriter, r *http.Request) error {
	return f.manyFindings(w, r, true)
}

// A chosen is what a form says of an act on many findings.
type chosen struct {
	act   finding.Act
	scope finding.Scope
	list  string // address of the list
	deed  string // name of the deed
	of    string
}

// manyFindings reads the form of an act on many findings, and does it or tells
// what it would do.
func (f *Face) manyFindings(w http.ResponseWriter, r *http.Request, do bool) error {
	if err := form(w, r); err != nil {
		return err
	}
	ctx, who := r.Context(), serve.Actor(r)
	c, err := f.chosenIn(r.PostForm, who)
	if err != nil {
		return err
	}
	if !do {
		return f.showPreview(w, r, c)
	}
	back := c.list
	err = f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		d, p, err := finding.Do(ctx, tx, who, c.deed, c.act, c.scope)
		if d.Job != "" {
			back = "/deeds/" + d.ID
		}
		if err == nil && d.ID == "" && p.Left() > 0 {
			return nothingDone
		}
		return err
	})
	if err == nothingDone {
		return f.showPreview(w, r, c)
	}
	if err != nil {
		return err
	}
	return onward(w, r, back)
}

// nothingDone is how an act says that there is nothing left for it to change.
var nothingDone = fault.New(fault.Conflict, "nothing was changed")
