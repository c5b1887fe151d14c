package app

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/knadh/koanf/parsers/toml/v2"
	"github.com/knadh/koanf/v2"

	"aceso/internal/serve"
	"aceso/internal/value/fault"
)

// The places that a setting can come from.
const (
	FromFlag        = "flag"
	FromEnvironment = "environment"
	FromFile        = "file"
	FromDefault     = "default"
)

// A Source is where a setting stands.
type Source struct {
	Kind string `json:"kind"`           // flag, environment, file or default
	Name string `json:"name,omitempty"` // --data, ACESO_DATA, the path of the file
}

// String is the source in words.
func (s Source) String() string {
	switch s.Kind {
	case FromEnvironment:
		return "environment variable " + s.Name
	case FromDefault:
		return "default"
	}
	return s.Kind + " " + s.Name
}

// A layer is all that one place sets.
type layer struct {
	kind string
	set  *koanf.Koanf
	path string // of the file
}

func (l layer) of(key string) Source {
	switch l.kind {
	case FromFlag:
		return Source{l.kind, "--" + key}
	case FromEnvironment:
		return Source{l.kind, variable(key)}
	case FromFile:
		return Source{l.kind, l.path}
	}
	return Source{Kind: l.kind}
}

// layers are all places, the one that beats the others first.
type layers struct {
	from []layer
	file string // aceso.toml, there or not
	read bool   // it is there
	sum  [sha256.Size]byte
}

// source is the place that sets a key.
func (ls layers) source(key string) Source {
	for _, l := range ls.from {
		if l.set.Exists(key) {
			return l.of(key)
		}
	}
	return Source{Kind: FromDefault}
}

// readLayers reads every place. The file lies in the data folder, so the
// other places say where that is.
func readLayers(flags map[string]any) (layers, error) {
	standing, environment, typed, written := koanf.New("."), koanf.New("."), koanf.New("."), koanf.New(".")
	for layer, set := range map[*koanf.Koanf]map[string]any{standing: defaults(), environment: environ(), typed: flags} {
		for key, value := range set {
			if err := layer.Set(key, value); err != nil {
				return layers{}, fmt.Errorf("set %s: %w", key, err)
			}
		}
	}
	data := standing.String("data")
	if v := environment.String("data"); v != "" {
		data = v
	}
	if v, ok := flags["data"].(string); ok {
		data = v
	}
	path := filepath.Join(data, "aceso.toml")
	err := written.Load(aFile(path), toml.Parser())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return layers{}, fault.New(fault.Invalid, "%s can't be read: %v", path, err)
	}
	var sum [sha256.Size]byte
	if text, err := os.ReadFile(path); err == nil {
		sum = sha256.Sum256(text)
	}
	return layers{file: path, read: err == nil, sum: sum, from: []layer{
		{kind: FromFlag, set: typed}, {kind: FromEnvironment, set: environment}, {kind: FromFile, set: written, path: path}, {kind: FromDefault, set: standing},
	}}, nil
}

// aFile is a file as koanf reads one.
type aFile string

// ReadBytes reads the file.
func (f aFile) ReadBytes() ([]byte, error) { return os.ReadFile(string(f)) }

// Read is for sources that need no parser.
func (aFile) Read() (map[string]any, error) { return nil, errors.ErrUnsupported }

// unreadable names the setting whose value is of another kind than it takes,
// and never the value, which may be secret.
func (ls layers) unreadable(err error) error {
	for _, s := range settings() {
		one := koanf.New(".")
		for _, l := range ls.from {
			if l.set.Exists(s.Key) {
				if one.Set(s.Key, l.set.Get(s.Key)) == nil && one.Unmarshal("", new(Config)) != nil {
					return fault.New(fault.Invalid, "%s is not %s (%s)", s.Key, s.takes, l.of(s.Key)).Helped("it is: %s", s.Meaning)
				}
				break
			}
		}
	}
	return fault.New(fault.Invalid, "the configuration can't be read: %v", err)
}

// A Setting is one thing that can be set, with the value in force. What is
// secret of it is left out.
type Setting struct {
	Key     string `json:"key"`
	Value   any    `json:"value"`
	Source  Source `json:"source"`
	Meaning string `json:"meaning"`

	takes string // the kind of value, in words
	index []int  // of the field of Config
}

// An Explanation is the whole configuration, setting by setting.
type Explanation struct {
	File     string    `json:"file"` // where aceso.toml is looked for
	Read     bool      `json:"read"` // and whether it is there
	Settings []Setting `json:"settings"`
}

// ExplainConfig tells every setting with the value in force, where that
// stands, and what it means. A configuration that can't be used is refused as
// LoadConfig does.
func ExplainConfig(flags map[string]any) (*Explanation, error) {
	c, _, err := readConfig(flags)
	if err != nil {
		return nil, err
	}
	return c.explain(), nil
}

// explain tells every setting of a configuration that was read.
func (c Config) explain() *Explanation {
	out := &Explanation{File: c.from.file, Read: c.from.read, Settings: settings()}
	for i := range out.Settings {
		s := &out.Settings[i]
		s.Value, s.Source = reflect.ValueOf(c).FieldByIndex(s.index).Interface(), c.from.source(s.Key)
		if text, ok := s.Value.(string); ok {
			s.Value = withoutSecret(s.Key, text)
		}
	}
	return out
}

// configuration is what the running server was set up by, for its pages.
func (a *App) configuration() serve.Configuration {
	told := a.Config.explain()
	out := serve.Configuration{File: told.File, Read: told.Read, Changed: a.Config.from.changed()}
	for _, s := range told.Settings {
		value := ""
		switch v := s.Value.(type) {
		case string:
			value = v
		case bool:
			value = map[bool]string{true: "yes", false: "no"}[v]
		case []string:
			value = strings.Join(v, ", ")
		}
		out.Settings = append(out.Settings, serve.Setting{Key: s.Key, Value: value, Source: s.Source.String(), Variable: variable(s.Key), Standing: s.Source.Kind == FromDefault, Meaning: s.Meaning})
	}
	return out
}

// changed tells whether the file is another than the one that was read.
func (ls layers) changed() bool {
	text, err := os.ReadFile(ls.file)
	if errors.Is(err, fs.ErrNotExist) {
		return ls.read
	}
	return err == nil && sha256.Sum256(text) != ls.sum
}

// settings are the fields of Config in their order.
func settings() []Setting {
	var out []Setting
	var walk func(t reflect.Type, prefix string, index []int)
	walk = func(t reflect.Type, prefix string, index []int) {
		for i := range t.NumField() {
			f := t.Field(i)
			if !f.IsExported() {
				continue
			}
			key, at := prefix+f.Tag.Get("koanf"), append(slices.Clone(index), i)
			switch f.Type.Kind() {
			case reflect.Struct:
				walk(f.Type, key+".", at)
				continue
			case reflect.Bool:
				out = append(out, Setting{takes: "true or false"})
			case reflect.Slice:
				out = append(out, Setting{takes: "a list of texts"})
			default:
				out = append(out, Setting{takes: "a text"})
			}
			s := &out[len(out)-1]
			s.Key, s.Meaning, s.index = key, f.Tag.Get("help"), at
		}
	}
	walk(reflect.TypeFor[Config](), "", nil)
	return out
}

// withoutSecret is a value as it may be shown: files with keys are named and
// not opened, and addresses lose their passwords.
func withoutSecret(key, value string) string {
	switch {
	case value == "":
		return ""
	case strings.HasSuffix(key, "_file"):
		return "set, from file " + value
	case strings.Contains(value, "://"):
		return hidden(value)
	}
	return value
}

// hidden is an address without its password and without what its query says,
// where passwords and tokens stand too.
func hidden(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "set, and not shown: it is no address that can be read"
	}
	if u.RawQuery != "" {
		u.RawQuery = "xxxxx"
	}
	return u.Redacted()
}
