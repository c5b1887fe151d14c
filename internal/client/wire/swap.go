package wire

import "time"

// A Swap is one bundle of weaknesses taking the place of another.
type Swap struct {
	ID               string         `json:"id"`
	At               time.Time      `json:"at" doc:"when it came into use"`
	Bundle           string         `json:"bundle"`
	Made             time.Time      `json:"made"`
	Weaknesses       int            `json:"weaknesses"`
	Before           string         `json:"before,omitempty" doc:"the bundle before; absent for the first"`
	WeaknessesBefore int            `json:"weaknesses_before"`
	Counted          bool           `json:"counted" doc:"records were compared one by one; else added, changed and withdrawn say nothing"`
	Differ           int            `json:"differ" doc:"weaknesses of which something else is said"`
	Sources          []SourceChange `json:"sources"`
	Touched          TouchSum       `json:"touched" doc:"what it did to the findings of this organisation"`

	Releases []TouchedRelease `json:"releases,omitempty" doc:"of one swap: the releases that it touched, at most 200"`
	Parts    []TouchedPart    `json:"parts,omitempty" doc:"of one swap: the parts whose findings it changed, at most 500"`
}

// A SourceChange is what a swap changed of one source.
type SourceChange struct {
	Name          string     `json:"name"`
	Records       int        `json:"records"`
	RecordsBefore int        `json:"records_before"`
	AsOf          *time.Time `json:"as_of,omitempty" doc:"newest record"`
	AsOfBefore    *time.Time `json:"as_of_before,omitempty"`
	Added         int        `json:"added"`
	Changed       int        `json:"changed"`
	Withdrawn     int        `json:"withdrawn" doc:"gone, or withdrawn by its maker"`
}

// A TouchSum counts what a bundle did to findings.
type TouchSum struct {
	Parts   int `json:"parts"`
	Opened  int `json:"opened" doc:"new, or open again"`
	Closed  int `json:"closed"`
	Untold  int `json:"untold" doc:"whose source has gone: nobody can tell"`
	Changed int `json:"changed" doc:"still open, and something said of it is new"`
}

// A TouchedRelease is a release with parts whose findings a bundle changed.
type TouchedRelease struct {
	Release string `json:"release" doc:"id of the release"`
	Model   string `json:"model"`
	Version string `json:"version"`
	TouchSum
}

// A TouchedPart is a part whose findings a bundle changed.
type TouchedPart struct {
	Key        string   `json:"key"`
	Name       string   `json:"name"`
	Version    string   `json:"version,omitempty"`
	Opened     int      `json:"opened"`
	Closed     int      `json:"closed"`
	Untold     int      `json:"untold"`
	Changed    int      `json:"changed"`
	Weaknesses []string `json:"weaknesses" doc:"the first 20"`
	Releases   int      `json:"in_releases"`
}
