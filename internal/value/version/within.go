package version

import "aceso/internal/value/fault"

// A Span is one stretch of versions as advisories give it. Empty bounds are
// open; "0" as the start means the first version there is (OSV schema,
// affected[].ranges[].events). Fixed goes before LastAffected.
type Span struct {
	Introduced   string
	IntroducedEx bool   // the start itself is outside
	Fixed        string // first version outside
	LastAffected string // last version inside
}

// Within tells whether the version lies in the span. An error means that it
// can't be told: a bound can't be compared with it, or it is a name like
// "trunk", which some orders do place, but without meaning anything by it.
func (v Version) Within(s Span) (bool, error) {
	if !v.Real() {
		return false, fault.New(fault.Invalid, "%q is a name and no version", v.text)
	}
	if s.Introduced != "" && s.Introduced != "0" {
		d, err := v.against(s.Introduced)
		if err != nil || d < 0 || d == 0 && s.IntroducedEx {
			return false, err
		}
	}
	switch {
	case s.Fixed != "":
		d, err := v.against(s.Fixed)
		return err == nil && d < 0, err
	case s.LastAffected != "":
		d, err := v.against(s.LastAffected)
		return err == nil && d <= 0, err
	}
	return true, nil
}

// Real tells a version from a mere name. Maven, PyPI, Packagist, Alpine and rpm
// have a place for any text: "stable" comes before "1.0" because words do. That
// says nothing about what is in it.
func (v Version) Real() bool {
	return v.order != nil && (v.plain.n > 0 || v.order.real == nil || v.order.real(v.text))
}

// against compares v with a bound of its own order.
func (v Version) against(bound string) (int, error) {
	if v.order == nil {
		return v.Compare(Version{text: bound})
	}
	w, err := v.order.parse(v.order.name, bound)
	if err != nil {
		return 0, err
	}
	return v.Compare(w)
}

// Contains tells whether a version of an ecosystem lies between introduced
// and fixed, or, where nothing is fixed, up to lastAffected itself. Empty
// bounds are open. For many spans, Parse once and use Version.Within.
func Contains(ecosystem, version, introduced, fixed, lastAffected string) (bool, error) {
	v, err := Parse(ecosystem, version)
	if err != nil {
		return false, err
	}
	return v.Within(Span{Introduced: introduced, Fixed: fixed, LastAffected: lastAffected})
}
