// Package catalog holds reference tables as data inside the program: what
// words mean. It is held against its own rules by tests.
package catalog

import (
	"slices"
	"strings"
)

// A Term is a word that pages use, in plain words.
type Term struct {
	ID    string // anchor on the page of words
	Word  string
	Also  []string // other words for it, under which people look
	Means string
}

// Glossary is every word that pages use, in the order of the alphabet.
var Glossary = []Term{
	{"advisory", "Advisory", []string{"CSAF", "security notice"}, "What a maker or an agency tells users of a product about a weakness. CSAF is the form that programs can read."},
	{"affected", "Affected", nil, "A source says that this version of this part has the weakness. Whether it matters in your device is for you to decide."},
	{"token", "API token", []string{"API key"}, "A long password for a program. It can do only what you allow, and it ends on a day."},
	{"bundle", "Bundle", []string{"intelligence", "weakness data"}, "One signed file with what all sources say about known weaknesses. Every answer names the bundle it rests on."},
	{"cannot-tell", "Cannot tell", []string{"untold", "may be affected"}, "A source names the part, but this version can't be placed. What would settle it stands beside it."},
	{"checkpoint", "Checkpoint", nil, "A signed note of how long the log was, and of its sum. With it anybody can prove later that nothing was cut out."},
	{"clean", "Clean", nil, "The part was looked up in every source that knows its kind. None names a weakness for this version."},
	{"cve", "CVE", []string{"GHSA", "DSA", "OSV number"}, "The common number of a known weakness. GHSA and DSA are numbers that others give to the same thing."},
	{"cvss", "CVSS", []string{"score", "severity"}, "A score from 0 to 10 for how bad a weakness is in general. It knows nothing of your device or of patients."},
	{"cyclonedx", "CycloneDX, SPDX", []string{"SBOM format"}, "The two common forms of a parts list. Both can be read by programs, and Aceso reads and writes both."},
	{"demonstration", "Demonstration", []string{"demo"}, "Made-up people, devices and parts lists to try things with. It has nothing to do with your own data."},
	{"draft", "Draft", nil, "A form that you filled in and did not send. Only you see it, and it goes away after a while."},
	{"end-of-support", "End of support", []string{"EOS", "end of life", "EOL"}, "The day after which nobody mends a part or a device any more. The device should not outlive the support of its parts."},
	{"epss", "EPSS", nil, "A guess, made each day, of how likely a weakness is to be used in an attack within 30 days. It is one hint among others."},
	{"exploited", "Exploited", []string{"known exploited"}, "A finding that is not closed and whose weakness is on the KEV list. It counts also where nobody can tell yet."},
	{"finding", "Finding", nil, "A weakness in a part of yours. Somebody has to look at it and decide."},
	{"identity-desk", "Identity desk", nil, "The place where you say what oddly named parts really are, so that they can be checked."},
	{"job", "Job", nil, "Work that the program does in the background, such as holding a new parts list against the sources."},
	{"kev", "KEV", []string{"CISA KEV"}, "The list of weaknesses that are known to be used in attacks. The agency CISA keeps it."},
	{"licence", "Licence", []string{"SPDX expression", "license"}, "The terms under which somebody else's software may be used. It is written as a short code, such as MIT."},
	{"line", "Line, model, release", []string{"product", "version"}, "A line is a family of devices, a model is one kind of device, and a release is one version of its software."},
	{"log", "Log", []string{"audit trail", "audit log"}, "The list of all that was done, by whom and when. Nothing in it can be changed or cut without being seen."},
	{"maker", "Maker, hospital", []string{"MDM", "HDO", "manufacturer"}, "The two sides that share the care of a device: who makes it, and who runs it."},
	{"mds2", "MDS2", nil, "A form in which a maker says how a device is secured. Hospitals ask for it before they buy."},
	{"name-rule", "Name rule", []string{"alias"}, "Your own word that parts of a certain name are a certain product. It holds for every release, and you can undo it."},
	{"not-checkable", "Not checkable", []string{"could not be checked", "unchecked"}, "The part has no name that a source knows. It may be weak or not: nobody can tell. It is never counted as clean."},
	{"stale", "Not fresh", []string{"data as of", "stale"}, "The data about weaknesses is older than it should be. The answers still hold for its date, not for today."},
	{"nvd", "NVD, OSV", []string{"source"}, "Two public collections of known weaknesses. They don't always agree, so each answer says whose word it is."},
	{"organisation", "Organisation", []string{"tenant"}, "The firm or hospital that you work for. One sees nothing of another."},
	{"component", "Part", []string{"component", "package", "library"}, "One piece of software in a release: a library, a system, a tool. Parts with the same name and version count once."},
	{"sbom", "Parts list (SBOM)", []string{"SBOM", "software bill of materials", "bill of materials"}, "The list of all software in a release, your own and others', with names, versions and suppliers."},
	{"passkey", "Passkey", nil, "A key that your phone or computer keeps for you. You use it with your finger, your face or a PIN."},
	{"purl", "purl, CPE", []string{"package URL"}, "Two ways to name a part so that programs agree on what it is. A part with neither is hard to check."},
	{"quality", "Quality profile", []string{"NTIA", "CISA minimum elements", "BSI TR-03183-2"}, "A list of what somebody asks of a parts list, with how much of it yours fills in."},
	{"recovery-code", "Recovery code", nil, "A code that lets you in once when your phone is lost. Keep them on paper."},
	{"replacement-plan", "Replacement plan", nil, "What you will do about a part whose support ends, by when, and who sees to it."},
	{"role", "Role", []string{"permission", "hat"}, "What somebody does here, and so what they may see and change. One person can have many."},
	{"view", "Saved view", []string{"view"}, "The filters, the order and the columns of a list, kept under a name. You can share it."},
	{"scratch", "Scratch product", nil, "Where a parts list goes that you only want to look at. It is kept apart from your products."},
	{"second-factor", "Second factor", []string{"two-factor", "2FA", "MFA"}, "What you show besides your password: a code from an app, or a passkey."},
	{"security-contact", "Security contact", []string{"security.txt"}, "Where people can tell you of a weakness in your product. The file security.txt says so to everybody who looks."},
	{"session", "Session", nil, "The time from when you sign in until you sign out, or until nobody has been there for a while."},
	{"share", "Share", nil, "A parts list that was given to somebody by a link. The link ends, and each download is on record."},
	{"single-sign-on", "Single sign-on", []string{"SSO", "OpenID Connect"}, "You sign in with the account that you have at work, and need no other password here."},
	{"support-level", "Support level", nil, "Whether a part is still cared for: maintained, no longer maintained, abandoned, or nobody has said."},
	{"udi", "UDI", []string{"UDI-DI", "GTIN"}, "The number on the label of a medical device. Its first half names the model, the other half the single device."},
	{"unit", "Unit", []string{"device in use", "asset"}, "One device in use, with its serial number and its place."},
	{"redacted", "Unknown, redacted", nil, "Two honest answers in a parts list: nobody knows, or it is held back. An empty cell is no answer."},
	{"vex", "VEX", nil, "A maker's word, for programs to read, on whether a weakness matters in a product."},
	{"weakness", "Weakness", []string{"vulnerability"}, "A known fault that somebody could use to do harm. Its many numbers and sources are shown as one."},
}

// TermOf returns the word with that id.
func TermOf(id string) (Term, bool) {
	i := slices.IndexFunc(Glossary, func(t Term) bool { return t.ID == id })
	if i < 0 {
		return Term{}, false
	}
	return Glossary[i], true
}

// Find returns the words in which a text stands: in the word itself first.
func Find(text string) []Term {
	text = strings.ToLower(strings.TrimSpace(text))
	if text == "" {
		return Glossary
	}
	var named, other []Term
	for _, t := range Glossary {
		switch {
		case strings.Contains(strings.ToLower(t.Word+" "+strings.Join(t.Also, " ")), text):
			named = append(named, t)
		case strings.Contains(strings.ToLower(t.Means), text):
			other = append(other, t)
		}
	}
	return append(named, other...)
}
