package spdx

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"gopkg.in/yaml.v3"

	"aceso/internal/domain/sbom"
	"aceso/internal/format/intake"
	"aceso/internal/value/check"
	"aceso/internal/value/fault"
)

// mostYAML is how large a YAML document may be. Its parser holds every value
// as a node of a tree, some fifty times the size of the text.
const mostYAML = 16 << 20

// decodeYAML turns YAML into the JSON form of the same document, which has the
// same names and the same nesting, and reads that.
func decodeYAML(data []byte, lim intake.Limits) (*sbom.Document, check.Problems, error) {
	text, err := intake.Text(data)
	if err != nil {
		return nil, nil, err
	}
	if limit := min(lim.Bytes, mostYAML); int64(len(text)) > limit {
		err := intake.Exceeded("bytes of YAML", limit)
		return nil, nil, fault.Of(err).Helped("send the same document as JSON, where the limit is %d", lim.Bytes)
	}
	root, err := parseYAML(text)
	if err != nil {
		return nil, nil, err
	}
	c := converter{lim: lim, out: make([]byte, 0, len(text)*2)}
	if err := c.value(root, 0); err != nil {
		return nil, nil, err
	}
	r, err := newReader(c.out, lim)
	if err != nil {
		return nil, nil, err
	}
	return r.decode("yaml")
}

// parseYAML reads the first document of a stream, which must be the only one.
func parseYAML(text []byte) (*yaml.Node, error) {
	in := yaml.NewDecoder(bytes.NewReader(text))
	var root yaml.Node
	if err := in.Decode(&root); err != nil {
		return nil, fault.New(fault.Invalid, "this is not valid YAML: %s", strings.TrimPrefix(err.Error(), "yaml: "))
	}
	var next yaml.Node
	if err := in.Decode(&next); !errors.Is(err, io.EOF) {
		return nil, fault.New(fault.Invalid, "something stands behind the end of the YAML document").Helped("send each document by itself")
	}
	return &root, nil
}

// A converter writes a tree of YAML as JSON. Numbers and dates become strings,
// as they stood: a version 1.10 without quotes must not turn into 1.1.
type converter struct {
	lim intake.Limits
	out []byte
}

func (c *converter) value(n *yaml.Node, depth int) error {
	if c.lim.Depth > 0 && depth > c.lim.Depth {
		return intake.Exceeded("nesting depth", int64(c.lim.Depth))
	}
	switch n.Kind {
	case yaml.DocumentNode:
		if len(n.Content) == 1 {
			return c.value(n.Content[0], depth)
		}
	case yaml.MappingNode:
		return c.object(n, depth)
	case yaml.SequenceNode:
		return c.array(n, depth)
	case yaml.ScalarNode:
		return c.scalar(n)
	case yaml.AliasNode: // a few hundred bytes of them can stand for gigabytes
		return fault.New(fault.Invalid, "line %d of the YAML uses an alias, which is not read", n.Line).
			Helped("write the text out, or send the document as JSON")
	}
	return fault.New(fault.Invalid, "line %d of the YAML holds nothing that can be read", n.Line)
}

func (c *converter) object(n *yaml.Node, depth int) error {
	c.out = append(c.out, '{')
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if key.Kind != yaml.ScalarNode {
			return fault.New(fault.Invalid, "line %d of the YAML has a name that is no text", key.Line)
		}
		if i > 0 {
			c.out = append(c.out, ',')
		}
		if err := c.text(key); err != nil {
			return err
		}
		c.out = append(c.out, ':')
		if err := c.value(n.Content[i+1], depth+1); err != nil {
			return err
		}
	}
	c.out = append(c.out, '}')
	return nil
}

func (c *converter) array(n *yaml.Node, depth int) error {
	c.out = append(c.out, '[')
	for i, item := range n.Content {
		if i > 0 {
			c.out = append(c.out, ',')
		}
		if err := c.value(item, depth+1); err != nil {
			return err
		}
	}
	c.out = append(c.out, ']')
	return nil
}

func (c *converter) scalar(n *yaml.Node) error {
	switch n.ShortTag() {
	case "!!null":
		c.out = append(c.out, "null"...)
		return nil
	case "!!bool":
		c.out = append(c.out, strings.ToLower(n.Value)...)
		return nil
	}
	return c.text(n)
}

func (c *converter) text(n *yaml.Node) error {
	out, err := jsontext.AppendQuote(c.out, n.Value)
	if err != nil {
		return fault.New(fault.Invalid, "line %d of the YAML holds text that is not UTF-8", n.Line)
	}
	c.out = out
	return nil
}
