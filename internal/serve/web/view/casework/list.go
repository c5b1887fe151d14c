// Package casework draws what a maker hears: the list of cases, one case with
// its thread, deadlines and next steps, and the form for what came by telephone
// or letter.
package casework

import (
	"time"

	"github.com/a-h/templ"

	"aceso/internal/domain/org"
	"aceso/internal/maker/casework"
	"aceso/internal/serve/web/list"
	"aceso/internal/serve/web/view/ui"
)

// A Row is one case in the list.
type Row struct {
	ID, Number, Title string
	Kind              casework.Kind
	State             ui.State
	Product           string
	Owner             string
	Received, Changed time.Time
	Way               string
	Private           bool
	Due               time.Time // of its next deadline; zero for none
}

// List is the list of cases.
var List = list.Spec[Row]{
	Name: "cases", Title: "Cases", One: "case", Many: "cases", Path: "/cases", Usual: "-changed", Order: "what changed last first",
	Key:  func(r Row) string { return r.ID },
	Link: func(_ ui.Query, r Row) string { return "/cases/" + r.ID },
	Empty: list.Empty{
		Title: "No case is open", Text: "A case is what a researcher, a customer or a technician tells you of your devices. Open your page for strangers, and each report gets its number at once; closed cases are found by their state.",
		Do: ui.Link{Label: "Open the page for strangers", URL: "/front"}, Needs: org.ManagePublicFace, Else: "Somebody with the role security or quality can open that page.",
	},
	Filters: []list.Filter{
		list.Find("number, title, product"),
		list.Choose("kind", "Kind", "", "any", string(casework.Vulnerability), "", string(casework.Complaint), "", string(casework.Service), "", string(casework.Feedback), ""),
		list.Choose("state", "State", "", "not closed", "all", "", string(casework.Received), "", string(casework.Acknowledged), "", string(casework.Verified), "", string(casework.Triaged), "", string(casework.Fixing), "", string(casework.Advised), "", string(casework.Closed), ""),
		list.Choose("owner", "Owner", "", "anybody", "me", "", "nobody", ""),
	},
	Columns: []list.Column[Row]{
		{Key: "number", Label: "Number", Always: true, Opens: true, Says: true, Falls: true, Value: func(r Row) any { return r.Number }},
		{Key: "title", Label: "What", Says: true, Value: func(r Row) any { return r.Title }, Show: func(r Row) templ.Component { return what(r) }},
		{Key: "kind", Label: "Kind", Says: true, Value: func(r Row) any { return string(r.Kind) }},
		{Key: "state", Label: "State", Says: true, Value: func(r Row) any { return r.State.Word }, Show: func(r Row) templ.Component { return ui.Stand(r.State) }},
		{Key: "product", Label: "Product", Value: func(r Row) any { return r.Product }},
		{Key: "owner", Label: "Owner", None: "nobody", Value: func(r Row) any { return r.Owner }},
		{Key: "received", Label: "Received", Kind: list.Day, Falls: true, Value: func(r Row) any { return r.Received }},
		{Key: "changed", Label: "Changed", Kind: list.Moment, Falls: true, Extra: true, Value: func(r Row) any { return r.Changed }},
	},
}

// StateOf says how a case stands.
func StateOf(s casework.State) ui.State {
	switch s {
	case casework.Received:
		return ui.State{Word: "received", Look: ui.Attention}
	case casework.Advised:
		return ui.State{Word: "advised", Look: ui.Fine}
	case casework.Closed:
		return ui.State{Word: "closed", Look: ui.Quiet}
	}
	return ui.State{Word: string(s), Look: ui.Moving}
}

// A Page is the list.
type Page struct {
	ui.Frame
	List     ui.Listing
	MayEnter bool
	Door     ui.Link // to the page for strangers; empty while it is shut
}

// New returns the page of a list.
func New(f ui.Frame, listed ui.Listing) Page {
	f.Title = List.Title
	return Page{Frame: f, List: listed}
}
