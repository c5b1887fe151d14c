package app

import (
	"context"
	"slices"
	"time"

	"aceso/internal/domain/account"
	"aceso/internal/domain/org"
	"aceso/internal/store"
	"aceso/internal/value/fault"
	"aceso/internal/value/secret"
)

// A User is somebody who may come into an organisation, as whoever runs the
// server sees them. Its JSON shape is stable.
type User struct {
	ID       string     `json:"id"`
	Email    string     `json:"email"`
	Name     string     `json:"name"`
	Roles    []org.Role `json:"roles"`
	State    string     `json:"state"` // active, invited or locked
	SignedIn time.Time  `json:"signed_in,omitzero"`
	CodeApp  bool       `json:"code_app"`
	Passkeys int        `json:"passkeys"`
	Waits    time.Time  `json:"waits_until,omitzero"` // after wrong tries
}

// machine is who acts at the command line: whoever runs the server, by the
// name that the system knows them by.
func machine(orgID string) org.Actor {
	who := org.Program(orgID)
	who.Name = whoRuns()
	return who
}

// Users returns who may come into an organisation, by name.
func (a *App) Users(ctx context.Context, orgID string) ([]User, error) {
	out := []User{}
	err := a.DB.In(orgID).View(ctx, func(tx *store.Tx) error {
		all, err := tx.Members(ctx)
		if err != nil {
			return err
		}
		factors, err := tx.MemberFactors(ctx)
		if err != nil {
			return err
		}
		held, err := tx.HeldMembers(ctx)
		for _, m := range all {
			u := User{ID: m.ID, Email: m.Email, Name: m.Name, Roles: m.Roles, State: "active", SignedIn: m.SignedIn, CodeApp: factors[m.ID].CodeApp, Passkeys: factors[m.ID].Passkeys, Waits: held[m.ID].Until}
			switch {
			case !m.Locked.IsZero():
				u.State = "locked"
			case m.Password == "" && m.SignedIn.IsZero():
				u.State = "invited"
			}
			out = append(out, u)
		}
		return err
	})
	return out, err
}

// InviteUser makes somebody a member and returns the path of a link, good once
// and for three days, with which they choose a password.
func (a *App) InviteUser(ctx context.Context, orgID, email, name string, roles []org.Role) (string, error) {
	p, err := org.NewMember(email, name, a.DB.Now())
	if err != nil {
		return "", err
	}
	var key secret.Secret
	err = a.DB.In(orgID).Update(ctx, func(tx *store.Tx) error {
		who := machine(orgID)
		p, err := org.Invite(ctx, tx, who, p, roles)
		if err != nil {
			return err
		}
		_, key, err = org.MakeJoinLink(ctx, tx, who, p.ID)
		return err
	})
	return "/join?key=" + key.Reveal(), err
}

// A Repair is what whoever runs the server does to a member when no
// administrator can.
type Repair func(ctx context.Context, tx *store.Tx, who org.Actor, person, reason string) error

// The repairs.
var (
	LockUser Repair = func(ctx context.Context, tx *store.Tx, who org.Actor, person, reason string) error {
		return org.Lock(ctx, tx, who, person, reason)
	}
	UnlockUser Repair = func(ctx context.Context, tx *store.Tx, who org.Actor, person, _ string) error {
		return unlock(ctx, tx, who, person)
	}
	ResetUserFactor Repair = func(ctx context.Context, tx *store.Tx, who org.Actor, person, reason string) error {
		return account.ResetFactor(ctx, tx, who, person, reason)
	}
	EndUserSessions Repair = func(ctx context.Context, tx *store.Tx, who org.Actor, person, _ string) error {
		return account.EndOf(ctx, tx, who, person)
	}
)

// unlock lets a member in again, whatever keeps them out: a lock, or the wait
// after wrong tries.
func unlock(ctx context.Context, tx *store.Tx, who org.Actor, person string) error {
	held, err := tx.HeldMembers(ctx)
	if err != nil {
		return err
	}
	_, waits := held[person]
	if waits {
		if err := account.Lift(ctx, tx, who, person); err != nil {
			return err
		}
	}
	err = org.Unlock(ctx, tx, who, person)
	if waits && fault.Is(err, fault.Conflict) { // not locked besides
		return nil
	}
	return err
}

// RepairUser does a repair to the member with an e-mail address or an id.
func (a *App) RepairUser(ctx context.Context, orgID, named, reason string, do Repair) error {
	return a.DB.In(orgID).Update(ctx, func(tx *store.Tx) error {
		all, err := tx.Members(ctx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(m org.Member) bool { return m.ID == named || org.FoldEmail(m.Email) == org.FoldEmail(named) })
		if i < 0 {
			return fault.New(fault.NotFound, "nobody of this organisation has the address or id %q", named).Helped("aceso user list shows who there is")
		}
		return do(ctx, tx, machine(orgID), all[i].ID, reason)
	})
}
