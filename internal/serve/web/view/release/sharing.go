package release

import "aceso/internal/serve/web/view/ui"

// Sharing is to whom the lists of a release were given, and the form for one
// more.
type Sharing struct {
	Page
	Links    ui.Listing
	MayShare bool
	Form     ui.Form
	Made     string // address of a link just made: shown once
	For      string // whom it is for
}

// AskShare is the form for a link. lists are the parts lists that can be
// given, the one in use first.
func (s *Sharing) AskShare(lists []ui.Choice) {
	s.Form = ui.Form{Action: s.URL(Shares), Submit: "Make the link", Inputs: []ui.Input{
		{Name: "recipient", Label: "Recipient", Hint: "The organisation: a hospital, customer or authority."},
		{Name: "contact", Label: "Contact", Hint: "The person there, or their e-mail address."},
		{Name: "purpose", Label: "Purpose", Hint: "What they need it for: procurement, an incident, an audit."},
		{Name: "sbom", Label: "Which list", Kind: ui.Select, Choices: lists},
		{Name: "form", Label: "As what", Kind: ui.Radios, Choices: []ui.Choice{
			{Value: "cyclonedx", Label: "CycloneDX 1.6", Hint: "Written now, with what is known of support.", Chosen: true},
			{Value: "spdx", Label: "SPDX 2.3", Hint: "The same in the other format."},
			{Value: "original", Label: "As it arrived", Hint: "Byte for byte; nothing can be left out."},
		}},
		{Name: "scope", Label: "Parts marked redacted", Kind: ui.Radios, Choices: []ui.Choice{
			{Value: "whole", Label: "Keep them, with their mark", Chosen: true},
			{Value: "open", Label: "Leave them out", Hint: "The list then says of itself that it is incomplete."},
		}},
		{Name: "days", Label: "Good for", Kind: ui.Select, Choices: []ui.Choice{
			{Value: "7", Label: "7 days"}, {Value: "30", Label: "30 days", Chosen: true}, {Value: "90", Label: "90 days"}, {Value: "365", Label: "a year"},
		}},
		{Name: "downloads", Label: "Downloads allowed", Kind: ui.Numeric, Optional: true, Hint: "Empty for any number."},
		{Name: "password", Label: "Password", Kind: ui.Password, Optional: true, Autocomplete: "new-password", Hint: "8 characters or more. Tell it to the recipient by another way than the link."},
	}}
}
