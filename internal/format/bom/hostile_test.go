package bom_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"aceso/internal/format/bom"
	"aceso/internal/format/intake"
	"aceso/internal/value/fault"
)

// hostile are documents that somebody made to do harm, by what they do. Each is
// made when its turn comes.
var hostile = map[string]struct {
	make func() []byte
	want string // what the refusal says; "" where the document is used
}{
	"arrays a hundred thousand deep":          {cyclone(`"x":` + strings.Repeat("[", 100_000)), `"nesting depth" of 128`},
	"objects a hundred thousand deep":         {cyclone(`"x":` + strings.Repeat(`{"a":`, 100_000)), `"nesting depth" of 128`},
	"components nested 5,000 deep":            {cyclone(`"components":[` + strings.Repeat(`{"name":"a","components":[`, 5000) + strings.Repeat("]}", 5000) + "]"), `"nesting depth" of 128`},
	"a string of two megabytes":               {cyclone(`"x":"` + strings.Repeat("a", 2<<20) + `"`), `"bytes of one string" of 1048576`},
	"a version of nearly a megabyte":          {cyclone(`"components":[{"type":"library","name":"a","version":"` + strings.Repeat("9", 1<<20-1) + `"}]`), ""},
	"20,001 components":                       {cyclone(`"components":[` + strings.Repeat(`{"type":"library","name":"a"},`, 20_000) + `{}]`), `"components" of 20000`},
	"200,001 edges":                           {cyclone(`"dependencies":[{"ref":"a","dependsOn":[` + strings.Repeat(`"b",`, 200_000) + `"b"]}]`), `"edges" of 200000`},
	"a hundred thousand nulls for components": {cyclone(`"components":[` + strings.Repeat("null,", 100_000) + "null]"), ""},
	"the same package URL 10,000 times":       {cyclone(`"components":[` + strings.Repeat(`{"type":"library","name":"a","bom-ref":"r","purl":"pkg:npm/a@1"},`, 10_000) + `{}]`), ""},
	"a circle of 10,000":                      {func() []byte { return circle(10_000) }, ""},
	"numbers out of range":                    {cyclone(`"version":1e400,"components":[{"type":"library","name":-0,"version":9007199254740993}]`), ""},
	"names of objects' own workings":          {cyclone(`"__proto__":{"a":1},"constructor":{}`), ""},
	"a lone surrogate":                        {cyclone(`"x":"\ud800"`), "not valid JSON"},
	"names that turn the line around":         {cyclone(`"components":[{"type":"library","name":"\u202egpj.exe","version":"<script>alert(1)</script>"}]`), ""},
	"a package URL that climbs":               {cyclone(`"components":[{"type":"library","name":"a","purl":"pkg:npm/..%2f..%2fetc/passwd@1#../../x"}]`), ""},
	"a licence of 10,000 terms":               {cyclone(`"components":[{"type":"library","name":"a","licenses":[{"expression":"` + strings.Repeat("MIT OR ", 10_000) + `MIT"}]}]`), ""},
	"a gzip bomb":                             {func() []byte { return packed(bytes.Repeat([]byte(" "), 64<<20)) }, "ratio of unpacked to packed"},
	"gzip in gzip":                            {func() []byte { return packed(packed([]byte(`{"bomFormat":"CycloneDX"}`))) }, "packed more than once"},
	"a billion laughs":                        {text(`<!DOCTYPE bom [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><bom xmlns="http://cyclonedx.org/schema/bom/1.4">&b;</bom>`), "DOCTYPE"},
	"an outside entity":                       {text(`<!DOCTYPE bom SYSTEM "http://127.0.0.1/x.dtd"><bom xmlns="http://cyclonedx.org/schema/bom/1.4"/>`), "DOCTYPE"},
	"a style sheet":                           {text(`<?xml-stylesheet href="x"?><bom xmlns="http://cyclonedx.org/schema/bom/1.4"/>`), "processing instruction"},
	"elements a hundred thousand deep":        {text(`<bom xmlns="http://cyclonedx.org/schema/bom/1.4">` + strings.Repeat("<a>", 100_000)), `"nesting depth" of 128`},
	"a hundred thousand attributes":           {text(`<bom xmlns="http://cyclonedx.org/schema/bom/1.4" ` + attributes(100_000) + `/>`), "attributes of one element"},
	"a schema from elsewhere":                 {text(`<bom xmlns="http://cyclonedx.org/schema/bom/1.4" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a file:///etc/passwd"/>`), ""},
	"a lie about the encoding":                {text(`<?xml version="1.0" encoding="UTF-16"?><bom xmlns="http://cyclonedx.org/schema/bom/1.4"/>`), "and it is not"},
	"bytes that are no UTF-8":                 {text("{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"x\":\"\xc0\xaf\"}"), "UTF-8"},
	"a zero byte":                             {text("{\"bomFormat\":\"CycloneDX\"\x00}"), "zero bytes"},
	"rubbish behind the document":             {text(`{"bomFormat":"CycloneDX","specVersion":"1.6","version":1} or 1=1 --`), ""},
	"two documents":                           {text(`{"bomFormat":"CycloneDX","specVersion":"1.6","version":1}{"bomFormat":"CycloneDX"}`), ""},
	"a list of 20,001 rows":                   {text("name,version\n" + strings.Repeat("a,1\n", 20_001)), `"rows" of 20000`},
}

func text(s string) func() []byte { return func() []byte { return []byte(s) } }

// cyclone wraps members into a document.
func cyclone(members string) func() []byte {
	return text(`{"bomFormat":"CycloneDX","specVersion":"1.6",` + members + `}`)
}

func packed(data []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(data)
	_ = w.Close()
	return b.Bytes()
}

func circle(n int) []byte {
	var b strings.Builder
	b.WriteString(`{"bomFormat":"CycloneDX","specVersion":"1.6","dependencies":[`)
	for i := range n {
		fmt.Fprintf(&b, `{"ref":"%d","dependsOn":["%d"]},`, i, (i+1)%n)
	}
	b.WriteString(`{"ref":"x"}]}`)
	return []byte(b.String())
}

func attributes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "a%d='' ", i)
	}
	return b.String()
}

// Bad input costs its sender an answer, not us the machine: no panic, a clear
// word, little time, and memory in proportion (counted in passing, not at once).
func TestHostileDocumentsDoNoHarm(t *testing.T) {
	lim := intake.SBOM
	lim.Components, lim.Edges, lim.Rows = 20_000, 200_000, 20_000
	for name, c := range hostile {
		t.Run(name, func(t *testing.T) {
			data := c.make()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			doc, _, err := bom.Decode(data, lim)
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			switch {
			case c.want == "" && err != nil:
				t.Errorf("refused: %v", err)
			case c.want == "" && doc == nil:
				t.Error("neither document nor error")
			case c.want != "" && (fault.Of(err) == nil || !strings.Contains(err.Error(), c.want)):
				t.Errorf("says %v, which lacks %q", err, c.want)
			}
			if err != nil && len(err.Error()) > 500 {
				t.Errorf("the refusal has %d bytes", len(err.Error()))
			}
			mib := max(1, len(data)>>20)
			if spent := int(after.TotalAlloc-before.TotalAlloc) >> 20; spent > 200*mib {
				t.Errorf("%d MiB of memory for %d MiB of input", spent, mib)
			}
			if took > 10*time.Second {
				t.Errorf("it took %v", took)
			}
		})
	}
}
