package org

import (
	"context"
	"strings"
	"time"

	"aceso/internal/value/fault"
)

// A Side is which of the two parties an organisation is.
type Side string

// The two sides.
const (
	Maker    Side = "maker"    // builds devices
	Hospital Side = "hospital" // uses them
)

// An Organisation is a tenant. No organisation sees anything of another.
type Organisation struct {
	ID      string
	Name    string
	Side    Side
	Created time.Time
	Zone    string // of time, as the IANA names it; "" for UTC
	Contact string // e-mail address of whoever helps with accounts; "" for nobody
	Rev     int64
}

// Check tells what keeps the organisation from being kept.
func (o Organisation) Check() error {
	if n := len(strings.TrimSpace(o.Name)); n == 0 || n > 200 {
		return fault.New(fault.Invalid, "an organisation has a name of 1 to 200 characters")
	}
	if o.Side != Maker && o.Side != Hospital {
		return fault.New(fault.Invalid, "an organisation is a maker or a hospital, not %q", o.Side)
	}
	if !isZone(o.Zone) {
		return fault.New(fault.Invalid, "there is no time zone %.60q", o.Zone).Helped("write it like Europe/Lisbon, or leave it empty for UTC")
	}
	if o.Contact != "" && !isAddress(o.Contact) {
		return fault.New(fault.Invalid, "%.100q is not an e-mail address", o.Contact).Helped("write it like help@larkfield.example, or leave it empty")
	}
	return nil
}

// isZone tells whether there is such a time zone; "" is one too.
func isZone(name string) bool {
	_, err := time.LoadLocation(name)
	return err == nil && name != "Local"
}

// OrganisationTx is what changing an organisation asks of a transaction.
type OrganisationTx interface {
	Log
	Organisation(context.Context) (Organisation, error)
	ChangeOrganisation(context.Context, Organisation) error
}

// ChangeOrganisation keeps another name, time zone or contact, made upon the
// revision that was read.
func ChangeOrganisation(ctx context.Context, tx OrganisationTx, who Actor, o Organisation) error {
	if err := who.May(ManageSettings); err != nil {
		return err
	}
	was, err := tx.Organisation(ctx)
	if err != nil {
		return err
	}
	o.ID, o.Side, o.Created = was.ID, was.Side, was.Created
	o.Name, o.Zone, o.Contact = strings.TrimSpace(o.Name), strings.TrimSpace(o.Zone), strings.TrimSpace(o.Contact)
	if err := o.Check(); err != nil {
		return err
	}
	if err := tx.ChangeOrganisation(ctx, o); err != nil {
		return err
	}
	changed := map[string]any{}
	for name, pair := range map[string][2]string{"name": {was.Name, o.Name}, "zone": {was.Zone, o.Zone}, "contact": {was.Contact, o.Contact}} {
		if pair[0] != pair[1] {
			changed[name] = map[string]string{"old": pair[0], "new": pair[1]}
		}
	}
	return tx.Note(ctx, who, "organisation.changed", o.ID, changed)
}
