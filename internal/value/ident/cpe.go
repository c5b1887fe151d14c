package ident

import (
	"fmt"
	"strings"

	"github.com/facebookincubator/nvdtools/wfn"

	"aceso/internal/value/fault"
)

// A CPE is a platform name (NISTIR 7695). Each attribute holds plain text,
// "*" for any value or "-" for not applicable.
type CPE struct {
	Part, Vendor, Product, Version, Update, Edition, Language string
	SWEdition, TargetSW, TargetHW, Other                      string
}

// ParseCPE reads a CPE 2.3 formatted string or a CPE 2.2 URI.
func ParseCPE(s string) (cpe CPE, err error) {
	defer func() {
		if r := recover(); r != nil {
			cpe, err = CPE{}, fault.New(fault.Invalid, "%q is no CPE name", s)
		}
	}()
	a, err := wfn.Parse(strings.TrimSpace(s))
	if err != nil {
		return CPE{}, fault.New(fault.Invalid, "%q is no CPE name: %v", s, err)
	}
	p := func(v string) string {
		if v == "" {
			return "*"
		}
		return wfn.StripSlashes(v)
	}
	return CPE{p(a.Part), p(a.Vendor), p(a.Product), p(a.Version), p(a.Update), p(a.Edition), p(a.Language),
		p(a.SWEdition), p(a.TargetSW), p(a.TargetHW), p(a.Other)}, nil
}

// String returns the CPE 2.3 formatted string.
func (c CPE) String() string {
	return fmt.Sprintf("cpe:2.3:%s:%s:%s:%s:%s:%s:%s:%s:%s:%s:%s", c.Part, c.Vendor, c.Product, c.Version, c.Update,
		c.Edition, c.Language, c.SWEdition, c.TargetSW, c.TargetHW, c.Other)
}
