package feed_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"aceso/internal/domain/vuln"
	"aceso/internal/worker/feed"
)

// on writes an OSV record on packages of these ecosystems.
func on(id string, ecosystems ...string) string {
	affected := make([]string, len(ecosystems))
	for i, e := range ecosystems {
		affected[i] = fmt.Sprintf(`{"package":{"ecosystem":%q,"name":"pump"},"versions":["1"]}`, e)
	}
	return fmt.Sprintf(`{"id":%q,"modified":"2026-01-01T00:00:00Z","affected":[%s]}`, id, strings.Join(affected, ","))
}

// nvdOf writes records of the NVD on so many CVEs of each year.
func nvdOf(each int, years ...int) string {
	var b strings.Builder
	for _, y := range years {
		for n := range each {
			fmt.Fprintf(&b, `{"cve":{"id":"CVE-%d-%05d","vulnStatus":"Analyzed","published":"2026-01-01T00:00:00.000","lastModified":"2026-01-01T00:00:00.000","descriptions":[]}}`+"\n", y, n)
		}
	}
	return b.String()
}

const override = `{"_annotation":{"cve_id":"CVE-2024-0001","modified":"2026-01-01T00:00:00.000Z","reason":"Added CPE configurations because not yet analyzed by NVD.","selected_cna":"x"},
	"cve":{"configurations":[{"nodes":[{"cpeMatch":[{"criteria":"cpe:2.3:a:acme:tool:*:*:*:*:*:*:*:*","matchCriteriaId":"1","versionEndExcluding":"2","vulnerable":true}],"negate":false,"operator":"OR"}]}],"id":"CVE-2024-0001"}}`

func TestASourceCoversWhatItIsTheSourceOf(t *testing.T) {
	const years = "holds few or none of the CVEs of "
	for name, tc := range map[string]struct {
		files  map[string]string
		source string
		want   []string
		limit  string
	}{
		"its own ecosystem, not one that it mentions": {
			map[string]string{"osv/Hex/1.json": on("GHSA-1", "Hex", "Packagist")}, "osv:Hex", []string{"Hex"}, "",
		},
		"the releases that it speaks of": {
			map[string]string{"osv/Ubuntu/1.json": on("USN-1", "Ubuntu:22.04:LTS", "Ubuntu:24.04:LTS", "Debian:12")},
			"osv:Ubuntu",
			[]string{"Ubuntu", "Ubuntu:22.04:LTS", "Ubuntu:24.04:LTS"},
			"",
		},
		"the one release that it is named for": {
			map[string]string{"osv/Ubuntu:22.04:LTS/1.json": on("USN-1", "Ubuntu:22.04:LTS", "Ubuntu:24.04:LTS")},
			"osv:Ubuntu:22.04:LTS",
			[]string{"Ubuntu:22.04:LTS"},
			"",
		},
		"a folder whose name was changed on its way": {
			map[string]string{"osv/Rocky%20Linux/1.json": on("RLSA-1", "Rocky Linux:9")}, "osv:Rocky%20Linux", []string{"Rocky Linux", "Rocky Linux:9"}, "",
		},
		"commits of no package cover nothing": {
			map[string]string{"osv/GIT/1.json": on("CVE-2024-0001", ""), "osv/Hex/1.json": on("GHSA-1", "Hex")},
			"osv:GIT", nil,
			"covers nothing: its records speak of no package of GIT; the folders of --osv are named for their ecosystems",
		},
		"a folder that is named for nothing covers nothing": {
			map[string]string{"osv/mixed/1.json": on("GHSA-1", "Hex", "Packagist")},
			"osv:mixed", nil,
			"covers nothing: its records speak of no package of mixed; the folders of --osv are named for their ecosystems",
		},
		"a feed of which much can't be read covers nothing": {
			map[string]string{"osv/Hex/1.json": on("GHSA-1", "Hex"), "osv/Hex/2.json": "{"},
			"osv:Hex", nil,
			"covers nothing: 1 of its records could not be read",
		},
		"a part of a feed says that it is one": {
			map[string]string{"osv/npm/1.json": on("GHSA-1", "npm")},
			"osv:npm",
			[]string{"npm"},
			"holds 1 records, and more than 3700 are published: what it leaves out looks clean",
		},
		"the NVD covers products": {
			map[string]string{"nvd.jsonl": nvdOf(1, 2024)}, "nvd", []string{vuln.Products}, years + "1999 to 2025: what it leaves out looks clean",
		},
		"years that the NVD's files leave out are named": {
			map[string]string{"nvd.jsonl": nvdOf(1000, 1999, 2000, 2001, 2003, 2004)},
			"nvd",
			[]string{vuln.Products},
			years + "2002, 2005 to 2025: what it leaves out looks clean",
		},
		"overrides of the NVD are not the NVD": {
			map[string]string{"nvd.jsonl": override}, "nvd", nil, "covers nothing: it holds overrides only, or no record at all",
		},
		"what says how weaknesses are exploited covers nothing": {
			map[string]string{"osv/Hex/1.json": on("GHSA-1", "Hex"), "kev.json": string(kevFile(3))}, "kev", nil, "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := built(t, tc.files, tc.source)
			if d := cmp.Diff(tc.want, s.Covers); d != "" || s.Limit != tc.limit {
				t.Errorf("limit %q, want %q\n%s", s.Limit, tc.limit, d)
			}
		})
	}
}

// built builds a bundle of files and returns what it says of one source.
func built(t *testing.T, files map[string]string, source string) vuln.Source {
	t.Helper()
	dir := t.TempDir()
	in := feed.Inputs{Made: time.Date(2026, 8, 25, 0, 0, 0, 0, time.UTC)}
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		switch first, _, _ := strings.Cut(name, "/"); first {
		case "osv":
			in.OSV = filepath.Join(dir, "osv")
		case "nvd.jsonl":
			in.NVD = []string{path}
		case "kev.json":
			in.KEV = path
		case "eol.json":
			in.EOL = path
		}
	}
	report, err := feed.Build(context.Background(), in, nil, filepath.Join(dir, "out.intel"))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range report.Info.Sources {
		if s.Name == source {
			return s
		}
	}
	t.Fatalf("there is no source %s in %+v", source, report.Info.Sources)
	return vuln.Source{}
}

func TestProductsOfWhichNothingIsToldAreCounted(t *testing.T) {
	s := built(t, map[string]string{
		"osv/Hex/1.json": on("GHSA-1", "Hex"),
		"eol.json":       `{"result":[{"name":"a","releases":[{"name":"1","eolFrom":"2026-01-01"}]},{"name":"b","releases":[]},{"name":"c","releases":[]}]}`,
	}, "eol")
	if s.Records != 1 || s.Unused != 2 || s.Refused != 0 {
		t.Errorf("%+v", s)
	}
}
