package assess

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"aceso/internal/domain/clock"
	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/domain/sign"
	"aceso/internal/value/fault"
	"aceso/internal/value/score"
)

// desk is a transaction that holds what assessments need.
type desk struct {
	now      time.Time
	matrices []Matrix
	all      map[string]Assessment
	order    []string
	signed   []sign.Signature
	clocks   map[string]clock.Clock
	log      []record.Entry
}

func newDesk() *desk {
	return &desk{now: aware.Add(24 * time.Hour), all: map[string]Assessment{}, clocks: map[string]clock.Clock{}}
}

func (d *desk) Now() time.Time { return d.now }
func (d *desk) Append(_ context.Context, e record.Entry) error {
	d.log = append(d.log, e)
	return nil
}

func (d *desk) Matrix(context.Context) (Matrix, error) {
	if len(d.matrices) == 0 {
		return Matrix{}, fault.New(fault.NotFound, "there is no matrix")
	}
	return d.matrices[len(d.matrices)-1], nil
}

func (d *desk) AddMatrix(_ context.Context, m Matrix) error {
	d.matrices = append(d.matrices, m)
	return nil
}

func (d *desk) Assessment(_ context.Context, id string) (Assessment, error) { return d.all[id], nil }

func (d *desk) AssessmentsOf(_ context.Context, kind, about string) ([]Assessment, error) {
	var out []Assessment
	for _, id := range d.order {
		if a := d.all[id]; a.About.Kind == kind && a.About.ID == about {
			out = append(out, a)
		}
	}
	return out, nil
}

func (d *desk) SaveAssessment(_ context.Context, a *Assessment) error {
	if a.Rev == 0 {
		d.order = append(d.order, a.ID)
	}
	a.Rev++
	d.all[a.ID] = *a
	return nil
}

func (d *desk) Signatures(_ context.Context, _, about string) ([]sign.Signature, error) {
	var out []sign.Signature
	for _, s := range d.signed {
		if s.About == about {
			out = append(out, s)
		}
	}
	return out, nil
}

func (d *desk) AddSignature(_ context.Context, s sign.Signature) error {
	d.signed = append(d.signed, s)
	return nil
}
func (d *desk) Clock(_ context.Context, id string) (clock.Clock, error) { return d.clocks[id], nil }
func (d *desk) ClocksOf(context.Context, string, string) ([]clock.Clock, error) {
	var out []clock.Clock
	for _, c := range d.clocks {
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b clock.Clock) int { return a.Late.Compare(b.Late) })
	return out, nil
}

func (d *desk) SaveClock(_ context.Context, c *clock.Clock) error {
	c.Rev++
	d.clocks[c.ID] = *c
	return nil
}

var (
	aware = time.Date(2026, 11, 2, 14, 14, 0, 0, time.UTC)
	dele  = org.Actor{Org: "o", Person: "dele", Name: "Dele Okoro", Roles: []org.Role{org.Security}}
	mara  = org.Actor{Org: "o", Person: "mara", Name: "Mara Lind", Roles: []org.Role{org.Clinical}}
	ruth  = org.Actor{Org: "o", Person: "ruth", Name: "Ruth Abel", Roles: []org.Role{org.Quality}}
	about = clock.About{Kind: "case", ID: "c1", Title: "LF-2026-0007"}
)

// story is the assessment of the drug-library write (domain.md, J3).
func story() Answers {
	r := score.Rubric{"XAVN": score.Yes, "XAVT": score.Yes, "XACL": score.Yes, "XPRL": score.Yes, "XPRZ": score.No, "XUI": score.No, "XS": score.Yes, "XCP": score.No}
	for _, kind := range []string{"P", "D", "T", "W", "S", "O"} {
		for _, metric := range []string{"XC", "XI", "XA"} {
			if r[metric+kind] == score.Unanswered {
				r[metric+kind] = score.None
			}
		}
	}
	r["XIT"], r["XAT"], r["XCO"] = score.High, score.High, score.Low
	return Answers{
		Aware: aware, Rubric: r, Harm: "A changed drug library lets a pump accept a wrong dose.", Severity: Critical, Exploitability: High, Why: "Whoever reaches TCP 8443 can write, without an account.",
		Supplier: SupplierPoints{Exploitation: "public poc", Automatable: "yes", Density: "diffuse", Technical: "total", Safety: "critical"},
		Deployer: DeployerPoints{Exploitation: "public poc", Exposure: "controlled", Automatable: "yes", Safety: "critical", Mission: "mef failure", KEV: "no", Exposed: "no", Total: "yes"},
	}
}

// ready brings the story's assessment to where it waits for signatures.
func ready(t *testing.T, d *desk, change func(*Answers)) Assessment {
	t.Helper()
	ctx := context.Background()
	if len(d.matrices) == 0 {
		m := Proposal
		if _, err := Adopt(ctx, d, ruth, m); err != nil {
			t.Fatal(err)
		}
	}
	a, err := Begin(ctx, d, dele, about, aware)
	if err != nil {
		t.Fatal(err)
	}
	in := story()
	if change != nil {
		change(&in)
	}
	if a, err = Write(ctx, d, dele, a.ID, a.Rev, in); err != nil {
		t.Fatal(err)
	}
	if a, err = Finish(ctx, d, dele, a.ID, a.Rev); err != nil {
		t.Fatal(err)
	}
	return a
}

func put(t *testing.T, d *desk, who org.Actor, a Assessment, m sign.Meaning) (Assessment, error) {
	t.Helper()
	seen, err := a.Document().Hash()
	if err != nil {
		t.Fatal(err)
	}
	return Sign(context.Background(), d, who, a.ID, m, seen, sign.Proof{By: []string{"password"}, At: d.now}, clock.FDA)
}

func TestTheStoryIsUncontrolledAndItsClocksRun(t *testing.T) {
	d := newDesk()
	a := ready(t, d, nil)
	if v, err := a.CVSS31(); err != nil || v.Vector != "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:L/I:H/A:H" || v.Base != 10 {
		t.Errorf("%s %v, %v", v.Vector, v.Base, err)
	}
	if a.Result != Uncontrolled || a.MatrixVersion != 1 {
		t.Errorf("%s by matrix %d", a.Result, a.MatrixVersion)
	}
	a, err := put(t, d, mara, a, sign.Approval)
	if err != nil || a.State != Ready || len(d.clocks) != 0 {
		t.Fatalf("after one signature: %s, %d clocks, %v", a.State, len(d.clocks), err)
	}
	if a, err = put(t, d, ruth, a, sign.Approval); err != nil || a.State != Decided {
		t.Fatalf("after two: %s, %v", a.State, err)
	}
	var due []string
	clocks, _ := d.ClocksOf(context.Background(), "", "")
	for _, c := range clocks {
		due = append(due, c.Due.String())
	}
	if !slices.Equal(due, []string{"2026-12-02", "2027-01-01"}) {
		t.Errorf("the clocks are due on %v", due)
	}
}

func TestOnePersonsTwoSignaturesDecideNothing(t *testing.T) {
	d := newDesk()
	a := ready(t, d, nil)
	for _, m := range []sign.Meaning{sign.Approval, sign.Responsibility} {
		var err error
		if a, err = put(t, d, mara, a, m); err != nil || a.State != Ready {
			t.Fatalf("%s: %s, %v", m, a.State, err)
		}
	}
	if a, err := put(t, d, ruth, a, sign.Review); err != nil || a.State != Ready {
		t.Errorf("a review decides: %s, %v", a.State, err)
	}
}

func TestAChangeUndoesTheSignatures(t *testing.T) {
	ctx, d := context.Background(), newDesk()
	a := ready(t, d, nil)
	a, err := put(t, d, mara, a, sign.Approval)
	if err != nil {
		t.Fatal(err)
	}
	if a, err = TakeBack(ctx, d, dele, a.ID, a.Rev); err != nil {
		t.Fatal(err)
	}
	in := story()
	in.Severity = Catastrophic
	if a, err = Write(ctx, d, dele, a.ID, a.Rev, in); err != nil {
		t.Fatal(err)
	}
	if a, err = Finish(ctx, d, dele, a.ID, a.Rev); err != nil {
		t.Fatal(err)
	}
	if a, err = put(t, d, ruth, a, sign.Approval); err != nil || a.State != Ready {
		t.Errorf("the signature on another text counts: %s, %v", a.State, err)
	}
}

func TestALaterDecisionReplacesAndStopsTheClocks(t *testing.T) {
	d := newDesk()
	a := ready(t, d, nil)
	for _, who := range []org.Actor{mara, ruth} {
		var err error
		if a, err = put(t, d, who, a, sign.Approval); err != nil {
			t.Fatal(err)
		}
	}
	b := ready(t, d, func(in *Answers) { in.Exploitability = VeryLow })
	if b.Result != Controlled {
		t.Fatal(b.Result)
	}
	for _, who := range []org.Actor{mara, ruth} {
		var err error
		if b, err = put(t, d, who, b, sign.Approval); err != nil {
			t.Fatal(err)
		}
	}
	if d.all[a.ID].State != Replaced || b.State != Decided {
		t.Errorf("the first is %s, the second %s", d.all[a.ID].State, b.State)
	}
	for _, c := range d.clocks {
		if c.State != clock.Dropped {
			t.Errorf("%s is still %s", c.Title, c.State)
		}
	}
}

func TestWhatIsNotWholeIsNotReady(t *testing.T) {
	ctx := context.Background()
	for name, change := range map[string]func(*Answers){
		"a question unanswered": func(in *Answers) { delete(in.Rubric, "XIT") },
		"no harm in words":      func(in *Answers) { in.Harm = " " },
		"no severity":           func(in *Answers) { in.Severity = "" },
		"no exploitability":     func(in *Answers) { in.Exploitability = "" },
		"no reason":             func(in *Answers) { in.Why = "" },
	} {
		d := newDesk()
		if _, err := Adopt(ctx, d, ruth, Proposal); err != nil {
			t.Fatal(err)
		}
		a, _ := Begin(ctx, d, dele, about, aware)
		in := story()
		change(&in)
		a, err := Write(ctx, d, dele, a.ID, a.Rev, in)
		if err != nil {
			t.Errorf("%s: a draft must be kept: %v", name, err)
		}
		if _, err := Finish(ctx, d, dele, a.ID, a.Rev); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNothingIsDecidedWithoutTheFirmsMatrix(t *testing.T) {
	ctx, d := context.Background(), newDesk()
	a, _ := Begin(ctx, d, dele, about, aware)
	a, err := Write(ctx, d, dele, a.ID, a.Rev, story())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Finish(ctx, d, dele, a.ID, a.Rev); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "matrix") {
		t.Errorf("%v", err)
	}
}

func TestAMatrixNeverAllowsMoreForWorseHarm(t *testing.T) {
	for _, c := range []struct {
		line [5]int
		ok   bool
	}{
		{[5]int{5, 4, 3, 2, 1}, true},
		{[5]int{0, 0, 0, 0, 0}, true},
		{[5]int{5, 5, 5, 5, 5}, true},
		{[5]int{1, 2, 2, 2, 2}, false},
		{[5]int{6, 4, 3, 2, 1}, false},
		{[5]int{5, 4, 3, 2, -1}, false},
	} {
		m := Matrix{Line: c.line, Why: "our risk file"}
		if err := m.Check(); (err == nil) != c.ok {
			t.Errorf("%v: %v", c.line, err)
		}
	}
	for _, s := range Severities {
		worst := Controlled
		for _, e := range Exploitabilities {
			got, err := Proposal.Result(e.Exploitability, s.Severity)
			if err != nil || worst == Uncontrolled && got == Controlled {
				t.Errorf("%s, %s: %s after %s, %v", e.Exploitability, s.Severity, got, worst, err)
			}
			worst = got
		}
	}
}

func TestEveryPairOfStates(t *testing.T) {
	for _, from := range States {
		for _, to := range States {
			a := Assessment{State: from}
			allowed := slices.ContainsFunc(Moves, func(m struct {
				From, To State
				Needs    org.Permission
			},
			) bool {
				return m.From == from && m.To == to
			})
			if err := a.move(to, dele); (err == nil) != allowed {
				t.Errorf("%s to %s: %v, want allowed %v", from, to, err, allowed)
			}
		}
	}
}

func TestWhoMayNotDecideHarmChangesNothing(t *testing.T) {
	ctx, d := context.Background(), newDesk()
	ines := org.Actor{Org: "o", Person: "ines", Name: "Ines", Roles: []org.Role{org.Engineer}}
	a := ready(t, d, nil)
	entries := len(d.log)
	for name, do := range map[string]func() error{
		"begin":  func() error { _, err := Begin(ctx, d, ines, clock.About{Kind: "case", ID: "c2"}, aware); return err },
		"write":  func() error { _, err := Write(ctx, d, ines, a.ID, a.Rev, story()); return err },
		"finish": func() error { _, err := Finish(ctx, d, ines, a.ID, a.Rev); return err },
		"sign":   func() error { _, err := put(t, d, ines, a, sign.Approval); return err },
		"adopt":  func() error { _, err := Adopt(ctx, d, ines, Proposal); return err },
	} {
		if err := do(); !fault.Is(err, fault.Forbidden) || len(d.log) != entries {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheSecondViewsAreComputed(t *testing.T) {
	in := story()
	if o, err := in.Supplier.Outcome(); err != nil || o != score.Immediate {
		t.Errorf("supplier: %s %v", o, err)
	}
	if o, err := in.Deployer.Outcome(); err != nil || o != score.Scheduled {
		t.Errorf("deployer: %s %v", o, err)
	}
	if l, ok := in.Deployer.Timeline(); !ok || l.Days != 60 {
		t.Errorf("BOD: %+v %v", l, ok)
	}
	in.Deployer.Exposed = ""
	if _, ok := in.Deployer.Timeline(); ok {
		t.Error("a signal that nobody gave counts as one")
	}
}
