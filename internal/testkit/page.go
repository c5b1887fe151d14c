package testkit

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// PageFaults returns what is wrong with a page of ours: HTML that a browser
// would have to repair, a heading too many, an input without a label, an id
// twice, anything that the content policy forbids.
func PageFaults(page []byte) []string {
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return []string{err.Error()}
	}
	c := pageCheck{ids: map[string]int{}, labelled: map[string]bool{}}
	c.collect(root)
	c.walk(root)
	c.whole()
	if f := unbalanced(page); f != "" {
		c.add("%s", f)
	}
	return c.faults
}

type pageCheck struct {
	faults   []string
	ids      map[string]int
	labelled map[string]bool // ids that a label names
	h1       int
	level    int // of the last heading
	title    string
	lang     string
	main     int
}

func (c *pageCheck) add(format string, args ...any) {
	c.faults = append(c.faults, fmt.Sprintf(format, args...))
}

// collect notes ids and labels, which may stand behind what refers to them.
func (c *pageCheck) collect(n *html.Node) {
	if n.Type == html.ElementNode {
		if id := attr(n, "id"); id != "" {
			c.ids[id]++
		}
		if n.DataAtom == atom.Label {
			c.labelled[attr(n, "for")] = true
		}
	}
	for child := range n.ChildNodes() {
		c.collect(child)
	}
}

func (c *pageCheck) walk(n *html.Node) {
	if n.Type == html.ElementNode {
		c.element(n)
		c.policy(n)
	}
	for child := range n.ChildNodes() {
		c.walk(child)
	}
}

func (c *pageCheck) element(n *html.Node) {
	switch n.DataAtom {
	case atom.Html:
		c.lang = attr(n, "lang")
	case atom.Title:
		c.title = PageText(n)
	case atom.Main:
		c.main++
	case atom.H1, atom.H2, atom.H3, atom.H4:
		level := int(n.Data[1] - '0')
		if level == 1 {
			c.h1++
		}
		if level > c.level+1 {
			c.add("the heading %q skips a level", PageText(n))
		}
		c.level = level
		if PageText(n) == "" {
			c.add("an empty heading")
		}
	case atom.Input, atom.Select, atom.Textarea:
		kind := attr(n, "type")
		if kind != "hidden" && kind != "submit" && !c.labelled[attr(n, "id")] && attr(n, "aria-label") == "" {
			c.add("the input %q has no label", attr(n, "name"))
		}
	case atom.Button, atom.A, atom.Summary:
		if PageText(n) == "" && attr(n, "aria-label") == "" {
			c.add("a %s without words", n.Data)
		}
	case atom.Img:
		if !has(n, "alt") {
			c.add("a picture without alt")
		}
	}
	for _, name := range []string{"for", "aria-labelledby", "aria-describedby"} {
		for _, id := range strings.Fields(attr(n, name)) {
			if c.ids[id] == 0 {
				c.add("%s of <%s> names %q, which is not there", name, n.Data, id)
			}
		}
	}
}

// policy finds what the content policy forbids, or what leaves this host.
func (c *pageCheck) policy(n *html.Node) {
	if n.DataAtom == atom.Style || n.DataAtom == atom.Script && attr(n, "src") == "" {
		c.add("inline <%s>", n.Data)
	}
	for _, a := range n.Attr {
		if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Key, "hx-on") || a.Key == "hx-vals" {
			c.add("the attribute %s on <%s>", a.Key, n.Data)
		}
		if slices.Contains([]string{"src", "action", "poster"}, a.Key) || a.Key == "href" && n.DataAtom == atom.Link {
			if strings.Contains(a.Val, "//") {
				c.add("<%s> asks another host: %s", n.Data, a.Val)
			}
		}
	}
}

func (c *pageCheck) whole() {
	for id, n := range c.ids {
		if n > 1 {
			c.add("the id %q stands %d times", id, n)
		}
	}
	if c.h1 != 1 {
		c.add("%d h1, not one", c.h1)
	}
	if c.main != 1 || c.title == "" || c.lang == "" {
		c.add("main, title or language is missing")
	}
}

// PageText returns the words of a node as somebody reads them.
func PageText(n *html.Node) string {
	if n.Type == html.TextNode {
		return strings.Join(strings.Fields(n.Data), " ")
	}
	var words []string
	for child := range n.ChildNodes() {
		if t := PageText(child); t != "" {
			words = append(words, t)
		}
	}
	return strings.Join(words, " ")
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// void are the elements that are never closed.
var void = map[string]bool{"meta": true, "link": true, "input": true, "br": true, "hr": true, "img": true}

// unbalanced finds the first tag that is closed without being open, which a
// browser repairs in silence and in its own way. Likewise a block within a paragraph.
func unbalanced(page []byte) string {
	z, open := html.NewTokenizer(bytes.NewReader(page)), []string(nil)
	for {
		switch z.Next() {
		case html.ErrorToken:
			if len(open) > 0 {
				return fmt.Sprintf("<%s> is not closed", open[len(open)-1])
			}
			return ""
		case html.StartTagToken:
			name, _ := z.TagName()
			if tag := string(name); !void[tag] {
				if block[tag] && slices.Contains(open, "p") {
					return fmt.Sprintf("<%s> stands inside <p>", tag)
				}
				open = append(open, tag)
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				return fmt.Sprintf("</%s> closes %v", name, open)
			}
			open = open[:len(open)-1]
		}
	}
}

// block are the elements that end a paragraph.
var block = map[string]bool{"p": true, "div": true, "ul": true, "ol": true, "dl": true, "table": true, "form": true, "h1": true, "h2": true, "h3": true, "section": true, "details": true, "fieldset": true}
