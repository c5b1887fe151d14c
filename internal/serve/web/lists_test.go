package web_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"aceso/internal/domain/finding"
	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/domain/support"
	"aceso/internal/domain/vuln"
	"aceso/internal/format/sheet"
	"aceso/internal/serve"
	"aceso/internal/serve/web/list"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
	"aceso/internal/store/storetest"
)

// A walker reads one list of a site in every way.
type walker struct {
	*testing.T
	site *site
	list list.Declared
	id   string // of the record that it is a list of
}

// TestEveryListIsSortedWholeAndLeavesAsItIsShown goes over all declared lists
// on both databases: whoever declares one more is tested by it.
func TestEveryListIsSortedWholeAndLeavesAsItIsShown(t *testing.T) {
	storetest.Both(t, func(t *testing.T, db *store.DB) {
		s := siteOn(t, db)
		ids := s.furnish()
		for _, l := range s.face.Lists() {
			t.Run(l.About().Name, func(t *testing.T) {
				w := walker{t, s, l, ids[l.About().Name]}
				if strings.Contains(l.About().Path, "{") && w.id == "" {
					t.Fatal("the test knows no record that has this list")
				}
				if rows := w.walk("", 500); len(rows) < 2 {
					t.Fatalf("the test has %d rows for this list: too few to prove anything", len(rows))
				}
				w.sorts()
				w.leaves()
			})
		}
	})
}

func (w walker) in(do func(context.Context, *store.Tx) error) {
	w.Helper()
	err := w.site.db.In(w.site.orgID()).View(w.Context(), func(tx *store.Tx) error { return do(w.Context(), tx) })
	if err != nil {
		w.Fatal(err)
	}
}

// ask reads a query as the page does; its names carry the list's own prefix.
func (w walker) ask(query string) list.Ask {
	w.Helper()
	v, err := url.ParseQuery(query)
	if err != nil {
		w.Fatal(err)
	}
	prefixed := url.Values{}
	for k, all := range v {
		prefixed[w.list.About().Prefix+k] = all
	}
	for k, all := range w.site.extras[w.list.About().Name] {
		prefixed[k] = all
	}
	a, err := w.list.Read(prefixed, w.site.who(), w.id)
	if err != nil {
		w.Fatalf("%s: %v", query, err)
	}
	return a
}

// walk reads a list to its end, size rows at a time.
func (w walker) walk(query string, size int) []ui.ListRow {
	w.Helper()
	var out []ui.ListRow
	w.in(func(ctx context.Context, tx *store.Tx) error {
		for after := ""; ; {
			a := w.ask(query)
			a.Page = store.Page{After: after, Limit: size}
			shown, err := w.list.Listing(ctx, tx, &a, "")
			if err != nil {
				return fmt.Errorf("%q, %d at a time, after %d rows: %w", query, size, len(out), err)
			}
			out = append(out, shown.Rows...)
			if shown.Pager.Next == "" {
				if shown.Pager.Total != len(out) {
					w.Errorf("%q: it counts %d and lists %d", query, shown.Pager.Total, len(out))
				}
				return nil
			}
			next, err := url.Parse(shown.Pager.Next)
			if err != nil {
				return err
			}
			if after = next.Query().Get(w.list.About().Prefix + "after"); len(out) > 10_000 {
				return fmt.Errorf("%q does not end", query)
			}
		}
	})
	return out
}

func keys(rows []ui.ListRow) []string {
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = r.ID
	}
	return out
}

// sorts proves that every column sorts both ways, with no row lost or doubled
// however few are read at once.
func (w walker) sorts() {
	whole := keys(w.walk("", 500))
	slices.Sort(whole)
	if len(slices.Compact(slices.Clone(whole))) != len(whole) {
		w.Errorf("two rows have one key: %q", whole)
	}
	for _, c := range w.list.About().Columns {
		for _, sort := range []string{c.Sort, "-" + c.Sort} {
			at := keys(w.walk("sort="+sort, 500))
			if one := keys(w.walk("sort="+sort, 1)); !slices.Equal(at, one) {
				w.Errorf("%s: one at a time the rows are %q, all at once %q", sort, one, at)
			}
			if slices.Sort(at); !slices.Equal(at, whole) {
				w.Errorf("%s: %d rows, want the same %d", sort, len(at), len(whole))
			}
		}
		rise, said := w.values(c.Key, "sort="+c.Sort)
		if fall, _ := w.values(c.Key, "sort=-"+c.Sort); slices.Equal(rise, fall) && len(slices.Compact(said)) > 1 {
			w.Errorf("%s: the same order both ways: %q", c.Key, rise)
		}
	}
}

// values are the rows, and what a column says of each.
func (w walker) values(key, query string) (rows, said []string) {
	query += "&cols=" + key
	at := slices.Index(w.ask(query).Columns, key)
	for _, r := range w.walk(query, 500) {
		rows, said = append(rows, r.ID), append(said, r.Cells[at].Text)
	}
	return rows, said
}

// leaves proves that every format has the page's rows in the page's order, of
// the columns that are shown only, and no formula.
func (w walker) leaves() {
	about := w.list.About()
	last := about.Columns[len(about.Columns)-1]
	all := make([]string, 0, len(about.Columns))
	for _, c := range about.Columns {
		all = append(all, c.Key)
	}
	for _, query := range []string{"sort=-" + last.Sort + "&cols=" + strings.Join(all, ","), "sort=" + about.Columns[0].Sort + "&cols=" + all[0]} {
		a, rows := w.ask(query), w.walk(query, 500)
		csvText, _ := w.write(query, list.CSV)
		table, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(csvText, "\ufeff"))).ReadAll()
		if err != nil {
			w.Fatal(err)
		}
		jsonText, _ := w.write(query, list.JSON)
		var doc struct{ Rows []map[string]any }
		if err := json.Unmarshal([]byte(jsonText), &doc); err != nil {
			w.Fatalf("%v: %s", err, jsonText)
		}
		bookText, _ := w.write(query, list.XLSX)
		book := w.book(bookText)
		_, paper := w.write(query, list.Print)
		if len(table) != len(rows)+1 || len(doc.Rows) != len(rows) || len(book) != len(rows)+1 || len(paper.Rows) != len(rows) {
			w.Fatalf("%s: %d rows, but %d as CSV, %d as JSON, %d as XLSX, %d on paper", query, len(rows), len(table)-1, len(doc.Rows), len(book)-1, len(paper.Rows))
		}
		if want := len(a.Columns); len(table[0]) != want+1 || len(paper.Columns) != want || len(doc.Rows[0]) != want || len(book[0]) != want {
			w.Errorf("%s: %d columns, but %q", query, want, table[0])
		}
		for i, r := range rows {
			for j, key := range a.Columns {
				c := about.Columns[slices.Index(all, key)]
				text := r.Cells[j].Text
				if got := paper.Rows[i][j]; got != text && (text != "" || got != r.Cells[j].None) {
					w.Errorf("%s: row %d, %s: %q on paper, %q on the page", query, i, key, got, text)
				}
				if c.Kind != list.Text {
					continue
				}
				if got := table[i+1][j]; got != sheet.Escape(text) {
					w.Errorf("%s: row %d, %s: %q as CSV, %q on the page", query, i, key, got, text)
				}
				if got := words(doc.Rows[i][key]); got != text {
					w.Errorf("%s: row %d, %s: %q as JSON, %q on the page", query, i, key, got, text)
				}
				if got := at(book[i+1], j); got != sheet.Escape(text) {
					w.Errorf("%s: row %d, %s: %q as XLSX, %q on the page", query, i, key, got, text)
				}
			}
		}
	}
}

func (w walker) write(query string, format list.Format) (string, ui.Sheet) {
	w.Helper()
	var b bytes.Buffer
	var drawn ui.Sheet
	w.in(func(ctx context.Context, tx *store.Tx) error {
		return w.list.Write(ctx, list.Sheet{Tx: tx, Ask: w.ask(query), Format: format, To: &b, Org: "Larkfield", Made: storetest.Today, Drawn: &drawn})
	})
	return b.String(), drawn
}

// book reads the first sheet of a workbook, and refuses a formula in it.
func (w walker) book(text string) [][]string {
	book, err := excelize.OpenReader(strings.NewReader(text))
	if err != nil {
		w.Fatal(err)
	}
	defer book.Close()
	name := book.GetSheetName(0)
	rows, err := book.GetRows(name)
	if err != nil {
		w.Fatal(err)
	}
	for i, r := range rows {
		for j := range r {
			cell, _ := excelize.CoordinatesToCellName(j+1, i+1)
			if f, _ := book.GetCellFormula(name, cell); f != "" {
				w.Errorf("the cell %s has the formula %q", cell, f)
			}
		}
	}
	return rows
}

func words(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case []any:
		var out []string
		for _, one := range v {
			out = append(out, fmt.Sprint(one))
		}
		return strings.Join(out, ", ")
	}
	return ""
}

// at is a cell of a row whose last empty cells were cut off.
func at(row []string, i int) string {
	if i < len(row) {
		return row[i]
	}
	return ""
}

// who is the person who has set the site up.
func (s *site) who() org.Actor {
	var out org.Actor
	id := s.orgID()
	err := s.db.In(id).View(s.Context(), func(tx *store.Tx) error {
		all, err := tx.Members(s.Context())
		out = org.Actor{Org: id, Person: all[0].ID, Name: all[0].Name, Roles: all[0].Roles}
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return out
}

// hardSBOM has parts with names that a spreadsheet would run.
const hardSBOM = `{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,
"metadata":{"component":{"type":"firmware","name":"IP-200","version":"4.3.0","bom-ref":"root"}},
"components":[{"type":"library","name":"=cmd|' /C calc'!A0","version":"1","supplier":{"name":"@Acme"}},
{"type":"library","group":"@scope","name":"left-pad","version":"1.3.0","purl":"pkg:npm/%40scope/left-pad@1.3.0"},
{"type":"library","name":"+plus","version":"-2","cpe":"cpe:2.3:a:plus:plus:2:*:*:*:*:*:*:*","supplier":{"name":"Plus"}},
{"type":"library","name":"zlib","version":"1.3.1","purl":"pkg:generic/zlib@1.3.1"},
{"type":"library","name":"＝wide","version":"2"},
{"type":"library","name":"zlib","version":"1.2.11","purl":"pkg:generic/zlib@1.2.11"}]}`

// furnish fills the site so that every list has something to show, and returns
// the record of which each list is.
func (s *site) furnish() map[string]string {
	s.setUp()
	s.fresh()
	_, newer := s.pair()
	release := strings.TrimPrefix(newer, "/releases/")
	s.upload("/import", "file", "first.json", strings.Replace(hardSBOM, "＝wide", "wide", 1), "into", "release:"+release)
	s.upload("/import", "file", "=hard.json", hardSBOM, "into", "release:"+release)
	s.weakened()
	s.aged()
	s.heard()
	s.worked()
	s.did()
	s.kept()
	link := s.gave(release)
	swap, model := s.named(release)
	return map[string]string{"parts": release, "release-unchecked": release, "problems": release, "release-shares": release, "downloads": link, "uploads": release, "bundle-parts": swap, "releases": model}
}

// aged has the support of most parts end, each in its own way, and reckons it.
func (s *site) aged() {
	s.Helper()
	ctx, who := s.Context(), s.who()
	who.Roles = append(who.Roles, org.Security)
	err := s.db.In(s.orgID()).Update(ctx, func(tx *store.Tx) error {
		parts, err := tx.PartsFrom(ctx, 0, 100)
		if err != nil {
			return err
		}
		for i := range parts {
			said := support.Statement{Subject: support.SubjectOf(&parts[i].Component), Level: support.Levels[1+i%3], Reason: "=seen"}
			if i%3 == 0 {
				said.Level, said.End = support.Maintained, "2026-0"+string(rune('1'+i%9))+"-01"
			}
			if i%5 == 4 {
				continue // nobody says anything
			}
			if _, err := support.Say(ctx, tx, who, said); err != nil {
				return err
			}
		}
		all, err := serve.PartStandings(ctx, tx, noIntel{}, parts)
		if err != nil {
			return err
		}
		return tx.SaveStandings(ctx, parts, all)
	})
	if err != nil {
		s.Fatal(err)
	}
}

// noIntel is the end-of-life data of who has none.
type noIntel struct{}

func (noIntel) Support(string) ([]vuln.Support, error) { return nil, nil }
func (noIntel) Now() (vuln.Info, bool)                 { return vuln.Info{}, false }

// weakened answers for the parts: some are weak, each in its own way, and the
// others could not be checked.
func (s *site) weakened() {
	s.Helper()
	weak := map[string][]match.Match{
		"left-pad": {found("CVE-2026-1", 9.8, 0.5, true, "1.4.0"), found("CVE-2026-2", 0, 0, false)},
		"+plus":    {found("CVE-2026-2", 0, 0, false), found("GHSA-aaaa", 3.1, 0.01, false, "=3", "4")},
		"zlib":     {found("CVE-2026-3", 7.5, 0, false, "1.4")},
	}
	id, ctx := s.orgID(), s.Context()
	err := s.db.In(id).Update(ctx, func(tx *store.Tx) error {
		parts, err := tx.PartsFrom(ctx, 0, 100)
		if err != nil {
			return err
		}
		for i := range parts {
			p := &parts[i]
			p.Checked, p.Reason, p.Bundle = match.NotCheckable, []string{"it has neither purl nor CPE", "version missing; 2 weaknesses are known of it"}[i%2], "b1"
			if all := weak[p.Component.Name]; all != nil {
				p.Checked, p.Reason, p.Affected = match.Matched, "", len(all)
				if _, err := finding.Rematch(ctx, tx, org.Program(id), p.Key, held("b1"), match.Result{Checked: match.Matched, Matches: all}); err != nil {
					return err
				}
			}
		}
		return tx.SavePartAnswers(ctx, parts)
	})
	if err != nil {
		s.Fatal(err)
	}
}

// found is a match of a weakness that is rated so; zero is rated by nobody.
func found(id string, score, epss float64, exploited bool, fixed ...string) match.Match {
	w := &vuln.Weakness{ID: id, Names: []string{id, "ALIAS-" + id}, Records: []vuln.Record{{Source: "nvd", ID: id}}}
	if score > 0 {
		w.Records[0].Scores = []vuln.Score{{Source: "nvd", System: "CVSS:3.1", Value: score, Severity: map[bool]string{true: "critical", false: "low"}[score > 9]}}
	}
	if epss > 0 {
		w.EPSS = &vuln.Probability{Score: epss}
	}
	if exploited {
		w.KEV = &vuln.Exploited{Added: "2026-01-02"}
	}
	return match.Match{Weakness: id, Names: w.Names, State: match.Affected, Why: "=it is before " + strings.Join(fixed, ""), Rule: []string{"cpe", "purl"}[len(fixed)%2], Source: "nvd", Record: id, Fixed: fixed, Group: w}
}
