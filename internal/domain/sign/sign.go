// Package sign holds electronic signatures on records: who signed, when, with
// which meaning, and exactly what (21 CFR 11.50 and 11.70). A signature is of
// one version of a record by its hash, so what changes afterwards is unsigned.
package sign

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/value/fault"
	"aceso/internal/value/id"
)

// A Meaning is what a signature says (21 CFR 11.50(a)(3)).
type Meaning string

// The meanings.
const (
	Authorship     Meaning = "authorship"
	Review         Meaning = "review"
	Approval       Meaning = "approval"
	Responsibility Meaning = "responsibility"
)

// Meanings is every meaning, with what it says in the signer's words.
var Meanings = []struct {
	Meaning Meaning
	Says    string
}{
	{Authorship, "I wrote this"},
	{Review, "I reviewed this and found it right"},
	{Approval, "I approve this"},
	{Responsibility, "I take responsibility for this"},
}

// Says is the meaning in the signer's words; "" for none that is known.
func (m Meaning) Says() string {
	for _, known := range Meanings {
		if known.Meaning == m {
			return known.Says
		}
	}
	return ""
}

// A Document is what is signed: a record as it stands.
type Document struct {
	Kind    string // noun of the record: "assessment"
	ID      string
	Title   string // as the signer saw it
	Rev     int64  // version of the record
	Author  string // id of the person who wrote it; "" where nobody in particular did
	Content any    // what the signature covers; encodes as JSON, the same for the same record
}

// Hash returns the SHA-256 of the document's canonical JSON, in hexadecimal.
func (d Document) Hash() (string, error) {
	text, err := record.Canonical(struct {
		Kind    string `json:"kind"`
		ID      string `json:"id"`
		Title   string `json:"title"`
		Rev     int64  `json:"rev"`
		Content any    `json:"content"`
	}{d.Kind, d.ID, d.Title, d.Rev, d.Content})
	if err != nil {
		return "", fmt.Errorf("write %s %s for its signature: %w", d.Kind, d.ID, err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// A Proof is that the person proved anew, at the act of signing, who they are
// (21 CFR 11.200(a)(1)): the sign-in name and at least one secret. The faces
// make it; a session alone is none.
type Proof struct {
	By []string // "password", "code", "passkey"
	At time.Time
}

// proofLasts is how old a proof may be when it is used: one form's way.
const proofLasts = 2 * time.Minute

// A Signature is one person's on one version of a record.
type Signature struct {
	ID, Org  string
	Kind     string
	About    string // id of the record
	Title    string
	Rev      int64
	Hash     string // of what was signed
	Meaning  Meaning
	Person   string
	Name     string   // printed name, as it was then
	Roles    []string // of the signer, as they were then
	Proof    []string
	At       time.Time
	Conflict string // why an auditor should look twice: one person wore two hats; "" for none
}

// Tx is what this package asks of a transaction.
type Tx interface {
	record.Log
	Signatures(ctx context.Context, kind, about string) ([]Signature, error)
	AddSignature(context.Context, Signature) error
}

// Sign puts a person's signature on a document. seen is the hash that the
// signer was shown: what changed meanwhile is not signed by accident.
func Sign(ctx context.Context, tx Tx, who org.Actor, d Document, m Meaning, seen string, p Proof) (Signature, error) {
	if err := mayProve(who, m, p, tx.Now()); err != nil {
		return Signature{}, err
	}
	hash, err := d.Hash()
	if err != nil {
		return Signature{}, err
	}
	if hash != seen {
		return Signature{}, fault.New(fault.Stale, "%s was changed after you opened it, and your signature would be on something else than you saw", d.Title).Helped("read it again, and sign then")
	}
	there, err := tx.Signatures(ctx, d.Kind, d.ID)
	if err != nil {
		return Signature{}, err
	}
	s := Signature{
		ID: id.New(), Org: who.Org, Kind: d.Kind, About: d.ID, Title: d.Title, Rev: d.Rev, Hash: hash, Meaning: m,
		Person: who.Person, Name: who.Name, Roles: words(who.Roles), Proof: p.By, At: tx.Now(),
	}
	for _, old := range there {
		switch {
		case old.Hash != hash || old.Person != who.Person:
		case old.Meaning == m:
			return Signature{}, fault.New(fault.Conflict, "you signed this version for %s already", m)
		default:
			s.Conflict = "also signed for " + string(old.Meaning)
		}
	}
	if d.Author == who.Person && m != Authorship {
		s.Conflict = "also wrote it"
	}
	if err := tx.AddSignature(ctx, s); err != nil {
		return Signature{}, err
	}
	return s, tx.Append(ctx, record.Entry{What: d.Kind + ".signed", About: d.ID, Who: who, Data: entry{s.ID, s.Title, s.Rev, s.Hash, s.Meaning, s.Conflict}})
}

// entry is what the log tells of a signature.
type entry struct {
	Signature string  `json:"signature"`
	Title     string  `json:"title"`
	Rev       int64   `json:"rev"`
	Hash      string  `json:"hash"`
	Meaning   Meaning `json:"meaning"`
	Conflict  string  `json:"conflict,omitempty"`
}

func mayProve(who org.Actor, m Meaning, p Proof, now time.Time) error {
	switch {
	case who.Person == "" || who.System:
		return fault.New(fault.Forbidden, "only a person signs")
	case who.Token != "":
		return fault.New(fault.Forbidden, "an API token can't sign for its person").Helped("sign in, and sign on the page of the record")
	case m.Says() == "":
		return fault.New(fault.Invalid, "%.40q is no meaning of a signature", m).Helped("choose authorship, review, approval or responsibility")
	case len(p.By) == 0 || p.At.IsZero() || now.Sub(p.At) > proofLasts || p.At.Sub(now) > proofLasts:
		return fault.New(fault.Unsigned, "you have to prove anew who you are when you sign").Helped("enter your password, or use your passkey")
	}
	return nil
}

// Valid returns the signatures that are on the document as it stands now.
func Valid(all []Signature, d Document) ([]Signature, error) {
	hash, err := d.Hash()
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(all), func(s Signature) bool { return s.Hash != hash }), nil
}

// Signers counts the different persons who signed with one of the meanings.
func Signers(all []Signature, meanings ...Meaning) int {
	people := map[string]bool{}
	for _, s := range all {
		if slices.Contains(meanings, s.Meaning) {
			people[s.Person] = true
		}
	}
	return len(people)
}

// Line is the signature as it is printed: name, roles, meaning, time, and what
// an auditor should know (21 CFR 11.50(b)).
func (s Signature) Line() string {
	line := s.Name
	if len(s.Roles) > 0 {
		line += " (" + strings.Join(s.Roles, ", ") + ")"
	}
	line += ", " + string(s.Meaning) + ", " + s.At.UTC().Format("2 Jan 2006, 15:04 UTC")
	if s.Conflict != "" {
		line += "; " + s.Conflict
	}
	return line
}

func words(roles []org.Role) []string {
	out := make([]string, len(roles))
	for i, r := range roles {
		out[i] = string(r)
	}
	return out
}
