package org

import (
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
}

// Check tells what keeps the organisation from being kept.
func (o Organisation) Check() error {
	if n := len(strings.TrimSpace(o.Name)); n == 0 || n > 200 {
		return fault.New(fault.Invalid, "an organisation has a name of 1 to 200 characters")
	}
	if o.Side != Maker && o.Side != Hospital {
		return fault.New(fault.Invalid, "an organisation is a maker or a hospital, not %q", o.Side)
	}
	return nil
}
