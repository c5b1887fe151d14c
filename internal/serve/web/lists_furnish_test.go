package web_test

import (
	"context"
	"strconv"
	"time"

	"aceso/internal/domain/clock"
	"aceso/internal/domain/deed"
	"aceso/internal/domain/finding"
	"aceso/internal/domain/job"
	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/domain/product"
	"aceso/internal/domain/record"
	"aceso/internal/domain/share"
	"aceso/internal/domain/view"
	"aceso/internal/domain/vuln"
	"aceso/internal/maker/casework"
	"aceso/internal/store"
	"aceso/internal/value/calendar"
	"aceso/internal/value/id"
)

// do changes the site's organisation as who has set it up.
func (s *site) do(do func(context.Context, *store.Tx, org.Actor) error) {
	s.Helper()
	who, ctx := s.who(), s.Context()
	if err := s.db.In(who.Org).Update(ctx, func(tx *store.Tx) error { return do(ctx, tx, who) }); err != nil {
		s.Fatal(err)
	}
}

// heard keeps cases that differ in everything, each with a clock of its own.
func (s *site) heard() {
	s.Helper()
	s.do(func(ctx context.Context, tx *store.Tx, who org.Actor) error {
		for i, title := range []string{"=HYPERLINK(\"x\")", "A pump that stops", "@ward 4"} {
			c, _, err := casework.Enter(ctx, tx, who, casework.Case{
				Kind: []casework.Kind{casework.Vulnerability, casework.Complaint, casework.Service}[i], Way: casework.Phone, Title: title, Text: "It was seen on ward 4.",
				Device: casework.Device{Said: []string{"IP-200", "", "+IP-400"}[i], Version: "4.2.0"}, Received: tx.Now().Add(-time.Duration(i) * time.Hour), Reporter: casework.Reporter{Name: "Kim"},
			}, "LF", nil)
			if err != nil {
				return err
			}
			if i == 1 {
				if c, err = casework.Turn(ctx, tx, who, c.ID, c.Rev, casework.Acknowledged, ""); err != nil {
					return err
				}
			}
			if _, err := clock.Set(ctx, tx, who, c.About(), "-answer "+title, calendar.Span{N: 3 - i, Unit: calendar.Days}, tx.Now(), ""); err != nil {
				return err
			}
		}
		return nil
	})
}

// worked keeps jobs that wait, each of another kind.
func (s *site) worked() {
	s.Helper()
	s.do(func(ctx context.Context, tx *store.Tx, who org.Actor) error {
		for i, kind := range []job.Kind{job.Rematch, job.Rename, job.Act} {
			err := tx.SaveJob(ctx, job.Job{
				ID: id.New(), Kind: kind, About: "=record " + strconv.Itoa(i), State: []job.State{job.Queued, job.Running, job.Queued}[i], Step: "+step " + strconv.Itoa(i), Done: i, Total: 10 - i, Tries: i,
				Problem: []string{"", "@it does not answer"}[i%2], By: who.Name + strconv.Itoa(i), Asked: tx.Now().Add(time.Duration(i) * time.Minute), Started: tx.Now().Add(time.Duration(-i) * time.Minute),
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// gave keeps links to a parts list of a release, one with downloads, and
// returns that one.
func (s *site) gave(release string) string {
	s.Helper()
	first := ""
	s.do(func(ctx context.Context, tx *store.Tx, who org.Actor) error {
		current, err := tx.CurrentSBOM(ctx, release)
		if err != nil {
			return err
		}
		for i, to := range []string{"=Marrow Valley", "St Brannoc", "@Authority"} {
			l := share.Share{
				ID: id.New(), Org: who.Org, Release: release, SBOM: current.ID, Recipient: to, Contact: "-contact " + strconv.Itoa(i), Purpose: []string{"procurement", "", "audit"}[i],
				Form: []share.Form{share.SPDX, share.CycloneDX, share.Original}[i], Scope: share.Open, File: record.Blob{Hash: strconv.Itoa(i), Name: "+list" + strconv.Itoa(i), Size: 7}, Digest: to,
				Made: tx.Now().Add(time.Duration(i) * time.Minute), By: who.Name + strconv.Itoa(i), Expires: tx.Now().Add(time.Duration(10-i) * 24 * time.Hour), Most: i, Taken: i, Password: []string{"", "", "x"}[i],
			}
			if err := tx.SaveShare(ctx, l); err != nil {
				return err
			}
			if i > 0 {
				continue
			}
			first = l.ID
			for j, from := range []string{"192.0.2.7", "2001:db8::7"} {
				if err := tx.AddFetch(ctx, share.Fetch{ID: id.New(), Share: l.ID, At: tx.Now().Add(time.Duration(j) * time.Minute), Address: from, Agent: []string{"curl", "=curl"}[j]}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return first
}

// did keeps deeds of the person who has set the site up.
func (s *site) did() {
	s.Helper()
	s.do(func(ctx context.Context, tx *store.Tx, who org.Actor) error {
		for i, text := range []string{"=Gave 12 findings to Kim", "Snoozed CVE-2026-1", "+Took up 3 findings"} {
			d := deed.Deed{ID: id.New(), Kind: finding.Assigned, Text: text, Who: who, At: tx.Now().Add(time.Duration(i) * time.Minute), State: []deed.State{deed.Done, deed.Undone, deed.Doing}[i], Asked: 10, Done: i, Left: 3 - i, Back: i, Turn: tx.Now()}
			if err := tx.SaveDeed(ctx, d); err != nil {
				return err
			}
		}
		for i, name := range []string{"=build server", "laptop"} {
			if _, _, err := org.MakeToken(ctx, tx, who, name, []org.Permission{org.ReadProducts, org.ReadFindings}[i:], time.Duration(i+1)*24*time.Hour); err != nil {
				return err
			}
		}
		return nil
	})
}

// kept keeps views of lists.
func (s *site) kept() {
	s.Helper()
	s.do(func(ctx context.Context, tx *store.Tx, who org.Actor) error {
		for i, name := range []string{"=Critical", "Nobody's", "@late"} {
			v, err := view.Keep(ctx, tx, who, view.View{List: []string{"findings", "components", "cases"}[i], Name: name, Query: []string{"severity=critical", "sort=-releases", "q=x"}[i], Shared: i == 1, Pinned: i == 2})
			if err != nil {
				return err
			}
			if i > 0 {
				continue
			}
			if err := view.Open(ctx, tx, who, v.List, v.ID); err != nil {
				return err
			}
		}
		other := who
		other.Person, other.Name = "another", "+Kim"
		_, err := view.Keep(ctx, tx, other, view.View{List: "log", Name: "Of today", Query: "what=sbom", Shared: true})
		return err
	})
}

// named keeps name rules, models without a release, and what a bundle did; it
// returns the swap of that and the model that has releases.
func (s *site) named(release string) (swap, model string) {
	s.Helper()
	s.do(func(ctx context.Context, tx *store.Tx, who org.Actor) error {
		r, err := tx.Release(ctx, release)
		if err != nil {
			return err
		}
		model = r.Model
		for i, name := range []string{"=BusyBox", "+FreeRTOS", "@OpenSSL"} {
			a, err := match.KeepAlias(ctx, tx, who, match.Alias{Name: name, Vendor: strconv.Itoa(3 - i), Patterns: []string{"none-" + strconv.Itoa(i)}, Ecosystem: "PyPI", Package: "p" + strconv.Itoa(i)})
			if err != nil {
				return err
			}
			if i == 1 {
				if _, err := match.UndoAlias(ctx, tx, who, a.ID); err != nil {
					return err
				}
			}
			line, err := product.AddLine(ctx, tx, who, product.Line{Name: name + " line"})
			if err != nil {
				return err
			}
			if _, err := product.AddModel(ctx, tx, who, product.Model{Line: line.ID, Name: "-model " + name, Manufacturer: name, Class: strconv.Itoa(i)}); err != nil {
				return err
			}
		}
		if err := tx.SaveSwap(ctx, vuln.Swap{ID: id.New(), At: tx.Now(), Bundle: "b9", Made: tx.Now(), Before: "b8"}); err != nil {
			return err
		}
		swaps, err := tx.Swaps(ctx, 1)
		if err != nil {
			return err
		}
		swap = swaps[0].ID
		parts, err := tx.PartsFrom(ctx, 0, 4)
		for i, p := range parts {
			if err := tx.SaveTouch(ctx, vuln.Touch{Bundle: "b9", Component: p.Key, Opened: i, Closed: 4 - i, Untold: i, Changed: i % 2, Names: []string{"CVE-" + strconv.Itoa(i)}}); err != nil {
				return err
			}
		}
		return err
	})
	return swap, model
}
