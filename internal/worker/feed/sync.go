package feed

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"aceso/internal/store/intel"
	"aceso/internal/value/fault"
)

// A SyncReport says what came of a sync.
type SyncReport struct {
	Sources []State  // in the order of the configuration
	Changed []string // names of those with something new
	Build   *Report  // nil when nothing was built
	Outcome *Outcome // nil when nothing was built
}

// fetching is how many sources are fetched at once. Each goes to another host,
// but for the ecosystems of OSV.
const fetching = 4

// Sync fetches every configured source into its cache, builds a bundle from
// all caches, holds it against the gates and puts it in use. A source that
// fails or shrinks keeps what it had, and the bundle says so. Nothing is built
// when nothing is new.
func Sync(ctx context.Context, cfg Config, client *http.Client, progress Progress) (*SyncReport, error) {
	cfg = cfg.filled()
	if err := cfg.check(); err != nil {
		return nil, err
	}
	unlock, err := cfg.lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	if progress == nil {
		progress = func(string, int) {}
	}
	report := &SyncReport{}
	before := States(cfg)
	report.Sources, report.Changed, err = fetchAll(ctx, cfg, client, progress)
	if err != nil {
		return report, err
	}
	if len(report.Changed) == 0 && samePlight(before, report.Sources) && exists(intel.Path(cfg.Dir)) && !exists(cfg.pending()) {
		return report, nil
	}
	if err := writeFile(cfg.pending(), nil); err != nil {
		return report, err
	}
	if err := cfg.rebuild(ctx, report, progress); err != nil {
		if fault.Is(err, fault.Invalid) && noneCame(report.Sources) {
			first := report.Sources[0]
			err = fault.New(fault.Unavailable, "no source could be fetched, and none was before: %s: %s", first.Name, first.Problem).
				Helped("see whether this machine may reach their addresses; a bundle can also be carried here: aceso intel import")
		}
		return report, err
	}
	return report, os.Remove(cfg.pending())
}

// noneCame tells whether every source failed.
func noneCame(all []State) bool {
	return len(all) > 0 && !slices.ContainsFunc(all, func(s State) bool { return s.Problem == "" })
}

// samePlight tells whether the same sources have problems as before: a bundle
// that looks fresh although its source fails is to be told from one that is.
func samePlight(before, after []State) bool {
	for i := range after {
		if (before[i].Problem == "") != (after[i].Problem == "") {
			return false
		}
	}
	return true
}

// pending is the mark that something was fetched of which no bundle was made:
// a build that failed is tried again although nothing new has come.
func (c Config) pending() string { return c.cache(".pending") }

// lock lets one sync run at a time in a data folder.
func (c Config) lock() (func(), error) {
	if err := os.MkdirAll(c.cache(), 0o700); err != nil {
		return nil, fmt.Errorf("make the cache: %w", err)
	}
	f, err := os.OpenFile(c.cache(".lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the cache: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close()
		return nil, fault.New(fault.Conflict, "the sources are being fetched already").Helped("wait until that has ended")
	}
	return func() { _ = f.Close() }, nil
}

// fetchAll fetches all sources, some at once. It fails only when everything ends.
func fetchAll(ctx context.Context, cfg Config, client *http.Client, progress Progress) ([]State, []string, error) {
	names := cfg.names()
	states, changed := make([]State, len(names)), make([]bool, len(names))
	var wg sync.WaitGroup
	var told sync.Mutex
	slots := make(chan struct{}, fetching)
	for i, name := range names {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			states[i], changed[i] = cfg.fetch(ctx, client, name)
			told.Lock()
			defer told.Unlock()
			progress("fetched "+name, states[i].Records)
		})
	}
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return states, nil, err
	}
	var fresh []string
	for i, name := range names {
		if changed[i] {
			fresh = append(fresh, name)
		}
	}
	return states, fresh, nil
}

// fetch brings one source up to date and keeps what came of it.
func (c Config) fetch(ctx context.Context, client *http.Client, name string) (State, bool) {
	state := c.state(name)
	now := c.Now().UTC()
	if now.Before(state.NotUntil) {
		return state, false
	}
	state.Tried, state.NotUntil = now, time.Time{}
	ctx, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	f := &fetcher{cfg: c, client: client, state: &state}
	changed, err := f.source(ctx, name)
	switch {
	case err == nil:
		state.Fetched, state.Problem = now, ""
	case fault.Of(err) != nil:
		state.Problem = fault.Of(err).Text
	case errors.Is(err, context.Canceled):
		return state, changed
	default:
		state.Problem = "it could not be fetched: " + err.Error()
	}
	if err := c.keep(state); err != nil {
		state.Problem = err.Error()
	}
	return state, changed
}

func (f *fetcher) source(ctx context.Context, name string) (bool, error) {
	switch name {
	case "nvd":
		return f.nvd(ctx)
	case "cve":
		return f.cve(ctx)
	case "kev":
		return f.download(ctx, f.cfg.KEV, f.cfg.cache("kev", "kev.json"), countKEV)
	case "epss":
		return f.download(ctx, f.cfg.EPSS, f.cfg.cache("epss", "epss.csv.gz"), countEPSS)
	case "eol":
		return f.download(ctx, f.cfg.EOL, f.cfg.cache("eol", "eol.json"), countEOL)
	}
	return f.osv(ctx, strings.TrimPrefix(name, "osv:"))
}

// inputs are the caches that hold something.
func (c Config) inputs(states []State) Inputs {
	in := Inputs{Made: c.Now().UTC(), Signer: c.Signer, Notes: map[string]Note{}}
	for _, s := range states {
		in.Notes[s.Name] = Note{Fetched: s.Fetched, Problem: s.Problem}
	}
	have := func(parts ...string) string {
		if p := c.cache(parts...); exists(p) {
			return p
		}
		return ""
	}
	for _, name := range c.names() {
		switch name {
		case "nvd":
			in.NVD = c.nvdFiles()
		case "cve":
			if have("cve", "all.zip") != "" {
				in.CVE = []string{c.cache("cve")}
			}
		case "kev":
			in.KEV = have("kev", "kev.json")
		case "epss":
			in.EPSS = have("epss", "epss.csv.gz")
		case "eol":
			in.EOL = have("eol", "eol.json")
		default:
			if eco := strings.TrimPrefix(name, "osv:"); have("osv", eco, "all.zip") != "" {
				in.OSV = c.cache("osv")
				in.Ecosystems = append(in.Ecosystems, eco)
			}
		}
	}
	return in
}

// rebuild makes a bundle from the caches and puts it in use.
func (c Config) rebuild(ctx context.Context, report *SyncReport, progress Progress) error {
	out, err := staging(c.Dir)
	if err != nil {
		return err
	}
	defer os.Remove(out)
	report.Build, err = Build(ctx, c.inputs(report.Sources), progress, out)
	if err != nil {
		return fmt.Errorf("build a bundle from what was fetched: %w", err)
	}
	terms := c.Terms
	terms.Trusted = nil // it was built here
	report.Outcome, err = Install(c.Dir, out, terms)
	return err
}
