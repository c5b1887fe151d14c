// Package start draws the first steps of a new installation, and how a build
// sends its parts lists.
package start

import "aceso/internal/serve/web/view/ui"

// A Page is the first steps, with what of them is done.
type Page struct {
	ui.Frame
	Steps []Step
}

// A Step is one of the first steps. Whether it is done follows from what exists.
type Step struct {
	Name, Why string
	URL       string // where it is done
	Done      bool
	Has       string // what exists already: "2 products"
}

// New returns the page.
func New(f ui.Frame, steps []Step) Page {
	f.Title = "First steps"
	return Page{Frame: f, Steps: steps}
}

// Left is how many steps are not done, and the first of them.
func Left(steps []Step) (n int, next Step) {
	for _, s := range steps {
		if s.Done {
			continue
		}
		if n++; n == 1 {
			next = s
		}
	}
	return n, next
}

// Say is the page in one sentence.
func (p Page) Say() string {
	switch n, next := Left(p.Steps); n {
	case 0:
		return "All is set up. What needs you stands on Today."
	case len(p.Steps):
		return "From nothing to the first answer in a few minutes. Each step can wait."
	default:
		return ui.Upper(ui.Count(n, "step", "steps")) + " left; the next: " + next.Name + ". Each can wait."
	}
}

// state is how a step stands.
func (s Step) state() ui.State {
	if s.Done {
		return ui.State{Word: "done", Look: ui.Fine}
	}
	return ui.State{Word: "to do", Look: ui.Attention}
}

// A CI is how a build sends its parts lists here.
type CI struct {
	ui.Frame
	Snippets []Snippet
	MayToken bool
}

// A Snippet is what is put into one kind of build.
type Snippet struct{ ID, Name, Where, Text string }

// NewCI returns the page with this server's own address in each snippet.
func NewCI(f ui.Frame, server string) CI {
	f.Title = "Send parts lists from a build"
	upload := `curl --fail-with-body -X POST "` + server + `/api/v1/bom" -H "X-Api-Key: $ACESO_TOKEN" -F "autoCreate=true" -F "projectName=IP-200" -F "projectVersion=$VERSION" -F "bom=@bom.json"`
	return CI{Frame: f, Snippets: []Snippet{
		{"shell", "Plain shell", "Any machine with curl. Keep the token in a file or a secret store, not in the script.", "export ACESO_TOKEN=$(cat token) VERSION=4.2.0\n" + upload},
		{"aceso", "The command line of Aceso", "Answers in twelve lines: parts, findings, exploited ones, quality, and the link to the release.", `aceso sbom push bom.json --product "IP-200" --version 4.2.0 --server ` + server + ` --token-file token`},
		{"github", "GitHub Actions", "A step behind the one that makes bom.json. Put the token into the repository's secrets as ACESO_TOKEN.", "- name: Send the parts list\n  env:\n    ACESO_TOKEN: ${{ secrets.ACESO_TOKEN }}\n    VERSION: ${{ github.ref_name }}\n  run: |\n    " + upload},
		{"gitlab", "GitLab CI", "A job of .gitlab-ci.yml. Put the token into a masked variable ACESO_TOKEN.", "parts-list:\n  stage: deploy\n  image: curlimages/curl\n  variables:\n    VERSION: $CI_COMMIT_TAG\n  script:\n    - '" + upload + "'"},
		{"jenkins", "Jenkins", "A stage of a declarative pipeline. Keep the token as a secret text called aceso-token.", "stage('Parts list') {\n  environment {\n    ACESO_TOKEN = credentials('aceso-token')\n    VERSION = \"${env.TAG_NAME}\"\n  }\n  steps {\n    sh '''" + upload + "'''\n  }\n}"},
	}}
}
