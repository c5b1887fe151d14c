package casework

import (
	"context"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/domain/record"
	"aceso/internal/value/fault"
)

// A Front is the firm's door for strangers: where weaknesses are reported, what
// the policy promises, and what security.txt says (RFC 9116; ISO/IEC 29147).
type Front struct {
	Org       string
	Open      bool   // strangers may read it and send
	Host      string // name by which it is asked; "" answers for every name
	Firm      string // as strangers read it
	Namespace string // address of the firm: https://larkfield.example
	Prefix    string // of case and advisory numbers: LF
	Mail      string // address for reports
	Languages []string
	Policy    string // the disclosure policy, in plain words
	Thanks    string // who is thanked, a line each
	Answer    int    // days within which a report is acknowledged
	Embargo   int    // days that a report is held back at most
	Expires   time.Time
	Rev       int64
	Changed   time.Time
}

// Times of security.txt (RFC 9116, 2.5.5 asks for less than a year).
const (
	Renews = 330 * 24 * time.Hour // what a renewal gives
	Warns  = 60 * 24 * time.Hour  // how long before its end somebody must hear of it
)

// DefaultPolicy is a disclosure policy to begin with. The firm makes it its own.
const DefaultPolicy = `We want to hear of weaknesses in our devices and services. Write to us before you tell others, so that we can protect patients first.

What we promise
We answer within {answer} days. We tell you what we found, what we will do, and when. We thank you by the name you choose, or not at all if you prefer.

What we ask
Do not touch a device that is used on a patient. Do not look at, keep or change data of patients. Stop when you have shown that the weakness is there. Give us up to {embargo} days before you publish.

What it covers
Every device, app and service that carries our name, and the software inside.

Who acts in good faith
We take no legal step against anybody who keeps to this page, and we say so to others who ask.`

// FrontTx is what the door asks of a transaction.
type FrontTx interface {
	record.Log
	Front(ctx context.Context) (Front, error) // the zero Front where there is none
	SaveFront(context.Context, *Front) error
}

var prefixShape = regexp.MustCompile(`^[A-Z][A-Z0-9]{1,9}$`)

// Arrange changes the door. Its security.txt is good for another year then.
func Arrange(ctx context.Context, tx FrontTx, who org.Actor, rev int64, in Front) (Front, error) {
	if err := who.May(org.ManagePublicFace); err != nil {
		return Front{}, err
	}
	old, err := tx.Front(ctx)
	if err != nil {
		return Front{}, err
	}
	if old.Rev != rev {
		return Front{}, fault.New(fault.Stale, "the public face was changed meanwhile").Helped("look at what changed and make your change again")
	}
	if err := in.tidy(); err != nil {
		return Front{}, err
	}
	if old.Prefix != "" && old.Prefix != in.Prefix && old.Open {
		return Front{}, fault.New(fault.Conflict, "numbers begin with %s already, and strangers know them", old.Prefix)
	}
	in.Org, in.Rev, in.Changed, in.Expires = who.Org, old.Rev, tx.Now(), tx.Now().Add(Renews)
	if err := tx.SaveFront(ctx, &in); err != nil {
		return Front{}, err
	}
	return in, tx.Append(ctx, record.Entry{What: "front.arranged", About: who.Org, Who: who, Data: map[string]any{
		"open": in.Open, "host": in.Host, "firm": in.Firm, "prefix": in.Prefix, "mail": in.Mail, "answer": in.Answer, "embargo": in.Embargo, "policyChanged": old.Policy != in.Policy, "expires": in.Expires.UTC().Format(record.Stamp),
	}})
}

func (f *Front) tidy() error {
	for _, text := range []*string{&f.Host, &f.Firm, &f.Namespace, &f.Prefix, &f.Mail, &f.Policy, &f.Thanks} {
		*text = strings.TrimSpace(*text)
	}
	f.Host, f.Prefix, f.Languages = strings.ToLower(f.Host), strings.ToUpper(f.Prefix), words(f.Languages)
	if f.Policy == "" {
		f.Policy = DefaultPolicy
	}
	where, err := url.Parse(f.Namespace)
	switch {
	case f.Firm == "" || len(f.Firm) > maxField || strings.ContainsAny(f.Firm, "\r\n"):
		return fault.New(fault.Invalid, "strangers must read whose page it is").Helped("enter the firm's name, in one line")
	case err != nil || where.Scheme != "https" || where.Host == "" || len(f.Namespace) > maxField:
		return fault.New(fault.Invalid, "the firm's address is an https address").Helped("write it as https://larkfield.example")
	case !prefixShape.MatchString(f.Prefix):
		return fault.New(fault.Invalid, "numbers begin with 2 to 10 capital letters or digits").Helped("write LF for Larkfield")
	case f.Mail != "" && !mailShape.MatchString(f.Mail):
		return fault.New(fault.Invalid, "%.80q is no mail address", f.Mail)
	case f.Host != "" && (strings.ContainsAny(f.Host, "/: \r\n") || len(f.Host) > 253):
		return fault.New(fault.Invalid, "%.80q is no name of a host", f.Host).Helped("write it as security.larkfield.example")
	case f.Answer < 1 || f.Answer > 90 || f.Embargo < 1 || f.Embargo > 365:
		return fault.New(fault.Invalid, "an answer takes 1 to 90 days, and an embargo 1 to 365")
	case len(f.Policy) > maxText || len(f.Thanks) > maxText:
		return fault.New(fault.TooLarge, "a text has at most %d characters", maxText)
	case slices.ContainsFunc(f.Languages, func(l string) bool { return !languageShape.MatchString(l) }):
		return fault.New(fault.Invalid, "languages are written as en, de, es")
	}
	return nil
}

var (
	mailShape     = regexp.MustCompile(`^[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$`)
	languageShape = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)
)

// SecurityTXT writes the file (RFC 9116). base is the address by which
// strangers reach the door: https://security.larkfield.example.
func (f *Front) SecurityTXT(base string) string {
	var b strings.Builder
	line := func(name, value string) {
		if value != "" {
			b.WriteString(name + ": " + value + "\n")
		}
	}
	line("Contact", base+"/security/report")
	if f.Mail != "" {
		line("Contact", "mailto:"+f.Mail)
	}
	line("Expires", f.Expires.UTC().Format(time.RFC3339))
	if f.Thanks != "" {
		line("Acknowledgments", base+"/security/thanks")
	}
	line("Preferred-Languages", strings.Join(f.Languages, ", "))
	line("Canonical", base+"/.well-known/security.txt")
	line("Policy", base+"/security/policy")
	line("CSAF", base+"/.well-known/csaf/provider-metadata.json")
	return b.String()
}

// Ends tells whether security.txt ends soon, or has ended.
func (f *Front) Ends(now time.Time) bool { return f.Open && f.Expires.Sub(now) < Warns }
