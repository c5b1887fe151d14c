package serve

import (
	"context"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"aceso/internal/domain/job"
	"aceso/internal/store"
)

// Gauges tell at /metrics how old the intelligence is and how far the
// background is behind. Their labels come from closed sets.
type Gauges struct {
	DB       *store.DB
	Intel    Intel
	Follower string // who reads the log to queue what follows from it
}

// sources are the families of feeds; the ecosystems of OSV are one.
var sources = []string{"osv", "nvd", "cve", "kev", "epss", "eol"}

func gauge(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(name, help, labels, nil)
}

var (
	intelPresent = gauge("aceso_intel_present", "1 when a bundle of vulnerability data is in use.")
	intelFailed  = gauge("aceso_intel_renewal_failed", "1 when the newest try to renew the vulnerability data did not succeed.")
	bundleAge    = gauge("aceso_intel_bundle_age_seconds", "Since the bundle in use was made.")
	sourceAge    = gauge("aceso_intel_source_age_seconds", "Since the newest record of a kind of source, or since it was fetched where it gives no date; of several feeds the oldest.", "source")
	sourceFailed = gauge("aceso_intel_sources_failed", "Feeds of a kind of source that keep an older state because they could not be renewed.", "source")
	unfollowed   = gauge("aceso_log_unfollowed_entries", "Entries of the logs from which nothing has followed yet.")
	unsigned     = gauge("aceso_log_unsigned_entries", "Entries of the logs that no signed checkpoint covers.")
	signedAge    = gauge("aceso_log_checkpoint_age_seconds", "Since the newest checkpoint of a log; of several logs the oldest.")
	jobsWaiting  = gauge("aceso_jobs", "Jobs that have not ended.", "state")
	jobsAge      = gauge("aceso_jobs_oldest_seconds", "Since the oldest job that has not ended was asked for; 0 when there is none.", "state")
	lagKnown     = gauge("aceso_lag_known", "1 when the database could be asked how far the background is behind.")
)

// Describe names what there is.
func (g *Gauges) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{intelPresent, intelFailed, bundleAge, sourceAge, sourceFailed, unfollowed, unsigned, signedAge, jobsWaiting, jobsAge, lagKnown} {
		out <- d
	}
}

// Collect measures. What is not known is left out: it is not zero.
func (g *Gauges) Collect(out chan<- prometheus.Metric) {
	now := g.DB.Now()
	tell := func(d *prometheus.Desc, v float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	g.intel(now, tell)
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	var lag store.Lag
	err := g.DB.View(ctx, func(tx *store.Tx) error {
		var err error
		lag, err = tx.Lag(ctx, g.Follower)
		return err
	})
	tell(lagKnown, bit(err == nil))
	if err != nil {
		return
	}
	tell(unfollowed, float64(lag.Unfollowed))
	tell(unsigned, float64(lag.Unsigned))
	if !lag.Signed.IsZero() {
		tell(signedAge, age(now, lag.Signed))
	}
	for _, state := range []job.State{job.Queued, job.Running} {
		w := lag.Jobs[state]
		tell(jobsWaiting, float64(w.Count), string(state))
		tell(jobsAge, age(now, w.Oldest), string(state))
	}
}

func (g *Gauges) intel(now time.Time, tell func(*prometheus.Desc, float64, ...string)) {
	info, present := g.Intel.Now()
	tell(intelPresent, bit(present))
	tell(intelFailed, bit(g.Intel.Problem() != ""))
	if !present {
		return
	}
	tell(bundleAge, age(now, info.Made))
	for _, family := range sources {
		var oldest time.Time
		there, failed := false, 0
		for _, s := range info.Sources {
			if kind, _, _ := strings.Cut(s.Name, ":"); kind != family {
				continue
			}
			there = true
			if s.Problem != "" {
				failed++
			}
			at := s.AsOf
			if at.IsZero() {
				at = s.Fetched
			}
			if !at.IsZero() && (oldest.IsZero() || at.Before(oldest)) {
				oldest = at
			}
		}
		if there {
			tell(sourceFailed, float64(failed), family)
		}
		if !oldest.IsZero() {
			tell(sourceAge, age(now, oldest), family)
		}
	}
}

// age is the seconds since then; 0 where there is no then.
func age(now, then time.Time) float64 {
	if then.IsZero() {
		return 0
	}
	return max(0, now.Sub(then).Seconds())
}

func bit(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}
