package intel_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"aceso/internal/domain/vuln"
	"aceso/internal/store/intel"
	"aceso/internal/value/fault"
)

var made = time.Date(2026, 8, 25, 0, 0, 0, 0, time.UTC)

// record returns a record of one source that speaks of one package.
func record(source, id string, change func(r *vuln.Record)) vuln.Record {
	r := vuln.Record{
		Source: source, ID: id, Summary: "summary of " + id, Details: "details of " + id, Modified: made.AddDate(0, 0, -1),
		Links: []vuln.Link{{Kind: "advisory", URL: "https://example.org/" + id}},
		Says: []vuln.Statement{{
			Source: source, Record: id, Ecosystem: "npm", Package: "pump", Says: vuln.Affected,
			Ranges: []vuln.Range{{Scheme: vuln.Semver, Fixed: "1.2.3"}},
		}},
	}
	if change != nil {
		change(&r)
	}
	return r
}

func aliases(names ...string) func(*vuln.Record) {
	return func(r *vuln.Record) { r.Aliases = names }
}

func upstream(names ...string) func(*vuln.Record) {
	return func(r *vuln.Record) { r.Upstream = names }
}

// build makes a bundle of records and opens it.
func build(t testing.TB, opts intel.Options, more func(w *intel.Writer), records ...vuln.Record) *intel.Bundle {
	t.Helper()
	path := filepath.Join(t.TempDir(), "test.intel")
	write(t, path, opts, more, records...)
	b, err := intel.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	return b
}

func write(t testing.TB, path string, opts intel.Options, more func(w *intel.Writer), records ...vuln.Record) vuln.Info {
	t.Helper()
	if opts.Made.IsZero() {
		opts.Made = made
	}
	w, err := intel.Create(path, opts)
	if err != nil {
		t.Fatal(err)
	}
	for i := range records {
		if _, err := w.Add("feed:"+records[i].Source, &records[i]); err != nil {
			t.Fatal(err)
		}
	}
	w.Source(vuln.Source{Name: "feed:osv", Records: len(records), Fetched: made})
	if more != nil {
		more(w)
	}
	info, err := w.Finish()
	if err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".intel*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	return info
}

func TestRecordsOfOneWeaknessAreOne(t *testing.T) {
	for name, c := range map[string]struct {
		in   []vuln.Record
		want []string // id: names / records, sorted
	}{
		"an alias joins": {
			in:   []vuln.Record{record("osv", "GHSA-1", aliases("CVE-2021-0001")), record("nvd", "CVE-2021-0001", nil)},
			want: []string{"CVE-2021-0001: CVE-2021-0001 GHSA-1 / CVE-2021-0001 GHSA-1"},
		},
		"an alias of an alias joins": {
			in: []vuln.Record{
				record("osv", "PYSEC-1", aliases("GHSA-1")), record("osv", "GO-1", aliases("GHSA-1")),
				record("osv", "GHSA-1", aliases("CVE-2021-0001")),
			},
			want: []string{"CVE-2021-0001: CVE-2021-0001 GHSA-1 GO-1 PYSEC-1 / GHSA-1 GO-1 PYSEC-1"},
		},
		"a common alias that nobody keeps joins": {
			in:   []vuln.Record{record("osv", "PYSEC-1", aliases("X-1")), record("osv", "GO-1", aliases("X-1"))},
			want: []string{"GO-1: GO-1 PYSEC-1 X-1 / GO-1 PYSEC-1"},
		},
		"a GHSA names a group without a CVE": {
			in:   []vuln.Record{record("osv", "A-1", aliases("GHSA-9")), record("osv", "B-1", aliases("GHSA-9"))},
			want: []string{"GHSA-9: GHSA-9 A-1 B-1 / A-1 B-1"},
		},
		"a CVE says what a name without a record means": {
			in:   []vuln.Record{record("osv", "CVE-2021-0001", aliases("GHSA-1")), record("osv", "PYSEC-1", aliases("GHSA-1"))},
			want: []string{"CVE-2021-0001: CVE-2021-0001 GHSA-1 PYSEC-1 / CVE-2021-0001 PYSEC-1"},
		},
		"related does not join": {
			in:   []vuln.Record{record("osv", "GHSA-1", func(r *vuln.Record) { r.Related = []string{"GHSA-2"} }), record("osv", "GHSA-2", nil)},
			want: []string{"GHSA-1: GHSA-1 / GHSA-1", "GHSA-2: GHSA-2 / GHSA-2"},
		},
		"an advisory on three CVEs stands under each": {
			in: []vuln.Record{record("osv", "DSA-1", upstream("CVE-2021-0001", "CVE-2021-0002", "CVE-2021-0003")), record("nvd", "CVE-2021-0001", nil)},
			want: []string{
				"CVE-2021-0001: CVE-2021-0001 DSA-1 / CVE-2021-0001 DSA-1", "CVE-2021-0002: CVE-2021-0002 DSA-1 / DSA-1",
				"CVE-2021-0003: CVE-2021-0003 DSA-1 / DSA-1",
			},
		},
		"two CVEs are never one": {
			in: []vuln.Record{
				record("osv", "GO-1", aliases("CVE-2021-0001", "CVE-2021-0002", "GHSA-1", "GHSA-2")),
				record("osv", "GHSA-1", aliases("CVE-2021-0001")), record("osv", "GHSA-2", aliases("CVE-2021-0002")),
			},
			want: []string{"CVE-2021-0001: CVE-2021-0001 GHSA-1 GO-1 / GHSA-1 GO-1", "CVE-2021-0002: CVE-2021-0002 GHSA-2 GO-1 / GHSA-2 GO-1"},
		},
		"not even when one calls the other an alias": {
			in:   []vuln.Record{record("osv", "CVE-2021-0001", aliases("CVE-2021-0002")), record("nvd", "CVE-2021-0002", nil)},
			want: []string{"CVE-2021-0001: CVE-2021-0001 / CVE-2021-0001", "CVE-2021-0002: CVE-2021-0002 / CVE-2021-0002"},
		},
		"a record on two that have CVEs stands under both": {
			in: []vuln.Record{
				record("osv", "PYSEC-1", aliases("GHSA-1", "GHSA-2")), record("osv", "GHSA-1", aliases("CVE-2021-0001")),
				record("osv", "GHSA-2", aliases("CVE-2021-0002")),
			},
			want: []string{"CVE-2021-0001: CVE-2021-0001 GHSA-1 PYSEC-1 / GHSA-1 PYSEC-1", "CVE-2021-0002: CVE-2021-0002 GHSA-2 PYSEC-1 / GHSA-2 PYSEC-1"},
		},
		"an advisory on what has no CVE": {
			in:   []vuln.Record{record("osv", "USN-1", upstream("GHSA-1")), record("osv", "GHSA-1", nil)},
			want: []string{"GHSA-1: GHSA-1 USN-1 / GHSA-1 USN-1"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			for _, order := range []func([]vuln.Record){func([]vuln.Record) {}, slices.Reverse[[]vuln.Record]} {
				in := slices.Clone(c.in)
				order(in)
				if d := cmp.Diff(c.want, groups(t, build(t, intel.Options{}, nil, in...))); d != "" {
					t.Error(d)
				}
			}
		})
	}
}

// groups writes every weakness of a bundle as a line.
func groups(t *testing.T, b *intel.Bundle) []string {
	var out []string
	for k, err := range b.Keys() {
		if err != nil {
			t.Fatal(err)
		}
		if k.Kind != intel.Weakness {
			continue
		}
		w, err := b.Weakness(k.Name)
		if err != nil || w == nil {
			t.Fatal(k, err)
		}
		var ids []string
		for _, r := range w.Records {
			ids = append(ids, r.ID)
		}
		slices.Sort(ids)
		out = append(out, w.ID+": "+strings.Join(w.Names, " ")+" / "+strings.Join(ids, " "))
		for _, n := range w.Names {
			list, err := b.Weaknesses(n)
			if err != nil || !slices.ContainsFunc(list, func(o *vuln.Weakness) bool { return o.ID == w.ID }) {
				t.Errorf("%s is not found by its name %s: %v", w.ID, n, err)
			}
		}
	}
	slices.Sort(out)
	return out
}

func TestEveryWeaknessOfAnAdvisoryGetsItsStatement(t *testing.T) {
	b := build(t, intel.Options{}, nil, record("osv", "DSA-1", func(r *vuln.Record) {
		r.Upstream = []string{"CVE-2021-0001", "CVE-2021-0002"}
		r.Says[0].Ecosystem = "Debian:12"
	}))
	list, err := b.ByPackage("Debian", "pump")
	if err != nil || len(list) != 2 || list[0].Weakness != "CVE-2021-0001" || list[1].Weakness != "CVE-2021-0002" ||
		list[0].Record != "DSA-1" || list[0].Ecosystem != "Debian:12" {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestABundleCoversWhatItsSourcesDo(t *testing.T) {
	stray := record("osv", "GHSA-1", func(r *vuln.Record) { r.Says[0].Ecosystem = "Packagist" })
	b := build(t, intel.Options{}, func(w *intel.Writer) {
		w.Source(vuln.Source{Name: "osv:npm", Covers: []string{"npm"}})
		w.Source(vuln.Source{Name: "osv:Debian", Covers: []string{"Debian", "Debian:11", "Debian:12"}})
	}, stray)
	for what, want := range map[string]bool{"npm": true, "Debian": true, "Debian:12": true, "Debian:9": false, "Packagist": false, vuln.Products: false, "": false} {
		if b.Covers(what) != want {
			t.Errorf("covers %q: %v", what, !want)
		}
	}
	if d := cmp.Diff([]string{"Debian:11", "Debian:12"}, b.Releases("Debian")); d != "" {
		t.Error(d)
	}
	if !b.Info().Covered {
		t.Error("a new bundle does not say that it notes what it covers")
	}
	bare := build(t, intel.Options{}, nil, stray)
	if bare.Info().ID == b.Info().ID {
		t.Error("bundles that cover different things have one id: nothing would be matched again")
	}
}

func TestAStatementComesBackAsItWentIn(t *testing.T) {
	said := []vuln.Statement{
		{
			Source: "nvd", Record: "CVE-2021-0001", CPE: `cpe:2.3:a:acme:pump\:x:*:*:*:*:*:*:*:*`, Says: vuln.Affected,
			Ranges:   []vuln.Range{{Scheme: vuln.Generic, Introduced: "1", IntroducedEx: true, LastAffected: "2"}, {Scheme: vuln.Generic, Introduced: "3", Fixed: "4"}},
			Versions: []string{"0.9", "0.9-rc1"}, With: []vuln.With{{AnyOf: []string{"cpe:2.3:o:x:y:*:*:*:*:*:*:*:*", "b"}}, {AnyOf: []string{"c"}}},
		},
		{Source: "nvd", Record: "CVE-2021-0001", CPE: `cpe:2.3:a:acme:pump\:x:*:*:*:*:*:*:*:*`, Says: vuln.NotAffected, Versions: []string{"0.9", "0.9-rc1"}},
		{Source: "nvd", Record: "CVE-2021-0001", CPE: `cpe:2.3:a:ACME:pump\:x:*:*:*:*:*:*:*:*`, Says: vuln.Unknown, Ranges: []vuln.Range{{Scheme: vuln.Git}}},
	}
	b := build(t, intel.Options{}, nil, record("nvd", "CVE-2021-0001", func(r *vuln.Record) { r.Says = said }))
	want := slices.Clone(said)
	for i := range want {
		want[i].Weakness = "CVE-2021-0001"
	}
	for _, ask := range [][3]string{{"a", "acme", "pump:x"}, {"a", "Acme", `pump\:x`}, {"*", "*", "pump:x"}, {"a", "*", "pump:x"}} {
		got, err := b.ByProduct(ask[0], ask[1], ask[2])
		if d := cmp.Diff(want, got); d != "" || err != nil {
			t.Errorf("%v: %v %s", ask, err, d)
		}
	}
	if list, err := b.ByProduct("o", "acme", "pump:x"); err != nil || len(list) > 0 {
		t.Errorf("another part: %v, %v", list, err)
	}
}

func TestAnyVendorFindsAllOfThem(t *testing.T) {
	of := func(part, vendor string) vuln.Statement {
		return vuln.Statement{Source: "nvd", Record: "CVE-2021-0001", CPE: "cpe:2.3:" + part + ":" + vendor + ":pump:*:*:*:*:*:*:*:*", Says: vuln.Affected}
	}
	b := build(t, intel.Options{}, nil, record("nvd", "CVE-2021-0001", func(r *vuln.Record) {
		r.Says = []vuln.Statement{of("a", "acme"), of("a", "bolt"), of("o", "acme"), of("*", "cord")}
	}))
	for ask, want := range map[[2]string]int{{"a", "acme"}: 1, {"a", "*"}: 3, {"*", "*"}: 4, {"o", "cord"}: 1, {"h", "acme"}: 0} {
		if list, err := b.ByProduct(ask[0], ask[1], "pump"); err != nil || len(list) != want {
			t.Errorf("%v: %d statements, %v", ask, len(list), err)
		}
	}
}

func TestTheNewerOfTwoRecordsOfOneIdStays(t *testing.T) {
	old := record("osv", "GHSA-1", func(r *vuln.Record) { r.Modified, r.Summary, r.Details = made.AddDate(-1, 0, 0), "old", "old" })
	young := record("osv", "GHSA-1", func(r *vuln.Record) {
		r.Summary, r.Details = "young", "young"
		r.Says[0].Ranges[0].Fixed = "9"
	})
	for _, in := range [][]vuln.Record{{old, young}, {young, old}, {old, young, young, old}} {
		b := build(t, intel.Options{}, nil, in...)
		w, err := b.InFull("GHSA-1")
		list, err2 := b.ByPackage("npm", "pump")
		if err != nil || err2 != nil || len(w.Records) != 1 || w.Records[0].Details != "young" || len(list) != 1 || list[0].Ranges[0].Fixed != "9" {
			t.Errorf("%+v, %+v", w, list)
		}
	}
}

func TestWhatIsWithdrawnOrRejectedClaimsNothingAndIsShown(t *testing.T) {
	b := build(t, intel.Options{}, nil,
		record("osv", "GHSA-1", func(r *vuln.Record) { r.Withdrawn = made }),
		record("cve", "CVE-2021-0001", func(r *vuln.Record) { r.State = vuln.Rejected }))
	if list, err := b.ByPackage("npm", "pump"); err != nil || len(list) > 0 {
		t.Errorf("%v, %v", list, err)
	}
	if w, err := b.Weakness("GHSA-1"); err != nil || w == nil || w.Records[0].Withdrawn.IsZero() {
		t.Errorf("%v, %v", w, err)
	}
	if w, err := b.Weakness("CVE-2021-0001"); err != nil || w == nil || w.Records[0].State != vuln.Rejected {
		t.Errorf("%v, %v", w, err)
	}
}

func TestAnOverrideSpeaksInPlaceOfWhatItCorrects(t *testing.T) {
	b := build(t, intel.Options{}, nil, record("nvd", "CVE-2021-0001", nil),
		record("nvd-override", "CVE-2021-0001", func(r *vuln.Record) { r.Says[0].Package = "valve" }),
		record("nvd", "CVE-2021-0002", nil))
	pump, err := b.ByPackage("npm", "pump")
	valve, err2 := b.ByPackage("npm", "valve")
	if err != nil || err2 != nil || len(pump) != 1 || pump[0].Weakness != "CVE-2021-0002" || len(valve) != 1 {
		t.Errorf("%+v, %+v", pump, valve)
	}
}

func TestAWeaknessCarriesWhatIsKnownOfIt(t *testing.T) {
	full := record("cve", "CVE-2021-0001", func(r *vuln.Record) {
		r.Scores = []vuln.Score{{Source: "cna:x", System: "CVSS:3.1", Vector: "v", Value: 9.8, Severity: "critical"}, {Source: "osv", System: "word", Severity: "low"}}
		r.CWEs, r.Related, r.State, r.Published = []string{"CWE-20"}, []string{"X-1"}, vuln.Disputed, made.AddDate(-1, 0, 0)
		r.SSVC, r.Exploited = &vuln.SSVC{Exploitation: "active", Automatable: "no", Impact: "total", At: made}, "2024-01-01"
	})
	kev := vuln.Exploited{Added: "2024-01-01", Due: "2024-01-21", Ransomware: true, Name: "n", Action: "a"}
	b := build(t, intel.Options{}, func(w *intel.Writer) {
		w.Exploited("CVE-2021-0001", kev)
		w.Probability("CVE-2021-0001", 0.123456789, 0.5)
		w.Probability("CVE-2000-0007", 1, 1)
		w.ProbabilityDate("2026-08-24")
		w.Source(vuln.Source{Name: "feed:cve", Fetched: made})
		if err := w.Support("openssl", []vuln.Support{{Product: "openssl", Cycle: "3.0", EndOfLife: "2026-09-07"}}); err != nil {
			t.Fatal(err)
		}
	}, full)
	w, err := b.InFull("cve-2021-0001")
	if err != nil {
		t.Fatal(err)
	}
	want := full
	want.Says, want.Fetched = nil, made
	if d := cmp.Diff(&vuln.Weakness{
		ID: "CVE-2021-0001", Names: []string{"CVE-2021-0001"}, Records: []vuln.Record{want}, KEV: &kev,
		EPSS: &vuln.Probability{Score: 0.123456789, Percentile: 0.5, Date: "2026-08-24"},
	}, w); d != "" {
		t.Error(d)
	}
	if p, err := b.Probability("CVE-2000-0007"); err != nil || p == nil || p.Score != 1 {
		t.Errorf("an estimate on nothing else: %v, %v", p, err)
	}
	if p, err := b.Probability("CVE-2000-0008"); err != nil || p != nil {
		t.Errorf("no estimate: %v, %v", p, err)
	}
	if s, err := b.Support("openssl"); err != nil || len(s) != 1 || s[0].EndOfLife != "2026-09-07" {
		t.Errorf("support: %v, %v", s, err)
	}
	for _, nobody := range []string{"", "CVE-1999-0001", "openssl", "\x1f"} {
		if w, err := b.Weakness(nobody); w != nil || err != nil {
			t.Errorf("%q: %v, %v", nobody, w, err)
		}
	}
}

// many returns records enough to fill pages, blocks and buckets.
func many(n int) []vuln.Record {
	var out []vuln.Record
	for i := range n {
		out = append(out, record("osv", fmt.Sprintf("GHSA-%04d", i), func(r *vuln.Record) {
			r.Aliases = []string{fmt.Sprintf("CVE-2021-%04d", i)}
			r.Details = strings.Repeat(fmt.Sprintf("text %d ", i), 30)
			r.Says[0].Package = fmt.Sprintf("p%d", i%(n/2+1))
		}))
	}
	return out
}

func TestTheSameContentsHaveTheSameIdHoweverTheyAreBuilt(t *testing.T) {
	records := many(2000)
	dir := t.TempDir()
	more := func(w *intel.Writer) {
		for i := range 1000 {
			w.Probability(fmt.Sprintf("CVE-2021-%04d", i), 0.5, 0.5)
		}
	}
	large := write(t, filepath.Join(dir, "large"), intel.Options{}, more, records...)
	small := write(t, filepath.Join(dir, "small"), intel.Options{Memory: 4 << 10, Made: made.AddDate(0, 0, 1)}, more, records...)
	if large.ID != small.ID || large.ID == "" {
		t.Errorf("with much memory %s, with little %s", large.ID, small.ID)
	}
	b, err := intel.Open(filepath.Join(dir, "small"))
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	for i := range 2000 {
		w, err := b.InFull(fmt.Sprintf("GHSA-%04d", i))
		if err != nil || w == nil || !strings.HasPrefix(w.Records[0].Details, fmt.Sprintf("text %d ", i)) || (w.EPSS == nil) == (i < 1000) {
			t.Fatalf("%d: %+v, %v", i, w, err)
		}
	}
	if info := b.Info(); info.Weaknesses != 2000 || info.Statements != 2000 || info.Keys != 2000+1001-1 && info.Keys != 3001 {
		t.Errorf("%+v", info)
	}
}

func TestChangedNamesWhatDiffers(t *testing.T) {
	before := build(t, intel.Options{}, nil, many(500)...)
	records := many(501)[:500]
	for i := range records { // many(501) spreads over other packages: take those of 500
		records[i].Says[0].Package = many(500)[i].Says[0].Package
	}
	records[7].Says[0].Ranges[0].Fixed = "9.9.9"
	records[8].Scores = []vuln.Score{{Source: "ghsa", System: "word", Severity: "low"}}
	records[9].Details = "another text"
	after := build(t, intel.Options{}, func(w *intel.Writer) { w.Probability("CVE-2021-0001", 1, 1) }, append(records[:499], record("osv", "GHSA-new", nil))...)
	keys, err := intel.Changed(before, after)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, k := range keys {
		got = append(got, fmt.Sprintf("%c %s%s", k.Kind, k.Ecosystem, k.Name))
	}
	slices.Sort(got)
	want := []string{"p npmp248", "p npmp7", "p npmpump", "w CVE-2021-0008", "w CVE-2021-0499", "w GHSA-new"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if keys, err := intel.Changed(before, before); err != nil || len(keys) > 0 {
		t.Errorf("the same: %v, %v", keys, err)
	}
}

func TestManyReadersShareABundle(t *testing.T) {
	b := build(t, intel.Options{}, nil, many(300)...)
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 300 {
				id := fmt.Sprintf("CVE-2021-%04d", (i*7+g)%300)
				if w, err := b.InFull(id); err != nil || w == nil || w.ID != id {
					t.Errorf("%s: %v", id, err)
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestTheHolderFollowsTheFile(t *testing.T) {
	dir := t.TempDir()
	h := intel.NewHolder(dir)
	if before, after, err := h.Refresh(); before != nil || after != nil || err != nil || h.Bundle() != nil {
		t.Fatal("there is none yet", err)
	}
	put := func(records ...vuln.Record) {
		file := filepath.Join(intel.Folder(dir), "new")
		if err := os.MkdirAll(intel.Folder(dir), 0o755); err != nil {
			t.Fatal(err)
		}
		write(t, file, intel.Options{}, nil, records...)
		if err := intel.Place(dir, file); err != nil {
			t.Fatal(err)
		}
	}
	put(record("osv", "GHSA-1", nil))
	before, first, err := h.Refresh()
	if before != nil || first == nil || err != nil {
		t.Fatal(before, first, err)
	}
	if _, again, err := h.Refresh(); again != nil || err != nil {
		t.Error("nothing changed", err)
	}
	put(record("osv", "GHSA-2", nil))
	before, second, err := h.Refresh()
	if before != first || second == nil || err != nil {
		t.Fatal(before, second, err)
	}
	if w, err := first.Weakness("GHSA-1"); w == nil || err != nil {
		t.Error("a reader of the old one reads on", err)
	}
	if w, err := h.Bundle().Weakness("GHSA-2"); w == nil || err != nil {
		t.Error("the new one is in use", err)
	}
	if err := os.WriteFile(intel.Path(dir), []byte("rubbish"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, _, err := h.Refresh(); !fault.Is(err, fault.Unverified) || h.Bundle() != second {
		t.Errorf("a damaged file must not replace what is open: %v", err)
	}
	if err := os.Remove(intel.Path(dir)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := h.Refresh(); !fault.Is(err, fault.Unavailable) || h.Bundle() != second {
		t.Errorf("a file that is gone must not close what is open: %v", err)
	}
	if _, err := intel.Open(intel.PreviousPath(dir)); err != nil {
		t.Errorf("the previous one is kept: %v", err)
	}
}

func TestTheTransportFormIsTheSameFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "b")
	write(t, path, intel.Options{}, nil, many(100)...)
	var packed bytes.Buffer
	if err := intel.Pack(path, &packed); err != nil {
		t.Fatal(err)
	}
	plain, err := os.ReadFile(path)
	if err != nil || packed.Len() >= len(plain) || !bytes.HasPrefix(packed.Bytes(), []byte{0x28, 0xb5, 0x2f, 0xfd}) {
		t.Errorf("%d bytes packed, %d plain, %v", packed.Len(), len(plain), err)
	}
}
