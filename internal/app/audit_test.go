package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"aceso/internal/domain/record"
	"aceso/internal/value/fault"
)

// export is an exported log as a forger edits it.
type export struct {
	head   exportHead
	leaves []string
}

func (e export) bytes(t *testing.T) []byte {
	t.Helper()
	e.head.Size = int64(len(e.leaves))
	head, err := json.Marshal(e.head)
	if err != nil {
		t.Fatal(err)
	}
	return []byte(string(head) + "\n" + strings.Join(e.leaves, "\n") + "\n")
}

// resign signs the whole log with the key of another data folder.
func (e *export) resign(t *testing.T, data string) {
	t.Helper()
	signer, _, err := logKey(data)
	if err != nil {
		t.Fatal(err)
	}
	var hashes []tlog.Hash
	reader := tlog.HashReaderFunc(func(at []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(at))
		for i, n := range at {
			out[i] = hashes[n]
		}
		return out, nil
	})
	for i, l := range e.leaves {
		hs, err := tlog.StoredHashes(int64(i), []byte(l), reader)
		if err != nil {
			t.Fatal(err)
		}
		hashes = append(hashes, hs...)
	}
	root, err := tlog.TreeHash(int64(len(e.leaves)), reader)
	if err != nil {
		t.Fatal(err)
	}
	c, err := record.Sign(signer, int64(len(e.leaves)), root, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	key, err := os.ReadFile(filepath.Join(data, "keys", "log.pub"))
	if err != nil {
		t.Fatal(err)
	}
	e.head.Key, e.head.Checkpoints = strings.TrimSpace(string(key)), []string{string(c.Note)}
}

func TestAnExportIsVerifiedOnlyAsFarAsACheckpointThatCanBeReliedOnGoes(t *testing.T) {
	ctx := context.Background()
	a := told(t, "")
	id, err := a.FindOrganisation(ctx, "Larkfield Infusion")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := a.ExportLog(ctx, id, &out); err != nil {
		t.Fatal(err)
	}
	kept, err := a.SignLog(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	good := func() (e export) {
		if err := json.Unmarshal([]byte(lines[0]), &e.head); err != nil {
			t.Fatal(err)
		}
		e.leaves = append(e.leaves, lines[1:]...)
		return e
	}
	n := int64(len(lines) - 1)
	forge := func(e *export) {
		e.leaves[1] = strings.Replace(e.leaves[1], `"name":"`, `"name":"X`, 1)
	}
	elsewhere := t.TempDir()
	for rule, c := range map[string]struct {
		change  func(*export)
		key     bool // the server's own is at hand
		kept    bool // and so is a checkpoint of before
		covered int64
		broken  bool
	}{
		"the server's key proves all of it":                                    {key: true, covered: n},
		"the key in the export proves nothing":                                 {},
		"a checkpoint kept elsewhere proves what it covers":                    {kept: true, covered: n},
		"without checkpoints a forged log is not proven":                       {change: func(e *export) { forge(e); e.head.Checkpoints = nil }},
		"nor with the key at hand":                                             {change: func(e *export) { forge(e); e.head.Checkpoints = nil }, key: true},
		"a log signed with the forger's key is not proven":                     {change: func(e *export) { forge(e); e.resign(t, elsewhere) }},
		"and does not hold against the server's key":                           {change: func(e *export) { forge(e); e.resign(t, elsewhere) }, key: true, broken: true},
		"nor against a checkpoint kept elsewhere":                              {change: func(e *export) { forge(e); e.resign(t, elsewhere) }, kept: true, broken: true},
		"a forged log does not hold against its own checkpoint":                {change: forge, broken: true},
		"nor one without checkpoints against one kept elsewhere":               {change: func(e *export) { forge(e); e.head.Checkpoints = nil }, kept: true, broken: true},
		"a log that was cut off does not hold":                                 {change: func(e *export) { e.leaves = e.leaves[:n-1] }, key: true, broken: true},
		"what was put at the end is not covered":                               {change: func(e *export) { e.leaves = append(e.leaves, next(e.leaves[n-1], n)) }, key: true, covered: n},
		"a log that was cut off with its checkpoints is proven no further":     {change: func(e *export) { e.leaves, e.head.Checkpoints = e.leaves[:n-1], nil }, key: true},
		"a log that was cut off does not hold against one kept elsewhere":      {change: func(e *export) { e.leaves, e.head.Checkpoints = e.leaves[:n-1], nil }, kept: true, broken: true},
		"an entry that was taken out leaves a gap, whatever else is forged":    {change: func(e *export) { e.leaves = append(e.leaves[:3:3], e.leaves[4:]...); e.head.Checkpoints = nil }, broken: true},
		"an entry of another organisation does not hold, whatever else is not": {change: func(e *export) { e.head.Org, e.head.Checkpoints = "other", nil }, broken: true},
	} {
		e := good()
		if c.change != nil {
			c.change(&e)
		}
		key, more := "", [][]byte(nil)
		if c.key {
			key = a.publicKey
		}
		if c.kept {
			more = [][]byte{kept.Note}
		}
		r, err := VerifyExport(ctx, bytes.NewReader(e.bytes(t)), key, more)
		if c.broken != fault.Is(err, fault.Unverified) || !c.broken && err != nil {
			t.Errorf("%s: %v", rule, err)
		}
		if r.Covered != c.covered || (r.By != "") != (c.covered > 0) {
			t.Errorf("%s: %d of %d covered, by %q", rule, r.Covered, r.Size, r.By)
		}
	}
}

// next is an entry that could stand behind the last one.
func next(last string, n int64) string {
	e, err := record.Read([]byte(last))
	if err != nil {
		panic(err)
	}
	e.Seq = n
	leaf, err := e.Leaf()
	if err != nil {
		panic(err)
	}
	return string(leaf)
}

func TestAStoppedServerLeavesALogThatIsSignedToItsEnd(t *testing.T) {
	ctx := context.Background()
	a := told(t, "")
	a.Config.Addr = "127.0.0.1:0"
	l, err := a.Listen()
	if err != nil {
		t.Fatal(err)
	}
	serving, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- a.Serve(serving, l) }()
	answer, err := http.Get("http://" + l.Addr().String() + "/livez")
	stop()
	if err := errors.Join(err, <-ended); err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	reports, err := a.VerifyLogs(ctx, "")
	if err != nil || len(reports) != 2 {
		t.Fatal(reports, err)
	}
	for _, r := range reports {
		if r.Uncovered() != 0 || r.Size == 0 {
			t.Errorf("%s: %d of %d entries are covered", r.Org, r.Covered, r.Size)
		}
	}
}
