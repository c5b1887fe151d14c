package apptest

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"

	"aceso/internal/cli"
	"aceso/internal/client/wire"
	"aceso/internal/domain/org"
	"aceso/internal/format/bom"
	"aceso/internal/format/intake"
	"aceso/internal/testkit"
	"aceso/internal/value/fault"
)

// TestBadBillsOfMaterialsDoNoHarmAnywhere sends every bad bill of materials to
// every entry that takes one. All entries agree on what can be used, and say
// why when it can't. Most are sent for a release that is not there, because a
// document is read before anything is looked up; some are kept.
func TestBadBillsOfMaterialsDoNoHarmAnywhere(t *testing.T) {
	h := open(t, "")
	cases := badBills()
	entries := []entry{{"bom.Decode", decodeIt}, {"aceso sbom lint", lintIt}, {"POST /api/v1/sboms", pushIt}, {"PUT /api/v1/bom", uploadIt}, {"the import form", importIt}}
	var used, sent, worst atomic.Uint64
	var other runtime.MemStats // what the tests before this one took from the system, which keeps it
	runtime.ReadMemStats(&other)
	began := time.Now()
	besides(cases, func(i int, b bad) {
		c := sample{b, i%16 == 0}
		first := entries[0].send(h, c)
		if first.used {
			used.Add(1)
		}
		h.judge(c, entries[0].name, first, first)
		sent.Add(1)
		for n, e := range entries[1:] {
			if b.large() && n != i%(len(entries)-1) {
				continue // the large ones take turns
			}
			sent.Add(1)
			start := time.Now()
			h.judge(c, e.name, e.send(h, c), first)
			if took := time.Since(start); took > time.Minute {
				t.Errorf("%s by %s took %v", c.name, e.name, took)
			}
		}
		if i%50 == 0 || b.large() {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			worst.Store(max(worst.Load(), m.Sys))
		}
	})
	testkit.Tell(t, "bad bills of materials sent", int(sent.Load()), "%d cases, %d of them usable, at %d entries in %v; at most %d MiB from the system, %d of them before; 0 answers of 500 and above", len(cases), used.Load(), len(entries), time.Since(began).Round(time.Second), worst.Load()>>20, other.Sys>>20)
	if worst.Load()-other.Sys > 1<<30 {
		t.Errorf("%d MiB of memory", worst.Load()>>20)
	}
	h.nothingIsLost()
}

// besides runs a check on every document, the small ones side by side, since
// most of the time is spent waiting for the disk, and the large ones alone.
func besides(all []bad, check func(i int, b bad)) {
	var done sync.WaitGroup
	gate := make(chan struct{}, 3)
	for i, b := range all {
		if b.large() {
			continue
		}
		gate <- struct{}{}
		done.Go(func() {
			defer func() { <-gate }()
			check(i, b)
		})
	}
	done.Wait()
	for i, b := range all {
		if b.large() {
			check(i, b)
		}
	}
}

// large tells whether a document is more than is sent side by side.
func (b bad) large() bool { return len(b.data) > 1<<20 }

// TestBadTextsAreKeptByPostgreSQLToo: it refuses texts that SQLite takes.
func TestBadTextsAreKeptByPostgreSQLToo(t *testing.T) {
	h := open(t, testkit.Postgres(t))
	var n atomic.Int64
	besides(badBills(), func(_ int, b bad) {
		if !strings.Contains(b.name, "u0000") && !strings.Contains(b.name, "naughty name") && !strings.Contains(b.name, "naughty version") && !strings.Contains(b.name, "naughty cell") {
			return
		}
		c := sample{b, true}
		h.judge(c, "POST /api/v1/sboms", pushIt(h, c), decodeIt(h, c))
		n.Add(1)
	})
	t.Logf("%d cases", n.Load())
	h.nothingIsLost()
}

// A sample is a bad bill of materials on its way.
type sample struct {
	bad
	kept bool // sent for a release that is there
}

// An entry takes a bill of materials.
type entry struct {
	name string
	send func(*house, sample) verdict
}

// judge holds what an entry says of a document against what the reader said.
func (h *house) judge(c sample, by string, v, first verdict) {
	h.Helper()
	if v.used != first.used {
		h.Errorf("%s: bom.Decode uses it: %v, %s: %v (%s | %s)", c.name, first.used, by, v.used, first.says, v.says)
	}
	if !v.used && (v.says == "" || len(v.says) > 700 || !utf8.ValidString(v.says) || strings.Contains(v.says, "our side") || strings.Contains(v.says, "goroutine")) {
		h.Errorf("%s by %s is refused with %.800q", c.name, by, v.says)
	}
}

// nothingIsLost holds that the program still answers, has what it took, and
// that its log verifies.
func (h *house) nothingIsLost() {
	h.Helper()
	for _, e := range h.entries(h.a, "sbom.imported") {
		var s wire.SBOM
		h.api(h.a.all, "GET", "sboms/"+e.About, nil, &s)
		if s.Size == 0 {
			h.Errorf("%s is there without its bytes", e.About)
		}
	}
	if _, err := h.app.VerifyLog(ctx, h.a.org.ID); err != nil {
		h.Errorf("the log: %v", err)
	}
	if got := h.ask(call{method: "GET", path: "/readyz"}); got.status != http.StatusOK {
		h.Errorf("not ready: %s", got)
	}
	last := h.push(h.a.all, h.a.release, "last.json", h.a.document())
	h.wait(h.a.all, last.Job)
}

// A verdict is what an entry makes of a document.
type verdict struct {
	used bool
	says string // when it is refused
}

// target is the release that a document is for.
func (h *house) target(c sample) string {
	if c.kept {
		return h.a.release
	}
	return nobody
}

const nobody = "00000000-0000-7000-8000-000000000000" // the id of nothing

func decodeIt(h *house, c sample) verdict {
	doc, _, err := bom.Decode(c.data, intake.SBOM)
	if err == nil {
		if doc == nil {
			h.Errorf("%s: neither document nor error", c.name)
		}
		return verdict{used: true}
	}
	if f := fault.Of(err); f != nil {
		return verdict{says: f.Error()}
	}
	h.Errorf("%s: not told to its sender: %v", c.name, err)
	return verdict{}
}

func lintIt(h *house, c sample) verdict {
	var out, talk bytes.Buffer
	code := cli.Run(ctx, []string{"sbom", "lint", "--json", "-"}, cli.Streams{In: bytes.NewReader(c.data), Out: &out, Err: &talk})
	var report struct {
		Usable, Valid bool
		Problems      []struct{ Text string }
	}
	if err := json.Unmarshal(out.Bytes(), &report); err != nil {
		h.Errorf("%s: lint says %.300q %.300q", c.name, out.String(), talk.String())
		return verdict{}
	}
	if report.Valid != (code == 0) || code != 0 && code != 10 || !report.Valid && len(report.Problems) == 0 {
		h.Errorf("%s: lint ends with %d, valid %v, %d problems", c.name, code, report.Valid, len(report.Problems))
	}
	v := verdict{used: report.Usable}
	if !report.Usable {
		v.says = report.Problems[len(report.Problems)-1].Text
	}
	return v
}

func pushIt(h *house, c sample) verdict {
	media, body := form(field{"release", "", []byte(h.target(c))}, field{"file", "bom", c.data})
	return told(h, c, h.ask(call{method: "POST", path: "/api/v1/sboms", media: media, body: body, token: h.a.all.token}), 422, 413)
}

func uploadIt(h *house, c sample) verdict {
	u := upload{"project": h.target(c), "bom": base64.StdEncoding.EncodeToString(c.data)}
	return told(h, c, h.send("PUT", call{token: h.a.all.token}, u), 400, 413)
}

// told reads the verdict of an API.
func told(h *house, c sample, got answer, refusals ...int) verdict {
	h.Helper()
	if got.status == 200 || got.status == 201 || got.status == 404 && !c.kept {
		return verdict{used: true}
	}
	if got.status == 400 && string(got.body) == "No BOM file provided." { // the contract's own words
		return verdict{says: string(got.body)}
	}
	var p struct{ Detail, Fix string }
	if got.status != refusals[0] && got.status != refusals[1] || json.Unmarshal(got.body, &p) != nil || p.Fix == "" {
		h.Errorf("%s: %s", c.name, got)
	}
	return verdict{says: p.Detail}
}

func importIt(h *house, c sample) verdict {
	media, body := form(field{"into", "", []byte("release:" + h.target(c))}, field{"file", "bom", c.data})
	got := h.ask(call{method: "POST", path: "/import", media: media, body: body, session: h.a.people[org.Engineer].session})
	if got.status == http.StatusNotFound && !c.kept || got.status == http.StatusSeeOther && strings.HasPrefix(got.head.Get("Location"), "/imports/") {
		return verdict{used: true}
	}
	if at := got.head.Get("Location"); got.status == http.StatusSeeOther && strings.HasPrefix(at, "/import/columns?") { // a table whose columns somebody has to name
		got = h.ask(call{method: "GET", path: at, session: h.a.people[org.Engineer].session})
		if got.status == http.StatusOK {
			got.status = http.StatusUnprocessableEntity // a question instead of an answer
		}
	}
	if got.status != 422 && got.status != 413 || bytes.Contains(got.body, []byte("<script>alert")) || bytes.Contains(got.body, []byte("onerror=alert(1)>")) {
		h.Errorf("%s: %s", c.name, got)
	}
	return verdict{says: "a page"}
}
