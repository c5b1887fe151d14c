// Package app builds everything once: the one configuration, the database,
// the faces and the work in the background. It holds no rule.
package app

import (
	"maps"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/knadh/koanf/v2"

	"aceso/internal/store"
	"aceso/internal/value/fault"
)

// Config is everything that can be set, by flag, environment variable
// (ACESO_ and the key in capitals, dots as two underscores) or in
// DATA/aceso.toml, in that order of precedence.
type Config struct {
	from layers // where each setting stands

	Data     string   `koanf:"data" help:"folder that holds everything: database, evidence, intelligence, keys"`
	Addr     string   `koanf:"addr" help:"host and port to listen on"`
	Database string   `koanf:"database" help:"postgres:// address; empty for SQLite in the data folder"`
	Hosts    []string `koanf:"hosts" help:"names by which this server is asked, besides localhost"`
	Proxies  []string `koanf:"proxies" help:"address ranges of proxies whose X-Forwarded-For is believed"`
	HTTPS    bool     `koanf:"https" help:"people reach this server by HTTPS, through a proxy that ends TLS"`
	Public   string   `koanf:"public" help:"address under which people reach this server, such as https://aceso.hospital.example; passkeys are bound to it; empty takes the first of hosts"`
	Log      struct {
		Level  string `koanf:"level" help:"debug, info, warn or error"`
		Format string `koanf:"format" help:"json or text"`
	} `koanf:"log"`
	Intel struct {
		Trust []string `koanf:"trust" help:"public keys whose bundles are taken; empty for any, shown as such"`
		Every string   `koanf:"every" help:"how often to fetch the feeds (such as 6h); empty for never"`
		Allow []string `koanf:"allow" help:"hosts in private address ranges that feeds may be fetched from"`

		OSV        string   `koanf:"osv" help:"address of OSV's storage; off leaves it out, empty is the public one"`
		NVD        string   `koanf:"nvd" help:"address of the NVD's API; off leaves it out"`
		CVE        string   `koanf:"cve" help:"address of the CVE list's releases; off leaves it out"`
		KEV        string   `koanf:"kev" help:"address of the KEV catalogue; off leaves it out"`
		EPSS       string   `koanf:"epss" help:"address of the EPSS scores; off leaves it out"`
		EOL        string   `koanf:"eol" help:"address of the end-of-life data; off leaves it out"`
		Ecosystems []string `koanf:"ecosystems" help:"OSV ecosystems to fetch; empty for the usual ones"`
		NVDKeyFile string   `koanf:"nvd_key_file" help:"file with a key for the NVD's API"`
		SignFile   string   `koanf:"sign_file" help:"file with the key that signs the bundle"`
	} `koanf:"intel"`
	SSO struct {
		Issuer     string   `koanf:"issuer" help:"address of the provider of single sign-on (OpenID Connect); empty for none"`
		Client     string   `koanf:"client" help:"our id at the provider"`
		SecretFile string   `koanf:"secret_file" help:"file with our secret at the provider; empty for a public client"`
		Name       string   `koanf:"name" help:"what people call the provider"`
		Org        string   `koanf:"org" help:"name of the organisation whose members the provider keeps; empty where there is only one"`
		Claim      string   `koanf:"claim" help:"claim that lists a person's groups"`
		Roles      []string `koanf:"roles" help:"what groups give, each as GROUP=ROLE; who has none of them is not let in"`
		Allow      []string `koanf:"allow" help:"hosts in private address ranges at which the provider may be asked"`
		Vouch      []string `koanf:"vouch" help:"what the provider says when it saw a second factor, each as amr=VALUE or acr=VALUE; empty when it is asked here all the same"`
	} `koanf:"sso"`
}

func defaults() map[string]any {
	return map[string]any{
		"data": "aceso-data", "addr": "127.0.0.1:8080", "database": "", "hosts": []string{}, "proxies": []string{},
		"https": false, "public": "", "log.level": "info", "log.format": "json", "intel.trust": []string{}, "intel.every": "", "intel.allow": []string{},
		"intel.osv": "", "intel.nvd": "", "intel.cve": "", "intel.kev": "", "intel.epss": "", "intel.eol": "",
		"intel.ecosystems": []string{}, "intel.nvd_key_file": "", "intel.sign_file": "",
		"sso.issuer": "", "sso.client": "", "sso.secret_file": "", "sso.name": "single sign-on", "sso.org": "", "sso.claim": "groups", "sso.roles": []string{}, "sso.allow": []string{}, "sso.vouch": []string{},
	}
}

// LoadConfig reads the configuration. The flags are those that somebody typed.
// An unknown key is refused, with what it may have meant; so is a value of
// the wrong form, with where it stands.
func LoadConfig(flags map[string]any) (Config, error) {
	c, _, err := readConfig(flags)
	return c, err
}

// readConfig reads the configuration and the layers that it is made of.
func readConfig(flags map[string]any) (Config, layers, error) {
	all, err := readLayers(flags)
	if err != nil {
		return Config{}, all, err
	}
	k := koanf.New(".")
	for _, l := range slices.Backward(all.from) {
		if err := onlyKnown(l); err != nil {
			return Config{}, all, err
		}
		if err := k.Merge(l.set); err != nil {
			return Config{}, all, err
		}
	}
	var c Config
	if err := k.Unmarshal("", &c); err != nil {
		return Config{}, all, all.unreadable(err)
	}
	for _, form := range slices.Concat(forms, outside) {
		if f := form.check(c); f != nil {
			f = f.Helped("%s", f.Fix)
			f.Text += " (" + all.source(form.key).String() + ")"
			return Config{}, all, f
		}
	}
	c.from = all
	return c, all, nil
}

// environ is what the environment sets.
func environ() map[string]any {
	out := map[string]any{}
	for _, pair := range os.Environ() {
		name, value, _ := strings.Cut(pair, "=")
		if !strings.HasPrefix(name, "ACESO_") {
			continue
		}
		if key, v := fromEnvironment(name, value); key != "" {
			out[key] = v
		}
	}
	return out
}

// fromEnvironment turns ACESO_LOG__LEVEL into log.level. Variables that tests
// and secrets use are not configuration.
func fromEnvironment(name, value string) (string, any) {
	name = strings.TrimPrefix(name, "ACESO_")
	if strings.HasPrefix(name, "TEST_") || slices.Contains([]string{"TOKEN_FILE", "SERVER", "INTEL"}, name) {
		return "", nil
	}
	key := strings.ToLower(strings.ReplaceAll(name, "__", "."))
	if d, ok := defaults()[key]; ok && reflect.TypeOf(d).Kind() == reflect.Slice {
		return key, strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' })
	}
	return key, value
}

// variable is the name by which the environment sets a key.
func variable(key string) string {
	return "ACESO_" + strings.ToUpper(strings.ReplaceAll(key, ".", "__"))
}

func onlyKnown(l layer) error {
	known := slices.Sorted(maps.Keys(defaults()))
	for _, key := range l.set.Keys() {
		if slices.Contains(known, key) {
			continue
		}
		best, dist := "", 4
		for _, cand := range known {
			if d := distance(key, cand); d < dist {
				best, dist = cand, d
			}
		}
		f := fault.New(fault.Invalid, "the configuration has an unknown key %q", key)
		switch {
		case best == "":
			f = f.Helped("known are %s", strings.Join(known, ", "))
		case l.kind == FromEnvironment:
			f = f.Helped("did you mean %q (%s)?", best, variable(best))
		default:
			f = f.Helped("did you mean %q?", best)
		}
		f.Fix += " It is set by " + l.of(key).String()
		return f
	}
	return nil
}

// distance is Levenshtein's, for guessing what a misspelt key meant.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		prev := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			prev, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, prev+cost)
		}
	}
	return row[len(b)]
}

// forms are what values must look like, key by key.
var forms = []form{
	{"data", func(c Config) *fault.Fault {
		if c.Data != "" {
			return nil
		}
		return fault.New(fault.Invalid, "data names no folder").Helped("set --data DIR")
	}},
	{"database", func(c Config) *fault.Fault {
		if c.Database == "" || store.OnServer(c.Database) {
			return nil
		}
		return fault.New(fault.Invalid, "database is %s", schemeOf(c.Database)).Helped("write postgres://USER@HOST/NAME, or leave it empty for SQLite in the data folder")
	}},
	{"proxies", func(c Config) *fault.Fault {
		_, err := c.proxies()
		return fault.Of(err)
	}},
	{"public", func(c Config) *fault.Fault {
		u, err := url.Parse(c.Public)
		if c.Public == "" || err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http") && (u.Path == "" || u.Path == "/") && u.RawQuery == "" && u.User == nil {
			return nil
		}
		return fault.New(fault.Invalid, "public is %q", c.Public).Helped("write https://HOST, without a path")
	}},
	{"sso.vouch", func(c Config) *fault.Fault {
		_, _, err := c.vouch()
		return fault.Of(err)
	}},
	{"sso.issuer", func(c Config) *fault.Fault {
		u, err := url.Parse(c.SSO.Issuer)
		private := err == nil && u.Scheme == "http" && slices.Contains(c.SSO.Allow, u.Hostname())
		if c.SSO.Issuer == "" || err == nil && u.Host != "" && (u.Scheme == "https" || private) {
			return nil
		}
		return fault.New(fault.Invalid, "sso.issuer is %q", c.SSO.Issuer).Helped("write https://HOST and the path that the provider names as its issuer")
	}},
	{"sso.client", func(c Config) *fault.Fault {
		if c.SSO.Issuer == "" || c.SSO.Client != "" {
			return nil
		}
		return fault.New(fault.Invalid, "sso.client is empty, and sso.issuer is set").Helped("set it to the id under which the provider knows this server")
	}},
	{"sso.roles", func(c Config) *fault.Fault {
		_, err := c.groups()
		return fault.Of(err)
	}},
	{"log.level", func(c Config) *fault.Fault {
		if slices.Contains([]string{"debug", "info", "warn", "error"}, c.Log.Level) {
			return nil
		}
		return fault.New(fault.Invalid, "log.level is %q", c.Log.Level).Helped("take debug, info, warn or error")
	}},
	{"log.format", func(c Config) *fault.Fault {
		if slices.Contains([]string{"json", "text"}, c.Log.Format) {
			return nil
		}
		return fault.New(fault.Invalid, "log.format is %q", c.Log.Format).Helped("take json or text")
	}},
	{"intel.every", func(c Config) *fault.Fault {
		if d, err := time.ParseDuration(c.Intel.Every); c.Intel.Every == "" || err == nil && d >= time.Hour {
			return nil
		}
		return fault.New(fault.Invalid, "intel.every is %q", c.Intel.Every).Helped("write a time of at least 1h, such as 6h, or leave it empty")
	}},
}

// every returns how often to fetch the feeds, and whether at all.
func (c Config) every() (time.Duration, bool) {
	d, err := time.ParseDuration(c.Intel.Every)
	return d, err == nil
}

func (c Config) proxies() ([]netip.Prefix, error) {
	out := make([]netip.Prefix, len(c.Proxies))
	for i, p := range c.Proxies {
		prefix, err := netip.ParsePrefix(p)
		if err != nil {
			return nil, fault.New(fault.Invalid, "proxies holds %q", p).Helped("write ranges such as 10.0.0.0/8")
		}
		out[i] = prefix
	}
	return out, nil
}

// site is the address under which people reach this server: what is set, the
// first name by which it is asked, or this machine's own.
func (c Config) site() string {
	switch {
	case c.Public != "":
		return strings.TrimSuffix(c.Public, "/")
	case len(c.Hosts) > 0 && c.HTTPS:
		return "https://" + c.Hosts[0]
	case c.HTTPS || len(c.Hosts) > 0:
		return ""
	}
	_, port, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return ""
	}
	return "http://localhost:" + port
}

// schemeOf tells what kind of address somebody wrote, and not the rest of it,
// which may hold a password.
func schemeOf(address string) string {
	if scheme, _, ok := strings.Cut(address, "://"); ok {
		return "a " + scheme + ":// address, and there is no such database here"
	}
	return "no address of a database"
}

// address is where the database is.
func (c Config) address() string {
	if c.Database != "" {
		return c.Database
	}
	return filepath.Join(c.Data, "aceso.db")
}
