package gallery

import (
	"time"

	"aceso/internal/domain/account"
	"aceso/internal/domain/org"
	"aceso/internal/serve"
	"aceso/internal/serve/web/view/people"
	"aceso/internal/serve/web/view/setting"
	"aceso/internal/serve/web/view/ui"
)

func settings(f ui.Frame, current string, may bool) setting.Page {
	tabs := []ui.NavItem{
		{Label: "Organisation", URL: "/settings"},
		{Label: "Signing in", URL: "/settings/sign-in"},
		{Label: "Single sign-on", URL: "/settings/single-sign-on"},
		{Label: "Sessions", URL: "/settings/sessions"},
		{Label: "Configuration", URL: "/settings/configuration"},
	}
	for i := range tabs {
		tabs[i].Current = tabs[i].URL == current
	}
	return setting.NewPage(at(f, current), tabs, may)
}

func organisation(f ui.Frame, may bool) setting.Organisation {
	o := org.Organisation{ID: "0198c1f2-7a00-7c11-9d2e-5b1f0c9a4e01", Name: "Larkfield Infusion", Side: org.Maker, Created: day(9, 1), Zone: "Europe/Lisbon", Contact: "help@larkfield.example", Rev: 3}
	return setting.NewOrganisation(settings(f, "/settings", may), o, may)
}

func policy(f ui.Frame, demand account.Demand) setting.Policy {
	p := account.UsualPolicy()
	p.Demand = demand
	if demand == account.OfRoles {
		p.Roles, p.Since = []org.Role{org.Administrator, org.Security}, day(12, 15)
		p.Special = map[org.Role]account.Limits{org.FieldService: {Idle: 10 * time.Minute, Whole: 8 * time.Hour}}
	}
	return setting.NewPolicy(settings(f, "/settings/sign-in", demand != account.OfEverybody), p, []ui.Link{{Label: "Tomas Ferreira", URL: "/people/2"}, {Label: "Ines Duarte", URL: "/people/3"}}, false)
}

func provider(f ui.Frame, problem string) setting.Provider {
	return setting.NewProvider(settings(f, "/settings/single-sign-on", true), &setting.Provided{
		Name: "Larkfield ID", Issuer: "https://id.larkfield.example/realms/staff", Client: "aceso", Claim: "groups", Back: "https://aceso.larkfield.example/sign-in/sso/back", Vouch: []string{"amr=mfa"},
		Roles: []setting.GroupRole{{Group: "product-security", Role: "security"}, {Group: "firmware", Role: "engineer"}},
		Test: &setting.Test{
			Problem: problem, Authorization: "https://id.larkfield.example/realms/staff/authorize", Token: "https://id.larkfield.example/realms/staff/token", Algorithms: "RS256, ES256", PKCE: true,
		},
	})
}

func orgSessions(f ui.Frame) setting.Sessions {
	members := []org.Member{
		{Person: org.Person{ID: "1", Name: "Dele Okoro"}, Roles: []org.Role{org.Administrator}},
		{Person: org.Person{ID: "2", Name: "Tomas Ferreira"}, Roles: []org.Role{org.Engineer}},
	}
	session := func(person, agent string, ago time.Duration, ways ...account.Way) account.Session {
		return account.Session{ID: person, Person: person, Created: now.Add(-4 * time.Hour), Seen: now.Add(-ago), Proof: account.Proof{Ways: ways, At: now}, Address: "10.20.4.17", Agent: agent}
	}
	return setting.NewSessions(settings(f, "/settings/sessions", true), members, []account.Session{
		session("1", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", 0, account.ByPassword, account.ByCode),
		session("2", "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/138.0 Safari/537.36 Edg/138.0", 6*time.Minute, account.ByPasskey),
	}, account.UsualPolicy(), "1")
}

func configured(f ui.Frame, changed bool) setting.Configuration {
	return setting.NewConfiguration(settings(f, "/settings/configuration", true), serve.Configuration{File: "/var/lib/aceso/aceso.toml", Read: true, Changed: changed, Settings: []serve.Setting{
		{Key: "data", Value: "/var/lib/aceso", Source: "flag --data", Variable: "ACESO_DATA", Meaning: "folder that holds everything: database, evidence, intelligence, keys"},
		{Key: "database", Value: "postgres://aceso:xxxxx@db.larkfield.example/aceso", Source: "file /var/lib/aceso/aceso.toml", Variable: "ACESO_DATABASE", Meaning: "postgres:// address; empty for SQLite in the data folder"},
		{Key: "intel.every", Source: "default", Variable: "ACESO_INTEL__EVERY", Standing: true, Meaning: "how often vulnerability data is fetched"},
	}})
}

// member is a person's page in every state at once that can be at once.
func member(f ui.Frame) people.Edit {
	e := people.NewEdit(f, people.Member{
		ID: "2", Name: "Tomas Ferreira", Email: "tomas@larkfield.example", Roles: []org.Role{org.Engineer}, Since: day(9, 3), SignedIn: now.Add(-2 * time.Hour), App: true, Passkeys: 1,
		Waits: now.Add(3 * time.Minute), Tries: 9,
	})
	e.Member.Locked = day(11, 22)
	e.Sessions = []people.Session{{ID: "1", Device: "Firefox on Windows", Address: "10.20.4.17", By: "password and code", Since: now.Add(-2 * time.Hour), Seen: now.Add(-6 * time.Minute)}}
	return e
}
