package app

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/outbound"
	"aceso/internal/serve"
	"aceso/internal/value/fault"
)

// groups reads what the provider's groups give.
func (c Config) groups() (map[string][]org.Role, error) {
	out := map[string][]org.Role{}
	for _, pair := range c.SSO.Roles {
		i := strings.LastIndex(pair, "=") // a group may have one in its name
		if i < 1 {
			return nil, fault.New(fault.Invalid, "sso.roles has %q", pair).Helped("write GROUP=ROLE")
		}
		group, role := pair[:i], org.Role(pair[i+1:])
		if !slices.Contains(org.Roles(), role) {
			return nil, fault.New(fault.Invalid, "sso.roles gives the role %q to %q, and there is none of that name", role, group).Helped("take one of: %s", roleNames())
		}
		out[group] = append(out[group], role)
	}
	return out, nil
}

// vouch are the methods and classes of authentication that count as a second
// factor (RFC 8176; OpenID Connect Core 1.0, 2).
func (c Config) vouch() ([]string, []string, error) {
	var amr, acr []string
	for _, one := range c.SSO.Vouch {
		switch kind, value, _ := strings.Cut(one, "="); {
		case kind == "amr" && value != "":
			amr = append(amr, value)
		case kind == "acr" && value != "":
			acr = append(acr, value)
		default:
			return nil, nil, fault.New(fault.Invalid, "sso.vouch has %q", one).Helped("write amr=VALUE or acr=VALUE, such as amr=mfa")
		}
	}
	return amr, acr, nil
}

func roleNames() string {
	var names []string
	for _, r := range org.Roles() {
		names = append(names, string(r))
	}
	return strings.Join(names, ", ")
}

// sso is single sign-on as the configuration has it; nil for none.
func (a *App) sso() (*serve.SSO, error) {
	c := a.Config.SSO
	if c.Issuer == "" {
		return nil, nil
	}
	groups, err := a.Config.groups()
	if err != nil {
		return nil, err
	}
	amr, acr, err := a.Config.vouch()
	if err != nil {
		return nil, err
	}
	return &serve.SSO{
		AMR: amr, ACR: acr,
		Issuer: c.Issuer, Client: c.Client, Name: c.Name, Org: c.Org, Claim: c.Claim, Roles: groups, Log: a.Log,
		HTTP: outbound.New(outbound.Config{Version: Version, Allow: c.Allow, MaxBytes: 1 << 20, Timeout: 20 * time.Second, Wait: 10 * time.Second}),
		Secret: func() (string, error) { // read each time: it may be renewed while the server runs
			if c.SecretFile == "" {
				return "", nil
			}
			text, err := os.ReadFile(c.SecretFile)
			if err != nil {
				return "", fmt.Errorf("read sso.secret_file: %w", err)
			}
			return strings.TrimSpace(string(text)), nil
		},
	}, nil
}
