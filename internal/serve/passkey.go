package serve

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"aceso/internal/domain/account"
	"aceso/internal/domain/org"
	"aceso/internal/store"
	"aceso/internal/value/fault"
	"aceso/internal/value/secret"
)

// newKeys returns what makes and checks passkeys for people who reach this
// server at an address; nil where browsers make none, as for a bare number.
func newKeys(site string) (*webauthn.WebAuthn, error) {
	u, err := url.Parse(site)
	if err != nil || u.Hostname() == "" {
		return nil, nil
	}
	if _, err := netip.ParseAddr(u.Hostname()); err == nil || u.Scheme != "https" && u.Hostname() != "localhost" {
		return nil, nil
	}
	return webauthn.New(&webauthn.Config{
		RPID: u.Hostname(), RPDisplayName: "Aceso", RPOrigins: []string{u.Scheme + "://" + u.Host},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementPreferred, UserVerification: protocol.VerificationPreferred,
		},
	})
}

// NoKeys says why no passkey can be used in the browser of a request; "" when
// one can.
func (s *Server) NoKeys(r *http.Request) string {
	if s.keys == nil {
		return "Passkeys need an address with a name, reached by HTTPS. Whoever runs this server sets it as \"public\" in its configuration."
	}
	u, err := url.Parse(s.Site)
	if err != nil || u.Host != r.Host {
		return "Passkeys are bound to " + s.Site + ": open Aceso there to use them."
	}
	return ""
}

// A Ceremony is what a passkey is asked for.
type Ceremony string

// The ceremonies.
const (
	AddKey   Ceremony = "add"    // one more, by somebody who is signed in
	SetUpKey Ceremony = "set up" // the second factor that is required before somebody comes in
	AloneKey Ceremony = "alone"  // to sign in, with nothing else
	ShowKey  Ceremony = "show"   // as the second factor
	ProveKey Ceremony = "prove"  // who is signed in shows again who they are
)

// ceremony is what the browser keeps, sealed, while its person is asked.
type ceremony struct {
	Kind   Ceremony
	Person string
	Until  time.Time
	Data   webauthn.SessionData
}

// ceremonyLife is how long somebody may look for their key.
const ceremonyLife = 5 * time.Minute

const aboutCeremony = "ceremony of a passkey"

func (s *Server) ceremonyCookie() string { return s.cookie() + "-key" }

// keyring is a person as the library sees them.
type keyring struct {
	org.Person
	kept []account.Passkey
	keys []webauthn.Credential
}

func newKeyring(p org.Person, kept []account.Passkey) (keyring, error) {
	k := keyring{Person: p, kept: kept}
	for _, one := range kept {
		var c webauthn.Credential
		if err := json.Unmarshal(one.Data, &c); err != nil {
			return k, fmt.Errorf("read passkey %s: %w", one.ID, err)
		}
		k.keys = append(k.keys, c)
	}
	return k, nil
}

// WebAuthnID is the person's id: it says nothing of who they are.
func (k keyring) WebAuthnID() []byte { return []byte(k.ID) }

// WebAuthnName is what tells this account from others on the device.
func (k keyring) WebAuthnName() string { return k.Email }

// WebAuthnDisplayName is the person's name.
func (k keyring) WebAuthnDisplayName() string { return k.Name }

// WebAuthnCredentials are the person's passkeys.
func (k keyring) WebAuthnCredentials() []webauthn.Credential { return k.keys }

// keyringOf reads a person's passkeys.
func keyringOf(r *http.Request, tx *store.Tx, person string) (keyring, error) {
	p, err := tx.Person(r.Context(), person)
	if err != nil {
		return keyring{}, err
	}
	kept, err := tx.Passkeys(r.Context(), person)
	if err != nil {
		return keyring{}, err
	}
	return newKeyring(p, kept)
}

// subject is whose passkey a ceremony is about; "" before anybody is known.
func (s *Server) subject(r *http.Request, kind Ceremony) (string, error) {
	switch kind {
	case AloneKey:
		return "", nil
	case ShowKey, SetUpKey:
		h, err := s.Half(r, map[Ceremony]Step{ShowKey: ShowFactor, SetUpKey: SetUpFactor}[kind])
		return h.Person.ID, err
	}
	return Actor(r).Person, nil
}

// AskKey returns what the browser needs to ask for a passkey, as JSON, and has
// it keep the ceremony.
func (s *Server) AskKey(w http.ResponseWriter, r *http.Request, kind Ceremony) ([]byte, error) {
	if why := s.NoKeys(r); why != "" {
		return nil, fault.New(fault.Conflict, "no passkey can be used here").Helped("%s", why)
	}
	if err := s.Visit(r); err != nil {
		return nil, err
	}
	person, err := s.subject(r, kind)
	if err != nil {
		return nil, err
	}
	var ring keyring
	if person != "" {
		err := s.DB.View(r.Context(), func(tx *store.Tx) error {
			ring, err = keyringOf(r, tx, person)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	options, data, err := s.begin(kind, ring)
	if err != nil {
		return nil, fmt.Errorf("begin a ceremony: %w", err)
	}
	data.AllowedCredentialIDs = nil // the person's own are what counts, and a cookie is small
	text, err := json.Marshal(ceremony{kind, person, s.DB.Now().Add(ceremonyLife), *data})
	if err != nil {
		return nil, err
	}
	s.setCookie(w, s.ceremonyCookie(), s.Box.Seal(text, aboutCeremony), ceremonyLife)
	return json.Marshal(options)
}

func (s *Server) begin(kind Ceremony, ring keyring) (any, *webauthn.SessionData, error) {
	switch kind {
	case AddKey, SetUpKey:
		options, data, err := s.keys.BeginRegistration(ring, webauthn.WithExclusions(webauthn.Credentials(ring.keys).CredentialDescriptors()))
		if err != nil {
			return nil, nil, err
		}
		return options.Response, data, nil
	case AloneKey:
		options, data, err := s.keys.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
		if err != nil {
			return nil, nil, err
		}
		return options.Response, data, nil
	}
	asked := protocol.VerificationPreferred
	if kind == ProveKey {
		asked = protocol.VerificationRequired
	}
	options, data, err := s.keys.BeginLogin(ring, webauthn.WithUserVerification(asked))
	if err != nil {
		return nil, nil, err
	}
	return options.Response, data, nil
}

// errNoCeremony is the refusal of an answer that nobody asked for, or that was
// given before.
var errNoCeremony = fault.New(fault.Invalid, "this is not the answer to a question that is open in this browser").Helped("try again: a passkey answers each question once, within five minutes")

// wrongKey is the refusal of an answer that does not hold.
var wrongKey = fault.New(fault.Invalid, "the passkey's answer does not hold").Helped("try again, with a passkey that you set up here")

// mostAnswer bounds what a passkey answers, in bytes.
const mostAnswer = 64 << 10

// answered reads a passkey's answer and the ceremony that it belongs to.
func (s *Server) answered(w http.ResponseWriter, r *http.Request, kind Ceremony) (ceremony, []byte, error) {
	var c ceremony
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostAnswer))
	if err != nil {
		return c, nil, err
	}
	kept, err := r.Cookie(s.ceremonyCookie())
	if err != nil || s.keys == nil {
		return c, nil, errNoCeremony
	}
	s.setCookie(w, s.ceremonyCookie(), "", 0)
	text, err := s.Box.Open(kept.Value, aboutCeremony)
	if err != nil || json.Unmarshal(text, &c) != nil || c.Kind != kind || !s.DB.Now().Before(c.Until) {
		return c, nil, errNoCeremony
	}
	person, err := s.subject(r, kind)
	if err == nil && person != c.Person {
		err = errNoCeremony
	}
	return c, body, err
}

// spendCeremony makes an answer count once, however often it is sent.
func spendCeremony(r *http.Request, tx *store.Tx, c ceremony) error {
	first, err := tx.Spend(r.Context(), secret.Digest(secret.Secret("ceremony "+c.Data.Challenge)), c.Until)
	if err == nil && !first {
		err = errNoCeremony
	}
	return err
}

// newAnswer is what a new passkey answers, with the name that its owner gave it.
type newAnswer struct {
	Name       string
	Credential json.RawMessage
}

// newKey keeps a passkey that a browser made for somebody.
func (s *Server) newKey(r *http.Request, c ceremony, body []byte, who org.Actor) (codes []secret.Secret, way account.Way, err error) {
	var n newAnswer
	if err := json.Unmarshal(body, &n); err != nil {
		return nil, "", wrongKey
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(n.Credential)
	if err != nil {
		return nil, "", s.unheld(r, err)
	}
	err = s.DB.In(who.Org).Update(r.Context(), func(tx *store.Tx) error {
		if err := spendCeremony(r, tx, c); err != nil {
			return err
		}
		ring, err := keyringOf(r, tx, who.Person)
		if err != nil {
			return err
		}
		made, err := s.keys.CreateCredential(ring, c.Data, parsed)
		if err != nil {
			return s.unheld(r, err)
		}
		data, err := json.Marshal(made)
		if err != nil {
			return err
		}
		way = keyWay(made.Flags.UserVerified)
		codes, err = account.KeepPasskey(r.Context(), tx, who, account.Passkey{
			ID: base64.RawURLEncoding.EncodeToString(made.ID), Name: n.Name, Alone: made.Flags.UserVerified, Data: data,
		})
		return err
	})
	return codes, way, err
}

func keyWay(verified bool) account.Way {
	if verified {
		return account.ByPasskey
	}
	return account.ByKey
}

// unheld logs why an answer does not hold, and tells the asker that it does not.
func (s *Server) unheld(r *http.Request, err error) error {
	var said *protocol.Error
	if errors.As(err, &said) {
		s.Log.WarnContext(r.Context(), "a passkey's answer was refused", "request", RequestID(r.Context()), "why", said.Details, "more", said.DevInfo)
	}
	return wrongKey
}

// oldKey holds the answer of a passkey that somebody has against their keyring.
func (s *Server) oldKey(r *http.Request, c ceremony, body []byte, who org.Actor) (account.Way, error) {
	parsed, err := protocol.ParseCredentialRequestResponseBytes(body)
	if err != nil {
		return "", s.unheld(r, err)
	}
	var way account.Way
	err = s.DB.In(who.Org).Update(r.Context(), func(tx *store.Tx) error {
		if err := spendCeremony(r, tx, c); err != nil {
			return err
		}
		ring, err := keyringOf(r, tx, who.Person)
		if err != nil {
			return err
		}
		var used *webauthn.Credential
		if c.Person == "" {
			used, err = s.keys.ValidateDiscoverableLogin(func(_, handle []byte) (webauthn.User, error) { return ring, nil }, c.Data, parsed)
		} else {
			used, err = s.keys.ValidateLogin(ring, c.Data, parsed)
		}
		if err != nil {
			return s.unheld(r, err)
		}
		way = keyWay(parsed.Response.AuthenticatorData.Flags.HasUserVerified())
		return noteUse(r, tx, who, ring, used)
	})
	return way, err
}

// noteUse keeps what a passkey's use left behind.
func noteUse(r *http.Request, tx *store.Tx, who org.Actor, ring keyring, used *webauthn.Credential) error {
	back := used.Authenticator.CloneWarning
	used.Authenticator.CloneWarning = false
	data, err := json.Marshal(used)
	if err != nil {
		return err
	}
	name := base64.RawURLEncoding.EncodeToString(used.ID)
	for _, k := range ring.kept {
		if k.ID == name {
			k.Data = data
			return account.UsePasskey(r.Context(), tx, who, k, back)
		}
	}
	return wrongKey
}
