// Package name draws the naming rules: which of the many names that a part
// goes by mean the same.
package name

import (
	"time"

	"aceso/internal/serve/web/view/ui"
)

// A Page is every naming rule, and a form for one more.
type Page struct {
	ui.Frame
	Rules   []Rule
	Form    ui.Form
	MayEdit bool
	Pager   ui.Pager
}

// A Rule says that parts called so are this product.
type Rule struct {
	ID       string
	Names    []string // as they stand in parts lists
	Is       string   // the name it is looked up by: a purl without version, or a CPE's vendor and product
	Who      string
	At       time.Time
	Reason   string
	Settles  int // parts that are looked up by it today
	Undone   bool
	UndoneBy string
}

// New returns the page of naming rules.
func New(f ui.Frame, rules []Rule, form ui.Form) Page {
	f.Title = "Naming rules"
	return Page{Frame: f, Rules: rules, Form: form}
}

// Form asks for a rule.
func Form() ui.Form {
	return ui.Form{
		Action: "/names", Submit: "Keep the rule",
		Inputs: []ui.Input{
			{Name: "alias", Label: "Name in the parts list", Hint: "As it stands there: BusyBox, busybox-static. Case and white space make no difference."},
			{Name: "supplier", Label: "Only from this supplier", Optional: true, Hint: "When several makers use the same name."},
			{Name: "canonical", Label: "Is looked up as", Hint: "A package URL without version, such as pkg:deb/debian/busybox, or vendor and product of a CPE, such as busybox:busybox."},
			{Name: "reason", Label: "How you know", Kind: ui.Text, Rows: 2, Hint: "One line for whoever reads this in two years."},
		},
	}
}

// Say is the page in one sentence.
func (p Page) Say() string {
	live, settles := 0, 0
	for _, r := range p.Rules {
		if !r.Undone {
			live++
			settles += r.Settles
		}
	}
	if live == 0 {
		return ""
	}
	return ui.Upper(ui.Count(live, "rule", "rules")) + "; " + ui.Count(settles, "part is", "parts are") + " looked up by them."
}
