package web

import (
	"errors"
	"io"
	"net/http"

	"aceso/internal/domain/org"
	"aceso/internal/serve"
	view "aceso/internal/serve/web/view/intel"
	"aceso/internal/serve/web/view/ui"
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
	frame, err := f.page(r)
	if err != nil {
		return view.Page{}, err
	}
	p := view.New(frame, nil)
	if info, ok := f.Intel.Now(); ok {
		p = view.New(frame, &info)
		p.Signature = f.Intel.Signature()
	}
	p.Problem = f.Intel.Problem()
	p.MayManage, p.CanSync = serve.Actor(r).Allowed(org.ManageIntel), f.Renew != nil
	return p, nil
}

// POST /intelligence takes a bundle that somebody brings.
func (f *Face) takeBundle(w http.ResponseWriter, r *http.Request) error {
	err := f.take(w, r)
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
	return onward(w, r, "/intelligence")
}

func (f *Face) take(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, serve.MaxBundle+maxForm)
	parts, err := r.MultipartReader()
	if err != nil {
		return fault.New(fault.Invalid, "no file was sent").Helped("choose a bundle and send it again")
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return fault.New(fault.Invalid, "no file was sent").Helped("choose a bundle and send it again")
		}
		if err != nil {
			var tooBig *http.MaxBytesError
			if errors.As(err, &tooBig) {
				return fault.New(fault.TooLarge, "the bundle is larger than %s", ui.Bytes(serve.MaxBundle))
			}
			return fault.New(fault.Invalid, "the form broke off: %v", err).Helped("send the bundle again")
		}
		if part.FormName() == "bundle" && part.FileName() != "" {
			return f.Intel.Take(r.Context(), serve.Actor(r), part)
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
