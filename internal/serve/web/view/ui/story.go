package ui

import "time"

// Happened is one thing that happened to a record: who did what, when, how it
// was before and after, and why.
type Happened struct {
	At        time.Time
	Who, What string
	Changes   []Change
	Note      string // why, or the words that were written
	Many      int    // records of the deed that it belongs to, where they were more than this one
	URL       string // of that deed; "" where it has no page
}

// A Change is one value that was changed.
type Change struct{ Name, From, To string }
