package app

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/google/uuid"

	"aceso/internal/domain/vuln"
	"aceso/internal/outbound"
	"aceso/internal/store"
	"aceso/internal/store/intel"
	"aceso/internal/value/fault"
	"aceso/internal/worker/feed"
)

const renew = "renew it: aceso intel sync, or intel.every; without a network, aceso intel import"

// bundle reads the whole vulnerability data, and tells the age of every source.
func (d *doctor) bundle(ctx context.Context, db *store.DB) {
	path := intel.Path(d.Data)
	if _, err := os.Stat(path); err != nil {
		d.noBundle(ctx, db)
		return
	}
	state, err := LookAtBundle(path, d.Intel.Trust)
	if err != nil {
		d.failed("intelligence", "put another in its place: aceso intel sync, or aceso intel import", err)
		return
	}
	made, signed := span(d.now().Sub(state.Made)), state.Signature.Say()
	switch {
	case !state.Covered:
		d.warn("intelligence", "build it anew with this version", "the vulnerability data was built by an older version, which did not note what it covers: nothing can be called clean by it")
	case !state.Signature.Trusted && d.Intel.Every == "": // carried here, and nobody can say by whom
		d.warn("intelligence", "name the public key of its maker in intel.trust", "the vulnerability data is whole, made %s ago, and %s", made, signed)
	default:
		d.ok("intelligence", "the vulnerability data is whole, made %s ago, and %s", made, signed)
	}
	for _, s := range state.Sources {
		id := "intelligence-" + s.Name
		age, old := s.Old(d.now())
		switch {
		case s.Broken():
			d.warn(id, renew, "%d records could not be read, against %d that could", s.Refused, s.Records)
		case old:
			d.warn(id, renew, "it is %s old", span(age))
		case s.Problem != "":
			d.warn(id, renew, "%s", s.Problem)
		case s.Fetched.IsZero() && s.AsOf.IsZero():
			d.warn(id, renew, "how old it is, it does not say")
		case s.Stand(d.now()) == vuln.NoFetch:
			d.warn(id, renew, "its newest record is of %s, and when it was fetched is not known", s.AsOf.UTC().Format(time.DateOnly))
		case s.Fetched.IsZero():
			d.ok(id, "its newest record is of %s", s.AsOf.UTC().Format(time.DateOnly))
		case s.AsOf.IsZero():
			d.ok(id, "it was fetched %s ago", span(d.now().Sub(s.Fetched)))
		default:
			d.ok(id, "it was fetched %s ago; its newest record is of %s", span(d.now().Sub(s.Fetched)), s.AsOf.UTC().Format(time.DateOnly))
		}
	}
}

// noBundle tells a new installation, which has no vulnerability data yet, from
// one whose data was in use and has gone: what was found by it can't be found
// again, nor be shown to be so.
func (d *doctor) noBundle(ctx context.Context, db *store.DB) {
	const fix = "fetch it with aceso intel sync, or bring it with aceso intel import"
	var swaps []vuln.Swap
	if db != nil {
		err := db.View(ctx, func(tx *store.Tx) (err error) {
			swaps, err = tx.Swaps(ctx, 1)
			return err
		})
		if err != nil {
			d.failed("intelligence", fix, err)
			return
		}
	}
	if len(swaps) == 0 {
		d.warn("intelligence", fix, "there is no vulnerability data, so nothing can be called clean")
		return
	}
	d.fault("intelligence", fault.Unverified, fix, "the vulnerability data is gone: bundle %s came into use on %s, and its file is not there", swaps[0].Bundle, swaps[0].At.UTC().Format(time.DateOnly))
}

// address looks whether the port is free, or answered by a server of this
// very installation.
func (d *doctor) address(ctx context.Context) {
	const fix = "set --addr HOST:PORT to a free one, or stop what listens there"
	l, err := net.Listen("tcp", d.Addr)
	if err == nil {
		l.Close()
		d.ok("address", "%s is free", d.Addr)
		return
	}
	if !errors.Is(err, syscall.EADDRINUSE) {
		d.fault("address", fault.Invalid, fix, "%s can't be listened on: %v", d.Addr, errors.Unwrap(err))
		return
	}
	system, version, err := whoAnswers(ctx, d.Addr)
	switch {
	case err != nil:
		d.fault("address", fault.Invalid, fix, "something else listens on %s", d.Addr)
	case system != d.system():
		d.fault("address", fault.Invalid, fix, "an Aceso %s listens on %s, and it is not the one of %s", version, d.Addr, d.Data)
	default:
		d.ok("address", "the server of this folder answers on %s, Aceso %s", d.Addr, version)
	}
}

// system is the id by which a server of this data folder answers.
func (d *doctor) system() string {
	public, err := os.ReadFile(filepath.Join(d.Data, "keys", "log.pub"))
	if err != nil {
		return ""
	}
	return uuid.NewSHA1(uuid.NameSpaceOID, []byte(strings.TrimSpace(string(public)))).String()
}

// whoAnswers asks an Aceso for its id and its version.
func whoAnswers(ctx context.Context, addr string) (system, version string, err error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "", "", err
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	client := outbound.New(outbound.Config{Version: Version, Allow: []string{host}, MaxBytes: 64 << 10, Timeout: 5 * time.Second})
	res, err := ask(ctx, client, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/api/version")
	if err != nil {
		return "", "", err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return "", "", err
	}
	var v struct {
		UUID, Application string
		Framework         struct{ Version string }
	}
	if err := json.Unmarshal(text, &v); err != nil {
		return "", "", err
	}
	if v.Application != "Aceso" {
		return "", "", fault.New(fault.NotFound, "no Aceso answers")
	}
	return v.UUID, v.Framework.Version, nil
}

func ask(ctx context.Context, client *http.Client, method, address string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, address, nil)
	if err != nil {
		return nil, err
	}
	return client.Do(req)
}

// network asks every source that is not off for an answer, of whatever kind.
func (d *doctor) network(ctx context.Context) {
	client := outbound.New(outbound.Config{Version: Version, Allow: d.Intel.Allow, Timeout: 20 * time.Second})
	for _, s := range []struct{ name, set, home string }{
		{"osv", d.Intel.OSV, feed.OSVAddress},
		{"nvd", d.Intel.NVD, feed.NVDAddress},
		{"cve", d.Intel.CVE, feed.CVEAddress},
		{"kev", d.Intel.KEV, feed.KEVAddress},
		{"epss", d.Intel.EPSS, feed.EPSSAddress},
		{"eol", d.Intel.EOL, feed.EOLAddress},
	} {
		address := s.set
		if address == feed.Off {
			continue
		}
		if address == "" {
			address = s.home
		}
		res, err := ask(ctx, client, http.MethodHead, address)
		if err != nil {
			text := "it does not answer"
			if f := fault.Of(err); f != nil {
				text = f.Text
			}
			d.fault("network-"+s.name, fault.Unavailable, "see that this machine may reach it, name a mirror in intel."+s.name+", or leave it out with off", "%s: %s", hidden(address), text)
			continue
		}
		res.Body.Close()
		d.ok("network-"+s.name, "%s answers", hidden(address))
	}
}
