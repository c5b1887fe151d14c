package assess

import (
	"context"
	"slices"
	"strings"
	"time"

	"aceso/internal/domain/clock"
	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/domain/sign"
	"aceso/internal/value/fault"
	"aceso/internal/value/id"
	"aceso/internal/value/score"
)

// Tx is what this package asks of a transaction.
type Tx interface {
	MatrixTx
	sign.Tx
	clock.Tx
	Assessment(ctx context.Context, id string) (Assessment, error)
	AssessmentsOf(ctx context.Context, kind, about string) ([]Assessment, error)
	SaveAssessment(context.Context, *Assessment) error
}

// Answers is what a person enters, whole or in part.
type Answers struct {
	Aware          time.Time
	Rubric         score.Rubric
	Supplement     score.Supplement
	Environment    string
	Supplier       SupplierPoints
	Deployer       DeployerPoints
	Harm           string
	Severity       Severity
	Exploitability Exploitability
	Why            string
	Harmed         bool
}

// Begin opens an assessment of a record, with the answers of the one before
// it where there is one: what is still so need not be said again.
func Begin(ctx context.Context, tx Tx, who org.Actor, about clock.About, aware time.Time) (Assessment, error) {
	if err := who.May(org.DecideHarm); err != nil {
		return Assessment{}, err
	}
	there, err := tx.AssessmentsOf(ctx, about.Kind, about.ID)
	if err != nil {
		return Assessment{}, err
	}
	a := Assessment{Rubric: score.Rubric{}}
	for _, old := range there {
		if old.State == Draft || old.State == Ready {
			return Assessment{}, fault.New(fault.Conflict, "%s is being assessed already", about.Title).Helped("go on with that assessment")
		}
		a = old // the newest stands last
	}
	a.ID, a.Org, a.About, a.State, a.Rev, a.Decided, a.Result, a.MatrixVersion = id.New(), who.Org, about, Draft, 0, time.Time{}, "", 0
	a.Author, a.Writer, a.Created, a.Changed = who.Person, who.Name, tx.Now(), tx.Now()
	if a.Aware.IsZero() {
		a.Aware = aware
	}
	if err := tx.SaveAssessment(ctx, &a); err != nil {
		return Assessment{}, err
	}
	return a, tx.Append(ctx, record.Entry{What: "assessment.begun", About: a.ID, Who: who, Data: map[string]string{"for": about.Kind + " " + about.ID, "title": about.Title}})
}

// Write puts down what a person says. Half of it is fine: a draft need not be whole.
func Write(ctx context.Context, tx Tx, who org.Actor, id string, rev int64, in Answers) (Assessment, error) {
	return change(ctx, tx, who, id, rev, "assessment.written", func(a *Assessment) (any, error) {
		if a.State != Draft {
			return nil, fault.New(fault.Conflict, "this assessment is %s; only a draft is written", a.State).Helped("take it back to the draft, or begin another")
		}
		if err := in.check(tx.Now()); err != nil {
			return nil, err
		}
		old := a.Document().Content
		a.Aware, a.Rubric, a.Supplement, a.Environment, a.Supplier, a.Deployer = in.Aware, in.Rubric, in.Supplement, strings.TrimSpace(in.Environment), in.Supplier, in.Deployer
		a.Harm, a.Severity, a.Exploitability, a.Why, a.Harmed = strings.TrimSpace(in.Harm), in.Severity, in.Exploitability, strings.TrimSpace(in.Why), in.Harmed
		a.Author, a.Writer, a.Result, a.MatrixVersion = who.Person, who.Name, "", 0
		return map[string]any{"old": old, "new": a.Document().Content}, a.weigh(ctx, tx)
	})
}

func (in *Answers) check(now time.Time) error {
	switch {
	case len(in.Harm) > maxText || len(in.Why) > maxText:
		return fault.New(fault.Invalid, "a text of an assessment has at most %d characters", maxText)
	case len(in.Environment) > 300:
		return fault.New(fault.Invalid, "these are more metrics than CVSS has")
	case in.Aware.After(now):
		return fault.New(fault.Invalid, "nobody becomes aware in the future")
	}
	if err := in.Rubric.Check(); err != nil {
		return err
	}
	a := Assessment{Rubric: in.Rubric, Supplement: in.Supplement, Environment: in.Environment}
	if len(in.Rubric.Missing()) == 0 {
		if _, err := a.CVSS31(); err != nil {
			return err
		}
		if _, err := a.CVSS40(); err != nil {
			return err
		}
	}
	if in.Supplier.Answered() {
		if _, err := in.Supplier.Outcome(); err != nil {
			return err
		}
	}
	if in.Deployer.Answered() {
		if _, err := in.Deployer.Outcome(); err != nil {
			return err
		}
	}
	return nil
}

// weigh takes the result from the firm's matrix, once both axes are said.
func (a *Assessment) weigh(ctx context.Context, tx MatrixTx) error {
	if a.Severity == "" || a.Exploitability == "" {
		return nil
	}
	m, err := tx.Matrix(ctx)
	if fault.Is(err, fault.NotFound) {
		_, err = Proposal.Result(a.Exploitability, a.Severity) // the words at least are right
		return err
	}
	if err != nil {
		return err
	}
	a.MatrixVersion = m.Version
	a.Result, err = m.Result(a.Exploitability, a.Severity)
	return err
}

// Finish says that the assessment is whole and can be signed.
func Finish(ctx context.Context, tx Tx, who org.Actor, id string, rev int64) (Assessment, error) {
	return change(ctx, tx, who, id, rev, "assessment.finished", func(a *Assessment) (any, error) {
		if lacks := a.missing(); len(lacks) > 0 {
			return nil, fault.New(fault.Invalid, "the assessment still lacks %s", strings.Join(lacks, "; ")).Helped("complete it, with unknown where nobody knows")
		}
		if err := a.weigh(ctx, tx); err != nil {
			return nil, err
		}
		if a.Result == "" {
			return nil, fault.New(fault.Conflict, "your organisation has no matrix of its own yet that says what is controlled").Helped("adopt one; a proposal lies ready")
		}
		return map[string]any{"result": a.Result, "matrix": a.MatrixVersion}, a.move(Ready, who)
	})
}

// TakeBack makes a draft of an assessment that waits for signatures; those it
// has are then of a version that is no more.
func TakeBack(ctx context.Context, tx Tx, who org.Actor, id string, rev int64) (Assessment, error) {
	return change(ctx, tx, who, id, rev, "assessment.taken-back", func(a *Assessment) (any, error) { return nil, a.move(Draft, who) })
}

// Sign signs an assessment that is ready. The second person's signature
// decides it: an earlier one of the same record is replaced, and where the
// risk is uncontrolled and the FDA's rules apply, its two clocks start.
func Sign(ctx context.Context, tx Tx, who org.Actor, id string, m sign.Meaning, seen string, p sign.Proof, regimes ...clock.Regime) (Assessment, error) {
	if err := who.May(org.DecideHarm); err != nil {
		return Assessment{}, err
	}
	a, err := tx.Assessment(ctx, id)
	if err != nil {
		return Assessment{}, err
	}
	if a.State != Ready {
		return a, fault.New(fault.Conflict, "this assessment is %s; only one that is ready is signed", a.State)
	}
	if m != sign.Approval && m != sign.Responsibility && m != sign.Review {
		return a, fault.New(fault.Invalid, "an assessment is signed for approval, responsibility or review")
	}
	if _, err := sign.Sign(ctx, tx, who, a.Document(), m, seen, p); err != nil {
		return a, err
	}
	all, err := tx.Signatures(ctx, "assessment", a.ID)
	if err != nil {
		return a, err
	}
	valid, err := sign.Valid(all, a.Document())
	if err != nil || sign.Signers(valid, sign.Approval, sign.Responsibility) < Signers {
		return a, err
	}
	return a, a.decide(ctx, tx, who, regimes)
}

func (a *Assessment) decide(ctx context.Context, tx Tx, who org.Actor, regimes []clock.Regime) error {
	there, err := tx.AssessmentsOf(ctx, a.About.Kind, a.About.ID)
	if err != nil {
		return err
	}
	for i := range there {
		if old := &there[i]; old.State == Decided {
			if err := old.move(Replaced, who); err != nil {
				return err
			}
			if err := tx.SaveAssessment(ctx, old); err != nil {
				return err
			}
		}
	}
	if err := a.move(Decided, who); err != nil {
		return err
	}
	a.Decided, a.Changed = tx.Now(), tx.Now()
	if err := tx.SaveAssessment(ctx, a); err != nil {
		return err
	}
	if err := tx.Append(ctx, record.Entry{What: "assessment.decided", About: a.ID, Who: who, Data: map[string]any{
		"for": a.About.Kind + " " + a.About.ID, "title": a.About.Title, "result": a.Result, "severity": a.Severity, "exploitability": a.Exploitability, "matrix": a.MatrixVersion,
	}}); err != nil {
		return err
	}
	return a.clocks(ctx, tx, who, regimes)
}

// clocks starts, or drops, what an uncontrolled risk asks for.
func (a *Assessment) clocks(ctx context.Context, tx Tx, who org.Actor, regimes []clock.Regime) error {
	duties := []clock.Duty{}
	for _, id := range []string{"fda-uncontrolled-30", "fda-uncontrolled-60"} {
		if d, ok := clock.DutyBy(id); ok && slices.Contains(regimes, d.Regime) {
			duties = append(duties, d)
		}
	}
	if a.Result == Uncontrolled {
		_, err := clock.Run(ctx, tx, who, a.About, a.Aware, duties...)
		return err
	}
	running, err := tx.ClocksOf(ctx, a.About.Kind, a.About.ID)
	if err != nil {
		return err
	}
	for _, c := range running {
		if (c.State == clock.Running || c.State == clock.Paused) && strings.HasPrefix(c.Duty, "fda-uncontrolled-") {
			if _, err := clock.Drop(ctx, tx, who, c.ID, c.Rev, "the risk was decided to be controlled"); err != nil {
				return err
			}
		}
	}
	return nil
}

// change is what all work on an assessment has in common.
func change(ctx context.Context, tx Tx, who org.Actor, id string, rev int64, what string, do func(*Assessment) (any, error)) (Assessment, error) {
	if err := who.May(org.DecideHarm); err != nil {
		return Assessment{}, err
	}
	a, err := tx.Assessment(ctx, id)
	if err != nil {
		return Assessment{}, err
	}
	if a.Rev != rev {
		return Assessment{}, fault.New(fault.Stale, "this assessment was changed meanwhile: you saw version %d and it is at %d now", rev, a.Rev).Helped("look at what changed and make your change again")
	}
	data, err := do(&a)
	if err != nil {
		return Assessment{}, err
	}
	a.Changed = tx.Now()
	if err := tx.SaveAssessment(ctx, &a); err != nil {
		return Assessment{}, err
	}
	return a, tx.Append(ctx, record.Entry{What: what, About: a.ID, Who: who, Data: data})
}
