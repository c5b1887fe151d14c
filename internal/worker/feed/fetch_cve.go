package feed

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"aceso/internal/format/intake"
	"aceso/internal/value/fault"
)

// A release is one of the CVE list's hourly releases, as GitHub describes it.
// Its assets are the baseline, all records as of midnight, and the changes of
// the day so far.
type release struct {
	Assets []struct {
		Name string `json:"name"`
		URL  string `json:"browser_download_url"`
	} `json:"assets"`
}

func (r release) find(part string) (name, url string) {
	for _, a := range r.Assets {
		if strings.Contains(a.Name, part) && strings.Contains(a.Name, ".zip") {
			return a.Name, a.URL
		}
	}
	return "", ""
}

// cve fetches the baseline when it is due, and the changes since its midnight.
func (f *fetcher) cve(ctx context.Context) (bool, error) {
	data, err := f.small(ctx, f.cfg.CVE, nil, maxRecord)
	if err != nil {
		return false, err
	}
	var r release
	if err := wrong(intake.JSON(data, intake.Feed, &r), "it describes no release of the CVE list"); err != nil {
		return false, err
	}
	base, from := r.find("_all_CVEs_")
	if base == "" {
		return false, fault.New(fault.Unavailable, "the newest release of the CVE list has no file with all records")
	}
	every := f.cfg.FullEvery
	if every == 0 {
		every = 24 * time.Hour
	}
	now, dir, changed := f.cfg.Now(), f.cfg.cache("cve"), false
	whole := filepath.Join(dir, "all.zip")
	if f.state.Asset != base && (now.Sub(f.state.Whole) >= every || !exists(whole)) {
		f.state.ETag, f.state.LastModified = "", "" // of another file
		if changed, err = f.download(ctx, from, whole, countDocuments); err != nil {
			return false, err
		}
		f.state.Asset, f.state.Whole, f.state.DeltaETag = base, now, ""
		if err := os.Remove(filepath.Join(dir, "delta.zip")); err != nil && !os.IsNotExist(err) {
			return false, fmt.Errorf("clear the changes of the CVE list: %w", err)
		}
	}
	delta, at := r.find("_delta_CVEs_")
	if delta == "" || f.state.Asset != base {
		return changed, nil // the changes of another day than the baseline's
	}
	more, err := f.cveDelta(ctx, at, filepath.Join(dir, "delta.zip"))
	return changed || more, err
}

// cveDelta fetches the changes of the day; its count is not the whole's.
func (f *fetcher) cveDelta(ctx context.Context, url, path string) (bool, error) {
	side := *f.state
	side.ETag, side.LastModified, side.Records = f.state.DeltaETag, "", 0
	one := &fetcher{cfg: f.cfg, client: f.client, state: &side}
	changed, err := one.download(ctx, url, path, countDocuments)
	f.state.DeltaETag, f.state.NotUntil = side.ETag, side.NotUntil
	return changed, err
}
