package wire

// A Glance is what a bill of materials holds, counted.
type Glance struct {
	SBOM        string          `json:"sbom" doc:"id of the bill of materials"`
	Format      string          `json:"format"`
	Version     string          `json:"version"`
	Tools       []string        `json:"tools"`
	Parts       int             `json:"parts"`
	Direct      int             `json:"direct" doc:"that what it is about needs itself"`
	Depth       int             `json:"depth" doc:"of the longest of the shortest ways to a part"`
	Edges       int             `json:"dependencies"`
	Circles     int             `json:"circles"`
	Loose       int             `json:"loose" doc:"parts that nothing needs and that need nothing"`
	Licences    []Counted       `json:"licences" doc:"the most frequent"`
	Suppliers   []Counted       `json:"suppliers" doc:"the most frequent"`
	Unlicensed  int             `json:"without_licence"`
	Unsupplied  int             `json:"without_supplier"`
	Unversioned int             `json:"without_version"`
	Unnamed     int             `json:"without_purl_and_cpe"`
	Quality     []ProfileGlance `json:"quality"`
}

// A Counted word stands in so many parts.
type Counted struct {
	Word string `json:"word"`
	N    int    `json:"parts"`
}

// A ProfileGlance is how a profile is answered, in a line.
type ProfileGlance struct {
	Profile string  `json:"profile"`
	Share   float64 `json:"share"`
	Met     int     `json:"met"`
	Of      int     `json:"of"`
}
