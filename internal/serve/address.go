package serve

import (
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"aceso/internal/value/fault"
)

// Limits of an address.
const (
	maxAddress    = 8 << 10 // bytes, path and query
	maxParameters = 256
)

// checkAddress refuses an address that no route could mean. What is written in
// it reaches the database as text, so it must be text.
func checkAddress(u *url.URL) (status int, f *fault.Fault) {
	if len(u.RequestURI()) > maxAddress {
		return http.StatusRequestURITooLong, fault.New(fault.TooLarge, "the address is longer than %d bytes", maxAddress).Helped("send less in the address")
	}
	if strings.Count(u.RawQuery, "&") >= maxParameters {
		return http.StatusRequestURITooLong, fault.New(fault.TooLarge, "the address has more than %d parameters", maxParameters).Helped("send fewer parameters")
	}
	words := []string{u.Path}
	for name, values := range u.Query() {
		words = append(append(words, name), values...)
	}
	for _, w := range words {
		if strings.IndexByte(w, 0) >= 0 || !utf8.ValidString(w) {
			return http.StatusBadRequest, fault.New(fault.Invalid, "the address holds what is no text").Helped("write it in UTF-8, without the character NUL")
		}
	}
	return 0, nil
}
