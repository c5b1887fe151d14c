package product

import (
	"aceso/internal/domain/org"
	"aceso/internal/value/fault"
)

// A State is where a release stands in its maker's hands. How well it is still
// supported is not a state: it follows from the dates.
type State string

// The states of a release.
const (
	InWork    State = "in work"   // being built or assessed, not with customers
	Released  State = "released"  // with customers, or in use
	Withdrawn State = "withdrawn" // must not be delivered any more
)

// States is every state, in the order of a release's life.
var States = []State{InWork, Released, Withdrawn}

// A Move is one change of state that there is, and the permission it takes.
type Move struct {
	From, To State
	Needs    org.Permission
}

// Moves is every move there is. A withdrawn release may come back: what was
// withdrawn by mistake is released again, and the log tells both.
var Moves = []Move{
	{InWork, Released, org.WriteProducts},
	{InWork, Withdrawn, org.WriteProducts},
	{Released, Withdrawn, org.WriteProducts},
	{Withdrawn, Released, org.WriteProducts},
}

// move tells whether somebody may bring a release from one state to another.
func move(who org.Actor, from, to State) error {
	if from == to {
		return nil
	}
	for _, m := range Moves {
		if m.From == from && m.To == to {
			return who.May(m.Needs)
		}
	}
	return fault.New(fault.Conflict, "a release that is %s can't become %s", from, to)
}
