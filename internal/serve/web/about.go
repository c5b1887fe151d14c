package web

import (
	"net/http"
	"runtime"

	"aceso/internal/serve/web/view/about"
	"aceso/internal/serve/web/view/reference"
)

// GET /about
func (f *Face) about(w http.ResponseWriter, r *http.Request) error {
	frame, err := f.page(r)
	if err != nil {
		return err
	}
	return show(w, r, about.New(frame, f.Version, runtime.Version()+" "+runtime.GOOS+"/"+runtime.GOARCH).Show())
}

// GET /docs
func (f *Face) reference(w http.ResponseWriter, r *http.Request) error {
	frame, err := f.page(r)
	if err != nil {
		return err
	}
	text, err := f.OpenAPI()
	if err != nil {
		return err
	}
	p, err := reference.New(frame, f.site(r), text)
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

// GET /accessibility
func (f *Face) accessibility(w http.ResponseWriter, r *http.Request) error {
	frame, err := f.page(r)
	if err != nil {
		return err
	}
	return show(w, r, about.NewStatement(frame).Show())
}
