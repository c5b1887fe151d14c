package apptest

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"aceso/internal/domain/org"
	"aceso/internal/store"
	"aceso/internal/testkit"
)

// listen opens the stream of events as a program would.
func (h *house) listen(who *person) *http.Response {
	h.Helper()
	req, err := http.NewRequestWithContext(ctx, "GET", h.url+"/api/v1/events", nil)
	h.must(err)
	req.Header.Set("Accept", "text/event-stream")
	req.Header.Set("X-Api-Key", who.token.Reveal())
	res, err := http.DefaultClient.Do(req)
	h.must(err)
	return res
}

// TestWhatHappensIsToldWhileItHappens: a job of one's own organisation, and
// none of another's.
func TestWhatHappensIsToldWhileItHappens(t *testing.T) {
	both(t, func(t *testing.T, h *house) {
		res := h.listen(h.a.all)
		defer res.Body.Close()
		if res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") || res.Header.Get("X-Accel-Buffering") != "no" {
			t.Fatalf("%d %v", res.StatusCode, res.Header)
		}
		lines := make(chan string, 100)
		go func() {
			defer close(lines)
			for s := bufio.NewScanner(res.Body); s.Scan(); {
				lines <- s.Text()
			}
		}()
		other := h.push(h.b.all, h.b.release, "theirs.json", []byte(strings.ReplaceAll(string(h.b.document()), "2.20.0", "2.31.0")))
		own := h.push(h.a.all, h.a.release, "mine.json", []byte(strings.ReplaceAll(string(h.a.document()), "2.20.0", "2.31.0")))
		for end := time.After(20 * time.Second); ; {
			select {
			case line, open := <-lines:
				if !open {
					t.Fatal("the stream ended")
				}
				if strings.Contains(line, other.Job) {
					t.Fatalf("it tells of another organisation: %s", line)
				}
				if strings.Contains(line, own.Job) && strings.Contains(line, `"state":"done"`) {
					return
				}
			case <-end:
				t.Fatal("it does not tell that the job ended")
			}
		}
	})
}

// TestAStreamEndsWithWhateverGaveTheRightToIt opens streams of people and of
// programs, and ends what let each of them in (SC-A5).
func TestAStreamEndsWithWhateverGaveTheRightToIt(t *testing.T) {
	h := open(t, "")
	roles := func(p *person) {
		h.api(h.a.all, "PUT", "people/"+p.Person+"/roles", map[string]any{"roles": []string{"trainee"}}, nil)
	}
	leaves := func(p *person) { h.api(h.a.all, "DELETE", "people/"+p.Person, nil, nil) }
	closes := func(p *person) {
		h.update(h.a, func(tx *store.Tx) error {
			account, err := tx.Person(ctx, p.Person)
			if err != nil {
				return err
			}
			account.Disabled = true
			return tx.ChangePerson(ctx, account)
		})
	}
	type ending struct {
		what   string
		stream *http.Response
		at     chan time.Time
	}
	var all []ending
	for _, c := range []struct {
		what string
		page bool // by the stream of pages, with a session
		end  func(*person)
	}{
		{"a session that was signed out", true, func(p *person) { h.ask(call{method: "POST", path: "/sign-out", session: p.session}) }},
		{"a member who was removed", true, leaves},
		{"a removed member's token", false, leaves},
		{"a role that was taken away", true, roles},
		{"a role that was taken away, by token", false, roles},
		{"an account that was closed", true, closes},
		{"a closed account's token", false, closes},
	} {
		p := h.person(h.a, org.Security)
		stream := h.listen(p)
		if c.page {
			stream.Body.Close()
			req, err := http.NewRequestWithContext(ctx, "GET", h.url+"/events", nil)
			h.must(err)
			req.Header.Set("Accept", "text/event-stream")
			req.AddCookie(&http.Cookie{Name: "aceso", Value: p.session.Reveal()})
			stream, err = http.DefaultClient.Do(req)
			h.must(err)
		}
		defer stream.Body.Close()
		if stream.StatusCode != http.StatusOK {
			t.Fatalf("%s: no stream: %d", c.what, stream.StatusCode)
		}
		e := ending{c.what, stream, make(chan time.Time, 1)}
		go func() {
			io.Copy(io.Discard, stream.Body)
			e.at <- time.Now()
		}()
		c.end(p)
		all = append(all, e)
	}
	began, slowest := time.Now(), time.Duration(0)
	for _, e := range all {
		select {
		case at := <-e.at:
			slowest = max(slowest, at.Sub(began))
		case <-time.After(time.Until(began.Add(15 * time.Second))):
			t.Errorf("%s: the stream goes on", e.what)
		}
	}
	testkit.Tell(t, "rights taken away while their holder listens to a stream", len(all), "each stream ended, the last after %v", slowest.Round(100*time.Millisecond))
}

// TestAStreamEndsWithTheRightToIt within seconds of a token's end (SC-A5), and
// nobody opens many.
func TestAStreamEndsWithTheRightToIt(t *testing.T) {
	h := open(t, "")
	who := h.person(h.a, org.Security)
	var open []*http.Response
	for range 6 {
		res := h.listen(who)
		defer res.Body.Close()
		open = append(open, res)
	}
	if res := h.listen(who); res.StatusCode != http.StatusTooManyRequests {
		t.Errorf("one more than allowed: %d", res.StatusCode)
	}
	h.api(who, "DELETE", "tokens/"+who.tokenID, nil, nil)
	limit, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	ended := make(chan struct{})
	go func() {
		for _, res := range open {
			io.Copy(io.Discard, res.Body)
		}
		close(ended)
	}()
	select {
	case <-ended:
	case <-limit.Done():
		t.Error("a stream goes on after its token was revoked")
	}
}

// TestAStopDoesNotWaitForStreams: whoever listens would listen for ever.
func TestAStopDoesNotWaitForStreams(t *testing.T) {
	var began time.Time
	t.Cleanup(func() { // after the house's own
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("the server took %s to stop with a stream open", took)
		}
	})
	h := open(t, "")
	res := h.listen(h.a.all)
	go io.Copy(io.Discard, res.Body)
	began = time.Now()
}
