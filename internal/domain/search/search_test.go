package search

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"aceso/internal/value/fault"
)

var now = time.Date(2026, 11, 23, 8, 41, 0, 0, time.UTC)

func TestTheTokensAreWhole(t *testing.T) {
	names := map[string]bool{}
	for _, token := range Tokens {
		for _, n := range append([]string{token.Name}, token.Also...) {
			if names[n] {
				t.Errorf("two tokens are called %s:", n)
			}
			names[n] = true
			if slices.Contains(pasted, n) {
				t.Errorf("%s: stands before things that people paste", n)
			}
		}
		if token.Says == "" || len(token.On) == 0 || (token.Takes == Word) != (len(token.Words) > 0) {
			t.Errorf("%s: says what it asks for, on which lists, and which words it takes", token.Name)
		}
		if _, err := Read(token.Example, now); err != nil || !strings.HasPrefix(token.Example, token.Name+":") {
			t.Errorf("the example of %s: is %q: %v", token.Name, token.Example, err)
		}
		words := map[string]bool{}
		for _, c := range token.Words {
			for _, w := range append([]string{c.Word}, c.Also...) {
				if words[w] {
					t.Errorf("%s: takes %s for two things", token.Name, w)
				}
				words[w] = true
				got, err := Read(token.Name+":"+w, now)
				if err != nil {
					t.Errorf("%s:%s: %v", token.Name, w, err)
				} else if token.Name != "in" && got.Query[0].Values[0] != c.Word {
					t.Errorf("%s:%s is read as %s", token.Name, w, got)
				}
			}
		}
	}
}

func TestReadingASearch(t *testing.T) {
	for rule, c := range map[string]struct{ line, want string }{
		"other names of a token mean the same":           {"exploited:yes license:mit model:x", "kev:yes licence:mit product:x"},
		"other words of a token mean the same":           {"is:unassigned severity:moderate match:cannot_tell KEV:TRUE", "is:nobody severity:medium match:cannot-tell kev:yes"},
		"a day from now is written out":                  {"opened:>-7d eos:<+90d until:<=today turned:yesterday", "opened:>2026-11-16 eos:<2027-02-21 until:<=2026-11-23 turned:2026-11-22"},
		"weeks, months and years from now too":           {"opened:>-2w opened:>-1m opened:>-1y", "opened:>2026-11-09 opened:>2026-10-23 opened:>2025-11-23"},
		"a month or a year is its first day":             {"opened:>=2026-11 opened:<2026", "opened:>=2026-11-01 opened:<2026-01-01"},
		"the ends of a stretch stand in order":           {"opened:2026-11-30..2026-11-01 score:9..7.50", "opened:2026-11-01..2026-11-30 score:7.5..9"},
		"per cent are parts of one":                      {"epss:>10%", "epss:>0.1"},
		"words and phrases stay as they are":             {`OpenSSL "Open SSL" -libre`, `OpenSSL "Open SSL" -libre`},
		"what is pasted is a word":                       {"pkg:npm/lodash@4 urn:uuid:1", `"pkg:npm/lodash@4" "urn:uuid:1"`},
		"is: may stand more than once: it is both":       {"is:new is:mine", "is:new is:mine"},
		"a token may be turned round more than once":     {"-severity:low -severity:none", "-severity:low -severity:none"},
		"sort and in are taken out":                      {"kev:yes sort:-epss in:parts", "kev:yes"},
		"a text may stand more than once: it holds both": {"part:open part:ssl", "part:open part:ssl"},
	} {
		t.Run(rule, func(t *testing.T) {
			got, err := Read(c.line, now)
			if err != nil || got.String() != c.want {
				t.Errorf("got %q, %v; want %q", got.String(), err, c.want)
			}
		})
	}
}

func TestRefusingASearch(t *testing.T) {
	for rule, c := range map[string]struct{ line, text, fix string }{
		"a token that is none, and which was meant":  {"severty:high", "nothing can be asked for by severty:", "did you mean severity: ?"},
		"a token that is like none":                  {"telephone:1", "nothing can be asked for by telephone:", "quotation marks"},
		"a word that a token does not take":          {"severity:critcal", `severity: is never "critcal"`, "did you mean severity:critical ?"},
		"a word that is like none":                   {"is:banana", `is: is never "banana"`, "it takes new, open, taken"},
		"what is no day":                             {"opened:>soon", `opened: takes a day, and "soon" is none`, "-7d for a week ago"},
		"a day that there is not":                    {"opened:2026-02-30", "opened: takes a day", "2026-11-01"},
		"what is no number":                          {"score:high", "score: takes a number", "score:>=7"},
		"a number beyond the scale":                  {"score:>11", "score: goes from 0 to 10", "score:>=7"},
		"a number that is none":                      {"epss:>NaN", "epss: takes a number", "epss:"},
		"to compare what has no order":               {"part:>x", "part: can't be compared by >", "part:openssl"},
		"one thing that is to be two":                {"severity:high severity:low", "severity: stands twice", "severity:a,b"},
		"two orders":                                 {"sort:a,b", "a list has one order", "sort:-severity"},
		"an order turned round by a minus before it": {"-sort:epss", "a list has one order", "sort:-severity"},
		"a token of another list":                    {"is:new in:banana", `in: is never "banana"`, "it takes findings"},
	} {
		t.Run(rule, func(t *testing.T) {
			got, err := Read(c.line, now)
			f := fault.Of(err)
			if f == nil || f.Kind != fault.Invalid || !strings.Contains(f.Text, c.text) || !strings.Contains(f.Fix, c.fix) {
				t.Errorf("got %v, %v; want %q and %q", got, err, c.text, c.fix)
			}
		})
	}
}

func TestWhichListsUnderstandALine(t *testing.T) {
	for _, c := range []struct {
		line string
		want []List
	}{
		{"openssl", []List{Findings, Parts, Releases, Products}},
		{"product:ip-200 part:zlib", []List{Findings, Parts, Releases, Products}},
		{"kev:yes product:ip-200", []List{Findings, Parts}},
		{"is:new", []List{Findings}},
		{"is:unchecked", []List{Parts}},
		{"is:new,unchecked", nil},
		{"eos:<2027-01-01", []List{Releases}},
		{"openssl in:parts", []List{Parts}},
		{"openssl -in:parts,findings", []List{Releases, Products}},
		{"is:new in:parts", nil},
	} {
		q, err := Read(c.line, now)
		if err != nil {
			t.Fatal(err)
		}
		var got []List
		for _, l := range []List{Findings, Parts, Releases, Products} {
			ok, _ := q.Fits(l)
			if ok {
				got = append(got, l)
			}
			if err := q.For(l); (err == nil) != ok || err != nil && fault.Of(err).Fix == "" {
				t.Errorf("%q on %s: %v", c.line, l, err)
			}
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%q: %s", c.line, d)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, t := range Tokens {
		f.Add(t.Example)
	}
	f.Add(`kev:yes is:new,mine product:"ip 200" -part:openssl opened:2026-01..2026-02 score:>=7 "x y" sort:-epss in:parts`)
	f.Fuzz(func(t *testing.T, line string) {
		q, err := Read(line, now)
		if err != nil {
			if fault.Of(err) == nil {
				t.Fatalf("%q: an error that nobody may be shown: %v", line, err)
			}
			return
		}
		again, err := Read(q.String(), now)
		if err != nil && len(q.String()) < 900 {
			t.Fatalf("%q is written as %q, and that can't be read: %v", line, q, err)
		}
		if err == nil && again.String() != q.String() {
			t.Fatalf("%q is written as %q, and that as %q", line, q, again)
		}
	})
}
