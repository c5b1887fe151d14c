package wire

// A Diff is how one bill of materials became another.
type Diff struct {
	Added   []Named   `json:"added"`
	Removed []Named   `json:"removed"`
	Changed []Changed `json:"changed"`
	Same    int       `json:"same" doc:"parts that both have alike"`
	Gained  []Moved   `json:"gained,omitempty" doc:"weaknesses that only the new one has"`
	Lost    []Moved   `json:"lost,omitempty" doc:"weaknesses that only the old one has"`

	LicencesGained []LicenceUse  `json:"licences_gained,omitempty" doc:"licences that only the new one has"`
	LicencesLost   []LicenceUse  `json:"licences_lost,omitempty"`
	Unsupported    []Unsupported `json:"newly_unsupported,omitempty" doc:"parts without support, of packages that the old one had none of without; no statement is not among them"`

	AsOf string `json:"as_of,omitempty" doc:"the data that gained and lost rest on; absent where nothing was matched"`
}

// A LicenceUse is a licence with how many parts are under it.
type LicenceUse struct {
	Licence string `json:"licence" doc:"as it stands in the document"`
	Parts   int    `json:"parts"`
	Valid   bool   `json:"valid" doc:"it is an expression of the SPDX licence list"`
}

// An Unsupported is a part whose support has ended.
type Unsupported struct {
	Named
	Support Support `json:"support"`
}

// A Named is a part by what names it.
type Named struct {
	Name     string `json:"name"`
	Version  string `json:"version"`
	Supplier string `json:"supplier,omitempty"`
	PURL     string `json:"purl,omitempty"`
}

// A Changed is a part that both have, and not alike.
type Changed struct {
	Named
	Fields []Difference `json:"fields"`
}

// A Difference is a field before and after.
type Difference struct {
	Field string `json:"field" doc:"version, licence, supplier or hash"`
	Old   string `json:"old" doc:"empty when nothing was said"`
	New   string `json:"new"`
}

// A Moved is a weakness in a part that only one side has.
type Moved struct {
	ID       string  `json:"finding,omitempty"`
	Weakness string  `json:"weakness"`
	Part     string  `json:"part"`
	Version  string  `json:"version"`
	Match    string  `json:"match" doc:"affected or cannot_tell"`
	Severity string  `json:"severity" doc:"unknown when nobody scored it"`
	KEV      bool    `json:"kev"`
	Score    float64 `json:"-"`
	Scored   bool    `json:"-"` // whether Score says anything
	Lineage  string  `json:"-"` // what stays of the part over versions
}
