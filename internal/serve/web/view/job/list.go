package job

import (
	"github.com/a-h/templ"

	"aceso/internal/serve/web/list"
	"aceso/internal/serve/web/view/ui"
)

// Jobs is the list of work in the background.
var Jobs = list.Spec[Row]{
	Name: "jobs", Title: "Jobs", One: "job", Many: "jobs", Path: "/jobs", Usual: "-asked", Order: "what was asked for last first",
	Key: func(r Row) string { return r.ID },
	Empty: list.Empty{
		Title: "No job is under way", Text: "What takes longer than a page does becomes a job: checking a parts list, matching all parts against new weakness data, an act on thousands of findings. It shows here with how far it is.",
		Do: ui.Link{Label: "Jobs that have ended", URL: "/jobs?tab=ended"},
	},
	Filters: []list.Filter{list.Side("tab"), list.Find("step, problem, who asked")},
	Columns: []list.Column[Row]{
		{Key: "job", Label: "Job", Sort: "kind", Always: true, Says: true, Value: func(r Row) any { return r.Does }, Show: func(r Row) templ.Component { return does(r) }},
		{Key: "state", Label: "State", Says: true, Value: func(r Row) any { return r.State.Word }, Show: func(r Row) templ.Component { return stands(r) }},
		{Key: "asked", Label: "Asked for", Kind: list.Moment, Falls: true, Value: func(r Row) any { return r.Asked }},
		{Key: "by", Label: "By", Value: func(r Row) any { return r.By }},
		{Key: "tries", Label: "Tries", Kind: list.Number, Falls: true, Value: func(r Row) any { return r.Tries }},
		{Key: "started", Label: "Started", Kind: list.Moment, Falls: true, Extra: true, None: "not yet", Value: func(r Row) any { return r.Started }},
		{Key: "ended", Label: "Ended", Kind: list.Moment, Falls: true, Extra: true, None: "not yet", Value: func(r Row) any { return r.Ended }},
		{Key: "step", Label: "Step", Extra: true, Value: func(r Row) any { return r.Step }},
		{Key: "done", Label: "Done", Kind: list.Number, Falls: true, Extra: true, Value: func(r Row) any { return r.Done }},
		{Key: "total", Label: "Of", Kind: list.Number, Falls: true, Extra: true, Value: func(r Row) any { return r.Total }},
		{Key: "problem", Label: "Problem", Extra: true, Value: func(r Row) any { return ui.Upper(r.Problem) }},
		{Key: "about", Label: "Record", Extra: true, Value: func(r Row) any { return r.Record }, Show: func(r Row) templ.Component { return ui.Code(r.Record) }},
	},
	Act: Row.act, ActLabel: "What to do",
}

func (r Row) act() templ.Component {
	if r.MayRetry || r.MayCancel || r.MayDiscard {
		return turns(r)
	}
	return nil
}

// none teaches what the tab would show.
func (t Tab) none(usual ui.Nothing) ui.Nothing {
	switch t {
	case Failed:
		return ui.Nothing{Title: "Nothing failed", Text: "A job that failed for good waits here for a person: what went wrong, and a button to try it again."}
	case Ended:
		return ui.Nothing{Title: "No job has ended yet", Text: "Jobs that are done or were cancelled stay here, with who asked for them and how long they took."}
	}
	return usual
}
