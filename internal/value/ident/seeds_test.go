package ident_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"aceso/internal/testkit"
)

// seed calls what with every file of a zip of the corpus, where it is there.
func seed(f *testing.F, corpus string, what func(name string, text []byte)) {
	f.Helper()
	if _, err := os.Stat(filepath.Join(testkit.Root(), "..", "shared", "corpus", filepath.FromSlash(corpus))); err == nil {
		eachFile(f, corpus, what)
	}
}

// seedPURLs adds the package URLs of the official suite.
func seedPURLs(f *testing.F) {
	seed(f, "vectors/purl.zip", func(_ string, text []byte) {
		var suite struct {
			Tests []struct {
				Input any `json:"input"`
			} `json:"tests"`
		}
		if json.Unmarshal(text, &suite) != nil {
			return
		}
		for _, c := range suite.Tests {
			if s, ok := c.Input.(string); ok {
				f.Add(s)
			}
		}
	})
}

// seedCPEs adds the valid and the invalid CPE names of CSAF's suite.
func seedCPEs(f *testing.F) {
	seed(f, "csaf/filename-and-cpe-cases.zip", func(name string, text []byte) {
		if !strings.HasSuffix(name, "/cpe.txt") {
			return
		}
		for in := bufio.NewScanner(bytes.NewReader(text)); in.Scan(); {
			f.Add(in.Text(), "cpe:2.3:a:v:p:1.0:*:*:*:*:*:*:*")
		}
	})
}
