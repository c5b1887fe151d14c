package feed

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"aceso/internal/format/osv"
	"aceso/internal/value/fault"
)

const (
	week      = 7 * 24 * time.Hour
	maxRecord = 64 << 20 // bytes of one record or list of changes
)

// osv brings one ecosystem up to date: by its changed records while these are
// few, else by its whole archive.
func (f *fetcher) osv(ctx context.Context, ecosystem string) (bool, error) {
	base := strings.TrimSuffix(f.cfg.OSV, "/") + "/" + url.PathEscape(ecosystem)
	dir := f.cfg.cache("osv", ecosystem)
	now := f.cfg.Now()
	changes, newest, err := f.osvChanges(ctx, base)
	if err != nil && !fault.Is(err, fault.NotFound) { // not every copy of the bucket has the list
		return false, err
	}
	every := f.cfg.FullEvery
	if every == 0 {
		every = week
	}
	known := newest.IsZero() || f.state.Whole.IsZero()
	if !known && exists(filepath.Join(dir, "all.zip")) && now.Sub(f.state.Whole) < every && len(changes) <= f.cfg.DeltaLimit {
		return f.osvDelta(ctx, base, dir, changes, newest)
	}
	changed, err := f.download(ctx, base+"/all.zip", filepath.Join(dir, "all.zip"), countDocuments)
	if err != nil {
		return false, err
	}
	if changed {
		if err := os.RemoveAll(filepath.Join(dir, "delta")); err != nil {
			return false, fmt.Errorf("clear the changes of %s: %w", ecosystem, err)
		}
	}
	f.state.Whole, f.state.Since = now, newest
	return changed, nil
}

// osvChanges returns the ids of the records that changed since the last time,
// and the time of the newest change. The list has the newest first.
func (f *fetcher) osvChanges(ctx context.Context, base string) ([]string, time.Time, error) {
	data, err := f.small(ctx, base+"/modified_id.csv", nil, maxRecord)
	if err != nil {
		return nil, time.Time{}, err
	}
	var ids []string
	var newest time.Time
	lines := bufio.NewScanner(bytes.NewReader(data))
	for lines.Scan() {
		when, id, ok := strings.Cut(strings.TrimSpace(lines.Text()), ",")
		at, err := time.Parse(time.RFC3339Nano, when)
		if !ok || err != nil {
			if strings.TrimSpace(lines.Text()) == "" {
				continue
			}
			return nil, time.Time{}, fault.New(fault.Unavailable, "what was fetched can't be used, it is no list of changed records")
		}
		if at.After(newest) {
			newest = at
		}
		if at.After(f.state.Since) && len(ids) <= f.cfg.DeltaLimit {
			ids = append(ids, id)
		}
	}
	return ids, newest, lines.Err()
}

// osvDelta fetches single records. They lie beside the archive, and of two
// records of one id the newer one counts.
func (f *fetcher) osvDelta(ctx context.Context, base, dir string, ids []string, newest time.Time) (bool, error) {
	for _, id := range ids {
		if !plainID(id) {
			return false, fault.New(fault.Unavailable, "the list of changed records names %q, which is no id", id)
		}
		data, err := f.small(ctx, base+"/"+url.PathEscape(id)+".json", nil, maxRecord)
		if fault.Is(err, fault.NotFound) {
			continue // named and gone again: the next whole archive settles it
		}
		if err != nil {
			return false, err
		}
		r, _, err := osv.Decode(data)
		if err != nil || r.ID != id {
			return false, fault.New(fault.Unavailable, "what was fetched can't be used, it is not the record %s", id)
		}
		if err := writeFile(filepath.Join(dir, "delta", strings.ReplaceAll(id, ":", "_")+".json"), data); err != nil {
			return false, err
		}
	}
	f.state.Since = newest
	return len(ids) > 0, nil
}

// plainID tells whether an id can be a part of an address and of a file's name.
func plainID(id string) bool {
	for _, c := range id {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune("-._:", c)) {
			return false
		}
	}
	return id != "" && id[0] != '.' && len(id) < 128
}
