// Package logbook draws the log of what happened, and the proof that nothing
// in it was changed, left out or reordered.
package logbook

import (
	"time"

	"aceso/internal/serve/web/view/ui"
)

// A Page is a stretch of the log, newest first.
type Page struct {
	ui.Frame
	List    ui.Listing
	Proof   *Proof // of a verification just made
	Witness *Mark  // the last signed checkpoint
	Export  string
}

// An Entry is one line: who did what to which record.
type Entry struct {
	Seq    int64
	At     time.Time
	Who    string
	Token  bool // through an API token
	What   string
	Kind   string // "sbom.imported"
	About  ui.Link
	Record string
	Data   string // as JSON, for who wants to see all
}

// A Proof is the outcome of reading the whole log again.
type Proof struct {
	Holds   bool
	Entries int64
	Root    string
	At      time.Time
	Marks   int    // checkpoints that it was held against
	Open    int64  // entries at the end that none of them covers
	Fault   string // the first thing that does not hold
}

// A Mark is a signed checkpoint.
type Mark struct {
	At   time.Time
	Size int64
}

// New returns the page of a stretch of the log.
func New(f ui.Frame, listed ui.Listing) Page {
	f.Title = "Log"
	return Page{Frame: f, List: listed}
}

// verbs says in plain words what an entry's name means; a name that is not
// here is shown as it is.
var verbs = map[string]string{
	"organisation.set-up":          "set up the organisation",
	"person.signed-in":             "signed in",
	"person.invited":               "let in",
	"person.roles-changed":         "changed the roles of",
	"person.link-made":             "made a link for a password of",
	"person.password-chosen":       "chose a password",
	"person.removed":               "ended the membership of",
	"person.admitted":              "was let in by single sign-on",
	"person.connected":             "connected an account of single sign-on",
	"person.changed":               "changed name or time zone",
	"person.password-changed":      "changed the password",
	"person.held":                  "makes wait, after wrong tries to sign in:",
	"person.locked":                "locked",
	"person.unlocked":              "unlocked",
	"person.freed":                 "let try again to sign in:",
	"person.session-ended":         "ended a session",
	"person.sessions-ended":        "ended sessions",
	"person.code-app-added":        "set up an app that shows codes",
	"person.code-app-removed":      "removed the app that shows codes",
	"person.passkey-added":         "added a passkey:",
	"person.passkey-renamed":       "renamed a passkey:",
	"person.passkey-removed":       "removed a passkey:",
	"person.passkey-counted-back":  "used a passkey that counted backwards:",
	"person.recovery-made":         "made new recovery codes",
	"person.recovery-used":         "used a recovery code",
	"person.factor-reset":          "reset the second factor of",
	"organisation.changed":         "changed the organisation",
	"organisation.sign-in-changed": "changed what is asked of who signs in",
	"token.made":                   "made an API token:",
	"token.revoked":                "revoked an API token:",
	"line.added":                   "added a product line:",
	"line.changed":                 "changed a product line",
	"model.added":                  "added a model:",
	"model.changed":                "changed a model:",
	"release.added":                "added a release:",
	"release.changed":              "changed a release:",
	"sbom.imported":                "brought in a parts list:",
	"file.held":                    "sent a table whose columns nobody has explained yet:",
	"sbom.chosen":                  "chose an earlier parts list",
	"sbom.shared":                  "shared a parts list with",
	"sbom.share-fetched":           "fetched a shared parts list:",
	"sbom.share-revoked":           "revoked the link for",
	"finding.matched":              "held a part against the sources:",
	"finding.assigned":             "gave findings to somebody:",
	"finding.noted":                "noted on findings:",
	"finding.turned":               "changed the state of findings:",
	"finding.snoozed":              "set findings aside until a day:",
	"finding.woken":                "ended the snooze of a finding:",
	"finding.changed":              "worked on findings:",
	"finding.restored":             "took back what was done to findings:",
	"deed.begun":                   "had many records changed by a job:",
	"deed.undo-begun":              "had what was done to many records taken back by a job:",
	"sbom.share-restored":          "let a revoked link count again, for",
	"alias.kept":                   "kept a name rule:",
	"alias.undone":                 "undid a name rule:",
	"support.stated":               "stated the support of a part:",
	"support.undone":               "took back what was said of a part's support:",
	"plan.made":                    "planned the replacement of a part:",
	"plan.changed":                 "changed the plan for a part:",
	"intel.brought":                "brought weakness data",
	"view.kept":                    "kept a view of a list:",
	"view.changed":                 "changed a view of a list:",
	"view.deleted":                 "deleted a view of a list:",
	"view.opens":                   "chose with which view a list opens:",
	"job.cancelled":                "cancelled a job:",
	"job.retried":                  "had a failed job tried again",
}

// Verb returns an entry's name in plain words.
func Verb(what string) string {
	if v, ok := verbs[what]; ok {
		return v
	}
	return what
}
