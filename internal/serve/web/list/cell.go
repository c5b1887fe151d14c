package list

import (
	"strconv"
	"strings"
	"time"

	"aceso/internal/serve/web/view/ui"
)

// text is a value as people read it. What is unknown is the empty text.
func text(v any, k Kind) string {
	switch v := v.(type) {
	case string:
		return v
	case []string:
		return strings.Join(v, ", ")
	case int:
		return ui.Number(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		if v {
			return "yes"
		}
	case time.Time:
		switch {
		case v.IsZero():
		case k == Day:
			return ui.Day(v)
		default:
			return ui.Moment(v)
		}
	}
	return ""
}

// plain is a value as a program reads it: what JSON and, through package sheet,
// CSV and XLSX write. A day has no time of day.
func plain(v any, k Kind) any {
	switch v := v.(type) {
	case time.Time:
		switch {
		case v.IsZero():
			return nil
		case k == Day:
			return v.UTC().Format(time.DateOnly)
		}
		return v.UTC().Format(time.RFC3339)
	case []string:
		if v == nil {
			return []string{}
		}
	}
	return v
}
