package intake_test

import (
	"fmt"
	"strings"
	"testing"

	"aceso/internal/format/intake"
)

// shapes are JSON texts that every reader of JSON must take or refuse alike.
var shapes = map[string]struct{ in, want string }{
	"an object":                     {in: `{"a":[1,"b",true,null]}`},
	"a mark before it":              {in: "\xef\xbb\xbf{}"},
	"UTF-16":                        {in: "\xff\xfe{\x00}\x00"},
	"blanks behind it":              {in: "{} \n\t"},
	"nothing":                       {in: " \n", want: "empty"},
	"the same name twice":           {in: `{"a":1,"a":2}`, want: "duplicate"},
	"the same name twice, escaped":  {in: `{"a":1,"\u0061":2}`, want: "duplicate"},
	"another text behind it":        {in: `{}{}`, want: "JSON"},
	"rubbish behind it":             {in: `{}x`, want: "JSON"},
	"a comment":                     {in: `{/*a*/}`, want: "not valid JSON"},
	"a comma too many":              {in: `[1,]`, want: "not valid JSON"},
	"NaN":                           {in: `[NaN]`, want: "not valid JSON"},
	"single quotes":                 {in: `{'a':1}`, want: "not valid JSON"},
	"it ends too early":             {in: `{"a":[1`, want: "ends too early"},
	"overlong UTF-8 in a string":    {in: "[\"\xc0\xaf\"]", want: "UTF-8"},
	"a lone surrogate":              {in: `["\ud800"]`, want: "not valid JSON"},
	"a raw zero byte":               {in: "[\"a\x00\"]", want: "not valid JSON"},
	"too deep an array":             {in: strings.Repeat("[", 9) + strings.Repeat("]", 9), want: `"nesting depth" of 8`},
	"a hundred thousand deep":       {in: strings.Repeat(`{"a":`, 100_000), want: `"nesting depth" of 8`},
	"brackets in a string are text": {in: `["[[[[[[[[[[[[[[[\"[["]`},
	"a string too long":             {in: `["` + strings.Repeat("x", 65) + `"]`, want: `"bytes of one string" of 64`},
	"a name too long":               {in: `{"` + strings.Repeat("x", 65) + `":1}`, want: `"bytes of one string" of 64`},
	"too many values":               {in: `[` + strings.Repeat("1,", 200) + `1]`, want: `"values" of 100`},
}

func TestJSONIsStrict(t *testing.T) {
	for name, c := range shapes {
		t.Run(name, func(t *testing.T) {
			var v any
			tells(t, intake.JSON([]byte(c.in), small, &v), c.want)
		})
	}
}

func TestWalkJSONIsAsStrict(t *testing.T) {
	for name, c := range shapes {
		t.Run(name, func(t *testing.T) {
			w, err := intake.WalkJSON([]byte(c.in), small)
			if err == nil {
				w.Skip()
				err = w.Close()
			}
			tells(t, err, c.want)
		})
	}
}

func TestJSONRefusesAnotherTypeAndSaysWhere(t *testing.T) {
	var v struct {
		Items []struct {
			Version string `json:"version"`
		} `json:"items"`
	}
	tells(t, intake.JSON([]byte(`{"items":[{"version":"1"},{"version":2}]}`), small, &v), "items[1].version")
}

func TestWalkNotesAnotherTypeAndGoesOn(t *testing.T) {
	const in = `{"name":7,"skip":{"deep":[1,{"x":null}]},"tags":["a",null,3,"b"],"count":2.0,"half":1.5,"big":1e400,
		"on":true,"off":"no","list":{"no":"list"},"last":"\u00e9","nul":"a\u0000b"}`
	w, err := intake.WalkJSON([]byte(in), small)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	note := func(v any) { got = append(got, fmt.Sprint(v)) }
	w.Object(func(key string) {
		switch key {
		case "name", "last", "nul":
			note(w.String())
		case "tags":
			note(w.Strings())
		case "count", "half":
			n, _ := w.Int()
			note(n)
		case "big":
			f, _ := w.Float()
			note(f)
		case "on", "off":
			b, _ := w.Bool()
			note(b)
		case "list":
			w.Array(func(int) { note("never") })
		}
	})
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if want := "7 [a b] 2 0 0 true false é ab"; strings.Join(got, " ") != want {
		t.Errorf("read %q, want %q", strings.Join(got, " "), want)
	}
	want := `name: json-type: a number stands where a string belongs
tags[1]: json-type: null stands where a string belongs
tags[2]: json-type: a number stands where a string belongs
half: json-type: 1.5 stands where a whole number belongs
big: json-type: the number 1e400 is out of range
off: json-type: a string stands where true or false belongs
list: json-type: an object stands where an array belongs
nul: json-text: the character NUL stands in a text; it is left out`
	if w.Problems.String() != want {
		t.Errorf("noted\n%s", w.Problems)
	}
}

func TestMembersFindsWhatADocumentIs(t *testing.T) {
	const in = ` {"a":"x\"y", "b" : [1,{"a":"}"},"]"] ,"c":{"d":{}},"e":-1.5 , "f":null}`
	var got []string
	intake.Members([]byte(in), func(name string, value []byte) bool {
		got = append(got, name+"="+intake.Scalar(value))
		return true
	})
	if want := `a=x\"y b= c= e=-1.5 f=null`; strings.Join(got, " ") != want {
		t.Errorf("found %q, want %q", got, want)
	}
}

func FuzzMembers(f *testing.F) {
	f.Add([]byte(`{"a":"x\"y","b":[1,{"a":"}"}],"e":-1.5}`))
	f.Add([]byte(`{"a`))
	f.Fuzz(func(t *testing.T, data []byte) {
		intake.Members(data, func(name string, value []byte) bool {
			_ = intake.Scalar(value)
			return true
		})
	})
}

func TestWalkToleratesWhatComesBehindWhenAsked(t *testing.T) {
	w, err := intake.WalkJSON([]byte("{\"a\":1}\n*/ rubbish ["), small)
	if err != nil {
		t.Fatal(err)
	}
	w.Tolerate = true
	w.Object(func(string) {})
	if err := w.Close(); err != nil || len(w.Problems) != 1 || w.Problems[0].Rule != "json-trailing-data" {
		t.Errorf("%v, %v", err, w.Problems)
	}
}

func TestScanJSONReadsOneValueAfterTheOther(t *testing.T) {
	var got []string
	err := intake.ScanJSON(strings.NewReader("{\"a\":1}\n[2]\n\n3 \"x\""), small, func(v []byte) error {
		got = append(got, string(v))
		return nil
	})
	if err != nil || strings.Join(got, "|") != `{"a":1}|[2]|3|"x"` {
		t.Errorf("read %q, %v", got, err)
	}
	tells(t, intake.ScanJSON(strings.NewReader("{} {"), small, func([]byte) error { return nil }), "ends too early")
}

func FuzzWalkJSON(f *testing.F) {
	for _, c := range shapes {
		f.Add([]byte(c.in))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		w, err := intake.WalkJSON(data, small)
		if err != nil {
			return
		}
		var visit func()
		visit = func() {
			switch w.Kind() {
			case '{':
				w.Object(func(string) { visit() })
			case '[':
				w.Array(func(int) { visit() })
			case '"':
				_ = w.String()
			case '0':
				w.Int()
			case 't', 'f':
				w.Bool()
			default:
				w.Skip()
			}
		}
		visit()
		walked := w.Close() == nil
		var v any
		if decoded := intake.JSON(data, small, &v) == nil; decoded && !walked {
			t.Errorf("decoded and not walked: %q, %v", data, w.Err())
		}
	})
}

func TestAWalkNotesNoMoreProblemsThanItCanHold(t *testing.T) {
	data := []byte("[" + strings.Repeat("null,", 30_000) + "null]")
	w, err := intake.WalkJSON(data, intake.SBOM)
	if err != nil {
		t.Fatal(err)
	}
	w.Strings()
	if err := w.Close(); err != nil || len(w.Problems) != 10_001 || w.Problems[10_000].Rule != "too-many-problems" {
		t.Errorf("%v, %d problems noted", err, len(w.Problems))
	}
}
