package ui

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// Rate is a severity as word, shape and colour.
func Rate(r Rating) templ.Component { return shaped(r.class(), r.Text()) }

// Stand is a state as word, shape and colour.
func Stand(s State) templ.Component { return shaped(s.class(), s.Word) }

// shaped writes a word that has its shape from a class of ours. It stands in
// every row of every list, and a template takes twenty times as long for a
// class that it does not know beforehand.
func shaped(class, text string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, `<span class="`+templ.EscapeString(class)+`">`+templ.EscapeString(text)+`</span>`)
		return err
	})
}
