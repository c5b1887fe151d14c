package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"aceso/internal/domain/account"
	"aceso/internal/domain/org"
	"aceso/internal/value/fault"
)

const sessionColumns = `id, digest, person, org, created_at, seen_at, ways, proven_at, address, agent`

func scanSession(r row) (account.Session, error) {
	var s account.Session
	var ways string
	err := r.Scan(&s.ID, &s.Digest, &s.Person, &s.Org, at{&s.Created}, at{&s.Seen}, &ways, at{&s.Proof.At}, &s.Address, &s.Agent)
	s.Proof.Ways = roleSlice[account.Way](ways)
	return s, err
}

// AddSession keeps a new session.
func (tx *Tx) AddSession(ctx context.Context, s account.Session) error {
	_, err := tx.exec(ctx, `INSERT INTO session (`+sessionColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		s.ID, s.Digest, s.Person, s.Org, when(s.Created), when(s.Seen), roleList(s.Proof.Ways), when(s.Proof.At), s.Address, s.Agent)
	if err != nil {
		return fmt.Errorf("keep a session: %w", err)
	}
	return nil
}

// Session returns the session with that digest.
func (tx *Tx) Session(ctx context.Context, digest string) (account.Session, error) {
	return one(tx.queryRow(ctx, `SELECT `+sessionColumns+` FROM session WHERE digest = $1`, digest), scanSession, "this session has ended")
}

// SessionsOf returns every session of a person, the last used first. Some may
// have outlived their limits.
func (tx *Tx) SessionsOf(ctx context.Context, person string) ([]account.Session, error) {
	return list(ctx, tx, scanSession, `SELECT `+sessionColumns+` FROM session WHERE person = $1 ORDER BY seen_at DESC, id`, person)
}

// sessionsShown is how many sessions of an organisation are listed.
const sessionsShown = 1000

// OrgSessions returns the sessions in the organisation, the last used first.
func (tx *Tx) OrgSessions(ctx context.Context) ([]account.Session, error) {
	return list(ctx, tx, scanSession, `SELECT `+sessionColumns+` FROM session WHERE org = $1 ORDER BY seen_at DESC, id LIMIT $2`, tx.org, sessionsShown)
}

// SeeSession notes that a session is in use, and in which organisation.
func (tx *Tx) SeeSession(ctx context.Context, digest, orgID string, now time.Time) error {
	_, err := tx.exec(ctx, `UPDATE session SET seen_at = $2, org = $3 WHERE digest = $1`, digest, when(now), orgID)
	return err
}

// RenewSession gives a session another secret and proof. The old secret is of
// no use from then on; of two who try at once, one is told so.
func (tx *Tx) RenewSession(ctx context.Context, old string, s account.Session) error {
	n, err := tx.exec(ctx, `UPDATE session SET digest = $2, ways = $3, proven_at = $4, seen_at = $5 WHERE digest = $1`,
		old, s.Digest, roleList(s.Proof.Ways), when(s.Proof.At), when(s.Seen))
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "this session has got another key meanwhile").Helped("do it again")
	}
	return err
}

// EndSession ends one session.
func (tx *Tx) EndSession(ctx context.Context, digest string) error {
	_, err := tx.exec(ctx, `DELETE FROM session WHERE digest = $1`, digest)
	return err
}

// EndSessionByID ends one session of a person, and tells whether there was such a one.
func (tx *Tx) EndSessionByID(ctx context.Context, person, id string) (bool, error) {
	n, err := tx.exec(ctx, `DELETE FROM session WHERE person = $1 AND id = $2`, person, id)
	return n > 0, err
}

// EndOtherSessions ends every session of a person but one.
func (tx *Tx) EndOtherSessions(ctx context.Context, person, but string) (int, error) {
	n, err := tx.exec(ctx, `DELETE FROM session WHERE person = $1 AND id <> $2`, person, but)
	return int(n), err
}

// EndSessions ends every session of a person in the transaction's
// organisation; in a transaction of no organisation, everywhere.
func (tx *Tx) EndSessions(ctx context.Context, person string) error {
	if tx.org == "" {
		_, err := tx.exec(ctx, `DELETE FROM session WHERE person = $1`, person)
		return err
	}
	_, err := tx.exec(ctx, `DELETE FROM session WHERE person = $1 AND org = $2`, person, tx.org)
	return err
}

// ForgetSessions deletes the sessions of an organisation that were made, or
// last seen, before these times.
func (tx *Tx) ForgetSessions(ctx context.Context, made, seen time.Time) error {
	_, err := tx.exec(ctx, `DELETE FROM session WHERE org = $1 AND (created_at < $2 OR seen_at < $3)`, tx.org, when(made), when(seen))
	return err
}

// limits is how the limits of a role lie in a column.
type limits struct {
	Role        org.Role
	Idle, Whole int64 // seconds
}

// SignInPolicy returns what the organisation asks of who signs in.
func (tx *Tx) SignInPolicy(ctx context.Context) (account.Policy, error) {
	p, err := one(tx.queryRow(ctx, `SELECT demand, roles, since, idle, whole, special, rev FROM sign_in_policy WHERE org = $1`, tx.org), scanPolicy, "nothing is set")
	if fault.Is(err, fault.NotFound) {
		return account.UsualPolicy(), nil
	}
	return p, err
}

func scanPolicy(r row) (account.Policy, error) {
	var p account.Policy
	var roles, special string
	var idle, whole int64
	if err := r.Scan(&p.Demand, &roles, at{&p.Since}, &idle, &whole, &special, &p.Rev); err != nil {
		return p, err
	}
	p.Roles, p.Limits = roleSlice[org.Role](roles), account.Limits{Idle: seconds(idle), Whole: seconds(whole)}
	var each []limits
	if err := json.Unmarshal([]byte(special), &each); err != nil {
		return p, fmt.Errorf("read the limits of roles: %w", err)
	}
	for _, l := range each {
		if p.Special == nil {
			p.Special = map[org.Role]account.Limits{}
		}
		p.Special[l.Role] = account.Limits{Idle: seconds(l.Idle), Whole: seconds(l.Whole)}
	}
	return p, nil
}

func seconds(n int64) time.Duration { return time.Duration(n) * time.Second }

// SaveSignInPolicy keeps what the organisation asks of who signs in, when
// nobody changed it meanwhile.
func (tx *Tx) SaveSignInPolicy(ctx context.Context, p account.Policy) error {
	each := []limits{}
	for _, r := range org.Roles() {
		if l, ok := p.Special[r]; ok {
			each = append(each, limits{r, int64(l.Idle / time.Second), int64(l.Whole / time.Second)})
		}
	}
	special, err := json.Marshal(each)
	if err != nil {
		return err
	}
	n, err := tx.exec(ctx, `
		INSERT INTO sign_in_policy (org, demand, roles, since, idle, whole, special, rev) VALUES ($1, $2, $3, $4, $5, $6, $7, $8 + 1)
		ON CONFLICT (org) DO UPDATE SET demand = excluded.demand, roles = excluded.roles, since = excluded.since, idle = excluded.idle,
			whole = excluded.whole, special = excluded.special, rev = excluded.rev
		WHERE sign_in_policy.rev = $8`,
		tx.org, string(p.Demand), roleList(p.Roles), when(p.Since), int64(p.Limits.Idle/time.Second), int64(p.Limits.Whole/time.Second), string(special), p.Rev)
	if err != nil {
		return fmt.Errorf("keep the sign-in policy: %w", err)
	}
	if n == 0 {
		now, err := tx.SignInPolicy(ctx)
		if err != nil {
			return err
		}
		return stale("policy", p.Rev, now.Rev)
	}
	return nil
}

func scanTries(r row) (account.Tries, error) {
	var t account.Tries
	err := r.Scan(&t.Account, &t.Person, &t.Failed, at{&t.Until}, at{&t.Last})
	return t, err
}

const triesColumns = `account, person, failed, until, last`

// Tries returns the wrong tries of an account; none is no error. Who is about
// to count one more makes others wait who count the same.
func (tx *Tx) Tries(ctx context.Context, key string) (account.Tries, error) {
	if tx.writable {
		if _, err := tx.exec(ctx, `INSERT INTO sign_in_tries (`+triesColumns+`) VALUES ($1, '', 0, '', '') ON CONFLICT (account) DO NOTHING`, key); err != nil {
			return account.Tries{}, err
		}
	}
	t, err := one(tx.queryRow(ctx, `SELECT `+triesColumns+` FROM sign_in_tries WHERE account = $1`+tx.lockIfWriting(), key), scanTries, "nobody tried")
	if fault.Is(err, fault.NotFound) {
		return account.Tries{Account: key}, nil
	}
	return t, err
}

// lockIfWriting locks the row that is read when this transaction may change it.
func (tx *Tx) lockIfWriting() string {
	if tx.writable {
		return tx.db.dialect.lockRow
	}
	return ""
}

// SaveTries keeps the wrong tries of an account.
func (tx *Tx) SaveTries(ctx context.Context, t account.Tries) error {
	_, err := tx.exec(ctx, `
		INSERT INTO sign_in_tries (`+triesColumns+`) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (account) DO UPDATE SET person = excluded.person, failed = excluded.failed, until = excluded.until, last = excluded.last`,
		t.Account, t.Person, t.Failed, when(t.Until), when(t.Last))
	return err
}

// ForgetTries lets an account be tried anew.
func (tx *Tx) ForgetTries(ctx context.Context, key string) error {
	_, err := tx.exec(ctx, `DELETE FROM sign_in_tries WHERE account = $1`, key)
	return err
}

// ForgetOldTries deletes the tries of which the last was before a time.
func (tx *Tx) ForgetOldTries(ctx context.Context, before time.Time) error {
	_, err := tx.exec(ctx, `DELETE FROM sign_in_tries WHERE last < $1`, when(before))
	return err
}

// HeldMembers returns the members of the organisation whose next try has to wait, by person.
func (tx *Tx) HeldMembers(ctx context.Context) (map[string]account.Tries, error) {
	all, err := list(ctx, tx, scanTries, `
		SELECT account, sign_in_tries.person, failed, until, last
		FROM sign_in_tries JOIN membership ON membership.person = sign_in_tries.person
		WHERE membership.org = $1 AND until > $2`, tx.org, when(tx.now))
	out := map[string]account.Tries{}
	for _, t := range all {
		out[t.Person] = t
	}
	return out, err
}

var (
	_ account.SessionTx  = (*Tx)(nil)
	_ account.PolicyTx   = (*Tx)(nil)
	_ account.TriesTx    = (*Tx)(nil)
	_ org.OrganisationTx = (*Tx)(nil)
)
