package spdx

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"

	"github.com/github/go-spdx/v2/spdxexp"
)

// longestExpression is how long a licence expression may be to be looked at;
// checking one takes time that grows faster than its length.
const longestExpression = 1000

// ownText begins the identifiers of texts that are no expression. The rest is
// made of the text, so that it means the same in every document.
const ownText = "LicenseRef-text-"

var licenceRef = regexp.MustCompile(`LicenseRef-[a-zA-Z0-9.-]+`)

// licence returns an expression that SPDX 2.3 allows. A text that is none gets
// a LicenseRef, under which it stands word for word.
func (e *encoder) licence(text string) string {
	switch text {
	case "", "NOASSERTION":
		return "NOASSERTION"
	case "NONE":
		return text
	}
	if id, ok := e.licences[text]; ok {
		return id
	}
	id := text
	if isExpression(text) {
		for _, ref := range licenceRef.FindAllString(text, -1) {
			e.declare(ref, "NOASSERTION", ref)
		}
	} else {
		sum := sha256.Sum256([]byte(text))
		id = ownText + hex.EncodeToString(sum[:8])
		e.declare(id, text, text)
	}
	e.licences[text] = id
	return id
}

// declare notes a licence that is not on the list: a document must hold what
// its LicenseRefs stand for. SPDX 2.3, clause 10.
func (e *encoder) declare(id, text, name string) {
	for _, t := range e.texts {
		if t.ID == id {
			return
		}
	}
	e.texts = append(e.texts, outLicence{id, text, oneLine(name)})
}

// isExpression tells whether a text is a licence expression of listed licences
// and LicenseRefs. SPDX 2.3, Annex D.
func isExpression(text string) bool {
	if len(text) > longestExpression || strings.Contains(text, "DocumentRef-") {
		return false
	}
	ok, _ := spdxexp.ValidateLicenses([]string{text})
	return ok
}
