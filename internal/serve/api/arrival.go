package api

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"aceso/internal/format/intake"
	"aceso/internal/value/fault"
	"aceso/internal/value/id"
)

// An arrival is what a CI tool sends by the upload contract, in JSON (A) or
// as a form (B), with the same names.
type arrival struct {
	Project    string // id of a release; name and version are not looked at then
	Name       string
	Version    string
	AutoCreate bool
	ParentID   string
	ParentName string
	ParentVer  string
	Document   []byte // the bill of materials, or the VEX document

	wrong  violations // fields that can't be used
	unkept []string   // fields that ask for what a release does not have: tags, a parent, a mark of being the latest
}

// A violation is one field that can't be used, in the contract's shape.
type violation struct {
	Message      string `json:"message"`
	Template     string `json:"messageTemplate"`
	Path         string `json:"path"`
	InvalidValue string `json:"invalidValue"`
}

// violations are answered with 400 and their list.
type violations []violation

// Error tells the first.
func (v violations) Error() string { return v[0].Path + ": " + v[0].Message }

func breach(field, value, format string, args ...any) violation {
	if runes := []rune(value); len(runes) > 100 {
		value = string(runes[:100]) + "…"
	}
	text := fmt.Sprintf(format, args...)
	return violation{Message: text, Template: text, Path: field, InvalidValue: value}
}

// The contract's own limits.
const (
	maxBase64 = 20_000_000 // characters of a document inside JSON
	maxField  = 64 << 10   // bytes of any other form field
	maxParts  = 50
	maxText   = 200 // bytes of a name or version
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
	if err := json.Unmarshal(data, &fields); err != nil || fields == nil {
		return arrival{}, fault.New(fault.Invalid, "the body is not a JSON object%s", because(err)).Helped("send {\"projectName\": …, \"projectVersion\": …, \"%s\": \"<base64>\"}, or a multipart form", part)
	}
	var a arrival
	for key, raw := range fields {
		if err := a.set(key, raw, part); err != nil {
			return arrival{}, err
		}
	}
	return a, a.whole(part)
}

// because writes the reason behind what is so.
func because(err error) string {
	if err == nil {
		return ""
	}
	return ": " + err.Error()
}

// whole tells what is wrong with what was read, each field with its own fault.
// Next to project, the names are not looked at.
func (a *arrival) whole(part string) error {
	if a.Project != "" {
		a.wrong = slices.DeleteFunc(a.wrong, func(v violation) bool { return v.Path == "projectName" || v.Path == "projectVersion" })
		if !id.Valid(a.Project) {
			a.wrong = append(a.wrong, breach("project", a.Project, "the project is no UUID in small letters"))
		}
	} else {
		for _, f := range [][2]string{{"projectName", a.Name}, {"projectVersion", a.Version}} {
			named := slices.ContainsFunc(a.wrong, func(v violation) bool { return v.Path == f[0] })
			if f[1] == "" && !named {
				a.wrong = append(a.wrong, breach(f[0], "", "without project, %s must be there", f[0]))
			}
		}
	}
	if len(a.wrong) > 0 {
		slices.SortFunc(a.wrong, func(x, y violation) int { return strings.Compare(x.Path, y.Path) })
		return a.wrong
	}
	if len(a.Document) == 0 {
		return sentence("No " + strings.ToUpper(part) + " file provided.")
	}
	return nil
}

// A sentence is a refusal with 400 that the contract wants as bare text.
type sentence string

// Error returns the sentence.
func (s sentence) Error() string { return string(s) }

func (a *arrival) set(key string, raw json.RawMessage, part string) error {
	if key == part {
		return a.decode(part, raw)
	}
	if key == "projectTags" {
		var tags []struct{ Name string }
		var names string
		if json.Unmarshal(raw, &tags) == nil {
			for _, t := range tags {
				a.tag(t.Name)
			}
		} else if json.Unmarshal(raw, &names) == nil {
			a.tag(names)
		}
		return nil
	}
	text, ok := plain(raw)
	if !ok && known(key) {
		a.wrong = append(a.wrong, breach(key, string(raw), "%s is no single value", key))
	} else {
		a.field(key, text)
	}
	return nil
}

// decode takes the document out of its Base64. The limit is the contract's;
// line breaks within are let pass.
func (a *arrival) decode(part string, raw json.RawMessage) error {
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		a.wrong = append(a.wrong, breach(part, string(raw), "%s is not a text", part))
		return nil
	}
	if len(text) > maxBase64 {
		return fault.New(fault.TooLarge, "%s has more than %d characters of Base64", part, maxBase64).Helped("send the file as it is, in a form: POST multipart/form-data with the part %s", part)
	}
	document, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil {
		return fault.New(fault.Invalid, "%s is not Base64: %v", part, err).Helped("encode the whole file with standard padded Base64, or send it as a multipart form")
	}
	a.Document = document
	return nil
}

// plain returns a JSON value as the text that a form would carry: cdxgen
// sends the words "true" and "false" for booleans.
func plain(raw json.RawMessage) (text string, ok bool) {
	if json.Unmarshal(raw, &text) == nil {
		return text, true
	}
	text = string(raw)
	return text, text[0] != '{' && text[0] != '['
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
			a.tag(string(value))
		} else {
			a.field(p.FormName(), string(value))
		}
	}
	return a, a.whole(part)
}

// texts are the fields that hold a text.
func (a *arrival) texts() map[string]*string {
	return map[string]*string{
		"project": &a.Project, "projectName": &a.Name, "projectVersion": &a.Version,
		"parentUUID": &a.ParentID, "parentName": &a.ParentName, "parentVersion": &a.ParentVer,
	}
}

// flags are the fields that say yes or no.
var flags = []string{"autoCreate", "isLatest", "isLatestProjectVersion", "isActive"}

func known(name string) bool {
	_, text := (&arrival{}).texts()[name]
	return text || slices.Contains(flags, name)
}

// field takes one named value, in the words of either form.
func (a *arrival) field(name, value string) {
	value = strings.TrimSpace(value)
	if value == "" || !known(name) {
		return
	}
	for _, r := range value {
		if !unicode.IsPrint(r) {
			a.wrong = append(a.wrong, breach(name, value, "%s holds a character that can't be printed", name))
			return
		}
	}
	if text := a.texts()[name]; text != nil {
		if *text = value; len(value) > maxText {
			a.wrong = append(a.wrong, breach(name, value, "%s is longer than %d bytes", name, maxText))
		}
		if strings.HasPrefix(name, "parent") {
			a.unkept = append(a.unkept, name)
		}
		return
	}
	yes, err := strconv.ParseBool(strings.ToLower(value))
	switch {
	case err != nil:
		a.wrong = append(a.wrong, breach(name, value, "%s is neither true nor false", name))
	case name == "autoCreate":
		a.AutoCreate = yes
	case yes != (name == "isActive"): // a release is active and not the latest: the rest has no place
		a.unkept = append(a.unkept, name)
	}
}

// tag takes names with commas between.
func (a *arrival) tag(names string) {
	if strings.Trim(names, ", ") != "" && !slices.Contains(a.unkept, "projectTags") {
		a.unkept = append(a.unkept, "projectTags")
	}
}
