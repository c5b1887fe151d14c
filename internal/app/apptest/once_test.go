package apptest

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"aceso/internal/app"
	"aceso/internal/client/wire"
	"aceso/internal/domain/org"
	"aceso/internal/store"
	"aceso/internal/testkit"
)

// keyed is a request with an Idempotency-Key.
func keyed(by *person, key, method, path string, v any) call {
	c := jsonCall(v)
	c.method, c.path, c.token, c.head = method, "/api/v1/"+path, by.token, map[string]string{"Idempotency-Key": key}
	return c
}

// TestAThousandDeliveriesAreOne: whatever repeats a request, it is done once,
// and everybody gets the same answer (G-6).
func TestAThousandDeliveriesAreOne(t *testing.T) {
	both(t, func(t *testing.T, h *house) {
		h.deliver(h.url)
	})
}

// TestTwoProcessesDoItOnce: nodes that share one PostgreSQL know of each other
// only what it holds.
func TestTwoProcessesDoItOnce(t *testing.T) {
	database := testkit.Postgres(t)
	h := open(t, database)
	other := empty(t, database)
	h.deliver(h.url, other.url)
}

// deliver sends one request a thousand times at once, to all the servers.
func (h *house) deliver(servers ...string) {
	const times = 1000
	h.Helper()
	word := fresh("delivered")
	got := make([]answer, times)
	gate := make(chan struct{}, 32) // at once
	var done sync.WaitGroup
	for i := range times {
		gate <- struct{}{}
		done.Go(func() {
			at := *h
			at.url = servers[i%len(servers)]
			got[i] = at.ask(keyed(h.a.all, "key-"+word, "POST", "lines", wire.Line{Name: word}))
			<-gate
		})
	}
	done.Wait()
	first := 0
	for i, a := range got {
		if a.status != http.StatusCreated || string(a.body) != string(got[0].body) || a.head.Get("ETag") != `"1"` || a.head.Get("Content-Type") != "application/json" {
			h.Fatalf("delivery %d: %s (%v), not %s", i, a, a.head, got[0])
		}
		if a.head.Get("Idempotency-Replayed") == "" {
			first++
		}
	}
	n := 0
	for _, e := range h.entries(h.a, "line.added") {
		if strings.Contains(fmt.Sprintf("%s", e.Data), word) {
			n++
		}
	}
	if n != 1 || first != 1 {
		h.Errorf("%d deliveries had %d effects and %d first answers", times, n, first)
	}
	testkit.Tell(h, "one request delivered many times at once", times, "to %d servers; done once, answered alike each time", len(servers))
}

func TestAKeyStandsForOneRequest(t *testing.T) {
	both(t, func(t *testing.T, h *house) {
		by := h.a.all
		first := h.ask(keyed(by, "k1", "POST", "lines", wire.Line{Name: "one"}))
		again := h.ask(keyed(by, "k1", "POST", "lines", wire.Line{Name: "one"}))
		if first.status != 201 || again.status != 201 || string(first.body) != string(again.body) || first.head.Get("Idempotency-Replayed") != "" || again.head.Get("Idempotency-Replayed") != "true" {
			t.Errorf("the same again: %s, then %s", first, again)
		}
		h.isSafe("a replayed answer", again)
		for what, c := range map[string]call{
			"another body":   keyed(by, "k1", "POST", "lines", wire.Line{Name: "two"}),
			"another place":  keyed(by, "k1", "POST", "models", wire.Line{Name: "one"}),
			"another method": keyed(by, "k1", "DELETE", "tokens/"+by.tokenID, nil),
		} {
			if got := h.ask(c); got.status != 422 || !strings.Contains(string(got.body), "another request") {
				t.Errorf("%s under a used key: %s", what, got)
			}
		}
		for what, c := range map[string]call{
			"another person's":       keyed(h.a.people[org.Engineer], "k1", "POST", "lines", wire.Line{Name: "three"}),
			"another organisation's": keyed(h.b.all, "k1", "POST", "lines", wire.Line{Name: "one"}),
		} {
			if got := h.ask(c); got.status != 201 || got.head.Get("Idempotency-Replayed") != "" {
				t.Errorf("%s key is another one: %s", what, got)
			}
		}
		refused := keyed(by, "k2", "POST", "lines", wire.Line{Name: " "})
		if got := h.ask(refused); got.status != 422 {
			t.Errorf("refused: %s", got)
		}
		if got := h.ask(keyed(by, "k2", "POST", "lines", wire.Line{Name: "better"})); got.status != 201 {
			t.Errorf("what was refused is not remembered: %s", got)
		}
		for _, bad := range []string{strings.Repeat("k", 256), "tab\tinside", "caf\xc3\xa9"} {
			if got := h.ask(keyed(by, bad, "POST", "lines", wire.Line{Name: fresh("bad key")})); got.status != 422 {
				t.Errorf("the key %.20q: %s", bad, got)
			}
		}
		if got := h.ask(keyed(h.a.people[org.Trainee], "k1", "POST", "lines", wire.Line{Name: "one"})); got.status != 403 {
			t.Errorf("who may not, may not by a key either: %s", got)
		}
		if got := h.ask(call{method: "POST", path: "/api/v1/lines", media: "application/json", body: []byte(`{"name":"by session"}`), session: by.session, head: map[string]string{"Idempotency-Key": "k1"}}); got.status != 201 {
			t.Errorf("a session and a token are two askers: %s", got)
		}
	})
}

// TestEveryChangeOfTheAPITakesAKey sends each route's good request twice.
func TestEveryChangeOfTheAPITakesAKey(t *testing.T) {
	h := open(t, "")
	routes, err := app.Routes()
	h.must(err)
	n := 0
	for _, r := range routes {
		if r.Face != "api" || r.Method == http.MethodGet {
			continue
		}
		c, rec, _ := h.callOf(r, h.a.all, h.a, h.a)
		if rec.want >= 300 {
			continue // what is refused is not kept
		}
		if c.head == nil {
			c.head = map[string]string{}
		}
		c.token, c.head["Idempotency-Key"] = h.a.all.token, fresh("key")
		first := h.ask(c)
		after := h.logSize(h.a)
		again := h.ask(c)
		if first.status >= 300 || again.status != first.status || string(again.body) != shownOnce.ReplaceAllString(string(first.body), "") || again.head.Get("Location") != first.head.Get("Location") || again.head.Get("ETag") != first.head.Get("ETag") {
			t.Errorf("%s %s: %s, then %s", r.Method, r.Path, first, again)
		}
		if h.logSize(h.a) != after {
			t.Errorf("%s %s was done twice", r.Method, r.Path)
		}
		n++
	}
	testkit.Tell(t, "routes that take an Idempotency-Key", n, "each does it once and answers alike")
}

// shownOnce is the secret of a link, which no repetition tells again.
var shownOnce = regexp.MustCompile(`,"link":"[^"]+"`)

// TestAKeyOutlivesTheProcess also when it was stopped between doing and answering.
func TestAKeyOutlivesTheProcess(t *testing.T) {
	database := testkit.Postgres(t)
	h := open(t, database)
	c := keyed(h.a.all, "lasting", "POST", "lines", wire.Line{Name: "lasting"})
	first := h.ask(c)
	later := empty(t, database) // another process on the same database
	if got := later.ask(c); got.status != 201 || string(got.body) != string(first.body) {
		t.Errorf("after a restart: %s, not %s", got, first)
	}
	// As if it had been stopped before the answer was kept: it comes late, from there.
	reply := store.Reply{Person: h.a.all.tokenID, Key: "lasting", Status: 0, Header: "{}"}
	h.update(h.a, func(tx *store.Tx) error { return tx.FinishReply(ctx, reply) })
	answered := make(chan answer)
	go func() { answered <- later.ask(c) }()
	time.Sleep(100 * time.Millisecond)
	reply.Status, reply.Body = 201, first.body
	h.update(h.a, func(tx *store.Tx) error { return tx.FinishReply(ctx, reply) })
	if got := <-answered; got.status != 201 || string(got.body) != string(first.body) {
		t.Errorf("an answer that comes late: %s", got)
	}
}
