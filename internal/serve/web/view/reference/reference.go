// Package reference draws the description of the REST API for people, from
// the same OpenAPI text that programs read.
package reference

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"aceso/internal/serve/web/view/ui"
)

// A Page shows every operation of the REST API.
type Page struct {
	ui.Frame
	Site   string // the address of this server, as the reader reaches it
	Signed bool
	About  []string // paragraphs
	Groups []Group
}

// A Group are the operations about one noun.
type Group struct {
	Name       string
	Operations []Operation
}

// An Operation is one thing that can be asked.
type Operation struct {
	ID, Method, Path string
	Summary, Means   string
	Takes            []Field // in the address and the head
	Body             []Field
	Answers          []Field
}

// A Field is a parameter, a member of a body, or an answer by its status.
type Field struct {
	Name     string
	Where    string // path, query, header; empty for a member
	Kind     string
	Means    string
	Required bool
}

// The parts of an OpenAPI text that are shown.
type (
	document struct {
		Info       struct{ Description string }
		Paths      map[string]map[string]operation
		Components struct{ Schemas map[string]schema }
	}
	operation struct {
		OperationID, Summary, Description string
		Parameters                        []parameter
		RequestBody                       struct{ Content map[string]content }
		Responses                         map[string]struct{ Description string }
	}
	parameter struct {
		Name, In, Description string
		Required              bool
		Schema                schema
	}
	content struct{ Schema schema }
	schema  struct {
		Ref         string `json:"$ref"`
		Type        any
		Format      string
		Description string
		ReadOnly    bool
		Enum        []any
		Items       *schema
		Required    []string
		Properties  map[string]schema
	}
)

// New reads the description.
func New(f ui.Frame, site string, openAPI []byte) (Page, error) {
	f.Title = "REST API"
	p := Page{Frame: f, Site: site, Signed: f.Person != ""}
	var doc document
	if err := json.Unmarshal(openAPI, &doc); err != nil {
		return p, fmt.Errorf("read the description of the REST API: %w", err)
	}
	p.About = strings.Split(doc.Info.Description, "\n\n")
	for _, path := range slices.Sorted(maps.Keys(doc.Paths)) {
		noun, _, _ := strings.Cut(strings.TrimPrefix(path, "/api/v1/"), "/")
		if len(p.Groups) == 0 || p.Groups[len(p.Groups)-1].Name != noun {
			p.Groups = append(p.Groups, Group{Name: noun})
		}
		g := &p.Groups[len(p.Groups)-1]
		for _, method := range []string{"get", "post", "put", "patch", "delete"} {
			if op, ok := doc.Paths[path][method]; ok {
				g.Operations = append(g.Operations, doc.operation(strings.ToUpper(method), path, op))
			}
		}
	}
	return p, nil
}

func (d *document) operation(method, path string, op operation) Operation {
	out := Operation{ID: op.OperationID, Method: method, Path: path, Summary: op.Summary, Means: op.Description}
	for _, p := range op.Parameters {
		out.Takes = append(out.Takes, Field{Name: p.Name, Where: p.In, Kind: p.Schema.kind(), Means: p.Description, Required: p.Required})
	}
	for _, media := range slices.Sorted(maps.Keys(op.RequestBody.Content)) {
		out.Body = append(out.Body, d.members(op.RequestBody.Content[media].Schema)...)
	}
	for _, status := range slices.Sorted(maps.Keys(op.Responses)) {
		out.Answers = append(out.Answers, Field{Name: status, Means: op.Responses[status].Description})
	}
	return out
}

// members are the fields of a body, without those that only answers have.
func (d *document) members(s schema) []Field {
	if name, ok := strings.CutPrefix(s.Ref, "#/components/schemas/"); ok {
		s = d.Components.Schemas[name]
	}
	var out []Field
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		if m := s.Properties[name]; !m.ReadOnly {
			out = append(out, Field{Name: name, Kind: m.kind(), Means: m.Description, Required: slices.Contains(s.Required, name)})
		}
	}
	return out
}

// kind says in a word or two what a value is.
func (s schema) kind() string {
	if len(s.Enum) > 0 {
		words := make([]string, len(s.Enum))
		for i, v := range s.Enum {
			words[i] = fmt.Sprint(v)
		}
		return "one of " + strings.Join(words, ", ")
	}
	word := ""
	switch t := s.Type.(type) {
	case string:
		word = t
	case []any: // with null
		for _, one := range t {
			if one != "null" {
				word = fmt.Sprint(one)
			}
		}
	}
	if word == "array" && s.Items != nil {
		return "list of " + s.Items.kind()
	}
	if s.Ref != "" {
		return "object"
	}
	if s.Format == "binary" {
		return "file"
	}
	return word
}

// note says where a field stands, and that it must.
func (f Field) note() string {
	switch {
	case f.Required && f.Where != "":
		return f.Where + ", needed"
	case f.Required:
		return "needed"
	}
	return f.Where
}
