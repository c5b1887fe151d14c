package main

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// asvsLevels are the requirements of OWASP ASVS 5.0.0 by section: the n-th digit
// is the level of its n-th requirement.
var asvsLevels = map[string]string{
	"1.1": "22", "1.2": "1111122223", "1.3": "112222222223", "1.4": "222", "1.5": "123",
	"2.1": "122", "2.2": "112", "2.3": "12223", "2.4": "23",
	"3.1": "3", "3.2": "113", "3.3": "12223", "3.4": "11222233", "3.5": "11122333", "3.6": "3", "3.7": "22333",
	"4.1": "12233", "4.2": "23333", "4.3": "22", "4.4": "1222",
	"5.1": "2", "5.2": "112333", "5.3": "113", "5.4": "222",
	"6.1": "122", "6.2": "111111112222", "6.3": "11223333", "6.4": "112233", "6.5": "22222333", "6.6": "2223", "6.7": "33", "6.8": "2222",
	"7.1": "222", "7.2": "1111", "7.3": "22", "7.4": "11222", "7.5": "223", "7.6": "22",
	"8.1": "1233", "8.2": "1123", "8.3": "133", "8.4": "23",
	"9.1": "111", "9.2": "1222",
	"10.1": "22", "10.2": "223", "10.3": "22223", "10.4": "1111122222233333", "10.5": "22222", "10.6": "22", "10.7": "222",
	"11.1": "2233", "11.2": "22233", "11.3": "11233", "11.4": "1222", "11.5": "23", "11.6": "23", "11.7": "33",
	"12.1": "12233", "12.2": "11", "12.3": "22223",
	"13.1": "2333", "13.2": "222223", "13.3": "2233", "13.4": "1222233",
	"14.1": "22", "14.2": "12223333", "14.3": "122",
	"15.1": "12233", "15.2": "12233", "15.3": "1222222", "15.4": "3333",
	"16.1": "2", "16.2": "22222", "16.3": "2222", "16.4": "222", "16.5": "2223",
	"17.1": "23", "17.2": "22223333", "17.3": "22",
}

var (
	asvsRow  = regexp.MustCompile(`^\| (\d+\.\d+\.\d+) \| ([12]) \| .+ \| (met|not met|not applicable) \| (.+) \|$`)
	asvsTest = regexp.MustCompile("`(Test[A-Z]\\w*)`")
	asvsFile = regexp.MustCompile("`([\\w./-]+\\.\\w+|[\\w./-]+/[\\w./-]*)`")
	aTest    = regexp.MustCompile(`(?m)^func (Test[A-Z]\w*)\(t \*testing\.T\)`)
)

func TestASVSNamesWhatIsThere(t *testing.T) {
	tests := map[string]bool{}
	for _, f := range files(t) {
		if f.test {
			text, err := os.ReadFile(f.path)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range aTest.FindAllSubmatch(text, -1) {
				tests[string(m[1])] = true
			}
		}
	}
	text, err := os.ReadFile("docs/asvs.md")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	for line := range strings.Lines(string(text)) {
		m := asvsRow.FindStringSubmatch(strings.TrimSpace(line))
		if m == nil {
			if strings.HasPrefix(line, "| ") && !strings.HasPrefix(line, "| no. ") {
				t.Errorf("a row that can't be read: %s", line)
			}
			continue
		}
		if seen[m[1]] != "" {
			t.Errorf("%s stands twice", m[1])
		}
		seen[m[1]] = m[2]
		asvsShown(t, m[1], m[3], m[4], tests)
	}
	n := 0
	for section, levels := range asvsLevels {
		for i, level := range levels {
			no := section + "." + strconv.Itoa(i+1)
			if level != '3' {
				n++
			}
			if got := seen[no]; level != '3' && got != string(level) || level == '3' && got != "" {
				t.Errorf("%s is of level %c, and stands there with %q", no, level, got)
			}
		}
	}
	if n != len(seen) {
		t.Errorf("%d rows, and %d requirements", len(seen), n)
	}
}

// asvsShown holds that what a row rests on exists: what is met names a test or
// a file, what is not says what is needed.
func asvsShown(t *testing.T, no, verdict, by string, tests map[string]bool) {
	t.Helper()
	named := asvsTest.FindAllStringSubmatch(by, -1)
	for _, m := range named {
		if !tests[m[1]] {
			t.Errorf("%s names %s, and there is no such test", no, m[1])
		}
	}
	paths := asvsFile.FindAllStringSubmatch(by, -1)
	for _, m := range paths {
		if _, err := os.Stat(m[1]); err != nil && m[1] != "box.key" && m[1] != "log.key" {
			t.Errorf("%s names %s: %v", no, m[1], err)
		}
	}
	if verdict == "met" && len(named)+len(paths) == 0 {
		t.Errorf("%s is said to be met, and nothing shows it", no)
	}
	if verdict == "not met" && !strings.Contains(by, "Needed: ") {
		t.Errorf("%s is not met, and does not say what is needed", no)
	}
}
