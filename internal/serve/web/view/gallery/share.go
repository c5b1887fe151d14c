package gallery

import (
	"aceso/internal/serve/web/view/release"
	"aceso/internal/serve/web/view/share"
	"aceso/internal/serve/web/view/ui"
)

const sharedHash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

func shareRows() []share.Row {
	pump := ui.Link{Label: "Aurelia IP-200 4.2.0", URL: "/releases/1"}
	return []share.Row{
		{ID: "3", URL: "/shares/3", Recipient: "Marrow Valley Hospital", Contact: "it@marrow.example", Purpose: "procurement", Release: pump, Form: "CycloneDX 1.6", SHA256: sharedHash, Made: day(11, 20), By: "Dele Okoro", Expires: day(12, 20), State: ui.State{Word: "live", Look: ui.Fine}, Live: true, Taken: 2, LastTaken: day(11, 22), Newer: true, Locked: true},
		{ID: "2", URL: "/shares/2", Recipient: "St Brannoc Trust", Contact: "Ines Marques", Purpose: "incident 2026-11", Release: pump, Form: "SPDX 2.3, 3 redacted parts left out", SHA256: sharedHash, Made: day(11, 2), By: "Dele Okoro", Expires: day(11, 9), State: ui.State{Word: "expired", Look: ui.Quiet}},
		{ID: "1", URL: "/shares/1", Recipient: "Authority", Contact: "reviewer", Purpose: "submission", Release: pump, Form: "as it arrived", SHA256: sharedHash, Made: day(10, 2), By: "Dele Okoro", Expires: day(12, 9), State: ui.State{Word: "used up", Look: ui.Quiet}, Taken: 1, Most: 1, LastTaken: day(10, 3)},
	}
}

func shared(f ui.Frame) share.Register {
	return share.NewRegister(f, drawn(share.Links, "", 3, shareRows()...))
}

func sharedOnce(f ui.Frame) share.One {
	f.Title = "Shared with Marrow Valley Hospital"
	one := share.One{Frame: f, Row: shareRows()[0], Size: 81_234, MayShare: true}
	one.File = "Aurelia-IP-200-4.2.0.cdx.json"
	one.Fetches = drawn(share.Fetches, "", 2, share.Fetch{ID: "2", At: day(11, 22), Address: "192.0.2.7", Agent: "Mozilla/5.0"}, share.Fetch{ID: "1", At: day(11, 21), Address: "2001:db8::7"})
	return one
}

func sharing(f ui.Frame) release.Sharing {
	s := release.Sharing{Page: releasePage(f, release.Shares), Links: drawn(share.OfRelease(), "", 3, shareRows()...), MayShare: true, Made: "https://aceso.larkfield.example/shared?key=1f8dk3ls9d8f7g6h5j4k3l2m1n0b9v8c", For: "Marrow Valley Hospital"}
	s.AskShare([]ui.Choice{{Value: "1", Label: "The one in use: 20 Nov 2026, 06:10 UTC, ip-200-4.2.0.cdx.json", Chosen: true}})
	return s
}

func offered(f ui.Frame, locked bool) share.Offer {
	p := share.NewOffer(f, "Larkfield Infusion", "1f8dk3ls9d8f7g6h5j4k3l2m1n0b9v8c")
	p.Expires = day(12, 20)
	if locked {
		p.AskPassword()
		return p
	}
	p.What, p.Recipient, p.Purpose, p.Form, p.File, p.Size, p.SHA256, p.Made, p.Left, p.Newer = "Aurelia IP-200 4.2.0", "Marrow Valley Hospital", "procurement", "CycloneDX 1.6", "Aurelia-IP-200-4.2.0.cdx.json", 81_234, sharedHash, day(11, 20), 2, true
	p.Title = p.What
	return p
}
