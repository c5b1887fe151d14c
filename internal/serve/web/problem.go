package web

import (
	"net/http"
	"net/url"

	"aceso/internal/serve/web/view/problem"
	"aceso/internal/value/fault"
)

// ErrorPage draws a fault for people. Who has to sign in first is sent there,
// and comes back to where they were going. What somebody typed is not lost.
func (f *Face) ErrorPage(w http.ResponseWriter, r *http.Request, status int, what *fault.Fault) {
	if what.Kind == fault.Unsigned && r.Method == http.MethodGet && r.URL.Path != "/sign-in" {
		onward(w, r, "/sign-in?next="+url.QueryEscape(r.URL.RequestURI()))
		return
	}
	if what.Kind == fault.Unproven {
		if err := f.unproven(w, r, status, what); err == nil {
			return
		}
	} else if f.unsent(w, r, status, what) {
		return
	}
	frame, err := f.page(r)
	if err != nil || frame.Person == "" {
		frame = f.bare(r)
	}
	if err := draw(w, r, status, problem.New(frame, status, what).Show()); err != nil {
		http.Error(w, what.Error(), status)
	}
}
