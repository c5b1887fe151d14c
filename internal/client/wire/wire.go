// Package wire holds the shapes that travel between Aceso's REST API and its
// clients. Times are RFC 3339 in UTC; an empty text means that nothing was said.
package wire

import "time"

// A Slice is a part of a list.
type Slice[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty" doc:"what ?after= takes to go on; absent at the end"`
	Total int    `json:"total" doc:"of the whole list, exact"`
	AsOf  string `json:"as_of,omitempty" doc:"the data that the list rests on: date and id of the intelligence bundle"`
}

// A Line is a family of models.
type Line struct {
	ID   string `json:"id" readOnly:"true"`
	Name string `json:"name" maxLength:"200" example:"Infusion"`
	Note string `json:"note,omitempty"`
	Rev  int64  `json:"rev" readOnly:"true"`
}

// A Model is one kind of device.
type Model struct {
	ID           string   `json:"id" readOnly:"true"`
	Line         string   `json:"line" doc:"id of its line"`
	Name         string   `json:"name" maxLength:"200" example:"Aurelia IP-200"`
	Manufacturer string   `json:"manufacturer,omitempty"`
	DIs          []string `json:"udi_di,omitempty" doc:"UDI device identifiers" example:"[\"09521234000013\"]"`
	Class        string   `json:"class,omitempty" example:"IIb"`
	Code         string   `json:"product_code,omitempty"`
	Connects     []string `json:"connects,omitempty" doc:"what it connects to" example:"[\"hospital Wi-Fi\"]"`
	Aliases      []string `json:"aliases,omitempty" doc:"other names it is sold under"`
	Note         string   `json:"note,omitempty"`
	Rev          int64    `json:"rev" readOnly:"true"`
}

// A Release is one version of a model.
type Release struct {
	ID                   string  `json:"id" readOnly:"true"`
	Model                string  `json:"model" doc:"id of its model"`
	ModelName            string  `json:"model_name,omitempty" readOnly:"true"`
	Version              string  `json:"version" maxLength:"200" example:"4.2.0"`
	State                string  `json:"state,omitempty" doc:"in work, released or withdrawn" example:"released"`
	GeneralAvailability  string  `json:"general_availability,omitempty" doc:"OpenEoX: a date, or tba" example:"2026-03-01"`
	EndOfSales           string  `json:"end_of_sales,omitempty"`
	EndOfSecuritySupport string  `json:"end_of_security_support,omitempty"`
	EndOfLife            string  `json:"end_of_life,omitempty"`
	Note                 string  `json:"note,omitempty"`
	Rev                  int64   `json:"rev" readOnly:"true"`
	Counts               *Counts `json:"counts,omitempty" readOnly:"true"`
}

// Counts say how the distinct parts of a release stand. They never hide what
// could not be checked.
type Counts struct {
	Total        int `json:"total"`
	Affected     int `json:"affected"`
	CannotTell   int `json:"cannot_tell"`
	Clean        int `json:"clean"`
	NotCheckable int `json:"not_checkable"`
	Waiting      int `json:"waiting" doc:"not matched yet"`
}

// An SBOM is a bill of materials as it arrived.
type SBOM struct {
	ID         string    `json:"id"`
	Release    string    `json:"release"`
	Current    bool      `json:"current"`
	Format     string    `json:"format"`
	Version    string    `json:"version"`
	Encoding   string    `json:"encoding"`
	SHA256     string    `json:"sha256"`
	Size       int64     `json:"size"`
	File       string    `json:"file"`
	Via        string    `json:"via"`
	Imported   time.Time `json:"imported"`
	By         string    `json:"by"`
	Components int       `json:"components"`
	Distinct   int       `json:"distinct"`
	Errors     int       `json:"errors"`
	Warnings   int       `json:"warnings"`
	Job        string    `json:"job" doc:"the job that matches it"`
	Again      bool      `json:"again,omitempty" doc:"the same bytes were here before; nothing was done"`
}

// A Flaw is a broken rule in a document.
type Flaw struct {
	Path  string `json:"path"`
	Rule  string `json:"rule"`
	Text  string `json:"text"`
	Level string `json:"level"`
}

// An Identity names a distinct component.
type Identity struct {
	Key      string   `json:"key"`
	Name     string   `json:"name"`
	Group    string   `json:"group,omitempty"`
	Version  string   `json:"version"`
	Supplier string   `json:"supplier,omitempty"`
	PURL     string   `json:"purl,omitempty"`
	CPEs     []string `json:"cpes,omitempty"`
}

// A Part is a distinct component and what matching says of it.
type Part struct {
	Identity
	Checked  string `json:"checked" doc:"matched, clean, not_checkable, or waiting"`
	Reason   string `json:"reason,omitempty" doc:"why it can't be checked"`
	Affected int    `json:"affected"`
	Untold   int    `json:"cannot_tell"`
}

// A Job is work in the background.
type Job struct {
	ID      string `json:"id"`
	Kind    string `json:"kind"`
	About   string `json:"about"`
	Lane    string `json:"lane,omitempty" doc:"now: a person waits for it; bulk: nobody does"`
	State   string `json:"state" doc:"queued, running, done, failed or cancelled"`
	Step    string `json:"step,omitempty"`
	Done    int    `json:"done"`
	Total   int    `json:"total"`
	Problem string `json:"problem,omitempty"`
	Tries   int    `json:"tries,omitempty"`
	By      string `json:"by,omitempty" doc:"who asked for it"`
	Asked   string `json:"asked,omitempty"`
	Started string `json:"started,omitempty"`
	Ended   string `json:"ended,omitempty"`
}

// A Finding is a weakness in a distinct component.
type Finding struct {
	ID         string   `json:"id"`
	Weakness   string   `json:"weakness"`
	Names      []string `json:"names" doc:"every id of the weakness"`
	Component  Identity `json:"component"`
	Summary    string   `json:"summary,omitempty"`
	Match      string   `json:"match" doc:"affected or cannot_tell"`
	State      string   `json:"state"`
	Why        string   `json:"why"`
	Settle     string   `json:"settle,omitempty" doc:"what would settle it, when nobody can tell"`
	Rule       string   `json:"rule"`
	Source     string   `json:"source"`
	Record     string   `json:"record"`
	Fixed      []string `json:"fixed,omitempty"`
	Severity   string   `json:"severity" doc:"critical, high, medium, low, none, or unknown"`
	Score      *float64 `json:"score,omitempty" doc:"absent when nobody scored it: unknown is not zero"`
	KEV        bool     `json:"kev"`
	EPSS       *float64 `json:"epss,omitempty"`
	Owner      string   `json:"owner,omitempty"`
	Note       string   `json:"note,omitempty"`
	Snoozed    string   `json:"snoozed_until,omitempty" doc:"day on which it comes back by itself, when its state is snoozed; earlier when what is known changes"`
	Because    string   `json:"snoozed_because,omitempty"`
	InReleases int      `json:"in_releases" doc:"how many releases have the component"`
	Releases   []string `json:"releases,omitempty" doc:"their ids; only with one finding"`
	Opened     string   `json:"opened"`
	Rev        int64    `json:"rev"`
}

// An Event is one thing that happened to a finding, by people or by matching.
type Event struct {
	At     string `json:"at"`
	Who    string `json:"who"`
	What   string `json:"what" doc:"opened, changed, closed, reopened, lost (its source has gone: nobody can tell), back (the source is there again) or woken (it was snoozed, and what is known has changed) by matching; assigned, noted, turned, snoozed or woken by people"`
	Old    string `json:"old,omitempty" doc:"before: a state, a note, the id of a person; of a snooze the day until which it was"`
	New    string `json:"new,omitempty"`
	Bundle string `json:"bundle,omitempty" doc:"that matching held the component against"`
	Why    string `json:"why,omitempty" doc:"of what was closed, lost, snoozed or woken"`
	Undo   bool   `json:"undo,omitempty" doc:"it took back what somebody had done"`
	Deed   string `json:"deed,omitempty" doc:"id of the deed that it belongs to: see /api/v1/deeds"`
	Many   int    `json:"many,omitempty" doc:"how many findings that deed was about, where it was more than this one"`
}

// A Name is a rule by which a name is known as something the sources speak of.
type Name struct {
	ID        string   `json:"id" readOnly:"true"`
	Name      string   `json:"name" doc:"as people know the product" example:"BusyBox"`
	Vendor    string   `json:"vendor,omitempty"`
	Patterns  []string `json:"patterns" doc:"names as documents write them; * stands for anything" example:"[\"busybox-*\"]"`
	Ecosystem string   `json:"ecosystem,omitempty" doc:"where its weaknesses are found: ecosystem and package, or a CPE"`
	Package   string   `json:"package,omitempty"`
	CPE       string   `json:"cpe,omitempty" example:"cpe:2.3:a:busybox:busybox:*:*:*:*:*:*:*:*"`
	Who       string   `json:"who" readOnly:"true"`
	When      string   `json:"when" readOnly:"true"`
	Undone    string   `json:"undone,omitempty" readOnly:"true"`
	Batch     string   `json:"batch,omitempty" readOnly:"true" doc:"of the file that it came in with others"`
}

// Me is who a token speaks for.
type Me struct {
	Org         string   `json:"org"`
	OrgName     string   `json:"org_name"`
	Person      string   `json:"person"`
	Name        string   `json:"name"`
	Roles       []string `json:"roles"`
	Permissions []string `json:"permissions" doc:"what the token may do"`
}

// A Member is a person in the organisation.
type Member struct {
	ID    string   `json:"id"`
	Email string   `json:"email"`
	Name  string   `json:"name"`
	Roles []string `json:"roles"`

	SignedIn   string `json:"signed_in,omitempty" doc:"when they last signed in to this organisation" readOnly:"true"`
	CodeApp    bool   `json:"code_app" doc:"whether an app that shows codes is their second factor" readOnly:"true"`
	Passkeys   int    `json:"passkeys" doc:"how many passkeys they have" readOnly:"true"`
	Locked     string `json:"locked,omitempty" doc:"since when an administrator keeps them out" readOnly:"true"`
	WaitsUntil string `json:"waits_until,omitempty" doc:"after wrong tries to sign in: when the next one counts" readOnly:"true"`
}

// A Session is a browser in which a member is signed in.
type Session struct {
	ID      string `json:"id"`
	Person  string `json:"person" doc:"id of the member"`
	Name    string `json:"name"`
	Device  string `json:"device" doc:"what the browser called itself" example:"Firefox on Windows"`
	Address string `json:"address,omitempty"`
	By      string `json:"by" doc:"by what it came about" example:"password and code"`
	Since   string `json:"since"`
	Seen    string `json:"seen"`
}

// An Organisation is the tenant that the token is of.
type Organisation struct {
	ID      string `json:"id" readOnly:"true"`
	Name    string `json:"name"`
	Side    string `json:"side" doc:"maker or hospital" readOnly:"true"`
	Created string `json:"created" readOnly:"true"`
	Zone    string `json:"zone,omitempty" doc:"of time, as the IANA names it; absent for UTC" example:"Europe/Lisbon"`
	Contact string `json:"contact,omitempty" doc:"e-mail address of whoever helps with accounts"`
	Rev     int64  `json:"rev" readOnly:"true"`
}

// A Configuration is what the server was set up by.
type Configuration struct {
	File     string    `json:"file" doc:"where aceso.toml is looked for"`
	Read     bool      `json:"read" doc:"whether it was there when the server started"`
	Changed  bool      `json:"changed" doc:"whether it is another now, which counts when the server starts again"`
	Settings []Setting `json:"settings"`
}

// A Setting is one thing that can be set. Passwords in it are left out.
type Setting struct {
	Key      string `json:"key"`
	Value    string `json:"value"`
	Source   string `json:"source" doc:"in words" example:"default"`
	Variable string `json:"variable" doc:"by which the environment would set it"`
	Meaning  string `json:"meaning"`
}

// A SignInPolicy is what an organisation asks of who signs in.
type SignInPolicy struct {
	SecondFactor string                   `json:"second_factor" doc:"of whom one is required: nobody, roles or everybody"`
	Roles        []string                 `json:"roles,omitempty" doc:"of these roles"`
	Since        string                   `json:"since,omitempty" doc:"the day from which on it is required; absent for at once" example:"2026-12-01"`
	Sessions     SessionLimits            `json:"sessions"`
	Special      map[string]SessionLimits `json:"special,omitempty" doc:"by role, where it differs"`
	Rev          int64                    `json:"rev" readOnly:"true"`
}

// SessionLimits are how long a session lasts.
type SessionLimits struct {
	IdleMinutes  int `json:"idle_minutes" doc:"without anybody there"`
	WholeMinutes int `json:"whole_minutes" doc:"at all"`
}

// A Token is an API token without its secret.
type Token struct {
	ID      string    `json:"id"`
	Name    string    `json:"name"`
	Start   string    `json:"start"`
	Scope   []string  `json:"scope"`
	Expires time.Time `json:"expires"`
	Used    string    `json:"used,omitempty"`
	Revoked bool      `json:"revoked"`
	Secret  string    `json:"secret,omitempty" doc:"shown once, when it is made"`
}

// An Entry is a line of the log.
type Entry struct {
	Seq   int64     `json:"seq"`
	At    time.Time `json:"at"`
	What  string    `json:"what"`
	About string    `json:"about"`
	Who   string    `json:"who"`
	Data  any       `json:"data,omitempty"`
}

// Intel says what findings rest on.
type Intel struct {
	Present    bool         `json:"present"`
	ID         string       `json:"id,omitempty"`
	Made       string       `json:"made,omitempty"`
	Signed     bool         `json:"signed"`
	Key        string       `json:"signed_by,omitempty" doc:"name and hash of the key; what an untrusted key signed proves nothing"`
	Trusted    bool         `json:"trusted" doc:"the key is among those of intel.trust"`
	Weaknesses int          `json:"weaknesses"`
	Size       int64        `json:"size,omitempty" doc:"of the file, in bytes"`
	Problem    string       `json:"problem,omitempty" doc:"why the newest try to renew it did not succeed"`
	Sources    []IntelState `json:"sources"`
}

// IntelState is how one source of a bundle stands.
type IntelState struct {
	Name    string `json:"name"`
	State   string `json:"state" doc:"by the worse of its dates: fresh, quiet (fetched in time, and its newest record is old), fetch not known, age not known, old, not renewed"`
	AsOf    string `json:"as_of,omitempty" doc:"newest record, or the feed's own date; absent when the source gives none that can be trusted"`
	Fetched string `json:"fetched,omitempty"`
	Records int    `json:"records"`
	Refused int    `json:"refused"`
	Problem string `json:"problem,omitempty"`

	Covers []string `json:"covers,omitempty" doc:"what it speaks of as a whole; of anything else nothing is called clean"`
	Limit  string   `json:"limit,omitempty" doc:"what it lacks though its name promises it"`
}

// A Weakness is a known vulnerability as all its sources tell it.
type Weakness struct {
	ID       string       `json:"id"`
	Names    []string     `json:"names"`
	Severity string       `json:"severity" doc:"of the leading score; unknown when nobody scored it"`
	KEV      *Exploited   `json:"kev,omitempty"`
	EPSS     *Probability `json:"epss,omitempty"`
	Records  []Record     `json:"records" doc:"what each source says"`
}

// Exploited is an entry of CISA's catalogue of known exploited weaknesses.
type Exploited struct {
	Added      string `json:"added"`
	Due        string `json:"due,omitempty"`
	Ransomware bool   `json:"ransomware"`
	Action     string `json:"action,omitempty"`
}

// Probability is an EPSS estimate.
type Probability struct {
	Score      float64 `json:"score"`
	Percentile float64 `json:"percentile"`
	Date       string  `json:"date,omitempty"`
}

// A Record is what one source says of a weakness.
type Record struct {
	Source    string   `json:"source"`
	ID        string   `json:"id"`
	State     string   `json:"state,omitempty" doc:"rejected, disputed, awaiting, not scheduled; absent when active"`
	Summary   string   `json:"summary,omitempty"`
	Details   string   `json:"details,omitempty"`
	Published string   `json:"published,omitempty"`
	Modified  string   `json:"modified,omitempty"`
	Withdrawn string   `json:"withdrawn,omitempty"`
	Scores    []Score  `json:"scores"`
	CWEs      []string `json:"cwes,omitempty"`
	Links     []string `json:"links"`
}

// A Score is one source's rating.
type Score struct {
	Source   string  `json:"source"`
	System   string  `json:"system"`
	Vector   string  `json:"vector,omitempty"`
	Value    float64 `json:"value"`
	Severity string  `json:"severity"`
}
