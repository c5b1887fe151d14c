package serve

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"aceso/internal/domain/account"
	"aceso/internal/domain/org"
	"aceso/internal/store"
	"aceso/internal/value/fault"
	"aceso/internal/value/secret"
)

// A Step is what is still asked of somebody who signs in.
type Step string

// The steps.
const (
	In          Step = ""       // nothing: they are in
	ShowFactor  Step = "show"   // the second factor that they have
	SetUpFactor Step = "set up" // the second factor that their organisation requires and they lack
)

// SignIn checks a name and a password. Whether the account exists can be told
// neither from the answer nor from its time. next is the page to open then.
func (s *Server) SignIn(w http.ResponseWriter, r *http.Request, email string, password secret.Secret, next string) (Step, error) {
	ctx, folded := r.Context(), org.FoldEmail(email)
	if err := s.tryFrom(r); err != nil {
		return In, err
	}
	p, in, err := s.lookUp(ctx, folded)
	if err != nil {
		return In, err
	}
	if err := s.charge(ctx, r, folded, p, in); err != nil {
		return In, err
	}
	if ok := secret.PasswordIs(password, p.Password); !ok || p.Disabled {
		s.missed(r, account.ByPassword, p.ID)
		return In, errWrongPair
	}
	if len(in) == 0 {
		s.missed(r, account.ByPassword, p.ID)
		return In, s.nowhere(ctx, p.ID)
	}
	return s.admit(w, r, p, in[0].Org, account.Proof{Ways: []account.Way{account.ByPassword}, At: s.DB.Now()}, next)
}

// missed logs a try to show who one is that was wrong. What was typed is not
// kept: people type their password where the address belongs.
func (s *Server) missed(r *http.Request, way account.Way, person string) {
	s.Log.WarnContext(r.Context(), "a try to sign in was wrong", "request", RequestID(r.Context()), "by", string(way), "person", person, "from", s.Address(r))
}

// nowhere tells somebody whose password is right why no organisation is open to them.
func (s *Server) nowhere(ctx context.Context, person string) error {
	var in []org.Membership
	err := s.DB.View(ctx, func(tx *store.Tx) error {
		var err error
		in, err = tx.AnyMembershipsOf(ctx, person)
		return err
	})
	switch {
	case err != nil:
		return err
	case len(in) > 0:
		return org.ErrLocked
	}
	return errWrongPair
}

// errWrongPair says of an unknown address what it says of a wrong password.
var errWrongPair = fault.New(fault.Unsigned, "the address or the password is not right")

// lookUp finds whose address this is; nobody is no error.
func (s *Server) lookUp(ctx context.Context, folded string) (org.Person, []org.Membership, error) {
	var p org.Person
	var in []org.Membership
	err := s.DB.View(ctx, func(tx *store.Tx) error {
		var err error
		if p, err = tx.PersonByEmail(ctx, folded); err != nil {
			return err
		}
		in, err = tx.MembershipsOf(ctx, p.ID)
		return err
	})
	if fault.Is(err, fault.NotFound) {
		err = nil
	}
	return p, in, err
}

// charge counts a try to prove to be somebody, before it is looked at. In the
// log of an organisation it stands once a member has to wait.
func (s *Server) charge(ctx context.Context, r *http.Request, email string, p org.Person, in []org.Membership) error {
	key, noted := account.AccountKey(email), false
	err := s.DB.View(ctx, func(tx *store.Tx) error {
		t, err := tx.Tries(ctx, key)
		noted = t.Failed >= account.FreeTries && len(in) > 0
		return err
	})
	if err != nil {
		return err
	}
	update := s.DB.Update
	if noted {
		update = s.DB.In(in[0].Org).Update
	}
	return update(ctx, func(tx *store.Tx) error { return account.Charge(ctx, tx, key, p, s.Address(r)) })
}

// chargeSomebody is charge for a person who is known already.
func (s *Server) chargeSomebody(r *http.Request, p org.Person) error {
	in, err := s.memberships(r.Context(), p.ID)
	if err != nil {
		return err
	}
	return s.charge(r.Context(), r, p.Email, p, in)
}

func (s *Server) memberships(ctx context.Context, person string) ([]org.Membership, error) {
	var in []org.Membership
	err := s.DB.View(ctx, func(tx *store.Tx) error {
		var err error
		in, err = tx.MembershipsOf(ctx, person)
		return err
	})
	return in, err
}

// admit begins a session for a person, or has their browser wait for the
// second factor: there is no session before all is shown.
func (s *Server) admit(w http.ResponseWriter, r *http.Request, p org.Person, orgID string, proof account.Proof, next string) (Step, error) {
	step, err := s.missing(r.Context(), p, orgID, proof)
	if err != nil {
		return In, err
	}
	if step != In {
		return step, s.wait(w, halfway{Person: p.ID, Version: p.Version, Org: orgID, Proof: proof, Step: step, Next: next})
	}
	return In, s.Begin(w, r, p.ID, orgID, proof)
}

// missing tells what a proof lacks for a person to come into an organisation.
// Who has set up a second factor is asked for it whether it is required or not.
func (s *Server) missing(ctx context.Context, p org.Person, orgID string, proof account.Proof) (Step, error) {
	if proof.Strong() {
		return In, nil
	}
	step := In
	err := s.DB.In(orgID).View(ctx, func(tx *store.Tx) error {
		m, err := tx.Membership(ctx, p.ID)
		if err != nil {
			return err
		}
		policy, err := tx.SignInPolicy(ctx)
		if err != nil {
			return err
		}
		has, err := account.HasFactor(ctx, tx, p.ID)
		switch {
		case has:
			step = ShowFactor
		case policy.Requires(m.Roles, tx.Now()):
			step = SetUpFactor
		}
		return err
	})
	return step, err
}

// halfway is a sign-in of which the first part is done. It waits in the
// browser, sealed, and ends by itself.
type halfway struct {
	Person  string
	Version int64 // of the person: a new password ends it
	Org     string
	Proof   account.Proof
	Step    Step
	Next    string
}

// HalfLife is how long a half sign-in waits for the rest.
const HalfLife = 15 * time.Minute

func (s *Server) halfCookie() string { return s.cookie() + "-half" }

const aboutHalf = "half a sign-in"

func (s *Server) wait(w http.ResponseWriter, h halfway) error {
	text, err := json.Marshal(h)
	if err != nil {
		return err
	}
	s.setCookie(w, s.halfCookie(), s.Box.Seal(text, aboutHalf), HalfLife)
	return nil
}

// A Half is a sign-in that waits for its second part, as a page shows it.
type Half struct {
	Person org.Person
	Step   Step
	Next   string
	App    bool // they have an app that shows codes
	Keys   bool // they have passkeys

	Contact string // of whoever helps with accounts; "" for nobody

	half halfway
}

var errNoHalf = fault.New(fault.Unsigned, "the first part of this sign-in is missing, or took place too long ago").Helped("begin again with your address and password")

// Half returns the sign-in that waits in the asker's browser for a step.
func (s *Server) Half(r *http.Request, step Step) (Half, error) {
	var h halfway
	c, err := r.Cookie(s.halfCookie())
	if err != nil {
		return Half{}, errNoHalf
	}
	text, err := s.Box.Open(c.Value, aboutHalf)
	if err != nil || json.Unmarshal(text, &h) != nil || h.Step != step || s.DB.Now().Sub(h.Proof.At) > HalfLife {
		return Half{}, errNoHalf
	}
	out := Half{Step: h.Step, Next: h.Next, half: h}
	err = s.DB.In(h.Org).View(r.Context(), func(tx *store.Tx) error {
		o, err := tx.Organisation(r.Context())
		if err != nil {
			return err
		}
		out.Contact = o.Contact
		if out.Person, err = tx.Person(r.Context(), h.Person); err != nil {
			return err
		}
		keys, err := tx.Passkeys(r.Context(), h.Person)
		if err != nil {
			return err
		}
		out.Keys = len(keys) > 0
		_, err = tx.CodeApp(r.Context(), h.Person)
		out.App = err == nil
		if fault.Is(err, fault.NotFound) {
			err = nil
		}
		return err
	})
	if fault.Is(err, fault.NotFound) || err == nil && (out.Person.Version != h.Version || out.Person.Disabled) {
		return Half{}, errNoHalf
	}
	if step == SetUpFactor && (out.App || out.Keys) {
		return Half{}, errNoHalf // set up meanwhile, elsewhere: it is to be shown now
	}
	return out, err
}

// as is the person of a half sign-in as the log names them.
func (h Half) as() org.Actor {
	return org.Actor{Org: h.half.Org, Person: h.Person.ID, Name: h.Person.Name}
}

// ShowCode ends a sign-in with a code of the person's app, or a recovery code.
func (s *Server) ShowCode(w http.ResponseWriter, r *http.Request, typed string) (next string, err error) {
	ctx := r.Context()
	if err := s.tryFrom(r); err != nil {
		return "", err
	}
	h, err := s.Half(r, ShowFactor)
	if err != nil {
		return "", err
	}
	if err := s.chargeSomebody(r, h.Person); err != nil {
		return "", err
	}
	var way account.Way
	err = s.DB.In(h.half.Org).Update(ctx, func(tx *store.Tx) error {
		var err error
		way, err = account.UseEither(ctx, tx, s.Box, h.as(), typed)
		return err
	})
	if err != nil {
		s.missed(r, way, h.Person.ID)
		return "", err
	}
	return h.Next, s.Begin(w, r, h.Person.ID, h.half.Org, h.half.Proof.With(way, s.DB.Now()))
}

// OfferFor returns an app's secret for whoever has to set up a second factor
// before they come in, sealed for the way through their browser.
func (s *Server) OfferFor(person string) (o account.Offer, sealed string, err error) {
	o = account.NewOffer(person, s.DB.Now())
	text, err := json.Marshal(o)
	if err != nil {
		return o, "", err
	}
	return o, s.Box.Seal(text, aboutOffer), nil
}

const aboutOffer = "offer of a code app"

// Offered opens what OfferFor sealed. What can't be opened is an offer that
// has ended.
func (s *Server) Offered(sealed string) account.Offer {
	var o account.Offer
	if text, err := s.Box.Open(sealed, aboutOffer); err == nil {
		_ = json.Unmarshal(text, &o) // it was sealed by us, or is no offer
	}
	return o
}

// SetUpCode ends a sign-in by setting up the app that is required. It returns
// the recovery codes that come with it.
func (s *Server) SetUpCode(w http.ResponseWriter, r *http.Request, o account.Offer, code string) (codes []secret.Secret, next string, err error) {
	ctx := r.Context()
	h, err := s.Half(r, SetUpFactor)
	if err != nil {
		return nil, "", err
	}
	err = s.DB.In(h.half.Org).Update(ctx, func(tx *store.Tx) error {
		var err error
		codes, err = account.KeepCodeApp(ctx, tx, s.Box, h.as(), o, code)
		return err
	})
	if err != nil {
		return nil, "", err
	}
	return codes, h.Next, s.Begin(w, r, h.Person.ID, h.half.Org, h.half.Proof.With(account.ByCode, s.DB.Now()))
}
