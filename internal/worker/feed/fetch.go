package feed

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"aceso/internal/value/fault"
)

// A fetcher fetches one source.
type fetcher struct {
	cfg    Config
	client *http.Client
	state  *State
}

const (
	tries     = 3
	firstWait = 2 * time.Second
	longWait  = 30 * time.Second // a longer wish is kept for the next run
)

// errAgain marks what may go better in a moment.
type errAgain struct {
	error
	after time.Duration
}

func (e errAgain) Unwrap() error { return e.error }

// repeat tries again, a few times, what may go better in a moment.
func (f *fetcher) repeat(ctx context.Context, do func() error) error {
	wait := firstWait
	for try := 1; ; try++ {
		err := do()
		var again errAgain
		if err == nil || !errors.As(err, &again) || try == tries {
			return err
		}
		if again.after > longWait {
			f.state.NotUntil = f.cfg.Now().Add(again.after)
			return err
		}
		if err := f.cfg.Pause(ctx, max(wait, again.after)); err != nil {
			return err
		}
		wait *= 2
	}
}

// ask sends a request and turns every answer but the expected ones into an
// error in words.
func (f *fetcher) ask(ctx context.Context, url string, header http.Header) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, fault.New(fault.Invalid, "%q is no address", url)
	}
	for k, v := range header {
		req.Header[k] = v
	}
	resp, err := f.client.Do(req)
	if err != nil {
		if ctx.Err() != nil {
			return nil, late(ctx, req.URL.Host)
		}
		if fault.Is(err, fault.Unavailable) {
			return nil, errAgain{err, 0}
		}
		return nil, err
	}
	switch resp.StatusCode {
	case http.StatusOK, http.StatusPartialContent, http.StatusNotModified:
		return resp, nil
	}
	defer resp.Body.Close()
	bad := fault.New(fault.Unavailable, "%s answers %s", req.URL.Host, resp.Status)
	switch {
	case resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode == http.StatusServiceUnavailable:
		return nil, errAgain{bad, f.wanted(resp.Header.Get("Retry-After"))}
	case resp.StatusCode >= 500:
		return nil, errAgain{bad, 0}
	case resp.StatusCode == http.StatusNotFound:
		return nil, fault.New(fault.NotFound, "%s has nothing at %s", req.URL.Host, req.URL.Path)
	}
	return nil, bad
}

// wanted reads Retry-After, in seconds or as a date. A wish for more than a
// day is cut to that.
func (f *fetcher) wanted(text string) time.Duration {
	d := time.Duration(0)
	if s, err := strconv.Atoi(text); err == nil {
		d = time.Duration(min(s, 86400)) * time.Second
	} else if t, err := http.ParseTime(text); err == nil {
		d = t.Sub(f.cfg.Now())
	}
	return min(max(d, 0), 24*time.Hour)
}

// late says that a source took more than its time, unless everything ends.
func late(ctx context.Context, host string) error {
	if errors.Is(context.Cause(ctx), context.DeadlineExceeded) {
		return fault.New(fault.Unavailable, "%s takes longer than its time", host)
	}
	return ctx.Err()
}

// download fetches a whole file to path when it has changed. What was fetched
// is held against check before it takes the place of the old file; a transfer
// that broke off goes on where it ended when the server allows. It returns
// whether there is something new.
func (f *fetcher) download(ctx context.Context, url, path string, check func(file string) (int, error)) (bool, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return false, fmt.Errorf("make the cache: %w", err)
	}
	part := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+".part")
	var got *version
	err := f.repeat(ctx, func() error {
		var err error
		got, err = f.transfer(ctx, url, path, part)
		return err
	})
	if err != nil || got == nil {
		return false, err
	}
	n, err := check(part)
	if err != nil {
		forget(part)
		return false, err
	}
	if err := f.shrunk(n); err != nil {
		forget(part)
		return false, err
	}
	if err := os.Rename(part, path); err != nil {
		return false, fmt.Errorf("keep what was fetched: %w", err)
	}
	forget(part)
	f.state.ETag, f.state.LastModified, f.state.Records = got.etag, got.modified, n
	return true, nil
}

// shrunk refuses a source that lost a fifth of its records, unless a person
// has accepted it.
func (f *fetcher) shrunk(records int) error {
	if records == 0 {
		return fault.New(fault.Unavailable, "what was fetched holds no record; what was there before stays")
	}
	for _, name := range f.cfg.Shrunk {
		if name == f.state.Name {
			return nil
		}
	}
	if old := f.state.Records; old > 0 && records*5 <= old*4 {
		return fault.New(fault.Unavailable, "it shrank from %d records to %d; what was there before stays", old, records).
			Helped("accept it by name if it is right")
	}
	return nil
}

// forget removes a part and what is known of it.
func forget(part string) {
	_ = os.Remove(part)
	_ = os.Remove(part + ".etag")
}

// A version of a file, as its server names it.
type version struct{ etag, modified string }

// transfer runs one exchange, and returns the version that lies in part now,
// or nil when nothing has changed.
func (f *fetcher) transfer(ctx context.Context, url, path, part string) (*version, error) {
	header := http.Header{}
	if exists(path) {
		if f.state.ETag != "" {
			header.Set("If-None-Match", f.state.ETag)
		}
		if f.state.LastModified != "" {
			header.Set("If-Modified-Since", f.state.LastModified)
		}
	}
	have, tag := unfinished(part)
	if have > 0 {
		header = http.Header{"Range": {fmt.Sprintf("bytes=%d-", have)}, "If-Range": {tag}, "Accept-Encoding": {"identity"}}
	}
	resp, err := f.ask(ctx, url, header)
	if err != nil {
		if _, again := errors.AsType[errAgain](err); have > 0 && !again {
			forget(part) // what can't be gone on with must not stand in the way of the whole
		}
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusNotModified {
		if header.Get("If-None-Match")+header.Get("If-Modified-Since") == "" {
			return nil, fault.New(fault.Unavailable, "%s says that nothing has changed, of what was never fetched", resp.Request.URL.Host)
		}
		return nil, nil
	}
	got := &version{resp.Header.Get("ETag"), resp.Header.Get("Last-Modified")}
	mode := os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	if resp.StatusCode == http.StatusPartialContent {
		if !strings.HasPrefix(resp.Header.Get("Content-Range"), fmt.Sprintf("bytes %d-", have)) {
			forget(part)
			return nil, errAgain{fault.New(fault.Unavailable, "%s goes on at another place than it was asked to", resp.Request.URL.Host), 0}
		}
		mode = os.O_WRONLY | os.O_APPEND
	} else if got.etag != "" && resp.Header.Get("Accept-Ranges") == "bytes" && !resp.Uncompressed {
		_ = os.WriteFile(part+".etag", []byte(got.etag), 0o600)
	} else {
		forget(part)
	}
	out, err := os.OpenFile(part, mode, 0o600)
	if err != nil {
		return nil, fmt.Errorf("write what is fetched: %w", err)
	}
	_, err = io.Copy(out, &interruptible{ctx, resp.Body})
	if synced := out.Sync(); err == nil {
		err = synced
	}
	if closed := out.Close(); err == nil {
		err = closed
	}
	if err != nil && ctx.Err() != nil {
		return nil, late(ctx, resp.Request.URL.Host)
	}
	if fault.Is(err, fault.TooLarge) {
		forget(part)
	} else if err != nil {
		return nil, errAgain{err, 0}
	}
	return got, err
}

// unfinished returns how much of a file is there from a transfer that broke
// off, and the tag of the version that it is a part of.
func unfinished(part string) (int64, string) {
	tag, err := os.ReadFile(part + ".etag")
	if err != nil || len(tag) == 0 {
		return 0, ""
	}
	stat, err := os.Stat(part)
	if err != nil {
		return 0, ""
	}
	return stat.Size(), string(tag)
}

// small fetches a small document into memory.
func (f *fetcher) small(ctx context.Context, url string, header http.Header, limit int64) ([]byte, error) {
	var data []byte
	err := f.repeat(ctx, func() error {
		resp, err := f.ask(ctx, url, header)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		data, err = io.ReadAll(&bounded{in: &interruptible{ctx, resp.Body}, left: limit})
		if err != nil && ctx.Err() != nil {
			return late(ctx, resp.Request.URL.Host)
		}
		if fault.Is(err, fault.Unavailable) || errors.Is(err, io.ErrUnexpectedEOF) {
			return errAgain{err, 0}
		}
		return err
	})
	return data, err
}
