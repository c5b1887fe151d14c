package ident

import "strings"

// secondary reads the data of a secondary code (ANSI/HIBC 2.6, table 2), with
// what may follow it behind further slashes, and returns what is wrong.
func (u *UDI) secondary(text string) string {
	text, more, _ := strings.Cut(text, "/")
	problem := ""
	switch {
	case text == "":
	case strings.HasPrefix(text, "$$+"):
		problem = u.dated(text[3:], &u.Serial)
	case strings.HasPrefix(text, "$$"):
		problem = u.dated(text[2:], &u.Lot)
	case strings.HasPrefix(text, "$+"):
		u.Serial = text[2:]
	case strings.HasPrefix(text, "$"):
		u.Lot = text[1:]
	case len(text) >= 5 && digits(text) >= 5:
		date, ok := yearDay(century(text[:2])+text[:2], text[2:5])
		if !ok {
			return "its secondary code holds no date: " + text[:5]
		}
		u.Expiry, u.Lot = date, text[5:]
	default:
		problem = u.supplement(text)
	}
	for problem == "" && more != "" {
		var part string
		part, more, _ = strings.Cut(more, "/")
		problem = u.supplement(part)
	}
	// The table says 18; FDA's own example of a serial number has 19.
	if problem == "" && (len(u.Lot) > 20 || len(u.Serial) > 20) {
		return "its lot or serial number is longer than 20 characters"
	}
	return problem
}

// supplement reads what follows the lot: a serial number or a date with a data
// identifier of MH10.8.2.
func (u *UDI) supplement(part string) string {
	var to *string
	switch {
	case strings.HasPrefix(part, "14D"):
		part, to = part[3:], &u.Expiry
	case strings.HasPrefix(part, "16D"):
		part, to = part[3:], &u.Made
	case strings.HasPrefix(part, "S") && len(part) > 1:
		u.Serial = part[1:]
		return ""
	case part == "":
		return "a part of it is empty"
	default:
		return "" // a quantity and the like, of no interest here
	}
	date, ok := "", len(part) == 8 && digits(part) == 8
	if ok {
		date, ok = dayOf(part[:4], part[4:6], part[6:])
	}
	if !ok {
		return "it holds no date: " + part
	}
	*to = date
	return ""
}

// dated reads what follows "$$" or "$$+": a quantity, a flag that tells the
// form of the date, the date, and the lot or serial number.
func (u *UDI) dated(text string, number *string) string {
	switch {
	case strings.HasPrefix(text, "8") && len(text) >= 3:
		text = text[3:]
	case strings.HasPrefix(text, "9") && len(text) >= 6:
		text = text[6:]
	}
	if text == "" {
		return "" // a quantity only
	}
	flag, rest := text[0], text[1:]
	size := 0
	switch flag {
	case '0', '1': // no flag: the month itself, MMYY
		size, rest = 4, text
	case '2', '3': // MMDDYY, YYMMDD
		size = 6
	case '4': // YYMMDDHH
		size = 8
	case '5': // YYJJJ
		size = 5
	case '6': // YYJJJHH
		size = 7
	case '7': // no date
	default:
		return "its secondary code holds a date of an unknown form: " + string(flag)
	}
	if len(rest) < size || digits(rest) < size {
		return "its secondary code ends within the date"
	}
	date, ok := "", true
	switch d := rest[:size]; flag {
	case '0', '1':
		date, ok = monthOf(d[2:], d[:2])
	case '2':
		date, ok = dayOf(century(d[4:])+d[4:], d[:2], d[2:4])
	case '3':
		date, ok = shortDate(d)
	case '4':
		date, ok = shortDate(d[:6])
		ok = ok && d[6:] < "24"
	case '5', '6':
		date, ok = yearDay(century(d[:2])+d[:2], d[2:5])
		ok = ok && (size == 5 || d[5:] < "24")
	}
	if !ok {
		return "its secondary code holds no date: " + rest[:size]
	}
	u.Expiry, *number = date, rest[size:]
	return ""
}
