package wire

// A NameGroup is the components of one name that could not be checked.
type NameGroup struct {
	Name      string     `json:"name"`
	Group     string     `json:"group,omitempty"`
	Supplier  string     `json:"supplier,omitempty" doc:"one of theirs"`
	Reason    string     `json:"reason" doc:"why they could not be checked; one of theirs"`
	Parts     int        `json:"parts" doc:"distinct components"`
	Versions  int        `json:"versions"`
	Releases  int        `json:"releases" doc:"whose current bill of materials has one"`
	Key       string     `json:"key" doc:"of one of them, for its explanation"`
	Proposals []Proposal `json:"proposals,omitempty"`
}

// A Proposal is a product that a name may mean; by itself it changes nothing.
type Proposal struct {
	CPE        string  `json:"cpe"`
	Vendor     string  `json:"vendor"`
	Product    string  `json:"product"`
	Alike      float64 `json:"alike" doc:"0 to 1: how near its name is"`
	Weaknesses int     `json:"weaknesses" doc:"that the bundle knows of it"`
	Why        string  `json:"why"`
}

// A Trial is what a name rule would change, tried without keeping anything.
type Trial struct {
	Fits     int         `json:"fits" doc:"components that its names fit"`
	Changed  int         `json:"changed" doc:"whose answer would be another one"`
	Releases int         `json:"releases" doc:"that have one of them"`
	Opens    int         `json:"opens" doc:"findings that would open"`
	Closes   int         `json:"closes" doc:"findings that would no longer be found"`
	More     bool        `json:"more,omitempty" doc:"there are more such components than were tried"`
	Parts    []TriedPart `json:"parts" doc:"those that change most first"`
}

// A TriedPart is one component held against the data without and with a rule.
type TriedPart struct {
	Identity
	Before   string       `json:"before"`
	After    string       `json:"after"`
	Releases int          `json:"releases"`
	Opens    []TriedMatch `json:"opens"`
	Closes   []TriedMatch `json:"closes"`
}

// A TriedMatch is a weakness that a rule would bring or take.
type TriedMatch struct {
	Weakness string `json:"weakness"`
	Match    string `json:"match"`
	Why      string `json:"why"`
}

// A RuleFile is a file of name rules to be kept.
type RuleFile struct {
	File   string `json:"file,omitempty" maxLength:"200" doc:"its name, for the log"`
	Text   string `json:"text" doc:"a JSON list of rules, or a table with the columns name, vendor, patterns, cpe, ecosystem, package"`
	DryRun bool   `json:"dry_run,omitempty" doc:"tell what would come of each line, and keep nothing"`
}

// Taken is what came of a file of name rules.
type Taken struct {
	Kept    int        `json:"kept" doc:"rules that were kept, or would be; 0 when a line is refused"`
	Refused int        `json:"refused"`
	Batch   string     `json:"batch,omitempty" doc:"of the rules that were kept: what undoes them together"`
	Lines   []RuleLine `json:"lines"`
}

// A RuleLine is one line of a file of rules.
type RuleLine struct {
	Line  int    `json:"line"`
	Name  string `json:"name"`
	Comes string `json:"comes" doc:"new, in force already, or refused"`
	Wrong string `json:"wrong,omitempty"`
	Fix   string `json:"fix,omitempty"`
}

// An Explanation is the answer for a component with every step on the way to it.
type Explanation struct {
	Identity
	Checked string      `json:"checked"`
	Reason  string      `json:"reason,omitempty"`
	Steps   []MatchStep `json:"steps"`
	Matches []Judged    `json:"matches"`
	AsOf    string      `json:"as_of,omitempty"`
}

// A MatchStep is one name under which a component was looked up, or could not be.
type MatchStep struct {
	By       string `json:"by" doc:"what gave the name: package URL, CPE, name, name rule"`
	Tried    string `json:"tried,omitempty"`
	Found    int    `json:"found" doc:"statements that the bundle has under the name"`
	Affected int    `json:"affected"`
	Untold   int    `json:"cannot_tell"`
	Outside  int    `json:"of_other_versions"`
	Say      string `json:"say"`
}

// Judged is one weakness held against a component.
type Judged struct {
	Weakness string `json:"weakness"`
	Match    string `json:"match"`
	Why      string `json:"why"`
	Rule     string `json:"rule"`
	Source   string `json:"source"`
	Record   string `json:"record"`
	Settle   string `json:"settle,omitempty"`
}
