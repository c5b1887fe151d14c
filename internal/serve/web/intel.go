package web

import (
	"errors"
	"io"
	"net/http"

	"aceso/internal/domain/org"
	"aceso/internal/domain/vuln"
	"aceso/internal/serve"
	view "aceso/internal/serve/web/view/intel"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
	"aceso/internal/value/check"
	"aceso/internal/value/fault"
)

// GET /intelligence
func (f *Face) intelligence(w http.ResponseWriter, r *http.Request) error {
	p, err := f.intelPage(r)
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

func (f *Face) intelPage(r *http.Request) (view.Page, error) {
	ctx := r.Context()
	var frame ui.Frame
	var bundles []view.Swapped
	var days []vuln.DayOfSource
	err := f.DB.In(serve.Actor(r).Org).View(ctx, func(tx *store.Tx) (err error) {
		if frame, err = f.frame(ctx, tx, r); err != nil {
			return err
		}
		if bundles, err = swapped(ctx, tx); err != nil {
			return err
		}
		days, err = tx.Freshness(ctx, tx.Now().AddDate(0, 0, 1-view.StripDays))
		return err
	})
	if err != nil {
		return view.Page{}, err
	}
	p := view.New(frame, nil)
	if info, ok := f.Intel.Now(); ok {
		p = view.New(frame, &info)
		p.Signature, p.Size = f.Intel.Signature(), f.Intel.Size()
	}
	p.Problem, p.Bundles, p.Days = f.Intel.Problem(), bundles, view.Freshness(days, f.DB.Now())
	p.MayManage, p.CanSync = serve.Actor(r).Allowed(org.ManageIntel), f.Renew != nil
	return p, nil
}

// GET /intelligence/freshness.csv
func (f *Face) freshnessTable(w http.ResponseWriter, r *http.Request) error {
	p, err := f.intelPage(r)
	if err != nil {
		return err
	}
	return f.sendTable(w, "freshness", p.Days.Table)
}

// POST /intelligence receives a bundle and says what it is. What is in use
// stays until a person takes the new one.
func (f *Face) takeBundle(w http.ResponseWriter, r *http.Request) error {
	held, err := f.receive(w, r)
	if what := refused(err); what != nil {
		p, err := f.intelPage(r)
		if err != nil {
			return err
		}
		p.Upload.Wrong, p.Upload.Fix = what.Text, what.Fix
		return draw(w, r, serve.Status(what.Kind), p.Show())
	}
	if err != nil {
		return err
	}
	frame, err := f.page(r)
	if err != nil {
		return err
	}
	p := view.NewQuestion(frame, held.ID, held.Before, held.Info, held.Signature)
	p.Same = held.Same
	for _, one := range held.Problems {
		if one.Level == check.Error {
			p.Against = append(p.Against, one.Text)
		} else {
			p.Notes = append(p.Notes, one.Text)
		}
	}
	return show(w, r, p.Show())
}

// POST /intelligence/use puts the bundle in use that a person looked at.
func (f *Face) useBundle(w http.ResponseWriter, r *http.Request) error {
	if err := form(w, r); err != nil {
		return err
	}
	if err := f.Intel.Use(r.Context(), serve.Actor(r), r.PostFormValue("bundle")); err != nil {
		return err
	}
	return onward(w, r, "/intelligence")
}

// GET /intelligence/bundle sends the bundle in use.
func (f *Face) bundleFile(w http.ResponseWriter, _ *http.Request) error {
	return serve.SendBundle(w, f.Intel)
}

func (f *Face) receive(w http.ResponseWriter, r *http.Request) (serve.Held, error) {
	none := fault.New(fault.Invalid, "no file was sent").Helped("choose a bundle and send it again")
	r.Body = http.MaxBytesReader(w, r.Body, serve.MaxBundle+maxForm)
	parts, err := r.MultipartReader()
	if err != nil {
		return serve.Held{}, none
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return serve.Held{}, none
		}
		if err != nil {
			var tooBig *http.MaxBytesError
			if errors.As(err, &tooBig) {
				return serve.Held{}, fault.New(fault.TooLarge, "the bundle is larger than %s", ui.Bytes(serve.MaxBundle))
			}
			return serve.Held{}, fault.New(fault.Invalid, "the form broke off: %v", err).Helped("send the bundle again")
		}
		if part.FormName() == "bundle" && part.FileName() != "" {
			return f.Intel.Hold(r.Context(), serve.Actor(r), part)
		}
	}
}

// POST /intelligence/renew asks for the data to be fetched anew.
func (f *Face) renew(w http.ResponseWriter, r *http.Request) error {
	if f.Renew == nil {
		return fault.New(fault.Unavailable, "this machine is not set up to fetch weakness data").Helped("bring a bundle as a file, or switch on fetching in the configuration")
	}
	if err := f.Renew(r.Context(), serve.Actor(r)); err != nil {
		return err
	}
	return onward(w, r, "/intelligence")
}
