package crashtest

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"aceso/internal/testkit"
)

// A command is one use of the command line on files or on a data folder.
type command struct {
	name  string
	line  string // with words for the files: see stage
	same  bool   // each good run prints and writes the same bytes
	data  bool   // works on the data folder
	codes []int  // of a good run; 0 when none are named
	holds string // command that must succeed on what was written, when it was
}

// commands are what is tried with a system that fails at some call.
var commands = []command{
	{name: "version", line: "version", same: true},
	{name: "exit codes", line: "exit-codes", same: true},
	{name: "lint a bill of materials", line: "sbom lint BOM --json", same: true, codes: []int{0, 10}},
	{name: "lint a table", line: "sbom lint TABLE", same: true, codes: []int{0, 10}},
	{name: "quality", line: "sbom quality BOM --profile all --json", same: true},
	{name: "compare", line: "sbom diff BOM OTHER --json", same: true},
	{name: "convert", line: "sbom convert BOM --to spdx -o OUT", same: false, holds: "sbom lint OUT"},
	{name: "convert to standard output", line: "sbom convert TABLE --to cyclonedx"},
	{name: "check", line: "check BOM --intel BUNDLE --json", same: true, codes: []int{0, 3}},
	{name: "check a table", line: "check TABLE --intel BUNDLE", same: true, codes: []int{0, 3}},
	{name: "validate an advisory", line: "advisory validate ADVISORY --json", same: true, codes: []int{0, 10}},
	{name: "match units", line: "fleet match --advisory ADVISORY --units UNITS --json", same: true},
	{name: "bundle info", line: "intel info BUNDLE --json", same: true},
	{name: "bundle verify", line: "intel verify BUNDLE", same: true},
	{name: "bundle build", line: "intel build --osv STORY/osv --nvd STORY/nvd.json --kev STORY/kev.json --epss STORY/epss.csv -o OUT", holds: "intel verify OUT"},
	{name: "key pair", line: "intel key OUT", holds: "intel build --osv STORY/osv --sign OUT.key -o SIGNED"},
	{name: "verify an exported log", line: "audit verify LOG --key KEY", same: true, codes: []int{0, 8}},
	{name: "verify a backup", line: "backup verify BACKUP --json", same: false},
	{name: "make a folder ready", line: "init --data NEW --no-input --organisation X --side maker --name Y --email y@x.example", holds: "audit verify --data NEW"},
	{name: "explain the configuration", line: "config explain --data DATA", same: true, data: true},
	{name: "verify the log", line: "audit verify --data DATA", data: true, codes: []int{0, 8}},
	{name: "export the log", line: "audit export --data DATA --org Larkfield -o OUT", data: true, holds: "audit verify OUT --key KEY"},
	{name: "sign the log", line: "audit checkpoint --data DATA --org Larkfield -o OUT", data: true},
	{name: "back up", line: "backup create --data DATA -o OUT", data: true, holds: "backup verify OUT"},
	{name: "restore", line: "backup restore BACKUP --data NEW", holds: "audit verify --data NEW"},
	{name: "drill", line: "backup drill BACKUP --data DATA", data: true},
	{name: "list backups", line: "backup list --data DATA", data: true},
	{name: "another organisation", line: "org add --data DATA", data: true},
	{name: "copy the database", line: "db copy --from DATA/aceso.db --to OUT", data: true, holds: "db copy --from OUT --to SIGNED"},
	{name: "put a bundle in use", line: "intel import BUNDLE --data DATA --anyway", data: true, holds: "intel verify DATA/intel/current.intel"},
	{name: "doctor", line: "doctor --data DATA --addr 127.0.0.1:1", data: true, codes: []int{0, 8, 10, 2}},
}

// failing are the calls to the system that are made to fail.
var failing = []string{"openat", "write", "pwrite64", "fsync", "fdatasync", "renameat", "renameat2", "mkdirat", "unlinkat", "ftruncate", "newfstatat", "getdents64", "fchmodat"}

// Each of the program's commands is run with a system whose n-th call of some
// kind fails, for every kind and every n that the command makes, or for as many
// of them as there is time for. It ends cleanly and says why, or does all it
// was asked; the data folder holds, and the same command succeeds afterwards.
func TestTheNthCallToTheSystemFails(t *testing.T) {
	t.Parallel()
	most := testkit.Rounds(t, "nth", 16, 8)
	s := newStage(t)
	type attempt struct {
		c    command
		call string
		n    int
	}
	var all []attempt
	good := map[string]result{}
	for _, c := range commands {
		counts, first := s.counted(c)
		good[c.name] = first
		for _, call := range failing {
			for n := 1; n <= counts[call]; n++ {
				all = append(all, attempt{c, call, n})
			}
		}
	}
	r := rand.New(rand.NewPCG(testkit.Seed(t), 1))
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	clean, done := 0, 0
	for _, a := range all[:min(most, len(all))] {
		what := fmt.Sprintf("%s, %s number %d fails", a.c.name, a.call, a.n)
		got := s.run(a.c, "-e", "trace="+a.call, "-e", fmt.Sprintf("inject=%s:error=EIO:when=%d", a.call, a.n))
		if got.judge(t, what, a.c, good[a.c.name]) {
			done++
		} else {
			clean++
		}
		s.stillHolds(what, a.c)
	}
	testkit.Tell(t, "the n-th call of a command to the system fails (EIO)", clean+done, "of %d in %d commands; %d ended with an error and said why, %d did all they were asked; 0 panics, 0 half states", len(all), len(commands), clean, done)
}

// A result is how a command ended.
type result struct {
	code      int
	out, told string
	took      time.Duration
	file      []byte // OUT
}

// judge tells whether the command did all it was asked, and fails when it
// neither did nor said so.
func (r result) judge(t *testing.T, what string, c command, good result) (did bool) {
	t.Helper()
	for _, mark := range []string{"panic:", "goroutine ", "fatal error:", "SIGSEGV", "runtime error"} {
		if strings.Contains(r.told+r.out, mark) {
			t.Errorf("%s: it broke down: %.600s", what, r.told)
		}
	}
	if r.took > 30*time.Second {
		t.Errorf("%s: it took %v", what, r.took)
	}
	codes := append([]int{0}, c.codes...)
	if !slices.Contains(codes, r.code) || r.code != good.code && strings.Contains(r.told, "aceso: ") {
		if strings.TrimSpace(r.told) == "" {
			t.Errorf("%s: it ends with %d and says nothing", what, r.code)
		}
		return false
	}
	if c.same && (r.out != good.out || !bytes.Equal(r.file, good.file)) {
		t.Errorf("%s: it ends with %d as if all were well, and prints\n%.300s\nnot\n%.300s", what, r.code, r.out, good.out)
	}
	return true
}

// A stage has the files that commands work on.
type stage struct {
	t     *testing.T
	p     *program
	files map[string]string // by the word in a line
	dir   string            // of what a run writes
	kept  string            // the data folder as it was, to be copied
}

func newStage(t *testing.T) *stage {
	t.Helper()
	newTrace(t) // skips where nothing can be traced
	w := newWorld(t, "", 2)
	w.fillLog()
	dir := t.TempDir()
	story := filepath.Join(testkit.Root(), "internal", "app", "story")
	s := &stage{t: t, p: w.p, kept: w.p.data, files: map[string]string{
		"STORY": story, "BOM": filepath.Join(story, "ip-200-4.2.0.cdx.json"), "OTHER": filepath.Join(story, "ip-200-4.3.0.cdx.json"), "TABLE": filepath.Join(story, "u5-2.4.csv"),
		"ADVISORY": filepath.Join(dir, "advisory.json"), "UNITS": filepath.Join(dir, "units.csv"), "BUNDLE": filepath.Join(dir, "bundle"), "BACKUP": filepath.Join(dir, "backup"),
		"LOG": filepath.Join(dir, "log.jsonl"), "KEY": filepath.Join(w.p.data, "keys", "log.pub"),
	}}
	w.must(os.WriteFile(s.files["ADVISORY"], []byte(anAdvisory), 0o600))
	w.must(os.WriteFile(s.files["UNITS"], []byte("tag,manufacturer,model,version\nA-1,Castellan,PM8,3.1\nA-2,Castellan,PM8,\n"), 0o600))
	for _, line := range []string{
		"intel build --osv STORY/osv --nvd STORY/nvd.json --kev STORY/kev.json --epss STORY/epss.csv -o BUNDLE",
		"backup create --data " + s.kept + " -o BACKUP", "audit export --data " + s.kept + " --org " + w.me.Org + " -o LOG",
	} {
		if code, _, told := s.p.run(s.words(line)...); code != 0 {
			t.Fatalf("%s: %d %s", line, code, told)
		}
	}
	s.files["Larkfield"] = w.me.Org
	return s
}

const anAdvisory = `{"document":{"category":"csaf_security_advisory","csaf_version":"2.0","title":"Castellan PM8","publisher":{"category":"coordinator","name":"C","namespace":"https://c.example"},"tracking":{"id":"ICSMA-26-041-01","status":"final","version":"1","initial_release_date":"2026-02-10T10:00:00Z","current_release_date":"2026-02-10T10:00:00Z","revision_history":[{"date":"2026-02-10T10:00:00Z","number":"1","summary":"first"}]}},
 "product_tree":{"branches":[{"category":"vendor","name":"Castellan","branches":[{"category":"product_name","name":"PM8","branches":[{"category":"product_version_range","name":"< 3.2","product":{"name":"PM8 before 3.2","product_id":"P1"}}]}]}]},
 "vulnerabilities":[{"cve":"CVE-2026-1234","product_status":{"known_affected":["P1"]}}]}`

// words is a line with the files of this stage.
func (s *stage) words(line string) []string {
	out := strings.Fields(line)
	for i, word := range out {
		head, rest, slash := strings.Cut(word, "/")
		base, dot, _ := strings.Cut(head, ".")
		if file, known := s.files[base]; known {
			out[i] = file
			if dot != "" {
				out[i] += "." + dot
			}
			if slash {
				out[i] += "/" + rest
			}
		}
	}
	return out
}

// fresh makes a place for one run: a copy of the data folder, and names for
// what it writes.
func (s *stage) fresh(c command) {
	s.t.Helper()
	if s.dir != "" {
		os.RemoveAll(s.dir)
	}
	s.dir = s.t.TempDir()
	s.files["OUT"], s.files["SIGNED"], s.files["NEW"] = filepath.Join(s.dir, "out"), filepath.Join(s.dir, "signed"), filepath.Join(s.dir, "new")
	if s.files["DATA"] = s.kept; c.data {
		s.files["DATA"] = filepath.Join(s.dir, "data")
		if out, err := exec.Command("cp", "-a", s.kept, s.files["DATA"]).CombinedOutput(); err != nil {
			s.t.Fatalf("%v: %s", err, out)
		}
	}
}

// run runs a command in a fresh place, under strace with such arguments.
func (s *stage) run(c command, args ...string) result {
	s.t.Helper()
	s.fresh(c)
	s.p.under = newTrace(s.t, args...).args
	defer func() { s.p.under = nil }()
	began := time.Now()
	code, out, told := s.p.run(s.words(c.line)...)
	r := result{code: code, out: out, told: told, took: time.Since(began)}
	r.file, _ = os.ReadFile(s.files["OUT"])
	return r
}

// counted runs a command as it should be and counts its calls, by kind the
// most that one of its threads makes.
func (s *stage) counted(c command) (map[string]int, result) {
	s.t.Helper()
	s.fresh(c)
	tr := newTrace(s.t, "-e", "trace="+strings.Join(failing, ","))
	s.p.under = tr.args
	code, out, told := s.p.run(s.words(c.line)...)
	s.p.under = nil
	good := result{code: code, out: out, told: told}
	good.file, _ = os.ReadFile(s.files["OUT"])
	if !slices.Contains(append([]int{0}, c.codes...), code) {
		s.t.Fatalf("%s: it ends with %d though nothing fails: %s", c.name, code, told)
	}
	by, most := map[string]int{}, map[string]int{}
	for _, k := range tr.read() {
		by[k.thread+k.name]++
		most[k.name] = max(most[k.name], by[k.thread+k.name])
	}
	return most, good
}

// stillHolds looks at what a run left: the data folder verifies and takes the
// same command; what was written holds, or the command that reads it says that
// it does not.
func (s *stage) stillHolds(what string, c command) {
	s.t.Helper()
	if c.data {
		if code, _, told := s.p.run("audit", "verify", "--data", s.files["DATA"]); code != 0 && code != 8 {
			s.t.Errorf("%s: afterwards the log does not hold: %d %s", what, code, told)
		}
	}
	if c.holds == "" {
		return
	}
	if code, _, told := s.p.run(s.words(c.holds)...); code == 1 || strings.Contains(told, "goroutine ") {
		s.t.Errorf("%s: afterwards %q breaks down: %d %s", what, c.holds, code, told)
	}
	for _, written := range []string{"OUT", "SIGNED", "NEW"} {
		os.RemoveAll(s.files[written])
	}
	os.Remove(s.files["OUT"] + ".key")
	os.Remove(s.files["OUT"] + ".pub")
	if code, _, told := s.p.run(s.words(c.line)...); !slices.Contains(append([]int{0}, c.codes...), code) {
		s.t.Errorf("%s: afterwards the same does not succeed: %d %s", what, code, told)
	}
}
