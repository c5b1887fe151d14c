package ident

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"aceso/internal/value/fault"
)

// The issuing agencies of device identifiers (21 CFR 830.100).
const (
	GS1    = "GS1"
	HIBCC  = "HIBCC"
	ICCBBA = "ICCBBA"
)

// A UDI is a unique device identifier as its carrier says it: the device
// identifier (DI) belongs to the model, all else to the unit.
type UDI struct {
	Issuer string // GS1, HIBCC, ICCBBA
	DI     string // GTIN of 14 digits; LIC, PCN and unit of measure; processor product code

	Lot     string
	Serial  string
	Made    string // date: 2024-05-31, or 2024-05 where no day is told
	Expiry  string // the same
	Version string // of the software: GS1 application identifier 8012

	Donation string // ICCBBA: donation identification number
	Link     string // HIBCC: the check character of the primary code that a secondary code by itself belongs to
}

// maxUDI bounds a carrier's text; the longest in use stay below 130 characters.
const maxUDI = 512

// ParseUDI reads what a carrier of a UDI says, as a scanner sends it or as it is
// printed for people: GS1 element strings with brackets or with FNC1
// separators, HIBC primary and secondary codes, linked or one after the other,
// and ISBT 128 codes of ICCBBA. A bare GTIN is read too. What fails its check
// digit or character is refused.
func ParseUDI(s string) (UDI, error) {
	text := strings.Trim(s, "\r\n\t")
	switch start := strings.TrimLeft(text, " "); {
	case len(s) > maxUDI:
		return UDI{}, badUDI(s, "it is too long")
	case start == "":
		return UDI{}, badUDI(s, "it is empty")
	case start[0] == '+', strings.HasPrefix(start, "*+"):
		return parseHIBC(start, s)
	case start[0] == '=', strings.HasPrefix(start, "&,1"):
		return parseICCBBA(strings.TrimSpace(start), s)
	default:
		return parseGS1(strings.TrimSpace(start), s)
	}
}

// CheckDI tells what is wrong with a device identifier that stands without a
// carrier, as registers list it. A GTIN may be shorter than 14 digits, and an
// identifier of HIBCC may end in the check character of its primary code.
func CheckDI(issuer, di string) error {
	switch issuer {
	case GS1:
		_, err := GTIN(di)
		return err
	case HIBCC:
		_, err := HIBCDI(di)
		return err
	case ICCBBA:
		return checkICCBBADI(di)
	}
	return fault.New(fault.Invalid, "%q issues no device identifiers", issuer).Helped("use %s, %s or %s", GS1, HIBCC, ICCBBA)
}

func badUDI(s, format string, args ...any) *fault.Fault {
	return fault.New(fault.Invalid, "%.120q is no UDI: %s", s, fmt.Sprintf(format, args...))
}

// shortDate writes YYMMDD as a date; day 00 means that none is told.
func shortDate(s string) (string, bool) {
	if len(s) != 6 || digits(s) != 6 {
		return "", false
	}
	if s[4:] == "00" {
		return monthOf(s[:2], s[2:4])
	}
	return dayOf(century(s[:2])+s[:2], s[2:4], s[4:])
}

// monthOf writes a year and a month as a date without a day.
func monthOf(yy, mm string) (string, bool) {
	if digits(yy+mm) != 4 || mm < "01" || mm > "12" {
		return "", false
	}
	return century(yy) + yy + "-" + mm, true
}

// dayOf writes year, month and day, if there is such a day.
func dayOf(yyyy, mm, dd string) (string, bool) {
	text := yyyy + "-" + mm + "-" + dd
	_, err := time.Parse(time.DateOnly, text)
	return text, err == nil
}

// yearDay writes a year and a day of the year, 1 to 366.
func yearDay(yyyy, ddd string) (string, bool) {
	year, err := strconv.Atoi(yyyy)
	day, err2 := strconv.Atoi(ddd)
	if err != nil || err2 != nil || digits(ddd) != 3 || digits(yyyy) != 4 || day < 1 {
		return "", false
	}
	at := time.Date(year, time.January, day, 0, 0, 0, 0, time.UTC)
	return at.Format(time.DateOnly), at.Year() == year
}

// century finds the century of a year of two digits. GS1 lets a window slide
// with the present (General Specifications, 7.12); for devices, the first of
// which carried a UDI in 2014, this one will do until 2075.
func century(yy string) string {
	if yy > "75" {
		return "19"
	}
	return "20"
}
