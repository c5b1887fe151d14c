package ident

import (
	"strconv"
	"strings"

	"aceso/internal/value/fault"
)

// fnc1 is how scanners send the FNC1 character that ends a field.
const fnc1 = "\x1d"

// separators are the ways in which people and tools write FNC1 as text.
var separators = strings.NewReplacer("<GS>", fnc1, "{GS}", fnc1, "[GS]", fnc1, "\u241d", fnc1, "<FNC1>", fnc1, "^]", fnc1)

// symbologies are the prefixes by which a scanner tells GS1 data (General
// Specifications, 5.1.3).
var symbologies = []string{"]C1", "]e0", "]e1", "]e2", "]d2", "]Q3", "]J1"}

// parseGS1 reads a GS1 element string.
func parseGS1(text, s string) (UDI, error) {
	for _, p := range symbologies {
		text = strings.TrimPrefix(text, p)
	}
	if digits(text) == len(text) && (len(text) == 14 || len(text) == 13 || len(text) == 12 || len(text) == 8) && !strings.HasPrefix(text, "01") {
		di, err := GTIN(text)
		return UDI{Issuer: GS1, DI: di}, err
	}
	u := UDI{Issuer: GS1}
	var problem string
	if strings.HasPrefix(text, "(") {
		problem = bracketed(text, u.take)
	} else {
		problem = elements(strings.TrimLeft(separators.Replace(text), fnc1), u.take)
	}
	if problem == "" && u.DI == "" {
		// 14 digits that begin with 01 may be a bare GTIN.
		if di, err := GTIN(text); err == nil && len(text) == 14 {
			return UDI{Issuer: GS1, DI: di}, nil
		}
		problem = "it names no device: application identifier 01 is missing"
	}
	if problem != "" {
		if di, err := GTIN(text); err == nil && len(text) == 14 {
			return UDI{Issuer: GS1, DI: di}, nil
		}
		return UDI{}, badUDI(s, "%s", problem)
	}
	return u, nil
}

// bracketed goes through "(01)…(17)…" and returns what is wrong. A bracket
// belongs to a value unless it opens a known application identifier.
func bracketed(text string, take func(ai, value string) string) string {
	ai, end := bracket(text)
	if ai == "" {
		return "it begins with no known application identifier"
	}
	for {
		text = text[end:]
		next, until := "", len(text)
		for at := 0; at < len(text); at++ {
			if n, e := bracket(text[at:]); n != "" {
				next, until, end = n, at, at+e
				break
			}
		}
		if problem := take(ai, strings.TrimRight(separators.Replace(text[:until]), " "+fnc1)); problem != "" {
			return problem
		}
		if next == "" {
			return ""
		}
		ai = next
	}
}

// bracket reads an application identifier in brackets, with the blanks behind
// it, and returns where it ends.
func bracket(text string) (ai string, end int) {
	if text == "" || text[0] != '(' {
		return "", 0
	}
	close := strings.IndexByte(text, ')')
	if close < 3 || close > 5 {
		return "", 0
	}
	if f, ok := fieldOf(text[1:close]); ok && f.ai == text[1:close] {
		for end = close + 1; end < len(text) && text[end] == ' '; end++ {
		}
		return f.ai, end
	}
	return "", 0
}

// elements goes through fields as a scanner sends them and returns what is
// wrong. A field of variable length ends at FNC1 or with the text.
func elements(text string, take func(ai, value string) string) string {
	for text != "" {
		f, ok := fieldOf(text)
		if !ok {
			return "at " + strconv.Quote(text[:min(4, len(text))]) + " stands no known application identifier"
		}
		text = text[len(f.ai):]
		end := strings.Index(text, fnc1)
		if end < 0 {
			end = len(text)
		}
		if f.fixed {
			if end < f.most {
				return "the field " + f.ai + " is shorter than " + strconv.Itoa(f.most)
			}
			end = f.most
		}
		if problem := take(f.ai, text[:end]); problem != "" {
			return problem
		}
		text = strings.TrimPrefix(text[end:], fnc1)
	}
	return ""
}

// take keeps one field and returns what is wrong with it.
func (u *UDI) take(ai, value string) string {
	f, _ := fieldOf(ai)
	if len(value) < f.least || len(value) > f.most {
		return "the field " + ai + " has " + strconv.Itoa(len(value)) + " characters, not " + f.length()
	}
	if i := strings.IndexFunc(value, func(r rune) bool { return r > 0x7e || !inCSET82(byte(r)) }); i >= 0 {
		return "the field " + ai + " holds a character that GS1 does not allow"
	}
	ok := true
	kept := map[string]*string{"01": &u.DI, "10": &u.Lot, "21": &u.Serial, "11": &u.Made, "17": &u.Expiry, "8012": &u.Version}[ai]
	if kept == nil {
		return ""
	}
	date := value
	switch ai {
	case "01":
		if !checkGTIN(value) {
			return "the check digit of the GTIN " + value + " is wrong"
		}
	case "11", "17":
		date, ok = shortDate(value)
	}
	switch {
	case !ok:
		return "the field " + ai + " holds no date: " + value
	case *kept != "" && *kept != date:
		return "the field " + ai + " is there twice, and differs"
	}
	*kept = date
	return ""
}

// inCSET82 tells the characters that GS1 allows in text (General
// Specifications, figure 7.11-1).
func inCSET82(c byte) bool {
	return c > ' ' && c < 0x7f && strings.IndexByte("#$@[\\]^`{|}~", c) < 0
}

// GTIN checks a trade item number of 8, 12, 13 or 14 digits and returns it
// with 14, which is how devices are known.
func GTIN(s string) (string, error) {
	switch len(s) {
	case 8, 12, 13, 14:
	default:
		return "", fault.New(fault.Invalid, "%.40q is no GTIN: it has not 8, 12, 13 or 14 digits", s)
	}
	long := strings.Repeat("0", 14-len(s)) + s
	if digits(s) != len(s) {
		return "", fault.New(fault.Invalid, "%q is no GTIN: it is not all digits", s)
	}
	if !checkGTIN(long) {
		return "", fault.New(fault.Invalid, "%q is no GTIN: its check digit is wrong", s)
	}
	return long, nil
}

// checkGTIN tells whether 14 digits end in their check digit (General
// Specifications, 7.9.1).
func checkGTIN(s string) bool {
	sum := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
		if n := int(s[i] - '0'); i%2 == 0 {
			sum += 3 * n
		} else {
			sum += n
		}
	}
	return len(s) == 14 && sum%10 == 0
}
