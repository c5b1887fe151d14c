package csaf

import (
	"errors"
	"strings"

	"golang.org/x/text/language"
)

// checkLanguage tells whether a BCP 47 tag is well formed and its parts are
// registered.
func checkLanguage(tag string) error {
	if strings.EqualFold(tag, "i-default") || strings.EqualFold(tag, "i-mingo") {
		return nil
	}
	_, err := language.Raw.Parse(tag)
	if err == nil {
		return nil
	}
	var unknown language.ValueError
	if errors.As(err, &unknown) {
		if privatePart(tag) != "" {
			return nil // registered, for private use
		}
		return errors.New("the part " + unknown.Subtag() + " is not registered")
	}
	return errors.New("it is not well formed")
}

// privatePart returns the part of a tag that is reserved for private use, or
// "" (RFC 5646, 2.2.1, 2.2.3, 2.2.4, 2.2.7).
func privatePart(tag string) string {
	parts := strings.Split(tag, "-")
	for i, part := range parts {
		low := strings.ToLower(part)
		switch {
		case low == "x":
			return tag
		case len(part) == 1: // an extension: its parts are no subtags of the language
			if at := strings.Index(strings.ToLower(tag), "-x-"); at >= 0 {
				return tag[at+1:]
			}
			return ""
		case i == 0:
			if len(low) == 3 && low >= "qaa" && low <= "qtz" {
				return part
			}
		case len(part) == 4 && low >= "qaaa" && low <= "qabx":
			return part
		case len(part) == 3 && i < 4 && low >= "qaa" && low <= "qtz":
			return part
		case len(part) == 2 && privateRegion(low):
			return part
		}
	}
	return ""
}

func privateRegion(low string) bool {
	return low == "aa" || low == "zz" || low >= "qm" && low <= "qz" || low >= "xa" && low <= "xz"
}
