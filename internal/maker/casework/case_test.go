package casework

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/value/fault"
	"aceso/internal/value/secret"
)

// desk is a transaction that holds cases.
type desk struct {
	now      time.Time
	cases    map[string]Case
	messages []Message
	links    []Link
	count    map[int]int
	log      []record.Entry
}

func newDesk() *desk {
	return &desk{now: time.Date(2026, 11, 2, 14, 14, 0, 0, time.UTC), cases: map[string]Case{}, count: map[int]int{}}
}

func (d *desk) Now() time.Time { return d.now }
func (d *desk) Append(_ context.Context, e record.Entry) error {
	d.log = append(d.log, e)
	return nil
}

func (d *desk) Case(_ context.Context, id string) (Case, error) {
	c, ok := d.cases[id]
	if !ok {
		return c, fault.New(fault.NotFound, "there is no case %s", id)
	}
	return c, nil
}

func (d *desk) SaveCase(_ context.Context, c *Case) error {
	c.Rev++
	d.cases[c.ID] = *c
	return nil
}

func (d *desk) NextCase(_ context.Context, year int) (int, error) {
	d.count[year]++
	return d.count[year], nil
}

func (d *desk) AddMessage(_ context.Context, m Message) error {
	d.messages = append(d.messages, m)
	return nil
}
func (d *desk) Links(context.Context, string) ([]Link, error) { return d.links, nil }
func (d *desk) SaveLink(_ context.Context, l Link) error {
	d.links = append(d.links, l)
	return nil
}

func (d *desk) DropLink(_ context.Context, id string) error {
	d.links = slices.DeleteFunc(d.links, func(l Link) bool { return l.ID == id })
	return nil
}

var dele = org.Actor{Org: "o", Person: "dele", Name: "Dele Okoro", Roles: []org.Role{org.Security}}

// good is a report as a stranger sends it.
func good() Case {
	return Case{Kind: Vulnerability, Way: Page, Text: "Anybody can write the drug library.\nTCP 8443.", Device: Device{Said: "IP-200", Version: "4.2.0"}, Reporter: Reporter{Name: "Kim", Credit: "k1m"}}
}

func heard(t *testing.T, d *desk) Case {
	t.Helper()
	c, _, err := Hear(context.Background(), d, "o", good(), "LF", nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAReportGetsANumberAndALinkAtOnce(t *testing.T) {
	d := newDesk()
	c, link, err := Hear(context.Background(), d, "o", good(), "LF", []File{{Blob: record.Blob{Hash: "h"}}})
	if err != nil || c.Number != "LF-2026-0001" || c.State != Received || c.Title != "Anybody can write the drug library." || !c.Received.Equal(d.now) {
		t.Errorf("%+v %v", c, err)
	}
	if len(link) < 30 || c.Digest != secret.Digest(link) {
		t.Errorf("the link has %d characters", len(link))
	}
	if len(d.messages) != 1 || d.messages[0].Side != In || len(d.messages[0].Files) != 1 || d.log[0].What != "case.received" {
		t.Errorf("%+v %+v", d.messages, d.log)
	}
}

func TestWhatCanNotBeTakenIsRefused(t *testing.T) {
	for name, change := range map[string]func(*Case){
		"nothing in it":                         func(c *Case) { c.Text = " " },
		"a text without end":                    func(c *Case) { c.Text = strings.Repeat("a", maxText+1) },
		"a kind that is none":                   func(c *Case) { c.Kind = "party" },
		"a way that is none":                    func(c *Case) { c.Way = "pigeon" },
		"a name of two lines":                   func(c *Case) { c.Reporter.Name = "Kim\r\nBcc: all@example.org" },
		"a product without end":                 func(c *Case) { c.Device.Said = strings.Repeat("a", maxField+1) },
		"too many parties":                      func(c *Case) { c.Parties = make([]string, maxParty+1) },
		"an UDI that is none, typed by our own": func(c *Case) { c.Way, c.Device.UDI = Phone, "(01)123" },
	} {
		d, c := newDesk(), good()
		change(&c)
		if _, _, err := Hear(context.Background(), d, "o", c, "LF", nil); err == nil || len(d.cases) != 0 || len(d.log) != 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	d, c := newDesk(), good()
	c.Device.UDI = "what the sticker says"
	if _, _, err := Hear(context.Background(), d, "o", c, "LF", nil); err != nil {
		t.Errorf("a stranger's slip in the UDI loses the report: %v", err)
	}
	if _, _, err := Hear(context.Background(), d, "o", good(), "LF", make([]File, MaxFiles+1)); !fault.Is(err, fault.TooLarge) {
		t.Errorf("too many files: %v", err)
	}
}

func TestEveryPairOfStates(t *testing.T) {
	for _, from := range States {
		for _, to := range States {
			c := Case{State: from}
			allowed := slices.ContainsFunc(Moves, func(m struct {
				From, To State
				Needs    org.Permission
			},
			) bool {
				return m.From == from && m.To == to
			})
			if err := c.move(to, dele); (err == nil) != allowed {
				t.Errorf("%s to %s: %v, want allowed %v", from, to, err, allowed)
			}
			c = Case{State: from}
			if err := c.move(to, org.Actor{Org: "o", Person: "x", Roles: []org.Role{org.Auditor}}); err == nil {
				t.Errorf("%s to %s by an auditor", from, to)
			}
		}
	}
}

func TestAClosedCaseOpensWhenTheReporterWrites(t *testing.T) {
	ctx, d := context.Background(), newDesk()
	c := heard(t, d)
	c, err := Turn(ctx, d, dele, c.ID, c.Rev, Acknowledged, "")
	if err != nil {
		t.Fatal(err)
	}
	if c, err = Close(ctx, d, dele, c.ID, c.Rev, Silent, "no answer in 30 days"); err != nil {
		t.Fatal(err)
	}
	if c, err = Reply(ctx, d, "o", c.ID, "Sorry, I was ill.", Page, "", nil); err != nil || c.State != Acknowledged || c.Outcome != "" {
		t.Errorf("%s %q %v", c.State, c.Outcome, err)
	}
}

func TestAComplaintIsNotClosedBeforeItIsSaidWhetherItWasInvestigated(t *testing.T) {
	ctx, d := context.Background(), newDesk()
	in := good()
	in.Kind, in.Way = Complaint, Phone
	c, _, err := Enter(ctx, d, dele, in, "LF", nil)
	if err != nil {
		t.Fatal(err)
	}
	c, _ = Turn(ctx, d, dele, c.ID, c.Rev, Acknowledged, "")
	if _, err := Close(ctx, d, dele, c.ID, c.Rev, Answered, "called back"); !fault.Is(err, fault.Invalid) {
		t.Errorf("%v", err)
	}
	in = c
	in.Handling.Investigated, in.Handling.Justification = "no", "a cable was loose"
	if c, err = Edit(ctx, d, dele, c.ID, c.Rev, in); err != nil {
		t.Fatal(err)
	}
	if c, err = Close(ctx, d, dele, c.ID, c.Rev, Answered, "called back"); err != nil || c.State != Closed {
		t.Errorf("%s %v", c.State, err)
	}
}

func TestADuplicateGoesOnUnderTheOther(t *testing.T) {
	ctx, d := context.Background(), newDesk()
	a, b := heard(t, d), heard(t, d)
	b, err := Join(ctx, d, dele, b.ID, b.Rev, a.ID)
	if err != nil || b.State != Closed || b.Outcome != Duplicate || b.Same != a.ID || len(d.links) != 1 {
		t.Fatalf("%+v %v", b, err)
	}
	c := heard(t, d)
	if _, err := Join(ctx, d, dele, c.ID, c.Rev, b.ID); !fault.Is(err, fault.Conflict) {
		t.Errorf("joined with a duplicate: %v", err)
	}
	if _, err := Join(ctx, d, dele, c.ID, c.Rev, c.ID); !fault.Is(err, fault.Conflict) {
		t.Errorf("joined with itself: %v", err)
	}
}

func TestAPrivateCaseIsNotThereForOthers(t *testing.T) {
	ctx, d := context.Background(), newDesk()
	c := heard(t, d)
	c, err := Restrict(ctx, d, dele, c.ID, c.Rev, true, nil)
	if err != nil || !slices.Contains(c.Members, "dele") {
		t.Fatalf("%+v %v", c.Members, err)
	}
	ruth := org.Actor{Org: "o", Person: "ruth", Name: "Ruth", Roles: []org.Role{org.Quality, org.Administrator}}
	for name, do := range map[string]func() error{
		"say":   func() error { _, err := Say(ctx, d, ruth, c.ID, Inside, "x", nil); return err },
		"turn":  func() error { _, err := Turn(ctx, d, ruth, c.ID, c.Rev, Acknowledged, ""); return err },
		"edit":  func() error { _, err := Edit(ctx, d, ruth, c.ID, c.Rev, c); return err },
		"join":  func() error { x := heard(t, d); _, err := Join(ctx, d, ruth, x.ID, x.Rev, c.ID); return err },
		"link":  func() error { _, err := Connect(ctx, d, ruth, c.ID, Link{Kind: "capa", About: "1"}); return err },
		"part":  func() error { return Part(ctx, d, ruth, c.ID, "l") },
		"close": func() error { _, err := Close(ctx, d, ruth, c.ID, c.Rev, NotOurs, "x"); return err },
	} {
		if err := do(); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatIsInsideStaysInsideAndNamesStayOutOfTheLog(t *testing.T) {
	ctx, d := context.Background(), newDesk()
	c := heard(t, d)
	if _, err := Say(ctx, d, dele, c.ID, In, "as if I were the reporter", nil); !fault.Is(err, fault.Invalid) {
		t.Errorf("the firm writes as the reporter: %v", err)
	}
	in := d.cases[c.ID]
	in.Reporter.Name, in.Reporter.Mail, in.Reporter.Anonymous = "Kim Secret", "kim@example.org", true
	c, err := Edit(ctx, d, dele, c.ID, in.Rev, in)
	if err != nil || c.Reporter.Credit != "" {
		t.Errorf("who must not be named is thanked as %q, %v", c.Reporter.Credit, err)
	}
	for _, e := range d.log {
		leaf, err := e.Leaf()
		if err != nil || strings.Contains(string(leaf), "Kim") {
			t.Errorf("%s, %v", leaf, err)
		}
	}
}

func TestTheReporterReadsPlainWords(t *testing.T) {
	for _, c := range []struct {
		in   Case
		want string
	}{
		{Case{State: Received}, "received"},
		{Case{State: Verified}, "confirmed"},
		{Case{State: Fixing, Planned: time.Date(2026, 12, 12, 0, 0, 0, 0, time.UTC)}, "fix planned for 12 December 2026"},
		{Case{State: Closed}, "closed"},
	} {
		if got := c.in.Status(); got != c.want {
			t.Errorf("%s: %q, want %q", c.in.State, got, c.want)
		}
	}
}
