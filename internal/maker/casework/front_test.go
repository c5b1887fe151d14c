package casework

import (
	"context"
	"strings"
	"testing"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/value/fault"
)

// door is a transaction that holds a front.
type door struct {
	desk
	front Front
}

func (d *door) Front(context.Context) (Front, error) { return d.front, nil }
func (d *door) SaveFront(_ context.Context, f *Front) error {
	f.Rev++
	d.front = *f
	return nil
}

func front() Front {
	return Front{Open: true, Firm: "Larkfield Infusion", Namespace: "https://larkfield.example", Prefix: "lf", Mail: "psirt@larkfield.example", Languages: []string{"en", "de"}, Answer: 5, Embargo: 90}
}

func TestSecurityTXTHasWhatTheRFCAsks(t *testing.T) {
	d := &door{desk: *newDesk()}
	f, err := Arrange(context.Background(), d, dele, 0, front())
	if err != nil {
		t.Fatal(err)
	}
	text := f.SecurityTXT("https://security.larkfield.example")
	for _, want := range []string{
		"Contact: https://security.larkfield.example/security/report\n", "Contact: mailto:psirt@larkfield.example\n", "Expires: 2027-09-28T14:14:00Z\n", "Preferred-Languages: en, de\n",
		"Canonical: https://security.larkfield.example/.well-known/security.txt\n", "Policy: https://security.larkfield.example/security/policy\n", "CSAF: https://security.larkfield.example/.well-known/csaf/provider-metadata.json\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("lacks %q:\n%s", want, text)
		}
	}
	if f.Ends(f.Expires.Add(-Warns-time.Hour)) || !f.Ends(f.Expires.Add(-Warns+time.Hour)) {
		t.Error("nobody hears of its end 60 days before")
	}
}

func TestADoorThatStrangersCantUseIsRefused(t *testing.T) {
	for name, change := range map[string]func(*Front){
		"no firm":                     func(f *Front) { f.Firm = "" },
		"a firm of two lines":         func(f *Front) { f.Firm = "Lark\r\nContact: mailto:evil@example.org" },
		"a plain http address":        func(f *Front) { f.Namespace = "http://larkfield.example" },
		"no prefix":                   func(f *Front) { f.Prefix = "" },
		"a mail with a header inside": func(f *Front) { f.Mail = "a@b.example\nBcc: c@d.example" },
		"a host with a path":          func(f *Front) { f.Host = "larkfield.example/security" },
		"no days to answer":           func(f *Front) { f.Answer = 0 },
		"an embargo without end":      func(f *Front) { f.Embargo = 9999 },
		"a language that injects":     func(f *Front) { f.Languages = []string{"en\nHiring: x"} },
		"a policy without end":        func(f *Front) { f.Policy = strings.Repeat("a", maxText+1) },
	} {
		d, f := &door{desk: *newDesk()}, front()
		change(&f)
		if _, err := Arrange(context.Background(), d, dele, 0, f); fault.Of(err) == nil || d.front.Rev != 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestThePrefixStaysOnceStrangersKnowIt(t *testing.T) {
	d := &door{desk: *newDesk()}
	f, err := Arrange(context.Background(), d, dele, 0, front())
	if err != nil {
		t.Fatal(err)
	}
	f.Prefix = "XX"
	if _, err := Arrange(context.Background(), d, dele, f.Rev, f); !fault.Is(err, fault.Conflict) {
		t.Errorf("%v", err)
	}
	eng := org.Actor{Org: "o", Person: "ines", Roles: []org.Role{org.Engineer}}
	if _, err := Arrange(context.Background(), d, eng, f.Rev, front()); !fault.Is(err, fault.Forbidden) {
		t.Errorf("%v", err)
	}
}
