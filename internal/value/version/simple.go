package version

import (
	"regexp"
	"strings"
	"time"
)

// compareOpenSSL orders 1.0.2 < 1.0.2a < 1.0.2z < 1.0.2za < 1.1.0-pre1 < 1.1.0 < 3.0.0.
func compareOpenSSL(a, b string) (int, bool) {
	na, la, pa, ok := readOpenSSL(a)
	nb, lb, pb, ok2 := readOpenSSL(b)
	if !ok || !ok2 {
		return 0, false
	}
	for i := range max(len(na), len(nb)) {
		x, y := "", ""
		if i < len(na) {
			x = na[i]
		}
		if i < len(nb) {
			y = nb[i]
		}
		if d := compareDigits(x, y); d != 0 {
			return d, true
		}
	}
	if d := strings.Compare(la, lb); d != 0 {
		return d, true
	}
	switch {
	case pa == pb:
		return 0, true
	case pa == "":
		return 1, true
	case pb == "":
		return -1, true
	}
	return compareGeneric(pa, pb)
}

// readOpenSSL takes "1.0.2za-pre1" apart.
func readOpenSSL(text string) (numbers []string, letters, pre string, ok bool) {
	text, _, _ = strings.Cut(text, "+")
	text, pre, _ = strings.Cut(text, "-")
	end := len(text)
	for end > 0 && isLetter(text[end-1]) {
		end--
	}
	numbers = strings.Split(text[:end], ".")
	for _, n := range numbers {
		if !allDigits(n) {
			return nil, "", "", false
		}
	}
	return numbers, strings.ToLower(text[end:]), pre, true
}

func isDatetime(text string) bool {
	_, err := time.Parse(time.RFC3339Nano, text)
	return err == nil
}

// compareDatetime orders moments, wherever their clocks stood.
func compareDatetime(a, b string) (int, bool) {
	x, err := time.Parse(time.RFC3339Nano, a)
	if err != nil {
		return 0, false
	}
	y, err := time.Parse(time.RFC3339Nano, b)
	return x.Compare(y), err == nil
}

// compareLexical orders by code points, which for UTF-8 are the bytes.
func compareLexical(a, b string) (int, bool) { return strings.Compare(a, b), true }

// compareIntdot orders dotted whole numbers; the longer of two alike is the later.
func compareIntdot(a, b string) (int, bool) {
	return compareItems(strings.Split(a, "."), strings.Split(b, ".")), true
}

// isIntdot tells whether the text is whole numbers with dots between them.
func isIntdot(text string) bool {
	for n := range strings.SplitSeq(text, ".") {
		if !allDigits(n) {
			return false
		}
	}
	return true
}

// gemPlatforms begin the platform that some tools leave behind a gem's version.
var gemPlatforms = []string{"java", "jruby", "x86", "x64", "arm", "aarch64", "universal", "mswin", "mingw", "ruby", "powerpc"}

// cleanGem takes off a platform, and reads a hyphen as RubyGems does: what
// follows it is a prerelease.
func cleanGem(text string) string {
	text = withoutV(text)
	base, rest, ok := strings.Cut(text, "-")
	if !ok {
		return text
	}
	for _, p := range gemPlatforms {
		if strings.HasPrefix(rest, p) {
			return base
		}
	}
	return strings.ReplaceAll(text, "-", ".pre.")
}

// pep440 is the form of a Python version (PEP 440, appendix B), which the
// library also knows but does not tell apart from what came before it.
var pep440 = regexp.MustCompile(`(?i)^v?(\d+!)?\d+(\.\d+)*([-_.]?(a|b|c|rc|alpha|beta|pre|preview)[-_.]?\d*)?` +
	`(-\d+|[-_.]?(post|rev|r)[-_.]?\d*)?([-_.]?dev[-_.]?\d*)?(\+[a-z0-9]+([-_.][a-z0-9]+)*)?$`)

func isPEP440(text string) bool { return pep440.MatchString(text) }
