package wire

// A Trend is how findings and parts stood over time: of all that is in use, or
// of one release.
type Trend struct {
	Model   string      `json:"model,omitempty" doc:"name of the model"`
	Release string      `json:"release,omitempty" doc:"id of the release"`
	Version string      `json:"version,omitempty"`
	Since   string      `json:"counted_since,omitempty" doc:"first day that was counted; what lies before follows from the dates of the findings"`
	Pace    string      `json:"pace" doc:"day, week (from Monday) or month"`
	Steps   []TrendStep `json:"steps" doc:"in the order of time; the last holds now"`
	AsOf    string      `json:"as_of,omitempty"`
}

// A TrendStep is a stretch of time: how things stood at its end, and what
// happened in it. Where nobody counted, the numbers are left out and not zero.
type TrendStep struct {
	From    string       `json:"from" doc:"first day, in UTC"`
	To      string       `json:"to" doc:"last day, in UTC"`
	Known   bool         `json:"known" doc:"whether anybody counted, or the findings' dates tell"`
	Derived bool         `json:"derived,omitempty" doc:"only the findings' dates tell: severities are those of now, and parts are not known"`
	Counts  *TrendCounts `json:"counts,omitempty"`
}

// TrendCounts are the numbers of a stretch.
type TrendCounts struct {
	Open         int `json:"open" doc:"live findings, affected and cannot tell together"`
	Critical     int `json:"critical" doc:"live and affected, as are the next five"`
	High         int `json:"high"`
	Medium       int `json:"medium"`
	Low          int `json:"low"`
	None         int `json:"none"`
	Unknown      int `json:"unknown" doc:"without a severity"`
	CannotTell   int `json:"cannot_tell"`
	Exploited    int `json:"exploited"`
	Came         int `json:"came" doc:"opened in this time, or opened again"`
	Went         int `json:"went" doc:"closed in this time"`
	Moved        int `json:"moved" doc:"what else changed the number: parts came, or went with what they have"`
	Parts        int `json:"parts,omitempty"`
	NotCheckable int `json:"not_checkable,omitempty" doc:"parts"`
	Waiting      int `json:"waiting,omitempty" doc:"parts that were not checked yet"`
}
