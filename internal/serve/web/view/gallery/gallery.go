// Package gallery holds one sample of every page in every state that looks
// different, so that tests can draw them all and people can look at them. The
// product never imports it. The data is the story of Larkfield Infusion.
package gallery

import (
	"net/url"
	"time"

	"github.com/a-h/templ"

	"aceso/internal/domain/account"
	"aceso/internal/domain/agenda"
	"aceso/internal/domain/org"
	"aceso/internal/domain/vuln"
	"aceso/internal/serve/web/keys"
	"aceso/internal/serve/web/view/about"
	"aceso/internal/serve/web/view/bom"
	"aceso/internal/serve/web/view/conflict"
	"aceso/internal/serve/web/view/draft"
	"aceso/internal/serve/web/view/finding"
	"aceso/internal/serve/web/view/help"
	"aceso/internal/serve/web/view/intel"
	"aceso/internal/serve/web/view/job"
	"aceso/internal/serve/web/view/keyboard"
	"aceso/internal/serve/web/view/logbook"
	"aceso/internal/serve/web/view/name"
	"aceso/internal/serve/web/view/people"
	"aceso/internal/serve/web/view/problem"
	"aceso/internal/serve/web/view/product"
	"aceso/internal/serve/web/view/release"
	"aceso/internal/serve/web/view/session"
	"aceso/internal/serve/web/view/setting"
	"aceso/internal/serve/web/view/share"
	"aceso/internal/serve/web/view/start"
	"aceso/internal/serve/web/view/today"
	"aceso/internal/serve/web/view/token"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/serve/web/view/unchecked"
	"aceso/internal/value/check"
	"aceso/internal/value/fault"
)

// A Sample is one page to look at.
type Sample struct {
	Name string
	Page templ.Component
}

// Samples returns every page, drawn with these assets.
func Samples(assets ui.Assets) []Sample {
	f := frame(assets)
	bare := ui.Frame{Assets: assets, Now: now}
	return []Sample{
		{"setup", session.NewSetUp(bare, "secret").Show()},
		{"sign-in", session.NewSignIn(bare, "/", "Larkfield ID", true).Show()},
		{"sign-in-refused", refusedSignIn(bare).Show()},
		{"welcome", session.NewWelcome(bare, "secret").Show()},
		{"join", session.NewJoin(bare, "secret", "Tomas Ferreira", "tomas@larkfield.example", "Larkfield Infusion").Show()},
		{"link-spent", session.NewSpent(bare, "this link was used already, or a newer one replaced it", "start Aceso again on its machine: it prints a new link, good once and for half an hour").Show()},
		{"start", start.New(at(f, "/start"), []start.Step{{Name: "Your organisation", Why: "Larkfield Infusion is there.", URL: "/account", Done: true}, {Name: "Weakness data", Why: "Without it no part can be checked.", URL: "/intelligence"}}).Show()},
		{"ci", start.NewCI(at(f, "/ci"), "https://aceso.larkfield.example").Show()},
		{"today", today.New(at(f, "/"), needs(), "/findings", []today.Release{{Name: "Aurelia IP-200 4.2.0", URL: "/releases/1", Parts: pump, Unchecked: "/releases/1?tab=unchecked"}}).Show()},
		{"today-empty", emptyToday(at(f, "/")).Show()},
		{"products", products(at(f, "/products")).Show()},
		{"products-empty", emptyProducts(at(f, "/products")).Show()},
		{"product", model(at(f, "/products")).Show()},
		{"product-new", product.NewEdit(at(f, "/products"), "Add a product", "A device model. Its releases come next.", ui.Link{Label: "Products", URL: "/products"}, product.ModelForm("/products", []ui.Choice{{Value: "1", Label: "Infusion pumps"}})).Show()},
		{"release", releasePage(at(f, "/products"), release.Overview).Show()},
		{"release-parts", releasePage(at(f, "/products"), release.PartsTab).Show()},
		{"release-unchecked", releasePage(at(f, "/products"), release.Unchecked).Show()},
		{"release-problems", releasePage(at(f, "/products"), release.Problems).Show()},
		{"release-source", releasePage(at(f, "/products"), release.Source).Show()},
		{"release-empty", emptyRelease(at(f, "/products")).Show()},
		{"import", importPage(at(f, "/import")).Show()},
		{"import-running", runningJob(at(f, "/import")).Show()},
		{"import-done", doneJob(at(f, "/import")).Show()},
		{"import-failed", failedJob(at(f, "/import")).Show()},
		{"findings", findings(at(f, "/findings"), false).Show()},
		{"finding", findings(at(f, "/findings"), true).Show()},
		{"findings-empty", finding.New(at(f, "/findings"), "", nil, drawn(finding.List, "", 0)).Show()},
		{"findings-columns", wideFindings(at(f, "/findings")).Show()},
		{"findings-paper", paper(f)},
		{"findings-preview", preview(at(f, "/findings"), 303).Show()},
		{"findings-preview-job", preview(at(f, "/findings"), 48112).Show()},
		{"findings-preview-nothing", preview(at(f, "/findings"), 0).Show()},
		{"findings-preview-refused", refusedPreview(at(f, "/findings")).Show()},
		{"deeds", deeds(at(f, "/deeds")).Show()},
		{"deeds-told", told(at(f, "/deeds")).Show()},
		{"deed", oneDeed(at(f, "/deeds"), false).Show()},
		{"deed-running", oneDeed(at(f, "/deeds"), true).Show()},
		{"conflict", rivals(at(f, "/products")).Show()},
		{"columns", table(at(f, "/import")).Show()},
		{"unchecked", notChecked(at(f, "/unchecked")).Show()},
		{"unchecked-none", unchecked.New(at(f, "/unchecked"), ui.Query{Path: "/unchecked"}, 0, 214, nil, drawn(unchecked.Parts, "", 0)).Show()},
		{"horizon", endOfSupport(at(f, "/horizon")).Show()},
		{"horizon-empty", endOfSupportEmpty(at(f, "/horizon")).Show()},
		{"components", components(at(f, "/components")).Show()},
		{"component", openssl(at(f, "/components")).Show()},
		{"names", names(at(f, "/names")).Show()},
		{"name-test", trial(at(f, "/names")).Show()},
		{"name-why", explained(at(f, "/names")).Show()},
		{"intelligence", intelligence(at(f, "/intelligence")).Show()},
		{"bundle-change", changed(at(f, "/intelligence")).Show()},
		{"bundle-question", brought(at(f, "/intelligence")).Show()},
		{"intelligence-empty", emptyIntelligence(at(f, "/intelligence")).Show()},
		{"system", installation(at(f, "/system"), true).Show()},
		{"system-bad", installation(at(f, "/system"), false).Show()},
		{"jobs", jobs(at(f, "/jobs"), job.UnderWay).Show()},
		{"jobs-failed", jobs(at(f, "/jobs"), job.Failed).Show()},
		{"shares", shared(at(f, "/shares")).Show()},
		{"share", sharedOnce(at(f, "/shares")).Show()},
		{"release-shares", sharing(at(f, "/products")).Show()},
		{"shared", offered(bare, false).Show()},
		{"shared-locked", offered(bare, true).Show()},
		{"shared-gone", share.NewGone(bare, "this link is not valid, or not any more", "ask whoever gave it to you for a new one").Show()},
		{"trends", trends(at(f, "/trends")).Show()},
		{"trends-begun", trendsBegun(at(f, "/trends")).Show()},
		{"trends-empty", trendsEmpty(at(f, "/trends")).Show()},
		{"log", log(at(f, "/log"), nil).Show()},
		{"views", keptViews(at(f, "/views")).Show()},
		{"view", keptView(at(f, "/views/1")).Show()},
		{"log-verified", log(at(f, "/log"), &logbook.Proof{Holds: true, Entries: 1204, Root: "nbPp2Qz0q7wQ8Jr8w1d8KcQ3sT0xM3m9a1bY0x7wY1k=", At: now, Marks: 3}).Show()},
		{"log-broken", log(at(f, "/log"), &logbook.Proof{Fault: "entry 811 is not the one that the checkpoint of 20 Nov 2026 was signed over", At: now}).Show()},
		{"people", peoplePage(at(f, "/people")).Show()},
		{"person", member(at(f, "/people")).Show()},
		{"settings", organisation(f, true).Show()},
		{"settings-read", organisation(f, false).Show()},
		{"settings-sign-in", policy(f, account.OfRoles).Show()},
		{"settings-sign-in-open", policy(f, account.OfNobody).Show()},
		{"settings-sign-in-read", policy(f, account.OfEverybody).Show()},
		{"settings-sso", provider(f, "").Show()},
		{"settings-sso-silent", provider(f, "https://id.larkfield.example does not answer: connection refused").Show()},
		{"settings-sso-none", setting.NewProvider(settings(f, "/settings/single-sign-on", true), nil).Show()},
		{"settings-sessions", orgSessions(f).Show()},
		{"settings-configuration", configured(f, true).Show()},
		{"tokens", tokens(at(f, "/tokens"), "").Show()},
		{"token-made", tokens(at(f, "/tokens"), "aceso_3kd93md0_1f8dk3ls9d8f7g6h5j4k3l2m1n0b9v8c").Show()},
		{"search", searched(at(f, "/search")).Show()},
		{"search-empty", nothingFound(at(f, "/search")).Show()},
		{"search-known", knownOnly(at(f, "/search")).Show()},
		{"search-wrong", misspelt(at(f, "/search")).Show()},
		{"keys", keyboard.New(at(f, "/keys")).Show()},
		{"help", help.New(at(f, "/help")).Show()},
		{"help-stranger", help.New(bare).Show()},
		{"glossary", help.NewWords(at(f, "/glossary"), "").Show()},
		{"glossary-none", help.NewWords(at(f, "/glossary"), "blockchain").Show()},
		{"tour", onTour(at(f, "/products")).Show()},
		{"about", about.New(at(f, "/about"), "0.1.0", "go1.26.8 linux/amd64").Show()},
		{"accessibility", about.NewStatement(bare).Show()},
		{"drafts", drafts(at(f, "/drafts")).Show()},
		{"drafts-empty", draft.New(at(f, "/drafts"), nil, 7*24*time.Hour).Show()},
		{"unsent", unsent(bare).Show()},
		{"problem", problem.New(at(f, ""), 404, fault.New(fault.NotFound, "there is no release 4.4.0").Helped("look at the list of its releases")).Show()},
		{"problem-stranger", problem.New(bare, 401, fault.New(fault.Unsigned, "you are not signed in").Helped("sign in, or send an API token")).Show()},
	}
}

var (
	now  = time.Date(2026, 11, 23, 8, 41, 0, 0, time.UTC)
	pump = ui.Parts{Affected: 19, Untold: 6, Clean: 142, Unchecked: 47}
)

func day(month time.Month, d int) time.Time { return time.Date(2026, month, d, 6, 10, 0, 0, time.UTC) }

func frame(assets ui.Assets) ui.Frame {
	return ui.Frame{
		Assets: assets, Keys: true, Table: keys.Usual, Org: "Larkfield Infusion", Person: "Dele Okoro", Search: "/search", Now: now,
		Orgs:  []ui.Choice{{Value: "2", Label: "Marrow Valley Health"}},
		Menu:  []ui.Link{{Label: "API tokens", URL: "/tokens"}, {Label: "People", URL: "/people"}},
		Fresh: ui.FreshnessOf(bundle(), now, "/intelligence"),
	}
}

// at returns the frame with the place in the navigation marked.
func at(f ui.Frame, path string) ui.Frame {
	f.Path = path
	f.Nav = [][]ui.NavItem{
		{{Label: "Today", URL: "/", Count: 4, Counted: "need you", Key: "t"}, {Label: "Products", URL: "/products", Key: "p"}, {Label: "Findings", URL: "/findings", Count: 19, Counted: "open", Key: "f"}, {Label: "Identity desk", URL: "/names", Key: "n"}},
		{{Label: "Intelligence", URL: "/intelligence", Key: "i"}, {Label: "Log", URL: "/log", Key: "l"}, {Label: "People", URL: "/people", Key: "w"}},
	}
	for _, group := range f.Nav {
		for i := range group {
			group[i].Current = group[i].URL == path
		}
	}
	return f
}

func bundle() *vuln.Info {
	return &vuln.Info{ID: "7d1b1f0e3a52c4d0b7c2f6f3a1f2c9d84b5e6f708192a3b4c5d6e7f8091a2b3c", Made: day(11, 23), Weaknesses: 305211, Statements: 1912044, Sources: []vuln.Source{
		{Name: "osv:Debian", AsOf: day(11, 23), Fetched: day(11, 23), Records: 61204},
		{Name: "osv:npm", AsOf: day(11, 23), Fetched: day(11, 23), Records: 24110, Refused: 2},
		{Name: "nvd", AsOf: day(11, 20), Fetched: day(11, 21), Records: 291333, Problem: "the last two tries ended with an answer that shrank by a third"},
		{Name: "kev", AsOf: day(11, 22), Fetched: day(11, 23), Records: 1477},
		{Name: "epss", AsOf: day(11, 22), Fetched: day(11, 23), Records: 289114},
		{Name: "eol", Fetched: day(11, 23), Records: 4120},
	}}
}

func refusedSignIn(f ui.Frame) session.SignIn {
	p := session.NewSignIn(f, "/", "Larkfield ID", false)
	p.Form.Put("email", "dele@larkfield.example")
	p.Form.Wrong = "the address or the password is not right"
	return p
}

func needs() []today.Need {
	return []today.Need{
		{Kind: agenda.Exploited, Verb: "Check again: BusyBox in IP-200 4.2.0", Why: "CVE-2022-48174 entered the list of exploited weaknesses last night.", URL: "/findings/2", Due: now, Reason: "newly exploited"},
		{Kind: agenda.Fresh, Verb: "Look at 6 new findings in IP-200 4.2.0", Why: "The bundle of this morning names them; nobody has them yet. The worst is critical.", URL: "/findings?state=new", Due: now.AddDate(0, 0, 9), Reason: "30 days from the first sight"},
		{Kind: agenda.Unchecked, Verb: "Name 47 parts of 4.2.0 that could not be checked", Why: "They carry neither purl nor CPE. 31 fit a rule you already keep.", URL: "/releases/1?tab=unchecked", Clock: "when you can"},
		{Kind: agenda.Data, Verb: "Renew NVD", Why: "Its last two tries ended with an answer that shrank by a third; the last good copy is in use.", URL: "/intelligence", Due: now.AddDate(0, 0, -2), Reason: "2 days old"},
	}
}

func emptyToday(f ui.Frame) today.Page {
	f.Fresh = ui.FreshnessOf(nil, now, "/intelligence")
	p := today.New(f, []today.Need{{Kind: agenda.Data, Verb: "Load weakness data", Why: "Without it no part can be checked.", URL: "/intelligence", Clock: "first"}}, "/findings", nil)
	p.CanAdd = true
	return p
}

func products(f ui.Frame) product.List {
	rows := []product.Row{
		{ID: "1", Line: "Infusion pumps", Name: "Aurelia IP-200", URL: "/products/1", Class: "Class IIb, UDI-DI 09521234000013", Release: "4.2.0", Stage: ui.State{Word: "in the field", Look: ui.Moving}, Releases: 3, Parts: pump, Checked: true},
		{ID: "2", Line: "Infusion pumps", Name: "Aurelia IP-100", URL: "/products/2", Class: "Class IIb", Release: "2.9.1", Stage: ui.State{Word: "support ends soon", Look: ui.Attention}, Releases: 7, Parts: ui.Parts{Affected: 44, Clean: 61, Unchecked: 12}, Checked: true},
		{ID: "3", Line: "Drug-library server", Name: "Aurelia Library", URL: "/products/3", Release: "1.4.0", Stage: ui.State{Word: "in the field", Look: ui.Moving}, Releases: 1},
	}
	p := product.NewList(f, drawn(product.Models, "", 3, rows...), 1)
	p.MayEdit = true
	return p
}

func emptyProducts(f ui.Frame) product.List {
	p := product.NewList(f, drawn(product.Models, "", 0), 0)
	p.MayEdit = true
	return p
}

func model(f ui.Frame) product.Model {
	p := product.NewModel(f, "1", "Infusion pumps", "Aurelia IP-200")
	p.MayEdit, p.Edit = true, "/products/1/edit"
	p.Facts = []product.Fact{{Name: "UDI-DI", Value: "09521234000013", Hint: "GS1, check digit right"}, {Name: "Device class", Value: "IIb"}, {Name: "Connects to", Value: "Wi-Fi, drug-library server, USB service port"}, {Name: "FDA product code"}}
	releases := []product.Release{
		{ID: "2", Version: "4.3.0", URL: "/releases/2", Stage: ui.State{Word: "in work", Look: ui.Quiet}},
		{ID: "1", Version: "4.2.0", URL: "/releases/1", Stage: ui.State{Word: "in the field", Look: ui.Moving}, Available: day(3, 2), Support: time.Date(2032, 6, 30, 0, 0, 0, 0, time.UTC), Parts: pump, Checked: true},
		{ID: "3", Version: "4.1.2", URL: "/releases/3", Stage: ui.State{Word: "support ended", Look: ui.Attention}, Available: day(1, 9), Support: day(9, 30), Parts: ui.Parts{Affected: 31, Clean: 122, Unchecked: 58}, Checked: true},
	}
	p.Shown = drawn(product.Releases, "", 3, releases...)
	return p
}

func releasePage(f ui.Frame, tab release.Tab) release.Page {
	p := release.New(f, "1", ui.Link{Label: "Aurelia IP-200", URL: "/products/1"}, "4.2.0", tab)
	p.MayEdit, p.MayName, p.MayImport, p.Findings = true, true, true, "/findings?release=1"
	p.Dates = []release.Date{{Name: "General availability", Day: day(3, 2), Past: true}, {Name: "End of sales"}, {Name: "End of security support", Day: time.Date(2032, 6, 30, 0, 0, 0, 0, time.UTC)}, {Name: "End of life"}}
	p.List = &release.List{
		File: "ip-200-4.2.0.cdx.json", Format: "CycloneDX 1.6 (json)", Size: 482113, SHA256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", Arrived: day(11, 20), From: "build server (API token)", Made: day(11, 20),
		Tools: []string{"cdxgen 12.8.4"}, Authors: []string{"Tomas Ferreira"}, Serial: "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79", Original: "/sboms/1/original", Answer: pump, AsOf: day(11, 23), Errors: 1, Warnings: 2,
	}
	p.Worst = []release.Worst{
		{Weakness: "CVE-2022-48174", URL: "/findings/2", Part: "busybox 1.34.1", Rating: ui.Rating{Severity: ui.Critical, Score: 9.8, Scored: true}, Exploited: true, Fixed: "1.35.0"},
		{Weakness: "CVE-2022-3602", URL: "/findings/3", Part: "openssl 3.0.5", Rating: ui.Rating{Severity: ui.High, Score: 7.5, Scored: true}, Fixed: "3.0.7"},
		{Weakness: "CVE-2026-31337", URL: "/findings/5", Part: "qtbase 5.15.2", Rating: ui.Rating{Severity: ui.Unknown, Reason: "not yet scored"}},
	}
	parts := []release.Part{
		{Key: "1", Name: "busybox", Version: "1.34.1", Supplier: "BusyBox project", PURL: "pkg:generic/busybox@1.34.1", Stands: ui.State{Word: "affected", Look: ui.Attention}, Affected: 3, URL: "/components/1", Why: "/releases/1/why/1"},
		{Key: "2", Name: "openssl", Version: "3.0.5", Supplier: "OpenSSL project", Stands: ui.State{Word: "affected", Look: ui.Attention}, Affected: 9, URL: "/components/2", Why: "/releases/1/why/2"},
		{Key: "3", Name: "zlib", Version: "1.3.1", PURL: "pkg:generic/zlib@1.3.1", Stands: ui.State{Word: "clean", Look: ui.Fine}, URL: "/components/3", Why: "/releases/1/why/3"},
		{Key: "4", Name: "motor-control", Version: "", Supplier: "Larkfield Infusion", Stands: ui.State{Word: "could not be checked", Look: ui.Uncertain}, URL: "/components/4", Why: "/releases/1/why/4"},
	}
	query := url.Values{"tab": {string(tab)}}.Encode()
	switch tab {
	case release.PartsTab:
		p.Shown = drawn(release.Parts, query, 214, parts...)
	case release.Unchecked:
		p.Shown = drawn(unchecked.OfRelease(), query, 2, uncheckedRows()...)
	case release.Problems:
		p.Shown = drawn(release.ProblemList, query, 3, fileFaults...)
	}
	return p
}

// fileFaults are what is wrong with a file.
var fileFaults = []release.Problem{
	{No: 1, Problem: check.Problem{Path: "components[3].version", Rule: "component-names-version", Text: "motor-control names no version", Level: check.Error}},
	{No: 2, Problem: check.Problem{Path: "components[7].supplier", Rule: "component-names-supplier", Text: "libdrm 2.4.110 names no supplier", Level: check.Warning}},
	{No: 3, Problem: check.Problem{Path: "metadata.lifecycles", Rule: "document-names-phase", Text: "the document does not say when it was made: in design, at build, or from the device", Level: check.Warning}},
}

func emptyRelease(f ui.Frame) release.Page {
	p := release.New(f, "2", ui.Link{Label: "Aurelia IP-200", URL: "/products/1"}, "4.3.0", release.Overview)
	p.MayEdit, p.MayImport = true, true
	p.Dates = []release.Date{{Name: "General availability"}, {Name: "End of sales"}, {Name: "End of security support"}, {Name: "End of life"}}
	return p
}

func importPage(f ui.Frame) bom.Page {
	p := bom.New(f, []ui.Choice{{Value: "1", Label: "Aurelia IP-200 4.3.0"}}, 200<<20)
	p.MayImport = true
	return p
}

func runningJob(f ui.Frame) bom.Job {
	p := bom.NewJob(f, "1", "ip-200-4.3.0.spdx.json", false)
	p.Steps = []bom.Step{{Name: "Received", State: ui.State{Word: "done", Look: ui.Fine}, Note: "482.1 KB"}, {Name: "Read", State: ui.State{Word: "done", Look: ui.Fine}, Note: "214 parts"}, {Name: "Held against the sources", State: ui.State{Word: "under way", Look: ui.Moving}, Now: true, Note: "120 of 214"}}
	p.Worked, p.Total = 120, 214
	return p
}

func doneJob(f ui.Frame) bom.Job {
	p := bom.NewJob(f, "1", "ip-200-4.3.0.spdx.json", true)
	p.Current, p.Answer, p.AsOf, p.Release = true, pump, day(11, 23), ui.Link{Label: "IP-200 4.3.0", URL: "/releases/2"}
	p.Finding, p.Unknown = "/findings?release=2", "/releases/2?tab=unchecked"
	p.Faults = []check.Problem{fileFaults[0].Problem, fileFaults[1].Problem}
	p.Problem, p.AllURL = 12, "/releases/2?tab=problems"
	return p
}

func failedJob(f ui.Frame) bom.Job {
	p := bom.NewJob(f, "2", "holiday.jpg", true)
	p.Failed, p.Fix = "this is a picture (JPEG), not a parts list", "send CycloneDX, SPDX, or a table as CSV or XLSX"
	return p
}

func findingRows() []finding.Row {
	return []finding.Row{
		{ID: "2", Weakness: "CVE-2022-48174", Part: "busybox", Version: "1.34.1", Releases: 2, Rating: ui.Rating{Severity: ui.Critical, Score: 9.8, Scored: true}, Exploited: true, EPSS: 0.41, Rated: true, State: ui.State{Word: "new", Look: ui.Attention}},
		{ID: "3", Weakness: "CVE-2022-3602", Part: "openssl", Version: "3.0.5", Releases: 2, Rating: ui.Rating{Severity: ui.High, Score: 7.5, Scored: true}, EPSS: 0.86, Rated: true, State: ui.State{Word: "in work", Look: ui.Moving}, Owner: "Tomas Ferreira"},
		{ID: "4", Weakness: "CVE-2022-35737", Part: "sqlite", Version: "3.38.5", Releases: 2, Rating: ui.Rating{Severity: ui.Medium, Score: 5.3, Scored: true}, EPSS: 0.02, Rated: true, State: ui.State{Word: "new", Look: ui.Attention}},
		{ID: "6", Weakness: "GHSA-7rjr-3q55-vv33", Part: "org.apache.logging.log4j/log4j-core", Version: "2.14.1", Releases: 2, Rating: ui.Rating{Severity: ui.Low, Score: 2.1, Scored: true}, State: ui.State{Word: "cannot tell", Look: ui.Uncertain}},
		{ID: "5", Weakness: "CVE-2026-31337", Part: "qtbase", Version: "5.15.2", Releases: 2, Rating: ui.Rating{Severity: ui.Unknown, Reason: "not yet scored"}, State: ui.State{Word: "new", Look: ui.Attention}},
	}
}

func findings(f ui.Frame, open bool) finding.Page {
	p := finding.New(f, "in IP-200 4.2.0", findingRows(), drawn(finding.List, "release=1", 19, findingRows()...))
	p.Sum = finding.Sum{Exploited: 1, Critical: 1, High: 4, Unscored: 2, Untold: 3}
	p.Unknown, p.Missing = 47, "/releases/1?tab=unchecked"
	p.Views, p.Bulk = views(), &finding.Bulk{Acts: acts(), View: "release=1", AsOf: "10.9", Total: 19}
	if open {
		p.Open = busybox()
	}
	return p
}

// wideFindings is the list with every column chosen.
func wideFindings(f ui.Frame) finding.Page {
	cols := url.Values{}
	for _, c := range finding.List.Columns {
		cols.Add("cols", c.Key)
	}
	return finding.New(f, "", findingRows(), drawn(finding.List, cols.Encode(), 5, findingRows()...))
}

// paper is the list as it is printed.
func paper(f ui.Frame) templ.Component {
	s := ui.Sheet{
		Title: "Findings", About: [][2]string{{"Organisation", "Larkfield Infusion"}, {"List", "Findings"}, {"Narrowed to", "In IP-200 4.2.0"}, {"Order", finding.List.Order}, {"Rows", "2"}, {"Data as of", ui.Moment(now)}},
		Columns: []ui.Column{{Label: "Weakness"}, {Label: "Part"}, {Label: "EPSS", Num: true}}, Rows: [][]string{{"CVE-2022-48174", "busybox", "0.41"}, {"CVE-2022-3602", "openssl", "0.86"}},
		Hash: "7d1b1f0e3a52c4d0b7c2f6f3a1f2c9d84b5e6f708192a3b4c5d6e7f8091a2b3c", Back: "/findings",
	}
	f.Title = "Findings"
	return ui.Paper(f, s)
}

func busybox() *finding.One {
	return &finding.One{
		ID: "2", Weakness: "CVE-2022-48174", Names: []string{"GHSA-xxjh-7fr4-jmg9", "DEBIAN-CVE-2022-48174"}, Part: "busybox 1.34.1", Summary: "Stack overflow in ash when it evaluates an expression.",
		State: ui.State{Word: "new", Look: ui.Attention}, Rating: ui.Rating{Severity: ui.Critical, Score: 9.8, Scored: true},
		Why:  "The purl pkg:generic/busybox@1.34.1 is looked up as busybox by your rule; NVD says that all versions before 1.35 are affected.",
		Rule: "Found by a name rule.", Source: "NVD, CVE-2022-48174", Fixed: []string{"1.35.0"}, Group: true, Rev: 3, Back: "/findings/2", Note: "The shell is not reachable over Wi-Fi.\nAsk Tomas about the service port.", Answer: ui.State{Word: "affected", Look: ui.Attention},
		Ways: []finding.Way{{Release: ui.Link{Label: "IP-200 4.2.0", URL: "/releases/1"}, Steps: []string{"yocto-image", "busybox 1.34.1"}}}, More: 2, MoreURL: "/search?q=busybox",
		Scores: []finding.Score{
			{Source: "CISA", Used: true, Rating: ui.Rating{Severity: ui.Critical, Score: 9.8, Scored: true}, Vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", AsOf: day(11, 20)},
			{Source: "NVD", Rating: ui.Rating{Severity: ui.Unknown, Reason: "not scheduled"}, AsOf: day(11, 21)},
			{Source: "GitHub", Rating: ui.Rating{Severity: ui.High}},
		},
		KEV: &finding.Exploited{Since: "2026-11-22", Due: "2026-12-13", Action: "Apply the maker's update, or stop using it."}, EPSS: &finding.Estimate{Score: 0.41, Percentile: 0.973, Date: "2026-11-22"},
		Links:   []ui.Link{{Label: "advisory", URL: "https://nvd.nist.gov/vuln/detail/CVE-2022-48174"}, {Label: "fix", URL: "https://git.busybox.net/busybox/commit/?id=d417193cf37ca1005830d7e16f5fa7e1d8a44209"}},
		MayWork: true, Acts: acts(), Until: "2026-12-02", Because: "waits for the bench test", Prev: "/findings/1", Next: "/findings/3", Onward: "/findings/3",
		Place: "Place 2 of 19: known to be exploited, critical, with a score of 9.8. It comes before the next because it is known to be exploited.",
		Alike: []ui.Link{{Label: "6 other findings of busybox", URL: "/findings?component=x"}},
		History: []ui.Happened{
			{At: day(11, 23), Who: "Dele Okoro", What: "Given to Dele Okoro", Changes: []ui.Change{{Name: "owner", From: "nobody", To: "Dele Okoro"}}, Many: 12, URL: "/deeds/1"},
			{At: day(11, 20), Who: "Dele Okoro", What: "Snoozed until 2 Dec 2026", Note: "waits for the bench test"},
			{At: day(11, 20), Who: "Aceso", What: "Opened: the parts list of 20 Nov names busybox 1.34.1"},
		},
	}
}

func names(f ui.Frame) name.Page {
	rule := url.Values{"name": {"our-shell"}, "patterns": {"our-shell"}, "cpe": {"cpe:2.3:a:busybox:busybox:*:*:*:*:*:*:*:*"}}
	groups := []name.Group{
		{Key: "1", MayEdit: true, Name: "our-shell", Supplier: "Larkfield", Reason: "has neither purl nor CPE", Parts: 3, Versions: 2, Releases: 5, Why: "/names/why/x", Own: "/names?name=our-shell", Proposals: []name.Proposal{
			{Product: "busybox:busybox", Why: "the same name", Weaknesses: 42, Rule: rule}, {Product: "acme:shell", Why: "its first word", Weaknesses: 1, Rule: rule},
		}},
		{Key: "2", MayEdit: true, Name: "pump-control", Reason: "version missing", Reasons: 2, Parts: 1, Versions: 1, Releases: 1, Why: "/names/why/y", Own: "/names?name=pump-control"},
	}
	rules := []name.Rule{
		{ID: "1", Name: "BusyBox", Names: []string{"busybox", "busybox-*"}, Found: []string{"cpe:2.3:a:busybox:busybox:*:*:*:*:*:*:*:*"}, Who: "Dele Okoro", At: day(9, 14)},
		{ID: "2", Name: "FreeRTOS, Amazon", Names: []string{"freertos kernel"}, Found: []string{"cpe:2.3:o:amazon:freertos:*:*:*:*:*:*:*:*"}, Who: "Tomas Ferreira", At: day(10, 2)},
		{ID: "3", Name: "OpenSSL", Names: []string{"openssl"}, Found: []string{"OSS-Fuzz openssl"}, Who: "Tomas Ferreira", At: day(10, 1), Undone: day(10, 4)},
	}
	p := name.New(f, drawn(name.Groups, "", 2, groups...), drawn(name.Rules, "", 3, rules...), 2, name.Form())
	p.MayEdit = true
	return p
}

// trial is what a rule would change.
func trial(f ui.Frame) name.Trial {
	p := name.NewTrial(f, url.Values{"name": {"BusyBox"}, "patterns": {"our-shell"}, "cpe": {"busybox:busybox"}})
	p.Names, p.Found, p.Fits, p.Changed, p.Releases, p.Opens, p.MayEdit = []string{"our-shell"}, []string{"cpe:2.3:a:busybox:busybox:*:*:*:*:*:*:*:*"}, 3, 1, 5, 2, true
	p.Parts = []name.TriedPart{{Name: "our-shell", Version: "1.34.1", Why: "/names/why/x", Before: ui.State{Word: "could not be checked", Look: ui.Uncertain}, After: ui.State{Word: "affected", Look: ui.Attention}, Releases: 5, Opens: []name.Found{{Weakness: "CVE-2022-48174", Sure: true}, {Weakness: "CVE-2022-28391"}}}}
	return p
}

// explained is every step of matching for one part.
func explained(f ui.Frame) name.Why {
	p := name.Why{Frame: f, Name: "our-shell", Version: "1.34.1", Stands: ui.State{Word: "could not be checked", Look: ui.Uncertain}, Reason: "has neither purl nor CPE", Own: "/names?name=our-shell", MayEdit: true}
	p.Title = "Why matched, why not: our-shell 1.34.1"
	p.Steps = []name.Step{{By: "package URL", Say: "it carries none", State: ui.State{Word: "not tried", Look: ui.Quiet}}, {By: "name rule", Tried: "our-shell", Say: "none of the name rules in force fits", State: ui.State{Word: "not tried", Look: ui.Quiet}}}
	p.Matches = []name.Judged{{Weakness: "CVE-2022-48174", Why: "busybox:busybox 1.34.1 is before 1.35.0", Stands: ui.State{Word: "affected", Look: ui.Attention}}}
	return p
}

func intelligence(f ui.Frame) intel.Page {
	p := intel.New(f, bundle())
	p.MayManage, p.CanSync = true, true
	p.Signature = vuln.Signature{Signed: true, Key: "aceso.larkfield.example+a1b2c3d4"}
	p.Problem = "NVD answered with 34 % fewer records than the copy in use"
	var days []vuln.DayOfSource
	for i := range 40 {
		for n, name := range []string{"nvd", "osv:npm", "kev"} {
			stand := vuln.Fresh
			if n == 0 && i > 36 {
				stand = vuln.NotRenewed
			} else if n == 2 && i < 12 {
				stand = vuln.Still
			}
			days = append(days, vuln.DayOfSource{Day: now.AddDate(0, 0, i-39).Format("2006-01-02"), Source: name, Stand: stand, AsOf: now, Fetched: now})
		}
	}
	p.Days = intel.Freshness(days, now)
	p.Size, p.Bundles = 812_331_008, []intel.Swapped{{Swap: swap(), URL: "/intelligence/bundles/2", Sum: intel.Sum{Parts: 3, Opened: 4, Closed: 1}}}
	return p
}

func emptyIntelligence(f ui.Frame) intel.Page {
	f.Fresh = ui.FreshnessOf(nil, now, "/intelligence")
	p := intel.New(f, nil)
	p.MayManage = true
	return p
}

func log(f ui.Frame, proof *logbook.Proof) logbook.Page {
	p := logbook.New(f, drawn(logbook.Entries, "", 1204,
		logbook.Entry{Seq: 1203, At: day(11, 23), Who: "Aceso", What: "opened a finding", About: ui.Link{Label: "CVE-2022-48174 in busybox 1.34.1", URL: "/findings/2"}},
		logbook.Entry{Seq: 1202, At: day(11, 20), Who: "Dele Okoro", Token: true, What: "brought in a parts list", About: ui.Link{Label: "ip-200-4.2.0.cdx.json", URL: "/releases/1"}, Data: `{"sha256":"9f86d081884c7d65","parts":214}`},
		logbook.Entry{Seq: 1201, At: day(11, 20), Who: "Dele Okoro", What: "signed in"},
	))
	p.Proof, p.Witness, p.Export = proof, &logbook.Mark{At: day(11, 23), Size: 1200}, "/log/export"
	return p
}

func peoplePage(f ui.Frame) people.Page {
	p := people.New(f, []people.Member{
		{ID: "1", Name: "Dele Okoro", Email: "dele@larkfield.example", Roles: []org.Role{org.Administrator, org.Security}, Self: true, Since: day(9, 1)},
		{ID: "2", Name: "Tomas Ferreira", Email: "tomas@larkfield.example", Roles: []org.Role{org.Engineer}, Since: day(9, 3), SignedIn: now.Add(-50 * time.Hour), App: true, Passkeys: 2, Waits: now.Add(3 * time.Minute), Tries: 9},
		{ID: "3", Name: "Ines Duarte", Email: "ines@larkfield.example", Roles: []org.Role{org.Quality, org.Auditor}, Since: day(11, 20), Expected: true, Asked: true},
	})
	p.MayManage = true
	return p
}

func tokens(f ui.Frame, made string) token.Page {
	var rows []token.Row
	for _, t := range []org.Token{
		{ID: "1", Name: "build server", Start: "aceso_3kd93md0", Scope: []org.Permission{org.ImportSBOM}, Created: day(9, 1), Expires: day(12, 1), Used: day(11, 23)},
		{ID: "2", Name: "old laptop", Start: "aceso_9s8d7f6g", Scope: []org.Permission{org.ReadFindings, org.ReadProducts}, Created: day(3, 1), Expires: day(9, 1)},
	} {
		rows = append(rows, token.RowOf(t, now))
	}
	p := token.New(f, drawn(token.Tokens, "", 2, rows...), org.Security.May())
	p.Made, p.Name = made, "release pipeline"
	return p
}

func notChecked(f ui.Frame) unchecked.Page {
	p := unchecked.New(f, ui.Query{Path: "/unchecked"}, 154, 289, []unchecked.Reason{
		{Name: "They carry no name that a source knows", Parts: 120, URL: "/unchecked?why=no-name", Chosen: true, Settle: "Say which product is meant: one name rule holds for every release.", Act: ui.Link{Label: "Identity desk", URL: "/names"}},
		{Name: "The weakness data has no feed for them", Parts: 34, URL: "/unchecked?why=no-feed", Settle: "Add the feed to the bundle; they are checked again by themselves.", Act: ui.Link{Label: "Intelligence", URL: "/intelligence"}, Causes: []unchecked.Cause{{Text: "The bundle holds nothing for npm", Parts: 20}, {Text: "The bundle holds nothing for PyPI", Parts: 14}}},
	}, drawn(unchecked.Parts, "", 154, uncheckedRows()...))
	return p
}

func uncheckedRows() []unchecked.Row {
	return []unchecked.Row{
		{Key: "1", Name: "motor-control", Supplier: "Larkfield Infusion", Version: "4.2.0", Reason: "It has neither purl nor CPE", Places: []ui.Link{{Label: "Aurelia IP-200 4.2.0", URL: "/releases/1"}}, Releases: 3, URL: "/names/why/1", NameURL: "/names?name=motor-control"},
		{Key: "2", Name: "left-pad", PURL: "pkg:npm/left-pad", Reason: "Version missing; 2 weaknesses are known of it", Places: []ui.Link{{Label: "Scratch a.json", URL: "/releases/2"}}, Releases: 1, URL: "/names/why/2", NameURL: "/names?name=left-pad"},
	}
}

func rivals(f ui.Frame) conflict.Page {
	mine, theirs := product.ReleaseForm("/releases/1"), product.ReleaseForm("/releases/1")
	for _, form := range []*ui.Form{&mine, &theirs} {
		form.Put("version", "4.2.0")
		form.Put("state", "released")
	}
	mine.Put("note", "Ships from May.")
	theirs.Put("note", "Ships from June,\nonly in the EU.")
	theirs.Put("rev", "3")
	p := conflict.New(f, "Aurelia IP-200 4.2.0", ui.Link{Label: "Aurelia IP-200 4.2.0", URL: "/releases/1"}, mine, theirs)
	p.Who, p.At = "Tomas Lindqvist", now.Add(-3*time.Minute)
	return p
}

func table(f ui.Frame) bom.Table {
	p := bom.NewTable(f, "soup.csv", ui.Link{Label: "Parts list: soup.csv", URL: "/imports/1"})
	p.Action, p.Again, p.MayRead = "/imports/1/columns", "/imports/1/columns", true
	p.Shape = []ui.Input{{Name: "header", Label: "Row of heads", Kind: ui.Numeric, Value: "1"}}
	holds := []ui.Choice{{Label: "nothing of use"}, {Value: "name", Label: "Name of the part", Chosen: true}}
	p.Columns = []bom.Column{
		{Letter: "A", Head: "Component", Samples: []string{"zlib", "openssl"}, Holds: ui.Input{Name: "column-0", ID: "f-column-0", Choices: holds}},
		{Letter: "B", Holds: ui.Input{Name: "column-1", ID: "f-column-1", Choices: holds[:1]}},
	}
	return p
}
