package outbound

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"aceso/internal/value/fault"
)

func TestOnlyPublicAddressesArePublic(t *testing.T) {
	for _, s := range strings.Fields(`1.1.1.1 8.8.8.8 129.6.13.20 2606:4700::1111 64:ff9b::8.8.8.8 2002:808:808::1`) {
		if !public(netip.MustParseAddr(s)) {
			t.Errorf("%s is not taken for public", s)
		}
	}
	for _, s := range strings.Fields(`127.0.0.1 127.9.9.9 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1
		0.0.0.0 0.1.2.3 192.0.2.1 198.18.0.1 203.0.113.7 224.0.0.1 240.0.0.1 255.255.255.255 :: ::1 fe80::1 fc00::1 fd00:ec2::254
		ff02::1 fec0::1 2001:db8::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::7f00:1 64:ff9b::10.0.0.1 2002:7f00:1::1 2002:a00:1::1
		::127.0.0.1 2001::1`) {
		if public(netip.MustParseAddr(s)) {
			t.Errorf("%s is taken for public", s)
		}
	}
}

// get asks and reads all.
func get(c *http.Client, url string) (string, error) {
	resp, err := c.Get(url)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	return string(b), err
}

func TestThePrivateIsReachedByNameOnly(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.UserAgent())
	}))
	defer s.Close()
	if _, err := get(New(Config{}), s.URL); !fault.Is(err, fault.Forbidden) {
		t.Errorf("loopback without a word in the configuration: %v", err)
	}
	port := s.URL[strings.LastIndexByte(s.URL, ':'):]
	for _, allow := range []string{"127.0.0.1", "127.0.0.0/8"} {
		got, err := get(New(Config{Allow: []string{allow}, Version: "1.2"}), s.URL)
		if err != nil || got != "aceso/1.2" {
			t.Errorf("allowed by %s: %q, %v", allow, got, err)
		}
	}
	if _, err := get(New(Config{Allow: []string{"localhost"}}), "http://localhost"+port); err != nil {
		t.Errorf("allowed by name: %v", err)
	}
	if _, err := get(New(Config{Allow: []string{"localhost"}}), s.URL); !fault.Is(err, fault.Forbidden) {
		t.Errorf("another name for what is allowed by name: %v", err)
	}
}

func TestEveryRedirectIsCheckedAgain(t *testing.T) {
	inner := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "secret") }))
	defer inner.Close()
	inside := "http://localhost" + inner.URL[strings.LastIndexByte(inner.URL, ':'):]
	outer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/inside":
			http.Redirect(w, r, inside, http.StatusFound)
		case "/file":
			w.Header().Set("Location", "file:///etc/passwd")
			w.WriteHeader(http.StatusFound)
		default:
			http.Redirect(w, r, "/loop", http.StatusFound)
		}
	}))
	defer outer.Close()
	c := New(Config{Allow: []string{"127.0.0.1"}})
	for path, kind := range map[string]fault.Kind{"/inside": fault.Forbidden, "/file": fault.Forbidden, "/loop": fault.Unavailable} {
		if got, err := get(c, outer.URL+path); !fault.Is(err, kind) {
			t.Errorf("%s: %q, %v", path, got, err)
		}
	}
}

func TestCredentialsStayAtTheirOrigin(t *testing.T) {
	var seen []string
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.Header.Get("Apikey"), r.Header.Get("X-Mine"), r.Header.Get("Authorization"))
	}))
	defer other.Close()
	var first string
	home := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		first = r.Header.Get("Apikey")
		http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
	}))
	defer home.Close()
	c := New(Config{Allow: []string{"127.0.0.1"}, Credentials: map[string]http.Header{home.URL: {"Apikey": {"k"}}}})
	req, _ := http.NewRequest(http.MethodGet, home.URL, nil)
	req.Header.Set("X-Mine", "m")
	req.Header.Set("Authorization", "Bearer b")
	resp, err := c.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if first != "k" || strings.Join(seen, "") != "" {
		t.Errorf("home saw %q, the other origin %q", first, seen)
	}
}

func TestAnAnswerIsBoundedInSizeAndTime(t *testing.T) {
	stop := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/endless":
			for {
				if _, err := w.Write(make([]byte, 4096)); err != nil {
					return
				}
			}
		case "/stalls":
			_, _ = io.WriteString(w, "a")
			w.(http.Flusher).Flush()
			select {
			case <-stop:
			case <-r.Context().Done():
			}
		case "/silent":
			select {
			case <-stop:
			case <-r.Context().Done():
			}
		case "/cut":
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "a")
		}
	}))
	defer s.Close()
	defer close(stop)
	c := New(Config{Allow: []string{"127.0.0.1"}, MaxBytes: 100_000, Wait: 50 * time.Millisecond})
	for path, kind := range map[string]fault.Kind{
		"/endless": fault.TooLarge, "/stalls": fault.Unavailable, "/silent": fault.Unavailable, "/cut": fault.Unavailable,
	} {
		if _, err := get(c, s.URL+path); !fault.Is(err, kind) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestTheCertificateIsVerifiedAndProxiesAreIgnored(t *testing.T) {
	t.Setenv("HTTPS_PROXY", "http://127.0.0.1:1")
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1")
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "ok") }))
	defer s.Close()
	s.Config.ErrorLog = nil
	if _, err := get(New(Config{Allow: []string{"127.0.0.1"}}), s.URL); !fault.Is(err, fault.Unverified) {
		t.Errorf("an unknown authority: %v", err)
	}
	pool := s.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	if got, err := get(New(Config{Allow: []string{"127.0.0.1"}, Roots: pool}), s.URL); err != nil || got != "ok" {
		t.Errorf("a known authority: %q, %v", got, err)
	}
}
