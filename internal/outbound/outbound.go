// Package outbound is the one way out of the house: an HTTP client that
// reaches public addresses and those that its configuration names, and nothing
// else. What a stranger's document, a redirect or a name server says can't make
// it talk to the machine it runs on or to the network around it.
package outbound

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"aceso/internal/value/fault"
)

// Config says where the client may go and how long it waits.
type Config struct {
	Version string // of this program, for the User-Agent

	// Allow names hosts, addresses ("10.0.0.7") or networks ("10.1.0.0/16")
	// that may be reached although they are not public. Plain http is for
	// these only.
	Allow []string

	// Credentials are headers that go to one origin ("https://host") and to no
	// other, wherever that origin redirects to.
	Credentials map[string]http.Header

	MaxBytes int64         // of one answer's body; 0 is 8 GiB
	Timeout  time.Duration // of a whole exchange; 0 is an hour
	Connect  time.Duration // until the connection stands; 0 is 15 s
	Wait     time.Duration // until the first byte, and between two reads; 0 is 60 s

	Roots *x509.CertPool // of TLS; nil is the system's
}

const (
	maxRedirects = 5
	maxHead      = 1 << 20
)

func or[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

// New returns the client. It uses no proxy of the environment and keeps no cookies.
func New(cfg Config) *http.Client {
	guard := &guard{allow: readAllow(cfg.Allow)}
	dialer := &dialer{guard: guard, timeout: or(cfg.Connect, 15*time.Second)}
	wait := or(cfg.Wait, 60*time.Second)
	return &http.Client{
		Timeout: or(cfg.Timeout, time.Hour),
		Transport: &transport{
			guard: guard, credentials: cfg.Credentials, wait: wait, maxBytes: or(cfg.MaxBytes, 8<<30),
			agent: "aceso/" + or(cfg.Version, "unknown"),
			base: &http.Transport{
				Proxy:                  nil,
				DialContext:            dialer.dial,
				TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: cfg.Roots},
				TLSHandshakeTimeout:    or(cfg.Connect, 15*time.Second),
				ResponseHeaderTimeout:  wait,
				MaxResponseHeaderBytes: maxHead,
				ForceAttemptHTTP2:      true,
				MaxIdleConnsPerHost:    2,
				IdleConnTimeout:        30 * time.Second,
			},
		},
		CheckRedirect: redirect,
	}
}

// redirect holds a redirect against the rules before it is followed; where it
// leads to is checked again when it is dialled.
func redirect(req *http.Request, via []*http.Request) error {
	if len(via) > maxRedirects {
		return fault.New(fault.Unavailable, "%s redirects more than %d times", via[0].URL.Host, maxRedirects)
	}
	if via[len(via)-1].URL.Scheme == "https" && req.URL.Scheme != "https" {
		return fault.New(fault.Unavailable, "%s redirects to an address without TLS", via[0].URL.Host)
	}
	// Headers of the first request are repeated by net/http. What is secret
	// belongs into Credentials; what a caller set all the same stays at home.
	if origin(req.URL) != origin(via[0].URL) {
		for name := range req.Header {
			switch http.CanonicalHeaderKey(name) {
			case "Accept", "User-Agent", "If-None-Match", "If-Modified-Since", "Accept-Encoding", "Range":
			default:
				req.Header.Del(name)
			}
		}
	}
	return nil
}

func origin(u *url.URL) string { return strings.ToLower(u.Scheme + "://" + u.Host) }

// A transport adds what every request has and bounds every answer.
type transport struct {
	base        *http.Transport
	guard       *guard
	credentials map[string]http.Header
	agent       string
	wait        time.Duration
	maxBytes    int64
}

// RoundTrip sends one request.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	switch {
	case req.URL.Scheme == "https":
	case req.URL.Scheme == "http" && t.guard.named(req.URL.Hostname()):
	default:
		return nil, fault.New(fault.Forbidden, "%s is not reached without TLS", req.URL.Host).
			Helped("use https, or allow the host by name")
	}
	ctx, cancel := context.WithCancelCause(req.Context())
	out := req.Clone(ctx)
	out.Header.Set("User-Agent", t.agent)
	for name, values := range t.credentials[origin(req.URL)] {
		out.Header[http.CanonicalHeaderKey(name)] = values
	}
	resp, err := t.base.RoundTrip(out)
	if err != nil {
		cancel(nil)
		return nil, explain(req, err)
	}
	resp.Body = &body{in: resp.Body, cancel: cancel, left: t.maxBytes, max: t.maxBytes, wait: t.wait, host: req.URL.Host}
	return resp, nil
}

// CloseIdleConnections gives back what is kept for later.
func (t *transport) CloseIdleConnections() { t.base.CloseIdleConnections() }

// explain turns what went wrong into words for whoever keeps the feed.
func explain(req *http.Request, err error) error {
	host := req.URL.Host
	var dns *net.DNSError
	var cert *tls.CertificateVerificationError
	switch {
	case fault.Of(err) != nil:
		return err
	case errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &dns):
		return fault.New(fault.Unavailable, "the name %s can't be resolved", dns.Name)
	case errors.As(err, &cert):
		return fault.New(fault.Unverified, "the certificate of %s does not hold: %v", host, cert.Err)
	case isTimeout(err):
		return fault.New(fault.Unavailable, "%s does not answer in time", host)
	}
	return fault.New(fault.Unavailable, "%s can't be reached: %v", host, err)
}

func isTimeout(err error) bool {
	var t interface{ Timeout() bool }
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &t) && t.Timeout()
}
