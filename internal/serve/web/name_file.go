package web

import (
	"errors"
	"io"
	"net/http"

	"aceso/internal/domain/match"
	"aceso/internal/format/alias"
	"aceso/internal/format/intake"
	"aceso/internal/serve"
	view "aceso/internal/serve/web/view/name"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

func rulesForm() ui.Form {
	return ui.Form{Action: "/names/import", Submit: "Look at it", Inputs: []ui.Input{
		{Name: "file", Label: "File of rules", Kind: ui.File, Accept: ".json,.csv,.txt", Optional: true},
		{Name: "text", Label: "Or paste it here", Kind: ui.Text, Rows: 8, Optional: true},
	}}
}

// GET /names/import
func (f *Face) askRules(w http.ResponseWriter, r *http.Request) error {
	frame, err := f.page(r)
	if err != nil {
		return err
	}
	frame.Title = "Import name rules"
	return show(w, r, view.Intake{Frame: frame, Form: rulesForm()}.Show())
}

// POST /names/import shows what would come of a file of rules; with keep it
// keeps them, all or none.
func (f *Face) takeRules(w http.ResponseWriter, r *http.Request) error {
	file, text, keep, err := rulesSent(w, r)
	var lines []match.Line
	if err == nil {
		lines, err = alias.Decode(text)
	}
	ctx, who := r.Context(), serve.Actor(r)
	if err == nil && keep {
		err = f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
			kept, err := tx.Aliases(ctx)
			if err != nil {
				return err
			}
			_, _, err = match.TakeAliases(ctx, tx, who, file, match.Weigh(lines, kept))
			return err
		})
		if err == nil {
			return onward(w, r, "/names#rules")
		}
	}
	frame, ferr := f.page(r)
	if ferr != nil {
		return ferr
	}
	frame.Title = "Import name rules"
	p := view.Intake{Frame: frame, Form: rulesForm(), File: file, Text: string(text)}
	if what := refused(err); what != nil {
		p.Form.Put("text", string(text))
		p.Form.Wrong, p.Form.Fix = what.Text, what.Fix
		return draw(w, r, serve.Status(what.Kind), p.Show())
	}
	if err != nil {
		return err
	}
	err = f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		kept, err := tx.Aliases(ctx)
		fillLines(&p, match.Weigh(lines, kept))
		return err
	})
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

func fillLines(p *view.Intake, lines []match.Line) {
	p.Tried = true
	for _, l := range lines {
		one := view.Line{No: l.No, Name: l.Rule.Name, Wrong: l.Wrong, Fix: l.Fix, Comes: ui.State{Word: "new", Look: ui.Fine}}
		switch {
		case l.Wrong != "":
			one.Comes = ui.State{Word: "refused", Look: ui.Failed}
			p.Wrong++
		case l.Again:
			one.Comes = ui.State{Word: "in force already", Look: ui.Quiet}
		default:
			p.New++
		}
		p.Lines = append(p.Lines, one)
	}
}

// rulesSent reads the form: a file, or pasted text.
func rulesSent(w http.ResponseWriter, r *http.Request) (file string, text []byte, keep bool, err error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	parts, err := r.MultipartReader()
	if errors.Is(err, http.ErrNotMultipart) {
		if err := form(w, r); err != nil {
			return "", nil, false, err
		}
		return "pasted", []byte(r.PostFormValue("text")), r.PostFormValue("keep") == "yes", nil
	}
	if err != nil {
		return "", nil, false, fault.New(fault.Invalid, "the form can't be read").Helped("choose a file, or paste the rules")
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return file, text, keep, nil
		}
		if err != nil {
			return file, text, keep, err
		}
		name := fileName(part)
		data, err := upTo(part, intake.API.Bytes)
		if err != nil {
			return file, text, keep, err
		}
		switch {
		case part.FormName() == "file" && len(data) > 0:
			file, text = name, data
		case part.FormName() == "text" && len(text) == 0:
			file, text = "pasted", data
		}
	}
}

// POST /names/imports/{id}/undo
func (f *Face) undoNames(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), serve.Actor(r)
	err := f.DB.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		_, err := match.UndoAliases(ctx, tx, who, r.PathValue("id"))
		return err
	})
	if err != nil {
		return err
	}
	return onward(w, r, "/names#rules")
}

// GET /names/export?format=
func (f *Face) exportNames(w http.ResponseWriter, r *http.Request) error {
	return serve.SendRules(w, r, f.DB)
}
