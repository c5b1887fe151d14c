// Package schema holds the official JSON schemas of CycloneDX, as far as they
// were there when the program was built: make assets copies them from the
// package of the format's own makers. They are not part of this repository.
package schema

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

//go:embed all:dist
var files embed.FS

// base is the address that the schemas refer to each other by.
const base = "http://cyclonedx.org/schema/"

// names gives the schema of each version. For 1.2 and 1.3 it is the strict one,
// which knows no members but the standard's, as those of later versions do.
var names = map[string]string{
	"1.2": "bom-1.2-strict", "1.3": "bom-1.3-strict",
	"1.4": "bom-1.4", "1.5": "bom-1.5", "1.6": "bom-1.6", "1.7": "bom-1.7",
}

var (
	mu       sync.Mutex
	compiled = map[string]*jsonschema.Schema{}
)

// Of returns the schema of a version, "1.6", or nil where there is none: the
// version has no JSON form, or the schemas were missing at build.
func Of(version string) (*jsonschema.Schema, error) {
	name, known := names[version]
	if !known || !Present() {
		return nil, nil
	}
	mu.Lock()
	defer mu.Unlock()
	if s := compiled[version]; s != nil {
		return s, nil
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := addAll(c); err != nil {
		return nil, err
	}
	s, err := c.Compile(base + name + ".SNAPSHOT.schema.json")
	if err != nil {
		return nil, fmt.Errorf("compile the CycloneDX %s schema: %w", version, err)
	}
	compiled[version] = s
	return s, nil
}

// Present tells whether the schemas were there when the program was built.
func Present() bool {
	_, err := fs.Stat(files, "dist/bom-1.6.SNAPSHOT.schema.json")
	return err == nil
}

// addAll gives the compiler every schema under its file's name, which is how
// they refer to each other, whatever they call themselves.
func addAll(c *jsonschema.Compiler) error {
	found, err := fs.Glob(files, "dist/*.json")
	if err != nil {
		return err
	}
	for _, path := range found {
		data, err := files.ReadFile(path)
		if err != nil {
			return fmt.Errorf("read schema %s: %w", path, err)
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			return fmt.Errorf("read schema %s: %w", path, err)
		}
		if object, ok := doc.(map[string]any); ok {
			delete(object, "$id")
		}
		if err := c.AddResource(base+path[len("dist/"):], doc); err != nil {
			return fmt.Errorf("add schema %s: %w", path, err)
		}
	}
	return nil
}
