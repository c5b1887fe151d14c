package match

import (
	_ "embed" // the tables
	"strings"
	"sync"
)

// The tables name the source packages of binary packages that every device
// seems to have, for documents that tell no source. "#" stands for a number: that of a shared
// library's interface changes with releases, the source does not. They
// were read from Debian's and Alpine's own package lists.
var (
	//go:embed sources-debian.txt
	debianSources string
	//go:embed sources-alpine.txt
	alpineSources string

	sourceTables = sync.OnceValue(func() map[string]map[string]string {
		debian, alpine := sourceTable(debianSources), sourceTable(alpineSources)
		return map[string]map[string]string{"Debian": debian, "Ubuntu": debian, "Alpine": alpine, "Wolfi": alpine, "Chainguard": alpine}
	})
)

// sourceTable reads lines "source: binary binary".
func sourceTable(text string) map[string]string {
	table := map[string]string{}
	for line := range strings.Lines(text) {
		source, binaries, _ := strings.Cut(strings.TrimSpace(line), ": ")
		for b := range strings.FieldsSeq(binaries) {
			table[b] = source
		}
		table[numbered(source)] = source
	}
	return table
}

// knownSource returns the source package that a binary package is built from,
// or "" when the tables don't know it. A source's number is that of the binary.
func knownSource(ecosystem, binary string) string {
	table := sourceTables()[ecosystem]
	if table == nil {
		return ""
	}
	source := table[binary]
	if source == "" {
		source = table[numbered(binary)]
	}
	if source == "" || numbered(source) == numbered(binary) {
		return binaryItself(source, binary)
	}
	return strings.Replace(source, "#", firstNumber(binary), 1)
}

// binaryItself is the name that the tables know as that of a source.
func binaryItself(source, binary string) string {
	if source == "" {
		return ""
	}
	return binary
}

// numbered writes "#" for every number in a name: libssl1.1 is libssl#.
func numbered(name string) string {
	if !strings.ContainsAny(name, "0123456789") {
		return name
	}
	var b strings.Builder
	for i := 0; i < len(name); {
		n := figure(name[i:])
		if n == 0 {
			b.WriteByte(name[i])
			i++
			continue
		}
		b.WriteByte('#')
		i += n
	}
	return b.String()
}

// figure counts the bytes of a number with dots or hyphens inside: "2.4-2".
func figure(s string) int {
	n := lead(s)
	for n > 0 && n+1 < len(s) && (s[n] == '.' || s[n] == '-') && isDigit(s[n+1]) {
		n += 1 + lead(s[n+1:])
	}
	return n
}

// firstNumber returns the first number in a name.
func firstNumber(name string) string {
	if at := strings.IndexAny(name, "0123456789"); at >= 0 {
		return name[at : at+figure(name[at:])]
	}
	return ""
}
