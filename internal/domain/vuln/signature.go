package vuln

// A Signature says who signed a bundle, as far as that can be known: a
// signature of a key that nobody has named proves nothing by itself.
type Signature struct {
	Signed  bool
	Key     string // name and hash of the key, "intel.example.org+1a2b3c4d"; "" for unsigned
	Trusted bool   // the key is among those named as trusted, and its signature holds
}

// Say is the signature in words.
func (s Signature) Say() string {
	switch {
	case s.Trusted:
		return "signed by " + s.Key + ", a key that you trust"
	case s.Signed:
		return "signed by " + s.Key + ", a key that you have not named as trusted"
	}
	return "not signed"
}
