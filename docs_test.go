package main

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"aceso/internal/app"
	"aceso/internal/domain/advisory"
	"aceso/internal/domain/catalog"
	"aceso/internal/domain/clock"
	"aceso/internal/domain/deed"
	"aceso/internal/domain/finding"
	"aceso/internal/domain/job"
	"aceso/internal/domain/org"
	"aceso/internal/domain/product"
	"aceso/internal/domain/vex"
	"aceso/internal/maker/assess"
	"aceso/internal/maker/casework"
	"aceso/internal/serve"
)

var update = flag.Bool("update", false, "write the computed documents anew")

// These pages are computed from the tables that the program itself reads, so
// they can't say anything else than it does.
func TestDocsAreWhatTheTablesSay(t *testing.T) {
	routes, err := app.Routes()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"docs/permissions.md": permissionsPage(routes),
		"docs/states.md":      statesPage(),
		"docs/api.md":         apiPage(routes),
		"docs/assurance.md":   assurancePage(t),
	} {
		if *update {
			if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		got, err := os.ReadFile(name)
		if err != nil || string(got) != want {
			t.Errorf("%s is not what the code says (go test . -run Docs -update writes it): %v", name, err)
		}
	}
}

// TestDocsGlossaryIsInStepWithThePages: the second part of docs/glossary.md is
// what the program's own pages say. The words of the code stand in the first,
// by hand.
func TestDocsGlossaryIsInStepWithThePages(t *testing.T) {
	const name = "docs/glossary.md"
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	hand, pages, found := strings.Cut(string(text), wordsOfPages)
	if !found {
		t.Fatalf("%s has no part %q", name, strings.TrimSpace(wordsOfPages))
	}
	want, known := wordsPage(), map[string]bool{}
	for line := range strings.Lines(want) {
		word, _, _ := strings.Cut(strings.TrimPrefix(line, "| "), " |")
		known[word] = true
	}
	for line := range strings.Lines(pages) { // before it is written over
		if word, _, _ := strings.Cut(strings.TrimPrefix(line, "| "), " |"); strings.HasPrefix(line, "| ") && !known[word] {
			t.Fatalf("%s: %q stands in the computed part; write it into internal/domain/catalog/glossary.go, or into the words of the code above", name, word)
		}
	}
	if *update {
		if err := os.WriteFile(name, []byte(hand+wordsOfPages+want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if pages != want {
		t.Errorf("%s is not what the program says (go test . -run Docs -update writes it)", name)
	}
}

const wordsOfPages = "\n## Words of the pages\n"

func wordsPage() string {
	var b strings.Builder
	b.WriteString(computed + "As `/glossary` and the help of each page tell them to people.\n\n| word | meaning |\n|---|---|\n")
	for _, t := range catalog.Glossary {
		fmt.Fprintf(&b, "| %s | %s |\n", t.Word, t.Means)
	}
	return b.String()
}

const computed = "\n<!-- computed by docs_test.go; do not edit -->\n\n"

func permissionsPage(routes []serve.Route) string {
	var b strings.Builder
	b.WriteString("# Who may do what\n" + computed)
	b.WriteString("One table, read by one function (`org.Actor.Allowed`). A person can have many roles. An API token can have some of its person's permissions, never more.\n\n")
	b.WriteString("| permission |")
	for _, r := range org.Roles() {
		fmt.Fprintf(&b, " %s |", r)
	}
	b.WriteString("\n|---|" + strings.Repeat(":-:|", len(org.Roles())) + "\n")
	for _, p := range org.Permissions {
		fmt.Fprintf(&b, "| `%s` |", p)
		for _, r := range org.Roles() {
			if slices.Contains(r.May(), p) {
				b.WriteString(" yes |")
			} else {
				b.WriteString(" – |")
			}
		}
		b.WriteString("\n")
	}
	b.WriteString("\n## Roles\n\n")
	for _, r := range org.Roles() {
		fmt.Fprintf(&b, "- **%s** %s\n", r, r.Does())
	}
	b.WriteString("\n## Pages\n\n| page | needs |\n|---|---|\n")
	for _, r := range sorted(routes) {
		if r.Face == serve.Page {
			fmt.Fprintf(&b, "| `%s %s` | %s |\n", r.Method, r.Path, r.Needs)
		}
	}
	return b.String()
}

func apiPage(routes []serve.Route) string {
	var b strings.Builder
	b.WriteString("# REST API\n" + computed)
	b.WriteString(`The whole description is at ` + "`/api/openapi.json`" + ` (OpenAPI 3.1), and for people at ` + "`/docs`" + `. Send an API token as ` + "`Authorization: Bearer …`" + ` or ` + "`X-Api-Key: …`" + `.
Errors are problem details (RFC 9457) with ` + "`detail`" + ` (what is so) and ` + "`fix`" + ` (what would help). Lists take ` + "`limit`" + ` and ` + "`after`" + `; ` + "`total`" + ` is exact.
A change sends ` + "`If-Match`" + ` with the ETag that it is made upon: without it the answer is 428, upon an older version 412 with the record as it
stands in ` + "`current`" + `. A change that carries an ` + "`Idempotency-Key`" + ` is done once, however often it is sent: each repetition gets the first answer.

In the upload contract, ` + "`version`" + ` of ` + "`/api/version`" + ` is the level of the contract; Aceso's own stands under ` + "`framework`" + `. A release has no tags, no
parent and no mark of being the latest: an upload that names them succeeds and lists them under ` + "`aceso.not_kept`" + `; a change of them is answered with 304.

`)
	for _, part := range []struct {
		face  serve.Face
		title string
	}{{serve.API, "Aceso's own"}, {serve.Upload, "The upload contract that CI tools speak"}, {serve.Ops, "Operations"}} {
		fmt.Fprintf(&b, "## %s\n\n| operation | needs |\n|---|---|\n", part.title)
		for _, r := range sorted(routes) {
			if r.Face == part.face {
				fmt.Fprintf(&b, "| `%s %s` | %s |\n", r.Method, r.Path, r.Needs)
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

func sorted(routes []serve.Route) []serve.Route {
	return slices.SortedFunc(slices.Values(routes), func(a, b serve.Route) int {
		return strings.Compare(a.Path+" "+a.Method, b.Path+" "+b.Method)
	})
}

func statesPage() string {
	var b strings.Builder
	b.WriteString("# States and moves\n" + computed)
	b.WriteString("What is not in a table can't happen.\n\n## Release\n\n| from | to | needs |\n|---|---|---|\n")
	for _, m := range product.Moves {
		fmt.Fprintf(&b, "| %s | %s | `%s` |\n", m.From, m.To, m.Needs)
	}
	b.WriteString("\n## Finding\n\n| from | to | by | needs |\n|---|---|---|---|\n")
	for _, m := range finding.Moves {
		by, needs := "a person", "`"+string(m.Needs)+"`"
		switch {
		case m.Needs == "":
			by, needs = "matching", "–"
		case m.How == finding.Wake:
			by += ", or by itself: the day has come, or what is known has changed"
		case m.How == finding.Undo:
			by += " who takes back what led here"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", m.From, m.To, by, needs)
	}
	b.WriteString("\n## Deed\n\n| from | to |\n|---|---|\n")
	for _, m := range deed.Moves {
		fmt.Fprintf(&b, "| %s | %s |\n", m[0], m[1])
	}
	b.WriteString("\n## Job\n\n| from | to |\n|---|---|\n")
	for _, m := range job.Moves {
		fmt.Fprintf(&b, "| %s | %s |\n", m[0], m[1])
	}
	laterStates(&b)
	return b.String()
}

// laterStates are the tables of what comes after launch.
func laterStates(b *strings.Builder) {
	row := func(from, to string, needs org.Permission, by string) {
		if needs != "" {
			by = "`" + string(needs) + "`"
		}
		fmt.Fprintf(b, "| %s | %s | %s |\n", from, to, by)
	}
	const head = "\n\n| from | to | needs |\n|---|---|---|\n"
	b.WriteString("\n## Case" + head)
	for _, m := range casework.Moves {
		row(string(m.From), string(m.To), m.Needs, "")
	}
	b.WriteString("\n## Clock" + head)
	for _, m := range clock.Moves {
		row(string(m.From), string(m.To), org.WorkCases, "")
	}
	b.WriteString("\n## Assessment of patient harm" + head)
	for _, m := range assess.Moves {
		row(string(m.From), string(m.To), m.Needs, "the second signature")
	}
	b.WriteString("\n## Advisory" + head)
	for _, m := range advisory.Moves {
		to := string(m.To)
		if m.Signed {
			to += ", signed"
		}
		row(string(m.From), to, m.Needs, "")
	}
	b.WriteString("\n## Statement (VEX)" + head)
	for _, m := range vex.Moves {
		row(string(m.From), string(m.To), m.Needs, "its grounds fell")
	}
}
