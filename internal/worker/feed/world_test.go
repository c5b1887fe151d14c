package feed_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"aceso/internal/outbound"
	"aceso/internal/worker/feed"
)

// A world serves all sources on loopback. Its files can be changed, and its
// answers be spoilt, by path.
type world struct {
	*httptest.Server
	mu    sync.Mutex
	files map[string][]byte
	spoil map[string]http.HandlerFunc
	asked []string
}

func newWorld(t *testing.T) *world {
	w := &world{files: map[string][]byte{}, spoil: map[string]http.HandlerFunc{}}
	w.Server = httptest.NewServer(w)
	t.Cleanup(w.Close)
	w.osv("npm", 1, 10)
	w.set("/kev", kevFile(5))
	w.set("/epss", gz([]byte(epssFile(20))))
	w.set("/eol", []byte(`{"schema_version":"1.2.0","result":[{"name":"openssl","releases":[{"name":"3.0","releaseDate":"2021-09-07","isEol":false,"eolFrom":"2026-09-07","latest":{"name":"3.0.21"}}]}]}`))
	w.set("/cve/latest", []byte(fmt.Sprintf(`{"assets":[{"name":"2026-08-25_all_CVEs_at_midnight.zip.zip","browser_download_url":"%[1]s/cve/all"},
		{"name":"2026-08-25_delta_CVEs_at_1500Z.zip","browser_download_url":"%[1]s/cve/delta"}]}`, w.URL)))
	w.set("/cve/all", zipOf(map[string]string{"cves.zip": string(zipOf(map[string]string{
		"cves/2026/0xxx/CVE-2026-0001.json": cveRecord("CVE-2026-0001", "2026-08-24"), "cves/delta.json": "{}",
	}))}))
	w.set("/cve/delta", zipOf(map[string]string{"deltaCves/CVE-2026-0002.json": cveRecord("CVE-2026-0002", "2026-08-25")}))
	w.set("/nvd", nil)
	return w
}

func (w *world) set(path string, data []byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.files[path] = data
}

// osv publishes records first to last of an ecosystem.
func (w *world) osv(eco string, first, last int) {
	all := map[string]string{}
	for i := first; i <= last; i++ {
		all[fmt.Sprintf("GHSA-%04d.json", i)] = osvRecord(eco, i, "2026-08-20T00:00:00Z")
	}
	w.set("/osv/"+eco+"/all.zip", zipOf(all))
	w.set("/osv/"+eco+"/modified_id.csv", []byte("2026-08-20T00:00:00Z,GHSA-0001\n"))
}

// with lets a path answer in another way, until nil.
func (w *world) with(path string, h http.HandlerFunc) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if h == nil {
		delete(w.spoil, path)
		return
	}
	w.spoil[path] = h
}

func (w *world) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	w.asked = append(w.asked, r.URL.Path)
	data, known := w.files[r.URL.Path]
	spoilt := w.spoil[r.URL.Path]
	w.mu.Unlock()
	switch {
	case spoilt != nil:
		spoilt(rw, r)
	case r.URL.Path == "/nvd":
		w.nvd(rw, r)
	case !known:
		http.NotFound(rw, r)
	default:
		sum := sha256.Sum256(data)
		rw.Header().Set("ETag", `"`+hex.EncodeToString(sum[:8])+`"`)
		http.ServeContent(rw, r, "", time.Time{}, bytes.NewReader(data))
	}
}

// nvd has three records, two of them modified lately, in pages of two.
func (w *world) nvd(rw http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	from, to := 1, 3
	if q.Get("lastModStartDate") != "" {
		start, _ := time.Parse("2006-01-02T15:04:05.000Z", q.Get("lastModStartDate"))
		end, _ := time.Parse("2006-01-02T15:04:05.000Z", q.Get("lastModEndDate"))
		if end.Sub(start) > 120*24*time.Hour {
			http.Error(rw, "more than 120 days", http.StatusNotFound)
			return
		}
		from, to = 4, 4
	}
	index, _ := strconv.Atoi(q.Get("startIndex"))
	var list []string
	for i := from + index; i <= to && len(list) < 2; i++ {
		list = append(list, fmt.Sprintf(`{"cve":{"id":"CVE-2026-1%03d","published":"2026-08-01T00:00:00.000","lastModified":"2026-08-24T00:00:00.000","vulnStatus":"Analyzed",
			"configurations":[{"nodes":[{"operator":"OR","cpeMatch":[{"vulnerable":true,"criteria":"cpe:2.3:a:acme:pump:*:*:*:*:*:*:*:*","versionEndExcluding":"2.%d"}]}]}]}}`, i, i))
	}
	fmt.Fprintf(rw, `{"resultsPerPage":%d,"startIndex":%d,"totalResults":%d,"vulnerabilities":[%s]}`, len(list), index, to-from+1, strings.Join(list, ","))
}

func osvRecord(eco string, i int, modified string) string {
	return fmt.Sprintf(`{"id":"GHSA-%04d","modified":%q,"aliases":["CVE-2026-%04d"],"affected":[{"package":{"ecosystem":%q,"name":"p%d"},
		"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"1.%d"}]}]}]}`, i, modified, i, eco, i, i)
}

func cveRecord(id, day string) string {
	return fmt.Sprintf(`{"cveMetadata":{"cveId":%q,"state":"PUBLISHED","assignerShortName":"acme","dateUpdated":"%sT00:00:00Z"},"containers":{"cna":{
		"affected":[{"vendor":"Acme","product":"Pump","versions":[{"version":"1.0","lessThan":"2.0","status":"affected"}]}]}}}`, id, day)
}

func kevFile(n int) []byte {
	var list []string
	for i := 1; i <= n; i++ {
		list = append(list, fmt.Sprintf(`{"cveID":"CVE-2026-%04d","dateAdded":"2026-08-20","vulnerabilityName":"n"}`, i))
	}
	return []byte(`{"catalogVersion":"1","dateReleased":"2026-08-24T00:00:00Z","vulnerabilities":[` + strings.Join(list, ",") + `]}`)
}

func epssFile(n int) string {
	var b strings.Builder
	b.WriteString("#model_version:v2026.01.01,score_date:2026-08-24T12:00:00Z\ncve,epss,percentile\n")
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&b, "CVE-2026-%04d,0.5,0.9\n", i)
	}
	return b.String()
}

func zipOf(files map[string]string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range files {
		w, _ := z.Create(name)
		_, _ = w.Write([]byte(text))
	}
	_ = z.Close()
	return b.Bytes()
}

func gz(data []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(data)
	_ = w.Close()
	return b.Bytes()
}

// A place is a data folder that syncs from a world, with a clock of its own.
type place struct {
	t   *testing.T
	cfg feed.Config
	out http.Client
	now time.Time
}

func newPlace(t *testing.T, w *world) *place {
	p := &place{t: t, now: time.Date(2026, 8, 25, 16, 0, 0, 0, time.UTC)}
	p.cfg = feed.Config{
		Dir: t.TempDir(), OSV: w.URL + "/osv", NVD: w.URL + "/nvd", CVE: w.URL + "/cve/latest", KEV: w.URL + "/kev",
		EPSS: w.URL + "/epss", EOL: w.URL + "/eol", Ecosystems: []string{"npm"},
		Now:   func() time.Time { return p.now },
		Pause: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
	}
	p.out = *outbound.New(outbound.Config{Allow: []string{"127.0.0.1"}, MaxBytes: 4 << 20, Wait: 200 * time.Millisecond})
	return p
}

func (p *place) sync() (*feed.SyncReport, error) {
	p.now = p.now.Add(time.Hour)
	return feed.Sync(context.Background(), p.cfg, &p.out, nil)
}

// state returns what the report says of one source.
func state(r *feed.SyncReport, name string) feed.State {
	for _, s := range r.Sources {
		if s.Name == name {
			return s
		}
	}
	return feed.State{}
}
