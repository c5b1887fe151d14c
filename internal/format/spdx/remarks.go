package spdx

import (
	"strings"

	"aceso/internal/domain/sbom"
)

// SPDX 2 has no field for the level of support, for what is redacted, and for
// some others. They travel as lines "name: value" in comments: in those of
// annotations, as Encode writes them, and in the package's own, as people do.

// The names of what only Encode writes.
const (
	remarkLevel    = "level of support"
	remarkEnd      = "end of support"
	remarkSource   = "src name"
	remarkSourceV  = "src version"
	remarkKind     = "component kind"
	remarkGroup    = "component group"
	remarkScope    = "component scope"
	remarkSWID     = "component SWID"
	remarkRedacted = "component redacted"
)

// remark takes over what comments say of a component.
func remark(c *sbom.Component, comments []string) {
	for _, comment := range comments {
		for line := range strings.Lines(comment) {
			name, value, ok := strings.Cut(line, ":")
			if !ok || len(name) > 40 {
				continue
			}
			value = strings.TrimSpace(value)
			switch name {
			case remarkKind:
				c.Kind = value
			case remarkGroup:
				c.Group = value
				c.Name = strings.TrimPrefix(c.Name, value+"/")
			case remarkScope:
				c.Scope = value
			case remarkSWID:
				c.SWID = value
			case remarkRedacted:
				c.Redacted = strings.Split(value, ", ")
			default:
				c.SetProperty(name, value)
			}
		}
	}
}
