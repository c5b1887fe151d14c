// Package assets holds the style sheet, the script and the mark of the pages,
// as scripts/assets.mjs built them, and serves them under names that carry a
// hash of their content.
package assets

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

//go:embed all:dist
var built embed.FS

// Prefix is the path below which the assets are served.
const Prefix = "/assets/"

// needed are the assets without which no page is whole.
var needed = []string{"aceso.css", "aceso.js", "mark.svg"}

// Assets are the built files.
type Assets struct {
	files fs.FS
	names map[string]string // plain name to the name with its hash
}

// Open returns the assets that were built into the program. Where they were
// not built, it says how to: a page without its style sheet is broken.
func Open() (*Assets, error) {
	files, err := fs.Sub(built, "dist")
	if err != nil {
		return nil, fmt.Errorf("open the pages' assets: %w", err)
	}
	return open(files)
}

func open(files fs.FS) (*Assets, error) {
	text, err := fs.ReadFile(files, "manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errors.New("the pages' style sheet and script are missing from this build: run \"make assets\" (it needs Node and npm), then build again")
	}
	if err != nil {
		return nil, fmt.Errorf("read the list of assets: %w", err)
	}
	a := &Assets{files: files}
	if err := json.Unmarshal(text, &a.names); err != nil {
		return nil, fmt.Errorf("read the list of assets: %w", err)
	}
	for _, name := range needed {
		if _, err := fs.Stat(files, a.names[name]); err != nil || a.names[name] == "" {
			return nil, fmt.Errorf("the asset %s is missing from this build: run \"make assets\", then build again", name)
		}
	}
	return a, nil
}

// URL returns the path under which an asset is served. A name that was never
// built is a mistake in the program.
func (a *Assets) URL(name string) string {
	file, ok := a.names[name]
	if !ok {
		panic("assets: nothing is built under the name " + name)
	}
	return Prefix + file
}

// types are the kinds of file there are; nothing else is served.
var types = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

// ServeHTTP answers GET /assets/{file}. The name changes with the content, so
// an answer may be kept for ever.
func (a *Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	file := strings.TrimPrefix(r.URL.Path, Prefix)
	kind, ok := types[path.Ext(file)]
	if !ok || strings.Contains(file, "/") {
		http.NotFound(w, r)
		return
	}
	body, err := fs.ReadFile(a.files, file)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Add("Vary", "Accept-Encoding")
	for _, packed := range []struct{ coding, ext string }{{"br", ".br"}, {"gzip", ".gz"}} {
		if !accepts(r, packed.coding) {
			continue
		}
		if small, err := fs.ReadFile(a.files, file+packed.ext); err == nil {
			h.Set("Content-Encoding", packed.coding)
			body = small
			break
		}
	}
	_, _ = w.Write(body) // a reader who went away is no error of ours
}

// accepts tells whether the browser takes that coding. "q=0" refuses it.
func accepts(r *http.Request, coding string) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(name, coding) {
			q := strings.ReplaceAll(params, " ", "")
			return q != "q=0" && !strings.HasPrefix(q, "q=0.000")
		}
	}
	return false
}
