package ident

import (
	"strings"
	"sync"

	"github.com/github/go-spdx/v2/spdxexp/spdxlicenses"
)

// IsLicence tells whether a text is made of nothing but ids of the SPDX licence
// list, LicenseRefs and what joins them (SPDX 2.3, annex D). How its brackets
// stand is not looked at.
func IsLicence(text string) bool {
	words := strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '(' || r == ')' })
	named := false
	for _, word := range words {
		switch {
		case word == "AND" || word == "OR" || word == "WITH":
		case licenceIDs()[strings.TrimSuffix(word, "+")], isLicenceRef(word):
			named = true
		default:
			return false
		}
	}
	return named
}

func isLicenceRef(word string) bool {
	_, own, ok := strings.Cut(word, "LicenseRef-")
	return ok && own != "" && (strings.HasPrefix(word, "LicenseRef-") || strings.HasPrefix(word, "DocumentRef-"))
}

// licenceIDs are the ids of the list, with those withdrawn and the exceptions.
var licenceIDs = sync.OnceValue(func() map[string]bool {
	ids := make(map[string]bool, 1000)
	for _, list := range [][]string{spdxlicenses.GetLicenses(), spdxlicenses.GetDeprecated(), spdxlicenses.GetExceptions()} {
		for _, id := range list {
			ids[id] = true
		}
	}
	return ids
})
