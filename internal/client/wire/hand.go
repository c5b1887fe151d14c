package wire

// A Table is a parts list as rows that a person keeps.
type Table struct {
	Base    string   `json:"base" doc:"id of the bill of materials that the rows are made upon, as the last reading gave it; empty for none. Where another is current, saving is refused with 412"`
	Rows    []Row    `json:"rows" maxItems:"1000"`
	Machine string   `json:"machine,omitempty" readOnly:"true" doc:"what made the current list, where no person did"`
	Lost    []string `json:"lost,omitempty" readOnly:"true" doc:"what of it a table has no place for"`
	Anyway  bool     `json:"anyway,omitempty" doc:"let the rows take the place of a list that a tool made"`
}

// A Row is one part. "unknown" says that nobody knows, "redacted" that it is withheld.
type Row struct {
	Name         string `json:"name"`
	Version      string `json:"version,omitempty"`
	Supplier     string `json:"supplier,omitempty"`
	PURL         string `json:"purl,omitempty"`
	CPE          string `json:"cpe,omitempty" doc:"several with blanks between"`
	Licence      string `json:"licence,omitempty"`
	Hash         string `json:"hash,omitempty"`
	SupportLevel string `json:"support_level,omitempty"`
	EndOfSupport string `json:"end_of_support,omitempty"`
	Kind         string `json:"kind,omitempty"`
	Group        string `json:"group,omitempty"`
	Description  string `json:"description,omitempty"`
	Copyright    string `json:"copyright,omitempty"`
	SWID         string `json:"swid,omitempty"`
}
