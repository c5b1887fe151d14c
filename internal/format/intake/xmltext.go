package intake

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"aceso/internal/value/check"
	"aceso/internal/value/fault"
)

// xmlDeclaration is what an XML text may begin with (XML 1.0, production 23).
var xmlDeclaration = regexp.MustCompile(`^<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(?:"1\.0"|'1\.0')` +
	`(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*["']([A-Za-z][A-Za-z0-9._-]*)["'])?` +
	`(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*["'](?:yes|no)["'])?[ \t\r\n]*\?>`)

// plainXML returns an XML text as UTF-8, with only the characters that XML
// knows and plain line ends (XML 1.0, 2.2 and 2.11), and where its declaration
// ends.
func plainXML(data []byte) ([]byte, int, error) {
	text, found, err := unmark(data)
	if err != nil {
		return nil, 0, err
	}
	declared := len(text) > 5 && bytes.HasPrefix(text, []byte("<?xml")) && bytes.IndexByte([]byte(" \t\r\n"), text[5]) >= 0
	if declared {
		says := xmlDeclaration.FindSubmatch(text[:min(len(text), 512)])
		if says == nil {
			return nil, 0, fault.New(fault.Invalid, "this is not valid XML: it begins with a declaration that is not one of XML 1.0")
		}
		if text, err = decodeXML(text, string(says[1]), found); err != nil {
			return nil, 0, err
		}
	}
	if text, err = xmlChars(text); err != nil || !declared {
		return text, 0, err
	}
	return text, bytes.Index(text, []byte("?>")) + 2, nil
}

// decodeXML turns the few encodings that are understood into UTF-8.
func decodeXML(text []byte, label, found string) ([]byte, error) {
	switch strings.ToLower(label) {
	case "":
		return text, nil
	case "utf-8", "utf8", "us-ascii", "ascii":
		if found == "utf-8" {
			return text, nil
		}
	case "utf-16", "utf-16le", "utf-16be":
		if found == "utf-16" {
			return text, nil
		}
	case "iso-8859-1", "latin1":
		if found == "utf-8" {
			return charmap.ISO8859_1.NewDecoder().Bytes(text)
		}
	default:
		return nil, fault.New(fault.Invalid, "the XML encoding %q is not read", check.Short(label)).
			Helped("save the file as UTF-8")
	}
	return nil, fault.New(fault.Invalid, "the XML text says that it is %s, and it is not", check.Short(label)).
		Helped("save the file as UTF-8")
}

// What a byte may mean for the text it stands in.
const (
	xmlIsReturn = 1 << iota
	xmlIsControl
	xmlMayBeNone // U+FFFE and U+FFFF begin so
)

var xmlBytes = func() (of [256]byte) {
	for c := range 0x20 {
		of[c] = xmlIsControl
	}
	of['\t'], of['\n'], of['\r'], of[0xef] = 0, 0, xmlIsReturn, xmlMayBeNone
	return of
}()

// xmlChars looks at every character once, so that the scan need not.
func xmlChars(text []byte) ([]byte, error) {
	if at := invalidUTF8(text); at >= 0 {
		return nil, badXMLChar(text, at, "a byte that is not UTF-8")
	}
	var some byte
	for _, c := range text {
		some |= xmlBytes[c]
	}
	if some&(xmlIsControl|xmlMayBeNone) != 0 {
		for at, r := range string(text) {
			if !isXMLChar(r) {
				return nil, badXMLChar(text, at, "a character that XML does not know")
			}
		}
	}
	if some&xmlIsReturn != 0 {
		text = bytes.ReplaceAll(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n"))
	}
	return text, nil
}

func badXMLChar(text []byte, at int, what string) error {
	line, column := Position(text, at)
	r, _ := utf8.DecodeRune(text[at:])
	if r == utf8.RuneError {
		return fault.New(fault.Invalid, "this is not valid XML: %s (0x%02x) at line %d, column %d", what, text[at], line, column).Helped("save the file as UTF-8")
	}
	return fault.New(fault.Invalid, "this is not valid XML: %s (%U) at line %d, column %d", what, r, line, column)
}
