package main

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// An attempt is a line of docs/assurance.tsv: something that scripts/assurance.sh
// had tried, how often, and what came of it.
type attempt struct {
	part, test, what, times, came, verdict, seed, commit, date, seconds, machine string
}

func attempts(t *testing.T) []attempt {
	t.Helper()
	var out []attempt
	for _, f := range table(t, "docs/assurance.tsv", 11) {
		out = append(out, attempt{f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7], f[8], f[9], f[10]})
	}
	slices.SortStableFunc(out, func(a, b attempt) int {
		return strings.Compare(a.part+"\t"+a.test+"\t"+a.what, b.part+"\t"+b.test+"\t"+b.what)
	})
	return out
}

// table reads a file of lines whose fields are parted by tabs, without its head.
func table(t *testing.T, name string, fields int) [][]string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var out [][]string
	for n, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		f := strings.Split(line, "\t")
		if len(f) != fields {
			t.Fatalf("%s:%d: %d fields, not %d", name, n+1, len(f), fields)
		}
		if n > 0 {
			out = append(out, f)
		}
	}
	return out
}

// assurancePage shows each attempt whose test is still there: what tried
// something that is gone proves nothing of what is.
func assurancePage(t *testing.T) string {
	t.Helper()
	known := tests(t)
	var b strings.Builder
	b.WriteString("# Assurance\n" + strings.Replace(computed, "docs_test.go", "docs_test.go from what scripts/assurance.sh kept in assurance.tsv", 1))
	b.WriteString("`make assurance` tries all this anew, for hours; `ACESO_TEST_ONLY=\"tamper routes\" make assurance` tries parts and leaves the others' results. A short form of each runs in `make test`.\n" +
		"A run with the same seed and commit draws the same chances: `ACESO_TEST_SEED=… ACESO_TEST_ONLY=…`. What depends on the moment of a kill is still the machine's doing.\n\n" +
		"A killed process is not a power failure: the kernel goes on, and writes what it was given.\n")
	part, machines := "", []string(nil)
	for _, a := range attempts(t) {
		name, _, _ := strings.Cut(a.test, "/")
		if name != "-" && !known[name] {
			continue
		}
		if a.part != part {
			part = a.part
			fmt.Fprintf(&b, "\n## %s\n\n| what | times | what came of it | verdict | commit | on | seed | test |\n|---|--:|---|---|---|---|---|---|\n", part)
		}
		verdict := a.verdict
		if verdict != "passed" {
			verdict = "**" + verdict + "**"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s | `%s` |\n", cell(a.what), a.times, cell(a.came), verdict, a.commit, a.date, a.seed, a.test)
		if !slices.Contains(machines, a.machine) {
			machines = append(machines, a.machine)
		}
	}
	if len(machines) == 0 {
		return b.String() + "\nNothing was tried yet.\n"
	}
	fmt.Fprintf(&b, "\nOn: %s.\n", strings.Join(machines, "; "))
	return b.String()
}

func cell(s string) string { return strings.ReplaceAll(s, "|", "\\|") }

var testFunc = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark)\w+)\(`)

// tests are the names of all tests of the project.
func tests(t *testing.T) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	for _, f := range files(t) {
		if !f.test {
			continue
		}
		text, err := os.ReadFile(f.path)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range testFunc.FindAllStringSubmatch(string(text), -1) {
			out[m[1]] = true
		}
	}
	return out
}
