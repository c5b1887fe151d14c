package wire

// A Found is what a line of the search language turns up.
type Found struct {
	Query  string       `json:"query" doc:"as it was understood: days written out, other names of tokens replaced"`
	Total  int          `json:"total" doc:"in all groups"`
	Groups []FoundGroup `json:"groups"`
	Unread []string     `json:"not_searched" doc:"kinds that the line has a token for which they do not know"`
	AsOf   string       `json:"as_of" doc:"the data that the answer rests on: date and id of the intelligence bundle"`
}

// A FoundGroup is what was found of one kind.
type FoundGroup struct {
	Kind  string `json:"kind"`
	Name  string `json:"name" doc:"for people"`
	Total int    `json:"total" doc:"exact"`
	Hits  []Hit  `json:"hits"`
	Next  string `json:"next,omitempty" doc:"what ?after= takes with ?kind= to go on; absent at the end, and where the kind has a list of its own"`
}

// A Hit is one thing that was found.
type Hit struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Note string `json:"note,omitempty"`
	Path string `json:"path" doc:"of its page"`
}
