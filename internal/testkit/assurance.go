package testkit

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// Rounds returns how often a test tries what it tries: as often as make
// assurance asks for by name (ACESO_TEST_ROUNDS="name=1000 other=50"), else as
// usual, and few times in a short run.
func Rounds(t testing.TB, name string, usual, short int) int {
	t.Helper()
	for _, asked := range strings.Fields(os.Getenv("ACESO_TEST_ROUNDS")) {
		key, text, _ := strings.Cut(asked, "=")
		if key != name {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			t.Fatalf("ACESO_TEST_ROUNDS has %q: want a number of 1 or more", asked)
		}
		return n
	}
	if testing.Short() {
		return short
	}
	return usual
}

var telling sync.Mutex

// Tell says at the test's end what was tried, how often, and what came of it:
// in the test's log, and as a line of the file that ACESO_TEST_TOLD names,
// from which docs/assurance.md is made. The fields of a line are parted by
// tabs: verdict, what, how often, note, test.
func Tell(t testing.TB, what string, tried int, note string, args ...any) {
	t.Helper()
	note = fmt.Sprintf(note, args...)
	t.Logf("%s: %d; %s", what, tried, note)
	path := os.Getenv("ACESO_TEST_TOLD")
	if path == "" {
		return
	}
	t.Cleanup(func() {
		verdict := "passed"
		if t.Failed() {
			verdict = "FAILED"
		}
		telling.Lock()
		defer telling.Unlock()
		f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
		if err != nil {
			t.Error(err)
			return
		}
		defer f.Close()
		fields := []string{verdict, what, strconv.Itoa(tried), note, t.Name()}
		for i, s := range fields {
			fields[i] = strings.Join(strings.Fields(s), " ")
		}
		if _, err := fmt.Fprintln(f, strings.Join(fields, "\t")); err != nil {
			t.Error(err)
		}
	})
}
