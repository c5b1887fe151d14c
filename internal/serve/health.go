package serve

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"sort"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// A HealthCheck tells why a part is not ready, or nil.
type HealthCheck func(context.Context) error

// Health answers whether the program lives, whether it is ready, and its figures.
type Health struct {
	Checks   map[string]HealthCheck
	Gatherer prometheus.Gatherer
	Log      *slog.Logger
	stopping atomic.Bool
}

// Stopping makes the program say that it is not ready any more, so that a
// load balancer sends nobody while what is under way is finished.
func (h *Health) Stopping() { h.stopping.Store(true) }

// Routes are /livez, /readyz, its alias /healthz, and /metrics.
func (h *Health) Routes() []Route {
	metrics := promhttp.HandlerFor(h.Gatherer, promhttp.HandlerOpts{})
	ops := func(path string, do Handler) Route {
		return Route{Method: "GET", Path: path, Needs: Anyone, Face: Ops, Do: do}
	}
	return []Route{
		ops("/livez", func(w http.ResponseWriter, _ *http.Request) error {
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			_, err := w.Write([]byte("ok\n"))
			return err
		}),
		ops("/readyz", h.ready),
		ops("/healthz", h.ready),
		ops("/metrics", func(w http.ResponseWriter, r *http.Request) error {
			metrics.ServeHTTP(w, r)
			return nil
		}),
	}
}

func (h *Health) ready(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	state, status := map[string]string{}, http.StatusOK
	names := make([]string, 0, len(h.Checks))
	for name := range h.Checks {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		state[name] = "ok"
		if err := h.Checks[name](ctx); err != nil {
			h.Log.ErrorContext(ctx, "not ready", "part", name, "error", err.Error()) // the text is for whoever runs the server, not for strangers
			state[name], status = "does not answer", http.StatusServiceUnavailable
		}
	}
	if h.stopping.Load() {
		state["server"], status = "stopping", http.StatusServiceUnavailable
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	return json.NewEncoder(w).Encode(state)
}

// meter counts answers. Its labels come from the table of routes, never from
// what was asked, so that their number is bounded.
type meter struct {
	took *prometheus.HistogramVec
}

func newMeter(reg prometheus.Registerer) *meter {
	m := &meter{took: prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "aceso_request_seconds", Help: "Time to answer a request.", Buckets: []float64{.005, .025, .1, .25, 1, 5, 30},
	}, []string{"route", "method", "status"})}
	if reg != nil {
		reg.MustRegister(m.took)
	}
	return m
}

func (m *meter) saw(pattern, method string, status int, took time.Duration) {
	if pattern == "" {
		pattern, method = "none", "any"
	}
	m.took.WithLabelValues(pattern, method, strconv.Itoa(status)).Observe(took.Seconds())
}
