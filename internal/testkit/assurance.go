package testkit

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
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

// chances is the seed of this run, and how often each test drew from it.
var chances = struct {
	sync.Mutex
	run   uint64
	drawn map[string]int
}{run: rand.Uint64(), drawn: map[string]int{}}

// Seed returns a seed that follows from the run's, from the test's name and
// from how often the test has asked. ACESO_TEST_SEED gives the run's, so that
// what failed is tried in the same way again.
func Seed(t testing.TB) uint64 {
	t.Helper()
	chances.Lock()
	defer chances.Unlock()
	if text := os.Getenv("ACESO_TEST_SEED"); text != "" {
		given, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatalf("ACESO_TEST_SEED is %q: want a number", text)
		}
		chances.run = given
	}
	n := chances.drawn[t.Name()]
	chances.drawn[t.Name()]++
	if n == 0 {
		t.Logf("ACESO_TEST_SEED=%d repeats this", chances.run)
	}
	h := fnv.New64a()
	fmt.Fprint(h, chances.run, t.Name(), n)
	return h.Sum64()
}

// seedOf is the seed with which a test can be repeated, and a dash when it
// leaves nothing to chance.
func seedOf(t testing.TB) string {
	chances.Lock()
	defer chances.Unlock()
	for name := range chances.drawn {
		if name == t.Name() || strings.HasPrefix(name, t.Name()+"/") {
			return strconv.FormatUint(chances.run, 10)
		}
	}
	return "–"
}

var telling sync.Mutex

// Tell says at the test's end what was tried, how often, and what came of it:
// in the test's log, and as a line of the file that ACESO_TEST_TOLD names,
// from which docs/assurance.md is made. The fields of a line are parted by
// tabs: test, what, how often, note, verdict, seed.
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
		fields := []string{t.Name(), what, strconv.Itoa(tried), note, verdict, seedOf(t)}
		for i, s := range fields {
			fields[i] = strings.Join(strings.Fields(s), " ")
		}
		if _, err := fmt.Fprintln(f, strings.Join(fields, "\t")); err != nil {
			t.Error(err)
		}
	})
}
