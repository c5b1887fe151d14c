package id

import "testing"

func TestShortIdentifiersRiseAndNeverComeTwice(t *testing.T) {
	last := ""
	for range 10_000 {
		s := Short()
		if len(s) != 8 || s <= last {
			t.Fatalf("%q after %q", s, last)
		}
		last = s
	}
}

func TestAnyIdentifierHasAUUID(t *testing.T) {
	if is := New(); UUID(is) != is {
		t.Errorf("%s became %s", is, UUID(is))
	}
	a, b := UUID("0a1b2c3d"), UUID("0a1b2c3e")
	if !Valid(a) || a == b || a != UUID("0a1b2c3d") {
		t.Errorf("%s, %s", a, b)
	}
}
