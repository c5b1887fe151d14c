package finding

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"aceso/internal/domain/deed"
	"aceso/internal/domain/org"
	"aceso/internal/value/fault"
)

var bo = org.Actor{Org: "larkfield", Person: "bo", Name: "Bo Lind", Roles: []org.Role{org.Engineer}}

// five are five findings: two open, one in review with bo, one snoozed, one closed.
func five() *memory {
	tx := &memory{}
	for i, f := range []Finding{
		{State: Open}, {State: Open, Note: "seen"}, {State: InReview, Owner: "bo"}, {State: Snoozed, Was: Reopened, Until: "2026-12-24", Because: "waits"}, {State: Closed, Was: Open},
	} {
		f.ID, f.Weakness, f.Rev, f.Opened, f.Turned = fmt.Sprintf("f%d", i+1), fmt.Sprintf("CVE-2026-000%d", i+1), 1, now, now
		tx.found = append(tx.found, f)
	}
	return tx
}

var (
	all   = Scope{IDs: []string{"f1", "f2", "f3", "f4", "f5"}}
	toBo  = Act{Owner: new("bo")}
	sleep = Act{Snooze: &Snooze{Until: "2026-12-02", Because: "the bench test comes first"}}
)

func TestAPreviewSaysWhatTheActThenDoes(t *testing.T) {
	for name, c := range map[string]struct {
		act                 Act
		change, same, never int
		text                string
	}{
		"give to bo":     {toBo, 4, 1, 0, "Gave 4 findings to name of bo"},
		"give to nobody": {Act{Owner: new("")}, 1, 4, 0, "Gave CVE-2026-0003 in it to nobody"},
		"note":           {Act{Note: new(" seen ")}, 4, 1, 0, "Wrote a note on 4 findings"},
		"take up":        {Act{To: InReview}, 3, 1, 1, "Took up 3 findings"},
		"put back":       {Act{To: Open}, 2, 2, 1, "Put back 2 findings"},
		"snooze":         {sleep, 4, 0, 1, "Snoozed 4 findings until 2 Dec 2026"},
		"wake":           {Act{Wake: true}, 1, 4, 0, "Woke CVE-2026-0004 in it"},
		"several":        {Act{Owner: new("bo"), To: InReview}, 3, 1, 1, "Changed 3 findings"},
	} {
		tx := five()
		f, err := Preview(ctx, tx, dele, c.act, all)
		if err != nil || f.Total != 5 || f.Change != c.change || f.Same != c.same || f.Left() != c.never || len(tx.log) != 0 {
			t.Errorf("%s: preview %+v: %v", name, f, err)
		}
		d, _, err := Do(ctx, tx, dele, "", c.act, all)
		if err != nil || d.Done != c.change || d.Left != c.never || d.Text != c.text || d.State != deed.Done || len(tx.steps[d.ID]) != c.change+c.never || len(tx.log) != 1 {
			t.Errorf("%s: %+v, %d entries: %v", name, d, len(tx.log), err)
		}
		again, f, err := Do(ctx, tx, dele, "", c.act, all)
		if err != nil || again.ID != "" || f.Change != 0 || len(tx.log) != 1 {
			t.Errorf("%s: again %+v, %+v: %v", name, again, f, err)
		}
	}
}

func TestAnActThatIsAskedForTwiceIsDoneOnce(t *testing.T) {
	tx := five()
	d, _, err := Do(ctx, tx, dele, "0198c1aa", toBo, all)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := Do(ctx, tx, dele, "0198c1aa", Act{Owner: new("")}, all); err != nil || tx.found[0].Owner != "bo" || len(tx.log) != 1 {
		t.Errorf("the same name did it twice: %v, %d entries", err, len(tx.log))
	}
	if _, _, err := Do(ctx, tx, bo, d.ID, toBo, all); !fault.Is(err, fault.Conflict) {
		t.Errorf("somebody else's name: %v", err)
	}
}

func TestWhatSomebodyElseChangedMeanwhileIsLeftAlone(t *testing.T) {
	tx := five()
	seen, _ := tx.AsOf(ctx)
	if _, err := Annotate(ctx, tx, bo, "f2", 1, "mine"); err != nil {
		t.Fatal(err)
	}
	tx.found = append(tx.found, Finding{ID: "f6", Weakness: "CVE-2026-0006", State: Open, Rev: 1})
	for name, s := range map[string]Scope{"by ids": {IDs: all.IDs, AsOf: seen}, "by list": {List: "all", AsOf: seen}} {
		f, err := Preview(ctx, tx, dele, Act{Note: new("ours")}, s)
		if err != nil || f.Touched != 1 || f.Change != f.Total-1 {
			t.Errorf("%s: %+v: %v", name, f, err)
		}
		own, err := Preview(ctx, tx, bo, Act{Note: new("ours")}, s)
		if err != nil || own.Touched != 0 {
			t.Errorf("%s: one's own change counts as another's: %+v: %v", name, own, err)
		}
	}
	d, _, err := Do(ctx, tx, dele, "", Act{Note: new("ours")}, Scope{List: "all", AsOf: seen})
	if err != nil || d.Done != 3 || d.Left != 1 || tx.found[1].Note != "mine" || tx.found[5].Note != "" {
		t.Errorf("%+v, %q, %q: %v", d, tx.found[1].Note, tx.found[5].Note, err)
	}
	if s := tx.steps[d.ID][1]; s.Left != "Bo Lind changed it at 06:10 on 2026-11-23" {
		t.Errorf("left for %q", s.Left)
	}
}

func TestVeryManyFindingsAreTheWorkOfAJob(t *testing.T) {
	tx := &memory{}
	for i := range deed.Inline + 1 {
		tx.found = append(tx.found, Finding{ID: fmt.Sprint("f", i), Weakness: fmt.Sprint("CVE-", i), State: Open, Rev: 1, Opened: now, Turned: now})
	}
	d, f, err := Do(ctx, tx, dele, "", toBo, Scope{List: "all"})
	if err != nil || !f.Long || d.State != deed.Doing || len(tx.jobs) != 1 || tx.jobs[0].About != d.ID || tx.found[0].Owner != "" {
		t.Fatalf("%+v, %+v: %v", d, tx.jobs, err)
	}
	for more := true; more; {
		if d, more, err = CarryOn(ctx, tx, d.ID, 500); err != nil {
			t.Fatal(err)
		}
	}
	if d.State != deed.Done || d.Done != deed.Inline+1 || d.Text != fmt.Sprintf("Gave %d findings to name of bo", deed.Inline+1) || d.Plan != nil {
		t.Errorf("%+v", d)
	}
	for _, f := range tx.found {
		if f.Owner != "bo" || f.Rev != 2 {
			t.Fatalf("%+v", f)
		}
	}
	if _, more, err := CarryOn(ctx, tx, d.ID, 500); more || err != nil {
		t.Errorf("it goes on after its end: %v", err)
	}
}

func TestAJobStopsWhenWhoWantedItMayNotAnyMore(t *testing.T) {
	tx := five()
	gone := dele
	gone.Person = "gone"
	d := deed.Deed{ID: "d", Kind: Assigned, Who: gone, State: deed.Doing, Plan: planOf(&toBo, all)}
	if err := tx.SaveDeed(ctx, d); err != nil {
		t.Fatal(err)
	}
	if _, _, err := CarryOn(ctx, tx, "d", 10); !fault.Is(err, fault.Forbidden) || tx.found[0].Owner != "" {
		t.Errorf("%v", err)
	}
}

func TestAnActThatCantBeIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		who  org.Actor
		act  Act
		in   Scope
		want fault.Kind
	}{
		"an auditor":             {auditor, toBo, all, fault.Forbidden},
		"nothing to do":          {dele, Act{}, all, fault.Invalid},
		"nothing chosen":         {dele, toBo, Scope{}, fault.Invalid},
		"too many by name":       {dele, toBo, Scope{IDs: make([]string, MostIDs+1)}, fault.Invalid},
		"an owner who may not":   {dele, Act{Owner: new("ada")}, all, fault.Invalid},
		"an owner who is not":    {dele, Act{Owner: new("nobody")}, all, fault.NotFound},
		"closing by hand":        {dele, Act{To: Closed}, all, fault.Invalid},
		"snooze and state":       {dele, Act{To: InReview, Snooze: sleep.Snooze}, all, fault.Invalid},
		"wake and state":         {dele, Act{To: InReview, Wake: true}, all, fault.Invalid},
		"a note without measure": {dele, Act{Note: new(strings.Repeat("x", maxNote+1))}, all, fault.Invalid},
	} {
		tx := five()
		if _, err := Preview(ctx, tx, c.who, c.act, c.in); !fault.Is(err, c.want) {
			t.Errorf("%s: preview %v", name, err)
		}
		if _, _, err := Do(ctx, tx, c.who, "", c.act, c.in); !fault.Is(err, c.want) || len(tx.log) > 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAnActIsKeptAsMarks(t *testing.T) {
	for _, a := range []Act{toBo, sleep, {Note: new("")}, {To: InReview}, {Wake: true}, {Owner: new(""), Note: new("x"), To: Open}} {
		if diff := cmp.Diff(a, actOf(a.marks()), cmp.AllowUnexported(Act{})); diff != "" {
			t.Error(diff)
		}
	}
	for text, want := range map[string]AsOf{"": {}, "10.7": {10, 7}} {
		if got, err := AsOfText(text); got != want || err != nil || got.String() != text {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"10", "a.b", "-1.2", "1.2.3"} {
		if _, err := AsOfText(text); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
