package ui

// A Help is what a page says of itself when somebody asks.
type Help struct {
	Title   string
	Purpose string   // what the page is for
	Do      []string // what to do there
	Terms   []Term
	Why     []Reason
	Keys    []Pressed
	Tour    bool // whether the tour can be taken from here
}

// A Term is a word with its meaning; its id is its place in the glossary.
type Term struct{ ID, Word, Means string }

// A Reason is why somebody asks for what the page is about, and where that is written.
type Reason struct{ Text, Source string }

// A Pressed key does something on the page.
type Pressed struct{ Key, Does string }

// A Tour is where somebody is on the tour through the pages.
type Tour struct {
	At, Of      int // 1 is the first
	Title, Text string
	Back, Next  string // "" at its ends
	NextTitle   string
	End         string // the page without the tour
}
