package csaf

import (
	_ "embed"
	"strings"
	"sync"
)

// cweTable has one line a weakness: its id, then every name it has had, the
// newest first, with tabs between. Lines that begin with # are remarks.
//
//go:embed cwe.tsv
var cweTable string

var cweIndex = sync.OnceValue(func() map[string][]string {
	all := make(map[string][]string, 1100)
	for line := range strings.Lines(cweTable) {
		fields := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if strings.HasPrefix(line, "#") || len(fields) < 2 {
			continue
		}
		all[fields[0]] = fields[1:]
	}
	return all
})

// cweNames returns the names that a weakness goes and went by, or nil when
// there is none of that id. A document is right with the name of its day: CSAF
// 2.0 does not say which version of CWE it means.
func cweNames(id string) []string { return cweIndex()[id] }
