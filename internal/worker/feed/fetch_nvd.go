package feed

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/klauspost/compress/zstd"

	"aceso/internal/format/intake"
	"aceso/internal/value/fault"
)

// The NVD's API gives pages of 2,000 records and, of changes, windows of 120
// days at most. It asks for six seconds between two requests, less with a key.
const (
	nvdPage    = 2000
	nvdWindow  = 120 * 24 * time.Hour
	nvdPause   = 6 * time.Second
	nvdKeyed   = 700 * time.Millisecond
	nvdLayout  = "2006-01-02T15:04:05.000Z"
	maxNVDPage = 512 << 20
)

// nvd fetches all records once, page by page, going on where it was broken
// off, and from then on what was modified since.
func (f *fetcher) nvd(ctx context.Context) (bool, error) {
	now := f.cfg.Now().UTC()
	dir := f.cfg.cache("nvd")
	if f.state.Whole.IsZero() {
		if f.state.Started.IsZero() {
			f.state.Started = now
		}
		total, err := f.nvdPages(ctx, dir, "full", url.Values{})
		if err != nil {
			return false, err
		}
		f.state.Records, f.state.Whole, f.state.Since, f.state.Started = total, now, f.state.Started, time.Time{}
		return true, f.cfg.keep(*f.state)
	}
	changed := false
	for f.state.Since.Before(now) {
		from := f.state.Since.UTC()
		if f.state.Next == 0 || f.state.Until.IsZero() { // else a window is half read: go on with that one
			f.state.Until = from.Add(nvdWindow)
			if f.state.Until.After(now) {
				f.state.Until = now
			}
		}
		query := url.Values{"lastModStartDate": {from.Format(nvdLayout)}, "lastModEndDate": {f.state.Until.UTC().Format(nvdLayout)}}
		n, err := f.nvdPages(ctx, dir, "delta-"+from.Format("20060102T150405"), query)
		changed = changed || n > 0
		if err != nil {
			return changed, err
		}
		f.state.Since, f.state.Until = f.state.Until, time.Time{}
		if err := f.cfg.keep(*f.state); err != nil {
			return changed, err
		}
	}
	return changed, nil
}

// A nvdHead is the beginning of a page.
type nvdHead struct {
	PerPage *int `json:"resultsPerPage"`
	Start   int  `json:"startIndex"`
	Total   *int `json:"totalResults"`
}

// nvdPages fetches all pages of a query, from the one after the last kept, and
// returns how many records it has.
func (f *fetcher) nvdPages(ctx context.Context, dir, name string, query url.Values) (int, error) {
	for {
		query.Set("resultsPerPage", strconv.Itoa(nvdPage))
		query.Set("startIndex", strconv.Itoa(f.state.Next))
		data, err := f.small(ctx, f.cfg.NVD+"?"+query.Encode(), nil, maxNVDPage)
		if err != nil {
			return 0, err
		}
		head, n, err := readPage(data)
		if err != nil {
			return 0, err
		}
		if head.Start != f.state.Next || n == 0 && f.state.Next < *head.Total {
			return 0, fault.New(fault.Unavailable, "the NVD was asked for records from %d on and gave %d from %d on", f.state.Next, n, head.Start)
		}
		if name == "full" && *head.Total == 0 {
			return 0, fault.New(fault.Unavailable, "the NVD says that it has no record at all")
		}
		if n > 0 {
			if err := writePacked(filepath.Join(dir, fmt.Sprintf("%s-%07d.json.zst", name, f.state.Next)), data); err != nil {
				return 0, err
			}
		}
		f.state.Next += n
		if err := f.cfg.keep(*f.state); err != nil {
			return 0, err
		}
		if f.state.Next >= *head.Total {
			f.state.Next = 0
			return *head.Total, nil
		}
		if err := f.cfg.Pause(ctx, f.nvdPause()); err != nil {
			return 0, err
		}
	}
}

func (f *fetcher) nvdPause() time.Duration {
	if f.cfg.NVDKeyFile != "" {
		return nvdKeyed
	}
	return nvdPause
}

// readPage holds a page against what it says of itself.
func readPage(data []byte) (nvdHead, int, error) {
	var head nvdHead
	if err := wrong(intake.JSON(data, intake.Feed, &head), "it is no page of NVD records"); err != nil {
		return head, 0, err
	}
	n, err := countNVD(bytes.NewReader(data))
	if err != nil {
		return head, 0, err
	}
	if head.PerPage == nil || head.Total == nil || *head.Total < 0 || n > 0 && *head.PerPage != n {
		return head, 0, fault.New(fault.Unavailable, "what was fetched can't be used, it is no whole page of NVD records")
	}
	return head, n, nil
}

func writePacked(path string, data []byte) error {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest))
	if err != nil {
		return fmt.Errorf("pack what was fetched: %w", err)
	}
	defer enc.Close()
	return writeFile(path, enc.EncodeAll(data, nil))
}

// nvdFiles returns the pages in the cache.
func (c Config) nvdFiles() []string {
	if entries, err := os.ReadDir(c.cache("nvd")); err != nil || len(entries) == 0 {
		return nil
	}
	return []string{c.cache("nvd")}
}
