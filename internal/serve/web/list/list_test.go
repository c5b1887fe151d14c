package list

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
	"time"

	"github.com/xuri/excelize/v2"

	"aceso/internal/domain/org"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

type pump struct {
	tag   string
	n     int
	price any
	since time.Time
	found bool
}

var pumps = []pump{
	{"=1+1", 3, 9.5, time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC), true},
	{"＠x", -2, nil, time.Time{}, false},
	{"plain", 3, 0.0, time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC), false},
	{"\nline", 10, 1e6, time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC), true},
}

func sample(rows []pump) List[pump] {
	spec := Spec[pump]{
		Name: "pumps", Title: "Pumps", One: "pump", Many: "pumps", Path: "/pumps", Usual: "tag",
		Key:     func(p pump) string { return p.tag },
		Filters: append([]Filter{Find("tag"), Choose("found", "Found", "", "any", "yes", "found")}, Hidden("ward")...),
		Columns: []Column[pump]{
			{Key: "tag", Label: "Tag", Always: true, Value: func(p pump) any { return p.tag }},
			{Key: "n", Label: "Count", Kind: Number, Value: func(p pump) any { return p.n }},
			{Key: "price", Label: "Price", Kind: Number, None: "none", Value: func(p pump) any { return p.price }},
			{Key: "since", Label: "Since", Kind: Day, Value: func(p pump) any { return p.since }},
			{Key: "found", Label: "Found", Sort: "seen", Kind: Truth, Extra: true, Value: func(p pump) any { return p.found }},
		},
	}
	return List[pump]{Spec: spec, Open: func(_ context.Context, _ *store.Tx, a *Ask) (Reader[pump], error) { return spec.Memory(a, rows), nil }}
}

func asked(t *testing.T, l List[pump], query string) Ask {
	t.Helper()
	v, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	a, err := l.Read(v, org.Actor{}, "")
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func written(t *testing.T, l List[pump], query string, format Format) (string, ui.Sheet) {
	t.Helper()
	var b bytes.Buffer
	var drawn ui.Sheet
	err := l.Write(t.Context(), Sheet{Ask: asked(t, l, query), Format: format, To: &b, Org: "Larkfield", Made: time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC), Drawn: &drawn})
	if err != nil {
		t.Fatal(err)
	}
	return b.String(), drawn
}

func TestWhatAListDoesNotKnowIsRefused(t *testing.T) {
	l := sample(pumps)
	for query, want := range map[string]string{
		"sort=colour": "can't be sorted", "sort=--n": "can't be sorted", "found=maybe": "is no filter of this list", "cols=tag,colour": "have no column",
	} {
		v, _ := url.ParseQuery(query)
		if _, err := l.Read(v, org.Actor{}, ""); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", query, err)
		}
	}
}

func TestColumnsAreThoseAskedForInTheListsOrder(t *testing.T) {
	for query, want := range map[string]string{
		"": "tag n price since", "cols=since,n": "tag n since", "cols=found&cols=n": "tag n found", "cols=tag": "tag", "cols=": "tag n price since",
	} {
		if got := strings.Join(asked(t, sample(nil), query).Columns, " "); got != want {
			t.Errorf("%q: %s, want %s", query, got, want)
		}
	}
}

func TestRowsInMemorySortByEveryColumnAndLoseNone(t *testing.T) {
	l := sample(pumps)
	for sort, want := range map[string]string{
		"tag": "\nline =1+1 plain ＠x", "-tag": "＠x plain =1+1 \nline", "n": "＠x =1+1 plain \nline", "-n": "\nline =1+1 plain ＠x",
		"price": "plain =1+1 \nline ＠x", "-price": "\nline =1+1 plain ＠x", // what nobody knows comes last, whichever way
		"since": "plain \nline =1+1 ＠x", "-since": "=1+1 \nline plain ＠x", "seen": "＠x plain =1+1 \nline", "-seen": "=1+1 \nline ＠x plain",
	} {
		a := asked(t, l, url.Values{"sort": {sort}}.Encode())
		read, err := l.Open(t.Context(), nil, &a)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for p := (store.Page{Limit: 1}); ; {
			s, err := read(t.Context(), p)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range s.Rows {
				got = append(got, r.tag)
			}
			if p.After = s.Next; p.After == "" {
				break
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, want %q", sort, got, want)
		}
	}
}

func TestEveryFormatSaysWhatThePageSays(t *testing.T) {
	l := sample(pumps)
	const query = "sort=-n&cols=n,price,since,found"
	wantTags := []string{"'\nline", "'=1+1", "plain", "'＠x"}

	text, _ := written(t, l, query, CSV)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 5 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if want := []string{"Tag", "Count", "Price", "Since", "Found", "Data as of"}; !slices.Equal(rows[0], want) {
		t.Errorf("heads %q", rows[0])
	}
	for i, want := range wantTags {
		if rows[i+1][0] != want {
			t.Errorf("CSV row %d is %q, want %q", i, rows[i+1][0], want)
		}
	}
	if want := []string{"'＠x", "-2", "", "", "no", "2026-11-23T08:00:00Z"}; !slices.Equal(rows[4], want) {
		t.Errorf("a row with unknowns: %q", rows[4])
	}

	text, _ = written(t, l, query, JSON)
	var doc struct {
		Total int
		Sort  string
		Rows  []map[string]any
	}
	if err := json.Unmarshal([]byte(text), &doc); err != nil || doc.Total != 4 || len(doc.Rows) != 4 || doc.Sort != "-n" {
		t.Fatalf("%v: %s", err, text)
	}
	if first := doc.Rows[0]; first["tag"] != "\nline" || first["n"] != 10.0 || first["since"] != "2026-03-02" || first["found"] != true || doc.Rows[3]["price"] != nil {
		t.Errorf("JSON: %v", doc.Rows)
	}

	text, _ = written(t, l, query, XLSX)
	book, err := excelize.OpenReader(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	for i, want := range wantTags {
		at := fmt.Sprintf("A%d", i+2)
		if got, _ := book.GetCellValue("Pumps", at); got != want {
			t.Errorf("XLSX row %d is %q, want %q", i, got, want)
		}
		if f, _ := book.GetCellFormula("Pumps", at); f != "" {
			t.Errorf("XLSX row %d has the formula %q", i, f)
		}
	}
	for at, want := range map[string]excelize.CellType{"B3": excelize.CellTypeUnset, "D3": excelize.CellTypeUnset, "E3": excelize.CellTypeBool} { // a plain number has no type
		if got, err := book.GetCellType("Pumps", at); err != nil || got != want {
			t.Errorf("the cell %s is of type %d, %v", at, got, err)
		}
	}
	if got, _ := book.GetCellValue("Pumps", "D3"); got != "2026-11-23" {
		t.Errorf("a day in XLSX: %q", got)
	}

	_, paper := written(t, l, query, Print)
	if len(paper.Rows) != 4 || paper.Rows[3][2] != "none" || paper.Rows[1][3] != "23 Nov 2026" || len(paper.Hash) != 64 {
		t.Errorf("on paper: %+v", paper)
	}
}

func TestAHiddenColumnLeavesInNoFormat(t *testing.T) {
	for _, f := range Formats {
		text, paper := written(t, sample(pumps), "cols=n", f)
		if text += fmt.Sprint(paper); strings.Contains(text, "Price") || strings.Contains(text, "9.5") {
			t.Errorf("%s shows what is hidden", f)
		}
	}
}

func TestAListTooLongForItsFormatIsRefusedWhole(t *testing.T) {
	many := make([]pump, Print.Most()+1)
	for i := range many {
		many[i].tag = fmt.Sprint(i)
	}
	var b bytes.Buffer
	l := sample(many)
	err := l.Write(t.Context(), Sheet{Ask: asked(t, l, ""), Format: Print, To: &b, Drawn: &ui.Sheet{}})
	if !fault.Is(err, fault.TooLarge) || b.Len() > 0 {
		t.Errorf("%v, %d bytes", err, b.Len())
	}
	if text, _ := written(t, l, "", CSV); strings.Count(text, "\n") != len(many)+1 {
		t.Errorf("CSV has %d lines", strings.Count(text, "\n"))
	}
}

func TestWhatNarrowsAListIsSaidInWords(t *testing.T) {
	l := sample(pumps)
	a := asked(t, l, "q=4.2&found=yes&ward=3")
	a.Of = "on ward 3"
	if got := strings.Join(l.Narrowed(&a), "; "); got != "On ward 3; Find: 4.2; Found: found" {
		t.Error(got)
	}
	shown := l.Draw(&a, store.Slice[pump]{}, "")
	if !shown.Narrowed || shown.All != "/pumps" || l.Ordered(&a) != "by Tag" {
		t.Errorf("%+v, %s", shown, l.Ordered(&a))
	}
}
