package query

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"aceso/internal/value/fault"
)

// few is a small vocabulary: some tokens, and what is pasted with a colon.
func few(name string) (bool, *fault.Fault) {
	switch name {
	case "kev", "is", "severity", "part", "opened", "score", "sort":
		return true, nil
	case "pkg", "cpe", "urn":
		return false, nil
	}
	return false, fault.New(fault.Invalid, "there is no token %s:", name)
}

func word(s string) Term    { return Term{Values: []string{s}} }
func phrase(s string) Term  { return Term{Values: []string{s}, Quoted: true} }
func not(t Term) Term       { t.Not = true; return t }
func at(n int, t Term) Term { t.At = n; return t }

func token(name string, op Op, values ...string) Term {
	return Term{Token: name, Op: op, Values: values}
}

func TestReadingALine(t *testing.T) {
	for rule, c := range map[string]struct {
		line string
		want Query
	}{
		"nothing asks nothing":                         {"", nil},
		"white space separates, of whatever kind":      {" openssl\t3.0\u00a0", Query{at(1, word("openssl")), at(9, word("3.0"))}},
		"a phrase stays together":                      {`"open ssl"`, Query{phrase("open ssl")}},
		"curled marks are marks":                       {"“open ssl”", Query{phrase("open ssl")}},
		"a mark within a phrase stands behind \\":      {`"5\" disk \\ x"`, Query{phrase(`5" disk \ x`)}},
		"a minus sign turns a word round":              {"-openssl", Query{not(word("openssl"))}},
		"a minus sign turns a phrase round":            {`-"open ssl"`, Query{not(phrase("open ssl"))}},
		"a minus sign turns a token round":             {"-kev:yes", Query{not(token("kev", Is, "yes"))}},
		"a minus sign within a word is part of it":     {"left-pad", Query{word("left-pad")}},
		"a minus sign alone says nothing":              {"- openssl -", Query{at(2, word("openssl"))}},
		"an empty phrase says nothing":                 {`"" x`, Query{at(3, word("x"))}},
		"a token's name may be in capitals":            {"KEV:yes", Query{token("kev", Is, "yes")}},
		"a token takes several values":                 {"severity:critical,high", Query{token("severity", Is, "critical", "high")}},
		"a token takes a phrase":                       {`part:"open ssl",zlib`, Query{{Token: "part", Values: []string{"open ssl", "zlib"}, Quoted: true}}},
		"above and below":                              {"score:>=7 score:<9.5 opened:>2026-11-01 score:<=3", Query{token("score", AtLeast, "7"), at(10, token("score", Below, "9.5")), at(21, token("opened", Above, "2026-11-01")), at(40, token("score", AtMost, "3"))}},
		"between two":                                  {"opened:2026-11-01..2026-11-30", Query{token("opened", Between, "2026-11-01", "2026-11-30")}},
		"two dots in a quoted value are two dots":      {`part:"a..b"`, Query{{Token: "part", Values: []string{"a..b"}, Quoted: true}}},
		"what is pasted with a colon is a word":        {"pkg:npm/%40scope/x@1.0?a=b", Query{word("pkg:npm/%40scope/x@1.0?a=b")}},
		"a quoted token is a phrase":                   {`"kev:yes"`, Query{phrase("kev:yes")}},
		"a colon behind what is no name is part of it": {"12:30 cve-1:2", Query{word("12:30"), at(6, word("cve-1:2"))}},
		"a value may have colons":                      {"part:cpe:2.3:a:b", Query{token("part", Is, "cpe:2.3:a:b")}},
		"a token that stands twice stands twice":       {"part:a part:b", Query{token("part", Is, "a"), at(7, token("part", Is, "b"))}},
		"characters of any script are characters":      {"Überwachung 監視", Query{word("Überwachung"), at(13, word("監視"))}},
	} {
		t.Run(rule, func(t *testing.T) {
			got, err := Read(c.line, few)
			if d := cmp.Diff(c.want, got); err != nil || d != "" {
				t.Errorf("%v %s", err, d)
			}
		})
	}
}

func TestRefusingALine(t *testing.T) {
	for rule, c := range map[string]struct{ line, want string }{
		"a token that is none":               {"foo:bar", "there is no token foo:"},
		"a token that says nothing":          {"kev: yes", "kev: says nothing behind its colon"},
		"a value that is missing in a list":  {"severity:critical,", "severity: says nothing behind its colon"},
		"a mark that is not closed":          {`part:"open ssl`, `before "open ssl" is not closed`},
		"several values to compare with":     {"score:>7,8", "score:> takes one value"},
		"a line that is too long":            {strings.Repeat("x", MaxBytes+1), "at most 1000 characters"},
		"too many words":                     {strings.Repeat("x ", MaxTerms+1), "at most 40 words"},
		"too many values":                    {"part:" + strings.Repeat("x,", MaxValues) + "x", "takes at most 50 values"},
		"bytes that are no text":             {"x\xffy", "bytes that are no text"},
		"the character that ends texts in C": {"x\x00y", "bytes that are no text"},
	} {
		t.Run(rule, func(t *testing.T) {
			got, err := Read(c.line, few)
			f := fault.Of(err)
			if f == nil || f.Kind != fault.Invalid || !strings.Contains(f.Text, c.want) {
				t.Fatalf("got %v, %v; want a fault that has %q", got, err, c.want)
			}
			if f.Fix == "" && rule != "a token that is none" && rule != "too many values" {
				t.Errorf("%q does not say what would help", f.Text)
			}
		})
	}
}

// same compares without what the writing of a query may change.
func same(a, b Query) string {
	for _, q := range []Query{a, b} {
		for i := range q {
			q[i].At, q[i].Quoted = 0, false
		}
	}
	return cmp.Diff(a, b)
}

func FuzzRead(f *testing.F) {
	for _, line := range []string{"", `kev:yes "a b" -x`, "score:>=7..8", `part:"a,b",c`, "opened:a..b", "- -- ---", `"\"`, "“x", "is:,", "pkg:npm/x@1", "A:b:c", ".. , : <>"} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		q, err := Read(line, few)
		if err != nil {
			if fault.Of(err) == nil {
				t.Fatalf("%q: an error that nobody may be shown: %v", line, err)
			}
			return
		}
		for _, term := range q {
			if len(term.Values) == 0 || term.At >= len(line) {
				t.Fatalf("%q: %+v", line, term)
			}
		}
		written := q.String()
		if len(written) > MaxBytes {
			return // marks that were not there before
		}
		again, err := Read(written, few)
		if err != nil {
			t.Fatalf("%q is written as %q, and that can't be read: %v", line, written, err)
		}
		if d := same(q, again); d != "" {
			t.Fatalf("%q is written as %q, and that is read otherwise: %s", line, written, d)
		}
	})
}
