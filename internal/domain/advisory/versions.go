package advisory

import (
	"regexp"
	"strings"
)

// Versions is the text by which an advisory names versions, as far as it can
// be understood. Publishers write freely: "vers:all/*", "< 8.2.2", "2.3 and
// prior", "1.1.7.333 | 2.1.1.3069", "2nd Edition", "< august 28".
type Versions struct {
	Text string

	All   bool     // every version there is
	Spans []Span   // stretches of versions, single ones included
	Loose []string // alternatives that are no versions: an edition, a date, a model
}

// A Span is a stretch of versions. An empty bound is open; equal bounds that
// are both inside are a single version.
type Span struct {
	Low, High     string
	LowIn, HighIn bool
}

// A Kind is how a version text was understood, for counting.
type Kind string

// The kinds of version text.
const (
	EveryVersion Kind = "all versions"
	OneBound     Kind = "one bound"
	TwoBounds    Kind = "two bounds"
	Listed       Kind = "listed versions"
	Irregular    Kind = "irregular"
)

// Kind returns how the text was understood.
func (v Versions) Kind() Kind {
	bounds, single := 0, 0
	for _, s := range v.Spans {
		switch {
		case s.single():
			single++
		case s.Low != "" && s.High != "":
			bounds += 2
		default:
			bounds++
		}
	}
	switch {
	case v.All:
		return EveryVersion
	case len(v.Loose) > 0 || len(v.Spans) == 0 || single > 0 && bounds > 0 || len(v.Spans) > 1 && bounds > 0:
		return Irregular
	case single > 0:
		return Listed
	case bounds == 1:
		return OneBound
	}
	return TwoBounds
}

func (s Span) single() bool { return s.Low != "" && s.Low == s.High }

var (
	everyVersion = regexp.MustCompile(`(?i)^(?:\*|vers:[a-z0-9.+-]+/\*|\(?(?:all|any)(?: (?:known|software|firmware|product|device|released|previous|prior|of them))*` +
		`(?: (?:versions?|models?|releases?|revisions?|serial numbers|units))?\)?)$`)
	versPrefix = regexp.MustCompile(`(?i)^vers:[a-z0-9.+-]+/`)
	noise      = regexp.MustCompile(`(?i)^(?:(?:all|any|software|firmware|sw|fw|product|the)\s+)*(?:versions?|ver\.?|revisions?|rev\.?|releases?)\s*:?\s+|^(?:software|firmware)\s+`)

	// A version has a digit, or is a single letter; a few words may follow it.
	versionText = `(?:ver(?:sion)?\.?\s*)?([a-z]{0,8}[._-]?[0-9][a-z0-9]*(?:[._+/-][a-z0-9]+)*` +
		`(?:\s+(?:(?:mr\s+)?build|service\s+pack|sp|sr|patch|hotfix|update)\s*[0-9][a-z0-9.]*)?|[a-z](?:\.[a-z0-9]+)*)`
	onlyVersion = regexp.MustCompile(`(?i)^` + versionText + `$`)
	upTo        = regexp.MustCompile(`(?i)^` + versionText + `,?\s*(?:and|or|&)\s*(?:all\s+)?(?:prior|earlier|below|older|lower|before|previous)(?:\s+(?:versions?|releases?))?$`)
	prior       = regexp.MustCompile(`(?i)^(?:(?:all\s+)?versions?\s+)?(?:prior\s+to|before|earlier\s+than|older\s+than|below|lower\s+than|less\s+than)\s+(?:version\s+)?` + versionText + `$`)
	until       = regexp.MustCompile(`(?i)^(?:up\s+to(?:\s+and\s+including)?|through|until)\s+(?:version\s+)?` + versionText + `$`)
	since       = regexp.MustCompile(`(?i)^(?:from\s+)?` + versionText + `,?\s*(?:and|or|&)\s*(?:later|newer|above|higher|up|after)(?:\s+(?:versions?|releases?))?$`)
	after       = regexp.MustCompile(`(?i)^(?:after|later\s+than|newer\s+than|higher\s+than|above)\s+(?:version\s+)?` + versionText + `$`)
	between     = regexp.MustCompile(`(?i)^(?:from\s+|between\s+)?` + versionText + `\s+(?:through|to|thru|until|up\s+to|and|-|–|<=)\s+` + versionText + `$`)
	comparison  = regexp.MustCompile(`(?i)^(<=|>=|<|>|=)\s*` + versionText + `$`)
)

// ReadVersions reads a version text. It never fails: what is no version it
// keeps as Loose.
func ReadVersions(text string) Versions {
	v := Versions{Text: strings.TrimSpace(text)}
	t := strings.NewReplacer("≤", "<=", "≥", ">=", "\u00a0", " ", "&lt;", "<", "&gt;", ">").Replace(v.Text)
	if t = strings.Join(strings.Fields(t), " "); t == "" {
		return v
	}
	if everyVersion.MatchString(t) {
		v.All = true
		return v
	}
	var low *Span // a lower bound that may find its upper one
	for _, part := range splitBars(versPrefix.ReplaceAllString(t, "")) {
		if part == "*" {
			return Versions{Text: v.Text, All: true}
		}
		s, ok := readSpan(part)
		switch {
		case !ok:
			v.Loose, low = append(v.Loose, part), nil
		case s.Low == "" && low != nil:
			low.High, low.HighIn, low = s.High, s.HighIn, nil
		default:
			v.Spans, low = append(v.Spans, s), nil
			if s.High == "" {
				low = &v.Spans[len(v.Spans)-1]
			}
		}
	}
	return v
}

// mostAlternatives bounds what one text may list; real ones stay below 20.
const mostAlternatives = 500

// splitBars splits alternatives. A comma parts them too where there are signs.
func splitBars(t string) []string {
	if strings.Count(t, "|") > mostAlternatives {
		return []string{t}
	}
	sep := "|"
	if !strings.Contains(t, "|") && strings.ContainsAny(t, "<>") {
		sep = ","
	}
	var all []string
	for part := range strings.SplitSeq(t, sep) {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	return all
}

func readSpan(t string) (Span, bool) {
	if m := comparison.FindStringSubmatch(t); m != nil && !isDate(m[2]) {
		return compared(m[1], m[2]), true
	}
	t = noise.ReplaceAllString(t, "")
	one := func(re *regexp.Regexp) (string, bool) {
		m := re.FindStringSubmatch(t)
		return lastOf(m), m != nil && !isDate(lastOf(m))
	}
	if v, ok := one(onlyVersion); ok && strings.ContainsAny(v, "0123456789") {
		return Span{v, v, true, true}, true
	}
	if v, ok := one(upTo); ok {
		return compared("<=", v), true
	}
	if v, ok := one(prior); ok {
		return compared("<", v), true
	}
	if v, ok := one(until); ok {
		return compared("<=", v), true
	}
	if v, ok := one(since); ok {
		return compared(">=", v), true
	}
	if v, ok := one(after); ok {
		return compared(">", v), true
	}
	if m := between.FindStringSubmatch(t); m != nil && !isDate(m[1]) && !isDate(m[2]) {
		return Span{m[1], m[2], true, true}, true
	}
	return Span{}, false
}

func lastOf(m []string) string {
	if len(m) == 0 {
		return ""
	}
	return m[len(m)-1]
}

func compared(sign, v string) Span {
	switch sign {
	case "<":
		return Span{High: v}
	case "<=":
		return Span{High: v, HighIn: true}
	case ">":
		return Span{Low: v}
	case ">=":
		return Span{Low: v, LowIn: true}
	}
	return Span{v, v, true, true}
}

var dateShape = regexp.MustCompile(`(?i)^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|^[0-9]{1,2}[/.-][0-9]{1,2}[/.-](?:19|20)[0-9]{2}$|^(?:19|20)[0-9]{2}[/-][0-9]{1,2}[/-][0-9]{1,2}$`)

func isDate(s string) bool { return dateShape.MatchString(s) }

// Dated tells whether the text speaks of dates rather than versions.
func (v Versions) Dated() bool {
	for _, part := range v.Loose {
		if isDate(strings.TrimLeft(part, "<>= ")) {
			return true
		}
	}
	return false
}
