package ident_test

import (
	"testing"

	"aceso/internal/value/ident"
)

func TestALicenceIsOfTheListOrOwn(t *testing.T) {
	for text, want := range map[string]bool{
		"MIT": true, "MIT OR Apache-2.0": true, "(GPL-2.0-only WITH Classpath-exception-2.0) AND MIT": true, "GPL-2.0+": true,
		"LicenseRef-scancode-public-domain": true, "DocumentRef-x:LicenseRef-y": true,
		"": false, "NONE": false, "NOASSERTION": false, "Ubiquiti": false, "LicenseRef-": false, "AND": false, "MIT and Zlib": false, "Our own terms": false,
	} {
		if got := ident.IsLicence(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
