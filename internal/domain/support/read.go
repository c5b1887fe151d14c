package support

import (
	"regexp"
	"strings"
	"time"

	"aceso/internal/domain/sbom"
)

// OfDocument returns what a bill of materials says of a component's support,
// and false when it says nothing.
func OfDocument(c *sbom.Component) (Statement, bool) {
	return Read(SubjectOf(c), c.SupportLevel, c.EndOfSupport)
}

// Read returns the statement in the words of a document.
func Read(of Subject, level, end string) (Statement, bool) {
	s := Statement{Subject: of, Source: Supplier}
	var words []string
	if level = strings.TrimSpace(level); !silent(level) {
		if s.Level = ReadLevel(level); s.Level == "" {
			words = append(words, level)
		}
	}
	if end = strings.TrimSpace(end); !silent(end) {
		if s.End = ReadDay(end); s.End == "" {
			words = append(words, end)
		}
	}
	s.Words = strings.Join(words, "; ")
	return s, s.Level != "" || s.End != "" || s.Words != ""
}

// silent tells whether a text says nothing.
func silent(text string) bool {
	switch strings.ToLower(strings.Trim(text, "-–. ")) {
	case "", "unknown", "noassertion", "no assertion", "no statement", "not stated", "n/a", "na", "none", "tbd", "tba", "?":
		return true
	}
	return false
}

// levelWords are the words for each level as documents write them, with
// nothing but small letters; the last ones are SPDX 3's SupportType.
var levelWords = map[string]Level{
	"activelymaintained": Maintained, "maintained": Maintained, "active": Maintained, "supported": Maintained, "fullsupport": Maintained, "fullysupported": Maintained, "lts": Maintained,
	"limited": Limited, "limitedsupport": Limited, "securityonly": Limited, "securityfixesonly": Limited, "securitysupport": Limited, "maintenance": Limited, "extendedsupport": Limited,
	"nolongermaintained": Unmaintained, "notmaintained": Unmaintained, "unmaintained": Unmaintained, "notsupported": Unmaintained, "unsupported": Unmaintained, "deprecated": Unmaintained,
	"eol": Unmaintained, "endoflife": Unmaintained, "eos": Unmaintained, "discontinued": Unmaintained, "obsolete": Unmaintained,
	"abandoned": Abandoned, "orphaned": Abandoned,
	"support": Maintained, "development": Maintained, "deployed": Maintained, "endofsupport": Unmaintained, "nosupport": Unmaintained,
}

var notLetters = regexp.MustCompile(`[^a-z]+`)

// ReadLevel returns the level that a text means; "" when it is none that is known.
func ReadLevel(text string) Level {
	return levelWords[notLetters.ReplaceAllString(strings.ToLower(text), "")]
}

// ReadDay returns the last day that a text means: a date, a month, whose last
// day it is, or a year; "" when it is none.
func ReadDay(text string) string {
	text = strings.TrimSpace(text)
	for _, form := range []struct {
		layout        string
		months, years int
	}{{time.DateOnly, 0, 0}, {time.RFC3339, 0, 0}, {"2 Jan 2006", 0, 0}, {"2 January 2006", 0, 0}, {"2006-01", 1, 0}, {"January 2006", 1, 0}, {"2006", 0, 1}} {
		t, err := time.Parse(form.layout, text)
		if err != nil || t.Year() < 1980 || t.Year() > 2200 {
			continue
		}
		t = t.UTC()
		if form.months+form.years > 0 {
			t = t.AddDate(form.years, form.months, -1)
		}
		return t.Format(time.DateOnly)
	}
	return ""
}
