package outbound

import (
	"context"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"time"

	"aceso/internal/value/fault"
)

// A guard knows what may be reached.
type guard struct{ allow allowed }

type allowed struct {
	hosts    map[string]bool
	networks []netip.Prefix
}

func readAllow(list []string) allowed {
	a := allowed{hosts: map[string]bool{}}
	for _, s := range list {
		s = strings.ToLower(strings.TrimSpace(s))
		if p, err := netip.ParsePrefix(s); err == nil {
			a.networks = append(a.networks, p.Masked())
		} else if ip, err := netip.ParseAddr(s); err == nil {
			a.networks = append(a.networks, netip.PrefixFrom(ip.Unmap(), ip.Unmap().BitLen()))
		} else if s != "" {
			a.hosts[strings.TrimSuffix(s, ".")] = true
		}
	}
	return a
}

// named tells whether the configuration names a host, or the network that an
// address is in.
func (g *guard) named(host string) bool {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	if ip, err := netip.ParseAddr(host); err == nil {
		return g.within(ip)
	}
	return g.allow.hosts[host]
}

func (g *guard) within(ip netip.Addr) bool {
	for _, n := range g.allow.networks {
		if n.Contains(ip.Unmap()) {
			return true
		}
	}
	return false
}

// A dialer connects to what the guard lets through. The check is made on the
// address that is really dialled, so a name that resolves to one address for
// the check and to another for the call gains nothing.
type dialer struct {
	guard   *guard
	timeout time.Duration
}

func (d *dialer) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	named := d.guard.named(host)
	dial := net.Dialer{Timeout: d.timeout, KeepAlive: 30 * time.Second}
	dial.Control = func(_, to string, _ syscall.RawConn) error {
		ap, err := netip.ParseAddrPort(to)
		if err != nil {
			return fault.New(fault.Forbidden, "%s is no address that can be checked", to)
		}
		if named || public(ap.Addr()) || d.guard.within(ap.Addr()) {
			return nil
		}
		return fault.New(fault.Forbidden, "%s is at the address %s, which is not public", host, ap.Addr().WithZone("")).
			Helped("if it should be reached, allow it by name in the configuration")
	}
	return dial.DialContext(ctx, network, address)
}

// reserved are the networks that no public service is in, beside those that
// net/netip knows by itself (IANA special-purpose address registries).
var reserved = func() []netip.Prefix {
	var out []netip.Prefix
	for _, s := range strings.Fields(`0.0.0.0/8 100.64.0.0/10 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 198.18.0.0/15
		198.51.100.0/24 203.0.113.0/24 240.0.0.0/4 ::/96 100::/64 2001::/23 2001:db8::/32 3fff::/20 5f00::/16 fec0::/10`) {
		out = append(out, netip.MustParsePrefix(s))
	}
	return out
}()

var (
	nat64   = netip.MustParsePrefix("64:ff9b::/96")
	nat64b  = netip.MustParsePrefix("64:ff9b:1::/48")
	sixFour = netip.MustParsePrefix("2002::/16")
)

// public tells whether an address is one of the open net.
func public(ip netip.Addr) bool {
	ip = ip.Unmap().WithZone("")
	if !ip.IsValid() || !ip.IsGlobalUnicast() || ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast() {
		return false
	}
	for _, n := range reserved {
		if n.Contains(ip) {
			return false
		}
	}
	b := ip.As16()
	switch { // an address of version 4 inside one of version 6 counts as itself
	case nat64.Contains(ip):
		return public(netip.AddrFrom4([4]byte(b[12:16])))
	case sixFour.Contains(ip):
		return public(netip.AddrFrom4([4]byte(b[2:6])))
	case nat64b.Contains(ip):
		return false
	}
	return true
}
