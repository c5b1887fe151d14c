package wire

// A Quality is how a bill of materials answers a profile.
type Quality struct {
	Profile    QualityProfile `json:"profile"`
	Components int            `json:"components"`
	Share      float64        `json:"share" doc:"mean of the shares of the rules that must be met, 0 to 1"`
	Met        int            `json:"met" doc:"rules that must be met and are, in full"`
	Of         int            `json:"of" doc:"rules that must be met"`
	Rules      []QualityRule  `json:"rules"`
}

// A QualityProfile is a named edition of what somebody asks.
type QualityProfile struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Edition  string `json:"edition"`
	Source   string `json:"source" doc:"title and section"`
	Standing string `json:"standing,omitempty" doc:"what its reader has to know of it"`
}

// A QualityRule is one rule and how far it is kept.
type QualityRule struct {
	ID       string  `json:"id"`
	Name     string  `json:"name"`
	Section  string  `json:"section" doc:"of the source"`
	Level    string  `json:"level" enum:"must,should"`
	Of       string  `json:"of" enum:"document,component" doc:"what is asked"`
	Asked    int     `json:"asked" doc:"1, or every component"`
	Filled   int     `json:"filled"`
	Unknown  int     `json:"unknown" doc:"stated that nobody knows; not filled"`
	Redacted int     `json:"redacted" doc:"stated that it is withheld; not filled"`
	Missing  int     `json:"missing" doc:"nothing is said"`
	Share    float64 `json:"share"`
	Help     string  `json:"help" doc:"what to do where it is not kept"`
	Failing  []Lack  `json:"failing" doc:"in the document's order"`
	Next     string  `json:"next,omitempty" doc:"what ?after= takes to go on with what fails; absent at the end"`
}

// A Lack is a component that does not fill a field.
type Lack struct {
	Key     string `json:"key,omitempty" doc:"names the component in /components/{key}/paths"`
	Name    string `json:"name"`
	Version string `json:"version"`
	Path    string `json:"path" doc:"where it stands in the document"`
	Answer  string `json:"answer" enum:"missing,unknown,redacted"`
}

// A Ways is why a component is in a release.
type Ways struct {
	Name    string   `json:"name"`
	Version string   `json:"version"`
	Places  int      `json:"places" doc:"how often it stands in the document"`
	Direct  bool     `json:"direct" doc:"what the document is about needs it itself"`
	Through int      `json:"through" doc:"parts that need or hold it"`
	Paths   [][]Step `json:"paths" doc:"the shortest, from what the document is about to the component"`
}

// A Step is a part on the way to a component.
type Step struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}
