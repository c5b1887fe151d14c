package intake

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"aceso/internal/value/fault"
)

var (
	bom8    = []byte{0xef, 0xbb, 0xbf}
	bom16le = []byte{0xff, 0xfe}
	bom16be = []byte{0xfe, 0xff}
)

// Text returns data as UTF-8 without a byte order mark. UTF-16 is understood
// when its mark is there; anything else that is not UTF-8 is refused.
func Text(data []byte) ([]byte, error) {
	data, _, err := unmark(data)
	if err != nil {
		return nil, err
	}
	if at := invalidUTF8(data); at >= 0 {
		line, column := Position(data, at)
		return nil, fault.New(fault.Invalid, "the text is not UTF-8: line %d, column %d has the byte 0x%02x", line, column, data[at]).
			Helped("save the file as UTF-8")
	}
	return data, nil
}

// LooseText is Text for tables that people keep by hand: bytes that are not
// UTF-8 are taken for Windows-1252, as spreadsheets write it. It also says
// which encoding it found. A zero byte is still refused: that is no text.
func LooseText(data []byte) ([]byte, string, error) {
	data, encoding, err := unmark(data)
	if err != nil {
		return nil, "", err
	}
	if bytes.IndexByte(data, 0) >= 0 {
		return nil, "", fault.New(fault.Invalid, "the file holds zero bytes and is no text")
	}
	if invalidUTF8(data) < 0 {
		return data, encoding, nil
	}
	data, err = charmap.Windows1252.NewDecoder().Bytes(data)
	return data, "windows-1252", err
}

// unmark takes a byte order mark away and turns UTF-16 into UTF-8.
func unmark(data []byte) ([]byte, string, error) {
	switch {
	case bytes.HasPrefix(data, bom8):
		return data[len(bom8):], "utf-8", nil
	case bytes.HasPrefix(data, bom16le):
		text, err := fromUTF16(data[2:], func(b []byte) uint16 { return uint16(b[0]) | uint16(b[1])<<8 })
		return text, "utf-16", err
	case bytes.HasPrefix(data, bom16be):
		text, err := fromUTF16(data[2:], func(b []byte) uint16 { return uint16(b[1]) | uint16(b[0])<<8 })
		return text, "utf-16", err
	}
	return data, "utf-8", nil
}

func fromUTF16(data []byte, unit func([]byte) uint16) ([]byte, error) {
	if len(data)%2 != 0 {
		return nil, fault.New(fault.Invalid, "the UTF-16 text ends in half a character")
	}
	out := make([]byte, 0, len(data)*3/4)
	for i := 0; i < len(data); i += 2 {
		r := rune(unit(data[i:]))
		if utf16.IsSurrogate(r) {
			if i+4 > len(data) {
				return nil, fault.New(fault.Invalid, "the UTF-16 text ends in half a character")
			}
			i += 2
			if r = utf16.DecodeRune(r, rune(unit(data[i:]))); r == utf8.RuneError {
				return nil, fault.New(fault.Invalid, "the UTF-16 text has half a character at byte %d", i)
			}
		}
		out = utf8.AppendRune(out, r)
	}
	return out, nil
}

// invalidUTF8 returns where data stops being UTF-8, or -1.
func invalidUTF8(data []byte) int {
	if utf8.Valid(data) {
		return -1
	}
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

// Position returns the line and the column, from 1 and in bytes, of an offset.
func Position(data []byte, offset int) (int, int) {
	before := data[:min(max(offset, 0), len(data))]
	return bytes.Count(before, []byte("\n")) + 1, len(before) - bytes.LastIndexByte(before, '\n')
}
