package org

import (
	"slices"
	"strings"
	"testing"
	"time"

	"aceso/internal/value/fault"
	"aceso/internal/value/secret"
)

func TestARoleHasOnlyPermissionsThatThereAre(t *testing.T) {
	for _, r := range Roles() {
		if r.Does() == "" {
			t.Errorf("%s: nobody says what it is for", r)
		}
		seen := map[Permission]bool{}
		for _, p := range r.May() {
			if !slices.Contains(Permissions, p) || seen[p] {
				t.Errorf("%s: the permission %q is unknown or stands twice", r, p)
			}
			seen[p] = true
		}
	}
}

func TestEveryPermissionIsSomebodys(t *testing.T) {
	for _, p := range Permissions {
		if !slices.ContainsFunc(Roles(), func(r Role) bool { return slices.Contains(r.May(), p) }) {
			t.Errorf("nobody has %s", p)
		}
	}
}

func TestATokenNarrowsAndNeverWidens(t *testing.T) {
	engineer := Actor{Org: "o", Person: "p", Roles: []Role{Engineer}, Token: "t", Scope: []Permission{ImportSBOM, ManagePeople}}
	for p, want := range map[Permission]bool{ImportSBOM: true, ReadProducts: false, ManagePeople: false} {
		if engineer.Allowed(p) != want {
			t.Errorf("%s: %v", p, !want)
		}
	}
}

func TestARefusalSaysWhetherTheScopeOrTheRoleLacksIt(t *testing.T) {
	engineer := Actor{Org: "o", Person: "p", Roles: []Role{Engineer}, Token: "t", Scope: []Permission{ReadProducts}}
	for p, want := range map[Permission]string{ImportSBOM: "scope of the API token", ManagePeople: "which you don't have"} {
		f := fault.Of(engineer.May(p))
		if f == nil || f.Kind != fault.Forbidden || !strings.Contains(f.Text, want) || !strings.Contains(f.Text, string(p)) || f.Fix == "" {
			t.Errorf("%s: %+v", p, f)
		}
	}
	engineer.Token, engineer.Scope = "", nil
	if f := fault.Of(engineer.May(ManagePeople)); f == nil || strings.Contains(f.Text, "token") {
		t.Errorf("somebody with a session has no scope: %v", f)
	}
}

func TestNobodyMayNothing(t *testing.T) {
	for _, p := range Permissions {
		if err := (Actor{}).May(p); !fault.Is(err, fault.Unsigned) {
			t.Errorf("%s: %v", p, err)
		}
		if err := (Actor{Person: "p", Roles: []Role{"no such role"}}).May(p); !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s: %v", p, err)
		}
	}
}

func TestAPerson(t *testing.T) {
	cost := *secret.Cost
	secret.Cost.Memory = 64
	defer func() { *secret.Cost = cost }()
	for name, c := range map[string]struct{ email, name, password, want string }{
		"is taken":                     {"dele@larkfield.example", "Dele Okoro", "correct horse battery", ""},
		"has an address":               {"dele", "Dele Okoro", "correct horse battery", "is not an e-mail address"},
		"has one address and no more":  {"Dele <dele@larkfield.example>", "Dele", "correct horse battery", "is not an e-mail address"},
		"has a name":                   {"dele@larkfield.example", " ", "correct horse battery", "a person has a name"},
		"has a password of 12 or more": {"dele@larkfield.example", "Dele", "short", "a password has 12 to 128"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := NewPerson(c.email, c.name, secret.Secret(c.password), time.Time{})
			if (c.want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestAddressesThatFoldAlikeAreOneAccount(t *testing.T) {
	for _, s := range []string{" Dele@Larkfield.example", "DELE@LARKFIELD.EXAMPLE", "ｄele@larkfield.example"} {
		if FoldEmail(s) != "dele@larkfield.example" {
			t.Errorf("%q folds to %q", s, FoldEmail(s))
		}
	}
}

func TestAPasswordIsMoreThanWhatAGuesserKnows(t *testing.T) {
	about := []string{"dele.okoro@larkfield.example", "Dele Okoro"}
	for _, good := range []string{"correct horse battery", strings.Repeat("aĉé漢øž", 20), "ñandú·péndulo·brújula", "iloveyou but the hospital of my device", strings.Repeat("abcdefghijklmnop", 4)} {
		if err := CheckPassword(secret.Secret(good), about...); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	for _, bad := range []string{"password12345", "Pa$$w0rd!aaaa", "aaaaaaaaaaaaaaaa", "1234567890123", "DeleOkoro2026!", "larkfield-2026!", "Aceso-Aceso-1!", "QWERTZ12345678", "Administrator1", "abababababababab"} {
		if err := CheckPassword(secret.Secret(bad), about...); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
	if CheckPassword(secret.Secret(strings.Repeat("ab", 65)), about...) == nil {
		t.Error("130 characters are taken")
	}
}
