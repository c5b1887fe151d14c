package store

import (
	"context"
	"fmt"
	"time"

	"aceso/internal/domain/account"
	"aceso/internal/value/fault"
	"aceso/internal/value/id"
)

// CodeApp returns the app of a person that shows codes.
func (tx *Tx) CodeApp(ctx context.Context, person string) (account.CodeApp, error) {
	return one(tx.queryRow(ctx, `SELECT person, sealed, made, step FROM code_app WHERE person = $1`, person), scanCodeApp, "no app is set up")
}

func scanCodeApp(r row) (account.CodeApp, error) {
	var a account.CodeApp
	err := r.Scan(&a.Person, &a.Sealed, at{&a.Made}, &a.Step)
	return a, err
}

// AnyCodeApp returns some app that shows codes, for whoever looks whether the
// key of the installation is the one that sealed it.
func (tx *Tx) AnyCodeApp(ctx context.Context) (account.CodeApp, error) {
	return one(tx.queryRow(ctx, `SELECT person, sealed, made, step FROM code_app ORDER BY person LIMIT 1`), scanCodeApp, "nobody has set up an app")
}

// SaveCodeApp keeps an app that shows codes.
func (tx *Tx) SaveCodeApp(ctx context.Context, a account.CodeApp) error {
	_, err := tx.exec(ctx, `INSERT INTO code_app (person, sealed, made, step) VALUES ($1, $2, $3, $4)`, a.Person, a.Sealed, when(a.Made), a.Step)
	if err != nil {
		return fmt.Errorf("keep a code app: %w", err)
	}
	return nil
}

// DropCodeApp forgets the app of a person.
func (tx *Tx) DropCodeApp(ctx context.Context, person string) error {
	_, err := tx.exec(ctx, `DELETE FROM code_app WHERE person = $1`, person)
	return err
}

// UseCodeStep notes that the code of a step was used, and tells whether it is
// the first time: of many at once, one is told so.
func (tx *Tx) UseCodeStep(ctx context.Context, person string, step int64) (bool, error) {
	n, err := tx.exec(ctx, `UPDATE code_app SET step = $2 WHERE person = $1 AND step < $2`, person, step)
	return n > 0, err
}

// SaveRecovery replaces a person's recovery codes, of which the digests are kept.
func (tx *Tx) SaveRecovery(ctx context.Context, person string, digests []string) error {
	if _, err := tx.exec(ctx, `DELETE FROM recovery_code WHERE person = $1`, person); err != nil {
		return err
	}
	for _, d := range digests {
		if _, err := tx.exec(ctx, `INSERT INTO recovery_code (person, digest, used) VALUES ($1, $2, '')`, person, d); err != nil {
			return fmt.Errorf("keep a recovery code: %w", err)
		}
	}
	return nil
}

// UseRecovery uses up a recovery code, and tells whether it was good.
func (tx *Tx) UseRecovery(ctx context.Context, person, digest string) (bool, error) {
	n, err := tx.exec(ctx, `UPDATE recovery_code SET used = $3 WHERE person = $1 AND digest = $2 AND used = ''`, person, digest, when(tx.now))
	return n > 0, err
}

// RecoveryLeft returns how many recovery codes are good.
func (tx *Tx) RecoveryLeft(ctx context.Context, person string) (int, error) {
	var n int
	err := tx.queryRow(ctx, `SELECT count(*) FROM recovery_code WHERE person = $1 AND used = ''`, person).Scan(&n)
	return n, err
}

const passkeyColumns = `id, person, name, made, used, alone, data, regress`

func scanPasskey(r row) (account.Passkey, error) {
	var k account.Passkey
	var data string
	err := r.Scan(&k.ID, &k.Person, &k.Name, at{&k.Made}, at{&k.Used}, &k.Alone, &data, at{&k.Regress})
	k.Data = []byte(data)
	return k, err
}

// Passkeys returns the passkeys of a person, the oldest first.
func (tx *Tx) Passkeys(ctx context.Context, person string) ([]account.Passkey, error) {
	return list(ctx, tx, scanPasskey, `SELECT `+passkeyColumns+` FROM passkey WHERE person = $1 ORDER BY made, id`, person)
}

// Passkey returns the passkey with that id.
func (tx *Tx) Passkey(ctx context.Context, key string) (account.Passkey, error) {
	return one(tx.queryRow(ctx, `SELECT `+passkeyColumns+` FROM passkey WHERE id = $1`+tx.lockIfWriting(), key), scanPasskey, "nobody has this passkey")
}

// AddPasskey keeps a new passkey.
func (tx *Tx) AddPasskey(ctx context.Context, k account.Passkey) error {
	if _, err := tx.Passkey(ctx, k.ID); err == nil {
		return fault.New(fault.Conflict, "this passkey is kept already")
	} else if !fault.Is(err, fault.NotFound) {
		return err
	}
	_, err := tx.exec(ctx, `INSERT INTO passkey (`+passkeyColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		k.ID, k.Person, k.Name, when(k.Made), when(k.Used), k.Alone, string(k.Data), when(k.Regress))
	if err != nil {
		return fmt.Errorf("keep a passkey: %w", err)
	}
	return nil
}

// ChangePasskey keeps a passkey's name, and what its last use left.
func (tx *Tx) ChangePasskey(ctx context.Context, k account.Passkey) error {
	_, err := tx.exec(ctx, `UPDATE passkey SET name = $2, used = $3, data = $4, regress = $5 WHERE id = $1`, k.ID, k.Name, when(k.Used), string(k.Data), when(k.Regress))
	return err
}

// DropPasskey forgets a passkey of a person.
func (tx *Tx) DropPasskey(ctx context.Context, person, key string) error {
	_, err := tx.exec(ctx, `DELETE FROM passkey WHERE person = $1 AND id = $2`, person, key)
	return err
}

// A Factors says by what, besides a password, somebody signs in.
type Factors struct {
	CodeApp  bool
	Passkeys int
}

// MemberFactors returns the second factors of the organisation's members, by
// person; who has none is not in it.
func (tx *Tx) MemberFactors(ctx context.Context) (map[string]Factors, error) {
	type kept struct {
		person string
		n      int
		app    bool
	}
	all, err := list(ctx, tx, func(r row) (kept, error) {
		var k kept
		err := r.Scan(&k.person, &k.n, &k.app)
		return k, err
	}, `
		SELECT code_app.person, 1, true FROM code_app JOIN membership ON membership.person = code_app.person WHERE membership.org = $1
		UNION ALL
		SELECT passkey.person, count(*), false FROM passkey JOIN membership ON membership.person = passkey.person WHERE membership.org = $1 GROUP BY passkey.person`, tx.org)
	out := map[string]Factors{}
	for _, k := range all {
		f := out[k.person]
		if k.app {
			f.CodeApp = true
		} else {
			f.Passkeys = k.n
		}
		out[k.person] = f
	}
	return out, err
}

// Spend uses something up that may be used once, and tells whether it was
// unused. It is remembered until it would have ended anyway.
func (tx *Tx) Spend(ctx context.Context, digest string, until time.Time) (bool, error) {
	n, err := tx.exec(ctx, `INSERT INTO spent (digest, until) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING`, digest, when(until))
	return n > 0, err
}

// ForgetSpent deletes what has ended by itself.
func (tx *Tx) ForgetSpent(ctx context.Context) error {
	_, err := tx.exec(ctx, `DELETE FROM spent WHERE until < $1`, when(tx.now))
	return err
}

// A Told is something that a person is told at the next sign-in.
type Told struct {
	ID   string
	At   time.Time
	Text string
}

// Tell keeps something that a person is told at the next sign-in.
func (tx *Tx) Tell(ctx context.Context, person, text string) error {
	_, err := tx.exec(ctx, `INSERT INTO told_person (id, person, at, text, seen) VALUES ($1, $2, $3, $4, '')`, id.New(), person, when(tx.now), text)
	return err
}

// Untold returns what a person has not seen yet, the newest first.
func (tx *Tx) Untold(ctx context.Context, person string) ([]Told, error) {
	return list(ctx, tx, func(r row) (Told, error) {
		var t Told
		err := r.Scan(&t.ID, at{&t.At}, &t.Text)
		return t, err
	}, `SELECT id, at, text FROM told_person WHERE person = $1 AND seen = '' ORDER BY id DESC LIMIT 20`, person)
}

// SeenTold notes that a person has seen what they were told up to one of it.
func (tx *Tx) SeenTold(ctx context.Context, person, upTo string) error {
	_, err := tx.exec(ctx, `UPDATE told_person SET seen = $3 WHERE person = $1 AND id <= $2 AND seen = ''`, person, upTo, when(tx.now))
	return err
}

var (
	_ account.FactorTx   = (*Tx)(nil)
	_ account.PasswordTx = (*Tx)(nil)
)
