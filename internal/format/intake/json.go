package intake

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"aceso/internal/value/check"
	"aceso/internal/value/fault"
)

// JSON reads one JSON text into v. Duplicate names, invalid UTF-8, anything
// behind the text, and values of another type than v has are refused. Names
// must match in case. Members that v does not know are skipped, unless
// json.RejectUnknownMembers is among the options.
func JSON(data []byte, lim Limits, v any, opts ...json.Options) error {
	data, err := jsonText(data, lim)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, v, opts...); err != nil {
		return jsonFault(data, err)
	}
	return nil
}

// ScanJSON reads a stream of JSON texts, one behind the other or one a line,
// without holding more than one of them: fn gets each value's bytes, which
// are only good until it returns, and reads them with JSON or WalkJSON. The
// stream is bounded by what Open counts; each value by lim.
func ScanJSON(r io.Reader, lim Limits, fn func(value []byte) error) error {
	dec := jsontext.NewDecoder(r)
	for {
		value, err := dec.ReadValue()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return jsonFault(nil, err)
		}
		if err := fn(value); err != nil {
			return err
		}
	}
}

// jsonText is what both ways of reading JSON begin with: UTF-8 without a mark,
// and inside the limits.
func jsonText(data []byte, lim Limits) ([]byte, error) {
	if int64(len(data)) > lim.Unpacked {
		return nil, Exceeded("unpacked bytes", lim.Unpacked)
	}
	data, _, err := unmark(data)
	if err != nil {
		return nil, err
	}
	if len(bytes.TrimLeft(data, " \t\r\n")) == 0 {
		return nil, fault.New(fault.Invalid, "the file is empty")
	}
	s := jsonScan{lim: lim}
	return data, s.scan(data)
}

// A jsonScan counts depth, values and string lengths ahead of the parser,
// which knows grammar but no limits. On text that is not JSON its counts mean
// nothing; the parser will say so.
type jsonScan struct {
	lim    Limits
	depth  int
	tokens int
}

func (s *jsonScan) scan(p []byte) error {
	for i := 0; i < len(p); i++ {
		switch p[i] {
		case '"':
			n := quoted(p[i+1:])
			if s.lim.Text > 0 && n > s.lim.Text {
				return Exceeded("bytes of one string", int64(s.lim.Text))
			}
			i += n + 1
		case '{', '[':
			s.tokens++
			if s.depth++; s.lim.Depth > 0 && s.depth > s.lim.Depth {
				return Exceeded("nesting depth", int64(s.lim.Depth))
			}
		case '}', ']':
			s.depth--
		case ',':
			s.tokens++
		}
	}
	if s.lim.Tokens > 0 && s.tokens > s.lim.Tokens {
		return Exceeded("values", int64(s.lim.Tokens))
	}
	return nil
}

// quoted returns how many bytes of p lie before the quote that ends a string.
func quoted(p []byte) int {
	for end := 0; ; {
		q := bytes.IndexByte(p[end:], '"')
		if q < 0 {
			return len(p)
		}
		end += q
		slashes := 0
		for slashes < end && p[end-1-slashes] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return end
		}
		end++
	}
}

// jsonFault turns an error of the JSON library into one for the sender, with
// line and path where they are known.
func jsonFault(data []byte, err error) error {
	if fault.Of(err) != nil {
		return err
	}
	var semantic *json.SemanticError
	if errors.As(err, &semantic) {
		why := "does not belong here"
		if semantic.Err != nil {
			why = semantic.Err.Error()
		} else if semantic.GoType != nil {
			why = "is a " + kindName(semantic.JSONKind) + ", which does not belong here"
		}
		return fault.New(fault.Invalid, "the JSON value %s %s", pointerPath(semantic.JSONPointer), why)
	}
	var syntactic *jsontext.SyntacticError
	if !errors.As(err, &syntactic) {
		return fault.New(fault.Invalid, "this is not JSON: %s", strings.TrimPrefix(err.Error(), "jsontext: "))
	}
	why := strings.TrimPrefix(syntactic.Err.Error(), "jsontext: ")
	if errors.Is(err, io.ErrUnexpectedEOF) {
		why = "the text ends too early"
	}
	where := ""
	if data != nil {
		line, column := Position(data, int(syntactic.ByteOffset))
		where = " at line " + itoa(line) + ", column " + itoa(column)
	}
	if path := pointerPath(syntactic.JSONPointer); path != "" {
		where += " (" + path + ")"
	}
	return fault.New(fault.Invalid, "this is not valid JSON: %s%s", why, where)
}

// pointerPath writes a JSON pointer as people do: components[3].version.
func pointerPath(p jsontext.Pointer) string {
	var b strings.Builder
	for token := range p.Tokens() {
		switch {
		case token != "" && strings.Trim(token, "0123456789") == "":
			b.WriteString("[" + check.Short(token) + "]")
		case b.Len() > 0:
			b.WriteString("." + check.Short(token))
		default:
			b.WriteString(check.Short(token))
		}
	}
	return b.String()
}
