package web_test

import (
	"context"
	"strings"
	"testing"

	"aceso/internal/domain/org"
	"aceso/internal/domain/view"
	"aceso/internal/store"
)

// TestEveryListWhoseViewsCanBeKeptIsThere under the name and at the address
// that the views know.
func TestEveryListWhoseViewsCanBeKeptIsThere(t *testing.T) {
	s := newSite(t)
	there := map[string]string{}
	for _, l := range s.face.Lists() {
		there[l.About().Name] = l.About().Page
	}
	for _, l := range view.Lists {
		if there[l.Name] != l.Path {
			t.Errorf("%s: its page is %q, want %q", l.Name, there[l.Name], l.Path)
		}
	}
}

// TestAKeptViewKeepsFiltersOrderAndColumns, stands above its list, opens it, is
// changed and goes.
func TestAKeptViewKeepsFiltersOrderAndColumns(t *testing.T) {
	s := newSite(t)
	s.setUp()
	s.upload("/import", "file", "hard.json", hardSBOM)
	query := "cols=part%2Cpurl&q=zlib&sort=-version"
	_, page, at := s.post("/views", "list", "components", "query", query+"&after=x&from=50", "name", "  The  zlibs ", "is", "pinned", "is", "usual", "is", "shared")
	if !strings.HasPrefix(at, "/components?"+query+"&view=") {
		t.Fatalf("kept, one sees %s", at)
	}
	want(t, "the list", page, "Pinned views", "The zlibs", `aria-current="page"`, "pkg:generic/zlib@1.2.11")
	if _, _, opened := s.visit("/components"); opened != at {
		t.Errorf("the list opens at %s, want %s", opened, at)
	}
	if _, page, opened := s.visit("/components?view=none"); !strings.Contains(page, "left-pad") {
		t.Errorf("as it comes: %s", opened)
	}
	id := at[strings.LastIndex(at, "=")+1:]
	for name, pairs := range map[string][]string{
		"a name":                    {"list", "components", "query", "", "name", " "},
		"a list that there is":      {"list", "wards", "query", "", "name", "x"},
		"filters that the list has": {"list", "components", "query", "sort=colour", "name", "x"},
		"a name of its own":         {"list", "components", "query", "", "name", "THE ZLIBS"},
	} {
		if status, _, _ := s.post("/views", pairs...); status/100 != 4 {
			t.Errorf("a view without %s is kept: %d", name, status)
		}
	}
	if status, page, _ := s.post("/views/"+id, "rev", "7", "name", "Old", "query", query); status != 409 && status != 412 {
		t.Errorf("a stale change: %d %s", status, page)
	}
	if _, page, at := s.post("/views/"+id, "rev", "1", "name", "Libraries", "query", "q=pad"); at != "/views" || !strings.Contains(page, "Libraries") {
		t.Errorf("changed, one sees %s", at)
	}
	if _, _, at := s.visit("/components"); at != "/components" {
		t.Errorf("it is no more the usual one, and the list opens at %s", at)
	}
	s.visit("/views/" + id)
	if _, page, _ := s.post("/views/" + id + "/delete"); strings.Contains(page, "Libraries") {
		t.Error("it is deleted, and is still there")
	}
	_, log, _ := s.visit("/log?sort=-seq")
	want(t, "the log", log, "kept a view of a list:", "changed a view of a list:", "deleted a view of a list:")
}

// TestAViewIsSeenByItsOwnerAlone unless it is shared; a shared one is changed
// only by whose it is and by who may share.
func TestAViewIsSeenByItsOwnerAlone(t *testing.T) {
	s := newSite(t)
	s.setUp()
	owner := s.who()
	reader := org.Actor{Org: owner.Org, Person: "reader", Name: "Reader", Roles: []org.Role{org.Clinical}}
	lead := org.Actor{Org: owner.Org, Person: "lead", Name: "Lead", Roles: []org.Role{org.Security}}
	for name, c := range map[string]struct {
		shared bool
		who    org.Actor
		ok     bool
	}{
		"one's own":                             {false, owner, true},
		"another's":                             {false, lead, false},
		"a shared one, by its owner":            {true, owner, true},
		"a shared one, by who may share":        {true, lead, true},
		"a shared one, by who may not share it": {true, reader, false},
	} {
		err := s.db.In(owner.Org).Update(s.Context(), func(tx *store.Tx) error {
			ctx := context.Background()
			v, err := view.Keep(ctx, tx, owner, view.View{List: "findings", Name: name, Shared: c.shared})
			if err != nil {
				t.Fatal(err)
			}
			v.Name += "!"
			if v, err = view.Change(ctx, tx, c.who, v); err != nil {
				return err
			}
			return view.Drop(ctx, tx, c.who, v.ID)
		})
		if (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
	err := s.db.In(owner.Org).Update(s.Context(), func(tx *store.Tx) error {
		_, err := view.Keep(context.Background(), tx, reader, view.View{List: "findings", Name: "x", Shared: true})
		return err
	})
	if err == nil {
		t.Error("who may not share has shared")
	}
}
