// Package name draws the name rules: which of the many names that a part
// goes by mean the same product.
package name

import (
	"time"

	"aceso/internal/serve/web/view/ui"
)

// A Page is every name rule, and a form for one more.
type Page struct {
	ui.Frame
	Rules   []Rule
	Form    ui.Form
	MayEdit bool
	Asked   bool // the form was asked for, or refused: it stands open
}

// A Rule says that parts called so are this product.
type Rule struct {
	ID     string
	Name   string   // of the product, with its vendor
	Names  []string // as they stand in parts lists
	Found  []string // where its weaknesses are found: a CPE, a package
	Who    string
	At     time.Time
	Undone time.Time // zero while it holds
}

// New returns the page of name rules.
func New(f ui.Frame, rules []Rule, form ui.Form) Page {
	f.Title = "Name rules"
	return Page{Frame: f, Rules: rules, Form: form}
}

// Form asks for a rule.
func Form() ui.Form {
	return ui.Form{
		Action: "/names", Submit: "Keep the rule",
		Inputs: []ui.Input{
			{Name: "name", Label: "Product", Hint: "As people know it: BusyBox."},
			{Name: "vendor", Label: "Who makes it", Optional: true},
			{Name: "patterns", Label: "Names in parts lists", Kind: ui.Text, Rows: 3, Hint: "One a line. A * stands for any text: busybox, busybox-*, pkg:generic/busybox."},
			{Name: "cpe", Label: "CPE under which its weaknesses are found", Optional: true, Hint: "Vendor and product are enough: busybox:busybox."},
			{Name: "ecosystem", Label: "Or the package: its ecosystem", Optional: true, Hint: "As OSV calls it: Debian:12, npm, PyPI, OSS-Fuzz."},
			{Name: "package", Label: "And its name there", Optional: true},
		},
	}
}

// Say is the page in one sentence.
func (p Page) Say() string {
	live := 0
	for _, r := range p.Rules {
		if r.Undone.IsZero() {
			live++
		}
	}
	if len(p.Rules) == 0 {
		return ""
	}
	return ui.Upper(ui.Count(live, "rule", "rules")) + " in force."
}

// opened tells whether the form stands open.
func (p Page) opened() bool { return p.Asked || len(p.Rules) == 0 || p.Form.Wrong != "" }
