package kev_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"reflect"
	"strings"
	"testing"

	"aceso/internal/format/kev"
	"aceso/internal/testkit"
)

const entry = `{"cveID":"CVE-2021-44228","vendorProject":"Apache","product":"Log4j2","vulnerabilityName":"Apache Log4j2","dateAdded":"2021-12-10",
	"shortDescription":"d","requiredAction":"a","dueDate":"2021-12-24","knownRansomwareCampaignUse":"Known","notes":"see https://example.org/a ; https://example.org/b","cwes":["CWE-20"]}`

func list(entries ...string) string {
	return `{"title":"t","catalogVersion":"2025.08.25","dateReleased":"2025-08-25T17:04:19.9796Z","vulnerabilities":[` + strings.Join(entries, ",") + `]}`
}

func TestAnEntryIsReadFromEitherForm(t *testing.T) {
	c, err := kev.Decode([]byte(list(entry)))
	if err != nil || len(c.Entries) != 1 || len(c.Refused) > 0 {
		t.Fatalf("%+v, %v", c, err)
	}
	e := c.Entries[0]
	if e.Record.ID != "CVE-2021-44228" || e.Exploited.Added != "2021-12-10" || e.Exploited.Due != "2021-12-24" || !e.Exploited.Ransomware ||
		len(e.Record.Links) != 2 || e.Record.CWEs[0] != "CWE-20" || c.AsOf().Year() != 2025 {
		t.Errorf("%+v", e)
	}
	table := "cveID,vendorProject,product,vulnerabilityName,dateAdded,shortDescription,requiredAction,dueDate,knownRansomwareCampaignUse,notes,cwes\r\n" +
		`CVE-2021-44228,Apache,Log4j2,"Apache Log4j2",2021-12-10,d,a,2021-12-24,Known,see https://example.org/a ; https://example.org/b,CWE-20` + "\r\n"
	d, err := kev.Decode([]byte(table))
	if err != nil || !reflect.DeepEqual(c.Entries, d.Entries) || d.AsOf().Day() != 10 {
		t.Errorf("%+v, %v", d, err)
	}
}

func TestABadEntryIsToldAndTheOthersAreRead(t *testing.T) {
	for name, bad := range map[string]string{
		"null": "null", "a text": `"x"`, "no id": `{}`, "another id": strings.Replace(entry, "CVE-", "GHSA-", 1),
		"no date": strings.Replace(entry, "2021-12-10", "soon", 1), "another type": strings.Replace(entry, `"d"`, "5", 1),
	} {
		c, err := kev.Decode([]byte(list(bad, entry)))
		if err != nil || len(c.Entries) != 1 || len(c.Refused) != 1 {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
	}
	if c, err := kev.Decode([]byte(list(entry, entry))); err != nil || len(c.Entries) != 1 || len(c.Refused) != 1 {
		t.Errorf("twice: %+v, %v", c, err)
	}
}

func TestWhatIsNoCatalogueIsRefused(t *testing.T) {
	for name, in := range map[string]string{
		"nothing": "", "null": "null", "HTML": "<html>", "no list": "{}", "a null list": `{"vulnerabilities":null}`, "another table": "a,b\n1,2\n",
		"cut": list(entry)[:200],
	} {
		if c, err := kev.Decode([]byte(in)); err == nil {
			t.Errorf("%s: %+v", name, c)
		}
	}
}

// TestTheCorpusIsRead reads every catalogue of the corpus, in both forms.
func TestTheCorpusIsRead(t *testing.T) {
	for name, want := range map[string]int{
		"known_exploited_vulnerabilities.json": 1404, "known_exploited_vulnerabilities.csv": 1404,
		"history/kev-2025-01-27.json": 1252, "history/kev-2025-03-03.json": 1285, "history/kev-2025-04-17.json": 1323,
		"history/kev-2025-06-25.json": 1370, "history/kev-2025-08-21.json": 1401,
	} {
		c, err := kev.Decode(unpacked(t, "kev/"+name+".gz"))
		if err != nil || len(c.Entries) != want || len(c.Refused) > 0 {
			t.Errorf("%s: %v, %v", name, c, err)
			continue
		}
		t.Logf("%s: %d entries as of %v", name, len(c.Entries), c.AsOf())
	}
}

func unpacked(t testing.TB, name string) []byte {
	t.Helper()
	packed, err := os.ReadFile(testkit.Corpus(t, name))
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(list(entry, "null")))
	f.Add([]byte("cveID,dateAdded\nCVE-2021-44228,2021-12-10\n"))
	f.Fuzz(func(_ *testing.T, data []byte) {
		if c, err := kev.Decode(data); err == nil {
			_ = c.AsOf()
		}
	})
}
