package share

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"aceso/internal/domain/deed"
	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/domain/sbom"
	"aceso/internal/value/fault"
	"aceso/internal/value/secret"
)

var now = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

// book is a transaction in memory.
type book struct {
	shares  map[string]Share
	fetches []Fetch
	log     []record.Entry
	now     time.Time
}

func (b *book) Now() time.Time { return b.now }
func (b *book) Append(_ context.Context, e record.Entry) error {
	b.log = append(b.log, e)
	return nil
}

func (b *book) Share(_ context.Context, id string) (Share, error) {
	s, ok := b.shares[id]
	if !ok {
		return s, fault.New(fault.NotFound, "there is no share %s", id)
	}
	return s, nil
}

func (b *book) SaveShare(_ context.Context, s Share) error {
	b.shares[s.ID] = s
	return nil
}

func (b *book) AddFetch(_ context.Context, f Fetch) error {
	b.fetches = append(b.fetches, f)
	return nil
}

func good(change func(*Wish)) Wish {
	w := Wish{Recipient: "Marrow Valley Hospital", Contact: "it@marrow.example", Purpose: "procurement", Form: CycloneDX, Scope: Whole, Life: 30 * 24 * time.Hour}
	if change != nil {
		change(&w)
	}
	return w
}

func TestAWishNamesWhoGetsWhatAndUntilWhen(t *testing.T) {
	if w := good(nil); w.Check() != nil {
		t.Fatal("the good one is refused")
	}
	for what, change := range map[string]func(*Wish){
		"no recipient":                     func(w *Wish) { w.Recipient = " " },
		"no contact":                       func(w *Wish) { w.Contact = "" },
		"no purpose":                       func(w *Wish) { w.Purpose = "" },
		"a long purpose":                   func(w *Wish) { w.Purpose = strings.Repeat("x", 301) },
		"no form":                          func(w *Wish) { w.Form = "" },
		"no scope":                         func(w *Wish) { w.Scope = "" },
		"an original with something cut":   func(w *Wish) { w.Form, w.Scope = Original, Open },
		"no end":                           func(w *Wish) { w.Life = 0 },
		"an end after more than a year":    func(w *Wish) { w.Life = 400 * 24 * time.Hour },
		"fewer than no downloads":          func(w *Wish) { w.Most = -1 },
		"more downloads than anyone needs": func(w *Wish) { w.Most = 1001 },
		"a short password":                 func(w *Wish) { w.Password = "1234567" },
	} {
		w := good(change)
		if err := w.Check(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestALinkEndsByTimeByCountAndByHand(t *testing.T) {
	s := Share{Expires: now.Add(time.Hour), Most: 2}
	for what, c := range map[string]struct {
		change func(*Share)
		want   State
	}{
		"as made":                   {func(*Share) {}, Live},
		"at its end":                {func(s *Share) { s.Expires = now }, Expired},
		"fetched as often as it is": {func(s *Share) { s.Taken = 2 }, UsedUp},
		"revoked":                   {func(s *Share) { s.Revoked = now }, Revoked},
		"revoked and past its end":  {func(s *Share) { s.Revoked, s.Expires = now, now }, Revoked},
		"any number":                {func(s *Share) { s.Most, s.Taken = 0, 5000 }, Live},
	} {
		one := s
		c.change(&one)
		if got := one.State(now); got != c.want {
			t.Errorf("%s: %s, not %s", what, got, c.want)
		}
	}
}

func TestADownloadIsNotedAndARevokedLinkGivesNothing(t *testing.T) {
	ctx, b := context.Background(), &book{shares: map[string]Share{}, now: now}
	who := org.Actor{Org: "o", Person: "p", Name: "Dele Okoro", Roles: []org.Role{org.Security}}
	s, key, err := Make(ctx, b, who, good(func(w *Wish) { w.Password = "four words make sense" }), Share{Release: "r", SBOM: "s", File: record.Blob{Hash: "h"}})
	if err != nil || s.Digest != secret.Digest(key) || strings.Contains(s.Password, "words") {
		t.Fatalf("%+v %v", s, err)
	}
	if _, err := Take(ctx, b, s.ID, Fetch{ID: "f", Address: "192.0.2.7"}); err != nil {
		t.Fatal(err)
	}
	if _, err := Revoke(ctx, b, who, s.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := Revoke(ctx, b, who, s.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := Take(ctx, b, s.ID, Fetch{}); err != Gone {
		t.Errorf("a revoked link: %v", err)
	}
	if _, err := Take(ctx, b, "none", Fetch{}); err != Gone {
		t.Errorf("an unknown link: %v", err)
	}
	var said []string
	for _, e := range b.log {
		said = append(said, e.What)
	}
	if want := []string{"sbom.shared", "sbom.share-fetched", "sbom.share-revoked"}; !slices.Equal(said, want) || len(b.fetches) != 1 || b.shares[s.ID].Taken != 1 {
		t.Errorf("the log says %v; %d downloads", said, len(b.fetches))
	}
	if _, _, err := Make(ctx, b, org.Actor{Org: "o", Person: "p", Roles: []org.Role{org.Engineer}}, good(nil), Share{}); !fault.Is(err, fault.Forbidden) {
		t.Errorf("without the permission: %v", err)
	}
}

func TestRedactedPartsLeaveNoTraceAndTheGapIsSaid(t *testing.T) {
	doc := &sbom.Document{
		Components: []sbom.Component{{Ref: "a"}, {Ref: "hidden", Parent: "a", Redacted: []string{"version"}}, {Ref: "b", Parent: "hidden"}, {Ref: "c"}},
		Edges:      []sbom.Edge{{From: "a", To: "hidden"}, {From: "hidden", To: "b"}, {From: "a", To: "c"}},
		Leaves:     []string{"hidden", "c"},
		Statements: []sbom.Statement{{Weakness: "1", Refs: []string{"hidden"}}, {Weakness: "2", Refs: []string{"hidden", "c"}}, {Weakness: "3"}},
	}
	if n := Withhold(doc); n != 1 {
		t.Fatalf("%d parts left out", n)
	}
	if len(doc.Components) != 3 || doc.Components[1].Parent != "a" || len(doc.Edges) != 1 || len(doc.Leaves) != 1 || len(doc.Statements) != 2 || len(doc.Statements[0].Refs) != 1 {
		t.Errorf("%+v", doc)
	}
	if len(doc.Extents) != 1 || doc.Extents[0].How != "incomplete" {
		t.Errorf("the gap is not said: %+v", doc.Extents)
	}
	whole := &sbom.Document{Components: []sbom.Component{{Ref: "a"}}}
	if Withhold(whole) != 0 || whole.Extents != nil {
		t.Error("a document without redacted parts is changed")
	}
}

// What a deed keeps is not looked at here.
func (b *book) Deed(context.Context, string) (deed.Deed, error)                { return deed.Deed{}, nil }
func (b *book) SaveDeed(context.Context, deed.Deed) error                      { return nil }
func (b *book) AddSteps(context.Context, string, []deed.Step) error            { return nil }
func (b *book) SaveSteps(context.Context, string, []deed.Step) error           { return nil }
func (b *book) Steps(context.Context, string, int64, int) ([]deed.Step, error) { return nil, nil }
