package serve

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// Status returns the HTTP status of a kind of fault.
func Status(k fault.Kind) int {
	switch k {
	case fault.Invalid:
		return http.StatusUnprocessableEntity
	case fault.TooLarge:
		return http.StatusRequestEntityTooLarge
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Conflict:
		return http.StatusConflict
	case fault.Stale:
		return http.StatusPreconditionFailed
	case fault.Unconditional:
		return http.StatusPreconditionRequired
	case fault.Unsigned:
		return http.StatusUnauthorized
	case fault.Forbidden, fault.Unproven:
		return http.StatusForbidden
	case fault.TooMany:
		return http.StatusTooManyRequests
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	case fault.Full:
		return http.StatusInsufficientStorage
	case fault.Unverified:
		return http.StatusUnprocessableEntity
	}
	return http.StatusInternalServerError
}

// refuse turns an error into an answer. The text of a fault is shown; any
// other goes to the log, and the asker learns only that the fault is ours.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	var tooBig *http.MaxBytesError
	if errors.As(err, &tooBig) {
		err = fault.New(fault.TooLarge, "what was sent is larger than %s, the limit of this request", bytesOf(tooBig.Limit)).Helped("send less at once, or a file packed with gzip or zstd")
	}
	f := fault.Of(store.NoRoom(err))
	if f == nil {
		if r.Context().Err() != nil {
			return // nobody is there any more
		}
		s.Log.ErrorContext(r.Context(), "unexpected", "request", RequestID(r.Context()), "path", r.URL.Path, "error", err.Error())
		s.tell(w, r, http.StatusInternalServerError, fault.New("internal", "something went wrong on our side").Helped("try again; the server's log has it under %s", RequestID(r.Context())))
		return
	}
	RetryAfter(w.Header(), f)
	s.tell(w, r, Status(f.Kind), f)
}

// usualWait is when to come again where nobody can tell better.
const usualWait = 30 * time.Second

// RetryAfter tells programs when to come again (RFC 9110, 10.2.3), in whole
// seconds, rounded up: nobody is told to come too early.
func RetryAfter(h http.Header, f *fault.Fault) {
	wait := f.Wait
	if wait <= 0 && (f.Kind == fault.TooMany || f.Kind == fault.Unavailable || f.Kind == fault.Full) {
		wait = usualWait
	}
	if wait > 0 {
		h.Set("Retry-After", strconv.Itoa(int((wait+time.Second-1)/time.Second)))
	}
}

// bytesOf writes a size in the largest unit that it fills.
func bytesOf(n int64) string {
	switch {
	case n >= 1<<20:
		return strconv.FormatInt(n>>20, 10) + " MB"
	case n >= 1<<10:
		return strconv.FormatInt(n>>10, 10) + " KB"
	}
	return strconv.FormatInt(n, 10) + " bytes"
}

// tell writes a fault in the way that the face's users read.
func (s *Server) tell(w http.ResponseWriter, r *http.Request, status int, f *fault.Fault) {
	switch {
	case RouteOf(r.Context()).Face == Upload && plainText(status):
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		if status == http.StatusUnauthorized {
			w.Header().Set("WWW-Authenticate", bearer)
		}
		w.WriteHeader(status)
		io.WriteString(w, f.Text)
	case strings.HasPrefix(r.URL.Path, "/api/"):
		Problem(w, status, f)
	case s.ErrorPage != nil:
		s.ErrorPage(w, r, status, f)
	default:
		http.Error(w, f.Error(), status)
	}
}

// plainText tells which refusals the upload contract wants as one bare
// sentence; clients compare it, or print it as it is.
func plainText(status int) bool {
	return status == http.StatusUnauthorized || status == http.StatusNotFound || status == http.StatusConflict
}

const bearer = `Bearer realm="aceso"`

// problem is RFC 9457's problem details, with what to do beside it.
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
	Fix    string `json:"fix,omitempty"`
}

// usual is what helps against a kind of fault when the fault itself does not say.
var usual = map[fault.Kind]string{
	fault.Invalid:       "see /api/openapi.json for what this operation takes",
	fault.TooLarge:      "send less at once",
	fault.NotFound:      "look in the list for what there is",
	fault.Conflict:      "look at how it stands now",
	fault.Stale:         "read it again and repeat your change upon that version",
	fault.Unconditional: "send If-Match with the ETag of what you read",
	fault.Unsigned:      "sign in, or send an API token",
	fault.Forbidden:     "ask an administrator of your organisation",
	fault.Unproven:      "show who you are on the page /prove, and do it again",
	fault.TooMany:       "ask again later",
	fault.Unavailable:   "ask again later",
	fault.Full:          "an administrator of the server makes room on its disk; then ask again",
	fault.Unverified:    "get it again from where it came from",
}

// Fix returns what would help: what the fault says, or what usually does.
func Fix(f *fault.Fault) string {
	if f.Fix != "" {
		return f.Fix
	}
	return usual[f.Kind]
}

// Problem writes a fault as application/problem+json (RFC 9457).
func Problem(w http.ResponseWriter, status int, f *fault.Fault) {
	if status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", bearer)
	}
	RetryAfter(w.Header(), f)
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: f.Text, Fix: Fix(f)})
}
