// Package licence reads what is said of a component's licence: an expression
// of the SPDX licence list (SPDX 2.3, annex D), nothing, or words that are none.
package licence

import (
	"slices"
	"strings"

	"github.com/github/go-spdx/v2/spdxexp"

	"aceso/internal/value/ident"
)

// A Kind is what a text about a licence is.
type Kind string

// The kinds of text.
const (
	Valid    Kind = "valid"     // an expression of listed licences and LicenseRefs
	Invalid  Kind = "not valid" // words that are no such expression
	Unstated Kind = "not said"  // nothing, or the word that nobody knows
	Absent   Kind = "none"      // NONE: there is no licence, and that was looked at
)

// A Verdict is what a text is, and which of its words are on no list.
type Verdict struct {
	Kind    Kind
	Unknown []string // ids that the SPDX licence list does not have
}

// longest is how long an expression may be to be looked at: checking one takes
// time that grows faster than its length.
const longest = 1000

// Read tells what a text is.
func Read(text string) Verdict {
	text = strings.TrimSpace(text)
	switch strings.ToUpper(text) {
	case "", "NOASSERTION", "UNKNOWN":
		return Verdict{Kind: Unstated}
	case "NONE":
		return Verdict{Kind: Absent}
	}
	if len(text) > longest {
		return Verdict{Kind: Invalid}
	}
	if ok, _ := spdxexp.ValidateLicenses([]string{text}); ok {
		return Verdict{Kind: Valid}
	}
	return Verdict{Kind: Invalid, Unknown: strangers(text)}
}

// strangers are the words of an expression that name no licence; of a sentence
// there is no use in naming each.
func strangers(text string) []string {
	words := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" ()\t\n", r) })
	if len(words) > 9 {
		return nil
	}
	var out []string
	for _, word := range words {
		joins := slices.Contains([]string{"AND", "OR", "WITH"}, strings.ToUpper(word))
		if !joins && !ident.IsLicence(word) && !slices.Contains(out, word) {
			out = append(out, word)
		}
	}
	return out
}

// Same tells whether two texts name the same licence: how an id is spelt
// counts for nothing (SPDX 2.3, annex D.2), nor do brackets around the whole.
func Same(a, b string) bool { return Key(a) == Key(b) }

// Key is equal for texts that name the same licence.
func Key(text string) string { return strings.ToLower(plain(text)) }

// plain is an expression with single spaces and without brackets around the whole.
func plain(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	for strings.HasPrefix(text, "(") && closes(text) == len(text)-1 {
		text = strings.TrimSpace(text[1 : len(text)-1])
	}
	return text
}

// closes returns where the bracket that a text begins with is closed; -1 for nowhere.
func closes(text string) int {
	depth := 0
	for i, c := range text {
		switch c {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}
