package assets

import (
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func good() fstest.MapFS {
	return fstest.MapFS{
		"manifest.json":    {Data: []byte(`{"aceso.css":"aceso-1.css","aceso.js":"aceso-2.js","mark.svg":"mark-3.svg"}`)},
		"aceso-1.css":      {Data: []byte("body{}")},
		"aceso-1.css.gz":   {Data: []byte("packed")},
		"aceso-2.js":       {Data: []byte("1")},
		"mark-3.svg":       {Data: []byte("<svg/>")},
		"secret-notes.txt": {Data: []byte("no")},
	}
}

func TestMissingAssetsSayWhatToRun(t *testing.T) {
	for name, spoil := range map[string]func(fstest.MapFS){
		"nothing was built":       func(f fstest.MapFS) { clear(f) },
		"a listed file is absent": func(f fstest.MapFS) { delete(f, "aceso-2.js") },
		"the list lacks one":      func(f fstest.MapFS) { f["manifest.json"].Data = []byte(`{"aceso.css":"aceso-1.css"}`) },
	} {
		files := good()
		spoil(files)
		if _, err := open(files); err == nil || !strings.Contains(err.Error(), "make assets") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAnAssetIsServedPackedAndForEver(t *testing.T) {
	a, err := open(good())
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		path, accept string
		status       int
		body, coding string
	}{
		"as it is":                     {"/assets/aceso-1.css", "", 200, "body{}", ""},
		"packed":                       {"/assets/aceso-1.css", "gzip, br", 200, "packed", "gzip"},
		"refused packing is respected": {"/assets/aceso-1.css", "gzip;q=0", 200, "body{}", ""},
		"only what is an asset":        {"/assets/secret-notes.txt", "", 404, "", ""},
		"no way out of the folder":     {"/assets/../manifest.json", "", 404, "", ""},
		"unknown":                      {"/assets/aceso-9.css", "", 404, "", ""},
	}
	for name, test := range tests {
		r := httptest.NewRequest("GET", "/", nil)
		r.URL.Path = test.path
		r.Header.Set("Accept-Encoding", test.accept)
		w := httptest.NewRecorder()
		a.ServeHTTP(w, r)
		if w.Code != test.status || test.status == 200 && w.Body.String() != test.body || w.Header().Get("Content-Encoding") != test.coding {
			t.Errorf("%s: %d %q %q", name, w.Code, w.Body, w.Header().Get("Content-Encoding"))
		}
		if test.status == 200 && !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: not kept", name)
		}
	}
	if got := a.URL("aceso.css"); got != "/assets/aceso-1.css" {
		t.Errorf("URL: %s", got)
	}
}
