package feed

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
)

// A State is what is remembered of a source between two fetches.
type State struct {
	Name     string    `json:"name"`
	Tried    time.Time `json:"tried"`             // last
	Fetched  time.Time `json:"fetched"`           // last time that it was found whole and up to date
	Problem  string    `json:"problem,omitempty"` // why the last try did not do it
	NotUntil time.Time `json:"notUntil,omitzero"` // it asked to be left alone until then
	Records  int       `json:"records"`           // in the whole, at Fetched

	ETag         string    `json:"etag,omitempty"`
	DeltaETag    string    `json:"deltaETag,omitempty"`
	LastModified string    `json:"lastModified,omitempty"`
	Whole        time.Time `json:"whole,omitzero"` // when the whole was fetched, not only changes
	Since        time.Time `json:"since,omitzero"` // changes up to then are in
	Until        time.Time `json:"until,omitzero"` // end of the stretch of changes that is half read
	Asset        string    `json:"asset,omitempty"`
	Next         int       `json:"next,omitempty"` // where an unfinished first fetch goes on
	Started      time.Time `json:"started,omitzero"`
}

func (c Config) statePath(name string) string {
	return c.cache("state", strings.NewReplacer(":", "-", " ", "_").Replace(name)+".json")
}

// state reads what is remembered of a source. A state that can't be read is as
// good as none: the worst is that the whole is fetched again.
func (c Config) state(name string) State {
	var s State
	if data, err := os.ReadFile(c.statePath(name)); err == nil {
		if json.Unmarshal(data, &s) != nil {
			s = State{}
		}
	}
	s.Name = name
	return s
}

func (c Config) keep(s State) error {
	data, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("keep the state of %s: %w", s.Name, err)
	}
	return writeFile(c.statePath(s.Name), data)
}

// States returns what is known of every configured source, for people to see.
func States(cfg Config) []State {
	cfg = cfg.filled()
	var out []State
	for _, name := range cfg.names() {
		out = append(out, cfg.state(name))
	}
	return out
}

// writeFile writes a small file whole or not at all.
func writeFile(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	_, err = f.Write(data)
	if synced := f.Sync(); err == nil {
		err = synced
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}
