package account

import (
	"context"
	"slices"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/value/fault"
)

// Limits are how long a session lasts: without anybody there, and at all.
type Limits struct {
	Idle, Whole time.Duration
}

// UsualLimits are those of an organisation that sets none.
var UsualLimits = Limits{Idle: 15 * time.Minute, Whole: 12 * time.Hour}

// Between these each limit lies.
const (
	ShortestLimit = 5 * time.Minute
	LongestLimit  = 24 * time.Hour
)

// A Demand is of whom a second factor is asked.
type Demand string

// The demands.
const (
	OfNobody    Demand = "nobody"
	OfRoles     Demand = "roles"
	OfEverybody Demand = "everybody"
)

// Demands are all of them, in the order that pages show.
var Demands = []Demand{OfNobody, OfRoles, OfEverybody}

// A Policy is what an organisation asks of who signs in.
type Policy struct {
	Demand  Demand
	Roles   []org.Role // of whom, with OfRoles
	Since   time.Time  // when it begins to be required; until then it is asked
	Limits  Limits
	Special map[org.Role]Limits // of single roles
	Rev     int64               // 0 when nothing was set yet
}

// UsualPolicy is that of an organisation that sets nothing.
func UsualPolicy() Policy { return Policy{Demand: OfNobody, Limits: UsualLimits} }

// LimitsOf are the limits for somebody with these roles: of several, the
// shortest. A role without limits of its own has everybody's.
func (p Policy) LimitsOf(roles []org.Role) Limits {
	var out Limits
	for i, r := range roles {
		l, ok := p.Special[r]
		if !ok {
			l = p.Limits
		}
		if i == 0 {
			out = l
		}
		out = Limits{min(out.Idle, l.Idle), min(out.Whole, l.Whole)}
	}
	if len(roles) == 0 {
		return p.Limits
	}
	return out
}

// Longest is the longest that any session may last.
func (p Policy) Longest() Limits {
	out := p.Limits
	for _, l := range p.Special {
		out = Limits{max(out.Idle, l.Idle), max(out.Whole, l.Whole)}
	}
	return out
}

// Asks tells whether somebody with these roles is asked for a second factor, be
// it now or from the day on that the policy names.
func (p Policy) Asks(roles []org.Role) bool {
	switch p.Demand {
	case OfEverybody:
		return true
	case OfRoles:
		return slices.ContainsFunc(roles, func(r org.Role) bool { return slices.Contains(p.Roles, r) })
	}
	return false
}

// Requires tells whether somebody with these roles gets no further without one.
func (p Policy) Requires(roles []org.Role, now time.Time) bool {
	return p.Asks(roles) && !now.Before(p.Since)
}

// check tells what of a policy can't be kept.
func (p Policy) check() error {
	if !slices.Contains(Demands, p.Demand) {
		return fault.New(fault.Invalid, "a second factor is asked of nobody, of roles or of everybody, not of %q", p.Demand)
	}
	if p.Demand == OfRoles {
		if len(p.Roles) == 0 {
			return fault.New(fault.Invalid, "no role is named of which a second factor is asked").Helped("mark at least one role, or ask it of nobody")
		}
		if err := org.CheckRoles(p.Roles); err != nil {
			return err
		}
	}
	if err := p.Limits.check(""); err != nil {
		return err
	}
	for r, l := range p.Special {
		if !slices.Contains(org.Roles(), r) {
			return fault.New(fault.Invalid, "there is no role %q", r)
		}
		if err := l.check(" of the role " + string(r)); err != nil {
			return err
		}
	}
	return nil
}

func (l Limits) check(of string) error {
	for _, d := range []time.Duration{l.Idle, l.Whole} {
		if d < ShortestLimit || d > LongestLimit {
			return fault.New(fault.Invalid, "a limit of sessions%s is from 5 minutes to 24 hours, not %s", of, d)
		}
	}
	if l.Idle > l.Whole {
		return fault.New(fault.Invalid, "a session%s would last longer without anybody there than at all", of).Helped("make the second time the longer one")
	}
	return nil
}

// PolicyTx is what setting a policy asks of a transaction.
type PolicyTx interface {
	Log
	SignInPolicy(context.Context) (Policy, error)
	SaveSignInPolicy(context.Context, Policy) error
	Membership(ctx context.Context, person string) (org.Membership, error)
}

// SetPolicy keeps what the organisation asks of who signs in, made upon the
// revision that was read. An administrator who would be kept out by it at once
// sets up a second factor of their own first.
func SetPolicy(ctx context.Context, tx PolicyTx, who org.Actor, p Policy) error {
	if err := who.May(org.ManageSettings); err != nil {
		return err
	}
	if err := p.check(); err != nil {
		return err
	}
	if p.Demand != OfRoles {
		p.Roles = nil
	}
	m, err := tx.Membership(ctx, who.Person)
	if err != nil {
		return err
	}
	if p.Requires(m.Roles, tx.Now()) && !who.Strong {
		return fault.New(fault.Conflict, "you have not shown a second factor yourself, and would be kept out at once").
			Helped("set one up under your name, Account, and sign in with it; or let it be required from a later day on")
	}
	was, err := tx.SignInPolicy(ctx)
	if err != nil {
		return err
	}
	if err := tx.SaveSignInPolicy(ctx, p); err != nil {
		return err
	}
	return tx.Note(ctx, who, "organisation.sign-in-changed", who.Org, map[string]any{"old": was.note(), "new": p.note()})
}

// note is a policy as the log keeps it.
func (p Policy) note() map[string]any {
	out := map[string]any{"second_factor": p.Demand, "idle_minutes": p.Limits.Idle.Minutes(), "whole_minutes": p.Limits.Whole.Minutes()}
	if p.Demand == OfRoles {
		out["roles"] = p.Roles
	}
	if p.Demand != OfNobody && !p.Since.IsZero() {
		out["since"] = p.Since.UTC().Format(time.DateOnly)
	}
	special := map[string]any{}
	for r, l := range p.Special {
		special[string(r)] = map[string]any{"idle_minutes": l.Idle.Minutes(), "whole_minutes": l.Whole.Minutes()}
	}
	if len(special) > 0 {
		out["special"] = special
	}
	return out
}
