package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"golang.org/x/mod/sumdb/note"

	"aceso/internal/domain/org"
	"aceso/internal/serve"
	"aceso/internal/serve/api"
	"aceso/internal/serve/public"
	"aceso/internal/serve/web"
	"aceso/internal/serve/web/assets"
	"aceso/internal/store"
	"aceso/internal/value/fault"
	"aceso/internal/value/secret"
	"aceso/internal/worker"
)

// An App is the whole program, built once.
type App struct {
	Config Config
	DB     *store.DB
	Log    *slog.Logger

	signer    note.Signer
	verifier  note.Verifier
	publicKey string
	sealer    *secret.Box
	registry  *prometheus.Registry
	health    *serve.Health
	streams   *serve.Streams
	began     time.Time
	blobs     *store.Blobs
	desk      *desk
	assets    *assets.Assets
	hats      []web.Hat    // of the demonstration
	release   func() error // gives the data folder back; nil when it was not taken
}

// Open opens the data folder and everything in it.
func Open(ctx context.Context, c Config, logTo io.Writer) (*App, error) {
	if err := c.private(); err != nil {
		return nil, err
	}
	loose, err := c.shut()
	if err != nil {
		return nil, err
	}
	a := &App{Config: c, began: time.Now().UTC(), Log: logger(c, logTo), registry: prometheus.NewRegistry()}
	for _, path := range loose {
		a.Log.WarnContext(ctx, "others can read this, and it can't be taken from them: give it to the account that runs the program", "path", path)
	}
	a.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	if a.signer, a.verifier, err = logKey(c.Data); err != nil {
		return nil, err
	}
	public, err := os.ReadFile(filepath.Join(c.Data, "keys", "log.pub"))
	if err != nil {
		return nil, err
	}
	a.publicKey = strings.TrimSpace(string(public))
	if a.blobs, err = store.OpenBlobs(filepath.Join(c.Data, "blobs")); err != nil {
		return nil, err
	}
	if a.DB, err = store.Open(ctx, c.address(), store.Options{}); err != nil {
		return nil, err
	}
	if a.sealer, err = a.box(ctx); err != nil {
		return nil, errors.Join(err, a.DB.Close())
	}
	a.desk = newDesk(c, a.DB)
	return a, nil
}

// Close closes what Open or OpenAlone opened.
func (a *App) Close() error {
	err := a.DB.Close()
	if a.release != nil {
		err = errors.Join(err, a.release())
	}
	return err
}

func logger(c Config, w io.Writer) *slog.Logger {
	var level slog.Level
	level.UnmarshalText([]byte(c.Log.Level)) // checked with the configuration
	o := &slog.HandlerOptions{Level: level}
	if c.Log.Format == "text" {
		return slog.New(slog.NewTextHandler(w, o))
	}
	return slog.New(slog.NewJSONHandler(w, o))
}

// SetUpLink returns a link, good once and for half an hour, with which
// whoever sees the console sets up the first organisation; "" when there is one.
func (a *App) SetUpLink(ctx context.Context) (string, error) {
	var key secret.Secret
	err := a.DB.Update(ctx, func(tx *store.Tx) error {
		orgs, err := tx.Organisations(ctx)
		if err != nil || len(orgs) > 0 {
			return err
		}
		link, k := org.NewLink(org.SetUpLink, "", "", tx.Now())
		key = k
		return tx.AddLink(ctx, link)
	})
	if err != nil || key == "" {
		return "", err
	}
	return "/set-up?key=" + key.Reveal(), nil
}

// AnotherLink returns a link, good once and for half an hour, with which
// somebody sets up one more organisation beside those that are there.
func (a *App) AnotherLink(ctx context.Context) (string, error) {
	var key secret.Secret
	err := a.DB.Update(ctx, func(tx *store.Tx) error {
		link, k := org.NewLink(org.AnotherLink, "", "", tx.Now())
		key = k
		return tx.AddLink(ctx, link)
	})
	return "/set-up?key=" + key.Reveal(), err
}

// Listen opens the port that the configuration names.
func (a *App) Listen() (net.Listener, error) {
	l, err := net.Listen("tcp", a.Config.Addr)
	if err != nil {
		return nil, fault.New(fault.Invalid, "%s can't be listened on: %v", a.Config.Addr, errors.Unwrap(err)).Helped("set --addr HOST:PORT to a free one")
	}
	return l, nil
}

// stopWithin is how long requests may take to end after the program was told to stop.
const stopWithin = 25 * time.Second

// Serve answers until the context ends, then lets what is under way finish.
func (a *App) Serve(ctx context.Context, l net.Listener) error {
	handler, err := a.handler()
	if err != nil {
		return err
	}
	background, err := a.startWork(ctx)
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       10 * time.Minute, // a large bill of materials over a slow line
		WriteTimeout:      15 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(a.Log.Handler(), slog.LevelWarn),
	}
	server.RegisterOnShutdown(a.streams.Stop)
	go func() {
		if err := a.DB.Warm(ctx); err != nil && ctx.Err() == nil {
			a.Log.WarnContext(ctx, "what is searched can't be read ahead", "error", err)
		}
	}()
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case err = <-failed:
	case <-ctx.Done():
		a.health.Stopping()
		late, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
		defer cancel()
		err = server.Shutdown(late)
	}
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	if stopErr := background(); stopErr != nil {
		err = errors.Join(err, fmt.Errorf("stop the work in the background: %w", stopErr))
	}
	a.lastCheckpoint(ctx)
	return err
}

// lastCheckpoint signs the log once nothing more is written to it, so that
// what a stopped program leaves is covered to its end.
func (a *App) lastCheckpoint(ctx context.Context) {
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if err := a.Checkpoint(late); err != nil {
		a.Log.WarnContext(ctx, "the log could not be signed at the end", "error", err)
	}
}

// handler puts the faces together.
func (a *App) handler() (http.Handler, error) {
	proxies, err := a.Config.proxies()
	if err != nil {
		return nil, err
	}
	a.health = &serve.Health{Log: a.Log, Gatherer: a.registry, Checks: map[string]serve.HealthCheck{"database": a.DB.Ping}}
	a.registry.MustRegister(&serve.Gauges{DB: a.DB, Intel: a.desk, Follower: worker.Follower})
	s := &serve.Server{DB: a.DB, Log: a.Log, Hosts: a.Config.Hosts, Proxies: proxies, TLS: a.Config.HTTPS, Metrics: a.registry, Box: a.sealer, Site: a.Config.site()}
	if s.SSO, err = a.sso(); err != nil {
		return nil, err
	}
	if a.assets, err = assets.Open(); err != nil {
		return nil, err
	}
	if err := a.routes(s); err != nil {
		return nil, err
	}
	return s.Handler()
}

// routes puts every face's routes into the server's table.
func (a *App) routes(s *serve.Server) error {
	importer := serve.Importer{DB: a.DB, Blobs: a.blobs}
	a.streams = serve.NewStreams(s)
	programs := &api.Face{Streams: a.streams, State: a.System, DB: a.DB, Importer: importer, Intel: a.desk, Log: a.Log, Version: Version, System: a.system(), VerifyLog: a.VerifyLog, Server: s, Explain: a.configuration}
	pages := &web.Face{
		Streams: a.streams, State: a.System, DB: a.DB, Blobs: a.blobs, Importer: importer, Intel: a.desk, Server: s, Assets: a.assets, Version: Version, OpenAPI: programs.OpenAPI,
		VerifyLog: a.VerifyLog, ExportLog: a.ExportLog, Hats: a.hats, Explain: a.configuration,
	}
	if _, ok := a.Config.every(); ok {
		pages.Renew = a.renewNow
	}
	s.ErrorPage = pages.ErrorPage
	strangers := &public.Face{DB: a.DB, Blobs: a.blobs, Server: s, Assets: a.assets}
	s.Routes = slices.Concat(a.health.Routes(), programs.Routes(), pages.Routes(), strangers.Routes())
	return nil
}

// Version is set by the command line, which knows the release.
var Version = "unreleased"

// system is an id of this installation that clients of the upload contract ask
// for: it follows from the log's public key.
func (a *App) system() string {
	return uuid.NewSHA1(uuid.NameSpaceOID, []byte(a.publicKey)).String()
}

// Routes returns the whole table of routes, for whoever documents it.
func Routes() ([]serve.Route, error) {
	a := &App{health: &serve.Health{Gatherer: prometheus.NewRegistry()}, desk: &desk{}, Log: slog.New(slog.DiscardHandler)}
	s := &serve.Server{}
	if err := a.routes(s); err != nil {
		return nil, err
	}
	return s.Routes, serve.Check(s.Routes)
}
