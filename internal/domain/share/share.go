// Package share holds to whom a bill of materials was given: by a link that
// names its recipient and ends, and with each download on record (FDA
// premarket guidance 2026, VI.A: users must be able to get the SBOM).
package share

import (
	"context"
	"strings"
	"time"

	"aceso/internal/domain/deed"
	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/value/fault"
	"aceso/internal/value/id"
	"aceso/internal/value/secret"
)

// A Form is what the recipient gets.
type Form string

// The forms.
const (
	Original  Form = "original"  // byte for byte as it arrived
	CycloneDX Form = "cyclonedx" // written anew as CycloneDX 1.6
	SPDX      Form = "spdx"      // written anew as SPDX 2.3
)

// Forms is every form, in the order that pages show.
var Forms = []Form{CycloneDX, SPDX, Original}

// A Scope is how much of the document the recipient gets.
type Scope string

// The scopes.
const (
	Whole Scope = "whole" // every part
	Open  Scope = "open"  // without the parts that are marked redacted
)

// Limits of a link.
const (
	MaxLife      = 366 * 24 * time.Hour
	MaxDownloads = 1000
	MinPassword  = 8
	maxText      = 300
)

// A Share is one bill of materials given to one recipient. The file is fixed
// when the link is made: what the recipient gets is what the register says.
type Share struct {
	ID, Org       string
	Release, SBOM string
	Recipient     string // the organisation
	Contact       string // the person there, or an address
	Purpose       string
	Form          Form
	Scope         Scope
	LeftOut       int // parts that were left out of it
	File          record.Blob
	Digest        string // of the link's secret; the secret itself is nowhere
	Password      string // argon2id; "" when none is asked for
	Made          time.Time
	By            string // name of who made it
	Expires       time.Time
	Most          int // downloads allowed; 0 for any number
	Taken         int // downloads so far
	LastTaken     time.Time
	Revoked       time.Time
	RevokedBy     string
}

// A State is where a link stands. It follows from the times and the count.
type State string

// The states of a link.
const (
	Live    State = "live"
	Expired State = "expired"
	UsedUp  State = "used up"
	Revoked State = "revoked"
)

// States is every state.
var States = []State{Live, Expired, UsedUp, Revoked}

// State tells where the link stands.
func (s *Share) State(now time.Time) State {
	switch {
	case !s.Revoked.IsZero():
		return Revoked
	case !now.Before(s.Expires):
		return Expired
	case s.Most > 0 && s.Taken >= s.Most:
		return UsedUp
	}
	return Live
}

// Left is how many downloads are left; -1 for any number.
func (s *Share) Left() int {
	if s.Most == 0 {
		return -1
	}
	return max(0, s.Most-s.Taken)
}

// A Fetch is one download.
type Fetch struct {
	ID, Share string
	At        time.Time
	Address   string // that it came from
	Agent     string // what the program there calls itself
}

// Tx is what this package asks of a transaction.
type Tx interface {
	record.Log
	deed.Tx
	Share(ctx context.Context, id string) (Share, error)
	SaveShare(context.Context, Share) error
	AddFetch(context.Context, Fetch) error
}

// A Wish is what somebody asks a link for.
type Wish struct {
	Recipient, Contact, Purpose string
	Form                        Form
	Scope                       Scope
	Life                        time.Duration
	Most                        int
	Password                    secret.Secret
}

// Check tells what is wrong with a wish, before a file is made for it.
func (w *Wish) Check() error {
	w.Recipient, w.Contact, w.Purpose = strings.TrimSpace(w.Recipient), strings.TrimSpace(w.Contact), strings.TrimSpace(w.Purpose)
	for _, f := range []struct{ text, what, help string }{
		{w.Recipient, "the organisation that receives it", "name the customer, hospital or authority"},
		{w.Contact, "a contact there", "name the person, or their e-mail address"},
		{w.Purpose, "the purpose", "say what they need it for: procurement, incident, audit"},
	} {
		if f.text == "" || len(f.text) > maxText {
			return fault.New(fault.Invalid, "%s has 1 to %d characters", f.what, maxText).Helped("%s", f.help)
		}
	}
	switch {
	case w.Form != Original && w.Form != CycloneDX && w.Form != SPDX:
		return fault.New(fault.Invalid, "there is no form %q to share", w.Form).Helped("known are original, cyclonedx and spdx")
	case w.Scope != Whole && w.Scope != Open:
		return fault.New(fault.Invalid, "there is no scope %q", w.Scope).Helped("known are whole and open")
	case w.Form == Original && w.Scope == Open:
		return fault.New(fault.Invalid, "the original is shared as it arrived: no part can be left out of it").Helped("share it as CycloneDX or SPDX, or whole")
	case w.Life <= 0 || w.Life > MaxLife:
		return fault.New(fault.Invalid, "a link lives from a day to a year")
	case w.Most < 0 || w.Most > MaxDownloads:
		return fault.New(fault.Invalid, "a link allows up to %d downloads, or any number", MaxDownloads).Helped("leave the number out for any")
	case w.Password != "" && len(w.Password) < MinPassword:
		return fault.New(fault.Invalid, "the password of a link has %d characters or more", MinPassword).Helped("tell it to the recipient by another way than the link")
	}
	return nil
}

// Make gives a file to a recipient and returns the secret of the link, which
// is shown once and kept nowhere.
func Make(ctx context.Context, tx Tx, who org.Actor, w Wish, s Share) (Share, secret.Secret, error) {
	if err := who.May(org.ShareSBOM); err != nil {
		return s, "", err
	}
	if err := w.Check(); err != nil {
		return s, "", err
	}
	key := secret.New(24)
	s.ID, s.Org, s.Recipient, s.Contact, s.Purpose, s.Form, s.Scope = id.New(), who.Org, w.Recipient, w.Contact, w.Purpose, w.Form, w.Scope
	s.Digest, s.Made, s.By, s.Expires, s.Most = secret.Digest(key), tx.Now(), who.Name, tx.Now().Add(w.Life), w.Most
	if w.Password != "" {
		hash, err := secret.HashPassword(w.Password)
		if err != nil {
			return s, "", err
		}
		s.Password = hash
	}
	if err := tx.SaveShare(ctx, s); err != nil {
		return s, "", err
	}
	return s, key, tx.Append(ctx, record.Entry{What: "sbom.shared", About: s.ID, Who: who, Data: s.told(map[string]any{
		"contact": s.Contact, "purpose": s.Purpose, "expires": s.Expires, "downloads": s.Most, "password": s.Password != "",
	})})
}

// told is what each entry about a link says of it.
func (s *Share) told(more map[string]any) map[string]any {
	more["release"], more["sbom"], more["recipient"], more["form"], more["scope"], more["sha256"] = s.Release, s.SBOM, s.Recipient, s.Form, s.Scope, s.File.Hash
	return more
}

// Revoke ends a link at once. One that was revoked before stays as it is.
func Revoke(ctx context.Context, tx Tx, who org.Actor, id string) (Share, error) {
	s, err := tx.Share(ctx, id)
	if err != nil {
		return s, err
	}
	if err := who.May(org.ShareSBOM); err != nil || !s.Revoked.IsZero() {
		return s, err
	}
	s.Revoked, s.RevokedBy = tx.Now(), who.Name
	if err := tx.SaveShare(ctx, s); err != nil {
		return s, err
	}
	if err := did(ctx, tx, who, &s); err != nil {
		return s, err
	}
	return s, tx.Append(ctx, record.Entry{What: string(LinkEnded), About: s.ID, Who: who, Data: s.told(map[string]any{"taken": s.Taken})})
}

// Gone is how a link that does not count is told, whatever the reason: who
// brings it learns nothing from the answer.
var Gone = fault.New(fault.NotFound, "this link is not valid, or not any more").Helped("ask whoever gave it to you for a new one")

// Take notes a download before it begins. A transfer that breaks off counts:
// part of the file has left the house.
func Take(ctx context.Context, tx Tx, id string, f Fetch) (Share, error) {
	s, err := tx.Share(ctx, id)
	if fault.Is(err, fault.NotFound) || err == nil && s.State(tx.Now()) != Live {
		return s, Gone
	}
	if err != nil {
		return s, err
	}
	s.Taken, s.LastTaken = s.Taken+1, tx.Now()
	f.Share, f.At = s.ID, tx.Now()
	if err := tx.SaveShare(ctx, s); err != nil {
		return s, err
	}
	if err := tx.AddFetch(ctx, f); err != nil {
		return s, err
	}
	who := org.Actor{Org: s.Org, Name: s.Recipient + " (by link)"}
	return s, tx.Append(ctx, record.Entry{What: "sbom.share-fetched", About: s.ID, Who: who, Data: s.told(map[string]any{"address": f.Address, "agent": f.Agent, "taken": s.Taken})})
}
