package release

import (
	"strings"

	"aceso/internal/domain/sbom"
	"aceso/internal/serve/web/view/ui"
)

// Why is how one component came into a release.
type Why struct {
	ui.Frame
	Model    ui.Link
	Release  ui.Link
	Ways     sbom.Ways
	Findings string // address of its findings here; "" when it has none
	Quality  string // address of the quality of the list
}

// Answer is the page in one sentence.
func (w Why) Answer() string {
	name := label(w.Ways.Component.FullName(), w.Ways.Component.Version)
	switch others := w.Ways.Through - 1; {
	case w.Ways.Through == 0:
		return "Nothing in the parts list says what needs " + name + "."
	case w.Ways.Direct && others == 0:
		return name + " is in here directly."
	case w.Ways.Direct:
		return name + " is in here directly, and through " + ui.Count(others, "other part", "other parts") + "."
	}
	path := w.Ways.Paths[0]
	text := "In here through: " + strings.Join(steps(path), " → ")
	if others := w.Ways.Through - 1; others > 0 {
		return text + ", and through " + ui.Count(others, "other part", "other parts") + "."
	}
	return text + "."
}

// more is how many ways are not drawn.
func (w Why) more() int { return w.Ways.Through - len(w.Ways.Paths) }

func steps(path []sbom.Step) []string {
	var out []string
	for _, s := range path {
		out = append(out, label(s.Name, s.Version))
	}
	return out
}

func label(name, version string) string { return strings.TrimSpace(name + " " + version) }
