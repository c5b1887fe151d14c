package vuln

import (
	"testing"
	"time"
)

func TestTheWordForASourceFollowsTheWorseOfItsDates(t *testing.T) {
	now := time.Date(2026, 11, 24, 6, 0, 0, 0, time.UTC)
	day := func(n int) time.Time { return now.AddDate(0, 0, -n) }
	for what, c := range map[string]struct {
		s    Source
		want Standing
	}{
		"fetched and fed today":                       {Source{Name: "osv:npm", AsOf: now, Fetched: now}, Fresh},
		"fetched today, fed in June":                  {Source{Name: "osv:Hackage", AsOf: day(160), Fetched: now}, Still},
		"fetched today, fed last year":                {Source{Name: "osv:Hackage", AsOf: day(300), Fetched: now}, Outdated},
		"fetched nobody knows when, fed in August":    {Source{Name: "osv:AlmaLinux", AsOf: day(100)}, NoFetch},
		"fetched nobody knows when, fed today":        {Source{Name: "osv:npm", AsOf: now}, Fresh},
		"fetched last week, fed then":                 {Source{Name: "osv:npm", AsOf: day(7), Fetched: day(7)}, Outdated},
		"fetched today, gives no date":                {Source{Name: "eol", Fetched: now}, Fresh},
		"neither date":                                {Source{Name: "eol"}, NoAge},
		"the fetch failed, whatever the dates":        {Source{Name: "nvd", AsOf: now, Fetched: now, Problem: "403"}, NotRenewed},
		"EPSS of four days ago, which comes each day": {Source{Name: "epss", AsOf: day(4), Fetched: now}, Outdated},
	} {
		if got := c.s.Stand(now); got != c.want {
			t.Errorf("%s: %s, not %s", what, got, c.want)
		}
	}
}
