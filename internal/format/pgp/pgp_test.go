package pgp

import (
	"strings"
	"testing"
	"time"

	"aceso/internal/value/fault"
	"aceso/internal/value/secret"
)

var now = time.Date(2026, 12, 13, 9, 0, 0, 0, time.UTC)

func TestOnlyTheSignedBytesUnderTheRightKeyAreGood(t *testing.T) {
	key, err := NewKey("Larkfield Infusion", "psirt@larkfield.example", now.Add(-time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	other, err := NewKey("Somebody", "x@example.org", now.Add(-time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	data := []byte(`{"document":{}}`)
	sig, err := key.Sign(data, now)
	if err != nil || !strings.HasPrefix(string(sig), "-----BEGIN PGP SIGNATURE-----") {
		t.Fatalf("%s %v", sig, err)
	}
	public, err := key.Public()
	if err != nil || strings.Contains(public, "PRIVATE") {
		t.Fatalf("%s %v", public, err)
	}
	theirs, _ := other.Public()
	private, _ := key.Armoured()
	later := now.Add(time.Minute)
	if err := Verify([]string{theirs, public}, data, sig, later); err != nil {
		t.Errorf("a good signature: %v", err)
	}
	for name, c := range map[string]struct {
		public []string
		data   string
		sig    string
	}{
		"other bytes":             {[]string{public}, `{"document":{} }`, string(sig)},
		"another's key":           {[]string{theirs}, string(data), string(sig)},
		"no key":                  {nil, string(data), string(sig)},
		"no signature":            {[]string{public}, string(data), ""},
		"rubbish":                 {[]string{public}, string(data), "-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END PGP SIGNATURE-----"},
		"a signature cut short":   {[]string{public}, string(data), string(sig[:len(sig)/2])},
		"a key that is none":      {[]string{"key"}, string(data), string(sig)},
		"a private key":           {[]string{private.Reveal()}, string(data), string(sig)},
		"a signature without end": {[]string{public}, string(data), strings.Repeat("A", maxKey+1)},
	} {
		if err := Verify(c.public, []byte(c.data), []byte(c.sig), later); fault.Of(err) == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAKeyComesBackFromItsText(t *testing.T) {
	key, err := NewKey("Larkfield Infusion", "psirt@larkfield.example", now)
	if err != nil {
		t.Fatal(err)
	}
	text, err := key.Armoured()
	if err != nil {
		t.Fatal(err)
	}
	back, err := ReadKey(text, "")
	if err != nil || back.Fingerprint() != key.Fingerprint() || len(back.Fingerprint()) != 40 {
		t.Errorf("%s came back as %s, %v", key.Fingerprint(), back.Fingerprint(), err)
	}
	if _, ok := back.Expires(); ok {
		t.Error("a key without an end ends")
	}
	public, _ := key.Public()
	for name, in := range map[string]string{"a public key": public, "rubbish": "hello", "nothing": ""} {
		if _, err := ReadKey(secret.Secret(in), ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
