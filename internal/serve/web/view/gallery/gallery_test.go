package gallery

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"aceso/internal/serve/web/assets"
	"aceso/internal/serve/web/view/ui"
	"aceso/internal/testkit"
)

func TestEveryPageIsWholeHTMLWithinThePolicy(t *testing.T) {
	for _, s := range Samples(ui.Assets{Style: "/assets/aceso.css", Script: "/assets/aceso.js", Mark: "/assets/mark.svg"}) {
		var b bytes.Buffer
		if err := s.Page.Render(t.Context(), &b); err != nil {
			t.Fatalf("%s: %v", s.Name, err)
		}
		if i := bytes.Index(b.Bytes(), []byte("@ui.")); i >= 0 {
			t.Errorf("%s: a call is printed as text: %s", s.Name, b.Bytes()[i:i+40])
		}
		for _, fault := range testkit.PageFaults(b.Bytes()) {
			t.Errorf("%s: %s", s.Name, fault)
		}
	}
}

// TestDraw writes every page with the built assets into the folder that
// ACESO_GALLERY names, to be looked at: see scripts/gallery.mjs.
func TestDraw(t *testing.T) {
	folder := os.Getenv("ACESO_GALLERY")
	if folder == "" {
		t.Skip("ACESO_GALLERY names no folder to draw into")
	}
	a, err := assets.Open()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range Samples(ui.Assets{Style: a.URL("aceso.css"), Script: a.URL("aceso.js"), Mark: a.URL("mark.svg")}) {
		var b bytes.Buffer
		if err := s.Page.Render(t.Context(), &b); err != nil {
			t.Fatalf("%s: %v", s.Name, err)
		}
		if err := os.WriteFile(filepath.Join(folder, s.Name+".html"), b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
