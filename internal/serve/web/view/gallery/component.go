package gallery

import (
	"time"

	"aceso/internal/serve/web/view/component"
	"aceso/internal/serve/web/view/ui"
)

var (
	unsupported = component.Support{State: ui.State{Word: "not supported", Look: ui.Failed}, Level: "no longer maintained", Until: time.Date(2026, 9, 7, 0, 0, 0, 0, time.UTC), By: "end-of-life data", Differ: true}
	unsaid      = component.Support{State: ui.State{Word: "no statement", Look: ui.Uncertain}}
	extended    = component.Support{State: ui.State{Word: "supported", Look: ui.Fine}, Level: "actively maintained", Until: time.Date(2029, 12, 31, 0, 0, 0, 0, time.UTC), By: "Dele Okoro", Differ: true}
)

func components(f ui.Frame) component.List {
	affected, clean := ui.State{Word: "affected", Look: ui.Attention}, ui.State{Word: "clean", Look: ui.Fine}
	rows := []component.Row{
		{Name: "busybox", Version: "1.34.1", Supplier: "BusyBox project", PURL: "pkg:generic/busybox@1.34.1", Key: "1", URL: "/components/1", Support: unsaid, Stands: affected, Affected: 3, Releases: 2},
		{Name: "openssl", Version: "3.0.15", Supplier: "OpenSSL project", Key: "2", URL: "/components/2", Support: unsupported, Stands: affected, Affected: 9, Releases: 2},
		{Name: "qtbase", Version: "5.15.2", Supplier: "The Qt Company", Key: "3", URL: "/components/3", Support: extended, Stands: clean, Releases: 1},
		{Name: "motor-control", Key: "4", URL: "/components/4", Support: unsaid, Stands: ui.State{Word: "could not be checked", Look: ui.Uncertain}, Releases: 1},
	}
	return component.NewList(f, 214, drawn(component.Parts, "", 214, rows...))
}

func openssl(f ui.Frame) component.Page {
	p := component.New(f, "2", "openssl", "3.0.15")
	p.MayEdit, p.Support = true, unsupported
	p.Identity = []string{"cpe:2.3:a:openssl:openssl:3.0.15:*:*:*:*:*:*:*"}
	p.Licences = []component.Licence{{Text: "Apache-2.0", State: ui.State{Word: "SPDX expression", Look: ui.Fine}, Ground: "declared"}, {Text: "OpenSSL-ish", State: ui.State{Word: "no SPDX expression", Look: ui.Attention}, Note: "The SPDX licence list does not have OpenSSL-ish."}}
	p.Answer = ui.State{Word: "affected", Look: ui.Attention}
	p.Statements = []component.Statement{
		{ID: "1", Source: "Person", State: ui.State{Word: "supported", Look: ui.Fine}, Level: "actively maintained", Until: time.Date(2029, 12, 31, 0, 0, 0, 0, time.UTC), Reason: "Extended support by contract.", Evidence: "https://openssl.example/support", Every: true, Who: "Dele Okoro", At: day(11, 2)},
		{Source: "Supplier", From: "ip-200-4.2.0.cdx.json", State: ui.State{Word: "unclear", Look: ui.Uncertain}, Words: "gold", At: day(11, 1)},
		{Source: "End-of-life data", From: "openssl 3.0", State: ui.State{Word: "not supported", Look: ui.Failed}, Level: "no longer maintained", Until: time.Date(2026, 9, 7, 0, 0, 0, 0, time.UTC), Reason: "by its CPE", Evidence: "https://endoflife.date/openssl", At: day(11, 22)},
	}
	p.Undone = []component.Statement{{Level: "abandoned", Reason: "a mistake", Who: "Tomas Ferreira", UndoneBy: "Dele Okoro", Undone: day(11, 1)}}
	p.Say, p.PlanForm = component.SayForm("2", "3.0.15", []string{"actively maintained", "abandoned"}), component.PlanForm("2", []string{"planned", "done"})
	p.Places = []component.Place{{Release: ui.Link{Label: "Aurelia IP-200 4.2.0", URL: "/releases/1"}, Steps: []string{"IP-200 4.2.0", "mosquitto 2.0.18", "openssl 3.0.15"}, Ways: "/releases/1/why/2"}}
	p.More, p.Found, p.FoundURL = 3, 9, "/findings?component=2"
	p.Findings = []component.Finding{{Weakness: "CVE-2022-3602", URL: "/findings/3", Rating: ui.Rating{Severity: ui.High, Score: 7.5, Scored: true}, State: ui.State{Word: "open", Look: ui.Attention}, Exploited: true}}
	p.Others = []component.Other{{Version: "3.5.0", URL: "/components/5", Releases: 1, Stands: ui.State{Word: "clean", Look: ui.Fine}, Support: extended}}
	p.Plan = &component.Plan{Text: "Move to OpenSSL 3.5 with release 4.4.0.", Due: day(10, 31), Late: true, Owner: "Tomas Ferreira", State: ui.State{Word: "in work", Look: ui.Moving}, Story: []component.Event{{At: day(9, 8), Who: "Dele Okoro", Text: "Made the plan"}}}
	return p
}
