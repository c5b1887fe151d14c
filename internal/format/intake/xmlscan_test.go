package intake

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

// scanned writes what a walk over a whole text meets, or returns its error.
func scanned(data []byte) (string, error) {
	w, err := WalkXML(data, Limits{Unpacked: 1 << 20, Depth: 100})
	if err != nil {
		return "", err
	}
	var b strings.Builder
	opens := func(e Element) {
		fmt.Fprintf(&b, "<{%s}%s", e.Space, e.Name)
		for _, a := range e.Attrs {
			fmt.Fprintf(&b, " {%s}%s=%q", a.Space, a.Name, a.Value)
		}
		b.WriteString(">")
	}
	opens(w.Root)
	for w.err == nil && w.level > 0 {
		switch w.next() {
		case xmlStart:
			opens(w.scan.element)
		case xmlEnd:
			b.WriteString("</>")
		case xmlText:
			b.Write(w.scan.text)
		}
	}
	return b.String(), w.Close()
}

// standard writes the same by encoding/xml.
func standard(data []byte) (string, error) {
	text, _, err := unmark(data)
	if err != nil {
		return "", err
	}
	dec := xml.NewDecoder(bytes.NewReader(text))
	dec.CharsetReader = func(label string, in io.Reader) (io.Reader, error) {
		all, err := io.ReadAll(in)
		if err == nil {
			all, err = decodeXML(all, label, "utf-8")
		}
		return bytes.NewReader(all), err
	}
	var b strings.Builder
	level := 0
	for {
		t, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return b.String(), nil
		}
		if err != nil {
			return "", err
		}
		switch t := t.(type) {
		case xml.StartElement:
			level++
			fmt.Fprintf(&b, "<{%s}%s", t.Name.Space, t.Name.Local)
			for _, a := range t.Attr {
				if a.Name.Space != "xmlns" && (a.Name.Space != "" || a.Name.Local != "xmlns") {
					fmt.Fprintf(&b, " {%s}%s=%q", a.Name.Space, a.Name.Local, a.Value)
				}
			}
			b.WriteString(">")
		case xml.EndElement:
			level--
			b.WriteString("</>")
		case xml.CharData:
			if level > 0 {
				b.Write(t)
			}
		}
	}
}

// The standard library is the judge: what the scan takes it takes too, and
// both read the same.
func FuzzXMLScanAgainstTheStandardLibrary(f *testing.F) {
	for _, seed := range agreed {
		f.Add([]byte(seed))
	}
	for _, seed := range refused {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) { sameAsStandard(t, data) })
}

func sameAsStandard(t *testing.T, data []byte) bool {
	t.Helper()
	got, err := scanned(data)
	if err != nil {
		return false
	}
	if bytes.HasPrefix(data, bom16le) || bytes.HasPrefix(data, bom16be) {
		return true // the standard library asks for a declaration in UTF-8
	}
	want, err := standard(data)
	if err != nil {
		t.Errorf("%q is taken, and encoding/xml says %v", data, err)
	} else if got != want {
		t.Errorf("%q is read as\n%q, and encoding/xml reads\n%q", data, got, want)
	}
	return true
}

var agreed = map[string]string{
	"the least":                       `<a/>`,
	"a declaration":                   "<?xml version='1.0' encoding='utf-8' standalone=\"yes\" ?>\n<a></a>",
	"Latin-1":                         "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>\xe9</a>",
	"references":                      `<a b="&lt;&quot;&#10;">&amp;&gt;&apos;&#xe9;&#128512;</a>`,
	"line ends":                       "<a b='1\r\n2\r3'>\r\n\r.&#13;</a>\r\n",
	"CDATA":                           `<a>x<![CDATA[<&>]] >]]>y</a>`,
	"a comment inside":                `<a>x<!-- - <b> -->y</a>`,
	"names beyond ASCII":              `<größe ñ="1">é</größe>`,
	"an end with blanks":              "<a></a \n>",
	"a name space":                    `<a xmlns="u"><b xmlns=""/><c/></a>`,
	"prefixes":                        `<p:a xmlns:p="u" xmlns:q="v" p:x="1" q:x="2" x="3"><p:b xmlns:p="w" p:x="4"/><p:c/></p:a>`,
	"a prefix bound behind its use":   `<p:a p:x="1" xmlns:p="u"/>`,
	"a prefix that nobody bound":      `<p:a/>`,
	"the prefix xml":                  `<a xml:lang="en"/>`,
	"> in a text and in an attribute": `<a b=">">]]&gt; > ]]</a>`,
	"digits and dots in names":        `<a-1.b_2 c.3=""/>`,
}

func TestTheScanReadsWhatTheStandardLibraryReads(t *testing.T) {
	for name, in := range agreed {
		t.Run(name, func(t *testing.T) {
			if !sameAsStandard(t, []byte(in)) {
				_, err := scanned([]byte(in))
				t.Errorf("%q is refused: %v", in, err)
			}
		})
	}
}

var refused = map[string]string{
	"another version":                "<?xml version='1.1'?><a/>",
	"a declaration without version":  "<?xml encoding='utf-8'?><a/>",
	"a blank before the declaration": " <?xml version='1.0'?><a/>",
	"an entity of its own":           `<a>&nbsp;</a>`,
	"a reference without an end":     `<a>&amp</a>`,
	"a bare ampersand":               `<a>a & b; c</a>`,
	"a reference to no character":    `<a>&#0;</a>`,
	"a reference to half of one":     `<a>&#xD800;</a>`,
	"a reference beyond all":         `<a>&#x110000;</a>`,
	"a reference with a sign":        `<a>&#+65;</a>`,
	"a control character":            "<a>\x01</a>",
	"the character NUL":              "<a>\x00</a>",
	"a character that is none":       "<a>\uffff</a>",
	"one in a comment":               "<a><!--\x02--></a>",
	"one in an attribute":            "<a b='\x02'/>",
	"an end of CDATA in a text":      `<a>]]></a>`,
	"-- in a comment":                `<a><!-- a -- b --></a>`,
	"a comment without an end":       `<a><!-- a</a>`,
	"CDATA without an end":           `<a><![CDATA[ a</a>`,
	"< in an attribute":              `<a b="<"/>`,
	"an attribute without quotes":    `<a b=1/>`,
	"an attribute without a value":   `<a b/>`,
	"attributes side by side":        `<a b="1"c="2"/>`,
	"an attribute without an end":    `<a b="1`,
	"an attribute twice by prefixes": `<a xmlns:p="u" xmlns:q="u" p:x="1" q:x="2"/>`,
	"a prefix bound twice":           `<a xmlns:p="u" xmlns:p="v"/>`,
	"a name that begins with a 1":    `<1/>`,
	"a name of nothing":              `< a/>`,
	"a colon at the front":           `<:a/>`,
	"a colon at the end":             `<a:/>`,
	"two colons":                     `<a:b:c/>`,
	"a slash apart":                  `<a / >`,
	"an end in another case":         `<a></A>`,
	"an end by another prefix":       `<p:a xmlns:p="u" xmlns:q="u"></q:a>`,
	"an end with an attribute":       `<a></a b="1">`,
	"an end without a beginning":     `</a>`,
	"half an end":                    `<a></a`,
	"half a beginning":               `<a`,
	"only <":                         `<`,
	"only <?":                        `<?`,
	"a conditional section":          `<a><![INCLUDE[ b ]]></a>`,
	"a document type in the middle":  `<a><!DOCTYPE b></a>`,
	"a symbol in a name":             "<a\u00d7/>",
}

func TestTheScanRefuses(t *testing.T) {
	for name, in := range refused {
		t.Run(name, func(t *testing.T) {
			if got, err := scanned([]byte(in)); err == nil {
				t.Errorf("%q is read as %q", in, got)
			}
		})
	}
}

func TestAnElementHasABoundedNumberOfAttributes(t *testing.T) {
	of := func(n int) []byte {
		var b strings.Builder
		b.WriteString("<a")
		for i := range n {
			fmt.Fprintf(&b, " b%d=''", i)
		}
		b.WriteString("/>")
		return []byte(b.String())
	}
	if _, err := scanned(of(mostAttrs)); err != nil {
		t.Error(err)
	}
	if _, err := scanned(of(mostAttrs + 1)); err == nil || !strings.Contains(err.Error(), "attributes of one element") {
		t.Errorf("one more is answered with %v", err)
	}
}

func TestAPathCountsManyNames(t *testing.T) {
	var b strings.Builder
	b.WriteString("<root>")
	for range 2 {
		for i := range 3 * fewNames {
			fmt.Fprintf(&b, "<n%d/>", i)
		}
	}
	b.WriteString("</root>")
	w, err := WalkXML([]byte(b.String()), Limits{Unpacked: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	w.Children(func(Element) { paths = append(paths, w.Path()) })
	n := 3 * fewNames
	if got := strings.Join([]string{paths[0], paths[n-1], paths[n], paths[2*n-1]}, " "); got != "n0 n71 n0[1] n71[1]" {
		t.Errorf("the paths are %s", got)
	}
}
