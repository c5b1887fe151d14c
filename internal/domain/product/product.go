// Package product holds what a maker builds or a hospital uses: lines, the
// models within them, and each model's releases with their support dates.
package product

import (
	"slices"
	"strings"
	"time"

	"aceso/internal/value/fault"
	"aceso/internal/value/ident"
)

// A Line is a family of models that people speak of together.
type Line struct {
	ID      string
	Name    string // unique within the organisation
	Note    string
	Rev     int64 // grows with each change; a change names the one it was made upon
	Created time.Time
	Changed time.Time
}

// A Model is one kind of device.
type Model struct {
	ID           string
	Line         string // id
	Name         string // unique within the line
	Manufacturer string // for a hospital; "" is the organisation itself
	DIs          []string
	Class        string   // device class, as its jurisdiction writes it: "II", "IIb"
	Code         string   // product code: FDA's three letters, an EMDN or GMDN code
	Connects     []string // what it connects to: "hospital Wi-Fi", "drug library server"
	Aliases      []string // other names that it is sold or known under
	Note         string
	Rev          int64
	Created      time.Time
	Changed      time.Time
}

// A Release is one version of a model's software, or of the model as a whole.
type Release struct {
	ID      string
	Model   string // id
	Version string // unique within the model
	State   State
	Dates   Dates
	Note    string
	Rev     int64
	Created time.Time
	Changed time.Time
}

// Dates are the ends and beginnings that customers plan by (OpenEoX Core 1.0).
type Dates struct {
	GeneralAvailability  Date
	EndOfSales           Date
	EndOfSecuritySupport Date
	EndOfLife            Date
}

// most is how long a field of text may be.
const (
	mostName = 200
	mostNote = 10_000
	mostList = 100
)

// tidy trims the line's texts and tells what is wrong with them.
func (l *Line) tidy() error {
	l.Name, l.Note = strings.TrimSpace(l.Name), strings.TrimSpace(l.Note)
	return firstOf(named("product line", l.Name), short("note", l.Note, mostNote))
}

func (m *Model) tidy() error {
	for _, s := range []*string{&m.Name, &m.Manufacturer, &m.Class, &m.Code, &m.Note} {
		*s = strings.TrimSpace(*s)
	}
	for _, list := range []*[]string{&m.DIs, &m.Connects, &m.Aliases} {
		*list = words(*list)
	}
	for i, di := range m.DIs {
		read, err := readDI(di)
		if err != nil {
			return err
		}
		m.DIs[i] = read
	}
	return firstOf(named("model", m.Name), short("manufacturer", m.Manufacturer, mostName), short("device class", m.Class, mostName),
		short("product code", m.Code, mostName), short("note", m.Note, mostNote),
		few("UDI-DI", m.DIs), few("connection", m.Connects), few("alias", m.Aliases))
}

// readDI returns the device identifier of what was entered: one by itself, as
// registers list it, or a whole carrier, whose lot and serial number belong to the unit.
func readDI(text string) (string, error) {
	udi, err := ident.ParseUDI(text)
	if err == nil {
		return udi.DI, nil
	}
	for _, issuer := range []string{"HIBCC", "ICCBBA"} {
		if ident.CheckDI(issuer, text) == nil {
			return text, nil
		}
	}
	return "", fault.New(fault.Invalid, "%q is no UDI-DI: %v", text, err).Helped("enter the device identifier of GS1 (a GTIN with its check digit), HIBCC or ICCBBA")
}

func (r *Release) tidy() error {
	r.Version, r.Note = strings.TrimSpace(r.Version), strings.TrimSpace(r.Note)
	if r.State == "" {
		r.State = InWork
	}
	if !slices.Contains(States, r.State) {
		return fault.New(fault.Invalid, "a release is %s, %s or %s, not %q", InWork, Released, Withdrawn, r.State)
	}
	if err := firstOf(named("release", r.Version), short("note", r.Note, mostNote)); err != nil {
		return err
	}
	return r.Dates.tidy()
}

func named(noun, name string) error {
	if name == "" {
		return fault.New(fault.Invalid, "a %s needs a name", noun)
	}
	for _, c := range name {
		if c < ' ' || c == 0x7f {
			return fault.New(fault.Invalid, "the name of a %s is one line of plain text", noun)
		}
	}
	return short("name of a "+noun, name, mostName)
}

func short(what, text string, most int) error {
	if len(text) > most {
		return fault.New(fault.Invalid, "the %s is longer than %d bytes", what, most)
	}
	return nil
}

func few(what string, list []string) error {
	if len(list) > mostList {
		return fault.New(fault.Invalid, "more than %d of %s", mostList, what)
	}
	for _, s := range list {
		if err := short(what, s, mostName); err != nil {
			return err
		}
	}
	return nil
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// words trims each text and leaves out the empty and the repeated ones.
func words(list []string) []string {
	var out []string
	for _, s := range list {
		if s = strings.TrimSpace(s); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
