package ident

import (
	"strings"

	"aceso/internal/value/fault"
)

// hibcChars are the characters of a Health Industry Bar Code in the order of
// their values for the check character (ANSI/HIBC 2.6, appendix B).
const hibcChars = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"

// parseHIBC reads a primary code, a secondary one by itself, both in one code
// with a slash between them, or both after each other.
func parseHIBC(text, s string) (UDI, error) {
	text = strings.ToUpper(strings.TrimPrefix(text, "*"))
	first, second, two := splitHIBC(text)
	if !two {
		first = text
	}
	u := UDI{Issuer: HIBCC}
	body, check, problem := hibcBody(strings.TrimSuffix(first, "*"))
	if problem != "" {
		return UDI{}, badUDI(s, "%s", problem)
	}
	if body == "" || body[0] == '$' || isDigitByte(body[0]) {
		if two {
			return UDI{}, badUDI(s, "the first of its two codes is no primary one")
		}
		return u, u.standalone(body, s)
	}
	primary, rest, linked := strings.Cut(body, "/")
	if err := checkHIBCDI(primary); err != nil {
		return UDI{}, badUDI(s, "%s", fault.Of(err).Text)
	}
	u.DI = primary
	if linked {
		problem = u.secondary(rest)
	}
	if problem == "" && two {
		var link string
		if body, _, problem = hibcBody(strings.Trim(second, "*")); problem == "" {
			if body, link = cutLink(body); link != check {
				problem = "its secondary code belongs to a primary code that ends in " + link
			} else {
				problem = u.secondary(body)
			}
		}
	}
	if problem != "" {
		return UDI{}, badUDI(s, "%s", problem)
	}
	return u, nil
}

// standalone reads a secondary code that came by itself: without the primary
// one there is no device identifier.
func (u *UDI) standalone(body, s string) error {
	body, u.Link = cutLink(body)
	if problem := u.secondary(body); problem != "" {
		return badUDI(s, "%s", problem)
	}
	return nil
}

// cutLink parts the link character, which ends a secondary code that stands
// by itself.
func cutLink(body string) (rest, link string) {
	if body == "" {
		return "", ""
	}
	return body[:len(body)-1], body[len(body)-1:]
}

// splitHIBC parts two codes that stand after each other. A blank before the
// second plus may be the check character of the first code.
func splitHIBC(text string) (first, second string, two bool) {
	for at := 1; at < len(text); at++ {
		if text[at] != '+' || !strings.ContainsAny(text[at-1:at], " \n\r\t,*") {
			continue
		}
		for _, trim := range [...]string{" \n\r\t,*", "\n\r\t,*"} {
			first = strings.TrimRight(text[:at], trim)
			if _, _, problem := hibcBody(first); problem == "" {
				return first, text[at:], true
			}
		}
	}
	return "", "", false
}

// hibcBody checks the check character and returns what stands between the
// plus and it.
func hibcBody(code string) (body, check, problem string) {
	if len(code) < 3 || code[0] != '+' {
		return "", "", "it is no Health Industry Bar Code"
	}
	sum := 0
	for i := range len(code) - 1 {
		n := strings.IndexByte(hibcChars, code[i])
		if n < 0 {
			return "", "", "it holds a character that HIBC does not allow"
		}
		sum += n
	}
	check = code[len(code)-1:]
	if want := hibcChars[sum%43]; check[0] != want && !(want == ' ' && check == "_") {
		return "", "", "its check character is " + check + ", and should be " + string(want)
	}
	return code[1 : len(code)-1], check, ""
}

// HIBCDI checks a device identifier of HIBCC as registers list it, and returns
// it as carriers do. Some makers register it with the check character of its
// primary code, which is then verified and taken off.
func HIBCDI(di string) (string, error) {
	err := checkHIBCDI(di)
	if err == nil || len(di) < 2 {
		return di, err
	}
	if body, _, problem := hibcBody("+" + di); problem == "" && checkHIBCDI(body) == nil {
		return body, nil
	}
	return di, err
}

// checkHIBCDI tells what is wrong with a device identifier of HIBCC: labeler
// (a letter and three more), product (1 to 18), unit of measure (a digit).
func checkHIBCDI(di string) error {
	switch {
	case len(di) < 6 || len(di) > 23:
		return fault.New(fault.Invalid, "the HIBCC identifier %.40q has not 6 to 23 characters", di)
	case di[0] < 'A' || di[0] > 'Z':
		return fault.New(fault.Invalid, "the HIBCC identifier %q does not begin with a labeler's letter", di)
	case !isDigitByte(di[len(di)-1]):
		return fault.New(fault.Invalid, "the HIBCC identifier %q does not end in a digit for the unit of measure", di)
	}
	for i := range len(di) {
		if c := di[i]; !isDigitByte(c) && (c < 'A' || c > 'Z') {
			return fault.New(fault.Invalid, "the HIBCC identifier %q holds %q", di, string(c))
		}
	}
	return nil
}

func isDigitByte(c byte) bool { return c >= '0' && c <= '9' }
