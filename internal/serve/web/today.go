package web

import (
	"context"
	"net/http"
	"strings"

	"aceso/internal/domain/agenda"
	"aceso/internal/domain/finding"
	"aceso/internal/domain/match"
	"aceso/internal/domain/org"
	"aceso/internal/serve"
	view "aceso/internal/serve/web/view/today"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/store"
)

// GET / is Today: what needs this person.
func (f *Face) today(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), serve.Actor(r)
	var p view.Page
	err := f.DB.In(who.Org).View(ctx, func(tx *store.Tx) error {
		frame, err := f.frame(ctx, tx, r)
		if err != nil {
			return err
		}
		var releases []store.ProductRow
		if who.Allowed(org.ReadProducts) {
			list, err := tx.Releases(ctx, store.ProductFilter{Sort: "-changed"}, store.Page{Limit: 100})
			if err != nil {
				return err
			}
			releases = list.Rows
		}
		needs, quiet, err := f.needs(ctx, tx, who, frame, releases)
		if err != nil {
			return err
		}
		more := "/?all=yes"
		if r.FormValue("all") != "" {
			more = ""
		}
		p = view.New(frame, needs, more, summed(releases))
		p.CanAdd, p.Quiet = who.Allowed(org.ImportSBOM), quiet
		return nil
	})
	if err != nil {
		return err
	}
	return show(w, r, p.Show())
}

// A heed is one thing that Today looks at, for whom, and what it says when
// there is nothing: silence must not look like not having looked.
type heed struct {
	needs org.Permission
	quiet string
	ask   func(context.Context, *store.Tx, org.Actor, ui.Frame, []store.ProductRow) ([]view.Need, error)
}

// heeds is everything that Today looks at.
func (f *Face) heeds() []heed {
	return []heed{
		{org.ReadCases, "no deadline is late or within two weeks", clockNeeds},
		{org.ReadCases, "everybody who told you something had an answer", caseNeeds},
		{org.WorkFindings, "nothing that is known to be exploited is new", exploitedNeeds},
		{org.ManageIntel, "the weakness data is fresh", f.intelNeeds},
		{org.ImportSBOM, "no job failed", jobNeeds},
		{org.ManagePeople, "", f.startNeeds},
		{org.WorkFindings, "nothing came back", wokenNeeds},
		{org.WorkFindings, "", bundleNeeds},
		{org.WorkFindings, "every finding has been looked at", newNeeds},
		{org.WorkFindings, "", ownNeeds},
		{org.WriteProducts, "every part of every release could be checked", uncheckedNeeds},
		{org.WriteProducts, "", releaseNeeds},
		{org.ShareSBOM, "", shareNeeds},
		{org.ManageOwnTokens, "", tokenNeeds},
		{serve.SignedIn, "", draftNeeds},
	}
}

// needs are what needs this person, and what was looked at in vain.
func (f *Face) needs(ctx context.Context, tx *store.Tx, who org.Actor, frame ui.Frame, releases []store.ProductRow) (needs []view.Need, quiet []string, err error) {
	for _, h := range f.heeds() {
		if h.needs != serve.SignedIn && !who.Allowed(h.needs) {
			continue
		}
		more, err := h.ask(ctx, tx, who, frame, releases)
		if err != nil {
			return nil, nil, err
		}
		if len(more) == 0 && h.quiet != "" {
			quiet = append(quiet, h.quiet)
		}
		needs = append(needs, more...)
	}
	return needs, quiet, nil
}

// summedReleases is how many releases Today draws.
const summedReleases = 3

// summed are the releases that changed last and have a parts list.
func summed(rows []store.ProductRow) []view.Release {
	var out []view.Release
	for _, r := range rows {
		if r.SBOM != "" && len(out) < summedReleases {
			url := "/releases/" + r.Release.ID
			out = append(out, view.Release{Name: r.Model.Name + " " + r.Release.Version, URL: url, Parts: partsOf(r.Counts), Unchecked: url + "?tab=unchecked"})
		}
	}
	return out
}

// intelNeeds asks for data, since without it every answer is open.
func (f *Face) intelNeeds(_ context.Context, _ *store.Tx, _ org.Actor, frame ui.Frame, _ []store.ProductRow) ([]view.Need, error) {
	switch {
	case frame.Fresh.Stale == "":
		return nil, nil
	case frame.Fresh.AsOf.IsZero():
		return []view.Need{{Kind: agenda.Data, Verb: "Load weakness data", Why: "Without it no part can be checked: take a bundle from another machine, or let this one fetch it.", URL: "/intelligence", Due: frame.Now, Reason: "everything waits for it"}}, nil
	}
	why := "The last good data stays in use, and every count says how old it is."
	if p := f.Intel.Problem(); p != "" {
		why = ui.Upper(p) + "."
	}
	return []view.Need{{Kind: agenda.Data, Verb: "Renew the weakness data: " + frame.Fresh.Stale, Why: why, URL: "/intelligence", Due: frame.Now, Reason: "the data is not fresh"}}, nil
}

// fresh are the states of a finding that nobody has taken up.
var fresh = []finding.State{finding.Open, finding.Reopened}

// exploitedNeeds are the findings known to be exploited that nobody has taken
// up: the first two each a line, the others together.
func exploitedNeeds(ctx context.Context, tx *store.Tx, _ org.Actor, frame ui.Frame, _ []store.ProductRow) ([]view.Need, error) {
	exploited, err := tx.Findings(ctx, store.FindingFilter{KEV: true, States: fresh}, store.Page{Limit: 2})
	if err != nil {
		return nil, err
	}
	var out []view.Need
	for _, r := range exploited.Rows {
		why := "Known to be exploited, and " + ui.Count(r.Releases, "release has", "releases have") + " the part."
		if r.Match == match.CannotTell {
			why += " Nobody can tell yet whether this version of it is affected."
		}
		out = append(out, view.Need{
			Kind: agenda.Exploited, Verb: "Look at " + r.Weakness + " in " + strings.TrimSpace(r.Part.FullName()+" "+r.Part.Version), Why: why,
			URL: "/findings/" + r.ID + "?exploited=yes&state=new", Due: frame.Now, Reason: "known to be exploited",
		})
	}
	if more := exploited.Total - len(exploited.Rows); more > 0 {
		out = append(out, view.Need{Kind: agenda.Exploited, Verb: "Look at " + ui.Number(more) + " more that are known to be exploited", Why: "Nobody has taken them up.", URL: "/findings?exploited=yes&state=new", Due: frame.Now, Reason: "known to be exploited"})
	}
	return out, nil
}

// newNeeds sums up the new findings besides those known to be exploited.
func newNeeds(ctx context.Context, tx *store.Tx, _ org.Actor, _ ui.Frame, _ []store.ProductRow) ([]view.Need, error) {
	exploited, err := tx.FindingsTotal(ctx, store.FindingFilter{KEV: true, States: fresh})
	if err != nil {
		return nil, err
	}
	worst, err := tx.Findings(ctx, store.FindingFilter{States: fresh, Sort: "-severity"}, store.Page{Limit: 1})
	if err != nil || worst.Total <= exploited {
		return nil, err
	}
	oldest, err := tx.Findings(ctx, store.FindingFilter{States: fresh, Sort: "opened"}, store.Page{Limit: 1})
	if err != nil || len(oldest.Rows) == 0 {
		return nil, err
	}
	return []view.Need{{
		Kind: agenda.Fresh, Verb: "Look at " + ui.Count(worst.Total-exploited, "new finding", "new findings"), Why: "Nobody has taken them up. The worst of all is " + rating(worst.Rows[0].Finding).Text() + ".",
		URL: "/findings?state=new", Clock: "waiting since " + ui.Day(oldest.Rows[0].Opened),
	}}, nil
}

// ownNeeds are the findings that this person looks after.
func ownNeeds(ctx context.Context, tx *store.Tx, who org.Actor, _ ui.Frame, _ []store.ProductRow) ([]view.Need, error) {
	mine, err := tx.Findings(ctx, store.FindingFilter{Owner: who.Person, States: store.Live, Sort: "turned"}, store.Page{Limit: 1})
	if err != nil || mine.Total == 0 {
		return nil, err
	}
	return []view.Need{{Kind: agenda.Own, Verb: "Go on with " + ui.Count(mine.Total, "finding", "findings") + " of yours", Why: "You look after them.", URL: "/findings?owner=me", Clock: "open since " + ui.Day(mine.Rows[0].Turned)}}, nil
}

// releaseNeeds are what the releases ask for: lists that are missing, support that ends.
func releaseNeeds(_ context.Context, _ *store.Tx, _ org.Actor, frame ui.Frame, rows []store.ProductRow) ([]view.Need, error) {
	var out []view.Need
	for _, r := range rows {
		name, url := r.Model.Name+" "+r.Release.Version, "/releases/"+r.Release.ID
		if end, ok := r.Release.Dates.EndOfSecuritySupport.At(); ok && end.After(frame.Now) && end.Sub(frame.Now) < soon {
			out = append(out, view.Need{Kind: agenda.Ending, Verb: "Tell the users of " + name + " that security support ends", Why: "They plan by that date.", URL: url, Due: end, Reason: "security support ends"})
		}
		if r.SBOM == "" && r.Release.State != "withdrawn" {
			out = append(out, view.Need{Kind: agenda.Missing, Verb: "Add the parts list of " + name, Why: "Nobody has said what is inside.", URL: "/import?release=" + r.Release.ID, Clock: "since " + ui.Day(r.Release.Created)})
		}
	}
	return out, nil
}

// uncheckedNeeds are the releases with parts that nobody could check: the first
// two each a line.
func uncheckedNeeds(_ context.Context, _ *store.Tx, _ org.Actor, _ ui.Frame, rows []store.ProductRow) ([]view.Need, error) {
	var out []view.Need
	for _, r := range rows {
		if n := r.Counts.NotCheckable; n > 0 && len(out) < 2 && r.Model.Name != scratch {
			out = append(out, view.Need{
				Kind: agenda.Unchecked, Verb: "Name " + ui.Count(n, "part", "parts") + " of " + r.Model.Name + " " + r.Release.Version + " that could not be checked",
				Why: "No source knows them by the names they carry. They may be weak or not.", URL: "/releases/" + r.Release.ID + "?tab=unchecked", Clock: "open until named",
			})
		}
	}
	return out, nil
}
