// Package keys is the one table of keys of the web face. The help shows it,
// the palette names its keys beside what they do, the script in the page acts
// by it, and a person's own choice changes it for all three at once.
package keys

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"aceso/internal/value/fault"
)

// A Key is one thing that can be done by pressing something.
type Key struct {
	Name  string // of what it does; a page marks what is pressed by data-press="assign"
	Press string // "a", "?", "X" with the shift key, "Alt+a"; "" for nothing
	Does  string // in the words of the help
	On    On
	Fixed bool // no single character, so that nobody presses it by accident; it can't be changed
}

// On is what has to be on a page for a key to do something there.
type On string

// The parts of a page that keys are about.
const (
	Anywhere On = "anywhere"
	Rows     On = "rows"   // a list that one steps through
	Marked   On = "marked" // whatever the page marks with data-press and the key's name
)

// A Table is all keys in the order that the help shows.
type Table []Key

// Usual is the table as it is for who has chosen nothing. To give a page a new
// key: add its line, and mark the link, button or details of the page with
// data-press="name". Help, palette and script take it from there.
var Usual = Table{
	{"palette", "Ctrl+k", "go anywhere, do what this page can do, or search; also while you type", Anywhere, true},
	{"search", "/", "search", Anywhere, false},
	{"help", "?", "help for this page", Anywhere, false},
	{"go", "g", "go somewhere: a second key says where", Anywhere, false},

	{"next", "j", "next row", Rows, false},
	{"previous", "k", "previous row", Rows, false},
	{"open", "Enter", "open the row", Rows, true},
	{"mark", "x", "mark the row", Rows, false},
	{"range", "X", "mark all rows from the last marked one to this", Rows, false},
	{"before", "[", "the one before this", Rows, false},
	{"after", "]", "the one after this", Rows, false},

	{"assign", "a", "give it to somebody", Marked, false},
	{"note", "n", "write a note", Marked, false},
	{"status", "s", "take it up, or put it back", Marked, false},
	{"snooze", "h", "set it aside until a day", Marked, false},
	{"actions", ".", "go to what can be done here", Marked, false},
	{"undo", "u", "undo the last step", Marked, false},
	{"undo too", "Ctrl+z", "undo the last step", Marked, true},
}

// Of returns the key of that name.
func (t Table) Of(name string) (Key, bool) {
	i := slices.IndexFunc(t, func(k Key) bool { return k.Name == name })
	if i < 0 {
		return Key{}, false
	}
	return t[i], true
}

// With returns the table with the keys that a person chose instead of the
// usual ones, by name. A choice that no longer fits, since the table has
// changed, is left out: pages never fail by it.
func (t Table) With(chosen map[string]string) Table {
	if len(chosen) == 0 {
		return t
	}
	out := slices.Clone(t)
	for i, k := range out {
		if press, ok := chosen[k.Name]; ok && !k.Fixed {
			out[i].Press = press
		}
	}
	if out.check() != nil {
		return t
	}
	return out
}

// Choose holds what a person entered for each name against the table, and
// returns what differs from the usual: what With takes.
func (t Table) Choose(entered map[string]string) (map[string]string, error) {
	out, chosen := slices.Clone(t), map[string]string{}
	for i, k := range out {
		press, ok := entered[k.Name]
		if !ok || k.Fixed {
			continue
		}
		press, err := read(press)
		if err != nil {
			return nil, fault.New(fault.Invalid, "to %s: %v", k.Does, err).Helped("enter one character, or Alt+ and one character; nothing switches the key off")
		}
		out[i].Press = press
		if press != k.Press {
			chosen[k.Name] = press
		}
	}
	if err := out.check(); err != nil {
		return nil, err
	}
	return chosen, nil
}

// read brings what was entered into the form of the table.
func read(press string) (string, error) {
	press = strings.TrimSpace(press)
	if press == "" {
		return "", nil
	}
	alone, alt := press, false
	if rest, ok := strings.CutPrefix(strings.ToLower(press), "alt+"); ok && rest != "" {
		alone, alt = rest, true
	}
	r, size := utf8.DecodeRuneInString(alone)
	if size != len(alone) || !unicode.IsGraphic(r) || unicode.IsSpace(r) || unicode.Is(unicode.M, r) {
		return "", fault.New(fault.Invalid, "%.20q is no single key", press)
	}
	if alt {
		return "Alt+" + alone, nil
	}
	return alone, nil
}

// check refuses two keys that are the same.
func (t Table) check() error {
	seen := map[string]Key{}
	for _, k := range t {
		if k.Press == "" {
			continue
		}
		if other, taken := seen[k.Press]; taken {
			return fault.New(fault.Invalid, "%s would do two things: %s, and %s", k.Press, other.Does, k.Does).Helped("choose another key for one of them")
		}
		seen[k.Press] = k
	}
	return nil
}
