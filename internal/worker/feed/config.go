package feed

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"aceso/internal/store/intel"
	"aceso/internal/value/fault"
)

// Public addresses of the sources, used where the configuration names none.
const (
	OSVAddress  = "https://osv-vulnerabilities.storage.googleapis.com"
	NVDAddress  = "https://services.nvd.nist.gov/rest/json/cves/2.0"
	CVEAddress  = "https://api.github.com/repos/CVEProject/cvelistV5/releases/latest"
	KEVAddress  = "https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json"
	EPSSAddress = "https://epss.empiricalsecurity.com/epss_scores-current.csv.gz"
	EOLAddress  = "https://endoflife.date/api/v1/products/full"
)

// Off, as the address of a source, leaves it out.
const Off = "off"

// Ecosystems are the OSV ecosystems that are fetched where the configuration
// names none: those of what is found in devices and in the software around them.
var Ecosystems = []string{
	"AlmaLinux", "Alpine", "Bitnami", "CRAN", "Debian", "Go", "Hackage", "Hex", "Maven", "npm", "NuGet", "openSUSE", "OSS-Fuzz",
	"Packagist", "Pub", "PyPI", "Red Hat", "Rocky Linux", "RubyGems", "crates.io", "SUSE", "SwiftURL", "Ubuntu", "Wolfi",
}

// Config says what is fetched and from where. An empty address is the public
// one; Off leaves the source out.
type Config struct {
	Dir string // the data folder; what was fetched is kept in intel/cache below it

	OSV, NVD, CVE, KEV, EPSS, EOL string
	Ecosystems                    []string // of OSV; none are the usual ones
	NVDKeyFile                    string   // holds the key for the NVD's API; allows ten times as many requests

	Signer  string        // signing key for the bundle; "" leaves it unsigned
	Terms   Terms         // what the new bundle must meet
	Shrunk  []string      // sources of which a person has accepted that they shrank
	Timeout time.Duration // of one source; 0 is an hour

	// DeltaLimit is how many changed records of an ecosystem are fetched one by
	// one before its whole archive is; 0 is 200. FullEvery is after how long
	// the whole archive is fetched anyway, since withdrawn files leave no
	// trace in the changes; 0 is a week for OSV and a day for CVE.
	DeltaLimit int
	FullEvery  time.Duration

	Now   func() time.Time                                 // the clock
	Pause func(ctx context.Context, d time.Duration) error // waits; tests don't
}

// filled returns the configuration with its defaults.
func (c Config) filled() Config {
	for _, a := range []struct {
		at   *string
		home string
	}{{&c.OSV, OSVAddress}, {&c.NVD, NVDAddress}, {&c.CVE, CVEAddress}, {&c.KEV, KEVAddress}, {&c.EPSS, EPSSAddress}, {&c.EOL, EOLAddress}} {
		if *a.at == "" {
			*a.at = a.home
		}
	}
	if len(c.Ecosystems) == 0 {
		c.Ecosystems = Ecosystems
	}
	if c.Timeout == 0 {
		c.Timeout = time.Hour
	}
	if c.DeltaLimit == 0 {
		c.DeltaLimit = 200
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Pause == nil {
		c.Pause = pause
	}
	return c
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Credentials returns the key of the NVD's API for the outbound client, bound
// to the origin of its address. Without a key file there is none.
func (c Config) Credentials() (map[string]http.Header, error) {
	if c.NVDKeyFile == "" {
		return nil, nil
	}
	key, err := os.ReadFile(c.NVDKeyFile)
	if err != nil {
		return nil, fault.New(fault.Invalid, "the file with the key for the NVD can't be read: %v", err)
	}
	text := strings.TrimSpace(string(key))
	if text == "" || strings.ContainsAny(text, "\r\n \t") {
		return nil, fault.New(fault.Invalid, "the file %s does not hold one key for the NVD", c.NVDKeyFile)
	}
	u, err := url.Parse(c.filled().NVD)
	if err != nil {
		return nil, fault.New(fault.Invalid, "%q is no address of the NVD", c.NVD)
	}
	return map[string]http.Header{u.Scheme + "://" + u.Host: {"Apikey": {text}}}, nil
}

// cache is the folder of what was fetched.
func (c Config) cache(parts ...string) string {
	return filepath.Join(append([]string{intel.Folder(c.Dir), "cache"}, parts...)...)
}

// names returns the sources that are to be fetched.
func (c Config) names() []string {
	var out []string
	if c.OSV != Off {
		for _, e := range c.Ecosystems {
			out = append(out, "osv:"+e)
		}
	}
	for _, s := range []struct{ name, address string }{{"nvd", c.NVD}, {"cve", c.CVE}, {"kev", c.KEV}, {"epss", c.EPSS}, {"eol", c.EOL}} {
		if s.address != Off {
			out = append(out, s.name)
		}
	}
	return out
}

// check refuses names that would not stay in the cache's folder.
func (c Config) check() error {
	for _, e := range c.Ecosystems {
		if e == "" || strings.HasPrefix(e, ".") || strings.ContainsAny(e, `/\:`) {
			return fault.New(fault.Invalid, "%q is no OSV ecosystem", e).Helped("use the names without a release: Debian, npm")
		}
	}
	if c.Dir == "" {
		return fmt.Errorf("no data folder to sync into")
	}
	return nil
}
