package account

import (
	"testing"
	"time"

	"aceso/internal/domain/org"
)

var now = time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)

func TestASessionEndsWithoutAnybodyThereAndInAnyCase(t *testing.T) {
	l := Limits{Idle: 15 * time.Minute, Whole: 12 * time.Hour}
	for what, c := range map[string]struct {
		created, seen time.Duration // ago
		live          bool
	}{
		"just begun":                    {0, 0, true},
		"used a moment ago":             {11 * time.Hour, time.Minute, true},
		"nobody there":                  {time.Hour, 15 * time.Minute, false},
		"a second before nobody there":  {time.Hour, 15*time.Minute - time.Second, true},
		"too old, though it is in use":  {12 * time.Hour, 0, false},
		"almost too old, and in use":    {12*time.Hour - time.Second, 0, true},
		"begun in a time that is ahead": {-time.Hour, -time.Hour, true},
	} {
		s := Session{Created: now.Add(-c.created), Seen: now.Add(-c.seen)}
		if got := s.Live(l, now); got != c.live {
			t.Errorf("%s: live is %v", what, got)
		}
	}
}

func TestOfSeveralRolesTheShortestSessionCounts(t *testing.T) {
	p := UsualPolicy()
	p.Special = map[org.Role]Limits{org.FieldService: {5 * time.Minute, 8 * time.Hour}, org.Engineer: {time.Hour, 10 * time.Hour}}
	for want, roles := range map[Limits][]org.Role{
		UsualLimits:                        {org.Quality},
		{5 * time.Minute, 8 * time.Hour}:   {org.Engineer, org.FieldService},
		{time.Hour, 10 * time.Hour}:        {org.Engineer},
		{15 * time.Minute, 10 * time.Hour}: {org.Quality, org.Engineer},
	} {
		if got := p.LimitsOf(roles); got != want {
			t.Errorf("of %v: %v, not %v", roles, got, want)
		}
	}
}

func TestASecondFactorIsRequiredOfWhomAndFromWhenThePolicySays(t *testing.T) {
	tomorrow := now.AddDate(0, 0, 1)
	for what, c := range map[string]struct {
		policy Policy
		roles  []org.Role
		want   bool
	}{
		"of nobody":              {Policy{Demand: OfNobody}, []org.Role{org.Administrator}, false},
		"of everybody":           {Policy{Demand: OfEverybody}, []org.Role{org.Trainee}, true},
		"of a role":              {Policy{Demand: OfRoles, Roles: []org.Role{org.Security}}, []org.Role{org.Quality, org.Security}, true},
		"of another role":        {Policy{Demand: OfRoles, Roles: []org.Role{org.Security}}, []org.Role{org.Quality}, false},
		"from tomorrow on":       {Policy{Demand: OfEverybody, Since: tomorrow}, []org.Role{org.Quality}, false},
		"from this moment on":    {Policy{Demand: OfEverybody, Since: now}, []org.Role{org.Quality}, true},
		"of everybody, no roles": {Policy{Demand: OfEverybody}, nil, true},
	} {
		if got := c.policy.Requires(c.roles, now); got != c.want {
			t.Errorf("%s: %v", what, got)
		}
	}
}

func TestAProofIsStrongByTwoFactorsOfDifferentKinds(t *testing.T) {
	for want, all := range map[bool][][]Way{
		true:  {{ByPasskey}, {ByVouched}, {ByPassword, ByCode}, {ByPassword, ByKey}, {ByProvider, ByRecovery}, {ByPassword, ByPassword, ByCode}},
		false: {nil, {ByPassword}, {ByKey}, {ByCode}, {ByCode, ByKey}, {ByPassword, ByProvider}, {ByProvider}},
	} {
		for _, ways := range all {
			if got := (Proof{Ways: ways}).Strong(); got != want {
				t.Errorf("%v is strong: %v", ways, got)
			}
		}
	}
	p := Proof{Ways: []Way{ByPassword}, At: now}
	if !p.FreshAt(now.Add(Fresh-time.Second)) || p.FreshAt(now.Add(Fresh)) || p.FreshAt(now.Add(-time.Second)) {
		t.Error("a proof is fresh for another time than ten minutes")
	}
}
