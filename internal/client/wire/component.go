package wire

// A Component is a distinct part in use, with how it is supported.
type Component struct {
	Part
	Support  Support `json:"support"`
	Releases int     `json:"in_releases" doc:"whose current bill of materials has it"`
}

// A Support is how far a part is supported, by the statement that counts.
type Support struct {
	Stand  string `json:"stand" doc:"supported, limited support, not supported, unclear, or no statement, which never means supported"`
	Level  string `json:"level,omitempty" doc:"actively maintained, limited support, no longer maintained or abandoned"`
	End    string `json:"end,omitempty" doc:"last day of support"`
	Source string `json:"source,omitempty" doc:"person, supplier or end-of-life data"`
	Who    string `json:"who,omitempty" doc:"the person, or where it stands"`
	Differ bool   `json:"differ,omitempty" doc:"another source says another stand or another day"`
}

// A SupportStatement is what one source says of a part.
type SupportStatement struct {
	ID       string `json:"id,omitempty" readOnly:"true" doc:"of a person's statement"`
	Source   string `json:"source,omitempty" readOnly:"true"`
	Level    string `json:"level,omitempty" enum:"actively maintained,limited support,no longer maintained,abandoned,"`
	End      string `json:"end,omitempty" doc:"last day of support" example:"2026-09-07"`
	Words    string `json:"words,omitempty" readOnly:"true" doc:"what was said where it is neither a level nor a day that is known"`
	Reason   string `json:"reason,omitempty" doc:"on what it rests"`
	Evidence string `json:"evidence,omitempty" doc:"a web address"`
	Every    bool   `json:"every_version,omitempty" doc:"it is about every version of the part, and not only this one"`
	From     string `json:"from,omitempty" readOnly:"true" doc:"where it stands: a parts list, a release cycle"`
	Who      string `json:"who,omitempty" readOnly:"true"`
	When     string `json:"when,omitempty" readOnly:"true"`
	Undone   string `json:"undone,omitempty" readOnly:"true"`
}

// A ReplacementPlan is what will be done when support of a part ends.
type ReplacementPlan struct {
	ID      string `json:"id,omitempty" readOnly:"true"`
	Name    string `json:"name,omitempty" readOnly:"true" doc:"the part"`
	Text    string `json:"text" doc:"what will be done"`
	Due     string `json:"due,omitempty" example:"2027-03-31"`
	Owner   string `json:"owner,omitempty"`
	State   string `json:"state,omitempty" enum:"planned,in work,done,dropped," default:"planned"`
	By      string `json:"by,omitempty" readOnly:"true" doc:"who wrote it last"`
	Rev     int64  `json:"rev,omitempty" readOnly:"true"`
	Changed string `json:"changed,omitempty" readOnly:"true"`
}

// A ComponentInFull is a component with everything that is said of it.
type ComponentInFull struct {
	Component
	Statements []SupportStatement `json:"statements" doc:"in the order in which they count"`
	Undone     []SupportStatement `json:"undone,omitempty"`
	Plan       *ReplacementPlan   `json:"plan,omitempty"`
	Uses       []Use              `json:"uses" doc:"the newest releases that have it, at most 50"`
	Others     []Component        `json:"other_versions" doc:"of the same package, in use"`
}

// A Horizon is what loses support before the devices that hold it.
type Horizon struct {
	Slice[HorizonPart]
	Counts    HorizonCounts `json:"counts" doc:"of all that is in use, or of the product or release that is asked for"`
	Reckoning bool          `json:"reckoning,omitempty" doc:"something changed and is being reckoned: the counts may still grow"`
}

// HorizonCounts are its numbers, whatever else narrows the list.
type HorizonCounts struct {
	Outlived  int `json:"outlived" doc:"parts that lose support before a device"`
	Ended     int `json:"ended" doc:"of those, whose support has ended"`
	Year      int `json:"within_a_year" doc:"of those, that end within twelve months"`
	Unplanned int `json:"without_plan" doc:"of those"`
	Endless   int `json:"releases_without_end" doc:"releases in use that state no end of support"`
}

// A HorizonPart is a part whose support ends.
type HorizonPart struct {
	Named
	Key      string           `json:"key"`
	Support  Support          `json:"support"`
	Outlived int              `json:"outlived_by" doc:"releases that are supported longer"`
	Unstated int              `json:"without_end" doc:"releases that hold it and state no end"`
	Latest   string           `json:"longest,omitempty" doc:"last day of the release that is supported longest"`
	Devices  []HorizonDevice  `json:"devices" doc:"the first three of those that outlive it"`
	Plan     *ReplacementPlan `json:"plan,omitempty"`
}

// A HorizonDevice is a release that outlives a part of it.
type HorizonDevice struct {
	Release string `json:"release"`
	Model   string `json:"model"`
	Version string `json:"version"`
	End     string `json:"end,omitempty" doc:"last day of its support; left out where none is stated"`
}

// A Use is a release that has a component.
type Use struct {
	Release string `json:"release" doc:"id of the release"`
	Model   string `json:"model"`
	Version string `json:"version"`
}

// A SupportRow is a component of a release with how it is supported.
type SupportRow struct {
	Named
	Support Support          `json:"support"`
	Plan    *ReplacementPlan `json:"plan,omitempty"`
}
