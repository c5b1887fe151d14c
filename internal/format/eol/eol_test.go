package eol_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"testing"

	"aceso/internal/domain/vuln"
	"aceso/internal/format/eol"
	"aceso/internal/format/intake"
	"aceso/internal/testkit"
)

func TestEveryFormIsRead(t *testing.T) {
	want := vuln.Support{Product: "openssl", Cycle: "3.0", Released: "2021-09-07", EndOfLife: "2026-09-07", Maintained: "2025-09-07", Latest: "3.0.21"}
	for name, in := range map[string]string{
		"release data": `{"releases":{"3.0":{"name":"3.0","releaseDate":"2021-09-07","eol":"2026-09-07","eoas":"2025-09-07","latest":"3.0.21"}},"versions":{}}`,
		"API 0":        `[{"cycle":"3.0","releaseDate":"2021-09-07","eol":"2026-09-07","support":"2025-09-07","latest":"3.0.21","lts":true}]`,
		"API 1":        `{"schema_version":"1.2.0","result":{"name":"openssl","releases":[{"name":"3.0","releaseDate":"2021-09-07","isEol":false,"eolFrom":"2026-09-07","eoasFrom":"2025-09-07","latest":{"name":"3.0.21"}}]}}`,
		"API 1, all":   `{"total":1,"result":[{"name":"openssl","releases":[{"name":"3.0","releaseDate":"2021-09-07","isEol":false,"eolFrom":"2026-09-07","eoasFrom":"2025-09-07","latest":{"name":"3.0.21"}}]}]}`,
	} {
		list, ps, err := eol.Decode("some/openssl.json", []byte(in))
		if err != nil || len(ps) > 0 || len(list) != 1 || list[0].Cycles[0] != want {
			t.Errorf("%s: %+v, %v, %v", name, list, ps, err)
		}
	}
}

func TestYesAndNoStayWhatTheyAre(t *testing.T) {
	for in, want := range map[string]string{"true": "true", "false": "false", `"2026-01-01"`: "2026-01-01", "null": "", "5": ""} {
		list, _, err := eol.Decode("x.json", []byte(`[{"cycle":"1","eol":`+in+`}]`))
		if err != nil || list[0].Cycles[0].EndOfLife != want {
			t.Errorf("%s: %+v, %v", in, list, err)
		}
	}
}

func TestABadCycleIsToldAndTheOthersAreRead(t *testing.T) {
	for name, in := range map[string]string{
		"null": `[null,{"cycle":"1"}]`, "no name": `[{},{"cycle":"1"}]`, "a text": `["x",{"cycle":"1"}]`,
		"null in release data": `{"releases":{"a":"x","1":{"name":"1"}}}`,
	} {
		list, ps, err := eol.Decode("x.json", []byte(in))
		if err != nil || len(ps) != 1 || len(list) != 1 || len(list[0].Cycles) != 1 {
			t.Errorf("%s: %+v, %v, %v", name, list, ps, err)
		}
	}
	for name, in := range map[string]string{"nothing": "", "null": "null", "no dates": "{}", "HTML": "<html>", "a number": "5"} {
		if list, _, err := eol.Decode("x.json", []byte(in)); err == nil {
			t.Errorf("%s: %+v", name, list)
		}
	}
}

func TestTheCorpusIsRead(t *testing.T) {
	packed, err := os.ReadFile(testkit.Corpus(t, "eol/endoflife-releases.tar.gz"))
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	files, products, cycles, bare := 0, 0, 0, 0
	err = intake.Tar(z, intake.Feed, func(name string, in io.Reader) error {
		data, err := io.ReadAll(in)
		if err != nil {
			return err
		}
		list, ps, err := eol.Decode(name, data)
		if err != nil || len(ps) > 0 {
			t.Errorf("%s: %v %v", name, ps, err)
		}
		files++
		for _, p := range list {
			products++
			if cycles += len(p.Cycles); len(p.Cycles) == 0 {
				bare++
			}
		}
		return nil
	})
	if err != nil || files != 402 || products != 402 || cycles != 2615 || bare != 266 {
		t.Errorf("%d files, %d products, %d cycles, %d products without, %v", files, products, cycles, bare, err)
	}
	t.Logf("%d files with %d release cycles; %d of them list versions only", files, cycles, bare)
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"releases":{"3.0":{"name":"3.0","eol":"2026-09-07"}}}`))
	f.Add([]byte(`[{"cycle":"3.0","eol":true}]`))
	f.Add([]byte(`{"result":[{"name":"a","releases":[{"name":"1","latest":null}]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, _, _ := eol.Decode("x.json", data)
		for _, p := range list {
			for _, c := range p.Cycles {
				if c.Product != p.Name || c.Cycle == "" {
					t.Errorf("a cycle of nothing: %+v", c)
				}
			}
		}
	})
}
