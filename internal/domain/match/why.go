package match

import (
	"slices"
	"strconv"
	"strings"

	"aceso/internal/domain/vuln"
)

// sentence says in plain words how a claim comes about.
func (f *search) sentence(c *claim) string {
	var b strings.Builder
	f.writeName(&b, c)
	source := c.st.Record + " (" + c.st.Source + ")"
	switch c.hold.answer {
	case yes:
		writeHold(&b, c, source)
	case no:
		writeOutside(&b, c, source)
	default:
		f.writeUnsure(&b, c, source)
	}
	if c.releases != "" {
		b.WriteString(", " + c.releases)
	}
	return b.String()
}

// writeName writes what was held against the statement: "npm lodash 4.17.20".
func (f *search) writeName(b *strings.Builder, c *claim) {
	if p := c.pkg; p != nil {
		b.WriteString(c.scope())
		b.WriteString(" " + c.st.Package)
		if p.version != "" {
			b.WriteString(" " + p.version)
		}
		switch {
		case p.source && p.by != "":
			b.WriteString(" (" + p.by + ")")
		case p.source:
			b.WriteString(" (the source of " + f.s.purl.Name + ")")
		case p.by != "":
			b.WriteString(" (" + p.by + ")")
		}
		if p.found != "" {
			b.WriteString(" (" + p.found + ")")
		}
		return
	}
	t, _ := readCPE(c.st.CPE)
	b.WriteString(t.Vendor + ":" + t.Product)
	if c.product.version != "" {
		b.WriteString(" " + c.product.version)
	}
	if c.product.by != "" {
		b.WriteString(" (" + c.product.by + ")")
	} else {
		b.WriteString(" (by its CPE)")
	}
}

// scope is the ecosystem with the release where one was held.
func (c *claim) scope() string {
	if c.pkg.release != "" || c.releases == "" && c.open == "" {
		return c.st.Ecosystem
	}
	return c.pkg.ecosystem
}

func writeHold(b *strings.Builder, c *claim, source string) {
	r := c.hold.rng
	switch {
	case c.hold.listed:
		b.WriteString(" is a version that " + source + " lists as affected")
	case r == nil:
		b.WriteString(" is affected in every version, says " + source)
	default:
		writeRange(b, r, source)
	}
}

func writeRange(b *strings.Builder, r *vuln.Range, source string) {
	from := ""
	if r.Introduced != "" && r.Introduced != "0" {
		from = "at or after " + r.Introduced
		if r.IntroducedEx {
			from = "after " + r.Introduced
		}
	}
	and := ""
	if from != "" {
		and = from + " and "
	}
	switch {
	case r.Fixed != "":
		b.WriteString(" is " + and + "before " + r.Fixed + ", where " + source + " says it is fixed")
	case r.LastAffected != "":
		b.WriteString(" is " + and + "not after " + r.LastAffected + ", the last that " + source + " calls affected")
	case from != "":
		b.WriteString(" is " + from + ", where it begins, says " + source + "; it knows no version that is fixed")
	default:
		b.WriteString(" is affected in every version, says " + source + "; it knows none that is fixed")
	}
}

// writeOutside says why a version is not meant.
func writeOutside(b *strings.Builder, c *claim, source string) {
	switch {
	case c.explicit && len(c.st.Ranges) == 0 && len(c.st.Versions) == 0:
		b.WriteString(" is not affected, says " + source)
	case c.explicit:
		b.WriteString(" is a version that " + source + " says is not affected")
	default:
		b.WriteString(" is outside of what " + source + " calls affected" + bounds(c.st.Ranges))
	}
}

// bounds writes the ranges of a statement: " (before 4.17.21)".
func bounds(ranges []vuln.Range) string {
	var parts []string
	for i := range ranges {
		r := &ranges[i]
		if r.Scheme == vuln.Git || len(parts) == 3 {
			continue
		}
		var words []string
		if r.Introduced != "" && r.Introduced != "0" {
			words = append(words, "from "+r.Introduced)
		}
		if r.Fixed == "0" { // how Alpine writes that no version of its own was ever affected
			words = append(words, "no version")
		} else if r.Fixed != "" {
			words = append(words, "before "+r.Fixed)
		} else if r.LastAffected != "" {
			words = append(words, "up to "+r.LastAffected)
		}
		if len(words) > 0 {
			parts = append(parts, strings.Join(words, " "))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, "; ") + ")"
}

func (f *search) writeUnsure(b *strings.Builder, c *claim, source string) {
	switch {
	case c.open != "":
		if c.releases == "" && c.pkg != nil && c.st.Says != vuln.NotAffected && strings.HasPrefix(c.settle, "the release") {
			b.WriteString(": " + c.open)
			return
		}
		sure := *c
		sure.hold.answer = yes
		writeHold(b, &sure, source)
		b.WriteString("; but " + c.open)
	case c.condition != "":
		sure := *c
		sure.hold.answer = yes
		writeHold(b, &sure, source)
		b.WriteString(", if " + c.condition)
	default:
		b.WriteString(snagWords(c, f.s, source))
	}
}

// snagWords says what keeps a version from being placed.
func snagWords(c *claim, s *subject, source string) string {
	switch c.hold.snag {
	case noVersion:
		if s.instead != "" {
			return " has " + s.instead + " for a version (" + quoted(s) + "), and " + source + " speaks of versions" + bounds(c.st.Ranges)
		}
		return " tells no version, and " + source + " speaks of versions" + bounds(c.st.Ranges)
	case badVersion:
		return " has a version that can't be put in order with those of " + source + bounds(c.st.Ranges)
	case badBound:
		return " can't be held against " + source + ", whose bounds can't be put in order" + bounds(c.st.Ranges)
	case commitsOnly:
		return " can't be placed: " + source + " names commits, not versions"
	case saysUnknown:
		return " can't be placed: " + source + " itself does not say which versions are affected"
	case noEpoch:
		return " tells no epoch, and " + source + " is fixed in " + c.hold.rng.Fixed
	case otherStream:
		return " is of another module stream than " + c.hold.rng.Fixed + ", where " + source + " is fixed"
	case noUpdate:
		t, _ := readCPE(c.st.CPE)
		return " tells no update level, and " + source + " is about " + t.Version + " " + t.Update
	}
	return " can't be placed in what " + source + " says"
}

func quoted(s *subject) string {
	v := s.c.Version
	if v == "" {
		v = s.purl.Version
	}
	return strconv.Quote(v)
}

// settle says what would turn "cannot tell" into an answer.
func (f *search) settle(c *claim) string {
	switch {
	case c.settle != "":
		return c.settle
	case c.condition != "":
		return "whether " + c.condition
	}
	switch c.hold.snag {
	case noVersion:
		return "the component's version"
	case badVersion:
		return "a version of " + c.scopeName() + " as its makers number it"
	case badBound:
		return "the source's own text: which versions it means"
	case commitsOnly:
		return "whether the release contains the commit that mends it"
	case saysUnknown:
		return "the maker's word on which versions are affected"
	case noEpoch:
		return "the package's epoch"
	case otherStream:
		return "the module stream that the package is from"
	case noUpdate:
		return "the component's update level"
	}
	return "the maker's word on this version"
}

func (c *claim) scopeName() string {
	if c.pkg != nil {
		return c.st.Ecosystem + " " + c.st.Package
	}
	return c.product.cpe.Product
}

// insert adds a text to a sorted list if it is not there.
func insert(to []string, s string) []string {
	at, ok := slices.BinarySearch(to, s)
	if ok {
		return to
	}
	return slices.Insert(to, at, s)
}

// list writes names with commas and "and", at most so many of them.
func list(names []string, most int) string {
	if len(names) > most {
		return strings.Join(names[:most], ", ") + " and " + count(len(names)-most) + " more"
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

func count(n int) string { return strconv.Itoa(n) }
