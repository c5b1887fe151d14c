package near

import "testing"

func TestTheWordThatWasMeant(t *testing.T) {
	words := []string{"severity", "supplier", "product", "kev", "is"}
	for written, want := range map[string]string{
		"severty": "severity", "sevrity": "severity", "suplier": "supplier", "prodcut": "product", "kve": "kev", "kev": "kev",
		"telephone": "", "": "", "zzzz": "",
	} {
		if got := Word(written, words...); got != want {
			t.Errorf("%q: got %q, want %q", written, got, want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"a", "", 1}, {"", "ab", 2}, {"kev", "kev", 0}, {"kev", "key", 1}, {"severty", "severity", 1}, {"ab", "ba", 2}} {
		if got := Distance(c.a, c.b); got != c.want {
			t.Errorf("%q to %q: got %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
