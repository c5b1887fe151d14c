package app

import (
	"net"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"aceso/internal/value/fault"
)

// A form is what the values of a key must look like.
type form struct {
	key   string
	check func(Config) *fault.Fault
}

// outside are the forms of what the server is called and of what it talks to.
// A value that none of them takes would be found out long after the start, or
// never: a name that nobody asks for, a feed that is never fetched.
var outside = []form{
	{"addr", func(c Config) *fault.Fault {
		host, port, err := net.SplitHostPort(c.Addr)
		if _, portErr := net.LookupPort("tcp", port); err == nil && portErr == nil && port != "" && (host == "" || host == "localhost" || isAddress(host) || isHostName(host)) {
			return nil
		}
		return fault.New(fault.Invalid, "addr is %q", c.Addr).Helped("write HOST:PORT with a port up to 65535, such as 127.0.0.1:8080")
	}},
	{"hosts", func(c Config) *fault.Fault {
		for _, h := range c.Hosts {
			if !isHostName(h) && !isAddress(h) {
				return fault.New(fault.Invalid, "hosts holds %q", h).Helped("write names alone, without scheme, port or path, such as aceso.example")
			}
		}
		return nil
	}},
	{"intel.trust", func(c Config) *fault.Fault {
		for _, key := range c.Intel.Trust {
			if _, err := note.NewVerifier(strings.TrimSpace(key)); err != nil {
				return fault.New(fault.Invalid, "intel.trust holds %q, which is no public key", shortened(key)).Helped("copy the one line of the file that aceso intel key left as NAME.pub")
			}
		}
		return nil
	}},
	{"intel.allow", func(c Config) *fault.Fault { return checkAllow("intel.allow", c.Intel.Allow) }},
	{"sso.allow", func(c Config) *fault.Fault { return checkAllow("sso.allow", c.SSO.Allow) }},
	{"intel.osv", func(c Config) *fault.Fault { return c.checkFeed("intel.osv", c.Intel.OSV) }},
	{"intel.nvd", func(c Config) *fault.Fault { return c.checkFeed("intel.nvd", c.Intel.NVD) }},
	{"intel.cve", func(c Config) *fault.Fault { return c.checkFeed("intel.cve", c.Intel.CVE) }},
	{"intel.kev", func(c Config) *fault.Fault { return c.checkFeed("intel.kev", c.Intel.KEV) }},
	{"intel.epss", func(c Config) *fault.Fault { return c.checkFeed("intel.epss", c.Intel.EPSS) }},
	{"intel.eol", func(c Config) *fault.Fault { return c.checkFeed("intel.eol", c.Intel.EOL) }},
}

// checkFeed holds the address of a feed against what the client for the
// outside would refuse anyway, long after.
func (c Config) checkFeed(key, address string) *fault.Fault {
	if address == "" || address == "off" {
		return nil
	}
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return fault.New(fault.Invalid, "%s is no address of the web", key).Helped("write https://HOST/PATH, off to leave the source out, or nothing for the public one")
	case u.Scheme == "http" && !allows(c.Intel.Allow, u.Hostname()):
		return fault.New(fault.Invalid, "%s is without TLS", key).Helped("write https://, or name the host in intel.allow when it is in your own network")
	}
	return nil
}

// allows tells whether a host is named in a list of what may be reached, as
// the client for the outside reads it.
func allows(list []string, host string) bool {
	return slices.ContainsFunc(list, func(a string) bool {
		if p, err := netip.ParsePrefix(a); err == nil {
			ip, err := netip.ParseAddr(host)
			return err == nil && p.Contains(ip.Unmap())
		}
		return strings.EqualFold(strings.TrimSuffix(a, "."), strings.TrimSuffix(host, "."))
	})
}

func checkAllow(key string, list []string) *fault.Fault {
	for _, a := range list {
		if _, err := netip.ParsePrefix(a); err != nil && !isAddress(a) && !isHostName(a) {
			return fault.New(fault.Invalid, "%s holds %q", key, a).Helped("write names of hosts, addresses or ranges, such as mirror.example, 10.0.0.7 or 10.1.0.0/16")
		}
	}
	return nil
}

func isAddress(s string) bool {
	_, err := netip.ParseAddr(s)
	return err == nil
}

// isHostName tells whether a text is a name of the domain name system (RFC
// 1123, 2.1), as somebody would write it behind https://. Names of figures and
// dots alone are mistyped addresses.
func isHostName(s string) bool {
	s = strings.TrimSuffix(s, ".")
	if s == "" || len(s) > 253 || strings.Trim(s, "0123456789.") == "" {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
			return false
		}
		for _, r := range label {
			if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' || r > 127) {
				return false
			}
		}
	}
	return true
}

// shortened is the start of a text that may be long.
func shortened(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// keyFiles tells whether the files with keys that a server needs can be read:
// it would miss them only when it fetches.
func (c Config) keyFiles() error {
	for key, path := range map[string]string{"intel.nvd_key_file": c.Intel.NVDKeyFile, "intel.sign_file": c.Intel.SignFile, "sso.secret_file": c.SSO.SecretFile} {
		if path == "" {
			continue
		}
		f, err := os.Open(path)
		if err != nil {
			return fault.New(fault.Invalid, "%s names %s, which can't be read", key, path).Helped("put the key there, for the account that runs the server, or take the setting out")
		}
		f.Close()
	}
	return nil
}
