package draft

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/value/fault"
	"aceso/internal/value/id"
)

// desk keeps the drafts of one organisation in memory.
type desk struct {
	now  time.Time
	kept map[string][]Draft // by person, the newest first
}

func (t *desk) Now() time.Time { return t.now }

func (t *desk) Draft(_ context.Context, person, id string) (Draft, error) {
	for _, d := range t.kept[person] {
		if d.ID == id {
			return d, nil
		}
	}
	return Draft{}, fault.New(fault.NotFound, "there is no draft %s", id)
}

func (t *desk) Drafts(_ context.Context, person string) ([]Draft, error) {
	return slices.Clone(t.kept[person]), nil
}

func (t *desk) SaveDraft(ctx context.Context, person string, d Draft) error {
	if err := t.DropDraft(ctx, person, d.ID); err != nil {
		return err
	}
	t.kept[person] = append([]Draft{d}, t.kept[person]...)
	return nil
}

func (t *desk) DropDraft(_ context.Context, person, id string) error {
	t.kept[person] = slices.DeleteFunc(t.kept[person], func(d Draft) bool { return d.ID == id })
	return nil
}

var (
	ctx  = context.Background()
	dele = org.Actor{Org: "o", Person: "dele"}
)

func newDesk() *desk {
	return &desk{now: time.Date(2026, 11, 23, 6, 10, 0, 0, time.UTC), kept: map[string][]Draft{}}
}

// good is a draft that can be kept.
func good(change func(*Draft)) Draft {
	d := Draft{Action: "/findings/1/note", Page: "/findings/1?state=new", What: "note", Why: Typing, Fields: url.Values{"note": {"We looked at the call path."}, "rev": {"3"}}}
	if change != nil {
		change(&d)
	}
	return d
}

func TestADraftThatNoFormCouldTakeBackIsRefused(t *testing.T) {
	for rule, change := range map[string]func(*Draft){
		"it is sent to a path of ours":        func(d *Draft) { d.Action = "https://elsewhere.example/" },
		"not to another host's":               func(d *Draft) { d.Action = "//elsewhere.example/" },
		"it stands on a page of ours":         func(d *Draft) { d.Page = "javascript:alert(1)" },
		"its address is no longer than one":   func(d *Draft) { d.Page = "/" + strings.Repeat("x", MaxPath) },
		"its id is one":                       func(d *Draft) { d.ID = "../../x" },
		"it says how it came to be kept":      func(d *Draft) { d.Why = "" },
		"something is written in it":          func(d *Draft) { d.Fields = url.Values{} },
		"something besides a password, too":   func(d *Draft) { d.Fields = url.Values{"password": {"four words make sense"}} },
		"it is no larger than what is stated": func(d *Draft) { d.Fields.Set("note", strings.Repeat("x", MaxBytes)) },
	} {
		tx := newDesk()
		if _, err := Keep(ctx, tx, dele, good(change)); fault.Of(err) == nil || fault.Of(err).Fix == "" {
			t.Errorf("%s: %v", rule, err)
		}
		if len(tx.kept["dele"]) > 0 {
			t.Errorf("%s: it was kept", rule)
		}
	}
	if _, err := Keep(ctx, newDesk(), dele, good(nil)); err != nil {
		t.Errorf("a good one: %v", err)
	}
}

func TestADraftHoldsNoSecret(t *testing.T) {
	tx := newDesk()
	in := good(func(d *Draft) {
		d.Fields = url.Values{"recipient": {"Marrow Valley"}, "password": {"p"}, "new_password": {"p"}, "key": {"k"}, "api-token": {"t"}, "clientSecret": {"s"}, "_draft": {"x"}, "code": {"FRN"}}
	})
	d, err := Keep(ctx, tx, dele, in)
	if err != nil {
		t.Fatal(err)
	}
	if kept := slices.Sorted(keys(d.Fields)); !slices.Equal(kept, []string{"code", "recipient"}) {
		t.Errorf("kept %v", kept)
	}
}

func keys(v url.Values) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range v {
			if !yield(k) {
				return
			}
		}
	}
}

func TestADraftIsItsWritersAlone(t *testing.T) {
	tx := newDesk()
	d, err := Keep(ctx, tx, dele, good(nil))
	if err != nil {
		t.Fatal(err)
	}
	ines := org.Actor{Org: "o", Person: "ines"}
	if _, err := Read(ctx, tx, ines, d.ID); !fault.Is(err, fault.NotFound) || fault.Of(err).Fix == "" {
		t.Errorf("somebody else reads it: %v", err)
	}
	if err := Drop(ctx, tx, ines, d.ID); err != nil {
		t.Error(err)
	}
	if _, err := Read(ctx, tx, dele, d.ID); err != nil {
		t.Errorf("somebody else dropped it: %v", err)
	}
	program := org.Actor{Org: "o", Person: "dele", Token: "t"}
	if _, err := Keep(ctx, tx, program, good(nil)); !fault.Is(err, fault.Unsigned) {
		t.Errorf("a program keeps one: %v", err)
	}
	if all, err := List(ctx, tx, program); err != nil || len(all) > 0 {
		t.Errorf("a program lists %d: %v", len(all), err)
	}
}

func TestADraftIsGoneWhenItsTimeHasCome(t *testing.T) {
	for why, life := range map[Why]time.Duration{Typing: Life, Ended: EndedLife} {
		tx := newDesk()
		d, err := Keep(ctx, tx, dele, good(func(d *Draft) { d.Why = why }))
		if err != nil {
			t.Fatal(err)
		}
		tx.now = tx.now.Add(life - time.Second)
		if _, err := Read(ctx, tx, dele, d.ID); err != nil {
			t.Errorf("%s: gone too early: %v", why, err)
		}
		tx.now = tx.now.Add(time.Second)
		if _, err := Read(ctx, tx, dele, d.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: there too long: %v", why, err)
		}
		if all, err := List(ctx, tx, dele); err != nil || len(all) > 0 {
			t.Errorf("%s: listed too long: %v", why, err)
		}
	}
}

func TestTheOldestDraftsMakeRoom(t *testing.T) {
	tx := newDesk()
	var first, again Draft
	for i := range MaxDrafts + 3 {
		tx.now = tx.now.Add(time.Second)
		d, err := Keep(ctx, tx, dele, good(nil))
		if err != nil {
			t.Fatal(err)
		}
		switch i {
		case 0:
			first = d
		case MaxDrafts:
			again = d
		}
	}
	if n := len(tx.kept["dele"]); n != MaxDrafts {
		t.Errorf("%d are kept", n)
	}
	if _, err := Read(ctx, tx, dele, first.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("the oldest stayed: %v", err)
	}
	if _, err := Keep(ctx, tx, dele, again); err != nil || len(tx.kept["dele"]) != MaxDrafts {
		t.Errorf("keeping one anew made room: %d, %v", len(tx.kept["dele"]), err)
	}
	big := good(func(d *Draft) { d.Fields.Set("note", strings.Repeat("x", MaxBytes-1000)) })
	for range 6 {
		if _, err := Keep(ctx, tx, dele, big); err != nil {
			t.Fatal(err)
		}
	}
	all := 0
	for _, d := range tx.kept["dele"] {
		all += d.Size
	}
	if all > MaxAll {
		t.Errorf("all take %d bytes", all)
	}
}

func TestADraftIsToldByWhatAPersonWrote(t *testing.T) {
	for want, fields := range map[string]url.Values{
		"not called by us":                    {"note": {"not  called\nby us"}, "back": {"/findings/" + id.New() + "?a=very+long+address+of+a+page"}, "id": {id.New()}},
		"zlib":                                {"name": {"zlib"}, "rev": {"1"}},
		strings.Repeat("word ", 24) + "…":     {"note": {strings.Repeat("word ", 40)}},
		"a text of words":                     {"note": {"a text of words"}, "cpe": {"cpe:2.3:a:openssl:openssl:*:*:*:*:*:*:*:*"}},
		"cpe:2.3:a:zlib:zlib:*:*:*:*:*:*:*:*": {"cpe": {"cpe:2.3:a:zlib:zlib:*:*:*:*:*:*:*:*"}, "name": {"zlib"}},
	} {
		d, err := Keep(ctx, newDesk(), dele, good(func(d *Draft) { d.Fields = fields }))
		if err != nil || d.Start != want {
			t.Errorf("%q, not %q: %v", d.Start, want, err)
		}
	}
}
