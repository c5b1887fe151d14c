package units

import (
	"strings"
	"testing"

	"aceso/internal/format/intake"
	"aceso/internal/value/fault"
)

const good = "Asset Tag,Manufacturer,Model,Software Version,Serial No.,Site,Ward\n" +
	"BME-0001,Castellan Vital Systems,PM-8,3.4,00123,North,ICU 2\n"

func decode(t *testing.T, text string) ([]Row, string) {
	t.Helper()
	rows, problems, err := Decode([]byte(text), intake.SBOM)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return rows, problems.String()
}

var want = Row{Tag: "BME-0001", Manufacturer: "Castellan Vital Systems", Model: "PM-8", Version: "3.4", Serial: "00123", Site: "North", Ward: "ICU 2", Row: 2}

func TestATableIsReadHoweverItIsWritten(t *testing.T) {
	for name, text := range map[string]string{
		"as it should be":     good,
		"semicolons":          strings.ReplaceAll(good, ",", ";"),
		"tabs":                strings.ReplaceAll(good, ",", "\t"),
		"a byte order mark":   "\xef\xbb\xbf" + good,
		"Windows line ends":   strings.ReplaceAll(good, "\n", "\r\n"),
		"quotes":              strings.ReplaceAll(good, "Castellan Vital Systems", `"Castellan Vital Systems"`),
		"blanks around":       strings.ReplaceAll(good, ",", " , "),
		"kept from numbers":   strings.ReplaceAll(good, "00123", `"=""00123"""`),
		"an apostrophe":       strings.ReplaceAll(good, "00123", "'00123"),
		"headers in capitals": strings.Replace(good, "Asset Tag,Manufacturer", "ASSET_TAG,MANUFACTURER", 1),
		"other words":         strings.Replace(good, "Asset Tag,Manufacturer,Model,Software Version,Serial No.,Site,Ward", "Inventory number,Vendor,Model name,Firmware,S/N,Facility,Department", 1),
	} {
		rows, problems := decode(t, text)
		if len(rows) != 1 || rows[0] != want || problems != "" {
			t.Errorf("%s: %+v\n%s", name, rows, problems)
		}
	}
}

func TestExcelsSeparatorLineIsNoHeader(t *testing.T) {
	rows, _ := decode(t, "sep=;\n"+strings.ReplaceAll(good, ",", ";"))
	if len(rows) != 1 || rows[0].Serial != "00123" || rows[0].Row != 3 {
		t.Errorf("%+v", rows)
	}
}

func TestBytesThatAreNotUTF8AreTakenForWindows1252(t *testing.T) {
	rows, _ := decode(t, "tag,manufacturer,model\n1,Dr\xe4ger,Delta\n")
	if rows[0].Manufacturer != "Dräger" {
		t.Errorf("%+v", rows)
	}
}

func TestWhatASpreadsheetSpoiltIsTold(t *testing.T) {
	for field, text := range map[string]string{
		"serial":  "1E5",
		"version": "2-Mar",
	} {
		row := map[string]string{"serial": "00123", "version": "3.4"}
		row[field] = text
		rows, problems := decode(t, "tag,manufacturer,model,version,serial\nA,B,C,"+row["version"]+","+row["serial"]+"\n")
		if len(rows) != 1 || !strings.Contains(problems, text) {
			t.Errorf("%s %q: %q", field, text, problems)
		}
	}
	if rows, _ := decode(t, "tag,manufacturer,model,serial\nA,B,C,1E5\n"); rows[0].Serial != "1E5" {
		t.Errorf("the serial was changed: %q", rows[0].Serial)
	}
}

func TestRowsWithoutOrWithDoubleTagsAreKept(t *testing.T) {
	rows, problems := decode(t, "tag,manufacturer,model\n,B,C\nX,B,C\nX,B,D\n\n , ,\n")
	if len(rows) != 3 || rows[0].Tag != "row 2" || !strings.Contains(problems, "row 4, tag") {
		t.Errorf("%+v\n%s", rows, problems)
	}
}

func TestASecondNameOfTheProductIsRead(t *testing.T) {
	rows, _ := decode(t, "tag,manufacturer,model,device name\nA,BD,8015,Alaris PCU\n")
	if rows[0].Model != "8015" || rows[0].ModelNumber != "Alaris PCU" {
		t.Errorf("%+v", rows[0])
	}
}

func TestWhatIsNoInventoryIsRefused(t *testing.T) {
	for name, text := range map[string]string{
		"nothing": "", "blanks": " \n \n", "no header": "1,2,3\n4,5,6\n", "zeros": "tag\x00,model\n",
	} {
		if _, _, err := Decode([]byte(text), intake.SBOM); fault.Of(err) == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := Decode([]byte(good+good), intake.Limits{Bytes: 1 << 20, Unpacked: 1 << 20, Rows: 2}); !fault.Is(err, fault.TooLarge) {
		t.Errorf("too many rows: %v", err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte("sep=;\ntag;model\n\"a;b\n"))
	f.Add([]byte("sep=\"\n0"))
	f.Add([]byte("\xff\xfet\x00a\x00g\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		rows, _, err := Decode(data, intake.Limits{Bytes: 1 << 20, Unpacked: 1 << 20, Rows: 1000, Columns: 100, Text: 1 << 16, Ratio: 100})
		if err != nil && fault.Of(err) == nil {
			t.Errorf("an error that tells nothing: %v", err)
		}
		for _, r := range rows {
			if r.Tag == "" || r.Row == 0 {
				t.Errorf("a unit without tag or row: %+v", r)
			}
		}
	})
}
