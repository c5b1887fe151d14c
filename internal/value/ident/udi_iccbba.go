package ident

import (
	"strings"

	"aceso/internal/value/fault"
)

// parseICCBBA reads the ISBT 128 data structures of a UDI one after the other
// (ICCBBA ST-011), each begun by two characters of its own.
func parseICCBBA(text, s string) (UDI, error) {
	u := UDI{Issuer: ICCBBA}
	for text != "" {
		size, problem := u.structure(text)
		if problem != "" {
			return UDI{}, badUDI(s, "%s", problem)
		}
		text = text[size:]
	}
	if u.DI == "" {
		return UDI{}, badUDI(s, "it names no device: the structure =/ is missing")
	}
	return u, nil
}

// structures gives what begins a data structure and how long it is with that.
var structures = []struct {
	start string
	size  int
}{
	{"=/", 18},  // processor product identification
	{"=,", 8},   // serial number
	{"=>", 8},   // expiry: century, year, day
	{"=}", 8},   // made: century, year, day
	{"&>", 12},  // expiry with a time
	{"&}", 12},  // made with a time
	{"&,1", 21}, // lot
	{"=+", 7},   // how many structures are compounded
	{"=", 16},   // donation identification number
}

// structure reads the data structure that the text begins with, and returns
// its length or what is wrong with it.
func (u *UDI) structure(text string) (size int, problem string) {
	for _, d := range structures {
		if !strings.HasPrefix(text, d.start) {
			continue
		}
		if len(text) < d.size {
			return 0, "it ends within the structure " + d.start
		}
		return d.size, u.keep(d.start, text[len(d.start):d.size])
	}
	return 0, "it holds an unknown structure: " + text[:min(2, len(text))]
}

func (u *UDI) keep(start, value string) string {
	if !alphanumeric(value) && start != "&,1" {
		return "the structure " + start + " holds more than letters and digits"
	}
	ok := true
	switch start {
	case "=/":
		u.DI = value
		if err := checkICCBBADI(value); err != nil {
			return fault.Of(err).Text
		}
	case "=,":
		u.Serial = value
	case "&,1":
		u.Lot = strings.TrimLeft(value, "0 ")
	case "=":
		u.Donation = value
	case "=>", "&>":
		u.Expiry, ok = isbtDate(value)
	case "=}", "&}":
		u.Made, ok = isbtDate(value)
	}
	if !ok {
		return "the structure " + start + " holds no date: " + value
	}
	return ""
}

// isbtDate reads cyyjjj: the last digit of the century, year, day of the year,
// and passes over a time behind it.
func isbtDate(s string) (string, bool) {
	if digits(s) != len(s) || len(s) < 6 {
		return "", false
	}
	centuries := map[byte]string{'0': "20", '1': "21", '9': "19"}
	return yearDay(centuries[s[0]]+s[1:3], s[3:6])
}

// checkICCBBADI tells what is wrong with a device identifier of ICCBBA: facility
// (5), product code of the facility (6), product description (5).
func checkICCBBADI(di string) error {
	if len(di) != 16 || !alphanumeric(di) {
		return fault.New(fault.Invalid, "the ICCBBA identifier %.40q is not 16 letters and digits", di)
	}
	if digits(di[1:5]) != 4 {
		return fault.New(fault.Invalid, "the ICCBBA identifier %q does not begin with a facility's number", di)
	}
	return nil
}

func alphanumeric(s string) bool {
	for i := range len(s) {
		if c := s[i]; !isDigitByte(c) && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return true
}
