// Package vuln holds a weakness as all its sources tell it: names, what each
// says is affected, scores side by side, and whether it is exploited.
package vuln

import "time"

// A Record is what one source says of one weakness.
type Record struct {
	Source    string   // "osv", "nvd", "nvd-override", "cve", "kev"
	ID        string   // the source's own id: GHSA-…, CVE-…, DSA-…, GO-…
	Aliases   []string // other names of the same weakness
	Upstream  []string // OSV upstream: the weakness in the origin that a distribution's record answers
	Related   []string // close to it, but not the same
	Summary   string
	Details   string
	Published time.Time // zero when not said or a placeholder
	Modified  time.Time // zero when not said or a placeholder (Go's records say year 1)
	Withdrawn time.Time
	State     State
	Scores    []Score
	CWEs      []string
	Says      []Statement
	Links     []Link
	SSVC      *SSVC     // CISA's coordinator decision points, where the CVE record carries them
	Exploited string    // date since when the CVE record itself says it is in CISA's catalogue; a hint, Weakness.KEV decides
	Fetched   time.Time // when its source was read
}

// SSVC holds CISA's answers to the decision points of a coordinator, as the
// CVE record's CISA container gives them.
type SSVC struct {
	Exploitation string // none, poc, active
	Automatable  string // yes, no
	Impact       string // technical impact: partial, total
	At           time.Time
}

// A State is what a source says of the weakness as such.
type State string

// The states of a record.
const (
	Active       State = ""
	Rejected     State = "rejected"      // CVE REJECTED, NVD Rejected
	Disputed     State = "disputed"      // tagged disputed
	Awaiting     State = "awaiting"      // NVD Awaiting Analysis, Received, Undergoing Analysis
	NotScheduled State = "not scheduled" // NVD Deferred / Not Scheduled: no NVD score will come
)

// A Score is one source's rating. No score is not a score of zero: a source
// that rates nothing gives no Score, and State says why.
type Score struct {
	Source   string // who rated: "nvd", "cna:redhat", "cisa-adp", "ghsa", "osv"
	System   string // "CVSS:2.0", "CVSS:3.0", "CVSS:3.1", "CVSS:4.0", or "word" for a bare severity word
	Vector   string
	Value    float64 // 0.0 to 10.0; meaningless for "word"
	Severity string  // none, low, medium, high, critical
}

// A Link points to more about the weakness.
type Link struct{ Kind, URL string } // advisory, fix, report, exploit, web

// A Statement is one source's word on one package or product.
type Statement struct {
	Weakness string // canonical id of the group, filled when the bundle is built
	Source   string // "osv", "nvd", "cve"
	Record   string // the source's own id

	// One of the two ways to name it:
	Ecosystem string // OSV ecosystem: "npm", "Debian:12", "Alpine:v3.18", "OSS-Fuzz"
	Package   string // its name in that ecosystem
	CPE       string // NVD match criteria, CPE 2.3; its version is "*" where Ranges or Versions speak

	// Within one record a NotAffected statement that names a version wins over
	// an Affected one that names every version (CVE 5 defaultStatus affected).
	Says     Says
	Ranges   []Range  // none and no Versions: every version
	Versions []string // exactly these too
	With     []With   // holds only together with each of these (NVD AND configuration)
}

// Says is what a statement claims of the versions it names.
type Says string

// The claims.
const (
	Affected    Says = "affected"
	NotAffected Says = "not affected" // CVE 5 unaffected; Debian "not-affected"
	Unknown     Says = "unknown"      // CVE 5 unknown; commit ranges without versions
)

// A Range is a half-open or closed stretch of versions in its ecosystem's order.
type Range struct {
	Scheme       Scheme
	Introduced   string // "" or "0": from the first version
	IntroducedEx bool   // the bound itself is outside (NVD versionStartExcluding)
	Fixed        string // first version outside; "" when none is known
	LastAffected string // last version inside; "" when Fixed or nothing says it
}

// A Scheme says how the bounds of a range compare.
type Scheme string

// The schemes of a range.
const (
	Semver    Scheme = "semver"
	Ecosystem Scheme = "ecosystem" // the order of the statement's ecosystem
	Git       Scheme = "git"       // commits: versions can't be placed in it
	Generic   Scheme = "generic"   // dotted numbers and letters, as NVD and CVE 5 "custom" mean it
)

// A With is a second condition of an NVD AND configuration: one of its CPEs must be present.
type With struct{ AnyOf []string }

// A Weakness is a group of records that name the same thing: one finding.
type Weakness struct {
	ID      string   // CVE when there is one, else GHSA, else the first by name
	Names   []string // every alias, ID first
	Records []Record // one a source and id, with Says left out
	KEV     *Exploited
	EPSS    *Probability
}

// Exploited is an entry of CISA's catalogue of known exploited weaknesses.
type Exploited struct {
	Added      string // date: 2022-04-25
	Due        string // CISA's date for federal agencies
	Ransomware bool
	Name       string
	Action     string
}

// Probability is an EPSS estimate. It is one input, never a decision for a device.
type Probability struct {
	Score      float64 // 0 to 1
	Percentile float64 // 0 to 1
	Date       string  // of the model run
}

// A Support is an end-of-life statement for one release cycle of a product.
type Support struct {
	Product    string // endoflife name: openssl, debian
	Cycle      string // "3.0", "11"
	Released   string
	EndOfLife  string // date, "true" or "false" as the source says it
	Maintained string // end of active support
	Extended   string
	Latest     string
}

// Info says what a bundle rests on.
type Info struct {
	ID                           string // SHA-256 of the contents
	Made                         time.Time
	Sources                      []Source
	Weaknesses, Statements, Keys int
	Covered                      bool // the sources say what they cover; bundles of older versions don't
}

// A Source is one feed inside a bundle.
type Source struct {
	Name    string    // "osv:npm", "nvd", "cve", "kev", "epss", "eol"
	AsOf    time.Time // newest record, or the feed's own date; zero when the source gives none that can be trusted
	Fetched time.Time
	Records int
	SHA256  string // of the input bytes
	Problem string // why it is not as fresh as the others; "" when all is well
	Refused int    // records that could not be read
	Unused  int    // records that could be read and hold nothing to keep

	Covers []string // what it speaks of as a whole: "npm", "Debian", "Debian:12", Products
	Limit  string   // what it lacks though its name promises it: "holds next to nothing of the CVEs of 2019"
}
