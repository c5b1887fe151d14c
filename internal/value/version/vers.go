package version

import (
	"net/url"
	"slices"
	"strings"

	"aceso/internal/value/fault"
)

// A VERS is a version range specifier (package-url/vers-spec): which versions
// of a scheme are meant, as comparisons in the order of their versions.
type VERS struct {
	Scheme      string // "npm", "deb", "semver", "all", "none"
	Constraints []Constraint
}

// A Constraint compares with one version. Op is one of = != < <= > >=, or "*"
// for every version.
type Constraint struct{ Op, Version string }

// maxVERS bounds a range, maxConstraints the comparisons in it.
const (
	maxVERS        = 64 << 10
	maxConstraints = 4096
)

// ParseVERS reads a range specifier and brings its constraints in order. It
// mends blanks, needless pipes and disorder; StrictVERS refuses them.
func ParseVERS(s string) (VERS, error) {
	if len(s) > maxVERS {
		return VERS{}, fault.New(fault.Invalid, "a version range of %d bytes is longer than %d", len(s), maxVERS)
	}
	rest, ok := strings.CutPrefix(strings.TrimSpace(s), "vers:")
	scheme, list, ok2 := strings.Cut(rest, "/")
	if scheme = strings.ToLower(strings.TrimSpace(scheme)); !ok || !ok2 || !isScheme(scheme) {
		return VERS{}, fault.New(fault.Invalid, "%.100q is no version range: it begins with vers:SCHEME/", s)
	}
	v := VERS{Scheme: scheme}
	for text := range strings.SplitSeq(list, "|") {
		text = strings.Join(strings.Fields(text), "")
		if text == "" {
			continue
		}
		c, err := constraint(text)
		if err != nil {
			return VERS{}, fault.New(fault.Invalid, "%.100q is no version range: %v", s, err)
		}
		v.Constraints = append(v.Constraints, c)
		if len(v.Constraints) > maxConstraints {
			return VERS{}, fault.New(fault.Invalid, "a version range of more than %d constraints", maxConstraints)
		}
	}
	if len(v.Constraints) == 0 {
		return VERS{}, fault.New(fault.Invalid, "%.100q is no version range: it names no version", s)
	}
	if len(v.Constraints) > 1 && slices.ContainsFunc(v.Constraints, func(c Constraint) bool { return c.Op == "*" }) {
		return VERS{}, fault.New(fault.Invalid, "%.100q is no version range: * stands alone", s)
	}
	return v, v.sort()
}

func isScheme(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; !isDigit(c) && !isLetter(c) && c != '-' && c != '.' && c != '+' {
			return false
		}
	}
	return s != "" && isLetter(s[0])
}

// constraint reads ">=1.0", "1.0" or "*".
func constraint(text string) (Constraint, error) {
	if text == "*" {
		return Constraint{Op: "*"}, nil
	}
	op := "="
	for _, o := range [...]string{">=", "<=", "!=", ">", "<", "="} {
		if rest, ok := strings.CutPrefix(text, o); ok {
			op, text = o, rest
			break
		}
	}
	plain, err := url.PathUnescape(text)
	if err != nil {
		return Constraint{}, fault.New(fault.Invalid, "invalid percent-encoding in version %q", text)
	}
	if plain == "" || plain != strings.TrimSpace(plain) || strings.ContainsFunc(plain, func(r rune) bool { return r < ' ' || r == '\uFFFD' }) {
		return Constraint{}, fault.New(fault.Invalid, "%q is no version", text)
	}
	return Constraint{op, plain}, nil
}

// sort puts the constraints in the order of their versions. A scheme without
// a known order keeps the order in which they stood.
func (v *VERS) sort() error {
	if !Known(v.Scheme) || len(v.Constraints) < 2 {
		return nil
	}
	type placed struct {
		Constraint
		at Version
	}
	all := make([]placed, len(v.Constraints))
	for i, c := range v.Constraints {
		at, err := Parse(v.Scheme, c.Version)
		if err != nil {
			return err
		}
		all[i] = placed{c, at}
	}
	var failed error
	slices.SortStableFunc(all, func(a, b placed) int {
		d, err := a.at.Compare(b.at)
		if err != nil {
			failed = err
		}
		if d == 0 {
			return strings.Compare(a.Op, b.Op)
		}
		return d
	})
	for i := range all {
		v.Constraints[i] = all[i].Constraint
	}
	return failed
}

// String returns the canonical text.
func (v VERS) String() string {
	var b strings.Builder
	b.WriteString("vers:" + v.Scheme + "/")
	for i, c := range v.Constraints {
		if i > 0 {
			b.WriteByte('|')
		}
		if c.Op != "=" {
			b.WriteString(c.Op)
		}
		b.WriteString(escape(c.Version))
	}
	return b.String()
}

// escape percent-encodes what is neither unreserved nor a colon.
func escape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if isDigit(c) || isLetter(c) || strings.IndexByte("-._~:", c) >= 0 {
			b.WriteByte(c)
			continue
		}
		const hex = "0123456789ABCDEF"
		b.Write([]byte{'%', hex[c>>4], hex[c&15]})
	}
	return b.String()
}

// StrictVERS reads a range specifier that must be canonical already.
func StrictVERS(s string) (VERS, error) {
	if problem := notCanonical(s); problem != "" {
		return VERS{}, fault.New(fault.Invalid, "non-canonical VERS: %s", problem)
	}
	v, err := ParseVERS(s)
	if err != nil {
		return VERS{}, err
	}
	_, list, _ := strings.Cut(s, "/")
	for i, text := range strings.Split(list, "|") {
		c, err := constraint(text)
		if err != nil {
			return VERS{}, err
		}
		if Known(v.Scheme) && c.Op != "*" {
			if d, err := Compare(v.Scheme, c.Version, v.Constraints[i].Version); err != nil || d != 0 {
				return VERS{}, fault.New(fault.Invalid, "non-canonical VERS: constraints are not sorted by version")
			}
		}
	}
	return v, nil
}

// notCanonical names the first thing about the text that is not canonical.
func notCanonical(s string) string {
	head, list, _ := strings.Cut(s, "/")
	switch {
	case strings.ContainsAny(s, " \t\r\n\v\f"):
		return "whitespace is not permitted"
	case head != strings.ToLower(head):
		return "the scheme must be lower case"
	case strings.HasPrefix(list, "|"):
		return "leading pipe is not permitted"
	case strings.HasSuffix(list, "|"):
		return "trailing pipe is not permitted"
	case strings.Contains(list, "||"):
		return "consecutive pipes are not permitted"
	}
	for i := 0; i < len(list); i++ {
		if list[i] != '%' {
			continue
		}
		plain, err := url.PathUnescape(list[i:min(i+3, len(list))])
		switch {
		case err != nil:
			return "invalid percent-encoding in version"
		case head == "vers:datetime" && plain == ":":
			return "datetime time colons must be unencoded"
		case escape(plain) != list[i:i+3]:
			return "percent-encoding in version is not canonical"
		}
	}
	if head == "vers:datetime" && strings.ContainsAny(list, "tz") {
		return "datetime must use uppercase T and Z"
	}
	return ""
}
