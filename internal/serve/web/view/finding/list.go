package finding

import (
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"aceso/internal/domain/org"
	"aceso/internal/serve/web/list"
	"aceso/internal/serve/web/view/ui"
)

// A Row is one finding in the list.
type Row struct {
	ID        string
	Weakness  string
	Names     []string // its other names
	Part      string   // "busybox"
	Version   string
	PURL      string
	Releases  int // that have the part
	Rating    ui.Rating
	Exploited bool
	EPSS      float64
	Rated     bool // somebody gives an EPSS
	Answer    ui.State
	State     ui.State
	Owner     string
	Fixed     []string
	Why       string
	Source    string // whose word decides, with its own number
	Opened    time.Time
	Turned    time.Time // when its state was last changed
	Until     string    // until when it is snoozed; "" unless it is
}

// Called is the part with its version.
func (r Row) Called() string { return strings.TrimSpace(r.Part + " " + r.Version) }

// List is the list of findings.
var List = list.Spec[Row]{
	Name: "findings", Title: "Findings", One: "finding", Many: "findings", Path: "/findings",
	Usual: "-kev", Order: "exploited first, then severity, then score, then the newest", OnIntel: true,
	Key:  func(r Row) string { return r.ID },
	Link: func(q ui.Query, r Row) string { return q.Keep("/findings/" + r.ID) },
	Empty: list.Empty{
		Title: "No finding", Text: "A finding is a known weakness in a part of one of your releases: it waits for somebody to say whether it matters there. They appear as soon as a parts list is checked.",
		Do: ui.Link{Label: "Check a parts list", URL: "/import"}, Needs: org.ImportSBOM, Else: "Somebody with the role engineer or security can bring in a parts list.",
	},
	Filters: append([]list.Filter{
		list.Find("openssl, kev:yes, product:ip-200"),
		list.Choose("severity", "Severity", "", "any", "critical", "", "high", "", "unknown", "not scored", "medium", "", "low", "", "none", ""),
		list.Choose("state", "State", "", "not closed", "new", "new only", "open", "", "in review", "", "snoozed", "", "reopened", "came back", "closed", "", "all", ""),
		list.Choose("match", "Answer", "", "any", "affected", "", "cannot_tell", "cannot tell"),
		list.Choose("exploited", "Exploited", "", "any", "yes", ""),
		list.Choose("owner", "Owner", "", "anybody", "me", "", "nobody", ""),
	}, list.Hidden("release", "model", "component", "weakness", "opened")...),
	Columns: []list.Column[Row]{
		{Key: "weakness", Label: "Weakness", Always: true, Opens: true, Says: true, Value: func(r Row) any { return r.Weakness }},
		{Key: "part", Label: "Part", Sort: "component", Says: true, Value: func(r Row) any { return r.Part }},
		{Key: "version", Label: "Version", Value: func(r Row) any { return r.Version }},
		{Key: "releases", Label: "Releases", Kind: list.Number, Falls: true, Value: func(r Row) any { return r.Releases }},
		{Key: "exploited", Label: "Exploited", Sort: "kev", Kind: list.Truth, Falls: true, Says: true, Value: func(r Row) any { return r.Exploited }, Show: func(Row) templ.Component { return late("exploited") }},
		{Key: "severity", Label: "Severity", Falls: true, Says: true, Value: func(r Row) any { return string(r.Rating.Severity) }, Show: func(r Row) templ.Component { return ui.Rate(r.Rating) }},
		{Key: "score", Label: "Score", Kind: list.Number, Falls: true, Extra: true, None: "none", Value: func(r Row) any {
			if !r.Rating.Scored {
				return nil
			}
			return r.Rating.Score
		}},
		{Key: "epss", Label: "EPSS", Kind: list.Number, Falls: true, None: "none", Value: func(r Row) any {
			if !r.Rated {
				return nil
			}
			return r.EPSS
		}, Show: func(r Row) templ.Component { return ui.Said(strconv.FormatFloat(r.EPSS, 'f', 2, 64)) }},
		{Key: "state", Label: "State", Says: true, Value: func(r Row) any { return r.State.Word }, Show: func(r Row) templ.Component { return ui.Stand(r.State) }},
		{Key: "until", Label: "Snoozed until", Kind: list.Day, Extra: true, Value: func(r Row) any { return day(r.Until) }},
		{Key: "owner", Label: "Owner", None: "nobody", Value: func(r Row) any { return r.Owner }},
		{Key: "answer", Label: "Answer", Sort: "match", Extra: true, Says: true, Value: func(r Row) any { return r.Answer.Word }, Show: func(r Row) templ.Component { return ui.Stand(r.Answer) }},
		{Key: "fixed", Label: "Fixed in", Extra: true, None: "no source names one", Value: func(r Row) any { return r.Fixed }},
		{Key: "names", Label: "Other names", Extra: true, Value: func(r Row) any { return r.Names }},
		{Key: "purl", Label: "Package URL", Extra: true, Value: func(r Row) any { return r.PURL }},
		{Key: "why", Label: "Why it matches", Sort: "rule", Extra: true, Value: func(r Row) any { return r.Why }},
		{Key: "source", Label: "Source", Extra: true, Value: func(r Row) any { return r.Source }},
		{Key: "opened", Label: "Opened", Kind: list.Day, Falls: true, Extra: true, Value: func(r Row) any { return r.Opened }},
		{Key: "turned", Label: "State since", Kind: list.Day, Falls: true, Extra: true, Value: func(r Row) any { return r.Turned }},
	},
}

// day reads a day that was kept as text; nil for none.
func day(text string) any {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return nil
	}
	return t
}
