package web

import (
	"cmp"
	"context"
	"net/http"
	"strconv"
	"time"

	"aceso/internal/domain/finding"
	"aceso/internal/domain/org"
	"aceso/internal/domain/product"
	"aceso/internal/serve"
	view "aceso/internal/serve/web/view/conflict"
	productview "aceso/internal/serve/web/view/product"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// A rival is a change that came too late: what was entered, and the same form
// as the record stands now.
type rival struct {
	id           string // of the record
	what         string
	back         ui.Link
	mine, theirs ui.Form
}

// conflicting shows both sides of a change that came too late. Where both say
// the same there is nothing to choose, and the record is shown.
func (f *Face) conflicting(w http.ResponseWriter, r *http.Request, c rival) error {
	ctx := r.Context()
	var p view.Page
	err := f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		p = view.New(frame, c.what, c.back, c.mine, c.theirs)
		p.Who, p.At, err = lastChange(ctx, tx, c.id)
		return err
	})
	if err != nil {
		return err
	}
	if len(p.Rows) == 0 {
		return onward(w, r, c.back.URL)
	}
	return draw(w, r, serve.Status(fault.Stale), p.Show())
}

// lastChange tells who changed a record last, and when.
func lastChange(ctx context.Context, tx *store.Tx, id string) (string, time.Time, error) {
	entries, err := tx.Entries(ctx, store.EntryFilter{About: id, Limit: 1})
	if err != nil || len(entries) == 0 {
		return "", time.Time{}, err
	}
	return entries[0].Who.Name, entries[0].At, nil
}

// modelRival shows a change of a model that came too late.
func (f *Face) modelRival(w http.ResponseWriter, r *http.Request, mine product.Model) error {
	ctx := r.Context()
	var now product.Model
	err := f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		var err error
		now, err = tx.Model(ctx, mine.ID)
		return err
	})
	if err != nil {
		return err
	}
	path := "/products/" + now.ID
	a, err := f.modelForm(r, path, "", "", mine)
	if err != nil {
		return err
	}
	a.Form.Put("new_line", r.PostFormValue("new_line"))
	b, err := f.modelForm(r, path, "", "", now)
	if err != nil {
		return err
	}
	return f.conflicting(w, r, rival{id: now.ID, what: now.Name, back: ui.Link{Label: now.Name, URL: path}, mine: a.Form, theirs: b.Form})
}

// releaseRival shows a change of a release that came too late.
func (f *Face) releaseRival(w http.ResponseWriter, r *http.Request, mine product.Release) error {
	ctx := r.Context()
	var now product.Release
	var name string
	err := f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		var err error
		if now, err = tx.Release(ctx, mine.ID); err != nil {
			return err
		}
		m, err := tx.Model(ctx, now.Model)
		name = m.Name + " " + now.Version
		return err
	})
	if err != nil {
		return err
	}
	path := "/releases/" + now.ID
	a, b := productview.ReleaseForm(path), productview.ReleaseForm(path)
	putRelease(&a, mine)
	putRelease(&b, now)
	return f.conflicting(w, r, rival{id: now.ID, what: name, back: ui.Link{Label: name, URL: path}, mine: a, theirs: b})
}

// findingRival shows work on a finding that came too late: the one thing that
// the form sent is about.
func (f *Face) findingRival(w http.ResponseWriter, r *http.Request, field string) error {
	ctx, id, back := r.Context(), r.PathValue("id"), local(cmp.Or(r.PostFormValue("here"), r.PostFormValue("back")))
	var now finding.Finding
	var members []org.Member
	err := f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) error {
		var err error
		if now, err = tx.Finding(ctx, id); err != nil {
			return err
		}
		members, err = tx.Members(ctx)
		return err
	})
	if err != nil {
		return err
	}
	theirs := findingForm(id, field, back, now, members)
	mine := findingForm(id, field, back, now, members)
	switch v := r.PostForm; field {
	case "owner":
		mine.Put(field, *ownerIn(v, "owner").Owner)
	case "until":
		mine.Put("until", sleepIn(v).Until)
		mine.Put("because", sleepIn(v).Because)
	default:
		mine.Put(field, v.Get(field))
	}
	return f.conflicting(w, r, rival{id: id, what: now.Weakness, back: ui.Link{Label: "Finding " + now.Weakness, URL: back}, mine: mine, theirs: theirs})
}

// findingForm asks for one thing of a finding, filled in as it stands now.
func findingForm(id, field, back string, now finding.Finding, members []org.Member) ui.Form {
	path := map[string]string{"owner": "/owner", "note": "/note", "to": "/state", "until": "/snooze"}[field]
	inputs := []ui.Input{{Name: "rev", Kind: ui.Hidden, Value: strconv.FormatInt(now.Rev, 10)}, {Name: "back", Kind: ui.Hidden, Value: back}}
	switch field {
	case "owner":
		inputs = append(inputs, ui.Input{Name: "owner", Label: "Who looks after it", Kind: ui.Select, Choices: owners(members, now.Owner)})
	case "note":
		inputs = append(inputs, ui.Input{Name: "note", Label: "Note", Kind: ui.Text, Rows: 6, Optional: true, Value: now.Note})
	case "to":
		inputs = append(inputs, ui.Input{Name: "to", Label: "State", Kind: ui.Select, Choices: choices(string(now.State),
			string(finding.Open), "new", string(finding.Reopened), "came back", string(finding.InReview), "", string(finding.Snoozed), "", string(finding.Closed), "")})
	case "until":
		inputs = append(inputs, ui.Input{Name: "until", Label: "Snoozed until", Kind: ui.Date, Optional: true, Value: now.Until}, ui.Input{Name: "because", Label: "Because", Optional: true, Value: now.Because})
	}
	return ui.Form{Action: "/findings/" + id + path, Inputs: inputs}
}
