package storetest

import (
	"testing"

	"aceso/internal/domain/org"
	"aceso/internal/domain/support"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

func TestWhatIsSaidOfSupportIsKept(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		who, marrow := Org(t, db, "larkfield", org.Security), Org(t, db, "marrow", org.Security)
		r := release(t, db, who, "IP-200", "1")
		a := arrival(r.ID, "a@1", "a@2", "b@1")
		a.Document.Components[0].SupportLevel, a.Document.Components[0].EndOfSupport = "actively maintained", "2027-01"
		a.Document.Components[2].SupportLevel = "unknown"
		bring(t, db, who, a)
		var first, second store.Part
		see(t, db, who, func(tx *store.Tx) error {
			parts, err := tx.PartsNamed(ctx, "a")
			if err != nil || len(parts) != 2 || parts[0].Component.Version != "1" {
				t.Fatalf("parts of the name: %+v: %v", parts, err)
			}
			first, second = parts[0], parts[1]
			said, err := tx.SupplierSupport(ctx, []int64{1, 2, 3})
			if err != nil || len(said) != 1 || len(said[first.No]) != 1 || said[first.No][0].End != "2027-01-31" || said[first.No][0].Level != support.Maintained {
				t.Errorf("of the parts list: %+v: %v", said, err)
			}
			return nil
		})
		subject := support.SubjectOf(&first.Component)
		var kept *support.Statement
		var plan *support.Plan
		do(t, db, who, func(tx *store.Tx) error {
			var err error
			kept, err = support.Say(ctx, tx, who, support.Statement{Subject: subject, Level: support.Abandoned, Reason: "its maker has gone"})
			if err != nil {
				return err
			}
			plan, err = support.KeepPlan(ctx, tx, who, support.Plan{Subject: subject, Name: "a 1", Text: "take a 2", Due: "2027-03"})
			return err
		})
		if plan.Due != "2027-03-31" || plan.State != support.Planned || plan.Rev != 1 {
			t.Errorf("the plan: %+v", plan)
		}
		see(t, db, marrow, func(tx *store.Tx) error {
			all, err := tx.SupportStatements(ctx, []string{subject.Lineage})
			plans, err2 := tx.Plans(ctx, []string{subject.Lineage})
			if len(all)+len(plans) > 0 {
				t.Errorf("another organisation sees %+v, %+v", all, plans)
			}
			if _, err := tx.SupportStatement(ctx, kept.ID); !fault.Is(err, fault.NotFound) {
				t.Errorf("another organisation's statement: %v", err)
			}
			return firstError(err, err2)
		})
		do(t, db, who, func(tx *store.Tx) error {
			if _, err := support.Undo(ctx, tx, who, kept.ID); err != nil {
				return err
			}
			if _, err := support.Undo(ctx, tx, who, kept.ID); !fault.Is(err, fault.Conflict) {
				t.Errorf("undone twice: %v", err)
			}
			changed := *plan
			changed.State = support.Done
			if _, err := support.KeepPlan(ctx, tx, who, changed); err != nil {
				return err
			}
			if _, err := support.KeepPlan(ctx, tx, who, changed); !fault.Is(err, fault.Stale) {
				t.Errorf("changed upon an older version: %v", err)
			}
			return nil
		})
		see(t, db, who, func(tx *store.Tx) error {
			all, err := tx.SupportStatements(ctx, []string{subject.Lineage})
			if err != nil || len(all) != 1 || all[0].UndoneBy != who.Name || all[0].Undone.IsZero() || all[0].Reason != "its maker has gone" {
				t.Errorf("an undone statement stays: %+v: %v", all, err)
			}
			plans, err := tx.Plans(ctx, []string{subject.Lineage})
			if err != nil || len(plans) != 1 || plans[0].State != support.Done || plans[0].Rev != 2 || plans[0].Created.IsZero() {
				t.Errorf("the plan: %+v: %v", plans, err)
			}
			_ = second
			return nil
		})
	})
}

func TestAStatementThatIsNotWholeIsRefused(t *testing.T) {
	Both(t, func(t *testing.T, db *store.DB) {
		who := Org(t, db, "larkfield", org.Security)
		good := support.Statement{Subject: support.Subject{Lineage: "a"}, Level: support.Maintained, Reason: "contract"}
		for rule, change := range map[string]func(*support.Statement){
			"it is about a part":          func(s *support.Statement) { s.Lineage = " " },
			"its level is a known one":    func(s *support.Statement) { s.Level = "gold" },
			"its end is a day":            func(s *support.Statement) { s.End = "soon" },
			"it says something":           func(s *support.Statement) { s.Level = "" },
			"it names its reason":         func(s *support.Statement) { s.Reason = "" },
			"its evidence is an address":  func(s *support.Statement) { s.Evidence = "javascript:alert(1)" },
			"an address names a computer": func(s *support.Statement) { s.Evidence = "https://" },
		} {
			s := good
			change(&s)
			do(t, db, who, func(tx *store.Tx) error {
				if _, err := support.Say(ctx, tx, who, s); !fault.Is(err, fault.Invalid) {
					t.Errorf("%s: %v", rule, err)
				}
				return nil
			})
		}
		do(t, db, who, func(tx *store.Tx) error {
			_, err := support.Say(ctx, tx, who, good)
			trainee := org.Actor{Org: who.Org, Person: "x", Roles: []org.Role{org.Trainee}}
			if _, err := support.Say(ctx, tx, trainee, good); !fault.Is(err, fault.Forbidden) {
				t.Errorf("by a trainee: %v", err)
			}
			return err
		})
	})
}
