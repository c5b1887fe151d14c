package serve

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"aceso/internal/client/wire"
	"aceso/internal/domain/job"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// How streams of events are kept.
const (
	streamsEach  = 6   // of one person or token at a time
	streamsAll   = 500 // of everybody
	heartbeat    = 5 * time.Second
	streamLook   = 2 * time.Second        // at what other processes did
	streamGather = 300 * time.Millisecond // changes that come together are told together
)

// Streams tells browsers and programs what happens, while it happens, as
// server-sent events (WHATWG HTML, 9.2).
type Streams struct {
	server *Server
	stop   chan struct{}
	once   sync.Once

	mu   sync.Mutex
	open map[string]int
	all  int
}

// NewStreams returns streams for who is known to a server.
func NewStreams(s *Server) *Streams {
	return &Streams{server: s, stop: make(chan struct{}), open: map[string]int{}}
}

// Stop ends every stream, so that a server that is told to stop need not wait
// for them. Whoever listened asks again.
func (s *Streams) Stop() { s.once.Do(func() { close(s.stop) }) }

// enter counts a stream, and refuses one too many.
func (s *Streams) enter(who string) (leave func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open[who] >= streamsEach || s.all >= streamsAll {
		return nil, fault.New(fault.TooMany, "too many streams of events are open").Helped("close other windows, or ask again and again instead")
	}
	s.open[who]++
	s.all++
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.all--
		if s.open[who]--; s.open[who] == 0 {
			delete(s.open, who)
		}
	}, nil
}

// Jobs streams how the jobs of the asker's organisation stand: each that waits
// or runs at first, then each change.
func (s *Streams) Jobs(w http.ResponseWriter, r *http.Request) error {
	if !strings.Contains(r.Header.Get("Accept"), "text/event-stream") {
		return fault.New(fault.Invalid, "this is a stream of events").Helped("ask for it with Accept: text/event-stream, or read the jobs themselves")
	}
	who := Actor(r)
	leave, err := s.enter(who.Person + " " + who.Token)
	if err != nil {
		return err
	}
	defer leave()
	out := http.NewResponseController(w)
	if err := out.SetWriteDeadline(time.Time{}); err != nil {
		return fmt.Errorf("stream events: %w", err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("X-Accel-Buffering", "no") // nginx would hold events back
	w.WriteHeader(http.StatusOK)
	f := follower{db: s.server.DB, org: who.Org, told: map[string]wire.Job{}}
	alive, look := time.NewTicker(heartbeat), time.NewTicker(streamLook)
	defer alive.Stop()
	defer look.Stop()
	for first := true; ; first = false {
		heard := s.server.DB.Committed()
		text, err := f.changes(r.Context(), first)
		if err != nil {
			return nil // the asker has gone, or the database has: they ask again
		}
		if text != "" || first {
			if _, err := fmt.Fprint(w, text+": so far\n\n"); err != nil || out.Flush() != nil {
				return nil
			}
		}
		if !s.wait(r, w, out, heard, alive.C, look.C) {
			return nil
		}
	}
}

// wait waits for something to look at; false ends the stream.
func (s *Streams) wait(r *http.Request, w http.ResponseWriter, out *http.ResponseController, heard <-chan struct{}, alive, look <-chan time.Time) bool {
	for {
		select {
		case <-r.Context().Done():
			return false
		case <-s.stop:
			return false
		case <-heard:
			select {
			case <-time.After(streamGather):
			case <-s.stop:
				return false
			}
			return true
		case <-look:
			return true
		case <-alive:
			if s.server.stillMay(r) != nil {
				return false
			}
			if _, err := fmt.Fprint(w, ": alive\n\n"); err != nil || out.Flush() != nil {
				return false
			}
		}
	}
}

// A follower remembers what it told of the jobs of an organisation.
type follower struct {
	db   *store.DB
	org  string
	told map[string]wire.Job
}

// followed is how many jobs under way one stream tells of.
const followed = 50

// changes are the events since the last time. At first that is all under way.
func (f *follower) changes(ctx context.Context, first bool) (string, error) {
	var now []job.Job
	err := f.db.In(f.org).View(ctx, func(tx *store.Tx) error {
		under, err := tx.JobsBy(ctx, store.JobFilter{States: []job.State{job.Queued, job.Running}}, store.Page{Limit: followed})
		if err != nil {
			return err
		}
		now = under.Rows
		there := map[string]bool{}
		for _, j := range now {
			there[j.ID] = true
		}
		if !first { // what began and ended between two looks is among the newest
			newest, err := tx.JobsBy(ctx, store.JobFilter{}, store.Page{Limit: 5})
			if err != nil {
				return err
			}
			for _, j := range newest.Rows {
				if !there[j.ID] {
					now, there[j.ID] = append(now, j), true
				}
			}
		}
		for id, was := range f.told {
			if there[id] || was.State != string(job.Queued) && was.State != string(job.Running) {
				continue
			}
			j, err := tx.Job(ctx, id)
			if err != nil {
				return err
			}
			now = append(now, j)
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	var text strings.Builder
	for _, j := range now {
		one := WireJob(j)
		if was, known := f.told[j.ID]; known && was == one {
			continue
		}
		_, known := f.told[j.ID]
		if f.told[j.ID] = one; !known && !j.Processing() && j.Ended.Before(f.db.Now().Add(-heartbeat)) {
			continue // it ended before this stream began
		}
		data, err := json.Marshal(one)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&text, "event: job\ndata: %s\n\n", data)
	}
	return text.String(), nil
}

// WireJob is a job as programs see it.
func WireJob(j job.Job) wire.Job {
	out := wire.Job{
		ID: j.ID, Kind: string(j.Kind), Lane: j.Kind.Lane(), About: j.About, State: string(j.State), Step: j.Step, Done: j.Done, Total: j.Total, Problem: j.Problem,
		Tries: j.Tries, By: j.By, Asked: j.Asked.UTC().Format(time.RFC3339),
	}
	if !j.Started.IsZero() {
		out.Started = j.Started.UTC().Format(time.RFC3339)
	}
	if !j.Ended.IsZero() {
		out.Ended = j.Ended.UTC().Format(time.RFC3339)
	}
	return out
}
