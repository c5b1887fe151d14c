package alias_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"aceso/internal/domain/match"
	"aceso/internal/format/alias"
)

var rules = []match.Alias{
	{Name: "BusyBox", Vendor: "busybox", Patterns: []string{"busybox", "busybox-*"}, CPE: "cpe:2.3:a:busybox:busybox:*:*:*:*:*:*:*:*"},
	{Name: "@scope, \"quoted\"", Patterns: []string{"@scope/x"}, Ecosystem: "npm", Package: "@scope/x"},
}

func TestWhatIsWrittenIsReadAlike(t *testing.T) {
	for name, write := range map[string]func([]match.Alias) ([]byte, error){"JSON": alias.EncodeJSON, "CSV": alias.EncodeCSV} {
		text, err := write(rules)
		if err != nil {
			t.Fatal(err)
		}
		lines, err := alias.Decode(text)
		if err != nil {
			t.Fatal(name, err)
		}
		var got []match.Alias
		for _, l := range lines {
			if l.Wrong != "" {
				t.Errorf("%s line %d: %s", name, l.No, l.Wrong)
			}
			got = append(got, l.Rule)
		}
		if d := cmp.Diff(rules, got); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

func TestAFileIsToldWhereItIsWrong(t *testing.T) {
	for name, tc := range map[string]struct{ in, want string }{
		"nothing":                {" ", "the file is empty"},
		"a column is missing":    {"name;cpe\nx;y\n", `no column "patterns"`},
		"a column is unknown":    {"name,patterns,colour\n", `column "colour"`},
		"a quote stays open":     {"name,patterns\n\"x,y\n", "can't be read"},
		"JSON breaks off":        {`[{"name":"x"`, "JSON"},
		"JSON is no list":        {`{"name":"x"}`, "object"},
		"a line is too long":     {"name,patterns\nx,y,z\n", "line 2: the line has 3 fields"},
		"an entry is no object":  {`[1]`, "line 1: "},
		"a name is no text":      {`[{"name":1}]`, "line 1: "},
		"a key stands twice":     {`[{"name":"a","name":"b"}]`, "duplicate"},
		"what is no text at all": {"\xff\xfe\x00", ""},
	} {
		lines, err := alias.Decode([]byte(tc.in))
		text := ""
		if err != nil {
			text = err.Error()
		}
		for _, l := range lines {
			if l.Wrong != "" {
				text += "line " + string(rune('0'+l.No)) + ": " + l.Wrong
			}
		}
		if text == "" || !strings.Contains(text, tc.want) {
			t.Errorf("%s: %q", name, text)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("name,patterns,cpe\nx,y|z,\n"))
	f.Add([]byte(`[{"name":"x","patterns":["y"],"cpe":"z"}]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		lines, err := alias.Decode(data)
		if err != nil {
			return
		}
		for _, l := range match.Weigh(lines, nil) {
			if l.No < 1 {
				t.Errorf("line %d", l.No)
			}
		}
	})
}
