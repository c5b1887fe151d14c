// Package fleet holds the devices that a hospital has in use: which they are,
// where they stand and what they run.
package fleet

import "strings"

// A Unit is one device of the inventory.
type Unit struct {
	Tag          string // the hospital's own asset number
	UDI          string // as it stands in the inventory
	Manufacturer string
	Model        string // name of the model
	ModelNumber  string // its number, where the inventory keeps one apart
	Version      string // of the software; "" when not known
	VersionFrom  string // where the version comes from: service report, screen, network scan; "" when not said
	Serial       string
	Site         string
	Ward         string
	Row          int // of the table it was read from, counted from 1 with the header; 0 when from elsewhere
}

// notKnown is what people write into a field that they can't fill.
var notKnown = map[string]bool{
	"": true, "-": true, "--": true, "?": true, "??": true, "n/a": true, "na": true, "n.a.": true, "none": true, "null": true,
	"unknown": true, "not known": true, "unbekannt": true, "inconnu": true, "tbd": true, "tba": true, "to be determined": true, "#n/a": true,
}

// Known returns a field without blanks around it, "" where it only says that
// nothing is known.
func Known(field string) string {
	field = strings.TrimSpace(field)
	if notKnown[strings.ToLower(field)] {
		return ""
	}
	return field
}

// Name returns what a person would call the unit.
func (u Unit) Name() string {
	name := strings.TrimSpace(strings.Join([]string{Known(u.Manufacturer), Known(u.Model)}, " "))
	if name == "" {
		return "unit " + u.Tag
	}
	return name
}
