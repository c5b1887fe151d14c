package serve

import (
	"io"
	"net/http"
	"strconv"

	"aceso/internal/domain/record"
	"aceso/internal/store"
)

// contentPolicy lets a page load what this host serves and nothing else; no
// inline script or style runs (ASVS 5.0, 3.4.3).
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'; require-trusted-types-for 'script'; trusted-types aceso default"

// safeHeaders sets what every answer carries; a handler may set its own Cache-Control.
func (s *Server) safeHeaders(h http.Header, _ *http.Request) {
	h.Set("Content-Security-Policy", contentPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
	h.Set("Cache-Control", "no-store")
	if s.TLS {
		h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
}

// Download sends bytes that somebody outside wrote as a file to keep: never
// as a page, whatever they are.
func Download(w http.ResponseWriter, name, media string, data []byte) {
	download(w.Header(), name, media)
	w.Write(data)
}

// SendFile sends what reads as a file to keep, like Download.
func SendFile(w http.ResponseWriter, name, media string, data io.Reader) error {
	download(w.Header(), name, media)
	_, err := io.Copy(w, data)
	return err
}

func download(h http.Header, name, media string) {
	h.Set("Content-Type", media)
	h.Set("Content-Disposition", `attachment; filename="`+safeName(name)+`"`)
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
}

func safeName(name string) string {
	out := make([]rune, 0, len(name))
	for _, r := range name {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '-', r == '_':
			out = append(out, r)
		default:
			out = append(out, '_')
		}
	}
	if len(out) == 0 || out[0] == '.' {
		out = append([]rune("file"), out...)
	}
	return string(out[:min(len(out), 120)])
}

// SendBlob sends a kept file as a download. Its bytes are verified while they
// are read; should they not be what was kept, the answer breaks off.
func SendBlob(w http.ResponseWriter, blobs *store.Blobs, b record.Blob) error {
	in, err := blobs.Open(b.Hash)
	if err != nil {
		return err
	}
	defer in.Close()
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", `attachment; filename="`+safeName(b.Name)+`"`)
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Content-Length", strconv.FormatInt(b.Size, 10))
	if _, err := io.Copy(w, in); err != nil {
		panic(http.ErrAbortHandler) // part of it is sent: only breaking off can tell
	}
	return nil
}
