package cyclonedx

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"aceso/internal/format"
	"aceso/internal/format/cyclonedx/schema"
	"aceso/internal/format/intake"
	"aceso/internal/value/check"
)

// mostSchemaProblems is how many breaches of the schema are told.
const mostSchemaProblems = 500

// CheckSchema holds a document in JSON against the official schema of its
// version, which knows every corner of the format. Decode's own rules cover
// what is needed here and XML. It takes several times as long as Decode, and
// is for those who want to know whether a document is valid. Where the schemas
// were missing at build, a warning says so.
func CheckSchema(data []byte, lim intake.Limits) (check.Problems, error) {
	found, err := format.Sniff(data)
	if err != nil || found.Family != format.CycloneDX || found.Encoding != "json" {
		return nil, err
	}
	var problems check.Problems
	if !schema.Present() {
		problems.Warn("", "cyclonedx-schema", "the schema check is missing: this program was built without the official schemas")
		return problems, nil
	}
	s, err := schema.Of(found.Version)
	if err != nil || s == nil {
		return nil, err
	}
	var doc any
	if err := intake.JSON(data, lim, &doc); err != nil {
		problems.Add("", "cyclonedx-schema", "the document can't be held against the schema: %v", err)
		return problems, nil
	}
	var broken *jsonschema.ValidationError
	if err := s.Validate(doc); errors.As(err, &broken) {
		tellBreaches(&problems, broken)
		return problems, nil
	} else if err != nil {
		return nil, fmt.Errorf("hold against the CycloneDX %s schema: %w", found.Version, err)
	}
	return nil, nil
}

// tellBreaches notes the places where the schema is broken. Where one of
// several forms is asked for and none fits, it says only that: what each form
// lacks would be noise.
func tellBreaches(problems *check.Problems, e *jsonschema.ValidationError) {
	if len(*problems) >= mostSchemaProblems {
		return
	}
	text := ""
	switch k := e.ErrorKind.(type) {
	case *kind.OneOf, *kind.AnyOf:
		text = "fits none of the forms that the schema allows here, or more than one"
	case *kind.Not:
		text = "is in a form that the schema rules out"
	case *kind.Pattern:
		text = fmt.Sprintf("%q is not of the form that the schema asks for", check.Short(k.Got))
	case *kind.Format:
		text = fmt.Sprintf("%q is no %s", check.Short(fmt.Sprint(k.Got)), k.Want)
	case *kind.Enum:
		text = fmt.Sprintf("%q is none of the schema's words", check.Short(fmt.Sprint(k.Got)))
	default:
		if len(e.Causes) == 0 {
			text = check.ShortTo(e.ErrorKind.LocalizedString(english), 200)
		}
	}
	if text == "" {
		for _, cause := range e.Causes {
			tellBreaches(problems, cause)
		}
		return
	}
	problems.Add(instancePath(e.InstanceLocation), "cyclonedx-schema", "%s", text)
}

var english = message.NewPrinter(language.English)

// instancePath writes where in the document: components[3].version.
func instancePath(steps []string) string {
	var b strings.Builder
	for _, s := range steps {
		if _, err := strconv.Atoi(s); err == nil {
			b.WriteString("[" + s + "]")
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(s)
	}
	return b.String()
}

// Merge adds the breaches of the schema to the problems that Decode told,
// without those at a place where Decode told the same already.
func Merge(own, breaches check.Problems) check.Problems {
	at := make(map[string]bool, len(own))
	for _, p := range own {
		at[p.Path] = true
	}
	return append(own, slices.DeleteFunc(breaches, func(p check.Problem) bool { return p.Path != "" && at[p.Path] })...)
}
