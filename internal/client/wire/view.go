package wire

import "time"

// A View is a view of a list that somebody keeps under a name.
type View struct {
	ID      string    `json:"id" readOnly:"true"`
	List    string    `json:"list" doc:"the list: findings, components, unchecked, cases, clocks, shares, jobs, log or deeds"`
	Name    string    `json:"name" maxLength:"240"`
	Query   string    `json:"query,omitempty" maxLength:"4000" doc:"filters, order and columns as they stand in the address of the list: severity=critical&sort=-epss"`
	Shared  bool      `json:"shared,omitempty" doc:"everybody in the organisation sees it"`
	Pinned  bool      `json:"pinned,omitempty" doc:"it stands above its list"`
	Usual   bool      `json:"usual,omitempty" doc:"the list opens with it, for who asks"`
	URL     string    `json:"url" readOnly:"true" doc:"path of the view on this server"`
	By      string    `json:"by" readOnly:"true"`
	Mine    bool      `json:"mine" readOnly:"true"`
	Rev     int64     `json:"rev" readOnly:"true"`
	Changed time.Time `json:"changed" readOnly:"true"`
}
