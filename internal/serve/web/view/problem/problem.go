// Package problem draws what went wrong, and what helps: no error page is a
// dead end.
package problem

import (
	"net/http"

	"aceso/internal/serve/web/view/ui"
	"aceso/internal/value/fault"
)

// A Page tells one fault.
type Page struct {
	ui.Frame
	Text, Fix string
	Way       ui.Link // out of here
	Signed    bool    // somebody is signed in: the whole frame is drawn
}

// New returns the page for a fault. Its title is the kind of trouble, its
// text the fault's own.
func New(f ui.Frame, status int, what *fault.Fault) Page {
	f.Title = title(status)
	p := Page{Frame: f, Text: what.Text, Fix: what.Fix, Way: ui.Link{Label: "Go to Today", URL: "/"}, Signed: f.Person != ""}
	if what.Kind == fault.Unsigned {
		p.Way = ui.Link{Label: "Sign in", URL: "/sign-in"}
	}
	return p
}

// title names the kind of trouble in plain words.
func title(status int) string {
	switch status {
	case http.StatusNotFound:
		return "Nothing is here"
	case http.StatusForbidden:
		return "You may not do this"
	case http.StatusUnauthorized:
		return "Please sign in"
	case http.StatusConflict:
		return "Something is in the way"
	case http.StatusPreconditionFailed, http.StatusPreconditionRequired:
		return "It was changed meanwhile"
	case http.StatusRequestURITooLong:
		return "That is too long"
	case http.StatusMisdirectedRequest:
		return "Not by this name"
	case http.StatusRequestEntityTooLarge:
		return "That is too large"
	case http.StatusUnprocessableEntity, http.StatusBadRequest:
		return "That can't be used"
	case http.StatusTooManyRequests:
		return "Too many tries"
	case http.StatusMethodNotAllowed:
		return "That can't be done here"
	case http.StatusServiceUnavailable:
		return "Not available at the moment"
	}
	return "Something went wrong on our side"
}
