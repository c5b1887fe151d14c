package casework

import (
	"strings"
	"time"

	"aceso/internal/domain/clock"
	"aceso/internal/domain/product"
	"aceso/internal/maker/casework"
	"aceso/internal/serve/web/view/ui"
)

// One is a case with all that belongs to it.
type One struct {
	ui.Frame
	Case     casework.Case
	State    ui.State
	Owner    string
	Product  string // the model of ours, where it is known
	Messages []Message
	Clocks   []Clock
	Links    []casework.Link
	History  []Event

	MayWork  bool
	Next     []Move // what can be done now
	Outcomes []ui.Choice
	People   []ui.Choice
	Models   []ui.Choice
	Duties   []ui.Choice // that could be started
	Same     string      // number of the case that this is a duplicate of
	Wrong    string
	Fix      string
	Text     string // of a message that could not be taken
}

// A Move is a step that a person can take.
type Move struct {
	To    casework.State
	Label string
	Main  bool
}

// moves are the words for each step.
var moves = map[casework.State]string{
	casework.Acknowledged: "Acknowledge", casework.Verified: "It is confirmed", casework.Triaged: "It is weighed", casework.Fixing: "The fix has begun", casework.Advised: "Users were told",
}

// MovesFrom are the steps out of a state, the usual one first.
func MovesFrom(s casework.State) []Move {
	var out []Move
	for _, m := range casework.Moves {
		if m.From != s || m.To == casework.Closed {
			continue
		}
		label := moves[m.To]
		if s == casework.Closed {
			label = "Open it again"
		}
		if s == casework.Fixing && m.To == casework.Triaged {
			label = "Back to weighing"
		}
		out = append(out, Move{To: m.To, Label: label, Main: len(out) == 0})
	}
	return out
}

// A Message is one of the thread.
type Message struct {
	ID    string
	Who   string
	Side  casework.Side
	At    time.Time
	Via   string
	Paras []string
	Files []File
}

// A File is one that came with a message. It is a download, never a page.
type File struct {
	Name string
	Size int64
	Hash string
	URL  string
}

// MessagesOf makes the thread.
func MessagesOf(c casework.Case, all []casework.Message) []Message {
	var out []Message
	for _, m := range all {
		v := Message{ID: m.ID, Who: m.Who, Side: m.Side, At: m.At, Via: string(m.Via), Paras: strings.Split(m.Text, "\n")}
		if v.Who == "" && m.Side == casework.In {
			v.Who = "the reporter"
		}
		for _, f := range m.Files {
			v.Files = append(v.Files, File{Name: f.Name, Size: f.Size, Hash: f.Hash, URL: "/cases/" + c.ID + "/files/" + m.ID + "-" + f.Hash})
		}
		out = append(out, v)
	}
	return out
}

// sideWords say for whom a message is.
func (m Message) sideWords() string {
	switch m.Side {
	case casework.Out:
		return "to the reporter"
	case casework.Inside:
		return "inside only"
	}
	return "from outside"
}

// A Clock is a deadline of the case.
type Clock struct {
	ID, Title, Source string
	State             ui.State
	Due               time.Time // the last day in time
	Left              string
	Late              bool
	Running           bool
	Stops             bool
	Paused            bool
	Why               string
	Rev               int64
}

// ClockOf draws a clock.
func ClockOf(c clock.Clock, now time.Time) Clock {
	v := Clock{
		ID: c.ID, Title: c.Title, Source: c.Source, Due: time.Date(c.Due.Year, c.Due.Month, c.Due.Day, 12, 0, 0, 0, time.UTC), Late: c.Overdue(now), Running: c.State == clock.Running, Paused: c.State == clock.Paused,
		Stops: c.Stops, Why: c.Why, Rev: c.Rev,
	}
	switch {
	case c.State == clock.Met && v.Late:
		v.State = ui.State{Word: "done too late", Look: ui.Attention}
	case c.State == clock.Met:
		v.State = ui.State{Word: "done in time", Look: ui.Fine}
	case c.State == clock.Dropped:
		v.State = ui.State{Word: "does not apply", Look: ui.Quiet}
	case c.State == clock.Paused:
		v.State = ui.State{Word: "paused", Look: ui.Uncertain}
	case v.Late:
		v.State, v.Left = ui.State{Word: "too late", Look: ui.Attention}, "since "+ui.Day(v.Due)
	default:
		v.State, v.Left = ui.State{Word: "running", Look: ui.Moving}, leftWords(c.Left(now))
	}
	return v
}

func leftWords(d time.Duration) string {
	if d < 48*time.Hour {
		return ui.Count(max(1, int(d.Hours())), "hour left", "hours left")
	}
	return ui.Count(int(d.Hours()/24), "day left", "days left")
}

// An Event is one line of the history.
type Event struct {
	At        time.Time
	Who, What string
	Note      string
}

// A Form asks for what came by telephone, letter or service.
type Form struct {
	ui.Frame
	Form ui.Form
}

func sameWords(number string) string {
	if number == "" {
		return ""
	}
	return " of " + number
}

func titleOf(l casework.Link) string {
	if l.Title != "" {
		return l.Title
	}
	return l.About
}

// NewForm makes the form of a case. A fresh one also asks when and how it came
// in and in which words; of one that is there these stay as they were.
func NewForm(f ui.Frame, action, submit string, fresh bool, models []product.Model) Form {
	kinds := []ui.Choice{}
	for _, k := range casework.Kinds {
		kinds = append(kinds, ui.Choice{Value: string(k.Kind), Label: ui.Upper(k.Is)})
	}
	ours := []ui.Choice{{Value: "", Label: "not known yet"}}
	for _, m := range models {
		ours = append(ours, ui.Choice{Value: m.ID, Label: m.Name})
	}
	in := []ui.Input{{Name: "rev", Kind: ui.Hidden}, {Name: "kind", Label: "What is it", Kind: ui.Select, Choices: kinds}}
	if fresh {
		var ways []ui.Choice
		for _, w := range casework.Ways {
			if w != casework.Page {
				ways = append(ways, ui.Choice{Value: string(w), Label: string(w)})
			}
		}
		in = append(in,
			ui.Input{Name: "way", Label: "How it came", Kind: ui.Select, Choices: ways},
			ui.Input{Name: "received", Label: "When you learned of it (UTC)", Kind: "datetime-local", Optional: true, Hint: "Clocks count from then. Empty for now."},
			ui.Input{Name: "text", Label: "What was said", Kind: ui.Text, Rows: 6, Hint: "In their words. Write nothing that names a patient."})
	}
	in = append(in,
		ui.Input{Name: "title", Label: "In one line", Optional: true},
		ui.Input{Name: "impact", Label: "What could happen", Kind: ui.Text, Rows: 2, Optional: true},
		ui.Input{Name: "model", Label: "Product of ours", Kind: ui.Select, Choices: ours},
		ui.Input{Name: "product", Label: "Product, as they call it", Optional: true},
		ui.Input{Name: "version", Label: "Version", Optional: true},
		ui.Input{Name: "udi", Label: "UDI", Optional: true, Hint: "The whole text of the label, or its device identifier."},
		ui.Input{Name: "serial", Label: "Serial number", Optional: true},
		ui.Input{Name: "lot", Label: "Lot", Optional: true},
		ui.Input{Name: "ids", Label: "Other identifiers", Optional: true},
		ui.Input{Name: "name", Label: "Who told it", Optional: true},
		ui.Input{Name: "organisation", Label: "Their organisation", Optional: true},
		ui.Input{Name: "address", Label: "Their address", Kind: ui.Text, Rows: 2, Optional: true},
		ui.Input{Name: "phone", Label: "Their telephone", Optional: true},
		ui.Input{Name: "mail", Label: "Their mail address", Kind: ui.Email, Optional: true},
		ui.Input{Name: "credit", Label: "Name to thank them by", Optional: true})
	if !fresh {
		in = append(in,
			ui.Input{Name: "investigated", Label: "Was it investigated", Kind: ui.Select, Choices: []ui.Choice{{Value: "", Label: "not decided"}, {Value: "yes", Label: "yes"}, {Value: "no", Label: "no"}}, Hint: "A complaint is closed only when this is said (21 CFR 820.35)."},
			ui.Input{Name: "justification", Label: "If not, why not", Kind: ui.Text, Rows: 2, Optional: true},
			ui.Input{Name: "harm", Label: "What happened to somebody", Kind: ui.Text, Rows: 2, Optional: true},
			ui.Input{Name: "correction", Label: "Correction", Kind: ui.Text, Rows: 2, Optional: true},
			ui.Input{Name: "reply", Label: "What they were told", Kind: ui.Text, Rows: 2, Optional: true},
			ui.Input{Name: "capa", Label: "CAPA number", Optional: true},
			ui.Input{Name: "embargo", Label: "Embargo until", Kind: ui.Date, Optional: true},
			ui.Input{Name: "planned", Label: "Fix planned for", Kind: ui.Date, Optional: true, Hint: "The reporter reads it."},
			ui.Input{Name: "parties", Label: "Others who must know", Kind: ui.Text, Rows: 3, Optional: true, Hint: "A line each: co-ordinator, supplier, other makers."})
	}
	return Form{Frame: f, Form: ui.Form{Action: action, Submit: submit, Inputs: in}}
}

// product says which device it is about: by our name where it is known, else
// as the reporter wrote it.
func (p One) product() string {
	name := p.Product
	if name == "" && p.Case.Device.Said != "" {
		name = p.Case.Device.Said + " (in the reporter's words)"
	}
	if name != "" && p.Case.Device.Version != "" {
		name += ", version " + p.Case.Device.Version
	}
	return name
}

// teller names who told it, as far as they said.
func (p One) teller() string {
	var parts []string
	for _, text := range []string{p.Case.Reporter.Name, p.Case.Reporter.Organisation, p.Case.Reporter.Mail, p.Case.Reporter.Phone} {
		if text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, ", ")
}
