// Package eol reads release and support dates of products as endoflife.date
// publishes them: the answers of its API, version 0 and 1, and the files of
// its release-data repository.
package eol

import (
	"bytes"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"aceso/internal/domain/vuln"
	"aceso/internal/format/intake"
	"aceso/internal/value/check"
	"aceso/internal/value/fault"
)

// A Product is the release cycles of one product, newest first where the
// source says when they were released. Of some, the source knows single
// versions only, and no cycle.
type Product struct {
	Name   string
	Cycles []vuln.Support
}

// Decode reads one document. Where it does not name its product, as is so in
// all forms but one, the file's name does. Problems are cycles left out.
func Decode(file string, data []byte) ([]Product, check.Problems, error) {
	name := strings.TrimSuffix(path.Base(file), ".json")
	start := bytes.TrimLeft(data, " \t\r\n\ufeff")
	if len(start) > 0 && start[0] == '[' {
		return decodeV0(name, data)
	}
	var in struct {
		Releases map[string]jsontext.Value `json:"releases"`
		Versions jsontext.Value            `json:"versions"`
		Result   jsontext.Value            `json:"result"`
	}
	if err := intake.JSON(data, intake.Feed, &in); err != nil {
		return nil, nil, err
	}
	switch {
	case in.Result.Kind() == '{':
		return decodeV1(slices.Concat([]byte("["), in.Result, []byte("]")))
	case in.Result.Kind() == '[':
		return decodeV1(in.Result)
	case in.Releases != nil || in.Versions.Kind() == '{':
		return decodeReleases(name, in.Releases)
	}
	return nil, nil, fault.New(fault.Invalid, "%s holds no release dates", file)
}

// decodeReleases reads a file of the release-data repository.
func decodeReleases(name string, releases map[string]jsontext.Value) ([]Product, check.Problems, error) {
	var ps check.Problems
	p := Product{Name: name}
	for cycle, raw := range releases {
		var r struct {
			Name     string `json:"name"`
			Released any    `json:"releaseDate"`
			EOL      any    `json:"eol"`
			EOAS     any    `json:"eoas"`
			EOES     any    `json:"eoes"`
			Latest   any    `json:"latest"`
		}
		if err := intake.JSON(raw, intake.Feed, &r); err != nil {
			ps.Add("releases."+cycle, "eol-cycle", "%v", err)
			continue
		}
		if first(r.Name, cycle) == "" {
			ps.Add("releases", "eol-cycle", "the entry names no release cycle")
			continue
		}
		p.add(vuln.Support{
			Cycle: first(r.Name, cycle), Released: word(r.Released), EndOfLife: word(r.EOL),
			Maintained: word(r.EOAS), Extended: word(r.EOES), Latest: word(r.Latest),
		})
	}
	return p.sorted(), ps, nil
}

// decodeV0 reads an answer of /api/PRODUCT.json.
func decodeV0(name string, data []byte) ([]Product, check.Problems, error) {
	var list []jsontext.Value
	if err := intake.JSON(data, intake.Feed, &list); err != nil {
		return nil, nil, err
	}
	var ps check.Problems
	p := Product{Name: name}
	for i, raw := range list {
		var r struct {
			Cycle    any `json:"cycle"`
			Released any `json:"releaseDate"`
			EOL      any `json:"eol"`
			Support  any `json:"support"`
			Extended any `json:"extendedSupport"`
			Latest   any `json:"latest"`
		}
		if err := intake.JSON(raw, intake.Feed, &r); err != nil || word(r.Cycle) == "" {
			ps.Add(place(i), "eol-cycle", "the entry names no release cycle")
			continue
		}
		p.add(vuln.Support{
			Cycle: word(r.Cycle), Released: word(r.Released), EndOfLife: word(r.EOL),
			Maintained: word(r.Support), Extended: word(r.Extended), Latest: word(r.Latest),
		})
	}
	return p.sorted(), ps, nil
}

// decodeV1 reads the results of /api/v1/products/PRODUCT and /api/v1/products/full.
func decodeV1(data []byte) ([]Product, check.Problems, error) {
	var list []jsontext.Value
	if err := intake.JSON(data, intake.Feed, &list); err != nil {
		return nil, nil, err
	}
	var ps check.Problems
	var out []Product
	for i, raw := range list {
		var in struct {
			Name     string `json:"name"`
			Releases []struct {
				Name       string `json:"name"`
				Released   any    `json:"releaseDate"`
				Ended      any    `json:"isEol"`
				EOL        any    `json:"eolFrom"`
				Maintained any    `json:"eoasFrom"`
				Extended   any    `json:"eoesFrom"`
				Latest     struct {
					Name any `json:"name"`
				} `json:"latest"`
			} `json:"releases"`
		}
		if err := intake.JSON(raw, intake.Feed, &in); err != nil || in.Name == "" {
			ps.Add(place(i), "eol-product", "the entry names no product with releases")
			continue
		}
		p := Product{Name: in.Name}
		for _, r := range in.Releases {
			if r.Name == "" {
				ps.Add(place(i), "eol-cycle", "%s: an entry names no release cycle", in.Name)
				continue
			}
			p.add(vuln.Support{
				Cycle: r.Name, Released: word(r.Released), EndOfLife: first(word(r.EOL), word(r.Ended)),
				Maintained: word(r.Maintained), Extended: word(r.Extended), Latest: word(r.Latest.Name),
			})
		}
		out = append(out, p.sorted()...)
	}
	return out, ps, nil
}

func (p *Product) add(s vuln.Support) {
	s.Product = p.Name
	p.Cycles = append(p.Cycles, s)
}

// sorted puts the cycles in order, newest first, then by name.
func (p *Product) sorted() []Product {
	slices.SortFunc(p.Cycles, func(a, b vuln.Support) int {
		if d := strings.Compare(b.Released, a.Released); d != 0 {
			return d
		}
		return strings.Compare(b.Cycle, a.Cycle)
	})
	return []Product{*p}
}

// word returns a date or a yes or no as the source says it.
func word(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		if v {
			return "true"
		}
		return "false"
	}
	return ""
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func place(i int) string { return "[" + strconv.Itoa(i) + "]" }
