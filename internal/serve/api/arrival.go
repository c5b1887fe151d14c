package api

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"unicode"

	"aceso/internal/format/intake"
	"aceso/internal/value/fault"
)

// An arrival is what a CI tool sends by the upload contract, in JSON (A) or
// as a form (B), with the same names.
type arrival struct {
	Project    string // id of a release; name and version are not looked at then
	Name       string
	Version    string
	AutoCreate bool
	Tags       []string
	ParentID   string
	ParentName string
	ParentVer  string
	Latest     *bool
	Active     *bool
	Document   []byte // the bill of materials, or the VEX document
}

// The contract's own limits.
const (
	maxBase64 = 20_000_000 // characters of a document inside JSON
	maxField  = 64 << 10   // bytes of any other form field
	maxParts  = 50
)

// readArrival reads a request by what it is, not by what it says: cdxgen
// posts JSON where others send a form. part names the document: "bom" or "vex".
func readArrival(w http.ResponseWriter, r *http.Request, part string) (arrival, error) {
	media, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if media == "multipart/form-data" {
		r.Body = http.MaxBytesReader(w, r.Body, intake.SBOM.Bytes+(1<<20))
		if params["boundary"] == "" {
			return arrival{}, fault.New(fault.Invalid, "the form names no boundary between its parts")
		}
		return readForm(multipart.NewReader(r.Body, params["boundary"]), part)
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxBase64+(1<<20))
	return readJSON(r.Body, part)
}

// readJSON reads form A. Unknown keys are let pass: tools send more than the contract names.
func readJSON(r io.Reader, part string) (arrival, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return arrival{}, brokenForm(err)
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		return arrival{}, fault.New(fault.Invalid, "the body is not a JSON object: %v", err).Helped("send {\"projectName\": …, \"projectVersion\": …, \"%s\": \"<base64>\"}, or a multipart form", part)
	}
	var a arrival
	for key, raw := range fields {
		if err := a.set(key, raw, part); err != nil {
			return arrival{}, err
		}
	}
	if len(a.Document) == 0 {
		return arrival{}, noDocument(part)
	}
	return a, nil
}

func (a *arrival) set(key string, raw json.RawMessage, part string) error {
	if key == part {
		var text string
		if err := json.Unmarshal(raw, &text); err != nil {
			return fault.New(fault.Invalid, "%s is not a text", part)
		}
		if len(text) > maxBase64 {
			return intake.Exceeded("base64 characters", maxBase64)
		}
		document, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
		if err != nil {
			return fault.New(fault.Invalid, "%s is not Base64: %v", part, err).Helped("encode the whole file with standard padded Base64, or send it as a multipart form")
		}
		a.Document = document
		return nil
	}
	if key == "projectTags" {
		var tags []struct{ Name string }
		var names string
		if json.Unmarshal(raw, &tags) == nil {
			for _, t := range tags {
				a.Tags = append(a.Tags, t.Name)
			}
		} else if json.Unmarshal(raw, &names) == nil {
			a.Tags = split(names)
		}
		return nil
	}
	return a.field(key, plain(raw))
}

// plain returns a JSON value as the text that a form would carry: cdxgen
// sends the words "true" and "false" for booleans.
func plain(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	if text := string(raw); text != "null" {
		return text
	}
	return ""
}

// readForm reads form B part by part; the document's part may have no file
// name, as Jenkins sends it.
func readForm(mr *multipart.Reader, part string) (arrival, error) {
	var a arrival
	for n := 0; ; n++ {
		p, err := mr.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return a, brokenForm(err)
		}
		if n == maxParts {
			return a, intake.Exceeded("parts of a form", maxParts)
		}
		if p.FormName() == part {
			if a.Document, err = io.ReadAll(io.LimitReader(p, intake.SBOM.Bytes+1)); err != nil {
				return a, brokenForm(err)
			}
			if int64(len(a.Document)) > intake.SBOM.Bytes {
				return a, intake.Exceeded("bytes", intake.SBOM.Bytes)
			}
			continue
		}
		value, err := io.ReadAll(io.LimitReader(p, maxField+1))
		if err != nil {
			return a, brokenForm(err)
		}
		if len(value) > maxField {
			return a, intake.Exceeded("bytes of the form field "+p.FormName(), maxField)
		}
		if p.FormName() == "projectTags" {
			a.Tags = split(string(value))
		} else if err := a.field(p.FormName(), string(value)); err != nil {
			return a, err
		}
	}
	if len(a.Document) == 0 {
		return a, noDocument(part)
	}
	return a, nil
}

// field takes one named value, in the words of either form.
func (a *arrival) field(name, value string) error {
	value = strings.TrimSpace(value)
	for _, r := range value {
		if !unicode.IsPrint(r) {
			return fault.New(fault.Invalid, "%s holds a character that can't be printed", name)
		}
	}
	texts := map[string]*string{
		"project": &a.Project, "projectName": &a.Name, "projectVersion": &a.Version,
		"parentUUID": &a.ParentID, "parentName": &a.ParentName, "parentVersion": &a.ParentVer,
	}
	if t, ok := texts[name]; ok {
		*t = value
		return nil
	}
	if value == "" {
		return nil
	}
	switch name {
	case "autoCreate", "isLatest", "isLatestProjectVersion", "isActive":
		yes, err := strconv.ParseBool(strings.ToLower(value))
		if err != nil {
			return fault.New(fault.Invalid, "%s is %q", name, value).Helped("send true or false")
		}
		switch name {
		case "autoCreate":
			a.AutoCreate = yes
		case "isActive":
			a.Active = &yes
		default:
			a.Latest = &yes
		}
	}
	return nil
}

func split(names string) []string {
	var out []string
	for _, n := range strings.Split(names, ",") {
		if n = strings.TrimSpace(n); n != "" {
			out = append(out, n)
		}
	}
	return out
}

func noDocument(part string) error {
	if part == "bom" {
		return fault.New(fault.Invalid, "No BOM file provided.").Helped("send the document as the field or part %q", part)
	}
	return fault.New(fault.Invalid, "No VEX file provided.").Helped("send the document as the field or part %q", part)
}
