package wire

// An Around is a part in the middle of what needs it and what it needs.
type Around struct {
	GraphNode
	Way      []GraphNode   `json:"way" doc:"the shortest, from what the document is about down to it"`
	Up       []GraphNode   `json:"needed_by_parts" doc:"the first of them by name"`
	UpMore   int           `json:"needed_by_more" doc:"that are not listed"`
	Down     []GraphBranch `json:"needs_parts" doc:"the first of them by name"`
	DownMore int           `json:"needs_more" doc:"that are not listed"`
}

// A GraphNode is a part in the graph.
type GraphNode struct {
	Key      string `json:"key,omitempty" doc:"what at takes; absent for what the document only refers to"`
	Name     string `json:"name"`
	Version  string `json:"version"`
	Needs    int    `json:"needs" doc:"parts that it needs or holds"`
	NeededBy int    `json:"needed_by"`
}

// A GraphBranch is a part with the first of what it needs in turn.
type GraphBranch struct {
	GraphNode
	Next   []GraphNode `json:"next"`
	More   int         `json:"more" doc:"that are not listed"`
	Circle bool        `json:"circle" doc:"it leads back to where one stands"`
}
