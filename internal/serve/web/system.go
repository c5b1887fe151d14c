package web

import (
	"net/http"

	"aceso/internal/serve/web/view/system"
)

// GET /system is how the installation stands: could it be recovered today.
func (f *Face) system(w http.ResponseWriter, r *http.Request) error {
	frame, err := f.page(r)
	if err != nil {
		return err
	}
	now, err := f.State(r.Context())
	if err != nil {
		return err
	}
	return show(w, r, system.New(frame, now).Show())
}
