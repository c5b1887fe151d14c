// Package public draws what strangers see: the way in, the form to report a
// weakness, its receipt, the reporter's own page, and plain texts.
package public

import (
	"net/url"
	"strings"
	"time"

	"aceso/internal/maker/casework"
	"aceso/internal/serve/web/view/ui"
)

// A Frame is what is around each page: whose it is, and nothing of who looks.
type Frame struct {
	Firm   string
	Title  string
	Assets ui.Assets
	Now    time.Time
}

// A Home leads on.
type Home struct {
	Frame
	Mail   string
	Thanks bool
}

// A Text is a plain text with its title.
type Text struct {
	Frame
	Parts []Part
}

// A Part is a heading, where there is one, with its paragraphs.
type Part struct {
	Head  string
	Paras []string
}

// NewText parts a plain text: an empty line ends a paragraph, and a short line
// above others that ends with no mark is a heading.
func NewText(f Frame, title, text string) Text {
	f.Title = title
	t := Text{Frame: f}
	for block := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		lines := strings.Split(strings.TrimSpace(block), "\n")
		p := Part{Paras: lines}
		if len(lines) > 1 && len(lines[0]) < 60 && !strings.ContainsAny(lines[0][max(0, len(lines[0])-1):], ".!?:,;") {
			p = Part{Head: lines[0], Paras: lines[1:]}
		}
		if lines[0] != "" {
			t.Parts = append(t.Parts, p)
		}
	}
	return t
}

// A Report is the form on which something is told.
type Report struct {
	Frame
	Answer     int // days
	Mail       string
	Wrong, Fix string
	Lost       bool // files have to be chosen again
	Kinds      []ui.Choice
	What       []ui.Input // about the weakness
	Who        []ui.Input // about the reporter
}

// NewReport makes the form, with what was entered before.
func NewReport(f Frame, answer int, mail string, v url.Values) Report {
	f.Title = "Tell us of a problem with a device"
	p := Report{Frame: f, Answer: answer, Mail: mail}
	for _, k := range casework.Kinds {
		if k.Kind == casework.Service {
			continue // our own people's
		}
		p.Kinds = append(p.Kinds, ui.Choice{Value: string(k.Kind), Label: ui.Upper(k.Is), Chosen: v.Get("kind") == string(k.Kind) || v.Get("kind") == "" && k.Kind == casework.Vulnerability})
	}
	p.What = []ui.Input{
		{Name: "kind", Label: "What is it", Kind: ui.Select, Choices: p.Kinds},
		{Name: "product", Label: "Which device", Value: v.Get("product"), Optional: true, Hint: "The name on it, as well as you know it."},
		{Name: "version", Label: "Which version", Value: v.Get("version"), Optional: true, Hint: "Of its software. Its screen or label tells it."},
		{Name: "text", Label: "What did you find", Kind: ui.Text, Rows: 8, Value: v.Get("text"), Hint: "What happens, and how we can see it ourselves. Any language is fine. Write nothing about patients."},
		{Name: "impact", Label: "What could happen", Kind: ui.Text, Rows: 3, Value: v.Get("impact"), Optional: true},
	}
	p.Who = []ui.Input{
		{Name: "name", Label: "Your name", Value: v.Get("name"), Optional: true, Autocomplete: "name"},
		{Name: "mail", Label: "Your mail address", Kind: ui.Email, Value: v.Get("mail"), Optional: true, Autocomplete: "email", Hint: "Only to ask you something. The link on the next page works without."},
		{Name: "credit", Label: "Name to thank you by", Value: v.Get("credit"), Optional: true, Hint: "In the advisory, when there is one. Any name you like, or none."},
		{Name: "wish", Label: "A date that matters to you", Value: v.Get("wish"), Optional: true, Hint: "For example when you mean to publish."},
	}
	return p
}

// A Receipt tells the number and the link of what was told.
type Receipt struct {
	Frame
	Number string
	Link   string
	Answer int
}

// A Thread is the reporter's own page.
type Thread struct {
	Frame
	Number     string
	Status     string
	Told       time.Time
	Closed     string // why it was closed, in the reporter's words
	Steps      []Step
	Messages   []Message
	Key        string
	Wrong, Fix string
	Written    string
}

// A Step is one on the way from the report to the advisory.
type Step struct {
	Label string
	Done  bool
	Now   bool
}

// A Message is one that the reporter may read.
type Message struct {
	From  string
	Ours  bool
	At    time.Time
	Paras []string
	Files []string
}

// NewThread shows a case as its reporter may see it.
func NewThread(f Frame, c casework.Case, all []casework.Message, key string) Thread {
	f.Title = "Your report " + c.Number
	t := Thread{Frame: f, Number: c.Number, Status: c.Status(), Told: c.Received, Key: key}
	if c.State == casework.Closed {
		for _, o := range casework.Outcomes {
			if o.Outcome == c.Outcome {
				t.Closed = o.Tells
			}
		}
	}
	at := 0
	way := []struct {
		label string
		of    []casework.State
	}{
		{"Received", []casework.State{casework.Received}},
		{"Looked at", []casework.State{casework.Acknowledged}},
		{"Confirmed", []casework.State{casework.Verified, casework.Triaged}},
		{"Being fixed", []casework.State{casework.Fixing}},
		{"Published", []casework.State{casework.Advised}},
	}
	for i, s := range way {
		for _, state := range s.of {
			if state == c.State {
				at = i
			}
		}
	}
	for i, s := range way {
		t.Steps = append(t.Steps, Step{Label: s.label, Done: i < at || c.State == casework.Advised, Now: i == at && c.State != casework.Closed})
	}
	for _, m := range all {
		out := Message{From: "You", At: m.At, Paras: strings.Split(m.Text, "\n")}
		if m.Side == casework.Out {
			out.From, out.Ours = f.Firm, true
		}
		for _, file := range m.Files {
			out.Files = append(out.Files, file.Name)
		}
		t.Messages = append(t.Messages, out)
	}
	return t
}

// named gives a frame the title of its page.
func named(f Frame, title string) Frame {
	f.Title = title
	return f
}
