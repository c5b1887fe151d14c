package ident

import "strings"

// readURI reads the components behind "cpe:/" (NISTIR 7695, 6.1) and returns
// what is wrong with them.
func (c *CPE) readURI(s string, loose bool) string {
	parts := c.parts()
	for i := range parts {
		*parts[i] = "*"
	}
	components := strings.Split(s, ":")
	if len(components) > 7 {
		return "it has more than 7 components"
	}
	for i, text := range components {
		if i == 5 && strings.HasPrefix(text, "~") {
			if problem := c.unpack(text, loose); problem != "" {
				return problem
			}
			continue
		}
		value, problem := decode(text, loose)
		if problem != "" {
			return problem
		}
		*parts[i] = value
	}
	return ""
}

// unpack reads the edition component that carries four more attributes:
// ~edition~sw_edition~target_sw~target_hw~other (6.1.2.1.1).
func (c *CPE) unpack(text string, loose bool) string {
	packed := strings.Split(text[1:], "~")
	if len(packed) != 5 {
		return "its packed edition has not five parts"
	}
	for i, to := range []*string{&c.Edition, &c.SWEdition, &c.TargetSW, &c.TargetHW, &c.Other} {
		value, problem := decode(packed[i], loose)
		if problem != "" {
			return problem
		}
		*to = value
	}
	return ""
}

// decode reads one component: %01 is a question mark, %02 an asterisk.
func decode(s string, loose bool) (value, problem string) {
	if s == "" {
		return "*", ""
	}
	if plainAttribute(s) {
		return strings.ToLower(s), ""
	}
	var b strings.Builder // as a formatted string, which is then read
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			switch d := unhex(s[i+1])<<4 | unhex(s[i+2]); {
			case d == 1:
				b.WriteByte('?')
			case d == 2:
				b.WriteByte('*')
			case special(d):
				b.WriteByte('\\')
				b.WriteByte(d)
			case free(d):
				b.WriteByte(d)
			default:
				return "", "a percent sign stands before what can't be in a name"
			}
			i += 2
		case free(c):
			b.WriteByte(c)
		case c == '~' || loose && special(c) && c != '%':
			b.WriteByte('\\')
			b.WriteByte(c)
		default:
			return "", "a component holds a character that must be percent-encoded or can't be in it"
		}
	}
	if text := b.String(); text != "*" { // a lone %02 would say ANY, which is written as nothing
		return unbind(text, false)
	}
	return "", "an attribute holds nothing but wildcards"
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

func unhex(c byte) byte {
	switch {
	case c <= '9':
		return c - '0'
	case c >= 'a':
		return c - 'a' + 10
	}
	return c - 'A' + 10
}
