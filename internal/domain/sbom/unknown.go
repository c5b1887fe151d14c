package sbom

import (
	"slices"
	"strings"
)

// IsUnknown tells whether a text only says that nobody knows (SPDX 2.3, 7:
// NOASSERTION). What is stated as unknown is not filled in, but it is more
// than nothing: somebody has looked.
func IsUnknown(text string) bool {
	const longest = len("[[noassertion]]")
	if len(text) < len("unknown") || len(text) > longest {
		return false
	}
	word := strings.Trim(text, "[]<>()*-_ ")
	return strings.EqualFold(word, "unknown") || strings.EqualFold(word, "noassertion") || strings.EqualFold(word, "not known")
}

// findUnknown notes the fields that hold no more than the word that nobody
// knows.
func (c *Component) findUnknown() {
	for _, f := range [...]struct{ name, value string }{
		{"version", c.Version},
		{"supplier", c.Supplier},
		{"licence", c.Licence},
		{"support level", c.SupportLevel},
		{"end of support", c.EndOfSupport},
	} {
		if IsUnknown(f.value) {
			c.SetUnknown(f.name)
		}
	}
}

// SetUnknown notes that the author says nobody knows a field.
func (c *Component) SetUnknown(field string) {
	if !slices.Contains(c.Unknown, field) {
		c.Unknown = append(c.Unknown, field)
	}
}
