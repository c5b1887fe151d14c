package csaf

import (
	"archive/zip"
	"encoding/json"
	"io"
	"path"
	"slices"
	"strings"
	"testing"

	"aceso/internal/format/intake"
	"aceso/internal/testkit"
)

// readZip returns the JSON files of a zip of the corpus.
func readZip(t testing.TB, name string) map[string][]byte {
	t.Helper()
	z, err := zip.OpenReader(testkit.Corpus(t, name))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	all := map[string][]byte{}
	for _, f := range z.File {
		if path.Ext(f.Name) != ".json" {
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		all[f.Name], err = io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// notRunHere are the tests that a file alone can't answer.
var notRunHere = []string{"6.3.6", "6.3.7", "6.3.8"}

// againstItself are documents that the suite calls valid and that break a
// mandatory test of the standard.
var againstItself = map[string]string{
	"optional/oasis_csaf_tc-csaf_2_0-2021-6-2-08-02.json": "one file has two hashes of the algorithm md5 (6.1.25)",
}

// The published verdicts: a document of the failures fails the test it is
// for, one of the valid ones passes it; "valid" tells whether the document as
// a whole is valid, which optional and informative tests don't change.
func TestValidatorSuiteGetsItsPublishedVerdicts(t *testing.T) {
	files := readZip(t, "csaf/validator-suite-2.0.zip")
	var suite struct {
		Tests []struct {
			ID, Group       string
			Failures, Valid []struct {
				Name  string
				Valid bool
			}
		}
	}
	if err := json.Unmarshal(files["testcases.json"], &suite); err != nil {
		t.Fatal(err)
	}
	done, skipped := map[string]int{}, 0
	for _, test := range suite.Tests {
		if slices.Contains(notRunHere, test.ID) {
			skipped += len(test.Failures) + len(test.Valid)
			continue
		}
		for i, c := range append(test.Failures, test.Valid...) {
			rep, err := Validate(files[c.Name], intake.SBOM)
			if err != nil {
				t.Errorf("%s: not judged: %v", c.Name, err)
				continue
			}
			fails := i < len(test.Failures)
			if rep.Tests[test.ID].Passed == fails {
				t.Errorf("%s: test %s passed = %v: %v", c.Name, test.ID, !fails, rep.Tests[test.ID].Problems)
				continue
			}
			if rep.Valid != c.Valid && againstItself[c.Name] == "" {
				t.Errorf("%s: valid = %v, published %v: %v", c.Name, rep.Valid, c.Valid, broken(rep))
				continue
			}
			done[test.Group]++
		}
	}
	for name, why := range againstItself {
		t.Logf("called valid, and not so here: %s: %s", name, why)
	}
	t.Logf("verdicts as published: %d mandatory, %d optional, %d informative; %d not run (network, dictionary)",
		done["mandatory"], done["optional"], done["informative"], skipped)
}

// broken lists what makes a document invalid.
func broken(rep Report) string {
	var b strings.Builder
	for _, p := range rep.Schema.Problems {
		b.WriteString("schema " + p.Path + " " + p.Text + "\n")
	}
	for section, out := range rep.Tests {
		for _, p := range out.Problems {
			if strings.HasPrefix(section, "6.1.") {
				b.WriteString(section + " " + p.Path + " " + p.Text + "\n")
			}
		}
	}
	return b.String()
}

// The suite holds no document for these tests, only the standard's examples.
func TestSuiteKnowsNoTestThatIsNotListed(t *testing.T) {
	var suite struct{ Tests []struct{ ID string } }
	if err := json.Unmarshal(readZip(t, "csaf/validator-suite-2.0.zip")["testcases.json"], &suite); err != nil {
		t.Fatal(err)
	}
	for _, s := range suite.Tests {
		if !slices.ContainsFunc(tests, func(own test) bool { return own.section == s.ID }) {
			t.Errorf("the suite has a test %s that is not in the list", s.ID)
		}
	}
}

// The published lists of CPE names that the schema's pattern takes and refuses.
func TestTheCPEPatternTakesWhatItShould(t *testing.T) {
	z, err := zip.OpenReader(testkit.Corpus(t, "csaf/filename-and-cpe-cases.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	rule := productRule().field("product_identification_helper").field("cpe")
	done := 0
	for _, f := range z.File {
		if path.Base(f.Name) != "cpe.txt" {
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		valid := strings.Contains(f.Name, "/valid/")
		for line := range strings.Lines(string(data)) {
			if line = strings.TrimRight(line, "\r\n"); line == "" {
				continue
			}
			if rule.holds(line) != valid {
				t.Errorf("%q: taken is %v", line, !valid)
			}
			done++
		}
	}
	t.Logf("%d CPE names", done)
}
