package secret

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func TestASecretNeverPrints(t *testing.T) {
	s := Secret("hunter2 and more")
	text, _ := json.Marshal(map[string]any{"s": s})
	for _, out := range []string{fmt.Sprint(s), fmt.Sprintf("%v %+v %#v %s %q", s, s, s, s, s), string(text)} {
		if out == "" || strings.Contains(out, "hunter2") {
			t.Errorf("it prints: %s", out)
		}
	}
}

func TestOnlyItsPasswordFitsAHash(t *testing.T) {
	cost := *Cost
	Cost.Memory = 64
	defer func() { *Cost = cost }()
	hash, err := HashPassword("correct horse battery")
	if err != nil {
		t.Fatal(err)
	}
	if !PasswordIs("correct horse battery", hash) || PasswordIs("correct horse batterz", hash) || PasswordIs("", "") || PasswordIs("x", "") {
		t.Error("the wrong password fits, or the right one does not")
	}
}

func TestTwoSecretsDiffer(t *testing.T) {
	if a, b := New(24), New(24); a == b || len(a) != 32 {
		t.Errorf("%q and %q", a.Reveal(), b.Reveal())
	}
}
