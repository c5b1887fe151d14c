package wire

// An Act is what is to be done to findings; what is absent stays.
type Act struct {
	Owner  *string `json:"owner,omitempty" doc:"id of a person, or me; empty for nobody"`
	Note   *string `json:"note,omitempty" doc:"instead of the one that is there"`
	State  *string `json:"state,omitempty" enum:"open,in review" doc:"take it up (in review) or put it back (open)"`
	Snooze *Snooze `json:"snooze,omitempty"`
	Wake   bool    `json:"wake,omitempty" doc:"end a snooze"`
}

// A Snooze sets findings aside until a day. They are counted as before.
type Snooze struct {
	Until   string `json:"until" doc:"a day ahead, a year at most; they come back by themselves when it begins (UTC), or as soon as what is known of them changes" example:"2026-12-02"`
	Because string `json:"because" doc:"what is waited for"`
}

// A Choice says which findings are meant: by id, or all that a list with these
// filters shows.
type Choice struct {
	IDs []string  `json:"ids,omitempty" maxItems:"10000" doc:"of findings, the closed ones too"`
	All *Matching `json:"all,omitempty" doc:"all that the list with these filters shows; {} for all that are not closed"`
}

// Matching are the filters of the list of findings.
type Matching struct {
	Release  string   `json:"release,omitempty"`
	Model    string   `json:"model,omitempty"`
	Part     string   `json:"component,omitempty" doc:"key of a component"`
	Weakness string   `json:"weakness,omitempty"`
	State    []string `json:"state,omitempty" doc:"open, in review, reopened, snoozed or closed; those that are not closed when absent"`
	Match    string   `json:"match,omitempty" enum:"affected,cannot_tell"`
	Severity []string `json:"severity,omitempty" doc:"critical, high, medium, low, none or unknown"`
	KEV      bool     `json:"kev,omitempty"`
	Owner    string   `json:"owner,omitempty" doc:"id of a person, me, or nobody"`
	Text     string   `json:"text,omitempty"`
}

// A Bulk is an act on many findings.
type Bulk struct {
	Choice
	Do      Act    `json:"do" doc:"what is done to each: a state, a snooze or its end, an owner, a note; at least one, and each that is left out stays"`
	Preview bool   `json:"preview,omitempty" doc:"only say what it would do"`
	AsOf    string `json:"as_of,omitempty" doc:"of a preview: what others changed since is left alone, and what opened since is not among them"`
	ID      string `json:"id,omitempty" format:"uuid" doc:"a name of your choice for the deed: asking again under it does nothing twice"`
}

// A Forecast is what an act does: in a preview what it would do.
type Forecast struct {
	Total    int       `json:"total" doc:"findings that are meant"`
	Releases int       `json:"releases" doc:"that have a component with one of them"`
	Change   int       `json:"change"`
	Same     int       `json:"same" doc:"where it is so already"`
	Touched  int       `json:"touched" doc:"that somebody else changed meanwhile: they are left alone"`
	Refused  []Refusal `json:"refused" doc:"that can't be changed, and why"`
	Job      bool      `json:"job" doc:"so many that a job does it"`
	AsOf     string    `json:"as_of"`
	Deed     *Deed     `json:"deed,omitempty" doc:"what was done; absent in a preview, and when there was nothing to do"`
}

// A Refusal is why records are left alone, and how many.
type Refusal struct {
	Why   string `json:"why"`
	Count int    `json:"count"`
}

// A Deed is what somebody did, to one record or many.
type Deed struct {
	ID       string `json:"id"`
	Kind     string `json:"kind" doc:"as the log calls it" example:"finding.assigned"`
	Text     string `json:"text" example:"Gave 12 findings to Dele Okoro"`
	Who      string `json:"who"`
	At       string `json:"at"`
	State    string `json:"state" doc:"doing, done, undoing or undone"`
	Asked    int    `json:"asked" doc:"records that it was to change"`
	Done     int    `json:"done" doc:"that it changed"`
	Left     int    `json:"left" doc:"that it left alone"`
	Restored int    `json:"restored" doc:"by undo: as they were before"`
	Kept     int    `json:"kept" doc:"left alone by undo: somebody has changed them since"`
	UndoneBy string `json:"undone_by,omitempty"`
	Undone   string `json:"undone,omitempty"`
	Until    string `json:"undo_until,omitempty" doc:"until when it can be taken back; absent when it can't"`
	Job      string `json:"job,omitempty" doc:"that is or was at it"`
}

// A DeedStep is what a deed did to one record.
type DeedStep struct {
	Record string            `json:"record" doc:"its id"`
	Label  string            `json:"label"`
	Was    map[string]string `json:"was,omitempty" doc:"what was changed of it, before"`
	Became map[string]string `json:"became,omitempty"`
	Left   string            `json:"left,omitempty" doc:"why it was left alone"`
	Undo   string            `json:"undo,omitempty" doc:"restored, or kept"`
	Kept   string            `json:"kept,omitempty" doc:"why undo left it, or a part of it, alone"`
}
