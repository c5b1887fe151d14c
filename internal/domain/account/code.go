package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"errors"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"aceso/internal/domain/org"
	"aceso/internal/value/fault"
	"aceso/internal/value/secret"
)

// A CodeApp is an app of a person's that shows a new code every 30 seconds
// (RFC 6238). What it shares with us is sealed with the installation's key.
type CodeApp struct {
	Person string
	Sealed string
	Made   time.Time
	Step   int64 // of the last code that was used: no code counts twice
}

const codeStep = 30 // seconds; what every app can

var codeForm = totp.ValidateOpts{Period: codeStep, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}

// An Offer is an app that a person has not confirmed yet. It travels through
// their browser, sealed, and is kept nowhere.
type Offer struct {
	Person string
	Secret string // base32, as apps take it
	Until  time.Time
}

// OfferLife is how long somebody may take to set up their app.
const OfferLife = 30 * time.Minute

// NewOffer returns a new app's secret for a person.
func NewOffer(person string, now time.Time) Offer {
	raw := make([]byte, 20) // RFC 4226, 4: 160 bits
	rand.Read(raw)          // never fails, as of Go 1.24
	return Offer{person, base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw), now.Add(OfferLife)}
}

// Address is what an app reads from the picture (otpauth:).
func (o Offer) Address(issuer, email string) (string, error) {
	raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(o.Secret)
	if err != nil {
		return "", err
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: strings.ReplaceAll(issuer, ":", " "), AccountName: strings.ReplaceAll(email, ":", " "), Secret: raw, Period: codeStep, Digits: codeForm.Digits, Algorithm: codeForm.Algorithm})
	if err != nil {
		return "", err
	}
	return key.URL(), nil
}

// match returns the step of a code, when it is the one of now, or of one step
// before or after: clocks differ, and people take time to type.
func match(key, code string, now time.Time) (step int64, ok bool) {
	code = strings.Join(strings.Fields(code), "")
	at := now.Unix() / codeStep
	for _, s := range []int64{at, at - 1, at + 1} {
		want, err := totp.GenerateCodeCustom(key, time.Unix(s*codeStep, 0), codeForm)
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			step, ok = s, true
		}
	}
	return step, ok
}

// FactorTx is what the use cases about second factors ask of a transaction.
type FactorTx interface {
	PersonTx
	AnyMembership(ctx context.Context, person string) (org.Membership, error)
	AnyMembershipsOf(ctx context.Context, person string) ([]org.Membership, error)
	SignInPolicy(context.Context) (Policy, error)

	CodeApp(ctx context.Context, person string) (CodeApp, error)
	SaveCodeApp(context.Context, CodeApp) error
	DropCodeApp(ctx context.Context, person string) error
	UseCodeStep(ctx context.Context, person string, step int64) (bool, error)

	SaveRecovery(ctx context.Context, person string, digests []string) error
	UseRecovery(ctx context.Context, person, digest string) (bool, error)
	RecoveryLeft(ctx context.Context, person string) (int, error)

	Passkeys(ctx context.Context, person string) ([]Passkey, error)
	Passkey(ctx context.Context, id string) (Passkey, error)
	AddPasskey(context.Context, Passkey) error
	ChangePasskey(context.Context, Passkey) error
	DropPasskey(ctx context.Context, person, id string) error

	EndOtherSessions(ctx context.Context, person, but string) (int, error)
	EndSessions(ctx context.Context, person string) error
	Tell(ctx context.Context, person, text string) error
}

// aboutCode binds a sealed secret to its person, so that nobody can put one's
// own into somebody else's row.
func aboutCode(person string) string { return "code app of " + person }

// wrongCode is the refusal of a code.
var wrongCode = fault.New(fault.Invalid, "the code is not right").Helped("take the one that the app shows now, and look whether its clock is right")

// KeepCodeApp keeps an app that its owner confirms with a code of it. It
// returns the recovery codes that are made with the first second factor; none
// when there is a list already.
func KeepCodeApp(ctx context.Context, tx FactorTx, box *secret.Box, who org.Actor, o Offer, code string) ([]secret.Secret, error) {
	if o.Person != who.Person || !tx.Now().Before(o.Until) {
		return nil, fault.New(fault.Conflict, "this offer has ended").Helped("begin again: another picture is drawn")
	}
	step, ok := match(o.Secret, code, tx.Now())
	if !ok {
		return nil, wrongCode
	}
	if _, err := tx.CodeApp(ctx, who.Person); err == nil {
		return nil, fault.New(fault.Conflict, "an app is set up already").Helped("remove that one first")
	} else if !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	sealed := box.Seal([]byte(o.Secret), aboutCode(who.Person))
	if err := tx.SaveCodeApp(ctx, CodeApp{Person: who.Person, Sealed: sealed, Made: tx.Now(), Step: step}); err != nil {
		return nil, err
	}
	if err := tx.Note(ctx, who, "person.code-app-added", who.Person, nil); err != nil {
		return nil, err
	}
	return firstRecovery(ctx, tx, who)
}

// UseCode takes a code of a person's app, once.
func UseCode(ctx context.Context, tx FactorTx, box *secret.Box, person, code string) error {
	app, err := tx.CodeApp(ctx, person)
	if fault.Is(err, fault.NotFound) {
		return wrongCode
	}
	if err != nil {
		return err
	}
	key, err := box.Open(app.Sealed, aboutCode(person))
	if err != nil {
		return errors.Join(errors.New("open the secret of a code app"), err)
	}
	step, ok := match(string(key), code, tx.Now())
	if !ok {
		return wrongCode
	}
	first, err := tx.UseCodeStep(ctx, person, step)
	if err != nil {
		return err
	}
	if !first {
		return fault.New(fault.Invalid, "this code was used already").Helped("wait for the next one, half a minute at most")
	}
	return nil
}

// DropCodeApp removes the actor's app, when something is left that the
// organisation asks for.
func DropCodeApp(ctx context.Context, tx FactorTx, who org.Actor) error {
	if _, err := tx.CodeApp(ctx, who.Person); err != nil {
		return err
	}
	if err := tx.DropCodeApp(ctx, who.Person); err != nil {
		return err
	}
	if err := stillEnough(ctx, tx, who); err != nil {
		return err
	}
	return tx.Note(ctx, who, "person.code-app-removed", who.Person, nil)
}

// HasFactor tells whether a person has set up a second factor.
func HasFactor(ctx context.Context, tx interface {
	CodeApp(ctx context.Context, person string) (CodeApp, error)
	Passkeys(ctx context.Context, person string) ([]Passkey, error)
}, person string,
) (bool, error) {
	if _, err := tx.CodeApp(ctx, person); err == nil {
		return true, nil
	} else if !fault.Is(err, fault.NotFound) {
		return false, err
	}
	keys, err := tx.Passkeys(ctx, person)
	return len(keys) > 0, err
}

// stillEnough refuses to take away the last second factor of somebody of whom
// their organisation requires one. Without any, the recovery codes go too.
func stillEnough(ctx context.Context, tx FactorTx, who org.Actor) error {
	has, err := HasFactor(ctx, tx, who.Person)
	if err != nil || has {
		return err
	}
	p, err := tx.SignInPolicy(ctx)
	if err != nil {
		return err
	}
	if p.Requires(who.Roles, tx.Now()) {
		return fault.New(fault.Conflict, "your organisation requires a second factor, and this is your last one").Helped("set up another one first")
	}
	return tx.SaveRecovery(ctx, who.Person, nil)
}
