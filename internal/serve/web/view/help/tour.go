package help

// A Stop is one page of the tour. Where it is depends on who takes it: what
// they may see, and what there is.
type Stop struct {
	ID, Title, Text string
}

// The stops, by name.
const (
	StopToday     = "today"
	StopProducts  = "products"
	StopRelease   = "release"
	StopFindings  = "findings"
	StopUnchecked = "unchecked"
	StopNames     = "names"
	StopIntel     = "intelligence"
	StopLog       = "log"
	StopYours     = "yours"
)

// Stops is the tour in its order. All of it is read in 90 seconds.
var Stops = []Stop{
	{StopToday, "Today", "Start your day here. Each line says what to do, by when, and why. The most urgent stands first."},
	{StopProducts, "Products", "Your devices and their versions. The bar shows at a glance how each one stands."},
	{StopRelease, "A release", "One version, opened. The bar is the answer for its parts: affected, clean, or not checkable. What nobody knows is never counted as clean."},
	{StopFindings, "Findings", "Every weakness in your parts. What is used in attacks comes first. Open one: it says why it matches, and where the part is."},
	{StopUnchecked, "Not checkable", "These parts have no name that a source knows. Other tools leave them out. Here you see them, with what would help."},
	{StopNames, "Identity desk", "Say once what an oddly named part really is. It holds for every release, and you can undo it."},
	{StopIntel, "Intelligence", "Where the knowledge comes from, and how old it is. Without a network you carry it in as one file."},
	{StopLog, "Log", "Who did what, and when. Nobody can change it unseen, and anybody can prove that."},
	{StopYours, "Try yours", "Now drop a parts list of your own on any page. Help stands at the top of each one. That was the tour."},
}
