package ui

import (
	"slices"

	"github.com/a-h/templ"
)

// An Input is one thing that a form asks for.
type Input struct {
	Name  string // in the form
	ID    string // "" takes the name
	Label string
	Kind  Kind
	Value string
	Hint  string
	Wrong string // what is wrong with what was entered, after a refused try

	Optional     bool
	Fixed        bool // shown, and not to be changed
	Autocomplete string
	Placeholder  string
	Choices      []Choice // of a Select, Radios or Checks
	Rows         int      // of a Text
	Accept       string   // of a File
	Long         bool     // in a row of filters: takes what is left
	Options      []string // of a Line: what is proposed; anything else can be written too
	Numeric      bool     // of a Line: digits, for the keys of a telephone
}

// A Kind is what an input looks like.
type Kind string

// The kinds of input.
const (
	Line     Kind = "text" // the zero Kind too
	Email    Kind = "email"
	Password Kind = "password"
	Date     Kind = "date"
	Numeric  Kind = "number"
	Find     Kind = "search"
	File     Kind = "file"
	Hidden   Kind = "hidden"
	Text     Kind = "textarea"
	Select   Kind = "select"
	Radios   Kind = "radio"
	Checks   Kind = "checkbox"
)

func (in Input) id() string {
	if in.ID != "" {
		return in.ID
	}
	return "f-" + in.Name
}

// kind is the type attribute.
func (in Input) kind() string {
	if in.Kind == "" {
		return string(Line)
	}
	return string(in.Kind)
}

// described names what else says something about the input, for a screen reader.
func (in Input) described() string {
	out := ""
	if in.Hint != "" {
		out = in.id() + "-hint"
	}
	if in.Wrong != "" {
		if out != "" {
			out += " "
		}
		out += in.id() + "-wrong"
	}
	return out
}

// describedBy is the attribute that names what describes the input; none where nothing does.
func (in Input) describedBy() templ.Attributes {
	if ids := in.described(); ids != "" {
		return templ.Attributes{"aria-describedby": ids}
	}
	return nil
}

// target is what the summary of errors leads to: the input, or the first of several.
func (in Input) target() string {
	if in.Kind == Radios || in.Kind == Checks {
		return in.id() + "-0"
	}
	return in.id()
}

// Shown is what an input says, as people read it: of a choice, its label.
func (in Input) Shown() string {
	if len(in.Choices) == 0 {
		return in.Value
	}
	var chosen []string
	for _, c := range in.Choices {
		if c.Chosen {
			chosen = append(chosen, c.Label)
		}
	}
	return List(chosen)
}

func (in Input) rows() int {
	if in.Rows == 0 {
		return 4
	}
	return in.Rows
}

// A Form asks for some things and says what was wrong with the last try.
type Form struct {
	ID     string
	Action string
	Inputs []Input
	Wrong  string // what is wrong with the whole
	Fix    string // what would help
	Submit string // the word on its button
}

// problems lists the inputs that were refused.
func (f Form) problems() []Input {
	var out []Input
	for _, in := range f.Inputs {
		if in.Wrong != "" {
			out = append(out, in)
		}
	}
	return out
}

// uploads tells whether the form carries a file.
func (f Form) uploads() bool {
	for _, in := range f.Inputs {
		if in.Kind == File {
			return true
		}
	}
	return false
}

// Put sets the value of an input, as it was entered: nothing typed is lost by a refusal.
func (f *Form) Put(name, value string) {
	for i := range f.Inputs {
		in := &f.Inputs[i]
		if in.Name != name || in.Kind == Password || in.Kind == File {
			continue
		}
		in.Value = value
		for j := range in.Choices {
			in.Choices[j].Chosen = in.Choices[j].Value == value
		}
	}
}

// Mark sets which choices of an input are chosen.
func (f *Form) Mark(name string, values []string) {
	for i := range f.Inputs {
		for j := range f.Inputs[i].Choices {
			if c := &f.Inputs[i].Choices[j]; f.Inputs[i].Name == name {
				c.Chosen = slices.Contains(values, c.Value)
			}
		}
	}
}

// Refuse says what is wrong with one input.
func (f *Form) Refuse(name, text string) {
	for i := range f.Inputs {
		if f.Inputs[i].Name == name {
			f.Inputs[i].Wrong = text
		}
	}
}
