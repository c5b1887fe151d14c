package ident_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/xml"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"aceso/internal/testkit"
	"aceso/internal/value/fault"
	"aceso/internal/value/ident"
)

func TestAUDIIsReadFromItsCarrier(t *testing.T) {
	gs1 := ident.UDI{Issuer: "GS1", DI: "51022222233336", Lot: "A213B1", Serial: "1234", Made: "2014-12-31", Expiry: "2015-07-07"}
	hibc := ident.UDI{
		Issuer: "HIBCC", DI: "H123PARTNO1234567890120", Lot: "LOT123456789012345", Serial: "XYZ4567890123 45678",
		Made: "2013-02-02", Expiry: "2020-02-02",
	}
	isbt := ident.UDI{
		Issuer: "ICCBBA", DI: "A9999XYZ100T0944", Lot: "XYZ123", Serial: "000025", Donation: "A99971312345600",
		Made: "2013-02-01", Expiry: "2014-02-01",
	}
	for in, want := range map[string]ident.UDI{
		"(01)51022222233336(11)141231(17)150707(10)A213B1(21)1234":          gs1,
		"(01) 51022222233336 (11) 141231 (17) 150707 (10) A213B1 (21) 1234": gs1,
		"]d20151022222233336111412311715070710A213B1\x1d211234":             gs1,
		"\x1d0151022222233336111412311715070710A213B1\x1d211234\x1d":        gs1,
		"]C10151022222233336111412311715070710A213B1<GS>211234":             gs1,
		"0151022222233336211234\x1d111412311715070710A213B1":                gs1,
		"51022222233336":                                {Issuer: "GS1", DI: "51022222233336"},
		"09521234000013":                                {Issuer: "GS1", DI: "09521234000013"},
		"9521234000013":                                 {Issuer: "GS1", DI: "09521234000013"},
		"(01)09521234000013(17)260200":                  {Issuer: "GS1", DI: "09521234000013", Expiry: "2026-02"},
		"(01)09521234000013(11)991231":                  {Issuer: "GS1", DI: "09521234000013", Made: "1999-12-31"},
		"(01)09521234000013(10)A(1)(21)(x)":             {Issuer: "GS1", DI: "09521234000013", Lot: "A(1)", Serial: "(x)"},
		"(01)09521234000013(8012)4.2.0":                 {Issuer: "GS1", DI: "09521234000013", Version: "4.2.0"},
		"(01)09521234000013(240)REF-1(3103)001500(10)L": {Issuer: "GS1", DI: "09521234000013", Lot: "L"},

		"+H123PARTNO1234567890120/$$420020216LOT123456789012345/SXYZ4567890123 45678/16D20130202C":   hibc,
		"+h123partno1234567890120/$$420020216lot123456789012345/sxyz4567890123 45678/16d20130202c":   hibc,
		"*+H123PARTNO1234567890120/$$420020216LOT123456789012345/SXYZ4567890123 45678/16D20130202C*": hibc,
		"+A99912345/$$52001510X33": {Issuer: "HIBCC", DI: "A99912345", Expiry: "2020-01-15", Lot: "10X3"},
		"+A123BJC5D6E71G":          {Issuer: "HIBCC", DI: "A123BJC5D6E71"},

		"=/A9999XYZ100T0944=,000025=A99971312345600=>014032=}013032&,1000000000000XYZ123":        isbt,
		"=+06000=/A9999XYZ100T0944=,000025=A99971312345600=>014032=}013032&,1000000000000XYZ123": isbt,
		"=/A9999XYZ100T0944=,000025&>0140322359":                                                 {Issuer: "ICCBBA", DI: "A9999XYZ100T0944", Serial: "000025", Expiry: "2014-02-01"},
	} {
		if got, err := ident.ParseUDI(in); err != nil || got != want {
			t.Errorf("%q:\n got %+v, %v\nwant %+v", in, got, err, want)
		}
	}
}

// hibcCheck ends a code with its check character.
func hibcCheck(code string) string {
	const chars = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"
	sum := 0
	for _, c := range code {
		sum += strings.IndexRune(chars, c)
	}
	return code + chars[sum%43:sum%43+1]
}

func TestTheFormsOfAHIBCSecondaryCodeAreRead(t *testing.T) {
	for in, want := range map[string]ident.UDI{
		"26045LOT":                             {Expiry: "2026-02-14", Lot: "LOT"},
		"24366":                                {Expiry: "2024-12-31"},
		"$LOT":                                 {Lot: "LOT"},
		"$+SER":                                {Serial: "SER"},
		"$$0926LOT":                            {Expiry: "2026-09", Lot: "LOT"},
		"$$20920262":                           {},
		"$$2092026LOT":                         {Expiry: "2026-09-20", Lot: "LOT"},
		"$$3260920LOT":                         {Expiry: "2026-09-20", Lot: "LOT"},
		"$$3260900LOT":                         {Expiry: "2026-09", Lot: "LOT"},
		"$$426092023LOT":                       {Expiry: "2026-09-20", Lot: "LOT"},
		"$$526045LOT":                          {Expiry: "2026-02-14", Lot: "LOT"},
		"$$62604523LOT":                        {Expiry: "2026-02-14", Lot: "LOT"},
		"$$7LOT":                               {Lot: "LOT"},
		"$$8241026LOT":                         {Expiry: "2026-10", Lot: "LOT"},
		"$$9001003260920LOT":                   {Expiry: "2026-09-20", Lot: "LOT"},
		"$$+7SER":                              {Serial: "SER"},
		"$$+3260920SER":                        {Expiry: "2026-09-20", Serial: "SER"},
		"$LOT/SSER/14D20260920/16D20240101/Q5": {Lot: "LOT", Serial: "SER", Expiry: "2026-09-20", Made: "2024-01-01"},
		"SSER":                                 {Serial: "SER"},
	} {
		if want == (ident.UDI{}) {
			want = ident.UDI{Expiry: "2026-09-20", Lot: "2"}
		}
		linked, alone := want, want
		linked.Issuer, linked.DI = "HIBCC", "A999PUMP0"
		primary := hibcCheck("+A999PUMP0")
		link := primary[len(primary)-1:]
		if got, err := ident.ParseUDI(hibcCheck("+A999PUMP0/" + in)); err != nil || got != linked {
			t.Errorf("linked %s:\n got %+v, %v\nwant %+v", in, got, err, linked)
		}
		if in[0] != '$' && (in[0] < '0' || in[0] > '9') {
			continue // a supplement has no code of its own
		}
		second := hibcCheck("+" + in + link)
		for _, between := range []string{" ", "\n", "", "**"} {
			got, err := ident.ParseUDI(primary + between + second)
			if between == "" {
				if err == nil {
					t.Errorf("%q without anything between two codes was read", primary+second)
				}
				continue
			}
			if err != nil || got != linked {
				t.Errorf("separate %s:\n got %+v, %v\nwant %+v", in, got, err, linked)
			}
		}
		alone.Issuer, alone.Link = "HIBCC", link
		if got, err := ident.ParseUDI(second); err != nil || got != alone {
			t.Errorf("alone %s:\n got %+v, %v\nwant %+v", in, got, err, alone)
		}
	}
}

func TestAUDIThatFailsItsCheckIsRefused(t *testing.T) {
	for in, why := range map[string]string{
		"":                             "empty",
		"PUMP":                         "application identifier",
		"(01)51022222233337":           "check digit",
		"51022222233337":               "check digit",
		"(01)5102222223333":            "characters",
		"(01)09521234000013(17)261332": "no date",
		"(01)09521234000013(17)260230": "no date",
		"(01)09521234000013(10)":       "characters",
		"(01)09521234000013(10)" + strings.Repeat("A", 21):  "characters",
		"(01)09521234000013(10)A#B":                         "does not allow",
		"(01)09521234000013(01)09521234000020":              "twice",
		"(10)LOT":                                           "01 is missing",
		"(05)1":                                             "application identifier",
		"010952123400001317":                                "shorter",
		"010952123400001306X":                               "application identifier",
		"+A99912345/$$52001510X4":                           "check character",
		"+A99912345/$$52001510é3":                           "does not allow",
		hibcCheck("+19912345"):                              "no primary",
		hibcCheck("+A9"):                                    "6 to 23",
		hibcCheck("+A999PUMPX"):                             "unit of measure",
		hibcCheck("+A999PUMP0/$$3261332L"):                  "no date",
		hibcCheck("+A999PUMP0/$$32613"):                     "ends within",
		hibcCheck("+A999PUMP0/$$X"):                         "unknown form",
		hibcCheck("+A999PUMP0/$" + strings.Repeat("L", 21)): "longer than 20",
		hibcCheck("+A999PUMP0") + " " + hibcCheck("+$LOTZ"): "belongs to",
		"=/A9999XYZ100T094":                                 "ends within",
		"=,000025":                                          "=/ is missing",
		"=/A9999XYZ100T0944=>014400":                        "no date",
		"=/AX999XYZ100T0944":                                "facility",
		"=/A9999XYZ100T0944=?":                              "structure",
		strings.Repeat("9", 600):                            "too long",
	} {
		u, err := ident.ParseUDI(in)
		switch {
		case err == nil:
			t.Errorf("%.60q was read as %+v", in, u)
		case !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), why):
			if !(why == "no primary" && fault.Is(err, fault.Invalid)) {
				t.Errorf("%.60q: %v, want %q", in, err, why)
			}
		}
	}
}

// registered are the identifiers of the corpus that fail, and why.
var registered = map[string]string{
	"00817703012624": "its check digit is wrong",
	"1081463902131":  "it lost a digit: 13 digits, and no check digit fits",
	"00841523106431": "a GTIN, said to be HIBCC's",
}

func TestTheDeviceIdentifiersOfTheRegisterPassTheirChecks(t *testing.T) {
	f, err := os.Open(testkit.Corpus(t, "device/gudid-2016-devices.xml.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	passed, failed, excepted, devices, withCheck := map[string]int{}, 0, 0, 0, 0
	for d := xml.NewDecoder(z); ; {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "identifier" {
			if ok && start.Name.Local == "device" {
				devices++
			}
			continue
		}
		var id struct {
			DI     string `xml:"deviceId"`
			Agency string `xml:"deviceIdIssuingAgency"`
		}
		if err := d.DecodeElement(&id, &start); err != nil {
			t.Fatal(err)
		}
		err = ident.CheckDI(id.Agency, id.DI)
		if err == nil {
			err = carried(id.Agency, id.DI)
		}
		switch why, known := registered[id.DI]; {
		case known && err != nil:
			t.Logf("excepted: %s %s: %s: %v", id.Agency, id.DI, why, err)
			excepted++
		case known:
			t.Errorf("%s %s passes, though it is an exception", id.Agency, id.DI)
		case err != nil:
			failed++
			t.Errorf("%s %s: %v", id.Agency, id.DI, err)
		default:
			passed[id.Agency]++
			if di, _ := ident.HIBCDI(id.DI); id.Agency == ident.HIBCC && di != id.DI {
				withCheck++
			}
		}
	}
	t.Logf("device identifiers of %d devices: %v passed (%d of HIBCC's carry their check character), %d failed, 0 skipped, %d exceptions named above",
		devices, passed, withCheck, failed, excepted)
}

// carried puts an identifier on a carrier and reads it from there.
func carried(agency, di string) error {
	text := "(01)" + strings.Repeat("0", max(0, 14-len(di))) + di
	if agency == ident.HIBCC {
		var err error
		if di, err = ident.HIBCDI(di); err != nil {
			return err
		}
		text = hibcCheck("+" + di)
	}
	u, err := ident.ParseUDI(text)
	if err == nil && strings.TrimLeft(u.DI, "0") != strings.TrimLeft(di, "0") {
		return fault.New(fault.Invalid, "it is read as %s", u.DI)
	}
	return err
}

func TestEveryFieldOfGS1HasTheLengthOfItsDictionary(t *testing.T) {
	entry := regexp.MustCompile(`^(\d+)(?:-(\d+))?\s+([*?!"$%&]*)\s+(.*)$`)
	component := regexp.MustCompile(`^(\[?)[NXYZ](\.\.)?(\d+)`)
	known := 0
	eachFile(t, "device/gs1-syntax-dictionary.zip", func(_ string, text []byte) {
		for in := bufio.NewScanner(bytes.NewReader(text)); in.Scan(); {
			m := entry.FindStringSubmatch(in.Text())
			if m == nil {
				continue
			}
			least, most := 0, 0
			spec, _, _ := strings.Cut(m[4], "#")
			for _, word := range strings.Fields(spec) {
				c := component.FindStringSubmatch(word)
				if c == nil {
					continue
				}
				n, _ := strconv.Atoi(c[3])
				most += n
				switch {
				case c[1] != "": // optional
				case c[2] != "":
					least++
				default:
					least += n
				}
			}
			last := m[2]
			if last == "" {
				last = m[1]
			}
			for _, ai := range []string{m[1], last} {
				known++
				for size := range most + 2 {
					value := strings.Repeat("1", size)
					_, err := ident.ParseUDI("(01)09521234000013(" + ai + ")" + value)
					right := size >= least && size <= most
					if wrongLength := err != nil && strings.Contains(err.Error(), " characters, not "); wrongLength == right {
						t.Errorf("%s with %d characters, of %d to %d: %v", ai, size, least, most, err)
					}
				}
			}
		}
	})
	t.Logf("%d application identifiers have the lengths of the dictionary", known)
}

func FuzzParseUDI(f *testing.F) {
	for _, s := range []string{
		"(01)51022222233336(11)141231(17)150707(10)A213B1(21)1234", "]d20151022222233336111412311715070710A213B1\x1d211234",
		"+H123PARTNO1234567890120/$$420020216LOT123456789012345/SXYZ4567890123 45678/16D20130202C", "+A99912345/$$52001510X3",
		hibcCheck("+A999PUMP0") + " " + hibcCheck("+$$0926LOTM"), "=/A9999XYZ100T0944=,000025=A99971312345600=>014032=}013032&,1000000000000XYZ123",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		u, err := ident.ParseUDI(s)
		if err != nil {
			return
		}
		if u.DI == "" && u.Link == "" {
			t.Errorf("%q names no device and is no secondary code: %+v", s, u)
		}
		if u.DI != "" {
			if err := ident.CheckDI(u.Issuer, u.DI); err != nil {
				t.Errorf("%q: %v", s, err)
			}
		}
	})
}
