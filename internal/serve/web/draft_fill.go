package web

import (
	"bytes"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A filling is a form as somebody had filled it in, on its way back into the
// page that asks for it. The page is drawn as ever; this writes the values into
// what was drawn, so that every form there is can be taken up again.
type filling struct {
	action string
	fields url.Values
	drawn  bool   // the values stand in it already: only the line is wanted
	line   []byte // HTML that stands first in the form
	lost   []byte // HTML that stands first on the page when it has no such form
}

// into returns the page with the form filled in.
func (f filling) into(page []byte) []byte {
	w := rewriter{filling: f, spot: f.find(page), left: url.Values{}}
	for name, values := range f.fields {
		w.left[name] = slices.Clone(values)
	}
	z := html.NewTokenizer(bytes.NewReader(page))
	for at := 0; ; at++ {
		kind := z.Next()
		if kind == html.ErrorToken {
			return append(w.out, z.Raw()...)
		}
		w.from = len(w.out)
		w.out = append(w.out, z.Raw()...) // as it was drawn, unless something is to be written
		if kind == html.StartTagToken || kind == html.SelfClosingTagToken || kind == html.EndTagToken || kind == html.TextToken && w.skip {
			w.token(at, kind, z.Token())
		}
	}
}

// A spot is where in the page the form is: the numbers of its tags.
type spot struct {
	found      bool
	start, end int
	folds      []int // what is folded around it
	fits       int   // how many of its inputs the draft fills in
}

// find returns the form of the action that takes most of the fields: on a page
// with many such forms, that is the one in which somebody can write.
func (f filling) find(page []byte) spot {
	var best, now spot
	var folds []int
	open := false
	z := html.NewTokenizer(bytes.NewReader(page))
	for at := 0; ; at++ {
		kind := z.Next()
		if kind == html.ErrorToken {
			return best
		}
		if kind == html.TextToken {
			continue
		}
		t := z.Token()
		switch start := kind != html.EndTagToken; {
		case t.DataAtom == atom.Details && start:
			folds = append(folds, at)
		case t.DataAtom == atom.Details && len(folds) > 0:
			folds = folds[:len(folds)-1]
		case t.DataAtom == atom.Form && start:
			open = tagValue(t, "action") == f.action && strings.EqualFold(tagValue(t, "method"), "post")
			now = spot{found: true, start: at, folds: slices.Clone(folds)}
		case t.DataAtom == atom.Form && open:
			open, now.end = false, at
			if !best.found || now.fits > best.fits {
				best = now
			}
		case open && start && writable(t) && f.fields.Has(tagValue(t, "name")):
			now.fits++
		}
	}
}

// writable tells whether somebody can write in an input.
func writable(t html.Token) bool {
	switch t.DataAtom {
	case atom.Textarea, atom.Select:
		return true
	case atom.Input:
		return !slices.Contains([]string{"hidden", "submit", "file", "password"}, tagValue(t, "type"))
	}
	return false
}

// A rewriter copies a page and writes the values into one form.
type rewriter struct {
	filling
	spot spot
	out  []byte
	from int        // where the token begins in out
	left url.Values // values that are not written yet: several inputs may have one name
	list string     // name of the select that is open
	skip bool       // the text that follows is replaced already
}

func (w *rewriter) token(at int, kind html.TokenType, t html.Token) {
	inside := w.spot.found && !w.drawn && at > w.spot.start && at < w.spot.end
	start := kind != html.EndTagToken
	switch {
	case kind == html.TextToken:
		w.out = w.out[:w.from]
	case !w.spot.found && start && t.DataAtom == atom.Main:
		w.out = append(w.out, w.lost...)
	case start && slices.Contains(w.spot.folds, at):
		w.put(withTag(t, "open", true))
	case w.spot.found && at == w.spot.start:
		w.out = append(w.out, w.line...)
	case !inside:
	case t.DataAtom == atom.Input:
		w.put(w.input(t))
	case t.DataAtom == atom.Textarea && start:
		if v, ok := w.next(tagValue(t, "name")); ok {
			w.out = append(w.out, "\n"+html.EscapeString(v)...) // a browser leaves the first line break out
			w.skip = true
		}
	case t.DataAtom == atom.Textarea:
		w.skip = false
	case t.DataAtom == atom.Select && start:
		w.list = tagValue(t, "name")
	case t.DataAtom == atom.Select:
		w.list = ""
	case t.DataAtom == atom.Option && start && w.fields.Has(w.list):
		w.put(withTag(t, "selected", slices.Contains(w.fields[w.list], tagValue(t, "value"))))
	}
}

// input is an input with what was entered.
func (w *rewriter) input(t html.Token) html.Token {
	name, value := tagValue(t, "name"), tagValue(t, "value")
	switch tagValue(t, "type") {
	case "file", "password", "submit":
		return t
	case "radio":
		if w.fields.Has(name) {
			return withTag(t, "checked", slices.Contains(w.fields[name], value))
		}
		return t
	case "checkbox": // one that is not ticked sends nothing
		return withTag(t, "checked", slices.Contains(w.fields[name], value))
	}
	v, ok := w.next(name)
	if !ok {
		return t
	}
	t.Attr = slices.DeleteFunc(slices.Clone(t.Attr), func(a html.Attribute) bool { return a.Key == "value" })
	t.Attr = append(t.Attr, html.Attribute{Key: "value", Val: v})
	return t
}

// next is the next value of a name.
func (w *rewriter) next(name string) (string, bool) {
	if len(w.left[name]) == 0 {
		return "", false
	}
	v := w.left[name][0]
	w.left[name] = w.left[name][1:]
	return v, true
}

// put writes a tag in the place of the one that was drawn.
func (w *rewriter) put(t html.Token) { w.out = append(w.out[:w.from], t.String()...) }

// withTag is a tag with an attribute that has no value, or without it.
func withTag(t html.Token, name string, has bool) html.Token {
	t.Attr = slices.DeleteFunc(slices.Clone(t.Attr), func(a html.Attribute) bool { return a.Key == name })
	if has {
		t.Attr = append(t.Attr, html.Attribute{Key: name})
	}
	return t
}

func tagValue(t html.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
