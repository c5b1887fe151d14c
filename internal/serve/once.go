package serve

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"sync"
	"time"

	"aceso/internal/format/intake"
	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// A request that carries this header is done once, however often it is sent
// (draft-ietf-httpapi-idempotency-key-header).
const (
	keyHeader      = "Idempotency-Key"
	replayedHeader = "Idempotency-Replayed"
)

// Limits of a request with a key.
const (
	maxKey   = 255              // characters
	inMemory = 1 << 20          // bytes of its body; the rest waits on disk
	answerIn = 10 * time.Second // how long another process may take to keep the answer
)

// once does what a request asks, unless the same was done under its key
// before: then it gives the answer of that time. What is refused is not
// remembered, because nothing was done.
func (s *Server) once(w http.ResponseWriter, r *http.Request, do Handler) error {
	ctx, who := r.Context(), Actor(r)
	reply := store.Reply{Person: who.Person, Key: r.Header.Get(keyHeader)}
	if who.Token != "" {
		reply.Person = who.Token
	}
	if err := checkKey(reply.Key); err != nil {
		return err
	}
	body, sum, err := spool(w, r)
	if err != nil {
		return err
	}
	defer body.Close()
	reply.Request = sum

	defer s.turns.take(who.Org + " " + reply.Person + " " + reply.Key)()
	if kept, err := s.replyTo(ctx, who.Org, reply); err != nil || kept.Request != "" {
		return s.replay(w, r, kept, err)
	}
	elsewhere := false
	ctx, done := store.Along(ctx, func(ctx context.Context, tx *store.Tx) error {
		err := tx.SaveReply(ctx, reply)
		elsewhere = fault.Is(err, fault.Conflict)
		return err
	})
	r = r.WithContext(ctx)
	r.Body = body
	out := &capture{ResponseWriter: w, status: http.StatusOK}
	err = do(out, r)
	switch {
	case elsewhere:
		return s.replay(w, r, reply, nil)
	case err != nil:
		return err
	case done():
		reply.Status, reply.Header, reply.Body = out.status, headOf(w.Header()), linkSecret.ReplaceAll(out.body.Bytes(), nil)
		after := context.WithoutCancel(ctx) // it is done, whether or not the asker still waits
		if err := s.DB.In(who.Org).Update(after, func(tx *store.Tx) error { return tx.FinishReply(after, reply) }); err != nil {
			return err
		}
	}
	w.WriteHeader(out.status)
	_, err = w.Write(out.body.Bytes())
	return err
}

// checkKey refuses what can't be a key.
func checkKey(key string) error {
	bad := len(key) > maxKey
	for i := range len(key) {
		bad = bad || key[i] < ' ' || key[i] > '~'
	}
	if bad {
		return fault.New(fault.Invalid, "the Idempotency-Key has 1 to %d printable ASCII characters", maxKey).Helped("send a random UUID")
	}
	return nil
}

// replyTo returns what is kept under a key; an empty Request when nothing is.
// A key that stands for something else is a mistake of the asker's program.
func (s *Server) replyTo(ctx context.Context, org string, to store.Reply) (store.Reply, error) {
	var kept store.Reply
	err := s.DB.In(org).View(ctx, func(tx *store.Tx) error {
		var err error
		kept, err = tx.Reply(ctx, to.Person, to.Key)
		return err
	})
	if fault.Is(err, fault.NotFound) {
		return store.Reply{}, nil
	}
	if err == nil && kept.Request != to.Request {
		return kept, fault.New(fault.Invalid, "this Idempotency-Key was used for another request").Helped("take a new key for each thing that you ask for")
	}
	return kept, err
}

// replay gives the answer of the first time. It may still be on its way from
// another process, or lost with one that was stopped right after it had done
// what was asked.
func (s *Server) replay(w http.ResponseWriter, r *http.Request, kept store.Reply, err error) error {
	org := Actor(r).Org
	for end := time.Now().Add(answerIn); err == nil && kept.Status == 0; kept, err = s.replyTo(r.Context(), org, kept) {
		if time.Now().After(end) {
			return fault.New(fault.Conflict, "this was asked before under the same key, and its answer is not known").Helped("look whether it was done before you ask again under another key")
		}
		select {
		case <-r.Context().Done():
			return r.Context().Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
	if err != nil {
		return err
	}
	var head map[string]string
	if err := json.Unmarshal([]byte(kept.Header), &head); err != nil {
		return fmt.Errorf("read the answer kept under %q: %w", kept.Key, err)
	}
	for name, value := range head {
		w.Header().Set(name, value)
	}
	w.Header().Set(replayedHeader, "true")
	w.WriteHeader(kept.Status)
	_, err = w.Write(kept.Body)
	return err
}

// linkSecret is the only secret that an answer carries. It is shown once and
// kept nowhere: not in the answer that is kept for a repetition either.
var linkSecret = regexp.MustCompile(`,"link":"/shared\?key=[A-Za-z0-9_-]+"`)

// headOf is what an answer's head says of its body.
func headOf(h http.Header) string {
	head := map[string]string{}
	for _, name := range []string{"Content-Type", "ETag", "Location"} {
		if v := h.Get(name); v != "" {
			head[name] = v
		}
	}
	text, err := json.Marshal(head)
	if err != nil {
		panic(err) // texts always encode
	}
	return string(text)
}

// spool reads the body of a request, partly to disk, and returns it with the
// hash of all that makes the request the same as another.
func spool(w http.ResponseWriter, r *http.Request) (io.ReadCloser, string, error) {
	sum := sha256.New()
	fmt.Fprintf(sum, "%s %s\n%s\n%s\n", r.Method, r.URL.RequestURI(), r.Header.Get("Content-Type"), r.Header.Get("If-Match"))
	in := io.TeeReader(http.MaxBytesReader(w, r.Body, intake.SBOM.Bytes+(1<<20)), sum)
	var head bytes.Buffer
	_, err := io.CopyN(&head, in, inMemory)
	if errors.Is(err, io.EOF) {
		return io.NopCloser(&head), hex.EncodeToString(sum.Sum(nil)), nil
	}
	if err != nil {
		return nil, "", brokenOff(err)
	}
	file, err := os.CreateTemp("", "aceso-request-")
	if err != nil {
		return nil, "", fmt.Errorf("put a request on disk: %w", err)
	}
	if err := os.Remove(file.Name()); err != nil { // it lives until it is closed
		return nil, "", errors.Join(err, file.Close())
	}
	if _, err := io.Copy(file, in); err != nil {
		return nil, "", errors.Join(brokenOff(err), file.Close())
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, "", errors.Join(err, file.Close())
	}
	return spooled{io.MultiReader(&head, file), file}, hex.EncodeToString(sum.Sum(nil)), nil
}

type spooled struct {
	io.Reader
	io.Closer
}

// brokenOff tells a body that ends early from one that is too large.
func brokenOff(err error) error {
	var tooBig *http.MaxBytesError
	if errors.As(err, &tooBig) {
		return err
	}
	return fault.New(fault.Invalid, "the request breaks off: %v", err)
}

// capture holds an answer back until it is kept. The head goes where it
// always does; it is not sent before its status.
type capture struct {
	http.ResponseWriter
	status int
	wrote  bool
	body   bytes.Buffer
}

func (c *capture) WriteHeader(status int) {
	if !c.wrote {
		c.status, c.wrote = status, true
	}
}

func (c *capture) Write(b []byte) (int, error) {
	c.wrote = true
	return c.body.Write(b)
}

// Unwrap lets http.ResponseController reach what is below.
func (c *capture) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// turns lets one at a time do what goes by a name.
type turns struct {
	mu    sync.Mutex
	queue map[string]*turn
}

type turn struct {
	sync.Mutex
	waiting int
}

// take waits for its turn and returns what ends it.
func (t *turns) take(name string) (end func()) {
	t.mu.Lock()
	if t.queue == nil {
		t.queue = map[string]*turn{}
	}
	one := t.queue[name]
	if one == nil {
		one = &turn{}
		t.queue[name] = one
	}
	one.waiting++
	t.mu.Unlock()
	one.Lock()
	return func() {
		one.Unlock()
		t.mu.Lock()
		defer t.mu.Unlock()
		if one.waiting--; one.waiting == 0 {
			delete(t.queue, name)
		}
	}
}
