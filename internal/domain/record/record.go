// Package record is the log of what happened: one sequence an organisation,
// each entry canonical JSON and a leaf of a Merkle tree (RFC 6962), so that
// anybody can check offline that nothing was changed, left out or reordered.
// The log is also the outbox: what others must hear of is read from it.
package record

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"aceso/internal/domain/org"
)

// An Entry says that somebody did something.
type Entry struct {
	Seq   int64 // place in the organisation's log, from 0; set by Append
	At    time.Time
	What  string // noun.verb: "sbom.imported"
	About string // id of the record that it is about
	Who   org.Actor
	Data  any // small, encodes as JSON; old and new values where a value changed
}

// Log is what a use case asks of its transaction.
type Log interface {
	Now() time.Time
	Append(context.Context, Entry) error
}

// leaf is the canonical form of an entry: fixed order of fields, no white
// space, times in UTC. What is hashed is these bytes.
type leaf struct {
	Seq   int64           `json:"seq"`
	At    string          `json:"at"`
	Org   string          `json:"org"`
	What  string          `json:"what"`
	About string          `json:"about"`
	Who   string          `json:"who"`
	Name  string          `json:"name"`
	Token string          `json:"token,omitempty"`
	Data  json.RawMessage `json:"data,omitempty"`
}

// Stamp is how times are written wherever their text is kept: UTC, fixed width.
const Stamp = "2006-01-02T15:04:05.000000Z"

// Leaf returns the canonical bytes of the entry.
func (e Entry) Leaf() ([]byte, error) {
	l := leaf{Seq: e.Seq, At: e.At.UTC().Format(Stamp), Org: e.Who.Org, What: e.What, About: e.About, Who: e.Who.Person, Name: e.Who.Name, Token: e.Who.Token}
	if e.Data != nil {
		data, err := json.Marshal(e.Data)
		if err != nil {
			return nil, fmt.Errorf("encode the data of %s: %w", e.What, err)
		}
		l.Data = data
	}
	text, err := Canonical(l)
	if err != nil {
		return nil, fmt.Errorf("encode the entry %s: %w", e.What, err)
	}
	return text, nil
}

// Canonical returns the bytes that a hash or a signature is of: JSON without
// white space, fields in their order, keys of maps sorted, nothing escaped
// that need not be.
func Canonical(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// Read returns the entry whose canonical bytes these are. Data is left as raw JSON.
func Read(text []byte) (Entry, error) {
	var l leaf
	if err := json.Unmarshal(text, &l); err != nil {
		return Entry{}, fmt.Errorf("read a log entry: %w", err)
	}
	at, err := time.Parse(Stamp, l.At)
	if err != nil {
		return Entry{}, fmt.Errorf("read the time of log entry %d: %w", l.Seq, err)
	}
	e := Entry{Seq: l.Seq, At: at, What: l.What, About: l.About, Who: org.Actor{Org: l.Org, Person: l.Who, Name: l.Name, Token: l.Token}}
	if l.Data != nil {
		e.Data = l.Data
	}
	return e, nil
}

// Hash returns the Merkle leaf hash of an entry's canonical bytes.
func Hash(leaf []byte) tlog.Hash { return tlog.RecordHash(leaf) }
