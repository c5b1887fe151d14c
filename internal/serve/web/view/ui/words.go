package ui

import (
	"strconv"
	"strings"
	"time"
)

// Count writes a number with its noun: "1 part", "47 parts", "no parts".
func Count(n int, one, many string) string {
	switch n {
	case 0:
		return "no " + many
	case 1:
		return "1 " + one
	}
	return Number(n) + " " + many
}

// Number writes a whole number with thin grouping: 4,860.
func Number(n int) string {
	if n < 0 {
		return "-" + Number(-n)
	}
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Span writes a time that passes: "15 minutes", "12 hours", "1 hour 30 minutes".
func Span(d time.Duration) string {
	var parts []string
	if h := int(d / time.Hour); h > 0 {
		parts = append(parts, Count(h, "hour", "hours"))
	}
	if m := int(d % time.Hour / time.Minute); m > 0 || len(parts) == 0 {
		parts = append(parts, Count(m, "minute", "minutes"))
	}
	return strings.Join(parts, " ")
}

// Bytes writes a size as people say it, in steps of 1,024.
func Bytes(n int64) string {
	if n < 1024 {
		return Count(int(n), "byte", "bytes")
	}
	size, unit := float64(n)/1024, 0
	for size >= 1024 && unit < 2 {
		size, unit = size/1024, unit+1
	}
	return strings.TrimSuffix(strconv.FormatFloat(size, 'f', 1, 64), ".0") + []string{" KB", " MB", " GB"}[unit]
}

// Moment writes a time to the minute with its zone: 23 Nov 2026, 06:10 UTC.
func Moment(t time.Time) string { return t.UTC().Format("2 Jan 2006, 15:04") + " UTC" }

// Day writes a date: 23 Nov 2026.
func Day(t time.Time) string { return t.UTC().Format("2 Jan 2006") }

// DayText writes a date that was kept as text, 2026-11-23; anything else stays as it is.
func DayText(s string) string {
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return Day(t)
	}
	return s
}

// Ago says how long before now: "2 days ago", "just now".
func Ago(t, now time.Time) string {
	d := now.Sub(t)
	switch {
	case d < 0:
		return "in " + age(-d)
	case d < time.Minute:
		return "just now"
	}
	return age(d) + " ago"
}

// List joins words as a sentence does: "a, b and c".
func List(words []string) string {
	switch len(words) {
	case 0:
		return ""
	case 1:
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// Upper returns the text with its first letter as a capital.
func Upper(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// Short cuts a digest for reading; the whole one stands beside it where it matters.
func Short(digest string) string { return digest[:min(len(digest), 12)] }
