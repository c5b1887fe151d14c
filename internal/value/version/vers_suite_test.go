package version_test

import (
	"archive/zip"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"testing"

	"aceso/internal/testkit"
	"aceso/internal/value/version"
)

// exceptions are the cases of the VERS suite that we don't follow, by their
// input, and why.
var exceptions = map[string]string{
	"<= 1.0":                          "node-semver reads a missing number as any: <=1.0 holds for 1.0.5",
	"<=2.1 >=1.1":                     "the same: <=2.1 holds for 2.1.7",
	"2.1 || 2.6":                      "the same: 2.1 holds for 2.1.7",
	">= 2.2.x":                        "node-semver reads it as >=2.2.0; the suite's answer would call 3.0.0 outside",
	">= 1.x":                          "the same: 2.0.0 is inside",
	">= 0.2.0 <= 0.9.6 || ~0.8.0-pre": "node-semver reads ~0.8.0-pre as >=0.8.0-pre <0.9.0; the suite's answer would call 0.8.5 outside",
}

type versCase struct {
	Group string          `json:"test_group"`
	Type  string          `json:"test_type"`
	Input json.RawMessage `json:"input"`
	Want  json.RawMessage `json:"expected_output"`
	Fails bool            `json:"expected_failure"`
}

func TestTheVERSSuitePasses(t *testing.T) {
	z, err := zip.OpenReader(testkit.Corpus(t, "vectors/vers.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	passed, failed, excepted := 0, 0, 0
	used := map[string]bool{}
	for _, f := range z.File {
		if !strings.HasPrefix(f.Name, "tests/") || f.FileInfo().IsDir() {
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		r.Close()
		var suite struct {
			Tests []versCase `json:"tests"`
		}
		if err := json.Unmarshal(text, &suite); err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		for _, c := range suite.Tests {
			got, ok := c.run(t)
			name := compact(t, c.Input)
			if why, known := exceptions[name]; known {
				used[name] = true
				if ok {
					t.Errorf("%s: %s passes, though it is an exception", f.Name, name)
				}
				t.Logf("exception: %s: ours %s, the suite's %s: %s", name, got, c.Want, why)
				excepted++
				continue
			}
			if !ok {
				failed++
				t.Errorf("%s: %s %s: got %s, want %s", f.Name, c.Type, name, got, c.Want)
				continue
			}
			passed++
		}
	}
	for name := range exceptions {
		if !used[name] {
			t.Errorf("the suite has no case %s", name)
		}
	}
	t.Logf("VERS suite: %d passed, %d failed, 0 skipped, %d exceptions named above", passed, failed, excepted)
}

func compact(t *testing.T, raw json.RawMessage) string {
	var native struct {
		Range *string `json:"native_range"`
	}
	if json.Unmarshal(raw, &native) == nil && native.Range != nil {
		return *native.Range
	}
	return strings.Join(strings.Fields(string(raw)), " ")
}

// run returns what came out and whether it is what the suite wants.
func (c versCase) run(t *testing.T) (string, bool) {
	switch c.Type {
	case "comparison", "equality":
		var in struct {
			Scheme   string `json:"input_scheme"`
			Versions []string
		}
		unmarshal(t, c.Input, &in)
		if c.Type == "equality" {
			d, err := version.Compare(in.Scheme, in.Versions[0], in.Versions[1])
			return describe(d == 0, err), err == nil && describe(d == 0, nil) == string(c.Want)
		}
		var want []string
		unmarshal(t, c.Want, &want)
		var failed error
		slices.SortStableFunc(in.Versions, func(a, b string) int {
			d, err := version.Compare(in.Scheme, a, b)
			if err != nil {
				failed = err
			}
			return d
		})
		return describe(in.Versions, failed), failed == nil && same(t, in.Scheme, in.Versions, want)
	case "containment":
		var in struct{ Vers, Version string }
		unmarshal(t, c.Input, &in)
		v, err := version.ParseVERS(in.Vers)
		if err != nil {
			return err.Error(), false
		}
		inside, err := v.Contains(in.Version)
		return describe(inside, err), describe(inside, err) == string(c.Want)
	case "from_native":
		var in struct {
			Scheme string
			Range  string `json:"native_range"`
		}
		unmarshal(t, c.Input, &in)
		v, err := version.FromNative(in.Scheme, in.Range)
		return describe(v.String(), err), describe(v.String(), err) == string(c.Want)
	case "validate":
		var in string
		unmarshal(t, c.Input, &in)
		v, err := version.ParseVERS(in)
		return describe(v.String(), err), describe(v.String(), err) == string(c.Want)
	case "parse":
		var in string
		unmarshal(t, c.Input, &in)
		v, err := version.StrictVERS(in)
		if c.Fails || err != nil {
			return describe(v, err), c.Fails && err != nil
		}
		var want struct {
			Scheme      string
			Constraints [][2]string `json:"version_constraints"`
		}
		unmarshal(t, c.Want, &want)
		ok := v.Scheme == want.Scheme && len(v.Constraints) == len(want.Constraints)
		for i := 0; ok && i < len(v.Constraints); i++ {
			ok = v.Constraints[i] == version.Constraint{Op: want.Constraints[i][0], Version: want.Constraints[i][1]}
		}
		return describe(v, nil), ok
	}
	return "an unknown type of test", false
}

// same tells whether two orders are alike; versions that are equal may stand
// either way.
func same(t *testing.T, scheme string, got, want []string) bool {
	for i := range want {
		if d, err := version.Compare(scheme, got[i], want[i]); err != nil || d != 0 {
			return false
		}
	}
	return len(got) == len(want)
}

func describe(what any, err error) string {
	if err != nil {
		return err.Error()
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(what); err != nil {
		return err.Error()
	}
	return strings.TrimSpace(b.String())
}

func unmarshal(t *testing.T, raw json.RawMessage, to any) {
	t.Helper()
	if err := json.Unmarshal(raw, to); err != nil {
		t.Fatalf("%s: %v", raw, err)
	}
}
