package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"aceso/internal/domain/record"
	"aceso/internal/value/fault"
)

// Append puts an entry at the end of the organisation's log, in this
// transaction: without the entry there is no change.
func (tx *Tx) Append(ctx context.Context, e record.Entry) error {
	if tx.org == "" || e.Who.Org != tx.org {
		return fmt.Errorf("append %s: the entry is of organisation %q and the transaction of %q", e.What, e.Who.Org, tx.org)
	}
	err := tx.queryRow(ctx, `SELECT log_size FROM org WHERE id = $1`+tx.db.dialect.lockRow, tx.org).Scan(&e.Seq)
	if err != nil {
		return fmt.Errorf("append %s: find the end of the log: %w", e.What, err)
	}
	if e.At.IsZero() {
		e.At = tx.now
	}
	leaf, err := e.Leaf()
	if err != nil {
		return err
	}
	hashes, err := tlog.StoredHashesForRecordHash(e.Seq, record.Hash(leaf), tx.hashes(ctx))
	if err != nil {
		return fmt.Errorf("append %s: %w", e.What, err)
	}
	slot := tlog.StoredHashIndex(0, e.Seq)
	for i, h := range hashes {
		if _, err := tx.exec(ctx, `INSERT INTO log_hash (org, slot, hash) VALUES ($1, $2, $3)`, tx.org, slot+int64(i), h.String()); err != nil {
			return fmt.Errorf("append %s: keep a hash: %w", e.What, err)
		}
	}
	if _, err := tx.exec(ctx, `INSERT INTO log_entry (org, seq, at, what, about, who, leaf) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		tx.org, e.Seq, when(e.At), e.What, e.About, e.Who.Name, string(leaf)); err != nil {
		return fmt.Errorf("append %s: %w", e.What, err)
	}
	if _, err := tx.exec(ctx, `UPDATE org SET log_size = $2 WHERE id = $1`, tx.org, e.Seq+1); err != nil {
		return fmt.Errorf("append %s: %w", e.What, err)
	}
	return nil
}

// hashes reads stored hashes of the organisation's Merkle tree.
func (tx *Tx) hashes(ctx context.Context) tlog.HashReader {
	return tlog.HashReaderFunc(func(slots []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(slots))
		for i, slot := range slots {
			var text string
			if err := tx.queryRow(ctx, `SELECT hash FROM log_hash WHERE org = $1 AND slot = $2`, tx.org, slot).Scan(&text); err != nil {
				return nil, fmt.Errorf("read hash %d of the log: %w", slot, err)
			}
			h, err := tlog.ParseHash(text)
			if err != nil {
				return nil, fmt.Errorf("read hash %d of the log: %w", slot, err)
			}
			out[i] = h
		}
		return out, nil
	})
}

// LogSize returns how many entries the organisation's log has.
func (tx *Tx) LogSize(ctx context.Context) (int64, error) {
	var n int64
	err := tx.queryRow(ctx, `SELECT log_size FROM org WHERE id = $1`, tx.org).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("read the size of the log: %w", err)
	}
	return n, nil
}

// LogRoot returns the root hash of the first size entries.
func (tx *Tx) LogRoot(ctx context.Context, size int64) (tlog.Hash, error) {
	return tlog.TreeHash(size, tx.hashes(ctx))
}

// LogLeaves returns the canonical bytes of up to n entries from a place on.
func (tx *Tx) LogLeaves(ctx context.Context, from int64, n int) ([][]byte, error) {
	return list(ctx, tx, func(r row) ([]byte, error) {
		var s string
		err := r.Scan(&s)
		return []byte(s), err
	}, `SELECT leaf FROM log_entry WHERE org = $1 AND seq >= $2 ORDER BY seq LIMIT $3`, tx.org, from, n)
}

// LogIndex returns what up to n entries from a place on are found by.
func (tx *Tx) LogIndex(ctx context.Context, from int64, n int) ([]record.Indexed, error) {
	return list(ctx, tx, func(r row) (record.Indexed, error) {
		var i record.Indexed
		err := r.Scan(&i.Seq, &i.At, &i.What, &i.About, &i.Who)
		return i, err
	}, `SELECT seq, at, what, about, who FROM log_entry WHERE org = $1 AND seq >= $2 ORDER BY seq LIMIT $3`, tx.org, from, n)
}

// LogHashes returns up to n kept hashes of the tree from a place on.
func (tx *Tx) LogHashes(ctx context.Context, from int64, n int) ([]record.Slot, error) {
	return list(ctx, tx, func(r row) (record.Slot, error) {
		var s record.Slot
		err := r.Scan(&s.No, &s.Hash)
		return s, err
	}, `SELECT slot, hash FROM log_hash WHERE org = $1 AND slot >= $2 ORDER BY slot LIMIT $3`, tx.org, from, n)
}

// An EntryFilter says which entries of the log are asked for, newest first.
type EntryFilter struct {
	About  string // only about this record; "" for all
	What   string // only of this kind, a whole "sbom.imported" or a noun "sbom"; "" for all
	Before int64  // only before this place; 0 for from the end
	Limit  int
}

// entriesWhere are the conditions of a filter.
func (tx *Tx) entriesWhere(f EntryFilter) *where {
	w := tx.in("org")
	if f.About != "" {
		w.and("about = $%d", f.About)
	}
	switch {
	case strings.Contains(f.What, "."):
		w.and("what = $%d", f.What)
	case f.What != "":
		w.and("what > $%d AND what < $%d", f.What+".", f.What+"/") // all of a noun, along the index
	}
	if f.Before > 0 {
		w.and("seq < $%d", f.Before)
	}
	return w
}

// Entries returns entries of the log, newest first.
func (tx *Tx) Entries(ctx context.Context, f EntryFilter) ([]record.Entry, error) {
	w := tx.entriesWhere(f)
	if f.Limit <= 0 || f.Limit > 500 {
		f.Limit = 50
	}
	return list(ctx, tx, scanEntry, `SELECT leaf FROM log_entry WHERE `+w.String()+fmt.Sprintf(` ORDER BY seq DESC LIMIT $%d`, w.arg(f.Limit)), w.args...)
}

func scanEntry(r row) (record.Entry, error) {
	var leaf string
	if err := r.Scan(&leaf); err != nil {
		return record.Entry{}, err
	}
	return record.Read([]byte(leaf))
}

// entryOrders are what the log can be sorted by.
var entryOrders = orders{"seq": {"seq"}, "when": {"seq"}, "what": {"what", "seq"}, "about": {"about", "seq"}, "who": {"who", "seq"}}

// EntriesBy returns a stretch of the log, in the order that is asked for. Of
// the filter, Before and Limit are not looked at.
func (tx *Tx) EntriesBy(ctx context.Context, f EntryFilter, sort string, p Page) (Slice[record.Entry], error) {
	f.Before = 0
	if f.About == "" && f.What == "" && p.Counted == 0 {
		size, err := tx.LogSize(ctx)
		if err != nil {
			return Slice[record.Entry]{}, err
		}
		p.Counted = int(size)
	}
	return stretch(ctx, tx, query[record.Entry]{noun: "entries", columns: "leaf", from: "log_entry", where: tx.entriesWhere(f), orders: entryOrders, sort: sort, scan: scanEntry}, p)
}

// Cursor returns the place from which a follower of the log reads on.
func (tx *Tx) Cursor(ctx context.Context, follower string) (int64, error) {
	seqs, err := list(ctx, tx, func(r row) (int64, error) {
		var n int64
		err := r.Scan(&n)
		return n, err
	}, `SELECT seq FROM log_cursor WHERE org = $1 AND follower = $2`, tx.org, follower)
	if err != nil || len(seqs) == 0 {
		return 0, err
	}
	return seqs[0], nil
}

// SaveCursor keeps the place from which a follower reads on.
func (tx *Tx) SaveCursor(ctx context.Context, follower string, seq int64) error {
	_, err := tx.exec(ctx, `
		INSERT INTO log_cursor (org, follower, seq) VALUES ($1, $2, $3)
		ON CONFLICT (org, follower) DO UPDATE SET seq = excluded.seq`, tx.org, follower, seq)
	return err
}

// SaveCheckpoint keeps a signed checkpoint of the log.
func (tx *Tx) SaveCheckpoint(ctx context.Context, c record.Checkpoint) error {
	_, err := tx.exec(ctx, `
		INSERT INTO log_checkpoint (org, size, note, at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (org, size) DO NOTHING`, tx.org, c.Size, string(c.Note), when(c.At))
	if err != nil {
		return fmt.Errorf("keep a checkpoint: %w", err)
	}
	return nil
}

// Checkpoints returns all signed checkpoints, oldest first, as they are kept:
// what they are worth is told by record.Open.
func (tx *Tx) Checkpoints(ctx context.Context) ([]record.Checkpoint, error) {
	return list(ctx, tx, func(r row) (record.Checkpoint, error) {
		var c record.Checkpoint
		var note, at string
		err := r.Scan(&c.Size, &note, &at)
		c.Note = []byte(note)
		c.At, _ = time.Parse(record.Stamp, at) // what is no time is not the one that was signed
		return c, err
	}, `SELECT size, note, at FROM log_checkpoint WHERE org = $1 ORDER BY size`, tx.org)
}

var (
	_ record.Log    = (*Tx)(nil)
	_ record.Keeper = (*Tx)(nil)
)

// stale is the refusal of a change that was made upon an older version.
func stale(noun string, had, has int64) error {
	return fault.New(fault.Stale, "this %s was changed meanwhile: you saw version %d and it is at %d now", noun, had, has).
		Helped("look at what changed and make your change again")
}
