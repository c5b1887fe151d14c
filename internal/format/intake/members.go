package intake

import "bytes"

// Members calls fn for each member of the JSON object that data begins with,
// in their order, until fn returns false. It only tells where values begin,
// without looking at the grammar of anything: for finding out what kind of
// document this is before it is read. A value reaches on to the end of data;
// Scalar cuts it. Names with escapes come as they stand.
func Members(data []byte, fn func(name string, value []byte) bool) {
	data = blank(data)
	if len(data) == 0 || data[0] != '{' {
		return
	}
	for data = data[1:]; ; {
		if data = blank(data); len(data) == 0 || data[0] != '"' {
			return
		}
		n := quoted(data[1:])
		if n+2 > len(data) {
			return
		}
		name := string(data[1 : n+1])
		if data = blank(data[n+2:]); len(data) == 0 || data[0] != ':' {
			return
		}
		data = blank(data[1:])
		if !fn(name, data) {
			return
		}
		data = blank(data[valueLen(data):])
		if len(data) == 0 || data[0] != ',' {
			return
		}
		data = data[1:]
	}
}

// Scalar returns the text of the string that value begins with, or the number
// or word as it stands; "" for an object or an array.
func Scalar(value []byte) string {
	n := valueLen(value)
	if n == 0 || value[0] == '{' || value[0] == '[' {
		return ""
	}
	if value[0] == '"' {
		return string(value[1:max(1, n-1)])
	}
	return string(bytes.TrimSpace(value[:n]))
}

// valueLen returns how many bytes the value takes that data begins with.
func valueLen(data []byte) int {
	depth := 0
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '"':
			i += quoted(data[i+1:]) + 1
			if depth == 0 {
				return min(i+1, len(data))
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return i
			}
			if depth--; depth == 0 {
				return i + 1
			}
		case ',':
			if depth == 0 {
				return i
			}
		}
	}
	return len(data)
}

// blank takes the blanks at the front of data away.
func blank(data []byte) []byte { return bytes.TrimLeft(data, " \t\r\n") }
