package storetest

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"aceso/internal/domain/account"
	"aceso/internal/domain/org"
	"aceso/internal/store"
	"aceso/internal/value/fault"
	"aceso/internal/value/secret"
)

// member adds a person with roles to an organisation.
func member(t *testing.T, db *store.DB, who org.Actor, id string, roles ...org.Role) {
	t.Helper()
	ctx := context.Background()
	err := db.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		p := org.Person{ID: id, Email: id + "@larkfield.example", Name: id, Created: Today, Version: 1}
		if err := tx.AddPerson(ctx, p); err != nil {
			return err
		}
		return tx.SaveMembership(ctx, org.Membership{Org: who.Org, Person: id, Roles: roles})
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestALockedMemberActsByNoRightUntilTheyAreUnlocked(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		who := Org(t, db, "larkfield", org.Administrator)
		member(t, db, who, "dele", org.Administrator)
		member(t, db, who, "ruth", org.Quality, org.Administrator)
		who.Person = "dele"
		do := func(act func(tx *store.Tx) error) error { return db.In(who.Org).Update(ctx, act) }
		lock := func(by org.Actor, person, reason string) error {
			return do(func(tx *store.Tx) error { return org.Lock(ctx, tx, by, person, reason) })
		}
		s, _ := account.NewSession("ruth", who.Org, account.Proof{Ways: []account.Way{account.ByPassword}, At: Today}, Today)
		if err := do(func(tx *store.Tx) error { return tx.AddSession(ctx, s) }); err != nil {
			t.Fatal(err)
		}
		plain := who
		plain.Roles = []org.Role{org.Quality}
		for what, refused := range map[string]struct {
			err  error
			kind fault.Kind
		}{
			"by somebody who may not": {lock(plain, "ruth", "x"), fault.Forbidden},
			"oneself":                 {lock(who, "dele", "x"), fault.Conflict},
			"nobody":                  {lock(who, "nobody", "x"), fault.NotFound},
			"without a reason":        {lock(who, "ruth", " "), fault.Invalid},
		} {
			if !fault.Is(refused.err, refused.kind) {
				t.Errorf("%s: %v", what, refused.err)
			}
		}
		if err := lock(who, "ruth", "laptop stolen"); err != nil {
			t.Fatal(err)
		}
		if err := lock(who, "ruth", "again"); !fault.Is(err, fault.Conflict) {
			t.Errorf("locked twice: %v", err)
		}
		program := org.Program(who.Org)
		if err := lock(program, "dele", "x"); !fault.Is(err, fault.Conflict) {
			t.Errorf("the last administrator who is not locked: %v", err)
		}
		err := do(func(tx *store.Tx) error {
			if _, err := tx.Session(ctx, s.Digest); !fault.Is(err, fault.NotFound) {
				t.Errorf("a session lives on: %v", err)
			}
			if _, err := tx.Membership(ctx, "ruth"); !fault.Is(err, fault.NotFound) {
				t.Errorf("a locked member has a right: %v", err)
			}
			if in, err := tx.MembershipsOf(ctx, "ruth"); len(in) != 0 {
				t.Errorf("a locked member may come into %v, %v", in, err)
			}
			if m, err := tx.AnyMembership(ctx, "ruth"); err != nil || !m.Locked.Equal(tx.Now()) || len(m.Roles) != 2 {
				t.Errorf("the membership is %+v, %v", m, err)
			}
			// what a provider's groups give anew does not unlock
			return tx.SaveMembership(ctx, org.Membership{Org: who.Org, Person: "ruth", Roles: []org.Role{org.Quality}})
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := do(func(tx *store.Tx) error {
			if _, err := tx.Membership(ctx, "ruth"); !fault.Is(err, fault.NotFound) {
				t.Errorf("other roles unlock: %v", err)
			}
			return org.Unlock(ctx, tx, who, "ruth")
		}); err != nil {
			t.Fatal(err)
		}
		if err := do(func(tx *store.Tx) error {
			_, err := tx.Membership(ctx, "ruth")
			return err
		}); err != nil {
			t.Errorf("after unlocking: %v", err)
		}
	})
}

func TestWrongTriesWaitLongerEachTimeAndAreForgottenAfterADay(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		ctx := context.Background()
		who := Org(t, db, "larkfield", org.Administrator)
		member(t, db, who, "ruth", org.Quality)
		key := account.AccountKey(" RUTH@larkfield.example")
		try := func() error {
			return db.In(who.Org).Update(ctx, func(tx *store.Tx) error {
				return account.Charge(ctx, tx, key, org.Person{ID: "ruth", Name: "ruth"}, "10.0.0.1")
			})
		}
		for range account.FreeTries {
			if err := try(); err != nil {
				t.Fatal(err)
			}
		}
		if err := try(); !fault.Is(err, fault.TooMany) {
			t.Errorf("the sixth try: %v", err)
		}
		held := func() (n int) {
			db.In(who.Org).View(ctx, func(tx *store.Tx) error {
				all, err := tx.HeldMembers(ctx)
				n = len(all)
				return err
			})
			return n
		}
		if held() != 1 {
			t.Error("nobody is told that somebody waits")
		}
		err := db.In(who.Org).Update(ctx, func(tx *store.Tx) error { return account.Lift(ctx, tx, who, "ruth") })
		if err != nil || held() != 0 || try() != nil {
			t.Errorf("after an administrator freed them: %v", err)
		}
		now := account.Tries{Failed: 400, Last: Today, Until: Today.Add(account.LongestWait)}
		if got := now.Next(Today.Add(time.Hour)).Until.Sub(Today.Add(time.Hour)); got != account.LongestWait {
			t.Errorf("the 401st try waits %s", got)
		}
		if got := now.Next(Today.Add(25 * time.Hour)); got.Failed != 1 || got.Until.After(got.Last) {
			t.Errorf("a day later it is %+v", got)
		}
	})
}

// withApp gives somebody an app that shows codes, and returns its secret and
// the recovery codes that came with it.
func withApp(t *testing.T, db *store.DB, box *secret.Box, who org.Actor) (key string, recovery []secret.Secret) {
	t.Helper()
	ctx := context.Background()
	o := account.NewOffer(who.Person, Today)
	err := db.In(who.Org).Update(ctx, func(tx *store.Tx) error {
		var err error
		recovery, err = account.KeepCodeApp(ctx, tx, box, who, o, codeAt(t, o.Secret, Today.Add(-30*time.Second)))
		return err
	})
	if err != nil || len(recovery) != account.RecoveryCodes {
		t.Fatalf("%v, %d recovery codes", err, len(recovery))
	}
	return o.Secret, recovery
}

func codeAt(t *testing.T, key string, at time.Time) string {
	t.Helper()
	code, err := totp.GenerateCode(key, at)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func TestACodeCountsOnceAndOnlyInItsTime(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		ctx, box := context.Background(), secret.RandomBox()
		who := Org(t, db, "larkfield", org.Administrator)
		member(t, db, who, "ruth", org.Quality)
		who.Person = "ruth"
		key, _ := withApp(t, db, box, who)
		use := func(box *secret.Box, code string) error {
			return db.In(who.Org).Update(ctx, func(tx *store.Tx) error { return account.UseCode(ctx, tx, box, "ruth", code) })
		}
		for what, code := range map[string]string{
			"the one that set it up": codeAt(t, key, Today.Add(-30*time.Second)),
			"of a minute ago":        codeAt(t, key, Today.Add(-60*time.Second)),
			"of a minute ahead":      codeAt(t, key, Today.Add(60*time.Second)),
			"none":                   "",
			"of another app":         codeAt(t, account.NewOffer("ruth", Today).Secret, Today),
		} {
			if err := use(box, code); !fault.Is(err, fault.Invalid) {
				t.Errorf("a code %s: %v", what, err)
			}
		}
		good := codeAt(t, key, Today)
		if err := use(secret.RandomBox(), good); err == nil || fault.Of(err) != nil {
			t.Errorf("a seed that another key sealed: %v", err)
		}
		if err := use(box, good[:3]+" "+good[3:]); err != nil {
			t.Errorf("the code of now: %v", err)
		}
		if err := use(box, good); !fault.Is(err, fault.Invalid) {
			t.Errorf("the same code again: %v", err)
		}
	})
}

func TestARecoveryCodeCountsOnceHoweverItIsTyped(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		ctx, box := context.Background(), secret.RandomBox()
		who := Org(t, db, "larkfield", org.Administrator)
		member(t, db, who, "ruth", org.Quality)
		who.Person = "ruth"
		_, codes := withApp(t, db, box, who)
		use := func(typed string) (account.Way, error) {
			var way account.Way
			err := db.In(who.Org).Update(ctx, func(tx *store.Tx) error {
				var err error
				way, err = account.UseEither(ctx, tx, box, who, typed)
				return err
			})
			return way, err
		}
		typed := strings.ToUpper(strings.ReplaceAll(codes[0].Reveal(), "-", " "))
		if way, err := use(typed); err != nil || way != account.ByRecovery {
			t.Errorf("%s, %v", way, err)
		}
		if _, err := use(codes[0].Reveal()); !fault.Is(err, fault.Invalid) {
			t.Errorf("the same one again: %v", err)
		}
		if err := db.In(who.Org).Update(ctx, func(tx *store.Tx) error {
			_, err := account.NewRecovery(ctx, tx, who)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := use(codes[1].Reveal()); !fault.Is(err, fault.Invalid) {
			t.Errorf("one of the old list: %v", err)
		}
	})
}

func TestTheLastFactorThatIsRequiredStays(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		ctx, box := context.Background(), secret.RandomBox()
		who := Org(t, db, "larkfield", org.Administrator)
		member(t, db, who, "ruth", org.Quality)
		who.Person, who.Roles = "ruth", []org.Role{org.Quality}
		withApp(t, db, box, who)
		drop := func() error {
			return db.In(who.Org).Update(ctx, func(tx *store.Tx) error { return account.DropCodeApp(ctx, tx, who) })
		}
		set := func(d account.Demand) {
			p := account.UsualPolicy()
			p.Demand = d
			err := db.In(who.Org).Update(ctx, func(tx *store.Tx) error {
				was, err := tx.SignInPolicy(ctx)
				if err != nil {
					return err
				}
				p.Rev = was.Rev
				return tx.SaveSignInPolicy(ctx, p)
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		set(account.OfEverybody)
		if err := drop(); !fault.Is(err, fault.Conflict) {
			t.Errorf("the last one that is required: %v", err)
		}
		set(account.OfNobody)
		if err := drop(); err != nil {
			t.Errorf("one that nobody requires: %v", err)
		}
	})
}
