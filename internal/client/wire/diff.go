package wire

// A Diff is how one bill of materials became another.
type Diff struct {
	Added   []Named   `json:"added"`
	Removed []Named   `json:"removed"`
	Changed []Changed `json:"changed"`
	Same    int       `json:"same" doc:"parts that both have alike"`
	Gained  []Moved   `json:"gained,omitempty" doc:"weaknesses that only the new one has"`
	Lost    []Moved   `json:"lost,omitempty" doc:"weaknesses that only the old one has"`
	AsOf    string    `json:"as_of,omitempty" doc:"the data that gained and lost rest on; absent where nothing was matched"`
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
