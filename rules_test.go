package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// house is who may import whom (docs/architecture.md). A package is governed
// by the longest row that its path begins with; a package without a row fails.
var house = []struct {
	room string
	may  []string // rooms of ours; "" allows none
}{
	{"main", []string{"cli"}},
	{"value", []string{"value"}},

	{"domain/org", []string{"value"}},
	{"domain/account", []string{"value", "domain/org"}},
	{"domain/vuln", []string{"value"}},
	{"domain/catalog", []string{"value"}},
	{"domain/search", []string{"value"}},
	{"domain/agenda", []string{"value"}},
	{"domain/trend", []string{"value"}},
	{"domain/record", []string{"value", "domain/org"}},
	{"domain/deed", []string{"value", "domain/org"}},
	{"domain/product", []string{"value", "domain/org", "domain/record"}},
	{"domain/view", []string{"value", "domain/org", "domain/record"}},
	{"domain/draft", []string{"value", "domain/org"}},
	{"domain/job", []string{"value", "domain/org", "domain/record"}},
	{"domain/sbom", []string{"value", "domain/org", "domain/record", "domain/deed", "domain/product", "domain/job"}},
	{"domain/advisory", []string{"value", "domain/org", "domain/record", "domain/sign", "domain/product", "domain/vuln"}},
	{"domain/match", []string{"value", "domain/org", "domain/record", "domain/deed", "domain/vuln", "domain/sbom", "domain/product"}},
	{"domain/support", []string{"value", "domain/org", "domain/record", "domain/deed", "domain/vuln", "domain/sbom", "domain/match"}},
	{"domain/share", []string{"value", "domain/org", "domain/record", "domain/deed", "domain/sbom"}},
	{"domain/finding", []string{"value", "domain/org", "domain/record", "domain/deed", "domain/job", "domain/vuln", "domain/sbom", "domain/product", "domain/match"}},
	{"domain/undo", []string{"value", "domain/org", "domain/record", "domain/deed", "domain/job", "domain/sbom", "domain/match", "domain/support", "domain/share", "domain/finding"}},
	{"domain/sign", []string{"value", "domain/org", "domain/record"}},
	{"domain/clock", []string{"value", "domain/org", "domain/record"}},
	{"domain/vex", []string{"value", "domain/org", "domain/record"}},

	{"maker", []string{"value", "domain", "maker"}},
	{"hospital", []string{"value", "domain", "hospital"}},
	{"format", []string{"value", "domain", "format"}},
	{"store", []string{"value", "domain", "maker", "hospital", "store"}},
	{"outbound", []string{"value"}},

	{"serve", []string{"value", "domain", "maker", "hospital", "format", "store", "outbound", "client/wire", "serve"}},
	{"worker", []string{"value", "domain", "maker", "hospital", "format", "store", "outbound", "worker"}},
	{"client", []string{"client/wire"}},
	{"app", []string{"value", "domain", "maker", "hospital", "format", "store", "outbound", "client/wire", "serve", "worker", "app"}},
	{"cli", []string{"value", "domain", "format", "client", "app"}},

	{"store/storetest", []string{"value", "domain", "store", "testkit"}},
	{"testkit", []string{"value", "domain", "format", "store", "worker"}},
}

// gates are the only packages that may parse outside bytes with the standard
// decoders; everybody else goes through format/intake.
var gates = map[string][]string{
	"encoding/json": {"internal/format", "internal/value", "internal/domain/record", "internal/store", "internal/serve", "internal/client", "internal/cli", "internal/app", "internal/worker", "internal/testkit"},
	"encoding/xml":  {"internal/format/intake", "internal/format/cyclonedx", "internal/cli" /* writes JUnit */},
	"archive/zip":   {"internal/format/intake"},
	"archive/tar":   {"internal/format/intake", "internal/app" /* writes backups; they are read through intake */},
	"compress/gzip": {"internal/format/intake"},
}

// aFile is one Go source file and what it imports.
type aFile struct {
	path    string // from the root: internal/value/fault/fault.go
	pkg     string // its folder
	test    bool
	doc     string
	imports []string
}

func TestNobodyImportsAgainstTheHouse(t *testing.T) {
	for _, f := range files(t) {
		room := strings.TrimPrefix(f.pkg, "internal/")
		if f.pkg == "." {
			room = "main"
		}
		row, ok := rowOf(room)
		if !ok {
			t.Errorf("%s: no room of the house is called %q", f.path, room)
			continue
		}
		for _, imp := range f.imports {
			to, ours := strings.CutPrefix(imp, "aceso/internal/")
			if !ours || f.test || to == room {
				continue
			}
			if !slices.ContainsFunc(row, func(allowed string) bool { return to == allowed || strings.HasPrefix(to, allowed+"/") }) {
				t.Errorf("%s: %s must not import %s", f.path, room, to)
			}
			if room != "store/storetest" && strings.HasPrefix(to, "testkit") || strings.HasPrefix(to, "store/storetest") {
				t.Errorf("%s: the product must not import %s", f.path, to)
			}
		}
	}
}

func rowOf(room string) ([]string, bool) {
	best, may := -1, []string(nil)
	for _, r := range house {
		if (room == r.room || strings.HasPrefix(room, r.room+"/")) && len(r.room) > best {
			best, may = len(r.room), r.may
		}
	}
	return may, best >= 0
}

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	docs := map[string]string{}
	for _, f := range files(t) {
		if !f.test {
			docs[f.pkg] += f.doc
		}
	}
	for pkg, doc := range docs {
		if strings.TrimSpace(doc) == "" {
			t.Errorf("%s: no file says what the package is", pkg)
		}
	}
}

func TestOutsideBytesPassTheGate(t *testing.T) {
	for _, f := range files(t) {
		for _, imp := range f.imports {
			allowed, guarded := gates[imp]
			if !guarded || f.test || f.pkg == "internal/testkit" {
				continue
			}
			if !slices.ContainsFunc(allowed, func(p string) bool { return f.pkg == p || strings.HasPrefix(f.pkg, p+"/") }) {
				t.Errorf("%s: imports %s; bytes from outside go through format/intake", f.path, imp)
			}
		}
	}
}

func TestNobodyUsesTheDefaultClient(t *testing.T) {
	for _, f := range files(t) {
		if f.test || f.pkg == "internal/outbound" || strings.HasPrefix(f.pkg, "internal/client") {
			continue
		}
		if slices.Contains(f.imports, "net/http/httputil") {
			t.Errorf("%s: what leaves this host goes through internal/outbound", f.path)
		}
	}
}

// TestTheServerStartsNoProcessAndTouchesNoBareMemory: the command line opens a
// browser, and tests start databases.
func TestTheServerStartsNoProcessAndTouchesNoBareMemory(t *testing.T) {
	for _, f := range files(t) {
		if f.test || f.pkg == "internal/testkit" {
			continue
		}
		if slices.Contains(f.imports, "os/exec") && f.pkg != "internal/cli" || slices.Contains(f.imports, "unsafe") || slices.Contains(f.imports, "C") {
			t.Errorf("%s: what is sent here must never become a command, or memory without bounds", f.path)
		}
	}
}

// files parses the imports of every Go file of the project, once a test run.
func files(t *testing.T) []aFile {
	t.Helper()
	var out []aFile
	fset := token.NewFileSet()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && path != ".") {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") {
			return nil
		}
		src, err := parser.ParseFile(fset, path, nil, parser.ImportsOnly|parser.ParseComments)
		if err != nil {
			return err
		}
		f := aFile{path: path, pkg: filepath.ToSlash(filepath.Dir(path)), test: strings.HasSuffix(path, "_test.go"), doc: src.Doc.Text()}
		for _, imp := range src.Imports {
			name, err := strconv.Unquote(imp.Path.Value)
			if err != nil {
				return err
			}
			f.imports = append(f.imports, name)
		}
		out = append(out, f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
