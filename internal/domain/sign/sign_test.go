package sign

import (
	"context"
	"strings"
	"testing"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/value/fault"
)

var now = time.Date(2026, 11, 3, 10, 0, 0, 0, time.UTC)

// desk is a transaction that holds signatures.
type desk struct {
	signed []Signature
	log    []record.Entry
}

func (d *desk) Now() time.Time { return now }
func (d *desk) Append(_ context.Context, e record.Entry) error {
	d.log = append(d.log, e)
	return nil
}

func (d *desk) Signatures(context.Context, string, string) ([]Signature, error) { return d.signed, nil }

func (d *desk) AddSignature(_ context.Context, s Signature) error {
	d.signed = append(d.signed, s)
	return nil
}

// An ask is one try to sign; the good one is changed by each case.
type ask struct {
	who   org.Actor
	doc   Document
	mean  Meaning
	seen  string
	proof Proof
}

func goodAsk(t *testing.T) ask {
	t.Helper()
	a := ask{
		who: org.Actor{Org: "o", Person: "dele", Name: "Dele Okoro", Roles: []org.Role{org.Security}}, mean: Approval,
		doc:   Document{Kind: "assessment", ID: "a1", Title: "LF-2026-0007", Rev: 3, Author: "ines", Content: map[string]string{"result": "uncontrolled"}},
		proof: Proof{By: []string{"password"}, At: now.Add(-time.Second)},
	}
	a.seen, _ = a.doc.Hash()
	return a
}

func TestASignatureIsRefusedUnlessAPersonProvesAndSees(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*ask)
		kind   fault.Kind
	}{
		"a token does not sign":                    {func(a *ask) { a.who.Token = "t" }, fault.Forbidden},
		"the program does not sign":                {func(a *ask) { a.who = org.Program("o") }, fault.Forbidden},
		"nobody does not sign":                     {func(a *ask) { a.who.Person = "" }, fault.Forbidden},
		"a meaning that is none":                   {func(a *ask) { a.mean = "fun" }, fault.Invalid},
		"no proof":                                 {func(a *ask) { a.proof = Proof{} }, fault.Unsigned},
		"a proof without a secret":                 {func(a *ask) { a.proof.By = nil }, fault.Unsigned},
		"a proof of an earlier act":                {func(a *ask) { a.proof.At = now.Add(-3 * time.Minute) }, fault.Unsigned},
		"a proof of the future":                    {func(a *ask) { a.proof.At = now.Add(3 * time.Minute) }, fault.Unsigned},
		"the record has another version meanwhile": {func(a *ask) { a.doc.Rev = 4 }, fault.Stale},
		"the record says something else meanwhile": {func(a *ask) { a.doc.Content = map[string]string{"result": "controlled"} }, fault.Stale},
		"what was seen is of another record":       {func(a *ask) { a.doc.ID = "a2" }, fault.Stale},
	} {
		a, d := goodAsk(t), &desk{}
		c.change(&a)
		_, err := Sign(context.Background(), d, a.who, a.doc, a.mean, a.seen, a.proof)
		if !fault.Is(err, c.kind) || len(d.signed) != 0 || len(d.log) != 0 {
			t.Errorf("%s: %v, %d signatures, %d entries; want a %v and nothing", name, err, len(d.signed), len(d.log), c.kind)
		}
	}
}

func TestASignatureIsOfOneVersion(t *testing.T) {
	a, d := goodAsk(t), &desk{}
	if _, err := Sign(context.Background(), d, a.who, a.doc, a.mean, a.seen, a.proof); err != nil {
		t.Fatal(err)
	}
	if valid, err := Valid(d.signed, a.doc); err != nil || len(valid) != 1 {
		t.Errorf("as it was signed: %d valid, %v", len(valid), err)
	}
	a.doc.Rev++
	if valid, err := Valid(d.signed, a.doc); err != nil || len(valid) != 0 {
		t.Errorf("after a change: %d valid, %v; want none", len(valid), err)
	}
	if len(d.log) != 1 || d.log[0].What != "assessment.signed" {
		t.Errorf("the log says %+v", d.log)
	}
}

func TestTwoHatsArePrintedAndNotForbidden(t *testing.T) {
	a, d := goodAsk(t), &desk{}
	a.doc.Author = a.who.Person
	s, err := Sign(context.Background(), d, a.who, a.doc, Approval, a.seen, a.proof)
	if err != nil || s.Conflict != "also wrote it" || !strings.Contains(s.Line(), "Dele Okoro (security), approval, 3 Nov 2026, 10:00 UTC; also wrote it") {
		t.Errorf("%q, %v", s.Line(), err)
	}
	if _, err := Sign(context.Background(), d, a.who, a.doc, Approval, a.seen, a.proof); !fault.Is(err, fault.Conflict) {
		t.Errorf("the same again: %v", err)
	}
	a.doc.Author = ""
	if s, err = Sign(context.Background(), d, a.who, a.doc, Review, a.seen, a.proof); err != nil || s.Conflict != "also signed for approval" {
		t.Errorf("%q, %v", s.Conflict, err)
	}
	if n := Signers(d.signed, Review, Approval); n != 1 {
		t.Errorf("one person with two hats counts as %d signers", n)
	}
}
