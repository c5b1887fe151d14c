package intake_test

import (
	"fmt"
	"strings"
	"testing"

	"aceso/internal/format/intake"
)

func TestWalkXMLIsStrict(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"an element":                   {in: `<?xml version="1.0" encoding="UTF-8"?><a><b c="d">e</b></a>`},
		"a comment around the root":    {in: "<!-- a --><a/><!-- b -->\n"},
		"a mark before it":             {in: "\xef\xbb\xbf<a/>"},
		"UTF-16":                       {in: "\xff\xfe<\x00a\x00/\x00>\x00"},
		"Latin-1":                      {in: "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>\xe9</a>"},
		"nothing":                      {in: "", want: "ends too early"},
		"a document type":              {in: `<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`, want: "DOCTYPE"},
		"an external document type":    {in: `<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>`, want: "DOCTYPE"},
		"an entity of nobody":          {in: `<a>&b;</a>`, want: "not valid XML"},
		"a style sheet":                {in: `<?xml-stylesheet href="a"?><a/>`, want: "processing instruction"},
		"a declaration in the middle":  {in: `<a><?xml version="1.0"?></a>`, want: "processing instruction"},
		"text before the root":         {in: `x<a/>`, want: "before the root"},
		"text behind the root":         {in: `<a/>x`, want: "behind the root"},
		"a second root":                {in: `<a/><b/>`, want: "behind the end"},
		"an end that is another's":     {in: `<a><b></a></b>`, want: "not valid XML"},
		"it ends too early":            {in: `<a><b>`, want: "ends too early"},
		"an attribute twice":           {in: `<a b="1" b="2"/>`, want: "twice"},
		"too deep":                     {in: strings.Repeat("<a>", 9), want: `"nesting depth" of 8`},
		"too many elements":            {in: "<a>" + strings.Repeat("<b/>", 200) + "</a>", want: `of 100`},
		"too many attributes":          {in: "<a " + attributes(200) + "><b/></a>", want: `of 100`},
		"a text too long":              {in: "<a>" + strings.Repeat("x", 65) + "</a>", want: `"bytes of one string" of 64`},
		"an attribute too long":        {in: `<a b="` + strings.Repeat("x", 65) + `"/>`, want: `"bytes of one string" of 64`},
		"invalid UTF-8":                {in: "<a>\xc0\xaf</a>", want: "UTF-8"},
		"an encoding that is a lie":    {in: `<?xml version="1.0" encoding="UTF-16"?><a/>`, want: "and it is not"},
		"an encoding nobody asked for": {in: `<?xml version="1.0" encoding="EBCDIC"?><a/>`, want: `"EBCDIC" is not read`},
	} {
		t.Run(name, func(t *testing.T) {
			w, err := intake.WalkXML([]byte(c.in), small)
			if err == nil {
				err = w.Close()
			}
			tells(t, err, c.want)
		})
	}
}

func attributes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "a%d='' ", i)
	}
	return b.String()
}

func TestWalkXMLReadsChildrenTextAndPaths(t *testing.T) {
	const in = `<bom xmlns="urn:x" version="1"><skipped><a>b</a></skipped><components>
		<component type="library"><name> pump <!-- c --><b>not this</b>core </name></component>
		<component><name><![CDATA[<&>]]></name><left>x</left></component></components><end>z</end></bom>`
	w, err := intake.WalkXML([]byte(in), small)
	if err != nil {
		t.Fatal(err)
	}
	w.Lists = map[string]bool{"component": true}
	var got []string
	w.Children(func(e intake.Element) {
		switch e.Name {
		case "components":
			w.Children(func(e intake.Element) {
				w.Children(func(f intake.Element) {
					if f.Name == "name" {
						path := w.Path()
						got = append(got, path+"="+w.Text()+e.Attr("type"))
					}
				})
			})
		case "end":
			got = append(got, w.Text())
		}
	})
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	want := "components.component[0].name=pump core library|components.component[1].name=<&>|z"
	want = strings.Replace(want, "core library", "corelibrary", 1)
	if strings.Join(got, "|") != want || w.Root.Space != "urn:x" || w.Root.Attr("version") != "1" {
		t.Errorf("read %q from %v", got, w.Root)
	}
}

func FuzzWalkXML(f *testing.F) {
	f.Add([]byte(`<?xml version="1.0"?><a b="c"><d>e</d><!-- f --></a>`))
	f.Add([]byte("\xff\xfe<\x00a\x00/\x00>\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		w, err := intake.WalkXML(data, small)
		if err != nil {
			return
		}
		var visit func(intake.Element)
		visit = func(e intake.Element) {
			if len(e.Name)%2 == 0 {
				_ = w.Text()
				return
			}
			w.Children(visit)
		}
		w.Children(visit)
		_ = w.Close()
	})
}
